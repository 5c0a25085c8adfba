//! Strangers' failures keep nobody out who is known where they are; networks, shared addresses and an account's changes.

use chrono::Duration;
use effects::Passwords;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::{
    browser::Browser,
    client::{Answer, Client},
    world::{PASSWORD, World, on_both},
};

on_both! {
    failures_at_a_shared_address_keep_nobody_out_who_is_known_there,
    guesses_from_everywhere_keep_nobody_out_who_has_the_device,
    a_known_device_has_a_small_budget_of_its_own,
    a_device_is_known_to_its_own_people_only,
    strangers_in_the_queue_keep_nobody_out_who_is_known,
    a_hundred_right_sign_ins_at_once_do_not_lock_the_address,
    guesses_from_all_over_a_network_are_counted_together,
    a_shared_network_has_a_larger_budget,
    changes_of_an_account_are_throttled_together,
}

const ADA: &str = "ada@example.org";
const CLINIC: &str = "192.0.2.1";

async fn throttled(mut world: World) -> World {
    world.set_settings(|settings| settings.rate_limit = true);
    world
}

fn at(world: &World, address: &str) -> Client {
    Client::new(world.asked_from(address, ""))
}

async fn sign_in(client: &Client, email: &str, password: &str) -> Answer {
    client.post("auth/login", json!({"email": email, "password": password})).await
}

async fn sign_in_on(client: &Client, device: &str, email: &str, password: &str) -> Answer {
    let login = json!({"email": email, "password": password, "device_token": device});
    client.post("auth/login", login).await
}

/// Strangers fail until this address has to wait.
async fn lock(client: &Client) {
    for n in 0..21 {
        sign_in(client, &format!("invented{n}@example.org"), "a guess at it").await.problem(401, "invalid-credentials");
    }
    sign_in(client, "invented@example.org", "a guess at it").await.problem(429, "too-many");
}

/// Strangers guess at this account from many addresses until it has to wait.
async fn lock_account(world: &World, email: &str) {
    for n in 0..11 {
        let client = at(world, &format!("203.0.113.{n}"));
        sign_in(&client, email, "a guess at it").await.problem(401, "invalid-credentials");
    }
    sign_in(&at(world, "203.0.113.99"), email, PASSWORD).await.problem(429, "too-many");
}

async fn failures_at_a_shared_address_keep_nobody_out_who_is_known_there(world: World) {
    world.patient("Ada").await;
    let world = throttled(world).await;
    let clinic = at(&world, CLINIC);
    // A program without cookies is known by account and address.
    sign_in(&clinic, ADA, PASSWORD).await.expect(200);
    lock(&clinic).await;
    sign_in(&clinic, ADA, PASSWORD).await.expect(200);
    // Once it was mistyped as well, and after any time.
    sign_in(&clinic, ADA, "a guess at it").await.problem(401, "invalid-credentials");
    sign_in(&clinic, ADA, PASSWORD).await.expect(200);
    lock_account(&world, ADA).await;
    sign_in(&clinic, ADA, PASSWORD).await.expect(200);
}

async fn guesses_from_everywhere_keep_nobody_out_who_has_the_device(world: World) {
    world.patient("Ada").await;
    let world = throttled(world).await;
    let form = [("email", ADA), ("password", PASSWORD)];
    let mut phone = Browser::new(world.asked_from("198.51.100.1", ""));
    phone.submit("/sign-in", "/do/auth/sign-in", &form).await.expect(303);
    phone.submit("/account", "/do/auth/sign-out", &[]).await.leads_to("/");
    // The phone goes to another network, where strangers have failed as well, and at the same account too.
    let elsewhere = at(&world, "198.51.100.2");
    lock(&elsewhere).await;
    lock_account(&world, ADA).await;
    sign_in(&elsewhere, ADA, PASSWORD).await.problem(429, "too-many");
    phone.moved_to(world.asked_from("198.51.100.2", ""));
    phone.submit("/sign-in", "/do/auth/sign-in", &form).await.expect(303);
}

