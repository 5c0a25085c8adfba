//! The number of statements of a list does not grow with its rows.

use axum::http::Method;
use chrono::TimeDelta;
use clinic::{directory, insight::statistics};
use serde_json::json;
use store::platform::throttle_repo;

use crate::{
    client::Client,
    world::{PASSWORD, World, on_both},
};

on_both! {
    lists_take_as_many_statements_for_many_rows_as_for_few,
    letters_take_as_many_statements_for_many_visits_as_for_few,
    throttling_costs_a_few_statements_and_none_when_it_is_off,
}

async fn lists_take_as_many_statements_for_many_rows_as_for_few(world: World) {
    let admin = world.admin().await;
    let mut doctor = world.doctor("Doctor A").await;
    let patient = world.patient("Ada").await;
    let (mut before, mut used) = (None, Vec::new());
    for more in [1, 12] {
        for n in 0..more {
            let free = world.free_starts(&doctor).await;
            let start = free.into_iter().find(|start| !used.contains(start)).expect("a time that the patient has");
            used.push(start);
            world.book(&patient, &doctor, start).await.expect(201);
            if n > 0 {
                doctor = world.doctor(&format!("Doctor {n}")).await;
                world.patient(&format!("Patient {n}")).await;
            }
        }
        let slots = format!("doctors/{}/slots?visit_type={}", doctor.id, doctor.visit_type);
        let mut counts = Vec::new();
        // When everybody is free first, it may be stored, as the first time here, or not.
        if more == 1 {
            directory::refresh(&world.clinic).await.expect("refreshed");
        }
        for (client, path) in [
            (&world.visitor(), "doctors?per_page=50"),
            (&world.visitor(), "doctors?sort=name&per_page=50"),
            (&world.visitor(), "doctors?kind=in_person&language=en&specialty=cardiology&per_page=50"),
            (&world.visitor(), "doctors?q=english%20cardiologists&per_page=50"),
            (&world.visitor(), "doctors?q=cardiolgist&per_page=50"),
            (&world.visitor(), "doctors?q=nobody&per_page=50"),
            (&world.visitor(), slots.as_str()),
            (&patient, "appointments?per_page=50"),
            (&patient, "appointments?per_page=50&from=2026-11-01&to=2027-11-01&kind=in_person"),
            (&doctor.client, "appointments?per_page=50"),
            (&doctor.client, "appointments?per_page=50&from=2026-11-01&q=ada&status=booked"),
            (&admin, "appointments?per_page=50"),
            (&admin, "appointments?per_page=50&to=2027-11-01&doctor_name=doctor"),
            (&admin, "admin/users?per_page=50"),
            (&admin, "admin/doctors?per_page=50"),
            (&admin, "admin/doctors?per_page=50&specialty=cardiology&q=doctor"),
            (&admin, "admin/specialties?per_page=50"),
            (&admin, "admin/invitations?per_page=50"),
            (&admin, "admin/mail?per_page=50"),
            (&admin, "admin/figures"),
        ] {
            // Longer than any copy is kept, or any sum is behind.
            world.advance(TimeDelta::seconds(2));
            statistics::count(&world.clinic).await.expect("counted");
            let from = world.clinic.store.statements();
            client.get(path).await.expect(200);
            let kind = path.split('?').next().unwrap_or(path).rsplit('/').next().unwrap_or(path).to_owned();
            counts.push((kind, world.clinic.store.statements() - from));
        }
        assert!(counts.iter().all(|(_, count)| (1..=12).contains(count)), "{counts:?}");
        match &before {
            None => before = Some(counts),
            Some(few) => assert_eq!(few, &counts),
        }
    }
}

async fn letters_take_as_many_statements_for_many_visits_as_for_few(world: World) {
    let doctor = world.doctor("Grace").await;
    let patient = world.patient("Ada").await;
    world.deliver().await;
    let mut counts = Vec::new();
    for visits in [1, 4] {
        for _ in 0..visits {
            let start = world.free_start(&doctor, 0).await;
            world.book(&patient, &doctor, start).await.expect(201);
        }
        let before = (world.clinic.store.statements(), world.clinic.effects.mailer.sent().len());
        world.deliver().await;
        counts.push(world.clinic.store.statements() - before.0);
        assert_eq!(world.clinic.effects.mailer.sent().len() - before.1, 2 * visits);
    }
    // On a busy machine, a few are written down after the others.
    assert!(counts[1] <= counts[0] + 3, "{counts:?}");
}

