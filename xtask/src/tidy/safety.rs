//! Checks of what must not get into the project: places on somebody's machine, hosts of package
//! registries, and numbers and addresses that could be a real person's.
//!
//! It sees numbers as they are written in North America and Britain; spoken ones it does not see.

use super::{File, Finding};

/// The folders in which people's own files stand, without slashes so that this file is clean.
const MACHINE_FOLDERS: [&str; 6] = ["work", "home", "Users", "root", "tmp", "mnt"];

/// Hosts from which packages come, in halves for the same reason.
const REGISTRY_HOSTS: [(&str, &str); 14] = [
    ("crates", "io"),
    ("static.rust-lang", "org"),
    ("sh.rustup", "rs"),
    ("pypi", "org"),
    ("pythonhosted", "org"),
    ("registry.npmjs", "org"),
    ("npmjs", "com"),
    ("rubygems", "org"),
    ("proxy.golang", "org"),
    ("deb.debian", "org"),
    ("docker", "io"),
    ("ghcr", "io"),
    ("quay", "io"),
    ("huggingface", "co"),
];

/// Endings by which an address is known.
const TOP_DOMAINS: [&str; 16] = [
    "com", "org", "net", "info", "biz", "gov", "edu", "io", "co", "uk", "us", "ca", "au", "in",
    "de", "online",
];
/// What may stand before them (RFC 2606); names that end in `.example` are known by no ending.
const EXAMPLE_DOMAINS: [&str; 3] = ["example.com", "example.org", "example.net"];

/// The numbers that are kept for fiction: 555-0100 to 555-0199.
const FICTIONAL: &str = "55501";
/// The same in Britain, as Ofcom lists them: the first eight digits; any three follow.
const FICTIONAL_BRITISH: [&str; 4] = ["01632960", "07700900", "02079460", "01614960"];

/// Looks at one file.
pub fn look(file: &File, findings: &mut Vec<Finding>) {
    // Cargo writes where packages came from into its lock file.
    if file.path.ends_with("Cargo.lock") {
        return;
    }
    let invented = in_folder(file, &["examples", "corpus", "rules"]) || file.has_extension("rs");
    let numbers = (invented || file.is_test()) && !is_fitted(file);
    let addresses = in_folder(file, &["examples", "corpus/calls"]);
    for (line, text) in (1..).zip(file.text.lines()) {
        if names_machine(text) {
            let message = "A path of somebody's machine.";
            findings.push(file.finding("machine-path", line, message));
        }
        if REGISTRY_HOSTS.iter().any(|(name, end)| text.contains(&format!("{name}.{end}"))) {
            let message = "The host of a package registry; name the tool instead.";
            findings.push(file.finding("registry-host", line, message));
        }
        for number in real_numbers(text).iter().filter(|_| numbers) {
            let message = format!("{number} may be someone's; use 555-0100 to 555-0199.");
            findings.push(file.finding("telephone-number", line, message));
        }
        for address in real_addresses(text).iter().filter(|_| addresses) {
            let message = format!("{address} may be someone's; use example.com or a name.example.");
            findings.push(file.finding("real-address", line, message));
        }
    }
}

fn in_folder(file: &File, folders: &[&str]) -> bool {
    let inside =
        |folder: &&str| file.path.strip_prefix(*folder).is_some_and(|rest| rest.starts_with('/'));
    folders.iter().any(inside)
}

/// Tables of weights are full of digits and hold nobody's number.
fn is_fitted(file: &File) -> bool {
    // Made-up cards and accounts, times and names of objects look like numbers of telephones.
    in_folder(file, &["corpus/redaction", "crates/casebook/tests/exchange"])
        || matches!(
            file.path.as_str(),
            "rules/scores.toml" | "rules/wording.tsv" | "corpus/RESULTS.md"
        )
}

/// Whether a line names a folder of a machine from its root on; part of a longer path is none.
fn names_machine(line: &str) -> bool {
    MACHINE_FOLDERS.iter().any(|folder| {
        line.match_indices(&format!("/{folder}/")).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            before.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '/' | '.' | '-' | '_' | '}'))
        })
    })
}

/// Telephone numbers in digits that are not kept for fiction.
fn real_numbers(line: &str) -> Vec<String> {
    let mut real = Vec::new();
    for run in digit_runs(line) {
        for window in (1..=4).rev().flat_map(|size| run.windows(size)) {
            let digits = window.concat();
            let tail = digits.len().checked_sub(FICTIONAL.len() + 2);
            let british = FICTIONAL_BRITISH.iter().any(|head| digits.starts_with(head));
            let fictional = (british && digits.len() == 11)
                || tail.is_some_and(|at| digits[at..].starts_with(FICTIONAL));
            if is_number(window) && !fictional {
                real.push(window.join(" "));
                break;
            }
        }
    }
    real
}

/// Groups of digits that only one or two of ` -.()+` part.
fn digit_runs(line: &str) -> Vec<Vec<String>> {
    let mut runs: Vec<Vec<String>> = vec![Vec::new()];
    let mut apart = 0;
    for c in line.chars() {
        if c.is_ascii_digit() {
            let run = runs.last_mut().expect("there is always a last run");
            match run.last_mut() {
                Some(group) if apart == 0 => group.push(c),
                _ => run.push(c.to_string()),
            }
            apart = 0;
        } else if " -.()+".contains(c) && apart < 2 {
            apart += 1;
        } else {
            runs.push(Vec::new());
            apart = 0;
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

/// Whether groups of digits look like a telephone number of North America or Britain.
fn is_number(groups: &[String]) -> bool {
    let sizes: Vec<usize> = groups.iter().map(String::len).collect();
    let starts = |head: &str| groups[0].starts_with(head);
    match sizes[..] {
        [3, 3, 4] | [1, 3, 3, 4] => true,
        // Without its area code any other number is nobody's.
        [3, 4] => starts("555"),
        [10] => !starts("0") || starts("01") || starts("02") || starts("07"),
        [11] => starts("0") || starts("1"),
        [3..=5, 6..=7] | [3..=5, 3..=4, 3..=4] => starts("0"),
        _ => false,
    }
}

/// Web and mail addresses outside the domains that are kept for examples.
fn real_addresses(line: &str) -> Vec<&str> {
    let part = |c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-' | '@' | '_'));
    let real = |word: &&str| {
        let word = word.trim_matches('.').to_lowercase();
        let Some((name, end)) = word.rsplit_once('.') else { return false };
        let example = EXAMPLE_DOMAINS.iter().any(|domain| {
            let before = word.strip_suffix(domain);
            before.is_some_and(|before| before.is_empty() || before.ends_with(['.', '@']))
        });
        let known = TOP_DOMAINS.contains(&end) || (name.contains('@') && end != "example");
        known && !example && name.chars().any(char::is_alphabetic)
    };
    line.split(part).filter(real).collect()
}
