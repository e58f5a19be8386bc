//! Calls judged with what a machine shows.

use crate::judge::{Circumstances, LiveCall, judge};
use crate::judgement::Judgement;
use crate::knowledge::Knowledge;
use crate::observation::{Observation, Sureness};
use crate::transcript::{Transcript, read};

const CALL: &str = "Caller: Hello, I am calling about your computer.\n\
    Me: Which computer?\n\
    Caller: Your Windows computer has sent three hundred errors to our server.\n\
    Me: Really?\n\
    Caller: Open the event viewer. Do you see the red errors? Hackers are in your computer.\n\
    Me: What should I do?\n\
    Caller: Stay calm, please, I am here to help you.\n";

fn shown(id: &str, what: &str) -> Observation {
    Observation {
        id: id.to_owned(),
        title: format!("title of {id}"),
        what: what.to_owned(),
        when: None,
        strength: Sureness::Direct,
        tool: None,
        proof: "System.evtx, record 7: raw".to_owned(),
    }
}

fn transcript(knowledge: &Knowledge) -> Transcript {
    read(CALL.as_bytes(), &knowledge.reading).calls.swap_remove(0).transcript
}

fn judged(observations: &[Observation]) -> Judgement {
    let knowledge = Knowledge::embedded().unwrap();
    let observations = observations.to_vec();
    let circumstances = Circumstances { observations, ..Circumstances::default() };
    let transcript = transcript(&knowledge);
    let whole = judge(&transcript, &circumstances, &knowledge);
    let mut live = LiveCall::new(transcript.form, circumstances, &knowledge);
    transcript.utterances.iter().for_each(|utterance| live.hear(utterance));
    let live = Judgement { call: whole.call.clone(), ..live.judgement() };
    assert_eq!(live, whole, "live and batch judge alike");
    let sum: f64 = whole.verdict.reasons.iter().map(|reason| reason.weight * 1e4).sum();
    assert!((sum.round() / 1e4 - whole.verdict.log_odds).abs() < 1e-9, "the sum is exact");
    let last = whole.timeline.last().unwrap().probability;
    assert!((last - whole.verdict.probability).abs() < 1e-3, "the timeline counts it too");
    whole
}

#[test]
fn an_unsolicited_session_raises_the_verdict_by_reasons_of_its_own() {
    let before = judged(&[]);
    let after = judged(&[
        shown("unsolicited-session", "AnyDesk, from 12:39 to 13:02"),
        shown("session-back-at-night", "AnyDesk"),
    ]);
    assert!(after.verdict.log_odds > before.verdict.log_odds);
    let reasons = after.verdict.reasons.iter().filter(|reason| reason.rule.starts_with("machine/"));
    assert_eq!(reasons.filter(|reason| reason.weight > 0.0).count(), 2);
    assert_ne!(after.advice.do_now, before.advice.do_now, "somebody was in: other steps");
}

#[test]
fn an_ordinary_machine_moves_nothing() {
    let before = judged(&[]);
    let after = judged(&[
        shown("ordinary-sessions", "4 sessions"),
        shown("no-session-seen", "no session"),
        shown("everyday-errors", "383 errors"),
        shown("a-kind-that-nobody-knows", "x"),
    ]);
    assert_eq!(after.verdict, before.verdict);
    assert_eq!(after.advice.do_now, before.advice.do_now);
}

#[test]
fn claims_about_the_machine_are_confronted_with_what_it_shows() {
    let what = "383 errors and warnings on 240 days, of which 98 in 100 are ordinary";
    let all = [shown("everyday-errors", what), shown("no-session-seen", "no session is seen")];
    let judgement = judged(&all);
    let ids: Vec<&str> = judgement.confrontations.iter().map(|one| one.id.as_str()).collect();
    assert!(ids.contains(&"errors-are-ordinary"), "{ids:?}");
    assert!(ids.contains(&"nobody-seen-inside"), "{ids:?}");
    let knowledge = Knowledge::embedded().unwrap();
    let transcript = transcript(&knowledge);
    for one in &judgement.confrontations {
        assert!(transcript.utterances[one.turn].text.contains(&one.quote), "{one:?}");
        assert!(one.says.contains(&all[one.observation].what), "{one:?}");
        assert!(!one.cannot_show.is_empty());
    }
    let with_session = judged(&[all[1].clone(), shown("unsolicited-session", "AnyDesk, 12:39")]);
    let ids: Vec<&str> = with_session.confrontations.iter().map(|one| one.id.as_str()).collect();
    assert!(!ids.contains(&"nobody-seen-inside"), "what was seen is not denied: {ids:?}");
    assert!(ids.contains(&"the-intruder-was-the-helper"), "{ids:?}");
    assert!(judged(&[]).confrontations.is_empty());
}

#[test]
fn every_kind_and_claim_that_the_file_names_exists() {
    let knowledge = Knowledge::embedded().unwrap();
    let known = |slot: &str, value: &str| {
        let slots = knowledge.vocabulary.slots.iter().filter(|own| own.id.id() == slot);
        slots.flat_map(|slot| &slot.values).any(|own| own.id == value)
    };
    for stage in &knowledge.machine.stages {
        assert!(known("happened", &stage.happened), "{stage:?}");
    }
    for claim in knowledge.machine.confrontations.iter().flat_map(|file| &file.claims) {
        let (slot, value) = claim.split_once('=').unwrap();
        assert!(known(slot, value), "{claim}");
    }
}
