//! Calls that are heard, without any terminal: what the user adds, and what several calls do.

use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use evidence::judge::{Circumstances, judge};
use evidence::judgement::{Judgement, Level};
use evidence::knowledge::Knowledge;
use evidence::transcript::{Form, Side, Transcript, read};
use hear::call::Progress;
use hear::speech::{CallId, Party, Words};

use super::bell::Bell;
use super::feed::Event;
use super::keys::{Reach, Wish, press};
use super::saving::Saving;
use super::screen::Ended;
use super::session::Session;
use super::typed::answer;
use super::view::{Looking, Menu};
use super::{CALLS_MAX, Change, Listening, replay};

/// A call whose story changes.
pub(super) const CALL: &str = "\
Caller: Hello, I am calling from Microsoft. Your computer is infected.
Me: Where did you get my number?
Caller: From the error reports.
Me: Where did you really get it?
Caller: It is in the phone book. Download AnyDesk and read me the code.
";

pub(super) fn transcript(text: &str, knowledge: &Knowledge) -> Transcript {
    read(text.as_bytes(), &knowledge.reading).calls.remove(0).transcript
}

/// All events of a call, up to the last word.
pub(super) fn heard<'k>(text: &str, knowledge: &'k Knowledge) -> Listening<'k> {
    let circumstances = Circumstances { country: Some("US".to_owned()), ..Default::default() };
    let mut listening = Listening::new(knowledge, circumstances);
    for words in replay::timed(&CallId::from("call"), &transcript(text, knowledge)) {
        listening.take(Event::Words(words));
    }
    listening
}

fn words(call: &str, voice: Option<usize>, text: &str) -> Event {
    Event::Words(Words {
        call: CallId::from(call),
        party: Party::Mixed,
        begin: Duration::from_secs(1),
        end: Duration::from_secs(2),
        text: text.to_owned(),
        voice,
        side: Side::Unknown,
    })
}

#[test]
fn a_call_that_is_heard_gets_the_judgement_of_its_file() {
    let knowledge = Knowledge::embedded().unwrap();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/callback.txt");
    let example = std::fs::read_to_string(folder).unwrap();
    // The labels tell no side here, so that it is worked out as the call goes on.
    let nameless = CALL.replace("Caller:", "Anna:").replace("Me:", "Ben:");
    for text in [CALL, &example, &nameless] {
        let listening = heard(text, &knowledge);
        let transcript = transcript(text, &knowledge);
        let expected = judge(&transcript, &listening.circumstances, &knowledge);
        let call = Some("call".to_owned());
        let mut judgement = listening.calls[0].judgement.clone();
        // Only what is heard has times.
        judgement.timeline.iter_mut().for_each(|moment| moment.start_ms = None);
        assert_eq!(judgement, Judgement { call, ..expected });
    }
}

#[test]
fn the_user_says_who_is_who() {
    let knowledge = Knowledge::embedded().unwrap();
    let mut listening = heard(CALL, &knowledge);
    let call = listening.call_mut();
    let before = call.judgement.clone();
    assert_eq!([call.voices[0].side, call.voices[1].side], [Side::Caller, Side::Callee]);
    assert!(call.switch_sides());
    assert_eq!([call.voices[0].side, call.voices[1].side], [Side::Callee, Side::Caller]);
    assert!(call.judgement.statements.is_empty());
    assert!(call.judgement.verdict.probability < before.verdict.probability);
    // Of two voices, the other one is on the other side.
    call.mark(0, Side::Caller);
    assert_eq!(call.voices[1].side, Side::Callee);
    assert_eq!(call.judgement.statements, before.statements);
}

#[test]
fn nobody_is_switched_while_nobody_is_known() {
    let knowledge = Knowledge::embedded().unwrap();
    let mut listening = Listening::new(&knowledge, Circumstances::default());
    listening.take(words("call", Some(0), "good morning"));
    listening.take(words("call", None, "good morning to you"));
    let call = listening.call_mut();
    assert!(!call.switch_sides());
    assert_eq!(call.voices.len(), 1);
    assert_eq!((call.name(0), call.name(1)), ("Voice 1", ""));
    call.mark(0, Side::Callee);
    assert_eq!(call.side(0), Side::Callee);
}