async fn a_known_device_has_a_small_budget_of_its_own(world: World) {
    world.patient("Ada").await;
    let world = throttled(world).await;
    let client = at(&world, CLINIC);
    let device = sign_in(&client, ADA, PASSWORD).await.expect(200).text("device_token").to_owned();
    // Whoever finds the device guesses as slowly as anywhere, from however many addresses.
    let guess =
        async |n: usize| sign_in_on(&at(&world, &format!("203.0.113.{n}")), &device, ADA, "a guess at it").await;
    for n in 0..6 {
        guess(n).await.problem(401, "invalid-credentials");
    }
    let mut waits = Vec::new();
    for n in 6..10 {
        let wait = guess(n).await.problem(429, "too-many").header("retry-after").parse().expect("seconds");
        waits.push(wait);
        world.advance(Duration::seconds(wait));
        guess(n).await.problem(401, "invalid-credentials");
    }
    assert_eq!(waits, [1, 2, 4, 8]);
    // That is nobody else's fault: neither the account nor an address waits for it.
    sign_in(&at(&world, "203.0.113.50"), ADA, PASSWORD).await.expect(200);
    sign_in_on(&client, &device, ADA, PASSWORD).await.problem(429, "too-many");
    world.advance(Duration::minutes(15));
    sign_in_on(&client, &device, ADA, PASSWORD).await.expect(200);
    guess(11).await.problem(401, "invalid-credentials");
}

async fn a_device_is_known_to_its_own_people_only(world: World) {
    world.patient("Ada").await;
    world.patient("Bea").await;
    let world = throttled(world).await;
    let client = at(&world, CLINIC);
    let of_ada = sign_in(&client, ADA, PASSWORD).await.expect(200).text("device_token").to_owned();
    let shared = sign_in_on(&client, &of_ada, "bea@example.org", PASSWORD).await.expect(200);
    let shared = shared.text("device_token").to_owned();
    assert_ne!(of_ada, shared);
    lock_account(&world, ADA).await;
    lock_account(&world, "bea@example.org").await;
    let hotel = at(&world, "198.51.100.7");
    for (device, email, status) in [
        (of_ada.as_str(), "bea@example.org", 429),
        ("", "bea@example.org", 429),
        ("x", ADA, 429),
        (&of_ada[..22], ADA, 429),
        (shared.as_str(), "bea@example.org", 200),
        (shared.as_str(), ADA, 200),
    ] {
        let answer = sign_in_on(&hotel, device, email, PASSWORD).await;
        assert_eq!(answer.status, status, "{email} with {device:?}: {}", answer.body);
    }
}

async fn strangers_in_the_queue_keep_nobody_out_who_is_known(world: World) {
    world.patient("Ada").await;
    let mut world = throttled(world).await;
    let device = sign_in(&at(&world, CLINIC), ADA, PASSWORD).await.expect(200).text("device_token").to_owned();
    world.set_effects(|effects| effects.passwords = Passwords::full_of_strangers());
    let elsewhere = at(&world, "198.51.100.7");
    sign_in(&elsewhere, ADA, PASSWORD).await.problem(503, "unavailable");
    sign_in_on(&elsewhere, "x", ADA, PASSWORD).await.problem(503, "unavailable");
    sign_in_on(&elsewhere, &device, ADA, PASSWORD).await.expect(200);
    sign_in(&at(&world, CLINIC), ADA, PASSWORD).await.expect(200);
    let form = json!({"email": "new@example.org", "password": PASSWORD, "full_name": "New", "time_zone": "UTC"});
    elsewhere.post("auth/register", form).await.problem(503, "unavailable");
}

async fn a_hundred_right_sign_ins_at_once_do_not_lock_the_address(world: World) {
    world.patient("Ada").await;
    world.patient("Bea").await;
    let world = throttled(world).await;
    let practice = at(&world, CLINIC);
    for known in [false, true] {
        let mut all = JoinSet::new();
        for _ in 0..100 {
            let practice = practice.clone();
            all.spawn(async move { sign_in(&practice, ADA, PASSWORD).await.status.as_u16() });
            if known {
                // Somebody who was never here before comes in the middle of it.
                let newcomer = at(&world, CLINIC);
                all.spawn(
                    async move { sign_in(&newcomer, "nobody@example.org", "a guess at it").await.status.as_u16() },
                );
            }
        }
        let statuses = all.join_all().await;
        assert!(statuses.contains(&200), "{statuses:?}");
        assert!(statuses.iter().all(|status| [200, 401, 429, 503].contains(status)), "{statuses:?}");
        if !known {
            sign_in(&practice, "bea@example.org", PASSWORD).await.expect(200);
        }
        sign_in(&practice, ADA, PASSWORD).await.expect(200);
    }
}

