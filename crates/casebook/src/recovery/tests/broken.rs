//! Broken files of recovery: each is an error that names the file and the key.

use evidence::knowledge::Files;

use crate::recovery::Recovery;

fn check(path: &str, was: &str, becomes: &str, says: &str) {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../");
    let text = std::fs::read_to_string(format!("{root}{path}")).expect("the project's own file");
    assert!(text.contains(was), "{path} holds no {was}");
    let mut files = Files::embedded();
    files.insert(path.to_owned(), text.replace(was, becomes));
    let error = Recovery::load(&files).expect_err(path).to_string();
    assert!(error.contains(path) && error.contains(says), "{path}: {error}");
}

#[test]
fn what_is_built_in_fits_together() {
    let known = super::known();
    assert_eq!(known.money.len(), 32);
    assert!(known.rights.len() >= 47 && known.forms.len() >= 13 && known.letters.len() >= 21);
}

#[test]
fn a_broken_file_is_named_with_its_key() {
    let right = "advice/recovery/rights/gb-transfer-reimbursement.toml";
    let money = "advice/recovery/money/gb/bank-transfer.toml";
    let step = "advice/recovery/plan/steps/hang-up.toml";
    let form = "advice/recovery/reports/us-ic3.toml";
    let letter = "advice/recovery/letters/us-error-notice";
    for (path, was, becomes, says) in [
        (right, "basis =", "bassis =", "bassis"),
        (right, "unit = \"months\"", "unit = \"moons\"", "moons"),
        (right, "number = 13\n", "", "number"),
        (right, "review_by = 2027-10-07", "review_by = \"soon\"", "review_by"),
        (right, "review_by = 2027-10-07", "review_by = 2027-02-30", "review_by"),
        (right, "id = \"gb-", "id = \"xx-", "id"),
        (money, "\"gb-transfer-reimbursement\"", "\"gb-nothing\"", "gb-nothing"),
        (money, "payment = [", "payment = [\"shells\", ", "shells"),
        (money, "country = \"GB\"", "country = \"CA\"", "country"),
        (step, "urgency = \"now\"", "urgency = \"soon\"", "soon"),
        (step, "urgency = \"now\"", "urgency = \"later\"", "urgency"),
        (step, "after = []", "after = [\"disconect\"]", "disconect"),
        (form, "from = [\"case.client.name\"]", "from = [\"case.client.nmae\"]", "nmae"),
        (form, "kind = \"date\"", "kind = \"day\"", "day"),
        (&format!("{letter}.toml"), "send =", "sent =", "sent"),
        (&format!("{letter}.txt"), "{account}", "{acount}", "acount"),
        (&format!("{letter}.txt"), "Subject: ", "About: ", "Subject"),
        ("advice/recovery/blanks.toml", "case.story", "case.stroy", "stroy"),
        ("advice/recovery/case.toml", "case.story", "case.stroy", "stroy"),
        ("advice/recovery/watch/recovery-scam.toml", "answer =", "answers =", "answer"),
        ("advice/recovery/plan/situations/paid.toml", "\"paid-card\"", "\"paid\"", "paid"),
    ] {
        check_error(path, was, becomes, says);
    }
}

/// Whether the file that follows from another broken one is the one that is named; a step that
/// rises is named where it comes to light.
fn check_error(path: &str, was: &str, becomes: &str, says: &str) {
    if becomes == "urgency = \"later\"" {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../");
        let text = std::fs::read_to_string(format!("{root}{path}")).expect("the file");
        let mut files = Files::embedded();
        files.insert(path.to_owned(), text.replace(was, becomes));
        let error = Recovery::load(&files).expect_err(path).to_string();
        assert!(error.contains(says), "{path}: {error}");
    } else {
        check(path, was, becomes, says);
    }
}
