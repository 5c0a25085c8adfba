//! Tokens that are expired, altered, of another key or kind, or no tokens at all.

use axum::{body::Body, http::Method};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::{Duration, TimeDelta};
use domain::platform::ids::SessionId;
use effects::Keys;
use serde_json::json;

use super::names;
use crate::{
    browser::Browser,
    world::{PASSWORD, World, on_both},
};

on_both! {
    no_forged_or_old_token_lets_anybody_in,
    a_browser_with_bad_cookies_is_a_visitor,
    no_junk_is_a_refresh_token,
    signing_in_with_nothing_names_the_fields,
}

fn encoded(json: &serde_json::Value) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(json.to_string())
}

/// Everything that is not a token of a session, beside a good one.
async fn bad_tokens(world: &World) -> (String, Vec<String>) {
    let good = world.patient("Ada").await.access_token.expect("signed in");
    let parts: Vec<&str> = good.split('.').collect();
    let [head, claims, signature] = parts[..] else { panic!("three parts") };
    let now = world.clinic.effects.clock.now();
    let keys = &world.clinic.effects.keys;
    let session = world.clinic.effects.keys.verify(&good, now).expect("it is good");
    let sign = |keys: &Keys, id, until| keys.sign(id, now, until).expect("a token");
    let claims_of = |id: &str, exp: i64| encoded(&json!({"sid": id, "iat": now.timestamp(), "exp": exp}));
    let mut bad = vec![
        sign(keys, session, now),
        sign(keys, session, now - Duration::days(1)),
        sign(keys, SessionId(uuid::Uuid::nil()), now + Duration::hours(1)),
        sign(&Keys::new(b"another key, which is as long as the first"), session, now + Duration::hours(1)),
        // Altered: each part by a character, and by what a forger would put there.
        format!("{head}.{}.{signature}", claims_of(&session.to_string(), now.timestamp() + 99_999)),
        format!("{head}.{}.{signature}", claims_of("admin", i64::MAX)),
        format!("{head}.{}.{signature}", encoded(&json!({"sub": "admin", "role": "admin"}))),
        format!("{head}.{claims}."),
        format!("{head}.{claims}"),
        format!("{head}..{signature}"),
        format!("{good}."),
        format!("{good}.{signature}"),
        format!("{head}.{claims}.{}", BASE64_URL_SAFE_NO_PAD.encode([0; 32])),
        good.to_uppercase(),
        good.chars().rev().collect(),
        String::new(),
        ".".into(),
        "..".into(),
        "null".into(),
        "undefined".into(),
        "ключ".into(),
        "x".repeat(60_000),
        format!("{}.{}.{}", "a".repeat(9000), "b".repeat(9000), "c".repeat(9000)),
    ];
    for algorithm in ["none", "None", "NONE", "HS384", "HS512", "RS256", "ES256", ""] {
        let head = encoded(&json!({"alg": algorithm, "typ": "JWT"}));
        bad.extend([format!("{head}.{claims}."), format!("{head}.{claims}.{signature}"), format!("{head}.{claims}")]);
    }
    let head =
        encoded(&json!({"alg": "HS256", "typ": "JWT", "jwk": {"kty": "oct", "k": "AA"}, "kid": "../../dev/null"}));
    bad.push(format!("{head}.{claims}.{signature}"));
    (good, bad)
}

async fn no_forged_or_old_token_lets_anybody_in(world: World) {
    let (good, bad) = bad_tokens(&world).await;
    let visitor = world.visitor();
    visitor.with_token(&good).get("me").await.expect(200);
    for token in &bad {
        for path in ["me", "appointments", "specialties"] {
            let answer = visitor.with_token(token).get(path).await.problem(401, "unauthenticated");
            assert!(answer.header("www-authenticate").starts_with("Bearer"), "{:?}", answer.headers);
        }
    }
    for header in ["Bearer", "Bearer ", "bearer", "BEARER x", "Bearer a b c", "Bearer\t", "ключ"] {
        let headers = [("authorization", header)];
        let answer = visitor.raw(Method::GET, "me", Body::empty(), &headers).await;
        answer.problem(401, "unauthenticated");
    }
    // Another scheme is none of ours: its caller is a visitor here.
    let basic = [("authorization", "Basic YWRhOmFkYQ==")];
    visitor.raw(Method::GET, "specialties", Body::empty(), &basic).await.expect(200);
    visitor.raw(Method::GET, "me", Body::empty(), &basic).await.problem(401, "unauthenticated");
    visitor.with_token(&bad[0]).post("auth/logout", json!({})).await.problem(401, "unauthenticated");
    visitor.with_token(&good).get("me").await.expect(200);
    world.advance(TimeDelta::minutes(10));
    visitor.with_token(&good).get("me").await.problem(401, "unauthenticated");
}

