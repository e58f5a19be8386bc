//! Prefetch files: real forms, damaged ones, and those of old versions.

use super::*;

/// A file of Windows 10 that is not packed.
fn unpacked(program: &str, path: &str) -> Vec<u8> {
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let mut bytes = vec![0; 84 + 224];
    bytes[0] = WINDOWS_10;
    bytes[4..8].copy_from_slice(b"SCCA");
    let name = wide(program);
    bytes[16..16 + name.len()].copy_from_slice(&name);
    let (place, list) = (u32::try_from(bytes.len()).expect("short"), wide(&format!("{path}\0")));
    bytes[100..104].copy_from_slice(&place.to_le_bytes());
    bytes[104..108].copy_from_slice(&u32::try_from(list.len()).expect("short").to_le_bytes());
    // 2026-03-14 and an hour earlier.
    for (place, ticks) in [134_179_200_000_000_000_u64, 134_179_164_000_000_000].iter().enumerate()
    {
        bytes[128 + 8 * place..136 + 8 * place].copy_from_slice(&ticks.to_le_bytes());
    }
    bytes[208] = 7;
    bytes.extend(list);
    bytes
}

#[test]
fn each_run_has_its_time_and_the_path() {
    let path = "\\VOLUME{01d8-aa}\\USERS\\ALEX\\DOWNLOADS\\ANYDESK.EXE";
    let runs = runs("ANYDESK.EXE-0C03AAF4.pf", &unpacked("ANYDESK.EXE", path)).expect("runs");
    assert_eq!(runs.len(), 2);
    assert_eq!(runs[0].field("path"), Some(path));
    assert_eq!((runs[0].field("run"), runs[1].field("run")), (Some("last"), Some("earlier")));
    assert_eq!(runs[0].field("count"), Some("7"));
    let seconds =
        |trace: &Trace| trace.when.as_ref().expect("a time").utc.expect("UTC").as_second();
    assert_eq!(seconds(&runs[0]) - seconds(&runs[1]), 3_600);
}

#[test]
fn what_cannot_be_read_is_named_and_never_unpacked() {
    let mut huge = b"MAM\x04".to_vec();
    huge.extend(u32::MAX.to_le_bytes());
    huge.extend([0; 300]);
    let mut old = unpacked("A.EXE", "");
    old[0] = 23;
    let zeros = vec![0; 4_096];
    for (bytes, word) in [
        (&huge[..], "too large"),
        (&old, "older Windows"),
        (&zeros, "no prefetch file"),
        (&[], "cut off"),
        (&old[..20], "cut off"),
    ] {
        let why = runs("A.EXE-00000000.pf", bytes).expect_err("not sound");
        assert!(why.contains(word), "{why}");
    }
    let by_name = by_name("Prefetch/ANYDESK.EXE-0C03AAF4.pf", None).expect("a program");
    assert_eq!(by_name.field("program"), Some("ANYDESK.EXE"));
}
