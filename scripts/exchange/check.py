"""Has published programs read what leaves a case: OASIS's validator the bundle of STIX 2.1, MISP's
own library the event. The files are the golden ones, which a test of casebook holds to what is
written. Needs the packages of requirements.txt beside this file; `make exchange` sees to that."""

import json
import pathlib
import sys

from pymisp import MISPEvent, MISPObject
from stix2validator import ValidationOptions, print_results, validate_file

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "crates/casebook/tests/exchange"
TEMPLATES = ROOT / "docs/misp/objects"

# Two recommendations are not followed. 103 asks for random names (UUIDv4) of all but observables:
# ours follow from the case, so that a second export is the same object. 244 asks for account types
# of an open vocabulary, which knows no tool for remote control.
DISABLED = "103,244"


def stix(path):
    """Whether the bundle is valid, with recommendations taken as rules."""
    options = ValidationOptions(
        version="2.1", strict=True, disabled=DISABLED, enforce_refs=True
    )
    results = validate_file(str(path), options)
    if not results.is_valid:
        print_results([results])
    return results.is_valid


def misp(path):
    """What is wrong with the event, a sentence each."""
    event = MISPEvent()
    event.load_file(str(path))
    wrong = []
    given = json.loads(path.read_text(encoding="utf-8"))["Event"]
    if len(event.objects) != len(given["Object"]):
        wrong.append("objects were lost when it was read")
    for found in event.objects:
        # Each object is made anew by its template, which refuses what it does not know.
        folder = TEMPLATES if (TEMPLATES / found.name).is_dir() else None
        anew = MISPObject(found.name, strict=True, misp_objects_path_custom=folder)
        if anew.template_uuid != found.template_uuid:
            wrong.append(f"{found.name}: another template than {anew.template_uuid}")
        if str(anew.template_version) != str(found.template_version):
            wrong.append(f"{found.name}: another version than {anew.template_version}")
        for attribute in found.attributes:
            relation = attribute.object_relation
            made = anew.add_attribute(relation, value=attribute.value)
            if made is None or made.type != attribute.type:
                wrong.append(f"{found.name}, {relation}: is not of the template's type")
        anew.to_json(strict=True)
    again = MISPEvent()
    again.load(event.to_json())
    if len(again.attributes) != len(given["Attribute"]):
        wrong.append("attributes were lost when it was written and read again")
    return wrong


def main():
    """Reads both files; the exit code says whether all is well."""
    valid = stix(GOLDEN / "stix.json")
    print(f"stix2-validator: stix.json is {'valid' if valid else 'NOT valid'}")
    wrong = misp(GOLDEN / "misp.json")
    for line in wrong:
        print(f"pymisp: {line}")
    print(f"pymisp: misp.json is {'read whole' if not wrong else 'NOT as it should be'}")
    return 0 if valid and not wrong else 1


if __name__ == "__main__":
    sys.exit(main())
