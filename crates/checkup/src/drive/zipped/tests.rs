//! ZIPs made here, honest and hostile.

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;
use crate::findings::Problem;

const TRACE: &[u8] = b"   info 2026-03-14 12:39:04.298       back   4668   6440";

/// A ZIP of these entries.
fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(io::Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).expect("an entry");
        writer.write_all(bytes).expect("room");
    }
    writer.finish().expect("a ZIP").into_inner()
}

/// The bytes with every occurrence of some replaced by as many others.
fn replaced(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    assert_eq!(old.len(), new.len());
    let mut bytes = bytes.to_vec();
    let places: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at..].starts_with(old)).collect();
    assert!(!places.is_empty(), "it is there");
    places.iter().for_each(|at| bytes[*at..*at + old.len()].copy_from_slice(new));
    bytes
}

/// What is found in a ZIP of these bytes: the tree, and the names of all that was seen.
fn walk(bytes: &[u8]) -> (Tree, Vec<String>) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("collected.zip");
    fs::write(&path, bytes).expect("a file");
    let (mut tree, mut seen) = (Tree::default(), Vec::new());
    tree.walk(folder.path(), &mut |found| seen.push(found.shown.clone()));
    let left: Vec<_> = fs::read_dir(folder.path()).expect("a folder").collect();
    assert_eq!(left.len(), 1, "nothing is written beside the ZIP");
    for (_, found) in &tree.readable {
        let inside = tree.unpacked.iter().any(|own| found.path.starts_with(own.path()));
        assert!(inside && found.path.exists(), "{found:?}");
        assert!(!found.path.to_string_lossy().contains(".."), "{found:?}");
    }
    (tree, seen)
}

fn reasons(problems: &[Problem]) -> String {
    let told = problems.iter().map(|problem| format!("{}: {}\n", problem.file, problem.why));
    told.collect()
}

#[test]
fn what_matters_is_unpacked_and_goes_away() {
    let entries: [(&str, &[u8]); 6] = [
        ("C/Users/alex/AppData/Roaming/AnyDesk/ad.trace", TRACE),
        ("C/Users/alex/Downloads/AnyDesk.exe", b"MZ"),
        ("C\\Windows\\System32\\drivers\\etc\\hosts", b"127.0.0.1 localhost"),
        ("C/Users/alex/AppData/Default/History", b"SQLite format 3\0"),
        ("C/Users/alex/AppData/Default/History-wal", b"x"),
        ("C/other.xml", b"<a/>"),
    ];
    let (tree, seen) = walk(&zip(&entries));
    let forms: Vec<Form> = tree.readable.iter().map(|(form, _)| *form).collect();
    assert_eq!(forms, [Form::AnyDeskTrace, Form::Hosts, Form::Browser]);
    assert_eq!(seen.len(), 6, "all are seen by name");
    let (_, hosts) = &tree.readable[1];
    assert_eq!(hosts.shown, "C/Windows/System32/drivers/etc/hosts");
    let (_, database) = &tree.readable[2];
    let wal = PathBuf::from(format!("{}-wal", database.path.display()));
    assert!(wal.exists(), "what a database needs lies beside it");
    let problems = reasons(&tree.problems);
    assert!(problems.contains("without a zone"), "local times are said to be so: {problems}");
    let folder = tree.unpacked[0].path().to_owned();
    assert_eq!(fs::read(&tree.readable[0].1.path).expect("a file"), TRACE);
    drop(tree);
    assert!(!folder.exists(), "nothing stays behind");
}

#[test]
fn no_name_leads_out() {
    let good = zip(&[("XX/XX/ad.trace", TRACE), ("y/ad.trace", TRACE)]);
    for (name, told) in [
        ("../../ad.trace", "leads out"),
        ("ab\\..\\ad.trace", "leads out"),
        ("a/b/../d.trace", "leads out"),
        ("a/b/\0\nad.trace", "none of Windows"),
    ] {
        let (tree, _) = walk(&replaced(&good, b"XX/XX/ad.trace", name.as_bytes()));
        assert_eq!(tree.readable.len(), 1, "{name:?}");
        assert!(reasons(&tree.problems).contains(told), "{name:?}: {:?}", tree.problems);
    }
    for (name, shown) in [
        ("/et///ad.trace", "et/ad.trace"),
        ("C:\\x\\\\ad.trace", "C:/x/ad.trace"),
        ("\\\\?\\C\\ad.trace", "?/C/ad.trace"),
        ("CON/N/ad.trace", "CON/N/ad.trace"),
    ] {
        let (tree, _) = walk(&replaced(&good, b"XX/XX/ad.trace", name.as_bytes()));
        assert_eq!(tree.readable.len(), 2, "{name:?} {:?}", tree.problems);
        assert_eq!(tree.readable[0].1.shown, shown);
    }
    // No text: the mark of UTF-8 stands beside bytes that are none.
    let marked = zip(&[("é/ad.trace", TRACE)]);
    let (tree, _) = walk(&replaced(&marked, "é".as_bytes(), &[0xff, 0xfe]));
    assert!(tree.readable.len() <= 1, "{:?}", tree.problems);
}

