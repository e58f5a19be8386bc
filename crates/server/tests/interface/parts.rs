//! All that `hangup case` and the pages do with the parts of a case, by the interface for programs.

use serde_json::{Value, json};

use crate::asking::{Server, own};

async fn number(server: &Server, path: &str, body: Value) -> u64 {
    let answer = server.send("POST", path, body).await;
    assert_eq!(answer.status, 201, "{path}: {answer:?}");
    answer.json()["number"].as_u64().expect("a number")
}

async fn put(server: &Server, path: &str, body: Value) {
    let answer = server.send("PUT", path, body).await;
    assert_eq!(answer.status, 200, "{path}: {answer:?}");
}

#[tokio::test]
async fn people_payments_claims_and_reports_of_a_case() {
    let server = own().await;
    server.send("POST", "/api/v1/cases", json!({"title": "x", "client": {"country": "GB"}})).await;
    let callers = "/api/v1/cases/1/callers";
    let caller = json!({"names": ["Kevin"], "organisations": ["Windows Support"]});
    number(&server, callers, caller).await;
    assert_eq!(server.send("POST", callers, json!({})).await.status, 422);
    let reporter = json!({"name": "Ada Example", "relation": "daughter"});
    put(&server, "/api/v1/cases/1/reporter", reporter).await;

    let payments = "/api/v1/cases/1/payments";
    let paid = json!({"way": "cheque", "amount-minor": 50000, "currency": "gbp"});
    let payment = number(&server, payments, paid).await;
    let whole = json!({"way": "card", "account": "4111111111111111"});
    assert_eq!(server.send("POST", payments, whole).await.status, 422, "only its last digits");
    let bare = json!({"way": "card", "amount-minor": 500});
    assert_eq!(server.send("POST", payments, bare).await.status, 422, "five hundred of what?");
    let known = json!({"way": "cheque", "amount-minor": 45000, "currency": "GBP",
        "told": "2026-03-15", "account": "1111", "date": "2026-03-14"});
    put(&server, &format!("{payments}/{payment}"), known).await;

    let claim = json!({"to": "Example Bank", "sent": "2026-03-16", "payments": [payment]});
    let claim = number(&server, "/api/v1/cases/1/claims", claim).await;
    let answer = json!({"answered": "2026-03-30", "answer": "They pay half"});
    put(&server, &format!("/api/v1/cases/1/claims/{claim}/answer"), answer).await;
    let sent = json!({"form": "gb-report-fraud", "number": "NFRC 1187"});
    number(&server, "/api/v1/cases/1/sent-reports", sent).await;
    let step = json!({"done": true, "by": "the client"});
    put(&server, "/api/v1/cases/1/steps/disconnect", step).await;

    let case = server.get("/api/v1/cases/1").await.json();
    assert_eq!(case["callers"][0]["names"][0], "Kevin");
    assert_eq!(case["reporter"]["relation"], "daughter");
    assert_eq!(case["payments"][0]["amount-minor"], 45000);
    assert_eq!(case["claims"][0]["answer"], "They pay half");
    assert_eq!(case["reports"][0]["number"], "NFRC 1187");
    for words in ["Windows Support", "NFRC 1187", "half", "Example Bank"] {
        let hits = server.get(&format!("/api/v1/search?words={}", words.replace(' ', "%20"))).await;
        assert_eq!(hits.json()[0]["number"], 1, "{words}: {hits:?}");
    }
}

#[tokio::test]
async fn a_machine_that_was_examined_elsewhere_is_put_into_a_case() {
    let server = own().await;
    server.send("POST", "/api/v1/cases", json!({"title": "x"})).await;
    let machines = "/api/v1/cases/1/machines";
    let findings = json!({"sessions": [], "observations": [], "shows": []});
    number(&server, machines, json!({"name": "Laptop", "findings": findings})).await;
    let other = json!({"name": "Laptop", "findings": {"x": 1}});
    assert_eq!(server.send("POST", machines, other).await.status, 422);
    assert_eq!(server.get("/api/v1/cases/1").await.json()["machines"][0]["name"], "Laptop");
}