#[test]
fn keys_note_what_happened_and_how_it_began() {
    let knowledge = Knowledge::embedded().unwrap();
    let mut listening = heard(CALL, &knowledge);
    let mut looking = Looking::default();
    let mut press = |code, listening: &mut Listening<'_>| {
        let key = KeyEvent::new(code, KeyModifiers::NONE);
        press(key, listening, &mut looking, Reach { lines_max: 5, page: 3 });
        (looking.menu, looking.note.clone(), looking.scrolled)
    };
    let verdict = listening.call().unwrap().judgement.verdict.clone();
    press(KeyCode::Char('h'), &mut listening);
    let (menu, note, _) = press(KeyCode::Char('2'), &mut listening);
    assert_eq!(menu, Some(Menu::Happened));
    assert!(note.unwrap().starts_with("Noted: they were connected"));
    let call = listening.call().unwrap();
    assert_eq!(call.circumstances.happened, ["connected"]);
    assert_eq!(call.judgement.verdict, verdict);
    let first = knowledge.advice.steps_of("connected", Some("US"))[0];
    assert_eq!(call.judgement.advice.do_now[0], first);
    press(KeyCode::Esc, &mut listening);
    press(KeyCode::Char('c'), &mut listening);
    press(KeyCode::Enter, &mut listening);
    let call = listening.call().unwrap();
    assert_eq!(call.circumstances.context.as_deref(), Some("they-rang-me"));
    let reasons = &call.judgement.verdict.reasons;
    assert!(reasons.iter().any(|reason| reason.rule == "context/they-rang-me"));
    // Scrolling keeps to the transcript.
    assert_eq!(press(KeyCode::PageUp, &mut listening).2, 3);
    assert_eq!(press(KeyCode::PageUp, &mut listening).2, 5);
    assert_eq!(press(KeyCode::End, &mut listening).2, 0);
}

#[test]
fn stopping_takes_two_keys_until_the_call_is_over() {
    let knowledge = Knowledge::embedded().unwrap();
    let mut listening = heard(CALL, &knowledge);
    let mut looking = Looking::default();
    let mut press = |code, modifiers, listening: &mut Listening<'_>| {
        press(KeyEvent::new(code, modifiers), listening, &mut looking, Reach::default())
    };
    let (quit, none) = (KeyCode::Char('q'), KeyModifiers::NONE);
    assert_eq!(press(quit, none, &mut listening), Wish::Nothing);
    assert_eq!(press(KeyCode::Char('z'), none, &mut listening), Wish::Nothing);
    assert_eq!(press(quit, none, &mut listening), Wish::Nothing);
    assert_eq!(press(quit, none, &mut listening), Wish::Stop);
    let control = KeyModifiers::CONTROL;
    assert_eq!(press(KeyCode::Char('c'), control, &mut listening), Wish::Interrupt);
    listening.take(Event::End(Ok(())));
    assert_eq!(press(quit, none, &mut listening), Wish::Stop);
}

#[test]
fn an_alarm_is_given_once_a_level() {
    let knowledge = Knowledge::embedded().unwrap();
    let mut listening = Listening::new(&knowledge, Circumstances::default());
    let mut alarms = Vec::new();
    for words in replay::timed(&CallId::from("call"), &transcript(CALL, &knowledge)) {
        for change in listening.take(Event::Words(words)) {
            if let Change::Words { alarm: true, turn, .. } = change {
                alarms.push((turn, listening.level().unwrap()));
            }
        }
    }
    assert!(matches!(alarms[..], [(_, Level::Scam)] | [(_, Level::Suspicious), (_, Level::Scam)]));
}

#[test]
fn calls_at_the_same_time_are_kept_apart() {
    let knowledge = Knowledge::embedded().unwrap();
    let mut listening = Listening::new(&knowledge, Circumstances::default());
    let began = listening.take(words("one", Some(0), "calling from Microsoft"));
    assert_eq!(began[0], Change::Began(0));
    listening.take(words("two", Some(0), "your book is ready"));
    listening.take(words("one", Some(0), "download AnyDesk"));
    assert_eq!(listening.calls.iter().map(|c| c.utterances.len()).collect::<Vec<_>>(), [2, 1]);
    assert!(listening.calls[1].judgement.statements.is_empty());
    listening.show_next();
    assert_eq!(&*listening.call().unwrap().id, "two");
    // The same name after the end is another call.
    assert_eq!(listening.take(Event::Over(CallId::from("one"))), [Change::Over(0)]);
    assert!(listening.take(words("one", None, "hello")).contains(&Change::Began(2)));
}

