//! The one big sentence, what to do now, what to ask, and when to ask nothing more.

use evidence::judgement::{Level, Question, Verdict};
use evidence::plain;
use evidence::transcript::Form;
use maud::{Markup, html};

use super::Shown;

/// The verdict: a sentence, a share, and a sign whose shape tells the level as well.
pub(super) fn verdict(shown: &Shown<'_>) -> Markup {
    let verdict = &shown.judgement.verdict;
    let form = if shown.is_over { Form::Notes } else { shown.form };
    let sentence = plain::sentence(verdict, form);
    let share = share(shown);
    html! {
        section.verdict.(class(verdict)) id="verdict" data-rank=(rank(verdict))
            data-aloud={ (sentence) " " (share) } aria-labelledby="verdict-words" {
            (sign(verdict))
            h1 id="verdict-words" { (sentence) }
            p { (share) @if shown.is_cleared { " You said that it is no scam." } }
        }
    }
}

/// How sure that is, as people count.
fn share(shown: &Shown<'_>) -> String {
    let verdict = &shown.judgement.verdict;
    match verdict.level {
        _ if verdict.abstained && shown.is_over => "Too few words of theirs were heard.".to_owned(),
        _ if verdict.abstained => "Listen on, and agree to nothing meanwhile.".to_owned(),
        level => {
            let share = super::super::words::capital(&plain::out_of_hundred(verdict.probability));
            let proof = if level == Level::NoSign {
                " That is no proof: a scam can begin like any other call."
            } else {
                ""
            };
            format!("{share} calls like this are scams.{proof}")
        }
    }
}

/// The class by which a verdict is drawn.
pub(in super::super) fn class(verdict: &Verdict) -> &'static str {
    if verdict.abstained { "abstained" } else { verdict.level.id() }
}

/// Higher is worse; what rises is said aloud at once.
fn rank(verdict: &Verdict) -> u8 {
    match verdict.level {
        _ if verdict.abstained => 0,
        Level::NoSign => 0,
        Level::Unclear => 1,
        Level::Suspicious => 2,
        Level::Scam => 3,
    }
}

fn sign(verdict: &Verdict) -> Markup {
    html! {
        svg viewBox="0 0 100 100" aria-hidden="true" {
            @match verdict.level {
                _ if verdict.abstained => {
                    circle.sign cx="50" cy="50" r="42" {}
                    path.sign d="M30 50h.1M50 50h.1M70 50h.1" {}
                }
                Level::Scam => {
                    polygon.sign points="32,6 68,6 94,32 94,68 68,94 32,94 6,68 6,32" {}
                    path.sign d="M34 34L66 66M66 34L34 66" {}
                }
                Level::Suspicious => {
                    polygon.sign points="50,8 95,90 5,90" {}
                    path.sign d="M50 38v24M50 76v.1" {}
                }
                Level::Unclear => {
                    circle.sign cx="50" cy="50" r="42" {}
                    path.sign d="M38 40c0-16 25-16 25 0 0 11-13 10-13 22M50 75v.1" {}
                }
                Level::NoSign => { circle.sign cx="50" cy="50" r="42" {} }
            }
        }
    }
}

/// So many steps are shown at once: nobody in fear reads more.
const STEPS_SHOWN_MAX: usize = 3;

/// What to do now, then what to ask or why to ask no more.
pub(super) fn advice(shown: &Shown<'_>) -> Markup {
    let advice = &shown.judgement.advice;
    let steps = &advice.do_now;
    let (first, rest) = steps.split_at(steps.len().min(STEPS_SHOWN_MAX));
    html! {
        div id="advice" {
            @if !first.is_empty() {
                section.sheet.do aria-labelledby="do-now" {
                    h2 id="do-now" { "Do this now" }
                    ol { @for step in first { li { (step) } } }
                    @if !rest.is_empty() {
                        details id="do-then" {
                            summary { "And then (" (rest.len()) " more)" }
                            ol start=(first.len() + 1) { @for step in rest { li { (step) } } }
                        }
                    }
                }
            }
            @if let Some(stop) = &advice.stop {
                section.sheet.stop aria-labelledby="stop" {
                    h2 id="stop" { "Ask nothing more" }
                    p { (stop) }
                }
            } @else if let Some(question) = &advice.ask_next {
                (ask(question))
            }
        }
    }
}

fn ask(question: &Question) -> Markup {
    html! {
        section.sheet.ask aria-labelledby="ask" {
            h2 id="ask" { "If you stay on the line, ask this" }
            blockquote { p { "“" (question.question) "”" } }
            p { (question.why) }
            @if !question.answers.is_empty() {
                h3 { "What their answer means" }
                dl { @for answer in &question.answers {
                    dt { (answer.given) }
                    dd { (answer.means) }
                } }
            }
        }
    }
}
