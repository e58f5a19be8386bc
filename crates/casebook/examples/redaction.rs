//! Prints how well the client's own is found in made-up calls:
//! `cargo run -p casebook --example redaction`, with `-- --wrong FILE` what went wrong in one file.

#[path = "../tests/redaction/measure.rs"]
mod measure;

use measure::{Figures, folder, measure, rules};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let files = ["templates.toml", "written.toml", "held-out.toml"];
    let wrong = arguments.first().is_some_and(|first| first == "--wrong");
    let chosen = arguments.get(1).map(String::as_str);
    for file in files.iter().filter(|file| chosen.is_none_or(|chosen| chosen == **file)) {
        let figures = measure(&folder().join(file), &rules());
        print(file, &figures);
        if wrong {
            figures.wrong.iter().for_each(|line| say(&format!("  {line}")));
        }
    }
}

fn print(file: &str, figures: &Figures) {
    say(&format!("{file}: {} calls and notes", figures.cases));
    for (kind, share) in &figures.recall {
        let kind = if kind == "=" { "caller's own, kept" } else { kind };
        say(&format!("  {kind:<20} {:>5} of {:>5}  {:.3}", share.found, share.all, share.part()));
    }
    for (name, share) in
        [("words masked rightly", figures.precision), ("other words that stayed", figures.stayed)]
    {
        say(&format!("  {name:<20} {:>5} of {:>5}  {:.3}", share.found, share.all, share.part()));
    }
}

#[expect(clippy::print_stdout, reason = "this is a command-line tool")]
fn say(line: &str) {
    println!("{line}");
}
