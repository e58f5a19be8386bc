//! What whoever opens a pack reads first.

use super::{Contents, Standing, files};
use crate::paper::{Block, Paper};

/// Said in every manifest and at the top of the README.
pub(super) fn to_know(standing: Standing) -> [&'static str; 3] {
    match standing {
        Standing::Whole => [
            "This pack is personal and NOT redacted: it holds the client's name, address, numbers \
             and words, and files whole. It is meant for the police, for a bank or for a lawyer. \
             Do not publish it and do not send it to anybody else.",
            "The words of a call are what was heard or noted; where a program wrote them down, it \
             can have misheard. Attached files are byte for byte what was added.",
            "The judgement is what a program makes of the words, with its reasons. It is a reason \
             to look closer and proves nothing by itself. A number that a telephone showed can be \
             forged.",
        ],
        Standing::Redacted => [
            "This pack is redacted: what is the client's, such as names, numbers and addresses, \
             is masked as in [client's name]. No program finds everything: read it before it is \
             passed on. The whole pack exists where this one was made.",
            "The words of a call are what was heard or noted; where a program wrote them down, it \
             can have misheard. Attached files and the log are left out: they cannot be masked.",
            "The judgement is what a program makes of the words, with its reasons. It is a reason \
             to look closer and proves nothing by itself. A number that a telephone showed can be \
             forged.",
        ],
    }
}

/// The README.
pub(super) fn paper(contents: &Contents<'_>) -> Paper {
    let made = contents.made;
    let paragraph = |text: &str| Block::Paragraph { text: text.to_owned() };
    let heading = |text: &str| Block::Heading { text: text.to_owned() };
    let mut blocks = Vec::new();
    let notes = to_know(contents.standing);
    blocks.extend(notes.map(|text| Block::Warning { text: text.to_owned() }));
    blocks.push(Block::Lines {
        lines: vec![
            format!("Case:    {}", contents.case.title),
            format!("Case id: {}", contents.case.id),
            format!("Made:    {}", made.at.strftime("%Y-%m-%d %H:%M:%S UTC")),
            format!("Made by: {}", made.by),
            format!("With:    Hangup {}", env!("CARGO_PKG_VERSION")),
        ],
    });
    blocks.push(heading("Where to begin"));
    blocks.push(paragraph(
        "Read report.pdf first: it says what happened, when, what the callers can be known by, and \
         what was paid. report.txt says the same as plain text.",
    ));
    blocks.push(heading("What is where"));
    blocks.push(Block::List { items: places(contents) });
    blocks.push(heading("How to check that nothing was changed"));
    blocks.push(paragraph(check(contents.standing)));
    blocks.push(paragraph(
        "With Hangup: hangup case verify PACK.zip. Without it: manifest.json names the SHA-256 of \
         every file, and any program for such sums checks them, as in `sha256sum report.pdf`.",
    ));
    blocks.push(paragraph(
        "Whoever changes a file can also write a new manifest. So ask whoever gave you this pack \
         for the SHA-256 of manifest.json, by another way than the one by which the pack came; it \
         was shown when the pack was made.",
    ));
    Paper { title: "Evidence of a telephone scam: please read this first".to_owned(), blocks }
}

fn check(standing: Standing) -> &'static str {
    match standing {
        Standing::Whole => {
            "Every change to the case stands in log.jsonl with who made it and when. Each carries \
             a SHA-256 over itself and the change before it, so that no change can be altered, \
             left out or put in unseen. The transcripts, the judgements and the case itself follow \
             from the log, and the check makes them anew from it. Times are by the clocks of the \
             computers on which the changes were made."
        }
        Standing::Redacted => {
            "The sums in manifest.json show whether a file was changed since the pack was made. \
             The manifest also names the hash of the last change of the case, by which this pack \
             and the whole one can be known to be of the same case at the same time."
        }
    }
}

fn places(contents: &Contents<'_>) -> Vec<String> {
    let case = contents.case;
    let mut places = vec![
        "report.pdf, report.txt: what happened, for people".to_owned(),
        "plan.txt, plan.json: what was to be done on the day of the pack, and what is done"
            .to_owned(),
        format!("{}: all that is known, for programs", files::CASE),
    ];
    if contents.standing == Standing::Whole {
        places.push(format!("{}: every change to the case, who made it and when", files::LOG));
    }
    for call in &case.calls {
        let folder = files::call_folder(call.number);
        places.push(format!(
            "{folder}: what was said (transcript.txt; .jsonl for programs; .vtt where times are \
             known), and what it shows (judgement.txt; .json for programs)"
        ));
    }
    for machine in &case.machines {
        let folder = files::machine_folder(machine.number);
        places.push(format!(
            "{folder}: what the check-up of a computer found (report.txt; findings.json for \
             programs)"
        ));
    }
    if contents.standing == Standing::Whole {
        let names = case.attachments.iter().map(files::attachment);
        places.extend(names.map(|name| format!("{name}: a file that was added to the case")));
    }
    places
}
