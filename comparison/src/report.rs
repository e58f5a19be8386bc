//! The table: one line for each way of telling, quality and speed side by side.

use std::fmt::Write as _;

use evidence::measures::{Scored, auc, recall_at, share};

use crate::calls::LabelledCall;
use crate::speed::{Speed, TIMED_WORDS};

/// One line of the table.
#[derive(Debug)]
pub struct Line {
    /// What it is.
    pub title: String,
    /// Scores of real calls by the number of the call, or why there are none.
    pub scored: Result<Vec<(usize, f64)>, String>,
    /// Its speed, or why it was not measured.
    pub speed: Result<Speed, String>,
}

/// How the figures were made.
#[derive(Debug)]
pub struct Making {
    /// The day.
    pub date: String,
    /// The processor.
    pub processor: String,
    /// At most so many calls of each source were learned from.
    pub sample: usize,
    /// So many calls were learned from, besides the real ones.
    pub learned: usize,
}

/// The table with what must be known to read it.
#[must_use]
pub fn text(lines: &[Line], calls: &[LabelledCall], making: &Making) -> String {
    let real: Vec<&LabelledCall> = calls.iter().filter(|call| call.real).collect();
    let scams = real.iter().filter(|call| call.scam).count();
    let twins = real.iter().filter(|call| call.twin).count();
    let mut text = format!(
        "# Side by side\n\nWritten by `make compare` on {}; do not edit by hand.\n\n\
         Judged are {scams} real scam calls and {} honest ones, {twins} of them written twins of \
         scam calls.\n\
         Each family of sources is left out of the fit by which its calls are judged; the line \
         \"as shipped\" is the exception and has learned from these very calls.\n\
         What is left out of Hangup's fit are the weights: its rules and beliefs are written by \
         people, who may have read some of these calls.\n\
         All scam calls are of one family: the fit that judges them has heard no real scam in \
         which two people talk, and a ranking over all calls compares the scores of several \
         fits.\n\
         The twins are judged by the same fit as the scams.\n\
         Hangup's weights are fitted to all training calls; words and sentences learned from \
         {}, at most {} of a source, and in the \
         second line of each also from the real calls of other families, each counted five \
         times.\n\
         Sentence embeddings are those of all-MiniLM-L6-v2 with weights of eight bits, the mean \
         of at most six pieces of 60 words; both learn by logistic regression.\n\
         Speed is of {TIMED_WORDS}-word calls on one core ({}), memory the most that was \
         resident.\n\n",
        making.date,
        real.len() - scams,
        making.learned,
        making.sample,
        making.processor,
    );
    text.push_str(
        "| way of telling | AUC | recall at 1 % false alarms | recall at 5 % false alarms \
         | AUC against the twins | calls a second | memory |\n|---|---|---|---|---|---|---|\n",
    );
    for line in lines {
        let (quality, speed) = (quality(&line.scored, calls), speed(&line.speed));
        let _ = writeln!(text, "| {} | {quality} | {speed} |", line.title);
    }
    let skipped = lines.iter().filter_map(|line| {
        let why = line.scored.as_ref().err().or(line.speed.as_ref().err())?;
        Some(format!("\nNot measured: {}: {why}\n", line.title))
    });
    text.extend(skipped);
    text
}

fn quality(scored: &Result<Vec<(usize, f64)>, String>, calls: &[LabelledCall]) -> String {
    let Ok(scored) = scored else { return "– | – | – | –".to_owned() };
    let of = |kept: &dyn Fn(&LabelledCall) -> bool| -> Vec<Scored> {
        let kept = scored.iter().filter(|(number, _)| kept(&calls[*number]));
        kept.map(|(number, score)| (*score, calls[*number].scam)).collect()
    };
    let all = of(&|_| true);
    let twins = of(&|call| call.scam || call.twin);
    format!(
        "{:.3} | {} | {} | {:.3}",
        auc(&all),
        recall(&all, 0.01),
        recall(&all, 0.05),
        auc(&twins)
    )
}

/// The recall with its 95 % interval.
fn recall(scored: &[Scored], allowed: f64) -> String {
    let scams = scored.iter().filter(|(_, scam)| *scam).count();
    #[expect(clippy::cast_precision_loss, reason = "counts of calls")]
    let found = (recall_at(scored, allowed) * scams as f64).round();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small count")]
    let share = share(found as usize, scams);
    format!("{:.2} ({:.2}–{:.2})", share.share, share.low, share.high)
}

fn speed(speed: &Result<Speed, String>) -> String {
    speed.as_ref().map_or_else(
        |_| "– | –".to_owned(),
        |speed| {
            let calls = speed.calls_per_second;
            format!("{calls:.0} | {:.0} MB", speed.resident_megabytes)
        },
    )
}
