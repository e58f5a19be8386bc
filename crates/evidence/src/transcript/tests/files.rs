//! What programs write: JSON in its many shapes, and subtitles.

use super::{check, check_all, words};
use crate::transcript::{About, Call, Label, ProblemKind, Reading, read_record};

#[test]
fn records_of_evaluation_files() {
    let lines = concat!(
        r#"{"id":"a1","source":"ours","label":"scam","kind":"irs","leak_group":"g","turns":"#,
        r#"[{"speaker":"caller","text":"Pay now.","role":"scammer"},"#,
        r#"{"speaker":"callee","text":"No."}]}"#,
        "\n\n",
        r#"{"id":7,"label":"legit","turns":[{"speaker":"agent","text":"Can I help?"},"#,
        r#"{"speaker":"customer","text":"Yes."},{"speaker":"customer","text":"  "}]}"#,
        "\n",
        r#"{"id":"b","turns":[{"speaker":"unknown","text":"hello this is your bank"}]}"#,
        "\n",
        r#"{"id":"c","turns":[{"speaker":"unknown","text":"He said he was my bank. I hung up."}]}"#,
    );
    let expected = "dialogue
        caller caller | Pay now.
        callee callee | No.

        dialogue
        caller agent | Can I help?
        callee customer | Yes.

        block
        unknown unknown | hello this is your bank

        notes
        unknown unknown | He said he was my bank. I hung up.";
    let Reading { calls, .. } = check_all(lines.as_bytes(), expected, &[]);
    let ids: Vec<_> = calls.iter().map(|call| call.transcript.id.as_deref()).collect();
    assert_eq!(ids, [Some("a1"), Some("7"), Some("b"), Some("c")]);
    let about = About {
        label: Some(Label::Scam),
        source: Some("ours".to_owned()),
        kind: Some("irs".to_owned()),
        leak_group: Some("g".to_owned()),
    };
    assert_eq!(calls[0].about, about);
    assert_eq!(calls[1].about, About { label: Some(Label::Legit), ..About::default() });
    // The streaming form reads each line alike.
    let streamed = lines.lines().enumerate().filter(|(_, line)| !line.is_empty());
    let streamed: Vec<Call> = streamed
        .map(|(index, line)| read_record(line, index + 1, &words()).expect("a call"))
        .collect();
    assert_eq!(streamed, calls);
}

#[test]
fn shapes_of_turns() {
    let hello_and_answer = "dialogue
        caller Caller | Hello, sir.
        callee Me | Hello.";
    for input in [
        r#"{"messages":[{"role":"Caller","content":"Hello, sir."},
            {"role":"Me","content":"Hello."}]}"#,
        r#"{"utterances":[{"name":"Caller","text":"Hello, sir."},{"name":"Me","text":"Hello."}]}"#,
        r#"{"conversations":[{"from":"Caller","value":"Hello, sir."},
            {"from":"Me","value":"Hello."}]}"#,
        r#"{"dialogue":["Caller: Hello, sir.","Me: Hello."]}"#,
        r#"{"turns":[["Caller","Hello, sir."],["Me","Hello."]]}"#,
        r#"{"text":"Caller: Hello, sir.\nMe: Hello."}"#,
        r#"{"transcript":"Caller: Hello,\nsir.\r\nMe: Hello."}"#,
        r#"{"calls":[{"turns":[["Caller","Hello, sir."],["Me","Hello."]]}]}"#,
        r#"[{"speaker":"Caller","text":"Hello, sir."},{"speaker":"Me","text":"Hello."}]"#,
        r#"[["Caller","Hello, sir."],["Me","Hello."]]"#,
        r#"["Caller: Hello, sir.","Me: Hello."]"#,
        r#"{"speaker":"Caller","text":"Hello, sir."}
           {"speaker":"Me","text":"Hello."}"#,
        "{\n  \"turns\": [\n    {\"speaker\": \"Caller\", \"text\": \"Hello, sir.\"},\n\
         {\"speaker\": \"Me\", \"text\": \"Hello.\"}\n  ]\n}",
        "[\n {\"turns\": [[\"Caller\", \"Hello, sir.\"],\n [\"Me\", \"Hello.\"]]}\n]\n",
    ] {
        check(input, hello_and_answer);
    }
    check(
        r#"{"turns":["Hello?","Who is it?"]}"#,
        "dialogue\nunknown | Hello?\nunknown | Who is it?",
    );
    check(r#"{"text":"your account is locked"}"#, "block\nunknown | your account is locked");
    check(
        r#"{"form":"notes","utterances":[
            {"speaker":"","side":"caller","text":"A.","start_ms":5,"end_ms":9}]}"#,
        "notes\ncaller 5-9 | A.",
    );
}

#[test]
fn arrays_of_calls() {
    let two = r#"[{"id":"a","text":"your account is locked"},
                  {"id":"b","turns":[{"speaker":"caller","text":"Pay."}]}]"#;
    let expected = "block\nunknown | your account is locked\n\ndialogue\ncaller caller | Pay.";
    check_all(two.as_bytes(), expected, &[]);
}

