//! Why the verdict is what it is.

use evidence::judgement::Reason;

use super::{Shown, add_rest};
use crate::page::{Page, quoted};

/// So many reasons are shown without `-v`.
const REASONS_SHOWN_MAX: usize = 8;
/// Reasons that weigh less are shown with `-v` only.
const WEIGHT_SHOWN_MIN: f64 = 0.1;
/// Where the log-odds start and what limits them: reasons in the sum only.
const NOT_OF_THE_CALL: [&str; 2] = ["prior", "limit"];

/// Adds the reasons, the heaviest first.
pub(super) fn add(page: &mut Page, shown: &Shown<'_>) {
    if shown.is_full() {
        return add_weights(page, shown);
    }
    let all = merged(&shown.judgement.verdict.reasons);
    let heavy = all.iter().take_while(|reason| reason.weight.abs() >= WEIGHT_SHOWN_MIN);
    let heaviest = &all[..heavy.count().min(REASONS_SHOWN_MAX)];
    let (against, favour): (Vec<&Reason>, Vec<&Reason>) =
        heaviest.iter().partition(|reason| reason.weight > 0.0);
    if heaviest.is_empty() {
        return;
    }
    page.heading("WHY");
    let mut sides = [
        ("Speaks for a scam, the heaviest first:", against),
        ("Speaks for an honest call, the heaviest first:", favour),
    ];
    // What prevails comes first.
    if shown.judgement.verdict.log_odds < 0.0 {
        sides.reverse();
    }
    for (title, reasons) in sides {
        if !reasons.is_empty() {
            page.paragraph("  ", title);
        }
        for reason in reasons {
            page.item("    ", "- ", &words(shown, reason));
        }
    }
    add_rest(page, "  ", all.len() - heaviest.len());
}

/// The reasons that the call itself gives; those that only differ in the turn are one.
fn merged(reasons: &[Reason]) -> Vec<Reason> {
    let mut merged: Vec<Reason> = Vec::new();
    for reason in reasons.iter().filter(|reason| !NOT_OF_THE_CALL.contains(&&*reason.rule)) {
        let same = merged.iter_mut().find(|other| {
            (&other.rule, &other.title) == (&reason.rule, &reason.title)
                && other.weight.is_sign_positive() == reason.weight.is_sign_positive()
        });
        match same {
            Some(other) => other.weight += reason.weight,
            None => merged.push(reason.clone()),
        }
    }
    merged.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()));
    merged
}

fn words(shown: &Shown<'_>, reason: &Reason) -> String {
    // What a fact says is a paragraph, which stands elsewhere in the report.
    let fact = reason.rule.strip_prefix("fact/").and_then(|id| shown.fact_title(id));
    let title = fact.unwrap_or(&reason.title).trim_end_matches('.');
    match reason.turn {
        Some(turn) if !reason.quote.is_empty() => {
            format!("{title}: {}{}", quoted(&reason.quote), shown.place(turn))
        }
        _ => title.to_owned(),
    }
}

/// All reasons with their weights, and the sum that they make.
fn add_weights(page: &mut Page, shown: &Shown<'_>) {
    let verdict = &shown.judgement.verdict;
    page.heading("WHY, WITH WEIGHTS");
    page.paragraph("  ", "Above zero speaks for a scam, below zero for an honest call.");
    for reason in &verdict.reasons {
        let mark = format!("{:+9.4}  ", reason.weight);
        page.item("  ", &mark, &format!("{} [{}]", words(shown, reason), reason.rule));
    }
    page.item(
        "  ",
        &format!("{:+9.4}  ", verdict.log_odds),
        &format!(
            "is the sum: the log-odds of a scam, which is a probability of {:.4}",
            verdict.probability
        ),
    );
}
