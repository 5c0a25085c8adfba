//! How sessions begin and end: lost answers, stolen tokens, hard ends, and signing in over another session.

use std::collections::BTreeSet;

use axum::http::{Method, header};
use chrono::Duration;
use domain::{people::session::Token, platform::ids::SessionId};
use serde_json::json;
use tokio::task::JoinSet;

use crate::{
    browser::Browser,
    client::{Answer, Client},
    world::{PASSWORD, World, on_both},
};

on_both! {
    a_lost_answer_signs_nobody_out,
    a_stolen_token_is_found_out_however_often_it_was_turned,
    a_thief_and_the_owner_who_take_turns_are_found_out,
    an_old_token_ends_the_session_of_a_browser_as_well,
    whoever_knows_the_id_of_a_session_cannot_end_it,
    renewing_at_once_gives_one_pair_to_all,
    a_session_ends_when_it_was_not_used,
    a_session_ends_however_much_it_is_used,
    an_account_has_twenty_sessions_at_most,
    signing_in_ends_the_session_that_the_browser_had,
    signing_in_ends_the_session_that_the_program_had,
    a_page_that_brings_itself_up_to_date_leaves_a_newer_session_alone,
    a_sign_in_that_fails_ends_nothing,
    signing_out_clears_the_cache_and_keeps_the_device_known,
    an_old_password_hash_is_renewed_at_the_next_sign_in,
}

const ADA: &str = "ada@example.org";

async fn sign_in(world: &World, email: &str) -> Answer {
    world.visitor().post("auth/login", json!({"email": email, "password": PASSWORD})).await.expect(200)
}

async fn renew(world: &World, token: &str) -> Answer {
    world.visitor().post("auth/refresh", json!({"refresh_token": token})).await
}

/// The refresh token of an answer.
fn token(answer: &Answer) -> String {
    answer.text("refresh_token").to_owned()
}

async fn lives(world: &World, answer: &Answer) -> bool {
    world.visitor().with_token(answer.text("access_token")).get("me").await.status == 200
}

async fn told(world: &World) -> usize {
    let mail = world.mail().await;
    mail.iter().filter(|mail| mail.email.subject == "A device was signed out" && mail.email.to == ADA).count()
}

async fn a_lost_answer_signs_nobody_out(world: World) {
    world.patient("Ada").await;
    let first = token(&sign_in(&world, ADA).await);
    // Nobody hears the answers to these.
    for pause in [Duration::seconds(1), Duration::minutes(2), Duration::hours(30), Duration::days(20)] {
        renew(&world, &first).await.expect(200);
        world.advance(pause);
    }
    let second = renew(&world, &first).await.expect(200);
    assert!(lives(&world, &second).await);
    world.advance(Duration::days(3));
    let third = renew(&world, &token(&second)).await.expect(200);
    assert_ne!(token(&third), token(&second));
    assert_eq!(told(&world).await, 0);
}

async fn a_stolen_token_is_found_out_however_often_it_was_turned(world: World) {
    world.patient("Ada").await;
    for turns in [1, 2, 3, 7] {
        let owner = token(&sign_in(&world, ADA).await);
        let (mut thief, mut last) = (owner.clone(), None);
        for _ in 0..=turns {
            let answer = renew(&world, &thief).await.expect(200);
            thief = token(&answer);
            last = Some(answer);
            world.advance(Duration::minutes(5));
        }
        let before = told(&world).await;
        renew(&world, &owner).await.problem(401, "unauthenticated");
        assert!(!lives(&world, &last.expect("renewed")).await, "{turns} turns");
        renew(&world, &thief).await.problem(401, "unauthenticated");
        assert_eq!(told(&world).await, before + 1, "{turns} turns");
    }
    let email = world.mail().await.pop().expect("a message").email;
    assert!(email.text.contains("/account") && !email.text.contains("Ada"), "{}", email.text);
    // Signing in again is all it takes.
    assert!(lives(&world, &sign_in(&world, ADA).await).await);
}

async fn a_thief_and_the_owner_who_take_turns_are_found_out(world: World) {
    world.patient("Ada").await;
    let mut held = [token(&sign_in(&world, ADA).await), String::new()];
    held[1] = held[0].clone();
    let mut found = false;
    for turn in 0..6 {
        world.advance(Duration::minutes(11));
        let answer = renew(&world, &held[turn % 2]).await;
        if answer.status == 401 {
            found = true;
            break;
        }
        held[turn % 2] = token(&answer.expect(200));
    }
    assert!(found, "each used what they were given, and both go on");
    assert_eq!(told(&world).await, 1);
}