/// The statements of each kind of request, throttled or not; with what is left in the table of attempts.
async fn statements_of_requests(mut world: World, rate_limit: bool) -> (Vec<(&'static str, u64)>, usize) {
    let name = if rate_limit { "On" } else { "Off" };
    let doctor = world.doctor(&format!("Doctor {name}")).await;
    let patient = world.patient(name).await;
    let email = format!("{}@example.org", name.to_lowercase());
    let start = world.free_start(&doctor, 3).await;
    world.set_settings(|settings| settings.rate_limit = rate_limit);
    let visitor = Client::new(world.asked_from("192.0.2.1", ""));
    let patient = visitor.with_token(patient.access_token.as_deref().expect("signed in"));
    let (wrong, right) =
        (json!({"email": email, "password": "a guess at it"}), json!({"email": email, "password": PASSWORD}));
    let fresh = json!({"email": format!("new.{email}"), "password": PASSWORD, "full_name": "New", "time_zone": "UTC"});
    let wish = json!({"doctor_id": doctor.id, "visit_type_id": doctor.visit_type, "start": start});
    let slots = format!("doctors/{}/slots?visit_type={}", doctor.id, doctor.visit_type);
    let junk = json!({"refresh_token": "x".repeat(43)});
    let mut counts = Vec::new();
    for (what, client, path, body, status) in [
        ("wrong password", &visitor, "auth/login", Some(wrong), 401),
        ("sign in", &visitor, "auth/login", Some(right), 200),
        ("register", &visitor, "auth/register", Some(fresh), 201),
        ("junk token", &visitor, "auth/refresh", Some(junk), 401),
        ("book", &patient, "appointments", Some(wish), 201),
        ("slots", &visitor, slots.as_str(), None, 200),
        ("own visits", &patient, "appointments", None, 200),
    ] {
        // Longer than any copy is kept.
        world.advance(TimeDelta::seconds(2));
        let method = if body.is_some() { Method::POST } else { Method::GET };
        let from = world.clinic.store.statements();
        client.send(method, path, body, &[]).await.expect(status);
        counts.push((what, world.clinic.store.statements() - from));
    }
    let key = world.clinic.effects.keys.throttle("sign-in account", &[email.as_bytes()]);
    let known = std::net::Ipv4Addr::new(192, 0, 2, 1).to_ipv6_mapped().octets();
    let known = world.clinic.effects.keys.throttle("signed in from", &[email.as_bytes(), &known]);
    let mut read = world.clinic.store.read().await.expect("a connection");
    let kept = throttle_repo::find(&mut read, &[key, known]).await.expect("a query").len();
    (counts, kept)
}

async fn throttling_costs_a_few_statements_and_none_when_it_is_off(world: World) {
    let (off, nothing) = statements_of_requests(world.clone(), false).await;
    let (on, kept) = statements_of_requests(world, true).await;
    assert_eq!((nothing, kept), (0, 2), "attempts are counted, or not");
    let more: Vec<_> = off.iter().zip(&on).map(|((what, off), (_, on))| (*what, on - off)).collect();
    let expected = [
        // Known here? How long to wait? Three strikes.
        ("wrong password", 5),
        // And each taken back, and that it was from here.
        ("sign in", 9),
        // By address and by e-mail, each looked up and struck.
        ("register", 4),
        ("junk token", 2),
        // By account and by address, in the transaction that there is anyway.
        ("book", 2),
        ("slots", 0),
        ("own visits", 0),
    ];
    assert!(more.iter().zip(&expected).all(|(more, most)| more.1 <= most.1), "{more:?}, at most {expected:?}");
    assert!(more[5..].iter().all(|(_, more)| *more == 0), "{more:?}");
}
