//! What failed inside has one name: in the log, in the header of the answer, and for the person who asks for help.

use axum::{body::Body, http::Method};
use chrono::Duration;
use domain::{
    people::{
        account::{Account, Role},
        session::Family,
    },
    platform::ids::{AccountId, SessionId},
};
use serde_json::json;
use store::people::{
    account_repo,
    session_repo::{self, SessionRecord},
};

use crate::{
    client::{Answer, Client},
    world::{PASSWORD, World, on_both},
};

on_both! {
    a_failure_has_one_reference,
}

const FORM: [(&str, &str); 2] = [("content-type", "application/x-www-form-urlencoded"), ("accept", "text/html")];

/// A doctor without a profile, whom nothing of ours makes: asking who it is fails.
async fn broken_account(world: &World) -> String {
    let (effects, now) = (&world.clinic.effects, world.clinic.effects.clock.now());
    let account = Account {
        id: AccountId(effects.rng.id(now)),
        role: Role::Doctor,
        email: "broken@example.org".into(),
        password_hash: effects.passwords.hash(PASSWORD, &effects.rng).await.expect("a hash"),
        full_name: "Broken".into(),
        time_zone: "UTC".into(),
        created_at: now,
    };
    let session = SessionRecord {
        id: SessionId(effects.rng.id(now)),
        account: account.id,
        family: Family::new(now),
        device_name: "Test".into(),
        created_at: now,
        last_seen_at: now,
        expires_at: now + Duration::days(1),
    };
    let mut tx = world.clinic.store.write().await.expect("a transaction");
    account_repo::insert(&mut tx, &account).await.expect("an account");
    session_repo::insert(&mut tx, &session).await.expect("a session");
    tx.commit().await.expect("committed");
    effects.keys.sign(session.id, now, session.expires_at).expect("a token")
}

#[track_caller]
fn has_one_reference(answer: &Answer, what: &str) -> String {
    assert_eq!(answer.status, 500, "{what}: {}", answer.body);
    let id = answer.header("x-request-id").to_owned();
    assert_eq!(id.len(), 8, "{what}: {:?}", answer.headers);
    let shown = match answer.body["ref_id"].as_str() {
        Some(reference) => reference == id && answer.text("detail").ends_with(&format!("Reference: {id}")),
        None => answer.body.as_str().is_some_and(|page| page.contains(&format!("Reference: {id}"))),
    };
    assert!(shown, "{what}: {id} is not in {}", answer.body);
    id
}

async fn a_failure_has_one_reference(world: World) {
    let token = broken_account(&world).await;
    let visitor = world.visitor();
    let login = json!({"email": "broken@example.org", "password": PASSWORD});
    let fields = format!("page=%2Fsign-in&email=broken%40example.org&password={}", PASSWORD.replace(' ', "+"));
    let cookie = format!("anteroom_access={token}");
    let with_cookie = [("cookie", cookie.as_str()), ("accept", "text/html")];
    let boom = |path: &str| Client::new(world.with_route(path, || async { panic!("a bug") }));
    let answers = [
        ("a use case of the API", visitor.post("auth/login", login).await),
        ("a form", visitor.raw(Method::POST, "/do/auth/sign-in", fields.into(), &FORM).await),
        ("who it is, to a program", visitor.with_token(&token).get("me").await),
        ("who it is, to a browser", visitor.raw(Method::GET, "/visits", Body::empty(), &with_cookie).await),
        ("a panic, to a program", boom("/api/boom").get("/api/boom").await),
        ("a panic, to a browser", boom("/boom").raw(Method::GET, "/boom", Body::empty(), &FORM[1..]).await),
    ];
    let mut references: Vec<_> = answers.iter().map(|(what, answer)| has_one_reference(answer, what)).collect();
    references.sort_unstable();
    references.dedup();
    assert_eq!(references.len(), answers.len(), "each request has its own");
}
