//! Front ends on other origins: who is let in, with what, and who is not.

use app::server::session_cookies;
use axum::{body::Body, http::Method};
use serde_json::{Value, json};

use crate::{
    client::{Answer, Client},
    world::{PASSWORD, World, on_both},
};

on_both! {
    only_origins_that_are_named_are_let_in_and_cookies_never_count,
    signing_in_needs_no_token_yet,
    a_browser_asks_first,
    all_origins_may_be_let_in,
    only_the_api_is_shared,
}

const LISTED: &str = "https://app.example";
const OTHER: &str = "https://evil.example";
const OWN: &str = "http://127.0.0.1:3000";

/// As a browser sends it from a page of that origin.
fn from(origin: &'static str) -> Vec<(&'static str, &'static str)> {
    let site = if origin == OWN { "same-origin" } else { "cross-site" };
    vec![("origin", origin), ("sec-fetch-site", site), ("content-type", "application/json")]
}

/// What only the browser must never see: that it may send cookies.
#[track_caller]
fn shared_with(answer: &Answer, origin: Option<&str>) {
    assert_eq!(answer.header("access-control-allow-origin"), origin.unwrap_or_default(), "{:?}", answer.headers);
    assert!(!answer.headers.contains_key("access-control-allow-credentials"));
    assert!(!answer.headers.contains_key("set-cookie"));
    assert!(answer.headers.get_all("vary").iter().any(|vary| vary == "origin"), "{:?}", answer.headers);
}

async fn only_origins_that_are_named_are_let_in_and_cookies_never_count(world: World) {
    let token = world.patient("Ada").await.access_token.expect("a token");
    let cookie = format!("{}={token}", session_cookies(false).0);
    let program = world.letting_in(&format!("https://first.example,{LISTED}"));
    // Origin, by cookie instead of bearer, status of a safe and of an unsafe request, and whom the answer is shared with.
    let rows: [(&'static str, bool, u16, u16, Option<&str>); 6] = [
        (LISTED, false, 200, 200, Some(LISTED)),
        (LISTED, true, 401, 401, Some(LISTED)),
        (OTHER, false, 200, 403, None),
        (OTHER, true, 200, 403, None),
        (OWN, false, 200, 200, None),
        (OWN, true, 200, 200, None),
    ];
    for (origin, by_cookie, safe, unsafe_, shared) in rows {
        let client = if by_cookie { program.clone() } else { program.with_token(&token) };
        let mut headers = from(origin);
        if by_cookie {
            headers.push(("cookie", &cookie));
        }
        let place = format!("{origin}, cookie: {by_cookie}");
        let answer = client.raw(Method::GET, "me", Body::empty(), &headers).await;
        assert_eq!(answer.status, safe, "{place}");
        shared_with(&answer, shared);
        let body = Body::from(json!({"full_name": "Ada"}).to_string());
        let answer = client.raw(Method::PATCH, "me", body, &headers).await;
        assert_eq!(answer.status, unsafe_, "{place}: {}", answer.body);
        shared_with(&answer, shared);
    }
    // Both: the token counts, the cookie does not.
    let mut headers = from(LISTED);
    headers.push(("cookie", &cookie));
    let answer = program.with_token("garbage").raw(Method::GET, "me", Body::empty(), &headers).await;
    answer.problem(401, "unauthenticated");
}

async fn post(client: &Client, origin: &'static str, path: &str, body: Value) -> Answer {
    client.raw(Method::POST, path, Body::from(body.to_string()), &from(origin)).await
}

async fn signing_in_needs_no_token_yet(world: World) {
    let program = world.letting_in(LISTED);
    let form = json!({"email": "ada@example.org", "password": PASSWORD, "full_name": "Ada", "time_zone": "UTC"});
    let registered = post(&program, LISTED, "auth/register", form.clone()).await.expect(201);
    shared_with(&registered, Some(LISTED));
    let login = json!({"email": "ada@example.org", "password": PASSWORD});
    let signed_in = post(&program, LISTED, "auth/login", login.clone()).await.expect(200);
    shared_with(&signed_in, Some(LISTED));
    let refresh = json!({"refresh_token": signed_in.text("refresh_token")});
    shared_with(&post(&program, LISTED, "auth/refresh", refresh).await.expect(200), Some(LISTED));
    // A refusal must be readable too.
    let wrong = json!({"email": "ada@example.org", "password": "not the password"});
    let refused = post(&program, LISTED, "auth/login", wrong).await.problem(401, "invalid-credentials");
    shared_with(&refused, Some(LISTED));
    assert_eq!(refused.header("access-control-expose-headers"), "retry-after, location");
    for (path, body) in [("auth/register", form), ("auth/login", login)] {
        shared_with(&post(&program, OTHER, path, body).await.problem(403, "cross-site"), None);
    }
}

async fn ask(client: &Client, origin: &'static str, path: &str) -> Answer {
    let headers = [
        ("origin", origin),
        ("sec-fetch-site", "cross-site"),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "authorization,content-type,idempotency-key"),
    ];
    client.raw(Method::OPTIONS, path, Body::empty(), &headers).await
}

async fn a_browser_asks_first(world: World) {
    let program = world.letting_in(LISTED);
    for path in ["appointments", "auth/login", "/api/openapi.json"] {
        let allowed = ask(&program, LISTED, path).await.expect(204);
        shared_with(&allowed, Some(LISTED));
        assert!(allowed.header("access-control-allow-methods").contains("POST"));
        for name in ["authorization", "content-type", "idempotency-key", "last-event-id"] {
            assert!(allowed.header("access-control-allow-headers").contains(name), "{name}");
        }
        let refused = ask(&program, OTHER, path).await.expect(204);
        shared_with(&refused, None);
        assert!(!refused.headers.contains_key("access-control-allow-headers"));
    }
    // When nobody is let in, the question is like any other method that a path does not know.
    let answer = ask(&world.visitor(), LISTED, "appointments").await.expect(405);
    assert!(!answer.headers.contains_key("access-control-allow-origin"));
    let unlisted = world.visitor().raw(Method::GET, "specialties", Body::empty(), &from(LISTED)).await.expect(200);
    assert!(!unlisted.headers.contains_key("access-control-allow-origin"));
}

async fn all_origins_may_be_let_in(world: World) {
    let token = world.patient("Ada").await.access_token.expect("a token");
    let cookie = format!("{}={token}", session_cookies(false).0);
    let program = world.letting_in("*");
    shared_with(&ask(&program, OTHER, "appointments").await.expect(204), Some("*"));
    let by_token = program.with_token(&token).raw(Method::GET, "me", Body::empty(), &from(OTHER)).await.expect(200);
    shared_with(&by_token, Some("*"));
    let mut headers = from(OTHER);
    headers.push(("cookie", &cookie));
    let by_cookie = program.raw(Method::GET, "me", Body::empty(), &headers).await.problem(401, "unauthenticated");
    shared_with(&by_cookie, Some("*"));
    let mut own = from(OWN);
    own.push(("cookie", &cookie));
    shared_with(&program.raw(Method::GET, "me", Body::empty(), &own).await.expect(200), None);
}

async fn only_the_api_is_shared(world: World) {
    let program = world.letting_in(LISTED);
    for path in ["/", "/doctors", "/healthz", "/apis"] {
        let answer = program.raw(Method::GET, path, Body::empty(), &from(LISTED)).await;
        assert!(!answer.headers.contains_key("access-control-allow-origin"), "{path}");
    }
    let form = Body::from("email=ada%40example.org&password=x");
    program.raw(Method::POST, "/do/auth/sign-in", form, &from(LISTED)).await.problem(403, "cross-site");
}
