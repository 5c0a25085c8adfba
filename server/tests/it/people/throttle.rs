//! Whoever tries too often waits, and every wait ends.

use axum::http::{Method, header};
use chrono::Duration;
use effects::Keys;
use serde_json::json;
use store::platform::throttle_repo;
use tokio::task::JoinSet;

use crate::{
    browser::Browser,
    client::{Answer, Client},
    world::{PASSWORD, World, on_both},
};

on_both! {
    guesses_at_one_account_from_one_address_wait_longer_and_longer,
    refused_guesses_do_not_count_and_every_wait_ends,
    guesses_from_everywhere_do_not_keep_the_owner_out,
    guesses_at_many_accounts_from_one_address_wait,
    an_unknown_address_is_throttled_like_a_known_one,
    guesses_at_once_count_as_many,
    success_is_not_counted,
    waits_outlive_the_process_and_hold_on_every_node,
    registering_is_throttled_by_address_and_by_mail,
    invitation_codes_cannot_be_tried_out,
    booking_is_throttled_by_account_and_only_what_was_booked_counts,
    booking_is_throttled_by_address,
    junk_tokens_are_throttled_and_good_ones_never,
    a_throttled_form_comes_back_with_what_was_typed,
    a_forged_header_does_not_change_the_address,
    a_trusted_proxy_tells_the_address,
    what_has_worn_off_is_swept_and_nothing_personal_is_kept,
}

const ADA: &str = "ada@example.org";

async fn throttled(mut world: World) -> World {
    world.set_settings(|settings| settings.rate_limit = true);
    world
}

/// From an address of its own, without proxies.
fn at(world: &World, address: &str) -> Client {
    Client::new(world.asked_from(address, ""))
}

/// The same program with the token of that one.
fn as_who(client: &Client, who: &Client) -> Client {
    client.with_token(who.access_token.as_deref().expect("signed in"))
}

async fn sign_in(client: &Client, email: &str, password: &str) -> Answer {
    client.post("auth/login", json!({"email": email, "password": password})).await
}

/// Fails so often, each time as soon as it is allowed; the last wait that was told.
async fn fail(world: &World, client: &Client, email: &str, times: usize) -> i64 {
    let mut last = 0;
    let mut failed = 0;
    while failed < times {
        let answer = sign_in(client, email, "a guess at it").await;
        if answer.status == 429 {
            last = retry_after(&answer);
            world.advance(Duration::seconds(last));
        } else {
            answer.problem(401, "invalid-credentials");
            failed += 1;
        }
    }
    last
}

fn retry_after(answer: &Answer) -> i64 {
    answer.header("retry-after").parse().expect("a number of seconds")
}

async fn guesses_at_one_account_from_one_address_wait_longer_and_longer(world: World) {
    let world = throttled(world).await;
    world.patient("Ada").await;
    let client = at(&world, "192.0.2.1");
    let mut waits = Vec::new();
    for n in 0..17 {
        let answer = sign_in(&client, ADA, "a guess at it").await;
        if n < 6 {
            answer.problem(401, "invalid-credentials");
            continue;
        }
        let answer = answer.problem(429, "too-many");
        waits.push(retry_after(&answer));
        world.advance(Duration::seconds(retry_after(&answer)));
        sign_in(&client, ADA, "a guess at it").await.problem(401, "invalid-credentials");
    }
    assert_eq!(waits[..9], [1, 2, 4, 8, 16, 32, 64, 128, 256]);
    let words = sign_in(&client, ADA, PASSWORD).await.problem(429, "too-many");
    assert_eq!(words.text("detail"), "Too many attempts. Please try again in 15 minutes.");
    // A neighbour in the same network is another customer; the same IPv6 network is one.
    sign_in(&at(&world, "192.0.2.2"), "bea@example.org", "a guess at it").await.problem(401, "invalid-credentials");
}

async fn refused_guesses_do_not_count_and_every_wait_ends(world: World) {
    let world = throttled(world).await;
    world.patient("Ada").await;
    let client = at(&world, "2001:db8:1:2::1");
    fail(&world, &client, ADA, 10).await;
    let told = retry_after(&sign_in(&client, ADA, PASSWORD).await.problem(429, "too-many"));
    for n in 0..50 {
        // From anywhere in its network.
        let again = at(&world, &format!("2001:db8:1:2:{n}::1"));
        let answer = sign_in(&again, ADA, "a guess at it").await.problem(429, "too-many");
        assert_eq!(retry_after(&answer), told, "the {n}th refusal lengthened nothing");
    }
    world.advance(Duration::seconds(told));
    sign_in(&client, ADA, PASSWORD).await.expect(200);
    // The strikes of this pair are over with that.
    for _ in 0..6 {
        sign_in(&client, ADA, "a guess at it").await.problem(401, "invalid-credentials");
    }
}

