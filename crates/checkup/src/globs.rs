//! Globs of `facts/remote-tools`: `*` within a part of a path, `**` over any number of parts, and
//! placeholders for the folders of Windows. Capitals do not count.

/// A path with more parts than this is none of Windows.
const PARTS_MAX: usize = 64;
/// So many parts can a `**` stand for.
const SKIPPED_MAX: usize = 16;

/// Whether a name fits a glob in which `*` stands for any characters; both in small letters.
pub(crate) fn name_fits(glob: &str, name: &str) -> bool {
    let mut parts = glob.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first) else { return false };
    let Some(last) = parts.next_back() else { return rest.is_empty() };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

/// A glob of a path, its placeholders written out.
#[derive(Debug, Clone)]
pub(crate) struct PathGlob(Vec<Vec<String>>);

/// What placeholders stand for; a path may stand below any folder, as in a copied drive.
const PLACEHOLDERS: [(&str, &[&str]); 8] = [
    ("%programfiles%", &["program files", "program files (x86)"]),
    ("%programdata%", &["programdata"]),
    ("%appdata%", &["appdata\\roaming"]),
    ("%localappdata%", &["appdata\\local"]),
    ("%userprofile%", &["users\\*"]),
    ("%temp%", &["appdata\\local\\temp", "windows\\temp"]),
    ("%windows%", &["windows"]),
    ("%systemdrive%", &["c:", "c"]),
];

impl PathGlob {
    /// Reads a glob.
    pub(crate) fn new(glob: &str) -> Self {
        let glob = glob.to_lowercase();
        let known = PLACEHOLDERS.iter().find(|(name, _)| glob.starts_with(name));
        let written = match known {
            Some((name, folders)) => {
                folders.iter().map(|folder| format!("{folder}{}", &glob[name.len()..])).collect()
            }
            None => vec![glob],
        };
        let parts = |glob: &String| glob.split('\\').map(str::to_owned).collect();
        Self(written.iter().map(parts).collect())
    }

    /// Whether a path fits, or lies in a folder that fits.
    pub(crate) fn fits(&self, path: &Parts) -> bool {
        let path = &path.0;
        let from = |glob: &Vec<String>| (0..path.len()).any(|start| begins(glob, &path[start..]));
        self.0.iter().any(from)
    }
}

/// The parts of a path in small letters, whichever way its slashes lean.
#[derive(Debug, Clone)]
pub(crate) struct Parts(Vec<String>);

impl Parts {
    /// Takes a path apart.
    pub(crate) fn new(path: &str) -> Self {
        let path = path.to_lowercase();
        let parts = path.split(['\\', '/']).filter(|part| !part.is_empty());
        Self(parts.take(PARTS_MAX).map(str::to_owned).collect())
    }

    /// The name of the file.
    pub(crate) fn name(&self) -> &str {
        self.0.last().map_or("", String::as_str)
    }
}

fn begins(glob: &[String], path: &[String]) -> bool {
    match (glob, path) {
        ([], _) => true,
        ([skip, rest @ ..], _) if skip == "**" => {
            (0..=path.len().min(SKIPPED_MAX)).any(|skipped| begins(rest, &path[skipped..]))
        }
        ([part, rest @ ..], [own, below @ ..]) => name_fits(part, own) && begins(rest, below),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_globs() {
        for (glob, name, fits) in [
            ("anydesk*.exe", "anydesk.exe", true),
            ("anydesk*.exe", "anydesk (1).exe", true),
            ("anydesk*.exe", "myanydesk.exe", false),
            ("screenconnect client (*)", "screenconnect client (0a1b)", true),
            ("*\\anydesk*.exe\" --service*", "\"c:\\x\\anydesk.exe\" --service", true),
            ("a*a", "a", false),
            ("*", "", true),
        ] {
            assert_eq!(name_fits(glob, name), fits, "{glob} {name}");
        }
    }

    #[test]
    fn paths_fit_below_any_folder() {
        for (glob, path, fits) in [
            ("%ProgramFiles%\\AnyDesk", "copy/C/Program Files (x86)/AnyDesk/AnyDesk.exe", true),
            ("%ProgramFiles%\\AnyDesk", "C:\\Program Files\\AnyDesk2\\x.exe", false),
            ("%AppData%\\AnyDesk\\**\\ad.trace", "Users/a/AppData/Roaming/AnyDesk/ad.trace", true),
            ("%AppData%\\AnyDesk\\**\\ad.trace", "AppData/Roaming/AnyDesk/ad_x/ad.trace", true),
            ("%UserProfile%\\Videos\\AnyDesk", "Users\\a\\Videos\\AnyDesk\\1.anydesk", true),
            ("%UserProfile%\\Videos\\AnyDesk", "Users\\a\\b\\Videos\\AnyDesk", false),
        ] {
            assert_eq!(PathGlob::new(glob).fits(&Parts::new(path)), fits, "{glob} {path}");
        }
    }
}
