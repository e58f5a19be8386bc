//! `corpus/RESULTS.md`: what the weights reach on sources left out of the fit.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use evidence::judgement::Level;
use evidence::measures::{self, Scored};
use evidence::verdict::probability;

use crate::held_out::Measured;
use crate::samples::Sample;
use crate::weights::Fitted;

/// The report.
pub fn text(measured: &Measured, all: &[Sample], fitted: &Fitted) -> String {
    let mut text =
        "# Results\n\nWritten by `cargo xtask scores`; do not edit by hand.\n".to_owned();
    held_out(&mut text, measured, all, fitted);
    training(&mut text, all, fitted);
    text
}

fn held_out(text: &mut String, measured: &Measured, all: &[Sample], fitted: &Fitted) {
    let whole: Vec<(&Sample, f64)> = measured
        .probabilities
        .iter()
        .map(|(number, p)| (&all[*number], *p))
        .filter(|(sample, _)| !sample.beginning)
        .collect();
    let scored: Vec<Scored> = whole.iter().map(|(sample, p)| (*p, sample.scam)).collect();
    let twins: Vec<Scored> = whole
        .iter()
        .filter(|(sample, _)| sample.scam || sample.kind.starts_with("hard_negative"))
        .map(|(sample, p)| (*p, sample.scam))
        .collect();
    let _ = write!(
        text,
        "\n## Real calls, each source family left out of the fit\n\n\
         A family is a source with everything made from it: the honest twins of scam calls \
         are left out with them.\n\n\
         | measure | value |\n|---|---|\n\
         | calls | {} scam, {} honest |\n\
         | AUC | {:.3} |\n\
         | recall at 1 % false alarms | {:.2} |\n\
         | recall at 5 % false alarms | {:.2} |\n\
         | Brier score | {:.3} |\n\
         | expected calibration error | {:.3} |\n\
         | AUC against the honest twins alone | {:.3} |\n",
        scored.iter().filter(|s| s.1).count(),
        scored.iter().filter(|s| !s.1).count(),
        measures::auc(&scored),
        measures::recall_at(&scored, 0.01),
        measures::recall_at(&scored, 0.05),
        measures::brier(&scored),
        measures::calibration_error(&scored),
        measures::auc(&twins),
    );
    let _ = writeln!(
        text,
        "\n| source | calls | reach `suspicious` | reach `scam` |\n|---|---|---|---|"
    );
    let mut by_file: BTreeMap<(&str, bool), Vec<f64>> = BTreeMap::new();
    for (sample, p) in &whole {
        by_file.entry((&sample.file, sample.scam)).or_default().push(*p);
    }
    for ((file, scam), probabilities) in by_file {
        let label = if scam { "scam" } else { "honest" };
        let _ = writeln!(
            text,
            "| {file} ({label}) | {} | {} | {} |",
            probabilities.len(),
            reach(&probabilities, Level::Suspicious, fitted),
            reach(&probabilities, Level::Scam, fitted)
        );
    }
}

fn training(text: &mut String, all: &[Sample], fitted: &Fitted) {
    let _ = writeln!(
        text,
        "\n## Training calls, with the shipped weights\n\n\
         | source | calls | reach `suspicious` | reach `scam` |\n|---|---|---|---|"
    );
    let mut by_file: BTreeMap<(&str, bool), Vec<f64>> = BTreeMap::new();
    for sample in all.iter().filter(|sample| !sample.beginning) {
        let p = probability(fitted.log_odds(sample));
        by_file.entry((&sample.file, sample.scam)).or_default().push(p);
        let label = if sample.scam { "all scam" } else { "all honest" };
        if !sample.real {
            by_file.entry((label, sample.scam)).or_default().push(p);
        }
    }
    for ((file, scam), probabilities) in by_file {
        let label = if scam { "scam" } else { "honest" };
        let _ = writeln!(
            text,
            "| {file} ({label}) | {} | {} | {} |",
            probabilities.len(),
            reach(&probabilities, Level::Suspicious, fitted),
            reach(&probabilities, Level::Scam, fitted)
        );
    }
}

fn reach(probabilities: &[f64], level: Level, fitted: &Fitted) -> String {
    let reached = probabilities.iter().filter(|p| fitted.scores.level(**p) >= level).count();
    let share = measures::share(reached, probabilities.len());
    format!("{:.1} % ({:.1}–{:.1})", share.share * 100.0, share.low * 100.0, share.high * 100.0)
}