async fn guesses_from_everywhere_do_not_keep_the_owner_out(world: World) {
    let world = throttled(world).await;
    world.patient("Ada").await;
    let home = at(&world, "192.0.2.1");
    sign_in(&home, ADA, PASSWORD).await.expect(200);
    for n in 0..40 {
        let told = fail(&world, &at(&world, &format!("203.0.113.{n}")), ADA, 1).await;
        assert!(told <= 30, "{told}");
    }
    // At home as if nothing had happened; elsewhere after half a minute.
    sign_in(&home, ADA, PASSWORD).await.expect(200);
    let hotel = at(&world, "198.51.100.7");
    let told = retry_after(&sign_in(&hotel, ADA, PASSWORD).await.problem(429, "too-many"));
    assert!((1..=30).contains(&told), "{told}");
    world.advance(Duration::seconds(told));
    sign_in(&hotel, ADA, PASSWORD).await.expect(200);
    sign_in(&hotel, ADA, PASSWORD).await.expect(200);
    // What is known is forgotten after ninety days without use.
    world.advance(Duration::days(91));
    for n in 0..12 {
        fail(&world, &at(&world, &format!("203.0.113.{n}")), ADA, 1).await;
    }
    sign_in(&home, ADA, PASSWORD).await.problem(429, "too-many");
}

async fn guesses_at_many_accounts_from_one_address_wait(world: World) {
    let world = throttled(world).await;
    let client = at(&world, "192.0.2.1");
    for n in 0..21 {
        sign_in(&client, &format!("person{n}@example.org"), "a guess at it").await.problem(401, "invalid-credentials");
    }
    sign_in(&client, "somebody@example.org", "a guess at it").await.problem(429, "too-many");
    sign_in(&at(&world, "192.0.2.2"), "somebody@example.org", "a guess").await.problem(401, "invalid-credentials");
}

async fn an_unknown_address_is_throttled_like_a_known_one(world: World) {
    let world = throttled(world).await;
    world.patient("Ada").await;
    let mut told = Vec::new();
    for (n, email) in [ADA, "nobody@example.org", "no address at all"].into_iter().enumerate() {
        let client = at(&world, &format!("192.0.2.{n}"));
        let mut answers = Vec::new();
        for _ in 0..12 {
            let answer = sign_in(&client, email, "a guess at it").await;
            answers.push((answer.status, answer.body, answer.headers.get(header::RETRY_AFTER).cloned()));
            world.advance(Duration::seconds(1));
        }
        told.push(answers);
        world.advance(Duration::days(1));
    }
    assert_eq!(told[0], told[1]);
    assert_eq!(told[0], told[2]);
}

async fn guesses_at_once_count_as_many(world: World) {
    let world = throttled(world).await;
    world.patient("Ada").await;
    let client = at(&world, "192.0.2.1");
    let mut guesses = JoinSet::new();
    for _ in 0..40 {
        let client = client.clone();
        guesses.spawn(async move { sign_in(&client, ADA, "a guess at it").await.status.as_u16() });
    }
    let statuses = guesses.join_all().await;
    let examined = statuses.iter().filter(|status| **status == 401).count();
    assert_eq!(examined, 6, "{statuses:?}");
    assert!(statuses.iter().all(|status| [401, 429].contains(status)), "{statuses:?}");
}

async fn success_is_not_counted(world: World) {
    let world = throttled(world).await;
    world.patient("Ada").await;
    let practice = at(&world, "192.0.2.1");
    for _ in 0..60 {
        sign_in(&practice, ADA, PASSWORD).await.expect(200);
    }
    for _ in 0..6 {
        sign_in(&practice, ADA, "a guess at it").await.problem(401, "invalid-credentials");
    }
}

async fn waits_outlive_the_process_and_hold_on_every_node(world: World) {
    let world = throttled(world).await;
    world.patient("Ada").await;
    fail(&world, &at(&world, "192.0.2.1"), ADA, 8).await;
    // Another router has nothing in memory.
    sign_in(&at(&world, "192.0.2.1"), ADA, PASSWORD).await.problem(429, "too-many");
}

fn registration(email: &str) -> serde_json::Value {
    json!({"email": email, "password": PASSWORD, "full_name": "Ada", "time_zone": "UTC"})
}

