//! Clocks that change in spring and autumn, on both halves of the earth.

use super::*;

/// Pacific time, as Windows writes it.
pub(crate) fn pacific() -> Zone {
    let change = |month, day| Change { month, day, hour: 2, ..Change::default() };
    Zone {
        name: "Pacific Standard Time".to_owned(),
        bias_minutes: 480,
        daylight_bias_minutes: -60,
        standard_start: change(11, 1),
        daylight_start: change(3, 2),
        ..Zone::default()
    }
}

fn settled(zone: &Zone, at: &str, offset: Option<i8>, put_back: Option<bool>) -> Moment {
    let at: DateTime = at.parse().expect("a time");
    let mut moment = Moment::local(at, offset.map(Offset::constant), "as written");
    moment.face = Some(Face { at, put_back });
    Clocks::new(Some(zone), None).settle(&mut moment);
    moment
}

#[test]
fn a_repeated_hour_has_two_values_until_the_lines_decide() {
    for (at, offset, put_back, utc, or_utc) in [
        ("2026-03-07T12:00", None, None, "2026-03-07T20:00:00Z", None),
        ("2026-03-08T12:00", None, None, "2026-03-08T19:00:00Z", None),
        ("2026-11-01T01:30", None, None, "2026-11-01T08:30:00Z", Some("2026-11-01T09:30:00Z")),
        ("2026-11-01T01:30", None, Some(true), "2026-11-01T09:30:00Z", None),
        ("2026-11-01T01:30", Some(-7), Some(false), "2026-11-01T08:30:00Z", None),
        ("2026-11-01T01:30", Some(-8), None, "2026-11-01T09:30:00Z", None),
        // The header was written before the change.
        ("2026-11-01T05:00", Some(-7), None, "2026-11-01T13:00:00Z", None),
        // The file comes from elsewhere.
        ("2026-11-01T05:00", Some(2), None, "2026-11-01T03:00:00Z", None),
        // The clock never showed this.
        ("2026-03-08T02:30", None, None, "2026-03-08T10:30:00Z", None),
    ] {
        let moment = settled(&pacific(), at, offset, put_back);
        let told = |at: Option<Timestamp>| at.map(|at| at.to_string());
        assert_eq!(told(moment.utc).as_deref(), Some(utc), "{at} {offset:?} {put_back:?}");
        assert_eq!(told(moment.or_utc).as_deref(), or_utc, "{at} {offset:?} {put_back:?}");
    }
}

#[test]
fn the_clock_of_the_machine_is_shown_beside_universal_time() {
    let moment = settled(&pacific(), "2026-07-01T08:00", None, None);
    assert_eq!(moment.local.as_deref(), Some("2026-07-01T08:00:00-07:00"));
    let mut moment = Moment::in_utc("2026-01-01T08:00:00Z".parse().expect("a time"), "x");
    Clocks::new(Some(&pacific()), None).settle(&mut moment);
    assert_eq!(moment.local.as_deref(), Some("2026-01-01T00:00:00-08:00"));
    let mut moment = Moment::local("2026-01-01T08:00".parse().expect("a time"), None, "x");
    Clocks::default().settle(&mut moment);
    assert_eq!((moment.utc, moment.local), (None, None), "an unknown zone invents nothing");
}

#[test]
fn zones_without_summer_time_and_of_the_south() {
    let india = Zone { bias_minutes: -330, ..Zone::default() };
    let moment = settled(&india, "2026-01-01T05:30", None, None);
    assert_eq!(moment.utc.expect("a time").to_string(), "2026-01-01T00:00:00Z");
    let change = |month, hour| Change { month, day: 1, hour, ..Change::default() };
    let sydney = Zone {
        bias_minutes: -600,
        daylight_bias_minutes: -60,
        standard_start: change(4, 3),
        daylight_start: change(10, 2),
        ..Zone::default()
    };
    let moment = settled(&sydney, "2026-01-01T11:00", None, None);
    assert_eq!(moment.utc.expect("a time").to_string(), "2026-01-01T00:00:00Z");
    let broken = Zone { bias_minutes: i32::MAX, ..Zone::default() };
    assert!(broken.rules().is_none());
    let broken = Zone { standard_bias_minutes: i32::MAX, bias_minutes: 1, ..Zone::default() };
    assert!(broken.rules().is_none());
}

#[test]
fn users_name_zones_in_two_ways() {
    for (words, sound) in [
        ("America/Toronto", true),
        ("-08:00", true),
        ("+5:30", true),
        ("utc", true),
        ("-8", true),
        ("+99", false),
        ("", false),
        ("-", false),
        ("+é", false),
        ("Mars/Base", false),
    ] {
        assert_eq!(named(words).is_ok(), sound, "{words}");
    }
}
