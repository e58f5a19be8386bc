//! Plain text: dialogues with all manner of labels, notes from memory, lines with times, one block.

use super::check;

#[test]
fn labels_of_a_dialogue() {
    let hello_and_answer = "dialogue
        caller Caller | This is the technical department.
        callee Me | Of which company?";
    for input in [
        "Caller: This is the technical department.\nMe: Of which company?",
        "Caller: This is the technical department.\n\n\nMe: Of which company?\n",
        "Caller: This is the\n  technical department.\nMe: Of which company?",
        "**Caller:** This is the technical department.\n**Me:** Of which company?",
        "**Caller**: This is the technical department.\n\n**Me**: Of which company?",
        "- Caller: This is the technical department.\n- Me: Of which company?",
        "> Caller: This is the technical department.\n> Me: Of which company?",
        "Caller> This is the technical department.\nMe> Of which company?",
        "1. Caller: This is the technical department.\n2. Me: Of which company?",
        "1) Caller: This is the technical department.\n2) Me: Of which company?",
        "<Caller> This is the technical department.\n<Me> Of which company?",
        "[Caller] This is the technical department.\n[Me] Of which company?",
        "[Caller]: This is the technical department.\n[Me]: Of which company?",
        "Caller - This is the technical department.\nMe - Of which company?",
        "Caller – This is the technical department.\nMe – Of which company?",
        "Caller:This is the technical department.\nMe:Of which company?",
        "Caller:\nThis is the technical department.\nMe:\nOf which company?",
        "Caller\tThis is the technical department.\nMe\tOf which company?",
        "Caller: This is the technical department. Me: Of which company?",
        "Caller:\r\n\r\nThis is the technical department.\r\nMe: Of which company?\r\n",
        "Caller: This is the technical department.\rMe: Of which company?\r",
        "\u{FEFF}Caller: This is the technical department.\nMe: Of which company?",
        "-----\nCaller: This is the technical department.\n=====\nMe: Of which company?\n***",
    ] {
        check(input, hello_and_answer);
    }
}

#[test]
fn labels_in_capitals_and_with_numbers() {
    check(
        "SCAMTECH> go to your computer\nTARGET> which one\nAgent 1: the big one\nAgent #2: Hurry!",
        "dialogue
        caller SCAMTECH | go to your computer
        callee TARGET | which one
        caller Agent 1 | the big one
        caller Agent #2 | Hurry!",
    );
    check(
        "CALLER\nHello, sir.\n\nME\nYes?\n\nCALLER\nYour computer sends errors.\n\nME\nDoes it?",
        "dialogue
        caller CALLER | Hello, sir.
        callee ME | Yes?
        caller CALLER | Your computer sends errors.
        callee ME | Does it?",
    );
    check(
        "Priya (agent): good morning\nMe (client): morning",
        "dialogue
        caller Priya (agent) | good morning
        callee Me (client) | morning",
    );
}

#[test]
fn labels_with_times() {
    let hello_and_answer = "dialogue
        caller Caller 12000 | Good afternoon.
        callee Me 15000 | Who is this?";
    for input in [
        "[00:12] Caller: Good afternoon.\n[00:15] Me: Who is this?",
        "(0:12) Caller: Good afternoon.\n(0:15) Me: Who is this?",
        "00:00:12 Caller - Good afternoon.\n00:00:15 Me - Who is this?",
        "00:12 - Caller: Good afternoon.\n00:15 - Me: Who is this?",
        "0:12 | Caller: Good afternoon.\n0:15 | Me: Who is this?",
        "Caller [00:12]: Good afternoon.\nMe [00:15]: Who is this?",
        "Caller (00:12): Good afternoon.\nMe (00:15): Who is this?",
        "Caller  0:12\nGood afternoon.\n\nMe  0:15\nWho is this?",
        "[12.00s] Caller: Good afternoon.\n[15.00s] Me: Who is this?",
    ] {
        check(input, hello_and_answer);
    }
    // Times of day count from the first.
    for input in [
        "[01/03/2027, 14:05:10] Caller: Good afternoon.\n[01/03/2027, 14:05:13] Me: Who is this?",
        "2027-03-01 14:05:10 Caller: Good afternoon.\n2027-03-01T14:05:13 Me: Who is this?",
        "2:05:10 pm Caller: Good afternoon.\n2:05:13 PM Me: Who is this?",
    ] {
        check(
            input,
            "dialogue
            caller Caller 0 | Good afternoon.
            callee Me 3000 | Who is this?",
        );
    }
    check(
        "[00:01 - 00:03] Caller: Hello.\n[00:03 --> 00:04] Me: Hello.",
        "dialogue
        caller Caller 1000-3000 | Hello.
        callee Me 3000-4000 | Hello.",
    );
}

