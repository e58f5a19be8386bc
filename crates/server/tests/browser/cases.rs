//! A casebook as somebody keeps one after a bad week: a case with everything in it, a call that
//! goes on, one that is over, a computer that was checked, a published warning.

use std::time::Duration;

use serde_json::{Value, json};

use crate::examining::zipped;
use crate::served::Served;

/// A call as it was written down.
pub const CALL: &str = include_str!("../../../../examples/callback.txt");

/// Where there is no page.
pub const NO_PAGE: &str = "/no/such/page";

/// The pages whose addresses are known beforehand, once [`Kept::in_server`] was there.
pub const PAGES: [&str; 24] = [
    "/",
    "/cases",
    "/cases?words=AnyDesk",
    "/cases/new",
    "/cases/1",
    "/cases/1/calls/3",
    "/cases/1/recovery",
    "/cases/1/letters/card-dispute-deceived?payment=5",
    "/cases/1/reports/ca-report-cybercrime-and-fraud",
    "/cases/1/evidence",
    "/cases/1/warning",
    "/cases/1/log",
    "/cases/1/delete",
    "/checkups",
    "/warnings",
    "/report",
    "/visitor-reports",
    "/facts?words=microsoft",
    "/facts/microsoft-makes-no-unsolicited-calls",
    "/settings",
    "/settings/log",
    "/sign-in",
    "/api",
    NO_PAGE,
];

/// What has a name that is only known once it is there.
pub struct Kept {
    going_on: String,
    over: String,
    checkup: String,
    case: String,
}

impl Kept {
    /// Puts all of it into a server whose casebook is empty.
    pub async fn in_server(served: &Served) -> Self {
        let case = case(served).await;
        let kind = "application/zip";
        let path = "/api/v1/checkups?case=1&name=The+laptop+in+the+kitchen";
        let begun = served.send(("POST", path), kind, zipped()).await;
        let checkup = text(&begun["id"]);
        examined(served, &checkup).await;
        served.ask("PUT", "/api/v1/cases/1/warning", json!({"by": "Example Repairs"})).await;
        let settings = json!({"country": "CA", "language": "en", "visitor-reports": true});
        served.ask("PUT", "/api/v1/settings", settings).await;
        let report = json!({"text": "Somebody rang and said that my computer sends errors.",
            "number-shown": "+1 202 555 0143", "organisation": "Microsoft", "country": "US"});
        served.ask("POST", "/api/v1/visitor-reports", report).await;
        let (going_on, over) = (call(served).await, call(served).await);
        served.ask("POST", &format!("/api/v1/calls/{over}/end"), json!(null)).await;
        Self { going_on, over, checkup, case }
    }

    /// Their pages.
    pub fn pages(&self) -> [String; 5] {
        [
            format!("/calls/{}", self.going_on),
            format!("/calls/{}", self.over),
            format!("/checkups/{}", self.checkup),
            format!("/api/v1/checkups/{}/report", self.checkup),
            format!("/warnings/{}", self.case),
        ]
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// A case of a woman who was deceived on the telephone.
async fn case(served: &Served) -> String {
    let client = json!({"name": "Edith Aldridge", "country": "CA", "phone": "613 555 0117",
        "email": "edith@client.example", "address": "12 Sample Street\nOttawa"});
    let case = json!({"title": "Call from “Microsoft”, Monday", "client": client});
    let case = served.ask("POST", "/api/v1/cases", case).await;
    let add = async |part: &str, what: Value| {
        served.ask("POST", &format!("/api/v1/cases/1/{part}"), what).await;
    };
    let call = json!({"text": CALL, "direction": "out", "number-shown": "613 555 0142",
        "began": "2026-03-16T14:30:00Z"});
    add("calls", call).await;
    let happened = json!({"happened": ["connected", "paid-card", "logged-into-bank"]});
    add("happened", happened).await;
    add(
        "payments",
        json!({"way": "card", "deceit": "deceived", "amount-minor": 149_900,
        "currency": "CAD", "date": "2026-03-16", "recipient": "Global PC Experts",
        "institution": "Example Bank"}),
    )
    .await;
    add(
        "payments",
        json!({"way": "gift-card", "amount-minor": 20_000, "currency": "CAD",
        "note": "Two cards from the chemist"}),
    )
    .await;
    add(
        "notes",
        json!({"whose": "her daughter",
        "text": "They rang again on Tuesday.\nShe says that AnyDesk was still on the screen."}),
    )
    .await;
    add("tasks", json!({"title": "Ring the bank about the card", "due": "2026-03-20"})).await;
    add("tasks", json!({"title": "Take the laptop to the shop"})).await;
    text(&case["id"])
}

/// A call that is pasted line by line.
async fn call(served: &Served) -> String {
    let begun = served.ask("POST", "/api/v1/calls", json!({"country": "CA"})).await;
    let id = text(&begun["id"]);
    let path = format!("/api/v1/calls/{id}/paste");
    served.send(("POST", &path), "text/plain", CALL.as_bytes().to_vec()).await;
    id
}

const LOOKS_MAX: u32 = 400;
const LOOK: Duration = Duration::from_millis(50);

async fn examined(served: &Served, checkup: &str) {
    for _ in 0..LOOKS_MAX {
        let path = format!("/api/v1/checkups/{checkup}");
        if served.ask("GET", &path, json!(null)).await["stage"] == "done" {
            return;
        }
        tokio::time::sleep(LOOK).await;
    }
    panic!("the check-up never ends");
}
