//! Packs written, changed by strangers, and checked.

use std::io::{Cursor, Read as _};

use jiff::civil::date;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::*;
use crate::case::{Act, Attachment};
use crate::chain::{hexadecimal, origin, replay};
use crate::indicators::tests::acts;
use crate::parcel::{MANIFEST, Refused, options};
use crate::recovery::tests::known;
use crate::redaction::{Wishes, redact};

const PHOTO: &[u8] = b"\x89PNG\r\n\x1a\n not a picture, but bytes";

fn sum(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// The log of the case of the golden files, with a photo whose name means harm.
fn changes() -> Vec<Change> {
    let id = CaseId::from_u128(7);
    let photo = Attachment {
        name: "..\\..\\screen photo.png".to_owned(),
        bytes: PHOTO.len() as u64,
        sha256: sum(PHOTO),
    };
    let mut changes: Vec<Change> = Vec::new();
    for (number, act) in (1..).zip(acts().into_iter().chain([Act::Attachment(photo)])) {
        let previous = changes.last().map_or_else(|| origin(id), |change| change.hash.clone());
        let at = "2026-03-17T10:00:00Z".parse().expect("a time");
        changes.push(Change::new(number, at, "Ada Example", &act, &previous));
    }
    changes
}

fn made(standing: Standing) -> (Vec<u8>, String) {
    let changes = changes();
    let mut case = replay(CaseId::from_u128(7), &changes).expect("sound");
    if standing == Standing::Redacted {
        case = redact(&case, &Wishes::default()).case;
    }
    let at = "2026-03-20T12:00:00Z".parse().expect("a time");
    let contents = Contents {
        case: &case,
        changes: &changes,
        standing,
        recovery: known(),
        made: Made { at, day: date(2026, 3, 20), by: "Ada Example" },
    };
    let mut pack = Pack::begin(&contents, Cursor::new(Vec::new())).expect("memory");
    if standing == Standing::Whole {
        for file in &case.attachments {
            pack.attach(file, Some(PHOTO)).expect("memory");
        }
    }
    let (out, sum) = pack.finish().expect("memory");
    (out.into_inner(), sum)
}

fn checked(bytes: &[u8]) -> Result<Verdict, Refused> {
    verify(Cursor::new(bytes), known())
}

fn wrong(bytes: &[u8]) -> Vec<String> {
    checked(bytes).expect("it can be read").wrong
}

type Entries = Vec<(String, Vec<u8>)>;

fn entries(bytes: &[u8]) -> Entries {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a ZIP");
    (0..zip.len())
        .map(|number| {
            let mut entry = zip.by_index(number).expect("an entry");
            let name = String::from_utf8(entry.name_raw().to_vec()).expect("text");
            let mut text = Vec::new();
            entry.read_to_end(&mut text).expect("it can be read");
            (name, text)
        })
        .collect()
}

fn zipped(entries: Entries) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in entries {
        zip.start_file(name, options()).expect("memory");
        zip.write_all(&text).expect("memory");
    }
    zip.finish().expect("memory").into_inner()
}

fn changed(bytes: &[u8], change: impl Fn(&mut Entries)) -> Vec<u8> {
    let mut entries = entries(bytes);
    change(&mut entries);
    zipped(entries)
}

fn file<'e>(entries: &'e mut Entries, name: &str) -> &'e mut Vec<u8> {
    let found = entries.iter_mut().find(|(each, _)| each.ends_with(name));
    &mut found.expect("there is such a file").1
}

fn replace(text: &mut Vec<u8>, from: &str, to: &str) {
    let before = String::from_utf8(text.clone()).expect("text");
    assert!(before.contains(from), "{from} is not in it");
    *text = before.replace(from, to).into_bytes();
}

/// Changes a file, and the manifest so that its sum fits: what somebody does who knows the form.
fn forged(bytes: &[u8], name: &str, change: impl Fn(&mut Vec<u8>)) -> Vec<u8> {
    changed(bytes, |entries| {
        let text = file(entries, name);
        change(text);
        let (length, sum) = (text.len(), sum(text));
        manifest(entries, |manifest| {
            let files = manifest["files"].as_array_mut().expect("files");
            let named =
                |each: &&mut Value| each["name"].as_str().is_some_and(|it| it.ends_with(name));
            let listed = files.iter_mut().find(named).expect("it is listed");
            listed["bytes"] = length.into();
            listed["sha256"] = sum.clone().into();
        });
    })
}