#[tokio::test]
async fn cases_move_from_one_server_to_another() {
    let (from, to) = (own().await, own().await);
    for title in ["one", "two"] {
        from.send("POST", "/api/v1/cases", json!({"title": title})).await;
    }
    let kind = [("content-type", "application/octet-stream")];
    let file = ("POST", "/api/v1/cases/1/attachments?name=a.jpg");
    from.ask(file, &kind, "photo").await;
    let exported = from.get("/api/v1/cases/1/export").await.json();
    let imported = to.send("POST", "/api/v1/cases/import", exported.clone()).await;
    assert_eq!(imported.status, 201, "{imported:?}");
    assert_eq!(to.get("/api/v1/cases/1/export").await.json(), exported);
    let backup = from.get("/api/v1/backup").await;
    assert_eq!(backup.headers["content-type"], "application/x-ndjson");
    let restored = to.ask(("POST", "/api/v1/restore"), &kind, backup.text.clone()).await;
    assert_eq!(restored.status, 200, "{restored:?}");
    let moved = restored.json();
    assert_eq!((&moved["cases"], &moved["known"]), (&json!(2), &json!(1)));
    let cut = &backup.text[..backup.text.len() / 2];
    let cut = to.ask(("POST", "/api/v1/restore"), &kind, cut.to_owned()).await;
    assert_eq!(cut.status, 422, "{cut:?}");
    let deeds = to.get("/api/v1/audit").await.json();
    let deeds: Vec<_> = deeds["deeds"].as_array().expect("deeds").iter().collect();
    assert_eq!(deeds[0]["deed"], "casebook-restored");
    assert_eq!(
        (&deeds[1]["deed"], &deeds[2]["deed"]),
        (&json!("case-exported"), &json!("case-imported"))
    );
}

#[tokio::test]
async fn letters_plans_warnings_and_identifiers_in_each_form() {
    let server = own().await;
    let client = json!({"name": "Ada Example", "country": "GB"});
    server.send("POST", "/api/v1/cases", json!({"title": "x", "client": client})).await;
    let call = json!({"number-shown": "01632 960123", "text": "Caller: I am calling from \
        Microsoft. Your computer sends errors to our server. Go to rnicrosoft.example and \
        buy gift cards for the licence.\nMe: Why?"});
    let call = server.send("POST", "/api/v1/cases/1/calls", call).await;
    assert_eq!(call.status, 201, "{call:?}");
    let paid = json!({"way": "gift-card", "amount-minor": 50000, "currency": "GBP",
        "date": "2026-03-14", "deceit": "deceived", "institution": "Example Cards"});
    let paid = number(&server, "/api/v1/cases/1/payments", paid).await;

    let known = server.get("/api/v1/cases/1/identifiers").await.json();
    let known = known.as_array().expect("a list");
    assert!(known.iter().any(|one| one["normal"] == "+441632960123"), "{known:?}");
    let site = known.iter().find(|one| one["kind"] == "site").expect("a site");
    assert_eq!(site["lookalike-of"]["brand"], "Microsoft", "{site}");

    let plan = server.get("/api/v1/cases/1/plan?today=2026-03-20").await.json();
    assert_eq!(plan["country"], "GB", "{plan}");
    let plan = server.get("/api/v1/cases/1/plan?country=ca").await.json();
    assert_eq!(plan["country"], "CA", "{plan}");
    let letter = "/api/v1/cases/1/letters/gift-card-refund";
    assert_eq!(server.get(letter).await.json()["payments"], json!([paid]));
    let text = server.get(&format!("{letter}?format=text&payment={paid}")).await.text;
    assert!(text.contains("Ada Example"), "{text}");
    let pdf = server.get(&format!("{letter}?format=pdf")).await;
    assert!(pdf.text.starts_with("%PDF-") && pdf.headers["content-type"] == "application/pdf");

    put(&server, "/api/v1/cases/1/warning", json!({"by": "Example Repairs"})).await;
    let case = server.get("/api/v1/cases/1").await.json();
    let path = format!("/api/v1/warnings/{}", case["id"].as_str().expect("an id"));
    assert_eq!(server.get(&path).await.json()["by"], "this computer's user");
    let markdown = server.get(&format!("{path}?format=markdown")).await.text;
    assert!(markdown.starts_with("# ") && !markdown.contains("Ada"), "{markdown}");
    assert!(server.get(&format!("{path}?format=html")).await.text.starts_with("<!DOCTYPE html>"));
    assert!(server.get("/api/v1/warnings/feed").await.text.contains("<feed"));
    let names = server.get("/api/v1/knowledge/recovery").await.json();
    for key in ["ways", "deceits", "situations", "steps", "letters", "forms"] {
        assert!(names[key].as_array().is_some_and(|all| all.len() > 1), "{key}: {names}");
    }
}