async fn an_old_token_ends_the_session_of_a_browser_as_well(world: World) {
    world.patient("Ada").await;
    let mut browser = signed_in(&world, ADA).await;
    let copied = browser.cookie("anteroom_refresh").expect("a token").to_owned();
    for _ in 0..3 {
        world.advance(Duration::minutes(11));
        browser.open("/visits").await.expect(200);
    }
    renew(&world, &copied).await.problem(401, "unauthenticated");
    browser.open("/visits").await.leads_to("/sign-in?next=%2Fvisits");
    assert_eq!((told(&world).await, browser.cookie("anteroom_refresh")), (1, None));
}

async fn whoever_knows_the_id_of_a_session_cannot_end_it(world: World) {
    world.patient("Ada").await;
    let owner = sign_in(&world, ADA).await;
    let devices = world.visitor().with_token(owner.text("access_token")).get("me/sessions").await.expect(200);
    let current = devices.items().iter().find(|device| device["current"] == true).expect("this device");
    let id: SessionId = current["id"].as_str().unwrap_or_default().parse().expect("an id");
    let others = effects::Keys::new(b"the key of another clinic, 32 bytes");
    let mut made_up: Vec<String> =
        (0..4).map(|generation| others.refresh_token(id, Token { generation, sibling: 0 })).collect();
    made_up.extend([id.to_string(), format!("{id}.x"), owner.text("refresh_token").replacen('A', "B", 1)]);
    for token in made_up {
        renew(&world, &token).await.problem(401, "unauthenticated");
        world.visitor().post("auth/logout", json!({"refresh_token": token})).await.problem(401, "unauthenticated");
    }
    assert!(lives(&world, &owner).await);
    renew(&world, &token(&owner)).await.expect(200);
    assert_eq!(told(&world).await, 0);
}

async fn renewing_at_once_gives_one_pair_to_all(world: World) {
    world.patient("Ada").await;
    let mut held = token(&sign_in(&world, ADA).await);
    for _ in 0..3 {
        world.advance(Duration::minutes(11));
        let mut tabs = JoinSet::new();
        for _ in 0..12 {
            let (world, held) = (world.clone(), held.clone());
            tabs.spawn(async move { token(&renew(&world, &held).await.expect(200)) });
        }
        let mut given = tabs.join_all().await;
        given.dedup();
        assert_eq!(given.len(), 1);
        held = given.remove(0);
    }
    assert_eq!(told(&world).await, 0);
}

async fn a_session_ends_when_it_was_not_used(world: World) {
    world.patient("Ada").await;
    world.bare_doctor("Grace").await;
    for (email, idle) in [
        (ADA, Duration::days(30)),
        ("grace@example.org", Duration::days(14)),
        ("admin@example.org", Duration::hours(24)),
    ] {
        let held = token(&sign_in(&world, email).await);
        world.advance(idle - Duration::seconds(1));
        let held = token(&renew(&world, &held).await.expect(200));
        world.advance(idle);
        renew(&world, &held).await.problem(401, "unauthenticated");
    }
}

async fn a_session_ends_however_much_it_is_used(world: World) {
    world.patient("Ada").await;
    world.bare_doctor("Grace").await;
    for (email, days) in [(ADA, 180), ("grace@example.org", 30), ("admin@example.org", 7)] {
        let mut held = token(&sign_in(&world, email).await);
        for _ in 0..days * 2 - 1 {
            world.advance(Duration::hours(12));
            held = token(&renew(&world, &held).await.expect(200));
        }
        world.advance(Duration::hours(12) - Duration::seconds(1));
        let last = renew(&world, &held).await.expect(200);
        assert!(lives(&world, &last).await, "{email}");
        world.advance(Duration::seconds(1));
        renew(&world, &token(&last)).await.problem(401, "unauthenticated");
        assert!(!lives(&world, &last).await, "{email}: the access token ends with it");
    }
}

