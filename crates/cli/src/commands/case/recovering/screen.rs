//! The plan on a screen, for somebody who is frightened: what to answer and to do first, then whom
//! to call, then by when, then the rest. Nothing is said by colour alone.

mod rights;

use casebook::case::{Case, Deceit};
use casebook::recovery::knowledge::{Urgency, Who};
use casebook::recovery::{
    Asked, Clock, MoneyClock, Plan, Question, Running, Standing, StepShown, Whose, written_date,
};

use self::rights::{add_rights, sources, stale};
use super::Detail;
use crate::country;
use crate::page::{BOLD, Page, counted, safe, styled};

/// How a plan is shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shown<'s> {
    /// What the user calls the case.
    pub name: &'s str,
    pub detail: Detail,
}

/// Shows a plan: what to do now comes before all else, and what it rests on at the end.
pub(super) fn add_plan(page: &mut Page, case: &Case, plan: &Plan, shown: Shown<'_>) {
    let day = written_date(plan.today, plan.country.as_deref());
    page.heading(&format!("Getting safe, and getting it back: {}", safe(&case.title)));
    let place = plan.country.as_deref().and_then(country::name);
    let place = place.map_or_else(String::new, |place| format!(", in {place}"));
    page.paragraph("", &format!("As of {day}{place}. This is no legal advice; see the end."));
    for note in &plan.notes {
        page.paragraph("", &safe(note));
    }
    add_steps(page, plan, Urgency::Now, "Do this now, in this order", shown.detail);
    add_calls(page, plan);
    add_questions(page, plan, shown.name);
    add_clocks(page, plan);
    add_situations(page, plan);
    for (urgency, title) in
        [(Urgency::Today, "Today"), (Urgency::ThisWeek, "This week"), (Urgency::Later, "Later")]
    {
        add_steps(page, plan, urgency, title, shown.detail);
    }
    add_papers(page, plan, shown.name);
    add_watch(page, plan, shown.detail);
    add_rights(page, plan, shown.detail);
    add_done(page, plan);
    page.gap();
    page.paragraph("", &plan.notice);
    let name = safe(shown.name);
    page.paragraph("", &format!("When a step is done: hangup case step done {name} STEP"));
    if shown.detail == Detail::Short {
        page.paragraph("", &format!("All that is known: hangup case recover {name} --full"));
    }
}

fn add_situations(page: &mut Page, plan: &Plan) {
    if plan.situations.is_empty() {
        return;
    }
    page.heading("What happened");
    for held in &plan.situations {
        let open = if held.open { " (asked above)" } else { "" };
        page.item("", "- ", &safe(&format!("{}{open}. {}", held.title, held.says)));
    }
}

fn add_questions(page: &mut Page, plan: &Plan, name: &str) {
    if plan.questions.is_empty() {
        return;
    }
    page.heading("Answer this, because the plan depends on it");
    for question in &plan.questions {
        page.item("", "? ", &safe(&question.ask));
        for answer in &question.answers {
            let means = safe(&format!("{} ({}): {}", answer.says, answer.value, answer.means));
            page.item("  ", "- ", &means);
        }
        page.paragraph("  ", &format!("Tell it: {}", command(question, name)));
    }
}

/// The command that tells the answer to a question.
fn command(question: &Question, name: &str) -> String {
    let name = safe(name);
    match question.about {
        Asked::Country => format!("hangup case recover {name} --country GB (or your country)"),
        Asked::Happened => format!("hangup case situation {name} gave-access (or another)"),
        Asked::Situation => {
            let values: Vec<&str> =
                question.answers.iter().map(|answer| answer.value.as_str()).collect();
            format!("hangup case situation {name} {}", values.join(" or "))
        }
        Asked::Deceit { payment } => {
            format!("hangup case amend-payment {name} {payment} --deceived or --unauthorised")
        }
        Asked::Date { payment } => {
            format!("hangup case amend-payment {name} {payment} --date 2026-03-14")
        }
    }
}

