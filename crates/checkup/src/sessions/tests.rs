//! What several sources tell of one session, with clocks that agree and clocks that do not.

use evidence::knowledge::Files;

use super::*;
use crate::facts::Facts;
use crate::sources::{anydesk, teamviewer};
use crate::zone::Clocks;

fn rules() -> Joining {
    Facts::load(&Files::embedded()).expect("facts that fit their shapes").sessions.joining
}

fn log(lines: &str) -> Vec<Session> {
    of_log("TeamViewer15_Logfile.log", &teamviewer::log(lines.as_bytes()).records.sessions)
}

fn list(lines: &str) -> Vec<Session> {
    of_incoming("connections_incoming.txt", &teamviewer::incoming(lines.as_bytes()).records)
}

fn connections(lines: &str) -> Vec<Session> {
    of_connections("connection_trace.txt", &anydesk::connections(lines.as_bytes()).records)
}

fn trace(lines: &str) -> Vec<Session> {
    of_trace("ad.trace", &anydesk::trace(lines.as_bytes()).records)
}

fn joined(told: Vec<Session>) -> Vec<Session> {
    join_by_clock(join(told, &rules()), &rules())
}

fn spans(sessions: &[Session]) -> Vec<(String, String)> {
    let written = |at: Option<Timestamp>| at.map_or_else(String::new, |at| at.to_string());
    let span = |session: &Session| (written(session.begin.utc), written(ended(session)));
    sessions.iter().map(span).collect()
}

/// Lines of one TeamViewer session, by the computer's clock.
fn session(begin: &str, end: &str) -> String {
    format!(
        "2026/{begin}.000  1 2 S0   CreatePassiveSession(): incoming session via r\n\
         2026/{begin}.900  1 2 S0   ParticipantManager::AddParticipant: \
         [700000001,1] type=6 name=Desk\n\
         2026/{end}.000  1 2 S0   ParticipantManager::RemoveParticipant: [700000001,1]\n"
    )
}

#[test]
fn clocks_that_differ_by_a_zone_tell_of_one_session() {
    let told = || log(&session("03/14 06:16:32", "03/14 06:18:36"));
    let utc = list("700000001\tDesk\t14-03-2026 14:16:32\t14-03-2026 14:18:36\talex\tx\t{}\n");
    let both = joined([told(), utc.clone()].concat());
    let [one] = &both[..] else { panic!("{both:#?}") };
    assert_eq!(spans(&both)[0].0, "2026-03-14T14:16:32Z");
    assert!(one.notes.iter().any(|note| note.contains("differ by 8:00")), "{:?}", one.notes);
    let odd = list("700000001\tDesk\t14-03-2026 14:09:00\t14-03-2026 14:11:04\talex\tx\t{}\n");
    assert_eq!(joined([told(), odd].concat()).len(), 2, "no zones are so far apart");
    let mut other = utc;
    other[0].partner.id = Some("700000002".to_owned());
    assert_eq!(joined([told(), other].concat()).len(), 2, "another partner");
}

#[test]
fn the_order_of_lines_decides_in_the_hour_that_comes_twice() {
    let zone = crate::zone::Zone {
        bias_minutes: 480,
        daylight_bias_minutes: -60,
        standard_start: crate::zone::Change { month: 11, day: 1, hour: 2, ..Default::default() },
        daylight_start: crate::zone::Change { month: 3, day: 2, hour: 2, ..Default::default() },
        ..Default::default()
    };
    let expected = ("2026-11-01T08:50:00Z".to_owned(), "2026-11-01T09:10:00Z".to_owned());
    let lines = session("11/01 01:50:00", "11/01 01:10:00");
    let with_header = format!("Start: 2026/10/31 09:00:00.000 (UTC-7:00)\n{lines}");
    assert_eq!(spans(&log(&with_header))[0], expected, "the header and the step are enough");
    for text in [lines, with_header] {
        let mut told = log(&text);
        let clocks = Clocks::new(Some(&zone), None);
        told.iter_mut().flat_map(moments).for_each(|moment| clocks.settle(moment));
        assert_eq!(spans(&told)[0], expected);
        note_clocks(&mut told[0], &[]);
        let notes = &told[0].notes;
        assert!(notes.iter().any(|note| note.contains("from -07:00 to -08:00")), "{notes:?}");
    }
    let mut alone = log(&session("11/01 01:20:00", "11/01 01:40:00"));
    let clocks = Clocks::new(Some(&zone), None);
    alone.iter_mut().flat_map(moments).for_each(|moment| clocks.settle(moment));
    assert!(alone[0].begin.or_utc.is_some(), "nothing decides, so both are shown");
}

#[test]
fn a_broken_connection_is_one_session_and_partners_stay_apart() {
    let found = joined(connections(
        "Incoming  2026-03-14, 12:39  User  Desk  700000001\n\
         Incoming  2026-03-14, 12:44  Passwd  Desk  700000001\n\
         Incoming  2026-03-14, 12:45  User  Other  700000002\n\
         Incoming  2026-03-14, 13:30  User  Desk  700000001\n",
    ));
    assert_eq!(found.len(), 3, "{found:#?}");
    assert_eq!(found[0].entry, Entry::Accepted);
    assert!(found[0].returned_unattended && found[0].notes[0].contains("came back"));
}

#[test]
fn a_refused_request_is_no_session() {
    let asked = "   info 2026-03-14 12:39:04.298       back   1   1      app.backend_session - \
        Incoming session request: Desk (700000001)\n";
    let refused = connections("Incoming  2026-03-14, 12:39  REJECTED  Desk  700000001\n");
    let both = joined([trace(asked), refused].concat());
    assert_eq!(both.len(), 1, "{both:#?}");
    assert_eq!(both[0].entry, Entry::Refused);
    assert!(!Windows::around(&both, &rules()).hold(both[0].begin.utc.expect("a time")));
    let alone = joined(trace(asked));
    assert_eq!(alone[0].entry, Entry::Asked, "nothing says that they were let in");
}
