//! Installs models, or makes their files anew to find the sums that the catalogue pins.
//!
//! `models install ID` installs; `models pin ID FORM WHEEL…` prints size and SHA-256.

use std::io::Write;
use std::path::PathBuf;

use hear::model::{self, Form};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = std::io::stdout().lock();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["install", id] => {
            let path = model::install(&model::model(id)?, &model::folder()?, &mut |progress| {
                let _ = write!(
                    out,
                    "\r{:?} {} of {}   ",
                    progress.stage, progress.done, progress.total
                );
            })?;
            writeln!(out, "\n{}", path.display())?;
        }
        ["pin", id, form, ..] if arguments.len() > 3 => {
            let form = match form {
                "f32" => Form::F32,
                "f16" => Form::F16,
                "q8_0" => Form::Q8,
                "q5_1" => Form::Q5,
                _ => return Err("the form is f32, f16, q8_0 or q5_1".into()),
            };
            let wheels: Vec<PathBuf> = arguments[3..].iter().map(PathBuf::from).collect();
            let to = std::env::temp_dir().join(format!("{id}-{}.bin", arguments[2]));
            let sum = model::remake(&model::model(id)?, form, &wheels, &to)?;
            writeln!(out, "{} {} bytes, SHA-256 {sum}", to.display(), to.metadata()?.len())?;
        }
        _ => return Err("models install ID, or models pin ID FORM WHEEL…".into()),
    }
    Ok(())
}