fn manifest(entries: &mut Entries, change: impl Fn(&mut Value)) {
    let text = file(entries, MANIFEST);
    let mut manifest: Value = serde_json::from_slice(text).expect("JSON");
    change(&mut manifest);
    *text = serde_json::to_vec_pretty(&manifest).expect("JSON");
}

#[test]
fn a_whole_pack_holds_everything_and_proves_itself() {
    let (bytes, sum) = made(Standing::Whole);
    assert_eq!(bytes, made(Standing::Whole).0, "the same goes in, the same comes out");
    let verdict = checked(&bytes).expect("a pack");
    assert_eq!(verdict.wrong, [""; 0]);
    assert_eq!((verdict.changes, &verdict.manifest_sha256), (10, &sum));
    let mut entries = entries(&bytes);
    let names: Vec<String> = entries.iter().map(|(name, _)| name.clone()).collect();
    for name in [
        "README.txt",
        "report.txt",
        "report.pdf",
        "plan.json",
        "plan.txt",
        "case.json",
        "log.jsonl",
        "calls/call-3/transcript.txt",
        "calls/call-3/transcript.jsonl",
        "calls/call-4/judgement.json",
        "calls/call-4/judgement.txt",
        "computers/computer-9/findings.json",
        "computers/computer-9/report.txt",
        "attachments/10-screen photo.png",
    ] {
        assert!(names.iter().any(|each| each == name), "{name} is not among {names:?}");
    }
    assert_eq!(file(&mut entries, "photo.png"), PHOTO);
    let readme = String::from_utf8(file(&mut entries, "README.txt").clone()).expect("text");
    assert!(readme.contains("NOT redacted") && readme.contains("Ada Example"), "{readme}");
}

#[test]
fn a_redacted_pack_has_nothing_of_the_clients() {
    let (bytes, _) = made(Standing::Redacted);
    let verdict = checked(&bytes).expect("a pack");
    assert_eq!(verdict.wrong, [""; 0]);
    assert!(verdict.notes.iter().any(|note| note.contains("redacted")), "{:?}", verdict.notes);
    for (name, text) in entries(&bytes) {
        let text = String::from_utf8_lossy(&text).to_lowercase();
        for own in ["lindqvist", "ingrid", "harbour", "960123"] {
            assert!(!text.contains(own), "{own} in {name}");
        }
        assert!(!name.contains("photo") && !name.contains("log.jsonl"), "{name}");
    }
}

#[test]
fn whatever_is_changed_is_told() {
    let (bytes, _) = made(Standing::Whole);
    let other = changed(&bytes, |entries| file(entries, "photo.png")[0] = b'X');
    assert!(wrong(&other)[0].contains("changed, its SHA-256"), "{:?}", wrong(&other));
    let less = changed(&bytes, |entries| entries.retain(|(name, _)| name != "report.txt"));
    assert_eq!(wrong(&less), ["report.txt: missing"]);
    let name = "../../outside.txt".to_owned();
    let more = changed(&bytes, |entries| entries.push((name.clone(), b"more".to_vec())));
    assert!(wrong(&more)[0].contains("lead out of the folder"), "{:?}", wrong(&more));
}