async fn a_browser_with_bad_cookies_is_a_visitor(world: World) {
    let (_, bad) = bad_tokens(&world).await;
    for token in bad.iter().filter(|token| token.is_ascii()) {
        for name in ["anteroom_access", "anteroom_refresh"] {
            let cookies = format!("{name}={token}; =; ;;; a=b; {name}");
            let headers = [("cookie", cookies.as_str()), ("accept", "text/html")];
            let home = world.visitor().raw(Method::GET, "/", Body::empty(), &headers).await;
            assert_eq!(home.status, 200, "{name}");
            let visits = world.visitor().raw(Method::GET, "/visits", Body::empty(), &headers).await;
            assert_eq!(visits.status, 303, "{name}");
            assert_eq!(visits.header("location"), "/sign-in?next=%2Fvisits");
        }
    }
    // What the browser says of its zone and what a notice says may be anything.
    for value in ["Mars%2FOlympus", "%00", "%ff", "%", "<script>alert(1)</script>", "%3Cscript%3E"] {
        let cookies = format!("anteroom_zone={value}; anteroom_notice={value}");
        let headers = [("cookie", cookies.as_str()), ("accept", "text/html")];
        let home = world.visitor().raw(Method::GET, "/doctors", Body::empty(), &headers).await;
        assert_eq!(home.status, 200, "{value}");
        assert!(!home.body.to_string().contains("<script>alert"), "{value}");
    }
}

async fn no_junk_is_a_refresh_token(world: World) {
    world.patient("Ada").await;
    let login = json!({"email": "ada@example.org", "password": PASSWORD});
    let signed_in = world.visitor().post("auth/login", login).await.expect(200);
    let good = signed_in.text("refresh_token");
    let junk = [
        "",
        " ",
        "x",
        "null",
        "\u{0}",
        "ключ 👩",
        &good[1..],
        &good.to_lowercase(),
        &format!("{good}="),
        &"x".repeat(50_000),
    ];
    for token in junk {
        let body = json!({"refresh_token": token});
        world.visitor().post("auth/refresh", body.clone()).await.problem(401, "unauthenticated");
        world.visitor().post("auth/logout", body).await.problem(401, "unauthenticated");
    }
    // An access token is none, and the other way round.
    let access = signed_in.text("access_token");
    world.visitor().post("auth/refresh", json!({"refresh_token": access})).await.problem(401, "unauthenticated");
    world.visitor().with_token(good).get("me").await.problem(401, "unauthenticated");
    for body in [json!({}), json!({"refresh_token": null}), json!({"refresh_token": 7}), json!({"refresh_token": []})] {
        let answer = world.visitor().post("auth/refresh", body.clone()).await;
        assert!(names(&answer, "refresh_token", &body.to_string()).is_some(), "{body}: {}", answer.body);
    }
    world.visitor().post("auth/refresh", json!({"refresh_token": good})).await.expect(200);
}

async fn signing_in_with_nothing_names_the_fields(world: World) {
    let visitor = world.visitor();
    for (email, password, fields) in
        [("", "", vec!["email", "password"]), ("  ", "x", vec!["email"]), ("ada@example.org", "", vec!["password"])]
    {
        visitor.post("auth/login", json!({"email": email, "password": password})).await.refuses(&fields);
        let form = [("email", email), ("password", password), ("next", "/visits")];
        let page = Browser::new(world.router.clone())
            .submit("/sign-in?next=/visits", "/do/auth/sign-in", &form)
            .await
            .expect(422);
        for field in fields {
            assert_eq!(page.error_of(field).as_deref(), Some("Please fill this in."), "{}", page.text());
        }
        assert!(page.keeps("email", email) && page.keeps("next", "/visits"), "{}", page.html);
    }
    // A device's name is only for its owner's list: it keeps nobody out.
    world.patient("Ada").await;
    for name in [json!(""), json!("\u{0}"), json!("x".repeat(30_000)), json!("👩‍⚕️"), json!(null)] {
        let login = json!({"email": "ada@example.org", "password": PASSWORD, "device_name": name});
        visitor.post("auth/login", login).await.expect(200);
        // Nor does what it has kept, when it cannot be read.
        let login = json!({
            "email": "ada@example.org", "password": PASSWORD, "device_token": name, "refresh_token": name,
        });
        visitor.post("auth/login", login).await.expect(200);
    }
}