#[test]
fn many_calls_do_not_fill_the_memory() {
    let knowledge = Knowledge::embedded().unwrap();
    let mut listening = Listening::new(&knowledge, Circumstances::default());
    for number in 0..CALLS_MAX + 10 {
        let call = CallId::from(number.to_string());
        let (heard, backlog, level) = (Duration::ZERO, Duration::ZERO, None);
        listening.take(Event::Progress(Progress { call, heard, backlog, level }));
        if number < 20 {
            listening.take(Event::Over(CallId::from(number.to_string())));
        }
    }
    assert_eq!(listening.calls.len(), CALLS_MAX);
    let kept: Vec<&str> = listening.calls.iter().map(|call| &*call.id).collect();
    assert_eq!((kept[0], kept[9], kept[10]), ("10", "19", "20"));
    // A call that goes on is never forgotten, whatever else comes.
    for number in 1_000..1_020 {
        listening.take(words(&number.to_string(), None, "hello"));
    }
    assert_eq!(listening.calls.len(), CALLS_MAX + 10);
    assert!(listening.calls.iter().all(|call| !call.is_over));
    for number in 0..100 {
        let message = format!("problem {number}");
        listening.take(Event::Problem { call: None, message });
    }
    assert_eq!(listening.problems.len(), super::PROBLEMS_MAX);
}

#[test]
fn three_hundred_short_calls_are_all_kept_and_told() {
    const CALLS: usize = 300;
    let knowledge = Knowledge::embedded().unwrap();
    let folder = tempfile::tempdir().unwrap();
    for name in ["calls.jsonl", "calls.vtt"] {
        let path = folder.path().join(name);
        let saving = Saving::begin(&path).unwrap();
        let listening = Listening::new(&knowledge, Circumstances::default());
        let (sender, feed) = super::feed::open("a test");
        let mut session = Session::new(listening, feed, Some(saving), Bell::Silent);
        let mut forgotten = Vec::new();
        for number in 0..CALLS {
            // Names that come again are other calls.
            let (id, text) =
                (format!("call-{}", number % 200), format!("Download AnyDesk {number}"));
            sender.send(words(&id, None, &text)).unwrap();
            sender.send(Event::Over(CallId::from(id))).unwrap();
            for _ in 0..2 {
                let changes = session.wait(Duration::from_secs(5));
                forgotten.extend(changes.into_iter().filter_map(|change| match change {
                    Change::Forgot(one) => Some(one),
                    _ => None,
                }));
            }
        }
        session.finish_saving().unwrap();
        assert_eq!(session.listening.calls.len(), CALLS_MAX);
        assert_eq!(forgotten.len(), CALLS - CALLS_MAX);
        assert!(session.listening.has_words() && session.listening.forgotten() == forgotten.len());
        for (number, one) in forgotten.iter().enumerate() {
            assert_eq!(*one.call, format!("call-{number}"));
            assert!(one.sentence().contains("its words are in"), "{}", one.sentence());
            let file = one.file.as_deref().unwrap();
            let kept = std::fs::read_to_string(file).unwrap();
            assert!(kept.contains(&format!("Download AnyDesk {number}")), "{file:?}: {kept}");
        }
        let files = std::fs::read_dir(folder.path()).unwrap().count();
        if name == "calls.jsonl" {
            let read = read(&std::fs::read(&path).unwrap(), &knowledge.reading);
            assert_eq!((read.calls.len(), read.problems.len(), files), (CALLS, 0, 1));
            for (number, call) in read.calls.iter().enumerate() {
                let said = &call.transcript.utterances[0].text;
                assert_eq!(*said, format!("Download AnyDesk {number}"));
            }
        } else {
            assert_eq!(files, 1 + CALLS);
        }
    }
}

#[test]
fn a_line_that_is_behind_is_told_when_it_doubles_and_when_it_is_over() {
    let knowledge = Knowledge::embedded().unwrap();
    let mut listening = Listening::new(&knowledge, Circumstances::default());
    let mut told = Vec::new();
    for seconds in [1, 9, 10, 15, 19, 20, 30, 12, 5, 4, 0, 9, 11] {
        let (call, level) = (CallId::from("call"), None);
        let backlog = Duration::from_secs(seconds);
        let progress = Progress { call, heard: Duration::ZERO, backlog, level };
        if listening.take(Event::Progress(progress)).contains(&Change::Behind(0)) {
            told.push(seconds);
        }
    }
    assert_eq!(told, [10, 20, 4, 11]);
}

