//! `cargo xtask scores`: fits the weights of `rules/scores.toml` and `rules/wording.tsv` from the
//! beliefs in `rules/priors.toml` and labelled calls, and measures them on sources left out.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use evidence::knowledge::{Files, Knowledge, Rules};
use evidence::verdict::Scores;

use crate::held_out::{cross_validate, name_false_alarms, name_worst, predictions};
use crate::priors::Priors;
use crate::samples::{self, Cut, Features, Sample};
use crate::weights::{Fitted, calibrated, fit_samples};
use crate::{results, root, say};

/// Arguments of `cargo xtask scores`.
#[derive(clap::Args)]
pub struct Arguments {
    /// The folder of labelled calls, with `train/` and `real/` inside.
    #[arg(long, env = "HANGUP_CALLS", default_value = "../shared/data")]
    data: PathBuf,
    /// Change nothing; fail if the committed files are not what the calls give.
    #[arg(long)]
    check: bool,
    /// Also name so many scams that rank lowest and honest calls that rank highest when left out.
    #[arg(long, default_value_t = 0)]
    worst: usize,
    /// Also write what is measured: a JSON line for each real call, left out of the fit.
    #[arg(long, value_name = "FILE")]
    predictions: Option<PathBuf>,
}

/// Runs the command.
///
/// # Errors
/// When files cannot be read or written, or with `--check` when they are not current.
pub fn run(arguments: &Arguments) -> Result<()> {
    let data = if arguments.data.is_absolute() {
        arguments.data.clone()
    } else {
        root().join(&arguments.data)
    };
    if !data.join("real").is_dir() {
        say(&format!("scores: skipped, no labelled calls at {}", arguments.data.display()));
        return Ok(());
    }
    let (knowledge, problems) = Knowledge::load(&Files::embedded(), Rules::Proven)?;
    for problem in &problems {
        say(&format!("warning: {problem}"));
    }
    let text = std::fs::read_to_string(root().join("rules/priors.toml"))?;
    let priors: Priors = toml::from_str(&text).context("rules/priors.toml")?;
    let mut features = Features::default();
    let all = read_samples(&data, &priors, &knowledge, &mut features)?;
    say(&format!("{} samples, {} words and pairs", all.len(), features.names.len()));
    let measured = cross_validate(&all, &priors, features.names.len(), &knowledge);
    if let Some(path) = &arguments.predictions {
        let lines = predictions(&measured, &all);
        std::fs::write(path, lines).with_context(|| path.display().to_string())?;
    }
    name_worst(&measured, &all, arguments.worst);
    let everything: Vec<&Sample> = all.iter().collect();
    let fitted = fit_samples(&everything, &priors, features.names.len(), &knowledge);
    let fitted = calibrated(fitted, measured.calibration);
    name_false_alarms(&fitted, &all, arguments.worst);
    let outputs = [
        ("rules/scores.toml", scores_text(&fitted.scores)?),
        ("rules/wording.tsv", wording_text(&fitted, &priors, &features)),
        ("corpus/RESULTS.md", results::text(&measured, &all, &fitted)),
    ];
    write(&outputs, arguments.check)
}

fn read_samples(
    data: &Path,
    priors: &Priors,
    knowledge: &Knowledge,
    features: &mut Features,
) -> Result<Vec<Sample>> {
    let cut = Cut { words_max: priors.fit.words_max, first_words: priors.fit.first_words };
    let mut all = Vec::new();
    for (path, real) in samples::files(data)? {
        let file = path.file_stem().map(|name| name.to_string_lossy().into_owned());
        let file = file.unwrap_or_default();
        for call in samples::calls(&path, knowledge)? {
            all.extend(samples::samples(&call, (&file, real), cut, knowledge, features));
        }
    }
    Ok(all)
}

const SCORES_HEAD: &str = "\
# Written by `cargo xtask scores` from rules/priors.toml and labelled calls; do not edit by hand.
# Natural log-odds. A call's log-odds are the bias, its evidence within the caps, and its wording.

";

fn scores_text(scores: &Scores) -> Result<String> {
    let mut rounded = scores.clone();
    let round = |number: &mut f64| *number = (*number * 1000.0).round() / 1000.0 + 0.0;
    round(&mut rounded.bias);
    round(&mut rounded.wording.scale);
    round(&mut rounded.wording.cap);
    rounded.caps.values_mut().for_each(round);
    rounded.weights.values_mut().for_each(round);
    rounded.weights.retain(|_, weight| *weight != 0.0);
    Ok(format!("{SCORES_HEAD}{}", toml::to_string(&rounded)?))
}

fn wording_text(fitted: &Fitted, priors: &Priors, features: &Features) -> String {
    let mut lines: Vec<String> = fitted
        .wording
        .iter()
        .filter(|(_, (_, weight))| weight.abs() >= priors.fit.weight_min)
        .map(|(word, (rarity, weight))| {
            format!("{}\t{rarity:.2}\t{weight:.3}", features.names[*word as usize])
        })
        .collect();
    lines.sort_unstable();
    let mut text = "# Written by `cargo xtask scores`; do not edit by hand.\n\
        # A word or pair of words, how rare it is (log of calls per call with it), its weight.\n"
        .to_owned();
    for line in lines {
        let _ = writeln!(text, "{line}");
    }
    text
}

fn write(outputs: &[(&str, String)], check: bool) -> Result<()> {
    let mut stale = Vec::new();
    for (path, text) in outputs {
        let path_here = root().join(path);
        if std::fs::read_to_string(&path_here).is_ok_and(|old| old == *text) {
            continue;
        }
        if check {
            stale.push(*path);
        } else {
            std::fs::write(&path_here, text).with_context(|| path.to_string())?;
            say(&format!("wrote {path}"));
        }
    }
    if !stale.is_empty() {
        bail!("not current: {}; run `cargo xtask scores` and commit", stale.join(", "));
    }
    Ok(())
}
