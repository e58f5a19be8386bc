//! The plan on a screen, for somebody who is frightened: what to answer and to do first, then whom
//! to call, then by when, then the rest. Nothing is said by colour alone.

use casebook::case::{Case, Deceit};
use casebook::recovery::knowledge::{RightKind, Source, Urgency, Who};
use casebook::recovery::{
    Asked, Clock, MoneyClock, Plan, Question, RightHeld, Standing, StepShown, Whose, written_date,
};

use crate::country;
use crate::page::{BOLD, Page, counted, safe, styled};

/// Shows a plan; `name` is what the user calls the case.
pub(super) fn add_plan(page: &mut Page, case: &Case, plan: &Plan, name: &str) {
    let day = written_date(plan.today, plan.country.as_deref());
    page.heading(&format!("Getting it back, and getting safe: {}", safe(&case.title)));
    let place = plan.country.as_deref().and_then(country::name);
    let place = place.map_or_else(String::new, |place| format!(", in {place}"));
    page.paragraph("", &format!("As of {day}{place}. {}", plan.notice));
    for note in &plan.notes {
        page.paragraph("", &safe(note));
    }
    add_situations(page, plan);
    add_questions(page, plan, name);
    add_steps(page, plan, &[Urgency::Now], "Do this now, in this order");
    add_calls(page, plan);
    add_clocks(page, plan);
    add_steps(page, plan, &[Urgency::Today], "Today");
    add_steps(page, plan, &[Urgency::ThisWeek], "This week");
    add_steps(page, plan, &[Urgency::Later], "Later");
    add_papers(page, plan, name);
    add_watch(page, plan);
    add_rights(page, plan);
    add_done(page, plan);
}

fn add_situations(page: &mut Page, plan: &Plan) {
    if plan.situations.is_empty() {
        return;
    }
    page.heading("What happened");
    for held in &plan.situations {
        let open = if held.open { " (to be answered below)" } else { "" };
        page.item("", "- ", &safe(&format!("{}{open}. {}", held.title, held.says)));
    }
}

fn add_questions(page: &mut Page, plan: &Plan, name: &str) {
    if plan.questions.is_empty() {
        return;
    }
    page.heading("Answer this first, because the plan depends on it");
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

fn add_steps(page: &mut Page, plan: &Plan, urgency: &[Urgency], title: &str) {
    let open = plan.steps.iter().filter(|step| step.done.is_none());
    let open: Vec<&StepShown> = open.filter(|step| urgency.contains(&step.urgency)).collect();
    if open.is_empty() {
        return;
    }
    page.heading(title);
    for (place, step) in open.iter().enumerate() {
        page.gap_below(place);
        add_step(page, plan, step);
    }
}

fn add_step(page: &mut Page, plan: &Plan, step: &StepShown) {
    let place = plan.steps.iter().position(|each| each.id == step.id).map_or(0, |place| place + 1);
    let who = match step.who {
        Who::Client => "you",
        Who::Helper => "somebody you trust",
        Who::Technician => "a technician",
        Who::Bank => "the bank",
    };
    let title = styled(BOLD, &safe(&step.title));
    page.item("", &format!("{place:>2}. "), &format!("{title} ({who}; {})", step.id));
    for act in &step.acts {
        page.item("    ", "- ", &safe(act));
    }
    page.paragraph("    ", &format!("Why: {}", safe(&step.why)));
    page.paragraph("    ", &format!("Done when: {}", safe(&step.done_when)));
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
    let running = plan.running();
    let own = running.iter().filter(|each| {
        each.clock.whose == Whose::Client
            && matches!(each.clock.standing, Standing::Running | Standing::Today | Standing::Passed)
    });
    let own: Vec<_> = own.collect();
    let theirs = running.iter().filter(|each| {
        each.clock.whose == Whose::Institution
            && matches!(each.clock.standing, Standing::Running | Standing::Today | Standing::Passed)
    });
    let theirs: Vec<_> = theirs.collect();
    for (title, clocks) in [("Your clocks", own), ("Their clocks", theirs)] {
        if clocks.is_empty() {
            continue;
        }
        page.heading(title);
        for each in clocks {
            let case =
                each.only_if.map_or_else(String::new, |deceit| format!(", {}", only_if(deceit)));
            let words = clock_words(each.clock);
            let place = format!("[payment {}{case}: {}]", each.payment, each.right);
            page.item("", "- ", &format!("{words} {}", safe(&place)));
        }
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
        let words = format!("{} (to {}; {missing})", letter.title, letter.to);
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

fn add_watch(page: &mut Page, plan: &Plan) {
    let watch = &plan.watch;
    page.heading(&format!("Expect this: {}", safe(&watch.title)));
    page.paragraph("", &safe(&watch.says));
    page.item("", "Say: ", &format!("\"{}\"", safe(&watch.answer)));
    for act in &watch.acts {
        page.item("", "- ", &safe(act));
    }
    page.paragraph("", "You know it by:");
    for sign in &watch.sign {
        page.item("  ", "- ", &safe(&format!("{}. {}", sign.title, sign.says)));
    }
    page.paragraph("", &sources(&watch.source));
    if plan.watch_stale {
        page.paragraph("", &stale(&watch.review_by.to_string()));
    }
}

fn stale(day: &str) -> String {
    format!("This was to be looked at again by {day}; check it before you rely on it.")
}

fn sources(sources: &[Source]) -> String {
    let lines: Vec<String> = sources.iter().map(Source::line).collect();
    safe(&format!("Source: {}.", lines.join("; ")))
}

fn add_rights(page: &mut Page, plan: &Plan) {
    for money in plan.money.iter().filter(|money| !money.cases.is_empty()) {
        page.heading(&format!("The rights, best first. {}", heading_of(money)));
        for case in &money.cases {
            if money.deceit.is_none() {
                page.gap();
                page.paragraph("", &format!("{}:", sentence(only_if(case.deceit))));
            }
            if case.rights.is_empty() {
                page.paragraph("", "No right to the money back is known for this case.");
            }
            for (place, right) in case.rights.iter().enumerate() {
                page.gap();
                add_right(page, right, place + 1);
            }
        }
    }
}

fn add_right(page: &mut Page, right: &RightHeld, place: usize) {
    let kind = match right.kind {
        RightKind::Law => "law",
        RightKind::Code => "a code that the banks signed",
        RightKind::Scheme => "rules of the card network or service",
        RightKind::Policy => "policy",
        RightKind::Practice => "nobody must, but many do",
    };
    let title = styled(BOLD, &safe(&right.title));
    let place_words = country::names(&right.countries);
    page.item("", &format!("{place}. "), &format!("{title} ({kind}; {place_words})"));
    page.paragraph("   ", &safe(&right.says));
    for clock in &right.clocks {
        let whose = if clock.whose == Whose::Client { "You" } else { "They" };
        page.item("   ", "- ", &format!("{whose}: {}", clock_words(clock)));
    }
    for (what, words) in [
        ("You bear", &right.liability),
        ("Not", &right.exceptions),
        ("Not certain", &right.uncertain),
    ] {
        if !words.is_empty() {
            page.paragraph("   ", &safe(&format!("{what}: {words}")));
        }
    }
    page.paragraph("   ", &safe(&format!("Basis: {}.", right.basis)));
    page.paragraph("   ", &sources(&right.sources));
    if right.from_memory {
        page.paragraph("   ", "All of this is from memory; nothing of it was read.");
    }
    if right.stale {
        page.paragraph("   ", &stale(&right.review_by.to_string()));
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