#[test]
fn words_that_steer_a_terminal_are_made_harmless() {
    let knowledge = Knowledge::embedded().unwrap();
    let mut listening = Listening::new(&knowledge, Circumstances::default());
    listening.take(words("a\u{1b}[2J", Some(0), "one\n\u{1b}[31mtwo\u{202e}"));
    assert_eq!(listening.calls[0].utterances[0].text, "one [31mtwo");
    assert_eq!(listening.take(words("b", None, "\u{7}")), [Change::Began(1)]);
    assert!(listening.calls[1].utterances.is_empty());
}

#[test]
fn what_is_noted_before_the_first_words_belongs_to_the_call_that_comes() {
    let knowledge = Knowledge::embedded().unwrap();
    let mut listening = Listening::new(&knowledge, Circumstances::default());
    let mut looking = Looking::default();
    for letter in ['h', '2'] {
        let key = KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE);
        press(key, &mut listening, &mut looking, Reach::default());
    }
    assert!(looking.note.unwrap().starts_with("Noted: they were connected"));
    let first = knowledge.advice.steps_of("connected", None)[0];
    assert_eq!(listening.call().unwrap().judgement.advice.do_now[0], first);
    assert!(!listening.has_words());
    listening.take(words("one", Some(0), "good morning"));
    listening.take(words("two", Some(0), "good morning"));
    assert_eq!(listening.calls[0].circumstances.happened, ["connected"]);
    assert!(listening.calls[1].circumstances.happened.is_empty());
}

#[test]
fn what_is_saved_is_read_again() {
    let knowledge = Knowledge::embedded().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut listening = heard(CALL, &knowledge);
    listening.take(words("call", None, "a < b & c > d"));
    let expected = listening.calls[0].transcript();
    for name in ["call.vtt", "call.jsonl"] {
        let path = folder.path().join(name);
        let mut saving = Saving::begin(&path).unwrap();
        saving.keep_up(&listening).unwrap();
        saving.write(&listening).unwrap();
        let read = read(&std::fs::read(&path).unwrap(), &knowledge.reading);
        assert_eq!((read.calls.len(), read.problems.len()), (1, 0), "{name}: {read:?}");
        let transcript = &read.calls[0].transcript;
        assert_eq!(transcript.form, Form::Dialogue, "{name}");
        let said = |transcript: &Transcript| {
            let said = transcript.utterances.iter();
            let mut said: Vec<_> = said.map(|u| (u.start_ms, u.side, u.text.clone())).collect();
            said.sort_by_key(|(start, ..)| *start);
            said
        };
        assert_eq!(said(transcript), said(&expected), "{name}");
        assert!(Saving::begin(&path).is_err(), "what exists stays as it is");
    }
    assert!(Saving::begin(&folder.path().join("call.doc")).is_err());
    assert!(Saving::begin(&folder.path().join("none/call.vtt")).is_err());
}

#[test]
fn lines_that_are_typed_do_what_keys_do() {
    let knowledge = Knowledge::embedded().unwrap();
    let (_sender, feed) = super::feed::open("a test");
    let listening = heard(CALL, &knowledge);
    let mut session = Session::new(listening, feed, None, Bell::Silent);
    let mut looking = Looking::default();
    let mut typed = |line: &str| answer(line, &mut session, &mut looking);
    let (list, ended) = typed("h");
    assert!(list.iter().any(|line| line.starts_with("h 2  they were connected")), "{list:?}");
    assert_eq!(ended, None);
    let (told, _) = typed("H 2");
    assert!(told[0].starts_with("Noted: they were connected"), "{told:?}");
    let first = knowledge.advice.steps_of("connected", Some("US"))[0];
    assert_eq!(told[1], format!("1. {first}"));
    assert!(typed("h").0.iter().any(|line| line.ends_with("(noted)")));
    assert!(typed("?").0.len() > 8);
    assert_eq!(typed("p").0, ["Paused: nothing is heard."]);
    assert_eq!(typed("nonsense that nobody meant").1, None);
    assert_eq!(typed("q"), (Vec::new(), Some(Ended::Stopped)));
}
