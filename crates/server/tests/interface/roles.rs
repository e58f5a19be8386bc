//! Each role does what it may, and is refused the rest: by asking, role by role.

use axum::body::Body;

use crate::asking::shared;

/// What is asked for, and which role it takes at least: 0 helper, 1 technician, 2 admin.
const OPERATIONS: [(&str, &str, &str, usize); 25] = [
    ("GET", "/api/v1/cases", "", 0),
    ("POST", "/api/v1/cases", r#"{"title": "x"}"#, 0),
    ("GET", "/api/v1/cases/1", "", 0),
    ("PUT", "/api/v1/cases/1/title", r#"{"title": "y"}"#, 0),
    ("POST", "/api/v1/cases/1/notes", r#"{"text": "x"}"#, 0),
    ("POST", "/api/v1/cases/1/tasks", r#"{"title": "x"}"#, 0),
    ("POST", "/api/v1/cases/1/close", "", 0),
    ("GET", "/api/v1/cases/1/log", "", 0),
    ("GET", "/api/v1/search?words=x", "", 0),
    ("GET", "/api/v1/settings", "", 0),
    ("GET", "/api/v1/checkups", "", 0),
    ("POST", "/api/v1/packs/check", "PK", 0),
    ("GET", "/api/v1/cases/1/export", "", 1),
    ("POST", "/api/v1/cases/1/pack", "{}", 1),
    ("POST", "/api/v1/cases/1/stix", "{}", 1),
    ("GET", "/api/v1/block-list", "", 1),
    ("DELETE", "/api/v1/cases/1/parts/99", "", 1),
    ("POST", "/api/v1/checkups", "PK\u{3}\u{4}", 1),
    ("GET", "/api/v1/visitor-reports", "", 1),
    ("GET", "/metrics", "", 1),
    ("PUT", "/api/v1/settings", "{}", 2),
    ("GET", "/api/v1/people", "", 2),
    ("POST", "/api/v1/people", r#"{"name": "z", "role": "helper", "password": "short"}"#, 2),
    ("GET", "/api/v1/audit", "", 2),
    ("DELETE", "/api/v1/cases/1", "", 2),
];

#[tokio::test]
async fn each_role_does_what_it_may() {
    let server = shared().await;
    for (number, role) in ["helper", "technician", "admin"].into_iter().enumerate() {
        let cookie = server.sign_in(role).await;
        for (method, path, body, needed) in OPERATIONS {
            let kind =
                if path.ends_with("/checkups") { "application/zip" } else { "application/json" };
            let headers = [("cookie", cookie.as_str()), ("content-type", kind)];
            let answer = server.ask((method, path), &headers, Body::from(body)).await;
            // The first helper's first case comes after the first list; what is not there, or does
            // not fit, is no refusal.
            let refused = answer.status == 403;
            assert_eq!(refused, number < needed, "{role}: {method} {path}: {answer:?}");
            assert!(!answer.status.is_server_error(), "{role}: {method} {path}: {answer:?}");
        }
    }
}