#[test]
fn names_that_come_back_are_labels() {
    check(
        "Mr. Rao: Hello madam.\nHannah: Hello.\nMr. Rao: Are you at your computer?\nHannah: No.",
        "dialogue
        unknown Mr. Rao | Hello madam.
        unknown Hannah | Hello.
        unknown Mr. Rao | Are you at your computer?
        unknown Hannah | No.",
    );
    check(
        "bob: hello there\nann: who is it\nbob: it is bob",
        "dialogue
        unknown bob | hello there
        unknown ann | who is it
        unknown bob | it is bob",
    );
    // Who speaks once in a clear dialogue is a speaker all the same.
    check(
        "Caller: I will get my manager.\nSupervisor: Yes, how can I help?\nMe: I want my money.",
        "dialogue
        caller Caller | I will get my manager.
        unknown Supervisor | Yes, how can I help?
        callee Me | I want my money.",
    );
    check(
        "Q: Who rang you?\nA: A technician.\nQ: From where?\nA: The internet, he said.",
        "dialogue
        unknown Q | Who rang you?
        unknown A | A technician.
        unknown Q | From where?
        unknown A | The internet, he said.",
    );
}

#[test]
fn words_before_a_colon_that_are_no_label() {
    check(
        "Caller: type this address:\nhttp://example.com/help\nNote: with a dash.\n\
         Me: at 12:30 I said: no",
        "dialogue
        caller Caller | type this address: http://example.com/help Note: with a dash.
        callee Me | at 12:30 I said: no",
    );
    check("So I said: hello", "block\nunknown | So I said: hello");
    check(
        "http://example.com is what to type",
        "block\nunknown | http://example.com is what to type",
    );
    check(
        "Note: call the bank. Note: today.",
        "block\nunknown | Note: call the bank. Note: today.",
    );
    check(
        "Me: what is it\nI - I never said that\nCaller: yes you did\n12:30",
        "dialogue
        callee Me | what is it I - I never said that
        caller Caller | yes you did 12:30",
    );
    check(
        "the one thing to know: it is free\nthe other thing: it is quick",
        "block\n\
         unknown | the one thing to know: it is free the other thing: it is quick",
    );
}

#[test]
fn a_dialogue_without_line_ends() {
    check(
        "Agent: Hello, is it Mr. Vale? Client: Yes. Agent: Your order: one phone. Client: No!",
        "dialogue
        caller Agent | Hello, is it Mr. Vale?
        callee Client | Yes.
        caller Agent | Your order: one phone.
        callee Client | No!",
    );
    check(
        "Caller: hello Rupert: who is it Caller: tech support Rupert: of what",
        "dialogue
        caller Caller | hello
        unknown Rupert | who is it
        caller Caller | tech support
        unknown Rupert | of what",
    );
    check(
        "I told them: no. I told them: never.",
        "notes\nunknown | I told them: no. I told them: never.",
    );
}

