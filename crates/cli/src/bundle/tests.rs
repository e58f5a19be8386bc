//! Bundles written, changed by strangers, and checked.

use std::io::{Cursor, Read as _, SeekFrom, Write as _};
use std::path::Path;

use casebook::parcel::{MANIFEST, options};
use checkup::look::look;
use evidence::knowledge::Files;

use super::*;

const CONNECTIONS: &str = "Incoming    2026-03-15, 02:10    Passwd    Support Desk    700000001\n";

fn bundled(root: &Path) -> Vec<u8> {
    let facts = Facts::load(&Files::embedded()).unwrap();
    let roots = [root.to_owned()];
    let findings = look(&roots, &facts, &mut |_| true);
    let at = "2026-03-20T10:00:00Z".parse().unwrap();
    let mut file = tempfile::tempfile().unwrap();
    write(&Bundle { findings: &findings, facts: &facts, roots: &roots, at }, &mut file).unwrap();
    file.seek(SeekFrom::Start(0)).unwrap();
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).unwrap();
    bytes
}

fn machine() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("Users/alex/AppData/Roaming/AnyDesk");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("connection_trace.txt"), CONNECTIONS).unwrap();
    std::fs::write(root.path().join("holiday.jpg"), "private").unwrap();
    root
}

/// The entries of a ZIP, changed by `change`, as a ZIP again.
fn rewritten(bytes: &[u8], change: impl Fn(&mut Vec<(String, Vec<u8>)>)) -> Vec<u8> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut entries = Vec::new();
    for number in 0..zip.len() {
        let (name, mut entry) = {
            let entry = zip.by_index(number).unwrap();
            (String::from_utf8(entry.name_raw().to_vec()).unwrap(), entry)
        };
        let mut text = Vec::new();
        entry.read_to_end(&mut text).unwrap();
        entries.push((name, text));
    }
    change(&mut entries);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in entries {
        zip.start_file(name, options()).unwrap();
        zip.write_all(&text).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn wrong(bytes: &[u8]) -> Vec<String> {
    verify(Cursor::new(bytes)).unwrap().wrong
}

#[test]
fn a_bundle_holds_the_proofs_and_nothing_else_and_is_the_same_each_time() {
    let root = machine();
    let bytes = bundled(root.path());
    assert_eq!(bytes, bundled(root.path()));
    let checked = verify(Cursor::new(&bytes)).unwrap();
    assert_eq!((checked.files, checked.wrong), (3, vec![]));
    let zip = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    let names: Vec<_> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    let proof = "proofs/1/Users/alex/AppData/Roaming/AnyDesk/connection_trace.txt";
    assert_eq!(names, [proof, "findings.json", "report.html", MANIFEST]);
}

#[test]
fn whatever_was_changed_is_told() {
    let root = machine();
    let bytes = bundled(root.path());
    let changed = rewritten(&bytes, |entries| entries[0].1[0] = b'X');
    assert!(wrong(&changed)[0].contains("changed, its SHA-256"), "{:?}", wrong(&changed));
    let longer = rewritten(&bytes, |entries| entries[0].1.extend_from_slice(&[0; 1 << 20]));
    assert!(wrong(&longer)[0].contains("another size"), "{:?}", wrong(&longer));
    let less = rewritten(&bytes, |entries| drop(entries.remove(0)));
    assert!(wrong(&less)[0].ends_with("missing"), "{:?}", wrong(&less));
    let name = "../../outside.txt".to_owned();
    let more = rewritten(&bytes, |entries| entries.push((name.clone(), b"more".to_vec())));
    assert!(wrong(&more)[0].contains("added later"), "{:?}", wrong(&more));
}

#[test]
fn what_is_no_bundle_is_refused() {
    let root = machine();
    let bytes = bundled(root.path());
    let refused = |bytes: &[u8]| format!("{:#}", verify(Cursor::new(bytes)).unwrap_err());
    assert!(refused(b"").contains("ZIP"));
    assert!(refused(&bytes[..bytes.len() / 2]).contains("ZIP"));
    let without = rewritten(&bytes, |entries| drop(entries.pop()));
    assert!(refused(&without).contains("no manifest"));
    let other = rewritten(&bytes, |entries| entries.last_mut().unwrap().1 = b"{}".to_vec());
    assert!(refused(&other).contains("shape"));
    let huge = rewritten(&bytes, |entries| entries.last_mut().unwrap().1 = vec![b' '; 17 << 20]);
    assert!(refused(&huge).contains("larger than"));
}

#[test]
fn names_stay_inside() {
    assert_eq!(tame("../../etc/passwd"), "etc/passwd");
    assert_eq!(tame("C:\\Users\\a\u{7}b"), "C_/Users/a_b");
    let root = machine();
    let roots = [root.path().to_owned()];
    assert!(places(&roots, "../outside").is_empty());
    assert!(places(&roots, "/etc/hostname").is_empty());
}