async fn an_account_has_twenty_sessions_at_most(world: World) {
    world.patient("Ada").await;
    let first = sign_in(&world, ADA).await;
    world.advance(Duration::seconds(1));
    let mut devices = JoinSet::new();
    for _ in 0..30 {
        let world = world.clone();
        devices.spawn(async move { sign_in(&world, ADA).await });
    }
    let devices = devices.join_all().await;
    let last = world.visitor().with_token(sign_in(&world, ADA).await.text("access_token"));
    let left = last.get("me/sessions").await.expect(200);
    assert_eq!(left.items().len(), 20);
    assert!(!lives(&world, &first).await, "who was not seen for longest makes room");
    let mut living = 0;
    for device in &devices {
        living += usize::from(lives(&world, device).await);
    }
    assert_eq!(living, 19);
}

/// A browser on which this person has signed in.
async fn signed_in(world: &World, email: &str) -> Browser {
    let mut browser = Browser::new(world.router.clone());
    over(&mut browser, email, PASSWORD, 303).await;
    browser
}

async fn over(browser: &mut Browser, email: &str, password: &str, status: u16) {
    let form = [("email", email), ("password", password), ("next", "/account")];
    browser.submit("/sign-in", "/do/auth/sign-in", &form).await.expect(status);
}

/// What a browser has kept of its session.
fn kept(browser: &Browser) -> (String, String) {
    let cookie = |name| browser.cookie(name).expect("signed in").to_owned();
    (cookie("anteroom_access"), cookie("anteroom_refresh"))
}

async fn signing_in_ends_the_session_that_the_browser_had(world: World) {
    world.patient("Ada").await;
    let bea = world.patient("Bea").await;
    let phone = sign_in(&world, ADA).await;
    let mut browser = signed_in(&world, ADA).await;
    // By the same person, by another, after the access token has run out, and by whoever registers.
    for n in 0..4 {
        let (access, refresh) = kept(&browser);
        match n {
            0 => over(&mut browser, ADA, PASSWORD, 303).await,
            1 => over(&mut browser, "bea@example.org", PASSWORD, 303).await,
            2 => {
                browser.forget("anteroom_access");
                over(&mut browser, ADA, PASSWORD, 303).await;
            }
            _ => {
                let form = [
                    ("full_name", "Cleo"),
                    ("email", "cleo@example.org"),
                    ("password", PASSWORD),
                    ("time_zone", "UTC"),
                ];
                browser.submit("/register", "/do/auth/register", &form).await.leads_to("/");
            }
        }
        assert_eq!(world.visitor().with_token(&access).get("me").await.status, 401, "{n}");
        renew(&world, &refresh).await.problem(401, "unauthenticated");
        assert_eq!(world.visitor().with_token(&kept(&browser).0).get("me").await.status, 200, "{n}");
    }
    // Other devices stay.
    assert!(lives(&world, &phone).await);
    bea.get("me").await.expect(200);
    assert_eq!(told(&world).await, 0);
}

async fn signing_in_ends_the_session_that_the_program_had(world: World) {
    world.patient("Ada").await;
    world.patient("Bea").await;
    let phone = sign_in(&world, ADA).await;
    let laptop = sign_in(&world, ADA).await;
    // By bearer token.
    let login = json!({"email": "bea@example.org", "password": PASSWORD});
    let program = world.visitor().with_token(laptop.text("access_token"));
    let second = program.post("auth/login", login.clone()).await.expect(200);
    assert!(!lives(&world, &laptop).await && lives(&world, &second).await);
    // By refresh token, as when the access token has run out.
    world.advance(Duration::minutes(11));
    let mut with_token = login.clone();
    with_token["refresh_token"] = json!(token(&second));
    world.visitor().post("auth/login", with_token).await.expect(200);
    renew(&world, &token(&second)).await.problem(401, "unauthenticated");
    // By what is no token, nothing ends.
    for junk in ["", "x", "\u{0}"] {
        let mut with_junk = login.clone();
        with_junk["refresh_token"] = json!(junk);
        world.visitor().post("auth/login", with_junk).await.expect(200);
    }
    renew(&world, &token(&phone)).await.expect(200);
}

