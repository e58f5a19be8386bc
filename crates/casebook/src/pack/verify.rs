//! A pack checked by itself, without any casebook: every sum; nothing missing and nothing beside
//! what belongs to the case; the log unbroken; and all else as it follows from the log.

use std::io::{Read, Seek};

use evidence::judgement::Judgement;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::files::{self, Files};
use super::{Contents, FORM, Made, Manifest, Standing, reading};
use crate::case::{Case, CaseId};
use crate::chain::{Change, replay};
use crate::parcel::{Listed, Opened, Refused, open};
use crate::recovery::Recovery;

/// The largest file that is read whole: a log with long calls and large check-ups.
const READ_BYTES_MAX: u64 = 512 << 20;

/// What became of the check of a pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "PackVerdict")]
pub struct Verdict {
    /// The case.
    pub case: CaseId,
    /// When the pack was made, as it says.
    #[schemars(with = "String")]
    pub made: Timestamp,
    /// By whom, as it says.
    pub by: String,
    /// The version of Hangup that made it, as it says.
    pub version: String,
    /// Whether the client's own is masked in it.
    pub standing: Standing,
    /// How many files its manifest names.
    pub files: usize,
    /// How many changes the log has.
    pub changes: u64,
    /// The SHA-256 of the manifest, to be compared with what was shown when the pack was made.
    pub manifest_sha256: String,
    /// What is not as it was made, a sentence each; nothing where all is.
    pub wrong: Vec<String>,
    /// What could not be checked, and what was left out.
    pub notes: Vec<String>,
}

/// Checks a pack.
///
/// # Errors
/// [`Refused`] where it is no pack, or made to overwhelm whoever reads it.
pub fn verify<S: Read + Seek>(source: S, recovery: &Recovery) -> Result<Verdict, Refused> {
    let mut pack = open(source, FORM)?;
    let manifest: Manifest = serde_json::from_slice(&pack.manifest).map_err(Refused::Shape)?;
    pack.check()?;
    let changes = changes(&mut pack, &manifest)?;
    if let Some(case) = case(&mut pack, &manifest, changes.as_deref())? {
        check_data(&mut pack, &case, changes.as_deref())?;
        let mut belongs = files::data(&case, changes.as_deref());
        let own = manifest.version == env!("CARGO_PKG_VERSION");
        let reading = anew(&manifest, &case, changes.as_deref(), recovery);
        if own && manifest.standing == Standing::Whole {
            check_same(&mut pack, &reading);
        }
        belongs.extend(reading);
        check_attachments(&mut pack, &case, &manifest);
        check_beside(&mut pack, &case, &belongs);
    }
    Ok(told(pack, manifest))
}

fn told<S: Read + Seek>(mut pack: Opened<S>, manifest: Manifest) -> Verdict {
    let mut notes: Vec<String> = Vec::new();
    let left_out = manifest.left_out.iter();
    notes.extend(left_out.map(|left| format!("{} is not in the pack: {}", left.what, left.why)));
    if manifest.standing == Standing::Redacted {
        notes.push(
            "It is redacted, so that only its sums can be checked, and that it agrees with itself; \
             the whole pack proves more."
                .to_owned(),
        );
    } else if manifest.version != env!("CARGO_PKG_VERSION") {
        notes.push(format!(
            "Version {} made it, so that only the sums of the files for people were checked, and \
             everything for programs against the log.",
            manifest.version
        ));
    }
    pack.wrong.sort();
    pack.wrong.dedup();
    Verdict {
        case: manifest.case,
        made: manifest.made,
        by: manifest.by,
        version: manifest.version,
        standing: manifest.standing,
        files: pack.files.len(),
        changes: manifest.changes,
        manifest_sha256: pack.manifest_sha256(),
        wrong: pack.wrong,
        notes,
    }
}

/// The log, in a whole pack.
fn changes<S: Read + Seek>(
    pack: &mut Opened<S>,
    manifest: &Manifest,
) -> Result<Option<Vec<Change>>, Refused> {
    if manifest.standing == Standing::Redacted {
        return Ok(None);
    }
    let Some(text) = pack.read(files::LOG, READ_BYTES_MAX)? else {
        pack.wrong.push(format!("{}: missing", files::LOG));
        return Ok(None);
    };
    let lines = text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let changes: Result<Vec<Change>, _> = lines.map(serde_json::from_slice).collect();
    let changes = match changes {
        Ok(changes) => changes,
        Err(error) => {
            pack.wrong.push(format!("{}: cannot be read: {error}", files::LOG));
            return Ok(None);
        }
    };
    let last = changes.last().map(|change| change.hash.as_str()).unwrap_or_default();
    if changes.len() as u64 != manifest.changes || last != manifest.last_change {
        pack.wrong.push(format!("{}: ends elsewhere than the manifest says", files::LOG));
    }
    Ok(Some(changes))
}

