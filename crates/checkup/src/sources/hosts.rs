//! The computer's own list of names, `System32\drivers\etc\hosts`: lines to traces.

use super::text::{Parsed, decode, lines};
use crate::findings::Proof;
use crate::trace::Trace;

/// So many lines are taken; blocking lists are long, and further lines say no more.
const LINES_MAX: usize = 200_000;

/// Each name in the list, with the address to which it is sent.
#[must_use]
pub fn names(file: &str, bytes: &[u8]) -> Parsed<Vec<Trace>> {
    let text = decode(bytes);
    let mut parsed = Parsed::new(Vec::new());
    for (number, raw) in lines(&text).take(LINES_MAX) {
        let line = raw.split('#').next().unwrap_or_default();
        let mut words = line.split_whitespace();
        let Some(address) = words.next() else { continue };
        for name in words {
            let fields = vec![("name", name.to_owned()), ("address", address.to_owned())];
            let (file, raw) = (file.to_owned(), raw.to_owned());
            let proof = Proof { file, line: Some(number), record: None, raw };
            parsed.records.push(Trace { source: "hosts", fields, when: None, proof });
        }
    }
    parsed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_no_names() {
        let list = b"# 203.0.113.1 no.example\r\n127.0.0.1 localhost\r\n\
            203.0.113.7\twww.bank.example bank.example # new\r\n";
        let names = names("hosts", list).records;
        let fields = |trace: &Trace| trace.fields.iter().map(|field| field.1.clone()).collect();
        let fields: Vec<Vec<String>> = names.iter().map(fields).collect();
        let expected = [
            ["localhost", "127.0.0.1"],
            ["www.bank.example", "203.0.113.7"],
            ["bank.example", "203.0.113.7"],
        ];
        assert_eq!(fields, expected);
        assert_eq!(names[1].proof.line, Some(3));
    }
}