#[test]
fn turns_without_labels() {
    check(
        "- Hello?\n- Good day, this is the help desk\n  of your provider.\n- Which one?",
        "dialogue
        unknown | Hello?
        unknown | Good day, this is the help desk of your provider.
        unknown | Which one?",
    );
    check(
        ">> Hello?\n>> Good day.",
        "dialogue
        unknown | Hello?
        unknown | Good day.",
    );
    check(
        "Hello?\nGood day, this is the help desk.\nWhich help desk?",
        "dialogue
        unknown | Hello?
        unknown | Good day, this is the help desk.
        unknown | Which help desk?",
    );
}

#[test]
fn one_block() {
    let block = "hello sir i am calling from the windows department yes okay your computer \
                 is sending us errors go to your computer please";
    check(block, &format!("block\nunknown | {block}"));
    // Broken by a program that fills lines, or by captions.
    check(
        "hello sir i am calling from the windows\ndepartment yes okay your computer is\nsending us \
         errors go to your computer please",
        &format!("block\nunknown | {block}"),
    );
    check(
        "[Greetings] this is [Company] about the letter\nwe sent",
        "block\nunknown | [Greetings] this is [Company] about the letter we sent",
    );
    let long = "go to your computer and ".repeat(50_000);
    check(&long, &format!("block\nunknown | {}", long.trim()));
}

#[test]
fn lines_with_times_and_no_labels() {
    // What a recogniser prints on a terminal: cut in the middle of sentences.
    check(
        "[00:00:00.000 --> 00:00:02.500]   this is a call from\n\
         [00:00:02.500 --> 00:00:04.000]   your bank.\n\
         [00:00:04.000 --> 00:00:06.250]   Are you at home?",
        "block
        unknown 0-4000 | this is a call from your bank.
        unknown 4000-6250 | Are you at home?",
    );
    check(
        "0:00\nthis is a call from\n0:02\nyour bank\n0:10\nare you at home",
        "block
        unknown 0 | this is a call from your bank
        unknown 10000 | are you at home",
    );
}

#[test]
fn notes_from_memory() {
    check(
        "He said he was calling from support and that my provider gave him my number.",
        "notes
        unknown | He said he was calling from support and that my provider gave him my number.",
    );
    check(
        "A man rang at ten. He claimed to be from my bank and told me to stay on the line.\n\n\
         Then he asked for the code that had come by text. I hung up.",
        "notes
        unknown | A man rang at ten. He claimed to be from my bank and told me to stay on the line.
        unknown | Then he asked for the code that had come by text. I hung up.",
    );
    check(
        "14:05 call on the landline, says he is from Windows\n\
         14:10 wants me to press two keys\n14:20 he asked which bank I use, I hung up",
        "notes
        unknown 0 | call on the landline, says he is from Windows
        unknown 300000 | wants me to press two keys
        unknown 900000 | he asked which bank I use, I hung up",
    );
    check(
        "- she said it was about a refund\n- she wanted me to install something\n- I refused",
        "notes
        unknown | she said it was about a refund
        unknown | she wanted me to install something
        unknown | I refused",
    );
    check(
        "He said \"Hello sir, can you go to your computer please?\" I asked why. \
         He said \"Okay, this is about a virus\" and I hung up.",
        "notes
        unknown | He said \"Hello sir, can you go to your computer please?\" I asked why. \
        He said \"Okay, this is about a virus\" and I hung up.",
    );
    // One label in front of a heading makes no dialogue of notes.
    check(
        "Caller: a man with a friendly voice\nHe said that my computer sends errors.\n\
         He asked me to go to it.\nI told him that I have none.",
        "notes
        unknown | Caller: a man with a friendly voice
        unknown | He said that my computer sends errors.
        unknown | He asked me to go to it.
        unknown | I told him that I have none.",
    );
    // Somebody who tells of a call inside a call leaves it a dialogue.
    check(
        "Me: He said he was from my bank.\nAgent: And what did he ask?\nMe: He asked for the code.",
        "dialogue
        callee Me | He said he was from my bank.
        caller Agent | And what did he ask?
        callee Me | He asked for the code.",
    );
}
