//! The figures as text.

use super::figures::{Alarms, Figures, OnsetFigure, Rate};
use super::gold::{Agreement, GoldFigures};
use crate::page::{Page, counted, width};
use crate::table::Table;

/// What a reader of good figures must know.
const FITTED: &str = "\
On calls that the weights were fitted to, or the rules written from, these figures flatter; those \
of sources left out of the fit stand in corpus/RESULTS.md.";
/// Names longer than this are cut in tables.
const NAME_CHARS_MAX: usize = 36;

/// All figures.
pub fn text(figures: &Figures) -> String {
    let mut page = Page::new(width());
    page.line(&format!("{} scam, {} honest", figures.scam_calls, figures.honest_calls));
    page.paragraph("", FITTED);
    let others = [(figures.unlabelled_calls, "without a label"), (figures.skipped, "skipped")];
    for (number, title) in others.into_iter().filter(|(number, _)| *number > 0) {
        page.line(&format!("{number} {title}"));
    }
    if figures.scam_calls + figures.honest_calls > 0 {
        add_quality(&mut page, figures);
        add_alarms(&mut page, figures);
        add_onset(&mut page, figures);
    }
    if let Some(gold) = &figures.gold {
        add_gold(&mut page, gold);
    }
    page.heading("SPEED");
    let speed = figures.calls_per_second;
    page.line(&format!("{speed:.0} calls a second, judging only, one thread"));
    page.into_text()
}

fn add_quality(page: &mut Page, figures: &Figures) {
    page.heading("THE PROBABILITIES");
    let mut table = Table::new(&["measure", "value"]);
    for (title, value) in [
        ("AUC", figures.auc),
        ("recall at 1 % false alarms", figures.recall_at_1_percent),
        ("recall at 5 % false alarms", figures.recall_at_5_percent),
        ("Brier score", figures.brier),
        ("expected calibration error", figures.calibration_error),
    ] {
        table.row(vec![title.to_owned(), number(value)]);
    }
    add(page, &table);
}

fn add_alarms(page: &mut Page, figures: &Figures) {
    page.heading("THE ALARMS, WITH 95 % INTERVALS (WILSON), IN %");
    page.line("Of scams it is the recall, of honest calls the share of false alarms.");
    page.gap();
    let mut table = alarm_table("calls");
    add_alarm_rows(&mut table, "all", &figures.alarms);
    for beginning in &figures.beginnings {
        let name = format!("first {} words", beginning.words);
        add_alarm_rows(&mut table, &name, &beginning.alarms);
    }
    add(page, &table);
    for (title, groups) in [("source", &figures.sources), ("kind", &figures.kinds)] {
        let mut table = alarm_table(title);
        for (name, alarms) in groups {
            add_alarm_rows(&mut table, name, alarms);
        }
        page.gap();
        add(page, &table);
    }
}

fn alarm_table(title: &str) -> Table {
    Table::new(&[title, "truly", "calls", "suspicious", "scam"])
}

fn add_alarm_rows(table: &mut Table, name: &str, alarms: &Alarms) {
    let rows = [
        ("scam", alarms.recall_suspicious, alarms.recall_scam),
        ("honest", alarms.false_suspicious, alarms.false_scam),
    ];
    for (truly, suspicious, scam) in rows.into_iter().filter(|row| row.1.whole > 0) {
        // The end of a path tells files apart.
        let cut = name.chars().count().saturating_sub(NAME_CHARS_MAX);
        let end: String = name.chars().skip(cut).collect();
        table.row(vec![
            if name.is_empty() { "(not said)".to_owned() } else { end },
            truly.to_owned(),
            suspicious.whole.to_string(),
            rate(suspicious),
            rate(scam),
        ]);
    }
}

fn add_onset(page: &mut Page, figures: &Figures) {
    let onset = &figures.onset;
    if onset.calls == 0 {
        return;
    }
    page.heading("WHEN SCAM CALLS WITH TURNS FIRST REACH AN ALARM (MEDIANS)");
    let mut table = Table::new(&["alarm", "reached", "of", "turn", "share of the words"]);
    let row = |name: &str, figure: &OnsetFigure| {
        let (turn, share) = (figure.turn_median, figure.share_median);
        vec![
            name.to_owned(),
            figure.reached.to_string(),
            onset.calls.to_string(),
            if turn.is_nan() { "-".to_owned() } else { format!("{turn:.1}") },
            number(share),
        ]
    };
    table.row(row("suspicious", &onset.suspicious));
    table.row(row("scam", &onset.scam));
    add(page, &table);
}

fn add_gold(page: &mut Page, gold: &GoldFigures) {
    page.heading("STATEMENTS AND CHANGES OF STORY, AGAINST THE ANNOTATION");
    page.line(&format!("{} compared", counted(gold.calls, "annotated call", "annotated calls")));
    if !gold.missing.is_empty() {
        page.paragraph("", &format!("not in the files: {}", gold.missing.join(", ")));
    }
    page.gap();
    let titles = ["slot", "found", "missed", "wrong", "precision", "recall", "F1"];
    let mut table = Table::new(&titles);
    for (slot, agreement) in &gold.slots {
        table.row(agreement_row(slot, agreement));
    }
    table.row(agreement_row("all statements", &gold.statements));
    table.row(agreement_row("certain changes of story", &gold.certain_changes));
    table.row(agreement_row("all changes of story", &gold.changes));
    add(page, &table);
    page.gap();
    page.paragraph(
        "",
        &format!(
            "In calls of one block {} of {} matched statements have overlapping quotes.",
            gold.one_block_overlapping, gold.one_block_matched
        ),
    );
}

fn agreement_row(name: &str, agreement: &Agreement) -> Vec<String> {
    let Agreement { found, missed, wrong, precision, recall, f1 } = agreement;
    let mut row = vec![name.to_owned()];
    row.extend([found, missed, wrong].map(usize::to_string));
    row.extend([precision, recall, f1].map(|value| number(*value)));
    row
}

fn add(page: &mut Page, table: &Table) {
    table.lines().iter().for_each(|line| page.line(line));
}

fn number(value: f64) -> String {
    if value.is_nan() { "-".to_owned() } else { format!("{value:.3}") }
}

fn rate(rate: Rate) -> String {
    if rate.whole == 0 {
        return "-".to_owned();
    }
    let [share, low, high] = [rate.share, rate.low, rate.high].map(|share| share * 100.0);
    format!("{share:.1} ({low:.1}-{high:.1})")
}
