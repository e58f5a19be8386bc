//! Input that is broken, hostile, huge, or no transcript at all.

use super::{check_all, words};
use crate::transcript::draft::{Draft, Span, Turn};
use crate::transcript::{
    Form, LABEL_CHARS_MAX, PROBLEMS_MAX, ProblemKind, ReadingWords, Side, UTTERANCES_MAX, read,
    read_record, read_text,
};
use ProblemKind::{
    Binary, BrokenJson, DuplicateKey, Empty, Encoding, HiddenCharacters, MoreProblems, NotACall,
    TimesBackwards, TooDeep, TooLong,
};

#[test]
fn nothing_to_read() {
    for input in
        ["", " \n\t\r\n  ", "\u{FEFF}", "\n---\n", "Caller:\nMe:", "\u{200B}", "WEBVTT\n", "[]"]
    {
        let reading = read_text(input, &words());
        assert_eq!(reading.calls, [], "{input:?}");
        assert!(reading.problems.iter().any(|problem| problem.kind == Empty), "{input:?}");
    }
}

#[test]
fn no_text() {
    let sound = [b"RIFF\x24\x00\x00\x00WAVEfmt ".as_slice(), &[0; 64]].concat();
    let video = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00";
    let program = [b"MZ\x90\x00\x03\x00\x00\x00".as_slice(), &[7; 90]].concat();
    let wide = b"\xFF\xFE\x00\x00h\x00\x00\x00i\x00\x00\x00";
    for input in
        [&sound, video.as_slice(), &program, wide, b"PK\x03\x04word", b"%PDF-1.7", &[1; 50]]
    {
        check_all(input, "", &[(Binary, None)]);
    }
    let problem = &read(&sound, &words()).problems[0];
    assert!(problem.message.contains("sound"), "{problem}");
}

#[test]
fn other_encodings() {
    let text = "Caller: That costs £20 – “today”.\nMe: Why?";
    let expected = "dialogue\ncaller Caller | That costs £20 – “today”.\ncallee Me | Why?";
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let windows = b"Caller: That costs \xA320 \x96 \x93today\x94.\nMe: Why?";
    for input in [
        [b"\xFF\xFE".as_slice(), &little].concat(),
        [b"\xFE\xFF".as_slice(), &big].concat(),
        little,
        big,
        windows.to_vec(),
    ] {
        check_all(&input, expected, &[(Encoding, None)]);
    }
    // UTF-8 that was cut in the middle of a letter stays UTF-8.
    let cut = &"Me: £20 or £30 or £".as_bytes()[..21];
    check_all(cut, "dialogue\ncallee Me | £20 or £30 or \u{FFFD}", &[(Encoding, None)]);
}

#[test]
fn hidden_characters() {
    check_all(
        "Caller: your \u{202E}bank\u{202C} ac\u{200B}count\u{7}\n\
         Me\u{200F}: what\u{2028}now\u{A0}then"
            .as_bytes(),
        "dialogue\ncaller Caller | your bank account\ncallee Me | what now then",
        &[(HiddenCharacters, Some(1))],
    );
    let record = r#"{"turns":[{"speaker":"cal\u0000ler","text":"a\tb\u202Ec\u2066\n"}]}"#;
    check_all(record.as_bytes(), "dialogue\ncaller caller | a bc", &[(HiddenCharacters, Some(1))]);
}