/// The case as the log makes it; in a redacted pack as it stands there.
fn case<S: Read + Seek>(
    pack: &mut Opened<S>,
    manifest: &Manifest,
    changes: Option<&[Change]>,
) -> Result<Option<Case>, Refused> {
    if let Some(changes) = changes {
        return Ok(match replay(manifest.case, changes) {
            Ok(case) => Some(case),
            Err(broken) => {
                pack.wrong.push(format!("{}: {broken}", files::LOG));
                None
            }
        });
    }
    let case: Option<Case> = parsed(pack, files::CASE)?;
    if case.as_ref().is_some_and(|case| case.id != manifest.case) {
        pack.wrong.push(format!("{}: is another case than the manifest says", files::CASE));
    }
    Ok(case)
}

/// A file as what it must hold; what it does not hold is noted.
fn parsed<S: Read + Seek, T: DeserializeOwned>(
    pack: &mut Opened<S>,
    name: &str,
) -> Result<Option<T>, Refused> {
    // That it is missing was noted when the sums were checked, unless the manifest lacks it, too.
    let Some(text) = pack.read(name, READ_BYTES_MAX)? else {
        pack.wrong.push(format!("{name}: missing"));
        return Ok(None);
    };
    match serde_json::from_slice(&text) {
        Ok(value) => Ok(Some(value)),
        Err(error) => {
            pack.wrong.push(format!("{name}: cannot be read: {error}"));
            Ok(None)
        }
    }
}

/// Whether the files for programs say what the case says. They are compared by what they mean, for
/// another version may write them in another order.
fn check_data<S: Read + Seek>(
    pack: &mut Opened<S>,
    case: &Case,
    changes: Option<&[Change]>,
) -> Result<(), Refused> {
    let against = if changes.is_some() { files::LOG } else { files::CASE };
    let mut differs: Vec<String> = Vec::new();
    if changes.is_some() {
        let found: Option<Case> = parsed(pack, files::CASE)?;
        differs.extend(found.filter(|found| found != case).map(|_| files::CASE.to_owned()));
    }
    for call in &case.calls {
        let folder = files::call_folder(call.number);
        if let Some(judgement) = &call.value.judgement {
            let name = format!("{folder}/judgement.json");
            let found: Option<Judgement> = parsed(pack, &name)?;
            differs.extend(found.filter(|found| found != judgement).map(|_| name));
        }
    }
    for machine in &case.machines {
        let name = format!("{}/findings.json", files::machine_folder(machine.number));
        let found: Option<serde_json::Value> = parsed(pack, &name)?;
        differs.extend(found.filter(|found| *found != machine.value.findings).map(|_| name));
    }
    let wrong = differs.into_iter().map(|name| format!("{name}: differs from what {against} says"));
    pack.wrong.extend(wrong);
    let transcripts = files::data(case, None).into_iter();
    let transcripts: Files =
        transcripts.filter(|(name, _)| name.contains("/transcript.")).collect();
    check_same(pack, &transcripts);
    Ok(())
}

/// Whether files are in the pack to the last byte, by their sums.
fn check_same<S: Read + Seek>(pack: &mut Opened<S>, wanted: &Files) {
    for (name, bytes) in wanted {
        let wrong = match pack.files.get(name) {
            None => "missing",
            Some(listed) if *listed != Listed::of(name, bytes) => "differs from what the log says",
            Some(_) => continue,
        };
        pack.wrong.push(format!("{name}: {wrong}"));
    }
}

/// The files for people as this version makes them.
fn anew(
    manifest: &Manifest,
    case: &Case,
    changes: Option<&[Change]>,
    recovery: &Recovery,
) -> Files {
    let made = Made { at: manifest.made, day: manifest.day, by: &manifest.by };
    let contents = Contents {
        case,
        changes: changes.unwrap_or_default(),
        standing: manifest.standing,
        recovery,
        made,
    };
    reading::files(&contents)
}

/// Whether every attachment of the case is there under the sum that the case has of it.
fn check_attachments<S: Read + Seek>(pack: &mut Opened<S>, case: &Case, manifest: &Manifest) {
    if manifest.standing == Standing::Redacted {
        return;
    }
    for file in &case.attachments {
        let name = files::attachment(file);
        let said = manifest.left_out.iter().any(|left| left.what == name);
        let wrong = match pack.files.get(&name) {
            None if said => continue,
            None => "missing",
            Some(listed) if listed.sha256 != file.value.sha256 => "is not the file that was added",
            Some(_) => continue,
        };
        pack.wrong.push(format!("{name}: {wrong}"));
    }
}

/// Whether anything is there that belongs to nothing in the case.
fn check_beside<S: Read + Seek>(pack: &mut Opened<S>, case: &Case, belongs: &Files) {
    let attachments: Vec<String> = case.attachments.iter().map(files::attachment).collect();
    let beside = pack
        .files
        .keys()
        .filter(|name| !belongs.contains_key(*name) && !attachments.contains(name));
    let wrong: Vec<String> =
        beside.map(|name| format!("{name}: belongs to nothing in the case")).collect();
    pack.wrong.extend(wrong);
}
