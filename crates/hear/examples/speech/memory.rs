//! The most memory that the shipped program takes for very long files.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use hear::speech::RATE_HZ;

use crate::Outcome;
use crate::clips::Clip;

/// How often the program's memory is looked at; the system keeps the highest value itself.
const LOOK_EVERY: Duration = Duration::from_millis(500);
const HOUR_SECONDS: usize = 3_600;

/// Writes an hour of speech and three hours of silence, and has both heard by the release build of
/// the command-line program.
pub fn measure(clips: &[Clip]) -> Outcome<String> {
    let program = std::env::current_exe()?.with_file_name("../hangup");
    if !program.exists() {
        return Ok("- Memory: not measured, for want of `cargo build --release`.\n".to_owned());
    }
    let folder = tempfile::tempdir()?;
    let (hour, silence) = (folder.path().join("hour.wav"), folder.path().join("silence.wav"));
    let spoken = clips.iter().flat_map(|clip| clip.samples.iter().copied()).collect::<Vec<_>>();
    write(&hour, spoken.iter().copied().cycle(), HOUR_SECONDS)?;
    write(&silence, std::iter::repeat(0.0), 3 * HOUR_SECONDS)?;
    let mut page = String::new();
    for (name, path) in [("an hour of speech", &hour), ("three hours of silence", &silence)] {
        let (kilobytes, code, last) = run(&program, path)?;
        page.push_str(&format!(
            "- `hangup listen` with {name}: {:.0} MB at most, exit code {code}, last: {last}\n",
            f64::from(kilobytes) / 1_000.0,
        ));
    }
    Ok(page)
}

fn write(path: &Path, samples: impl Iterator<Item = f32>, seconds: usize) -> Outcome<()> {
    let sample_format = hound::SampleFormat::Int;
    let spec =
        hound::WavSpec { channels: 1, sample_rate: RATE_HZ, bits_per_sample: 16, sample_format };
    let mut file = hound::WavWriter::create(path, spec)?;
    for sample in samples.take(seconds * RATE_HZ as usize) {
        file.write_sample((sample * 32_767.0) as i16)?;
    }
    Ok(file.finalize()?)
}

/// The most memory, the exit code and the last line that the program printed.
fn run(program: &Path, sound: &Path) -> Outcome<(u32, i32, String)> {
    let printed = sound.with_extension("txt");
    let out = fs::File::create(&printed)?;
    let mut child = Command::new(program)
        .args(["listen", "--plain"])
        .arg(sound)
        .stdin(Stdio::null())
        .stderr(out.try_clone()?)
        .stdout(out)
        .spawn()?;
    let mut most = 0;
    let code = loop {
        most = most.max(highest_kilobytes(&child.id().to_string()));
        if let Some(status) = child.try_wait()? {
            break status.code().unwrap_or(-1);
        }
        sleep(LOOK_EVERY);
    };
    std::io::stdout().flush()?;
    let printed = fs::read_to_string(printed)?;
    let last = printed.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("").to_owned();
    Ok((most, code, last))
}

/// The most memory that a process has had so far, in kB; 0 where it cannot be seen.
pub fn highest_kilobytes(process: &str) -> u32 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}