#[test]
fn what_recognisers_write() {
    // Whisper: pieces without speakers, cut in the middle of a sentence.
    check(
        r#"{"text":" ignored","language":"en","segments":[
            {"id":0,"start":0.0,"end":2.5,"text":" this is a call from"},
            {"id":1,"start":2.5,"end":4.0,"text":" your bank."},
            {"id":2,"start":4.0,"end":6.25,"text":" Are you there?"}]}"#,
        "block
        unknown 0-4000 | this is a call from your bank.
        unknown 4000-6250 | Are you there?",
    );
    // WhisperX: with speakers.
    check(
        r#"{"segments":[{"start":0.1,"end":1.0,"text":"Hello.","speaker":"SPEAKER_00"},
            {"start":1.0,"end":2.0,"text":"This is the bank.","speaker":"SPEAKER_00"},
            {"start":2.0,"end":3.0,"text":"Which?","speaker":"SPEAKER_01"}]}"#,
        "dialogue
        unknown SPEAKER_00 100-2000 | Hello. This is the bank.
        unknown SPEAKER_01 2000-3000 | Which?",
    );
    // whisper.cpp.
    check(
        r#"{"transcription":[{"timestamps":{"from":"00:00:00,000","to":"00:00:02,000"},
            "offsets":{"from":0,"to":2000},"text":" Hello."},
            {"timestamps":{"from":"00:00:02,000","to":"00:00:03,500"},"text":" Who is it?"}]}"#,
        "block\nunknown 0-2000 | Hello.\nunknown 2000-3500 | Who is it?",
    );
    // Others: pairs of seconds, whole milliseconds, seconds as text.
    check(
        r#"{"text":"Hello.","chunks":[{"timestamp":[0.0,1.5],"text":" Hello."}]}"#,
        "block\nunknown 0-1500 | Hello.",
    );
    check(
        r#"{"utterances":[{"speaker":"A","start":250,"end":2250,"text":"Hello."},
            {"speaker":"B","start":2300,"end":3000,"text":"Yes?"}]}"#,
        "dialogue\nunknown A 250-2250 | Hello.\nunknown B 2300-3000 | Yes?",
    );
    check(
        r#"{"segments":[{"speaker":0,"start_time":"1.25","end_time":"2","text":"Hello."}]}"#,
        "dialogue\nunknown 0 1250-2000 | Hello.",
    );
}

#[test]
fn subrip() {
    check(
        "1\n00:00:01,000 --> 00:00:02,500\n<i>Hello,</i> this is\n\n2\n\
         00:00:02,500 --> 00:00:04,000\n\
         the <font color=\"#fff\">help desk</font>\n\n3\n00:00:09,000 --> 00:00:10,000\n\
         {\\an8}Who &amp; why?\n",
        "block
        unknown 1000-4000 | Hello, this is the help desk
        unknown 9000-10000 | Who & why?",
    );
    // Labels, a label that lasts, missing blank lines, a blank line inside.
    check(
        "1\n00:00:01,000 --> 00:00:02,000\nCALLER: This is\n2\n00:00:02,000 --> 00:00:03,000\n\
         your bank.\n\n\
         3\n00:00:03,000 --> 00:00:04,000\nME: Which\n\nbank?\n",
        "dialogue
        caller CALLER 1000-3000 | This is your bank.
        callee ME 3000-4000 | Which bank?",
    );
    check(
        "1\n00:00:01,000 --> 00:00:02,000\n- Hello?\n- Good day.\n\n2\n\
         00:00:02,000 --> 00:00:03,000\n>> Who is it?",
        "dialogue
        unknown 1000-2000 | Hello?
        unknown 1000-2000 | Good day.
        unknown 2000-3000 | Who is it?",
    );
}

#[test]
fn webvtt() {
    check(
        "WEBVTT - a call\nKind: captions\n\nNOTE made by hand\nsecond line\n\nSTYLE\n\
         ::cue { color: red }\n\n\
         intro\n00:01.000 --> 00:02.000 align:start position:0%\n<v Caller>Good day, sir.</v>\n\n\
         00:02.000 --> 00:03.000\n<v.loud Hannah Vale>Good <b>day</b>.</v>\n\
         <v Caller>Are you at home?\n",
        "dialogue
        caller Caller 1000-2000 | Good day, sir.
        unknown Hannah Vale 2000-3000 | Good day.
        caller Caller 2000-3000 | Are you at home?",
    );
    // Rolling captions show every line twice.
    check(
        "WEBVTT\n\n00:00.000 --> 00:02.000\nthis<00:00.500><c> is</c> your\n\n\
         00:02.000 --> 00:02.010\nthis is your\n\n\
         00:02.010 --> 00:04.000\nthis is your\nbank<00:03.000><c> calling</c>\n",
        "block\nunknown 0-4000 | this is your bank calling",
    );
}

#[test]
fn subtitles_with_broken_times() {
    check_all(
        b"1\n00:00:01,000 --> 00:00:02,000\nHello.\n\n2\n00:00:xx --> 00:00:03,000\nYour bank.\n",
        "block\nunknown 1000-2000 | Hello.\nunknown | Your bank.",
        &[(ProblemKind::BrokenTime, Some(6))],
    );
}