async fn a_page_that_brings_itself_up_to_date_leaves_a_newer_session_alone(mut world: World) {
    world.patient("Ada").await;
    let mut browser = signed_in(&world, ADA).await;
    let (access, refresh) = kept(&browser);
    over(&mut browser, ADA, PASSWORD, 303).await;
    world.set_settings(|settings| settings.rate_limit = true);
    let visitor = Client::new(world.asked_from("192.0.2.1", ""));
    let clears = async |refresh: &str, live: bool| {
        let cookies = format!("anteroom_access={access}; anteroom_refresh={refresh}");
        let headers = [("cookie", cookies.as_str()), ("anteroom-live", "1")];
        let answer = visitor.raw(Method::GET, "/", "".into(), &headers[..1 + usize::from(live)]).await.expect(200);
        let cookies = answer.headers.get_all(header::SET_COOKIE);
        cookies.iter().any(|cookie| cookie.to_str().is_ok_and(|cookie| cookie.starts_with("anteroom_refresh=")))
    };
    // It left with the cookies of before, and comes more often than junk may.
    for _ in 0..30 {
        assert!(!clears(&refresh, true).await);
    }
    // Whoever opens a page is rid of what has ended, and junk is junk.
    assert!(clears(&refresh, false).await);
    assert!(clears("junk", true).await);
    renew(&world, &kept(&browser).1).await.expect(200);
}

async fn a_sign_in_that_fails_ends_nothing(world: World) {
    world.patient("Ada").await;
    let mut browser = signed_in(&world, ADA).await;
    let (access, _) = kept(&browser);
    over(&mut browser, ADA, "not the password", 401).await;
    over(&mut browser, "", "", 422).await;
    assert_eq!(world.visitor().with_token(&access).get("me").await.status, 200);
    let login = json!({"email": "nobody@example.org", "password": PASSWORD});
    world.visitor().with_token(&access).post("auth/login", login).await.problem(401, "invalid-credentials");
    browser.open("/account").await.expect(200);
}

async fn signing_out_clears_the_cache_and_keeps_the_device_known(world: World) {
    world.patient("Ada").await;
    let mut browser = signed_in(&world, ADA).await;
    let device = browser.cookie("anteroom_device").expect("a device").to_owned();
    let page = browser.submit("/account", "/do/auth/sign-out", &[]).await.expect(303);
    assert_eq!(page.headers["clear-site-data"], "\"cache\"");
    assert_eq!(browser.cookie("anteroom_refresh"), None);
    assert_eq!(browser.cookie("anteroom_device"), Some(device.as_str()));
    for part in [ADA, "ada", "example"] {
        assert!(!device.contains(part), "{device}");
    }
    // Over https it is of this host alone, and scripts do not see it.
    let visitor = Client::new(world.served_over_https());
    let form = [("content-type", "application/x-www-form-urlencoded"), ("accept", "text/html")];
    let fields = format!("email=ada%40example.org&password={}", PASSWORD.replace(' ', "+"));
    let answer = visitor.raw(Method::POST, "/do/auth/sign-in", fields.into(), &form).await.expect(303);
    let cookies: Vec<_> = answer.headers.get_all(header::SET_COOKIE).iter().filter_map(|c| c.to_str().ok()).collect();
    let device = cookies.iter().find(|cookie| cookie.starts_with("__Host-anteroom_device=")).expect("a device");
    let attributes: BTreeSet<_> = device.split("; ").skip(1).collect();
    assert_eq!(attributes, BTreeSet::from(["Path=/", "Max-Age=34560000", "HttpOnly", "SameSite=Lax", "Secure"]));
}

async fn an_old_password_hash_is_renewed_at_the_next_sign_in(mut world: World) {
    world.patient("Ada").await;
    let hash = async |world: &World| {
        let mut read = world.clinic.store.read().await.expect("a connection");
        let found = store::people::account_repo::find_by_email(&mut read, ADA).await.expect("a query");
        found.expect("ada").password_hash
    };
    let cheap = hash(&world).await;
    world.set_effects(|effects| effects.passwords = effects::Passwords::new());
    let wrong = json!({"email": ADA, "password": "not the password"});
    world.visitor().post("auth/login", wrong).await.problem(401, "invalid-credentials");
    assert_eq!(hash(&world).await, cheap, "only who knows the password can have it hashed anew");
    sign_in(&world, ADA).await;
    let renewed = hash(&world).await;
    assert!(renewed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{renewed}");
    sign_in(&world, ADA).await;
    assert_eq!(hash(&world).await, renewed, "once");
}
