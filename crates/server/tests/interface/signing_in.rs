//! Coming in and staying in: tokens, passwords, sessions, and how often somebody may try.

use axum::body::Body;

use crate::asking::{PASSWORD, TOKEN, shared};

#[tokio::test]
async fn programs_show_a_token_and_people_sign_in() {
    let server = shared().await;
    let with = async |value: &str| {
        let headers = [("authorization", value)];
        server.ask(("GET", "/api/v1/me"), &headers, Body::empty()).await
    };
    assert_eq!(with(&format!("Bearer {TOKEN}")).await.json()["role"], "technician");
    for wrong in
        ["Bearer x", "Bearer ", "Basic eA==", "Bearer a token of more than twenty characterS"]
    {
        assert_eq!(with(wrong).await.status, 401, "{wrong}");
    }
    let cookies = [server.sign_in("helper").await, server.sign_in("helper").await];
    let me = async |cookie: &str| {
        let headers = [("cookie", cookie)];
        server.ask(("GET", "/api/v1/me"), &headers, Body::empty()).await.status.as_u16()
    };
    assert_eq!((me(&cookies[0]).await, me("hangup-session=0").await), (200, 401));
    let spaced = serde_json::json!({"name": " helper ", "password": PASSWORD});
    assert_eq!(server.send("POST", "/api/v1/sign-in", spaced).await.status, 204);
    let out = async |path: &str, cookie: &str| {
        server.ask(("POST", path), &[("cookie", cookie)], Body::empty()).await.status.as_u16()
    };
    assert_eq!(out("/api/v1/sign-out", &cookies[0]).await, 204);
    assert_eq!((me(&cookies[0]).await, me(&cookies[1]).await), (401, 200));
    let third = server.sign_in("helper").await;
    assert_eq!(out("/api/v1/sign-out-everywhere", &third).await, 204);
    assert_eq!((me(&cookies[1]).await, me(&third).await), (401, 401));
}

#[tokio::test]
async fn guessing_passwords_ends_after_ten_tries() {
    let server = shared().await;
    let try_in = async |password: &str| {
        let body = serde_json::json!({"name": "admin", "password": password});
        server.send("POST", "/api/v1/sign-in", body).await.status.as_u16()
    };
    for _ in 0..10 {
        assert_eq!(try_in("wrong password").await, 401);
    }
    assert_eq!(try_in(PASSWORD).await, 429, "not even the right one is heard");
}

/// Behind a proxy all connections come from the proxy: who asks is what it added last.
#[tokio::test]
async fn behind_a_proxy_strangers_do_not_use_up_the_tries_of_others() {
    let server = shared().await;
    let try_in = async |from: &str, password: &str| {
        let headers = [("x-forwarded-for", from), ("content-type", "application/json")];
        let body = serde_json::json!({"name": "admin", "password": password}).to_string();
        server.ask(("POST", "/api/v1/sign-in"), &headers, body).await.status.as_u16()
    };
    for number in 0..10 {
        // What stands before the last address was written by whoever asks, and does not count.
        assert_eq!(try_in(&format!("192.0.2.{number}, 203.0.113.1"), "wrong one").await, 401);
    }
    assert_eq!(try_in("198.51.100.9, 203.0.113.1", "wrong one").await, 429);
    assert_eq!(try_in("203.0.113.2", PASSWORD).await, 204, "another address is another person");
}

/// However many strangers try a name, its owner comes in from where they have come in before.
#[tokio::test]
async fn nobody_is_locked_out_by_strangers() {
    let server = shared().await;
    let try_in = async |from: &str, password: &str| {
        let headers = [("x-forwarded-for", from), ("content-type", "application/json")];
        let body = serde_json::json!({"name": "admin", "password": password}).to_string();
        server.ask(("POST", "/api/v1/sign-in"), &headers, body).await.status.as_u16()
    };
    assert_eq!(try_in("203.0.113.200", PASSWORD).await, 204);
    let mut heard = 0;
    for number in 0..70 {
        heard += usize::from(try_in(&format!("203.0.113.{number}"), "wrong one").await == 401);
    }
    // While the passwords were compared, some time went by.
    assert!((60..65).contains(&heard), "then strangers are not heard any more: {heard}");
    assert_eq!(try_in("203.0.113.200", PASSWORD).await, 204);
}