async fn registering_is_throttled_by_address_and_by_mail(world: World) {
    let world = throttled(world).await;
    let client = at(&world, "192.0.2.1");
    for n in 0..5 {
        // Nothing is sent and nothing hashed for what does not fit.
        let short = json!({"email": "x@example.org", "password": "short", "full_name": "", "time_zone": "UTC"});
        client.post("auth/register", short).await.problem(422, "invalid");
        let answer = client.post("auth/register", registration(ADA)).await;
        if n < 4 {
            answer.expect(201);
        } else {
            let answer = answer.problem(429, "too-many");
            world.advance(Duration::seconds(retry_after(&answer)));
            client.post("auth/register", registration(ADA)).await.expect(201);
        }
    }
    let elsewhere = at(&world, "192.0.2.2");
    elsewhere.post("auth/register", registration(ADA)).await.problem(429, "too-many");
    elsewhere.post("auth/register", registration("bea@example.org")).await.expect(201);
    for n in 0..6 {
        client.post("auth/register", registration(&format!("person{n}@example.org"))).await.expect(201);
    }
    let refused = client.post("auth/register", registration("one.more@example.org")).await.problem(429, "too-many");
    world.advance(Duration::seconds(retry_after(&refused)));
    client.post("auth/register", registration("one.more@example.org")).await.expect(201);
}

async fn invitation_codes_cannot_be_tried_out(world: World) {
    let world = throttled(world).await;
    let client = at(&world, "192.0.2.1");
    let form = json!({
        "invitation_code": "AAAA-BBBB-CCCC-DDDD", "email": ADA, "password": PASSWORD,
        "full_name": "Ada", "specialty": "Cardiology", "time_zone": "Europe/Berlin",
    });
    for _ in 0..11 {
        client.post("auth/register-doctor", form.clone()).await.refuses(&["invitation_code"]);
    }
    client.post("auth/register-doctor", form).await.problem(429, "too-many");
}

async fn booking_is_throttled_by_account_and_only_what_was_booked_counts(world: World) {
    let doctor = world.doctor("Grace").await;
    let (ada, bea) = (world.patient("Ada").await, world.patient("Bea").await);
    let world = throttled(world).await;
    let (ada, bea) = (as_who(&world.visitor(), &ada), as_who(&world.visitor(), &bea));
    let starts = world.free_starts(&doctor).await;
    for start in &starts[..11] {
        world.book(&ada, &doctor, *start).await.expect(201);
        // Refused ones are no bookings, and the other patient's wishes are hers.
        world.book(&bea, &doctor, *start).await.problem(409, "slot-taken");
    }
    let refused = world.book_with_key(&ada, &doctor, starts[12], "twelfth").await.problem(429, "too-many");
    assert_eq!(retry_after(&refused), 1);
    world.book(&bea, &doctor, starts[12]).await.expect(201);
    world.advance(Duration::seconds(1));
    let booked = world.book_with_key(&ada, &doctor, starts[13], "thirteenth").await.expect(201);
    // The same press again is the same booking, not another.
    let again = world.book_with_key(&ada, &doctor, starts[13], "thirteenth").await.expect(201);
    assert_eq!(again.body, booked.body);
    assert_eq!(retry_after(&world.book(&ada, &doctor, starts[14]).await.problem(429, "too-many")), 2);
}

async fn booking_is_throttled_by_address(world: World) {
    let doctor = world.doctor("Grace").await;
    let mut patients = Vec::new();
    for n in 0..7 {
        patients.push(world.patient(&format!("Patient {n}")).await);
    }
    let world = throttled(world).await;
    let desk = at(&world, "192.0.2.1");
    let starts = world.free_starts(&doctor).await;
    for (n, start) in starts[..61].iter().enumerate() {
        let wish = json!({"doctor_id": doctor.id, "visit_type_id": doctor.visit_type, "start": start});
        as_who(&desk, &patients[n % 7]).post("appointments", wish).await.expect(201);
    }
    let wish = json!({"doctor_id": doctor.id, "visit_type_id": doctor.visit_type, "start": starts[61]});
    let refused = as_who(&desk, &patients[6]).post("appointments", wish.clone()).await.problem(429, "too-many");
    as_who(&at(&world, "192.0.2.2"), &patients[6]).post("appointments", wish).await.expect(201);
    assert_eq!(retry_after(&refused), 1);
}