#[test]
fn broken_json() {
    let good = r#"{"turns":[{"speaker":"caller","text":"Pay."}]}"#;
    let shown = "dialogue\ncaller caller | Pay.";
    let half = &good[..30];
    check_all(
        format!("{good}\n{half}\n{good}\nnot json\n").as_bytes(),
        &format!("{shown}\n\n{shown}"),
        &[(BrokenJson, Some(2)), (BrokenJson, Some(4))],
    );
    check_all(format!("{half}\n{good}\n").as_bytes(), shown, &[(BrokenJson, Some(1))]);
    check_all(half.as_bytes(), "", &[(BrokenJson, Some(1)), (Empty, None)]);
    check_all(format!("[\n{good},\n{half}").as_bytes(), shown, &[(BrokenJson, Some(3))]);
    check_all(format!("[{good}").as_bytes(), shown, &[(BrokenJson, Some(1))]);
    check_all(format!("[{good}]\n]").as_bytes(), shown, &[(BrokenJson, Some(2))]);
    check_all(
        b"{\n \"turns\": [\n {\"speaker\": \"caller\",",
        "",
        &[(BrokenJson, Some(3)), (Empty, None)],
    );
    check_all(br#"{"caller":"Hannah"}"#, "", &[(NotACall, Some(1)), (Empty, None)]);
    let problem = read_record(half, 12, &words()).expect_err("half a record");
    assert_eq!((problem.kind, problem.line), (BrokenJson, Some(12)));
    assert!(problem.to_string().starts_with("line 12: "), "{problem}");
}

#[test]
fn deep_json() {
    let deep = format!("{{\"turns\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    check_all(deep.as_bytes(), "", &[(TooDeep, Some(1)), (Empty, None)]);
    let problem = read_record(&deep, 3, &words()).expect_err("too deep");
    assert_eq!((problem.kind, problem.line), (TooDeep, Some(3)));
}

#[test]
fn keys_that_stand_twice() {
    let record = r#"{"turns":[{"speaker":"caller","text":"One.","text":"Two."}]}"#;
    let shown = "dialogue\ncaller caller | Two.";
    check_all(record.as_bytes(), shown, &[(DuplicateKey, Some(1))]);
    let call = read_record(record, 5, &words()).expect("a call");
    assert_eq!((call.mended[0].kind, call.mended[0].line), (DuplicateKey, Some(5)));
}

#[test]
fn times_that_run_backwards() {
    check_all(
        b"[00:12] Caller: One.\n[00:02] Me: Two.\n[00:05] Me: Three.",
        "dialogue\ncaller Caller 12000 | One.\ncallee Me 2000 | Two.\ncallee Me 5000 | Three.",
        &[(TimesBackwards, Some(2))],
    );
    check_all(
        br#"{"turns":[{"text":"One.","start":-4},{"text":"Two.","start":9.0,"end":1e300}]}"#,
        "dialogue\nunknown | One.\nunknown 9000 | Two.",
        &[],
    );
}

#[test]
fn more_than_fits() {
    let mut draft = Draft::new(None);
    let (speaker, side, span) = ("", Side::Unknown, Span::default());
    for number in 1..=UTTERANCES_MAX + 5 {
        draft.add(Turn { line: Some(number), speaker, side, text: "no", span });
    }
    draft.join(None, "not joined to another turn", span);
    let (transcript, mended) = draft.finish(None, Form::Dialogue);
    assert_eq!(transcript.utterances.len(), UTTERANCES_MAX);
    assert_eq!(transcript.utterances[UTTERANCES_MAX - 1].text, "no");
    assert_eq!(mended[0].kind, TooLong);

    let records = format!("{{\"text\":\"no\"}}\n{}", "{\n".repeat(PROBLEMS_MAX + 5));
    let reading = read_text(&records, &words());
    assert_eq!(reading.calls.len(), 1);
    assert_eq!(reading.problems.len(), PROBLEMS_MAX + 1);
    assert_eq!(reading.problems[PROBLEMS_MAX].kind, MoreProblems);

    let label = "x".repeat(10_000);
    let record = format!("{{\"turns\":[{{\"speaker\":\"{label}\",\"text\":\"no\"}}]}}");
    let call = read_record(&record, 1, &words()).expect("a call");
    assert_eq!(call.transcript.utterances[0].speaker.len(), LABEL_CHARS_MAX);
}

/// Long lines of what sets readers looking for an end that never comes; each would take hours if it
/// were searched again from every place.
#[test]
fn long_lines_are_read_once() {
    let count = 30_000;
    for piece in [
        "a: ",
        "Me: x Caller: y ",
        "<v ",
        "<c",
        "{\\",
        "[00:12",
        "12:30 ",
        "- ",
        "&amp;",
        "\"",
        "[",
        "he said ",
    ] {
        let line = piece.repeat(count);
        for input in [
            line.clone(),
            format!("Caller: {line}\nMe: no"),
            format!("WEBVTT\n\n00:01.000 --> 00:02.000\n{line}\n"),
        ] {
            let reading = read_text(&input, &words());
            let read: usize =
                reading.calls.iter().map(|call| call.transcript.utterances.len()).sum();
            assert!(read <= 2 * count + 2, "{piece}: {read}");
        }
    }
}

/// A million short lines are a million utterances, whatever stands between them.
#[test]
fn many_lines_are_read_once() {
    let count = 50_000;
    for (line, expected) in [
        ("Me: no\n", count),
        ("{\"text\":\"no\"}\n", count),
        ("{\"speaker\":\"me\",\"text\":\"no\"}\n", count),
        ("00:01.000 --> 00:02.000\nYes.\n\n", count),
        ("[00:01] Yes.\n", count),
        ("Yes.\n", count),
        ("he said no\n", count),
        ("no\n", 1),
    ] {
        let reading = read_text(&line.repeat(count), &words());
        let read: usize = reading.calls.iter().map(|call| call.transcript.utterances.len()).sum();
        assert_eq!(read, expected, "{line}");
    }
}

/// Every prefix of every form, and every form with bytes exchanged, is read without a panic, and
/// what is read keeps the promises of a transcript.
#[test]
fn damaged_input() {
    let sound = [
        "Caller: hello – sir\n[00:12] Me: who’s that?\n\n> Agent 1 - the £bank\n12:30 pm then\n",
        "He said he was from “the bank”.\n14:05 I hung up.\n- 01/03/2027, 14:05 - done\n",
        "1\n00:00:01,000 --> 00:00:02,500\n- <i>Hi</i> &amp;\n>> {\\an8}Me: yes\n\n2\n\
         00:00:03,000 --> 0\nno\n",
        "WEBVTT\n\nNOTE x\n\n00:01.000 --> 00:02.000\n<v.a B>Hé<00:01.500><c> y</c></v>\n",
        "{\"id\":1,\"turns\":[{\"speaker\":\"caller\",\"text\":\"é\\u202E\"}]}\n\
         {\"text\":\"a: b\\nA: c\"}\n",
        "[{\"segments\":[{\"start\":0.5,\"end\":1,\"text\":\"x\"}]},[\"a\",\"b\"],\"c\",null,3]",
    ];
    let words = words();
    let mut dice: u64 = 0x5EED;
    for text in sound {
        let bytes = text.as_bytes();
        for end in 0..=bytes.len() {
            keeps_promises(&bytes[..end], &words);
            keeps_promises(&bytes[end..], &words);
        }
        for _ in 0..3_000 {
            let mut damaged = bytes.to_vec();
            for _ in 0..3 {
                // Knuth's linear congruential generator (MMIX): the same damage in every run.
                dice = dice
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                let place = usize::try_from(dice >> 33).expect("31 bits") % damaged.len();
                let letters = b":[]<>{}\"\\-\n\r\t 09aZ\xC3\xFF\x00";
                damaged[place] = letters[usize::from(dice.to_be_bytes()[3]) % letters.len()];
            }
            keeps_promises(&damaged, &words);
        }
    }
}

#[track_caller]
fn keeps_promises(input: &[u8], words: &ReadingWords) {
    let reading = read(input, words);
    assert!(!reading.calls.is_empty() || !reading.problems.is_empty(), "{input:?}");
    for call in &reading.calls {
        assert!(!call.transcript.utterances.is_empty(), "{input:?}");
        for utterance in &call.transcript.utterances {
            let text = &utterance.text;
            assert_eq!(text.trim(), text, "{input:?}");
            assert!(!text.is_empty() && !text.contains(char::is_control), "{input:?}");
        }
    }
}