#[tokio::test]
async fn a_session_that_was_there_before_ends_and_its_cookie_is_the_hosts_own() {
    let server = shared().await;
    let before = server.sign_in("helper").await;
    assert!(before.starts_with("__Host-hangup-session="), "{before}");
    let headers = [("cookie", before.as_str()), ("content-type", "application/json")];
    let body = serde_json::json!({"name": "technician", "password": PASSWORD}).to_string();
    let answer = server.ask(("POST", "/api/v1/sign-in"), &headers, body).await;
    let after = answer.headers["set-cookie"].to_str().expect("text");
    let after = after.split(';').next().expect("a pair");
    assert_ne!(before, after, "nobody comes in with a token that they brought");
    let me = async |cookie: &str| {
        server.ask(("GET", "/api/v1/me"), &[("cookie", cookie)], Body::empty()).await
    };
    assert_eq!(me(&before).await.status, 401);
    assert_eq!(me(after).await.json()["name"], "technician");
    let tossed = after.replace("__Host-", "");
    assert_eq!(me(&tossed).await.status, 401, "a neighbour can set a cookie of this name");
}

#[tokio::test]
async fn an_admin_changes_roles_and_lost_passwords() {
    let server = shared().await;
    let admin = server.sign_in("admin").await;
    let helper = server.sign_in("helper").await;
    let put = async |path: &str, body: serde_json::Value| {
        let headers = [("cookie", admin.as_str()), ("content-type", "application/json")];
        server.ask(("PUT", path), &headers, body.to_string()).await.status.as_u16()
    };
    let role = serde_json::json!({"role": "technician"});
    assert_eq!(put("/api/v1/people/helper/role", role.clone()).await, 200);
    let me = server.ask(("GET", "/api/v1/me"), &[("cookie", &helper)], Body::empty()).await;
    assert_eq!(me.json()["role"], "technician", "a session may what its person may by now");
    assert_eq!(put("/api/v1/people/admin/role", role.clone()).await, 409, "the last admin");
    assert_eq!(put("/api/v1/people/nobody/role", role).await, 404);
    let short = serde_json::json!({"password": "short"});
    assert_eq!(put("/api/v1/people/helper/password", short).await, 422);
    let given = serde_json::json!({"password": "another long password"});
    assert_eq!(put("/api/v1/people/helper/password", given).await, 204);
    let me = server.ask(("GET", "/api/v1/me"), &[("cookie", &helper)], Body::empty()).await;
    assert_eq!(me.status, 401, "their sessions ended");
}

/// What goes on for long ends with the session that began it.
#[tokio::test]
async fn events_end_with_the_session() {
    let server = shared().await;
    let cookie = server.sign_in("helper").await;
    let headers = [("cookie", cookie.as_str()), ("content-type", "application/json")];
    let call = server.ask(("POST", "/api/v1/calls"), &headers, "{}").await.json();
    let path = format!("/api/v1/calls/{}/events", call["id"].as_str().expect("an id"));
    let watch = server.ask(("GET", &path), &headers, Body::empty());
    let leave = async {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        server.ask(("POST", "/api/v1/sign-out"), &headers, Body::empty()).await
    };
    let both = tokio::time::timeout(
        std::time::Duration::from_secs(30),
        futures_util::future::join(watch, leave),
    );
    let (watched, left) = both.await.expect("the stream ends by itself");
    assert_eq!((watched.status.as_u16(), left.status.as_u16()), (200, 204));
    assert!(watched.text.contains("event: began") && !watched.text.contains("event: ended"));
}

/// Who was refused what is written down, and a flood of it does not push out the rest.
#[tokio::test]
async fn refusals_are_noted_and_bounded() {
    let server = shared().await;
    let helper = server.sign_in("helper").await;
    for _ in 0..100 {
        let asked = ("DELETE", "/api/v1/cases/1");
        let answer = server.ask(asked, &[("cookie", &helper)], Body::empty()).await;
        assert_eq!(answer.status, 403);
    }
    let admin = server.sign_in("admin").await;
    let asked = ("GET", "/api/v1/audit?count=200");
    let deeds = server.ask(asked, &[("cookie", &admin)], Body::empty()).await.json();
    let deeds = deeds["deeds"].as_array().expect("deeds").clone();
    let refused: Vec<_> = deeds.iter().filter(|deed| deed["deed"] == "refused").collect();
    assert_eq!(refused.len(), 30);
    assert_eq!(refused[0]["subject"], "DELETE /api/v1/cases/{case}");
    assert!(deeds.iter().any(|deed| deed["deed"] == "signed-in" && deed["person"] == "helper"));
}