fn add_steps(page: &mut Page, plan: &Plan, urgency: Urgency, title: &str, detail: Detail) {
    let open = plan.steps.iter().enumerate().filter(|(_, step)| step.done.is_none());
    let open: Vec<(usize, &StepShown)> = open.filter(|(_, step)| step.urgency == urgency).collect();
    if open.is_empty() {
        return;
    }
    page.heading(title);
    let whole = detail == Detail::Full || urgency == Urgency::Now;
    for (above, (place, step)) in open.into_iter().enumerate() {
        let mark = format!("{:>2}. ", place + 1);
        let title = styled(BOLD, &safe(&step.title));
        let head = format!("{title} ({}; {})", who(step.who), step.id);
        if whole {
            page.gap_below(above);
            page.item("", &mark, &head);
            add_step(page, step, detail);
        } else {
            page.item("", &mark, &format!("{head}. {}", safe(&step.why)));
        }
    }
}

fn who(who: Who) -> &'static str {
    match who {
        Who::Client => "you",
        Who::Helper => "somebody you trust",
        Who::Technician => "a technician",
        Who::Bank => "the bank",
    }
}

fn add_step(page: &mut Page, step: &StepShown, detail: Detail) {
    for act in &step.acts {
        page.item("    ", "- ", &safe(act));
    }
    page.paragraph("    ", &format!("Why: {}", safe(&step.why)));
    page.paragraph("    ", &format!("Done when: {}", safe(&step.done_when)));
    if detail == Detail::Short {
        return;
    }
    if !step.waits_for.is_empty() {
        page.paragraph("    ", &format!("First: {}", step.waits_for.join(", ")));
    }
    for fact in &step.facts {
        let abroad = if fact.abroad {
            format!(" It is about {}.", country::names(&fact.jurisdiction))
        } else {
            String::new()
        };
        let source = &fact.source;
        let words =
            format!("Known: {}{abroad} ({}, read {})", fact.says, source.publisher, source.checked);
        page.paragraph("    ", &safe(&words));
    }
}

/// The case that would have to hold, where it is not known yet.
fn only_if(deceit: Deceit) -> &'static str {
    match deceit {
        Deceit::Deceived => "if you made it, deceived",
        Deceit::Unauthorised => "if somebody else made it",
    }
}

fn add_calls(page: &mut Page, plan: &Plan) {
    if plan.money.is_empty() {
        return;
    }
    page.heading("Whom to call, and what to say");
    for money in &plan.money {
        page.paragraph("", &heading_of(money));
        for note in &money.notes {
            page.item("  ", "! ", &safe(note));
        }
        for case in &money.cases {
            if money.deceit.is_none() {
                page.paragraph("  ", &format!("{}:", sentence(only_if(case.deceit))));
            }
            for (place, call) in case.call.iter().enumerate() {
                let mark = if place == 0 { "Call: " } else { "Then: " };
                page.item("  ", mark, &safe(call));
            }
            page.item("  ", "Say: ", &format!("\"{}\"", safe(&case.say)));
            page.paragraph("  ", "Have ready:");
            for proof in &case.proof {
                page.item("    ", "- ", &safe(proof));
            }
            if !case.uncertain.is_empty() {
                page.item("  ", "Not certain: ", &safe(&case.uncertain));
            }
        }
    }
}

fn heading_of(money: &MoneyClock) -> String {
    let title = money.title.as_ref().map_or_else(String::new, |title| format!(" ({title})"));
    let words = format!("Payment {}: {}{title}", money.payment, money.words);
    styled(BOLD, &safe(&words))
}

fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn add_clocks(page: &mut Page, plan: &Plan) {
    let clocks = plan.running();
    for (whose, title) in [(Whose::Client, "Your clocks"), (Whose::Institution, "Their clocks")] {
        let own = clocks.iter().filter(|each| each.clock.whose == whose);
        let own: Vec<&Running<'_>> =
            own.filter(|each| each.clock.standing != Standing::Waiting).collect();
        if own.is_empty() {
            continue;
        }
        page.heading(title);
        let mut shown: Vec<(u64, &str, &Clock)> = Vec::new();
        for each in own.iter().copied() {
            let same = (each.payment, each.right, each.clock);
            if shown.contains(&same) {
                continue;
            }
            shown.push(same);
            // What holds in both cases is said once, and without a condition.
            let both = own.iter().any(|other| {
                other.only_if != each.only_if && (other.payment, other.right, other.clock) == same
            });
            let case = each.only_if.filter(|_| !both);
            let case = case.map_or_else(String::new, |deceit| format!(", {}", only_if(deceit)));
            let place = format!("[payment {}{case}: {}]", each.payment, each.right);
            page.item("", "- ", &format!("{} {}", clock_words(each.clock), safe(&place)));
        }
    }
    let waiting = clocks.iter().filter(|each| each.clock.standing == Standing::Waiting).count();
    if waiting > 0 {
        let waiting = counted(waiting, "more clock waits", "more clocks wait");
        page.gap();
        page.paragraph("", &format!(
            "{waiting} for something that has not happened, or whose day nobody wrote down, such \
             as the day on which the bank was told; --full shows them."
        ));
    }
}