async fn guesses_from_all_over_a_network_are_counted_together(world: World) {
    let world = throttled(world).await;
    let examined = async |addresses: Vec<String>| {
        let mut examined = 0;
        for (n, address) in addresses.iter().enumerate() {
            let email = format!("{}@example.org", address.replace(':', "."));
            let answer = sign_in(&at(&world, address), &format!("{n}.{email}"), "a guess at it").await;
            assert!([401, 429].contains(&answer.status.as_u16()), "{}", answer.body);
            examined += usize::from(answer.status == 401);
        }
        examined
    };
    // One /64; a /56 of many /64; a /48 of many /56. The further around, the more is taken.
    let narrow = examined((0..60).map(|n| format!("2001:db8:1:1::{n:x}")).collect()).await;
    let middle = examined((0..60).map(|n| format!("2001:db8:2:1{n:02x}::1")).collect()).await;
    let wide = examined((0..60).map(|n| format!("2001:db8:3:{n:x}00::1")).collect()).await;
    assert_eq!((narrow, middle, wide), (21, 31, 41));
    // Another /48 is another network.
    assert_eq!(examined(vec!["2001:db8:4::1".into()]).await, 1);
}

async fn a_shared_network_has_a_larger_budget(world: World) {
    let mut world = throttled(world).await;
    world.set_settings(|settings| {
        settings.shared_networks =
            ["192.0.2.0/28", "2001:db8:1::/48"].iter().map(|net| net.parse().expect("a network")).collect();
    });
    let register = async |address: &str, n: usize| {
        let house: u32 = address.bytes().map(u32::from).sum();
        let email = format!("person{n}.{house}@example.org");
        let form = json!({"email": email, "password": PASSWORD, "full_name": "New", "time_zone": "UTC"});
        at(&world, address).post("auth/register", form).await.status.as_u16()
    };
    for (address, free) in [("192.0.2.16", 11), ("192.0.2.15", 30), ("::ffff:192.0.2.3", 30), ("2001:db8:1:2::3", 30)] {
        for n in 0..free {
            assert_eq!(register(address, n).await, 201, "{address} {n}");
        }
    }
    assert_eq!(register("192.0.2.16", 99).await, 429, "a house of its own");
    for n in 0..60 {
        let email = format!("person{n}@example.org");
        sign_in(&at(&world, "192.0.2.15"), &email, "a guess at it").await.problem(401, "invalid-credentials");
    }
    // One account is guarded there as anywhere.
    for n in 0..6 {
        assert_eq!(sign_in(&at(&world, "192.0.2.14"), ADA, "a guess at it").await.status, 401, "{n}");
    }
    sign_in(&at(&world, "192.0.2.14"), ADA, "a guess at it").await.problem(429, "too-many");
}

async fn changes_of_an_account_are_throttled_together(world: World) {
    let ada = world.patient("Ada").await;
    let doctor = world.bare_doctor("Grace").await;
    let world = throttled(world).await;
    let ada = world.visitor().with_token(ada.access_token.as_deref().expect("signed in"));
    let grace = world.visitor().with_token(doctor.client.access_token.as_deref().expect("signed in"));
    for n in 0..41 {
        // What does not fit, or changes nothing, is no change.
        ada.patch("me", json!({"full_name": ""})).await.problem(422, "invalid");
        ada.patch("me", json!({})).await.expect(200);
        ada.patch("me", json!({"full_name": format!("Ada {n}")})).await.expect(200);
    }
    let refused = ada.patch("me", json!({"time_zone": "UTC"})).await.problem(429, "too-many");
    assert_eq!(refused.header("retry-after"), "1");
    assert_eq!(ada.get("me").await.expect(200).text("full_name"), "Ada 40");
    // Of a doctor everything counts that pages show.
    let changes: [(&str, &str, Value); 5] = [
        ("PUT", "doctors/me/schedule", World::office_hours()),
        ("PUT", "doctors/me/exceptions/2026-12-24", json!({"kind": "closed"})),
        ("PATCH", "doctors/me", json!({"about": "New"})),
        ("PATCH", "me", json!({"full_name": "Dr Grace"})),
        ("POST", "doctors/me/visit-types", json!({"name": "Visit", "minutes": 30})),
    ];
    let change = async |n: usize| {
        let (method, path, body) = changes[n % changes.len()].clone();
        grace.send(method.parse().expect("a method"), path, Some(body), &[]).await
    };
    for n in 0..41 {
        let answer = change(n).await;
        assert!(answer.status.is_success(), "{n}: {}", answer.body);
    }
    for n in 0..changes.len() {
        change(n).await.problem(429, "too-many");
    }
    grace.delete("doctors/me/exceptions/2026-12-24").await.problem(429, "too-many");
    world.advance(Duration::seconds(1));
    change(0).await.expect(200);
}