#[test]
fn whoever_forges_the_sums_too_is_found_by_the_log() {
    let (bytes, _) = made(Standing::Whole);
    let microsoft = |text: &mut Vec<u8>| replace(text, "Microsoft", "Macrosoft");
    for name in
        ["call-3/transcript.jsonl", "call-3/transcript.txt", "call-3/judgement.json", "case.json"]
    {
        let wrong = wrong(&forged(&bytes, name, microsoft));
        assert!(wrong.len() == 1 && wrong[0].contains("differs from what"), "{name}: {wrong:?}");
    }
    let partner = |text: &mut Vec<u8>| replace(text, "700000001", "700000009");
    assert!(wrong(&forged(&bytes, "findings.json", partner))[0].contains("findings.json: differs"));
    let photo = |text: &mut Vec<u8>| text.push(b'!');
    assert!(
        wrong(&forged(&bytes, "photo.png", photo))[0].contains("is not the file that was added")
    );
    let said = forged(&bytes, "log.jsonl", microsoft);
    assert!(wrong(&said)[0].contains("log.jsonl"), "{:?}", wrong(&said));
    let shorter = forged(&bytes, "log.jsonl", |text| {
        text.truncate(text.len() - 2);
        let last = text.iter().rposition(|byte| *byte == b'\n').expect("lines");
        text.truncate(last + 1);
    });
    assert!(
        wrong(&shorter).iter().any(|line| line.contains("ends elsewhere")),
        "{:?}",
        wrong(&shorter)
    );
    let readme = |text: &mut Vec<u8>| replace(text, "NOT redacted", "redacted");
    assert_eq!(wrong(&forged(&bytes, "README.txt", readme)).len(), 1);
    let beside = changed(&bytes, |entries| {
        entries.insert(0, ("attachments/99-planted.txt".to_owned(), b"x".to_vec()));
        manifest(entries, |manifest| {
            let listed = serde_json::to_value(Listed::of("attachments/99-planted.txt", b"x"));
            manifest["files"].as_array_mut().expect("files").push(listed.expect("JSON"));
        });
    });
    assert_eq!(wrong(&beside), ["attachments/99-planted.txt: belongs to nothing in the case"]);
    let gone = changed(&bytes, |entries| {
        entries.retain(|(name, _)| !name.ends_with("photo.png"));
        manifest(entries, |manifest| {
            let files = manifest["files"].as_array_mut().expect("files");
            files.retain(|each| {
                !each["name"].as_str().is_some_and(|name| name.ends_with("photo.png"))
            });
        });
    });
    assert_eq!(wrong(&gone), ["attachments/10-screen photo.png: missing"]);
}

#[test]
fn what_is_hostile_is_refused_or_told_and_never_unpacked() {
    let (bytes, _) = made(Standing::Whole);
    let refused = |bytes: &[u8]| checked(bytes).expect_err("it must be refused").to_string();
    assert!(refused(b"").contains("ZIP"));
    assert!(refused(&bytes[..bytes.len() / 2]).contains("cut off"));
    assert!(refused(&zipped(vec![])).contains("no manifest"));
    let huge = changed(&bytes, |entries| *file(entries, MANIFEST) = vec![b' '; 17 << 20]);
    assert!(refused(&huge).contains("larger than"));
    let many: Entries = (0..10_001).map(|number| (number.to_string(), Vec::new())).collect();
    assert!(refused(&zipped(many)).contains("at most"));
    let form = changed(&bytes, |entries| manifest(entries, |it| it["form"] = "hangup-9".into()));
    assert!(refused(&form).contains("of the form hangup-9"));
    let bomb = changed(&bytes, |entries| {
        manifest(entries, |manifest| manifest["files"][0]["bytes"] = (9_u64 << 30).into());
    });
    assert!(refused(&bomb).contains("unpacks to more"));
    let longer = changed(&bytes, |entries| file(entries, "report.txt").extend(vec![0; 1 << 20]));
    assert!(wrong(&longer)[0].contains("another size"), "{:?}", wrong(&longer));
    let traversal = changed(&bytes, |entries| {
        let name = "../../etc/cron.d/x";
        entries.insert(0, (name.to_owned(), b"x".to_vec()));
        manifest(entries, |manifest| {
            let listed = serde_json::to_value(Listed::of(name, b"x")).expect("JSON");
            manifest["files"].as_array_mut().expect("files").push(listed);
        });
    });
    let told = wrong(&traversal);
    assert!(told.iter().any(|line| line.contains("do not unpack")), "{told:?}");
    let mut zip = ZipWriter::new_append(Cursor::new(bytes.clone())).expect("a ZIP");
    zip.add_symlink("report.txt.lnk", "/etc/passwd", options()).expect("memory");
    let linked = zip.finish().expect("memory").into_inner();
    assert!(!wrong(&linked).is_empty());
}

#[test]
fn no_cut_and_no_flipped_bit_goes_unseen_or_panics() {
    let (bytes, _) = made(Standing::Whole);
    let step = bytes.len() / 41;
    for at in (0..bytes.len()).step_by(step.max(1)) {
        let cut = &bytes[..at];
        assert!(checked(cut).is_err(), "cut at {at}");
        let mut flipped = bytes.clone();
        flipped[at] ^= 0x10;
        let seen = match checked(&flipped) {
            Err(_) => true,
            Ok(verdict) => !verdict.wrong.is_empty() || same(&flipped, &bytes),
        };
        assert!(seen, "a bit of byte {at} was flipped unseen");
    }
}

/// Whether two ZIPs hold the same: some bits of a ZIP mean nothing, such as those of a date.
fn same(one: &[u8], other: &[u8]) -> bool {
    entries(one) == entries(other)
}
