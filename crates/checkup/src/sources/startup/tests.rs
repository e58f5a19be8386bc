//! Start-up folders: shortcuts made here, whole and damaged.

use super::*;

/// A shortcut to a path, with arguments.
fn shortcut(path: &str, arguments: &str) -> Vec<u8> {
    let mut bytes = vec![0; 76];
    bytes[..8].copy_from_slice(&SHORTCUT);
    // A place on a disk, arguments, two bytes a character.
    bytes[20..24].copy_from_slice(&(1_u32 << 1 | 1 << 5 | 1 << 7).to_le_bytes());
    let length = u32::try_from(28 + path.len() + 1).expect("short");
    for number in [length, 28, 1, 0, 28, 0, 0] {
        bytes.extend(number.to_le_bytes());
    }
    bytes.extend(path.as_bytes());
    bytes.push(0);
    bytes.extend(u16::try_from(arguments.len()).expect("short").to_le_bytes());
    bytes.extend(arguments.encode_utf16().flat_map(u16::to_le_bytes));
    bytes
}

#[test]
fn a_shortcut_leads_to_its_program() {
    let bytes = shortcut("C:\\Users\\alex\\AnyDesk.exe", "--tray");
    let start = start("Startup/AnyDesk.lnk", &bytes, None).expect("a start");
    assert_eq!(start.field("command"), Some("C:\\Users\\alex\\AnyDesk.exe --tray"));
    assert_eq!(start.field("name"), Some("AnyDesk.lnk"));
}

#[test]
fn no_cut_or_changed_shortcut_ends_the_work() {
    let bytes = shortcut("C:\\AnyDesk.exe", "");
    for length in 0..bytes.len() {
        let _ = start("a.lnk", &bytes[..length], None);
    }
    for place in 0..bytes.len() {
        let mut bytes = bytes.clone();
        bytes[place] = 0xff;
        let _ = start("a.lnk", &bytes, None);
    }
    let why = start("a.lnk", &[0; 4_096], None).expect_err("zeros");
    assert!(why.contains("no shortcut"), "{why}");
    assert!(start("Startup/a.bat", b"echo", None).is_ok());
}