fn clock_words(clock: &Clock) -> String {
    let missed = match (clock.standing, clock.hard) {
        (Standing::Passed, _) => format!(" Now: {}", safe(&clock.missed)),
        (Standing::Running | Standing::Today, true) => {
            format!(" If missed: {}", safe(&clock.missed))
        }
        _ => String::new(),
    };
    let note = clock.note.as_ref().map_or_else(String::new, |note| format!(" {note}"));
    format!("{}: {}{missed}{note}", styled(BOLD, &clock.words), safe(&clock.act))
}

fn add_papers(page: &mut Page, plan: &Plan, name: &str) {
    if !plan.letters.is_empty() {
        page.heading("Letters that can be written");
    }
    for letter in &plan.letters {
        let numbers: Vec<String> = letter.payments.iter().map(u64::to_string).collect();
        let about = if numbers.is_empty() {
            String::new()
        } else {
            format!(" --payment {}", numbers.join(" --payment "))
        };
        let missing = match letter.missing {
            0 => "complete".to_owned(),
            missing => format!("{} missing", counted(missing, "thing is", "things are")),
        };
        let words = format!("{} ({}; {missing})", letter.title, letter.to);
        page.item("", "- ", &safe(&words));
        page.address("  ", &format!("hangup case letter {} {}{about}", safe(name), letter.letter));
    }
    if !plan.reports.is_empty() {
        page.heading("Reports that can be made");
    }
    for report in &plan.reports {
        let sent = if report.sent { "; sent" } else { "" };
        let words = format!(
            "{}: {} of {} fields filled from the case{sent}",
            report.title, report.filled, report.fields
        );
        page.item("", "- ", &safe(&words));
        page.address("  ", &format!("hangup case report {} {}", safe(name), report.form));
    }
}

fn add_watch(page: &mut Page, plan: &Plan, detail: Detail) {
    let watch = &plan.watch;
    page.heading(&format!("Expect this: {}", safe(&watch.title)));
    page.paragraph("", &safe(&watch.says));
    page.item("", "Say: ", &format!("\"{}\"", safe(&watch.answer)));
    for act in &watch.acts {
        page.item("", "- ", &safe(act));
    }
    if detail == Detail::Full {
        page.paragraph("", "It comes as:");
        for shape in &watch.comes_as {
            page.item("  ", "- ", &safe(&format!("{}. {}", shape.title, shape.says)));
        }
        page.paragraph("", "You know it by:");
        for sign in &watch.sign {
            page.item("  ", "- ", &safe(&format!("{}. {}", sign.title, sign.says)));
        }
    } else {
        let signs: Vec<&str> = watch.sign.iter().map(|sign| sign.title.as_str()).collect();
        page.paragraph("", &safe(&format!("You know it by: {}.", signs.join("; "))));
    }
    page.paragraph("", &sources(&watch.source, detail));
    if plan.watch_stale {
        page.paragraph("", &stale(&watch.review_by.to_string()));
    }
}

fn add_done(page: &mut Page, plan: &Plan) {
    let done: Vec<&StepShown> = plan.steps.iter().filter(|step| step.done.is_some()).collect();
    if done.is_empty() {
        return;
    }
    page.heading("Done");
    for step in done {
        let Some(how) = &step.done else { continue };
        let by = how.by.as_ref().map_or_else(String::new, |by| format!(" by {by}"));
        let note = how.note.as_ref().map_or_else(String::new, |note| format!(": {note}"));
        let day = how.at.strftime("%Y-%m-%d");
        page.item("", "- ", &safe(&format!("{}, noted {day}{by}{note}", step.title)));
    }
}