async fn junk_tokens_are_throttled_and_good_ones_never(world: World) {
    world.patient("Ada").await;
    let world = throttled(world).await;
    let client = at(&world, "192.0.2.1");
    let login = sign_in(&client, ADA, PASSWORD).await.expect(200);
    let junk = json!({"refresh_token": "x".repeat(43)});
    for _ in 0..21 {
        client.post("auth/refresh", junk.clone()).await.problem(401, "unauthenticated");
    }
    client.post("auth/refresh", junk.clone()).await.problem(429, "too-many");
    let good = json!({"refresh_token": login.text("refresh_token")});
    client.post("auth/refresh", good).await.expect(200);
    // A browser with a cookie that is nobody's goes on as a visitor.
    let cookie = [("cookie", "anteroom_refresh=junk")];
    let page = client.raw(Method::GET, "/", "".into(), &cookie).await.expect(200);
    assert!(page.headers.get_all(header::SET_COOKIE).iter().any(|value| {
        let value = value.to_str().unwrap_or_default();
        value.starts_with("anteroom_refresh=;") && value.contains("Max-Age=0")
    }));
    at(&world, "192.0.2.2").post("auth/refresh", junk).await.problem(401, "unauthenticated");
}

async fn a_throttled_form_comes_back_with_what_was_typed(world: World) {
    world.patient("Ada").await;
    let world = throttled(world).await;
    let mut browser = Browser::new(world.asked_from("192.0.2.1", ""));
    let form = [("email", ADA), ("password", "a guess at it")];
    for _ in 0..6 {
        browser.submit("/sign-in", "/do/auth/sign-in", &form).await.expect(401);
    }
    let page = browser.submit("/sign-in", "/do/auth/sign-in", &form).await.expect(429);
    page.shows("Too many attempts. Please try again in 1 second.");
    assert_eq!(page.headers[header::RETRY_AFTER], "1");
    assert!(page.has_value("email", ADA), "{}", page.html);
    world.advance(Duration::seconds(1));
    let form = [("email", ADA), ("password", PASSWORD)];
    browser.submit("/sign-in", "/do/auth/sign-in", &form).await.expect(303);
}

async fn a_forged_header_does_not_change_the_address(world: World) {
    let world = throttled(world).await;
    // No proxy is trusted at this address.
    let client = Client::new(world.asked_from("192.0.2.1", "10.0.0.0/8"));
    for n in 0..22 {
        let (forged, email) = (format!("203.0.113.{n}"), format!("person{n}@example.org"));
        let guess = Some(json!({"email": email, "password": "a guess at it"}));
        let headers = [("x-forwarded-for", forged.as_str()), ("forwarded", "for=203.0.113.9"), ("x-real-ip", &forged)];
        let answer = client.send(Method::POST, "auth/login", guess, &headers).await;
        assert_eq!(answer.status, if n < 21 { 401 } else { 429 });
    }
}

async fn a_trusted_proxy_tells_the_address(world: World) {
    let world = throttled(world).await;
    let proxy = Client::new(world.asked_from("10.0.0.5", "10.0.0.0/8"));
    let guess = async |n: usize, chain: &str| {
        let guess = Some(json!({"email": format!("person{n}@example.org"), "password": "a guess at it"}));
        let headers = [("x-forwarded-for", chain)];
        proxy.send(Method::POST, "auth/login", guess, &headers).await.status.as_u16()
    };
    for n in 0..21 {
        // The client may write what it likes to the left.
        assert_eq!(guess(n, &format!("198.51.100.{n}, 203.0.113.9, 10.0.0.7")).await, 401);
    }
    assert_eq!(guess(50, "203.0.113.9").await, 429);
    assert_eq!(guess(51, "203.0.113.10").await, 401, "another client of the same proxy");
}

async fn what_has_worn_off_is_swept_and_nothing_personal_is_kept(world: World) {
    let world = throttled(world).await;
    world.patient("Ada").await;
    let client = at(&world, "192.0.2.1");
    sign_in(&client, ADA, PASSWORD).await.expect(200);
    fail(&world, &at(&world, "192.0.2.2"), ADA, 3).await;
    let address = std::net::Ipv4Addr::new(192, 0, 2, 1).to_ipv6_mapped().octets();
    let (keys, other) = (&world.clinic.effects.keys, Keys::new(b"the key of another clinic"));
    let struck = keys.throttle("sign-in account", &[ADA.as_bytes()]);
    let known = keys.throttle("signed in from", &[ADA.as_bytes(), &address]);
    let all = [struck, known, other.throttle("sign-in account", &[ADA.as_bytes()])];
    for (days, left) in [(0, vec![struck, known]), (2, vec![known]), (90, vec![])] {
        world.advance(Duration::days(days));
        clinic::jobs::sweep(&world.clinic).await.expect("swept");
        let mut read = world.clinic.store.read().await.expect("a connection");
        let found = throttle_repo::find(&mut read, &all).await.expect("a query");
        assert_eq!(found.len(), left.len(), "{days} days later");
        assert!(left.iter().all(|key| found.contains_key(key)), "{days} days later");
    }
}
