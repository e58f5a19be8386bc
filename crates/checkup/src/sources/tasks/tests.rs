//! Planned tasks: both forms, in either encoding, and damaged.

use super::*;

const TASK: &str = r#"<?xml version="1.0" encoding="UTF-16"?>
<!DOCTYPE Task [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><Date>2026-03-14T13:45:10.1234567</Date><Author>PC\alex</Author>
    <URI>\Updater</URI></RegistrationInfo>
  <Triggers><LogonTrigger><Enabled>true</Enabled></LogonTrigger></Triggers>
  <Principals><Principal id="Author"><UserId>S-1-5-18</UserId></Principal></Principals>
  <Settings><Hidden>true</Hidden></Settings>
  <Actions Context="Author"><Exec>
    <Command>C:\Users\alex\AppData\Roaming\AnyDesk.exe</Command>
    <Arguments>--a &amp; &#66; &b;</Arguments></Exec></Actions>
</Task>"#;

fn wide(text: &str) -> Vec<u8> {
    [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

#[test]
fn a_task_says_what_it_starts_and_no_entity_is_written_out() {
    assert!(is_task(&wide(TASK)[..512]) && !is_task(b"<Events>"));
    for bytes in [wide(TASK), TASK.as_bytes().to_vec()] {
        let tasks = commands("Windows/System32/Tasks/Updater", &bytes, None).expect("a task");
        let [task] = &tasks[..] else { panic!("{tasks:?}") };
        for (field, value) in [
            ("name", "\\Updater"),
            ("author", "PC\\alex"),
            ("command", "C:\\Users\\alex\\AppData\\Roaming\\AnyDesk.exe"),
            ("arguments", "--a & B"),
            ("account", "S-1-5-18"),
            ("hidden", "true"),
            ("starts", "Logon"),
        ] {
            assert_eq!(task.field(field), Some(value), "{field}");
        }
        assert_eq!(task.when.as_ref().expect("a time").utc, None, "the zone is not known");
    }
}

#[test]
fn the_time_of_the_file_counts_where_it_may_be_that_of_the_making() {
    for (file, counts) in [("2026-03-14T12:45:10Z", true), ("2026-09-01T10:00:00Z", false)] {
        let at: Timestamp = file.parse().expect("a time");
        let tasks = commands("Tasks/Updater", TASK.as_bytes(), Some(at)).expect("a task");
        let when = tasks[0].when.as_ref().expect("a time");
        assert_eq!(when.utc, counts.then_some(at));
    }
}

#[test]
fn what_is_no_task_is_named() {
    let deep = "<Task>".repeat(200);
    let cut = &wide(TASK)[..900];
    for (name, bytes, word) in [
        ("a", deep.as_bytes(), "too deeply"),
        ("a", cut, "cut off"),
        ("a", b"<Task><a></b></Task>", "no sound XML"),
        ("a", b"<Events></Events>", "no task"),
        ("At1.job", &[0; 4_096], "no task"),
        ("At1.job", &[], "no task"),
    ] {
        let why = commands(name, bytes, None).expect_err("not sound");
        assert!(why.contains(word), "{why}");
    }
    let huge = vec![b' '; FILE_BYTES_MAX + 1];
    assert!(commands("a", &huge, None).is_err());
}