#[test]
fn links_doubles_and_locked_entries_are_named() {
    let mut writer = ZipWriter::new(io::Cursor::new(Vec::new()));
    let plain = SimpleFileOptions::default();
    writer.add_symlink("ad.trace", "/etc/passwd", plain).expect("an entry");
    for name in ["a/service.conf", "A/Service.conf"] {
        writer.start_file(name, plain).expect("an entry");
        writer.write_all(b"ad.anynet.id=1").expect("room");
    }
    let bytes = writer.finish().expect("a ZIP").into_inner();
    let (tree, _) = walk(&bytes);
    let problems = reasons(&tree.problems);
    assert_eq!(tree.readable.len(), 1, "{problems}");
    assert!(problems.contains("not followed") && problems.contains("twice"), "{problems}");
    let mut locked = zip(&[("ad.trace", TRACE)]);
    locked[6] |= 1;
    let list = (0..locked.len()).find(|at| locked[*at..].starts_with(b"PK\x01\x02"));
    locked[list.expect("a list") + 8] |= 1;
    let (tree, seen) = walk(&locked);
    assert_eq!((tree.readable.len(), seen.len()), (0, 1));
    let problems = reasons(&tree.problems);
    assert!(problems.contains("ad.trace: cannot be unpacked"), "{problems}");
}

#[test]
fn bombs_are_let_alone() {
    let zeros = vec![0; 100 << 20];
    let bomb = zip(&[("a.evtx", &zeros), ("ad.trace", TRACE)]);
    assert!(bomb.len() < 300_000, "{}", bomb.len());
    let (tree, _) = walk(&bomb);
    let problems = reasons(&tree.problems);
    assert!(problems.contains("a.evtx: grows too far"), "{problems}");
    let inner = zip(&[("inner.zip", &bomb)]);
    let (tree, seen) = walk(&inner);
    assert_eq!((tree.readable.len(), seen), (0, vec!["inner.zip".to_owned()]));
}

#[test]
fn entries_that_share_their_bytes_gain_nothing() {
    let zeros = vec![0; 40 << 20];
    let mut bytes = zip(&[("a/b.evtx", &zeros), ("b/b.evtx", &zeros), ("c/b.evtx", &zeros)]);
    let list: Vec<usize> =
        (0..bytes.len()).filter(|at| bytes[*at..].starts_with(b"PK\x01\x02")).collect();
    for at in list {
        bytes[at + 42..at + 46].fill(0);
    }
    let (tree, _) = walk(&bytes);
    let unpacked: u64 = tree.readable.iter().map(|(_, found)| found.bytes).sum();
    assert!(unpacked <= RATIO_FREE_BYTES + RATIO_MAX * bytes.len() as u64);
    assert!(tree.readable.len() < 3, "{}", reasons(&tree.problems));
}

#[test]
fn damaged_zips_are_named() {
    let whole = zip(&[("ad.trace", &TRACE.repeat(500)), ("b/ad.trace", TRACE)]);
    for length in (0..whole.len()).step_by(7) {
        let (tree, _) = walk(&whole[..length]);
        assert!(!tree.problems.is_empty(), "{length}");
    }
    let mut damaged = whole.clone();
    damaged[60] ^= 0xff;
    let (tree, _) = walk(&damaged);
    let problems = reasons(&tree.problems);
    assert!(problems.contains("ad.trace: damaged"), "{problems}");
    for at in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[at] = !damaged[at];
        walk(&damaged);
    }
}

/// A list of so many entries without their bytes, with the larger form of the end.
fn crowd(entries: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    for number in 0..entries {
        let mut head = [0; 46];
        head[..4].copy_from_slice(b"PK\x01\x02");
        head[28] = 8;
        bytes.extend_from_slice(&head);
        bytes.extend_from_slice(format!("{number:08}").as_bytes());
    }
    let list_bytes = bytes.len() as u64;
    let mut end = [0; 56 + 20 + 22];
    end[..4].copy_from_slice(b"PK\x06\x06");
    end[4] = 44;
    end[24..32].copy_from_slice(&entries.to_le_bytes());
    end[32..40].copy_from_slice(&entries.to_le_bytes());
    end[40..48].copy_from_slice(&list_bytes.to_le_bytes());
    end[56..60].copy_from_slice(b"PK\x06\x07");
    end[64..72].copy_from_slice(&list_bytes.to_le_bytes());
    end[72] = 1;
    end[76..80].copy_from_slice(b"PK\x05\x06");
    end[84..96].fill(0xff);
    bytes.extend_from_slice(&end);
    bytes
}

#[test]
fn a_million_entries_are_not_listed() {
    let begun = std::time::Instant::now();
    let (tree, seen) = walk(&crowd(1_000_000));
    assert_eq!(seen.len(), 0);
    assert!(reasons(&tree.problems).contains("holds 1000000 entries"), "{:?}", tree.problems);
    assert!(begun.elapsed().as_secs() < 60);
    let (tree, seen) = walk(&crowd(1_000));
    assert_eq!(seen.len(), 1_000, "the larger form itself is read: {:?}", tree.problems);
}
