//! A doctor with two locations in two zones, and what becomes of visits when a location changes.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    platform::ids::{DoctorId, LocationId, VisitTypeId},
    scheduling::{
        location::{Location, LocationText},
        schedule::Window,
        visit_type::{VisitKind, VisitType},
    },
};
use serde_json::json;
use store::scheduling::{location_repo, schedule_repo, visit_type_repo};
use uuid::Uuid;

use crate::{
    browser::Browser,
    world::{Doctor, PASSWORD, World, on_both},
};

on_both! {
    each_visit_type_is_offered_in_the_hours_of_its_location,
    a_visit_is_told_where_and_when_its_location_is,
    the_doctors_day_shows_both_locations_on_one_wall,
    the_profile_edits_the_first_location_only,
    a_visit_keeps_the_address_that_was_agreed,
    whose_visits_were_agreed_at_another_address_is_named_to_the_doctor,
    a_moved_location_ends_what_was_kept_of_the_doctor,
}

const ELSEWHERE: &str = "agreed at another address";

async fn signed_in(world: &World, email: &str) -> Browser {
    let mut browser = Browser::new(world.router.clone());
    browser.submit("/sign-in", "/do/auth/sign-in", &[("email", email), ("password", PASSWORD)]).await.expect(303);
    browser
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

/// Puts a second location of the doctor into the database, in Tokyo, open every day from nine to five, with a visit type.
/// Gives the doctor as somebody to book there.
async fn in_tokyo(world: &World, doctor: &Doctor) -> Doctor {
    let rng = &world.clinic.effects.rng;
    let now = world.clinic.effects.clock.now();
    let second = Location {
        id: LocationId(rng.id(now)),
        doctor: DoctorId(doctor.id.parse::<Uuid>().expect("an id")),
        position: 1,
        text: LocationText {
            address: "2 New Street\nTokyo".into(),
            directions: "By the river.".into(),
            ..LocationText::default()
        },
        zone: "Asia/Tokyo".into(),
    };
    let visit_type = VisitType {
        id: VisitTypeId(rng.id(now)),
        name: "Visit in Tokyo".into(),
        minutes: 30,
        buffer_before_minutes: 0,
        buffer_after_minutes: 0,
        minimum_notice_minutes: 0,
        booking_window_days: 90,
        kind: VisitKind::InPerson,
        price: None,
    };
    let key = (second.doctor, second.id);
    let weekly = std::array::from_fn(|_| vec![Window { start: 540, end: 1020 }]);
    let mut tx = world.clinic.store.write().await.expect("a transaction");
    location_repo::insert(&mut tx, &second).await.expect("a location");
    schedule_repo::set_weekly(&mut tx, key, &weekly).await.expect("hours");
    // Later than the one in Berlin, which stands first.
    visit_type_repo::insert(&mut tx, key, &visit_type, now + TimeDelta::seconds(1)).await.expect("a visit type");
    tx.commit().await.expect("committed");
    Doctor { client: doctor.client.clone(), id: doctor.id.clone(), visit_type: visit_type.id.to_string() }
}

async fn each_visit_type_is_offered_in_the_hours_of_its_location(world: World) {
    let berlin = world.doctor("Grace").await;
    let tokyo = in_tokyo(&world, &berlin).await;
    let patient = world.patient("Ada").await;
    let starts = |starts: Vec<DateTime<Utc>>, day: &'static str| -> Vec<String> {
        let of_day = starts.into_iter().filter(|start| start.format("%d").to_string() == day);
        of_day.map(|start| start.format("%H:%M").to_string()).collect()
    };
    // Nine to five on Tuesday the 24th: from 8:00 in Greenwich in Berlin, and from midnight in Tokyo.
    let (here, there) = (starts(world.free_starts(&berlin).await, "24"), starts(world.free_starts(&tokyo).await, "24"));
    assert_eq!((here.len(), here[0].as_str(), here[15].as_str()), (16, "08:00", "15:30"));
    assert_eq!((there.len(), there[0].as_str(), there[15].as_str()), (16, "00:00", "07:30"));
    let reason = async |doctor: &Doctor, start: &str| {
        let refused = world.book(&patient, doctor, at(start)).await.problem(422, "not-offered");
        refused.text("reason").to_owned()
    };
    assert_eq!(reason(&berlin, "2026-11-24T02:00:00Z").await, "outside_hours");
    assert_eq!(reason(&tokyo, "2026-11-24T10:00:00Z").await, "outside_hours");
    world.book(&patient, &tokyo, at("2026-11-24T02:00:00Z")).await.expect(201);
    world.book(&patient, &berlin, at("2026-11-24T10:00:00Z")).await.expect(201);
    // Open in Tokyo alone, on a Saturday.
    assert_eq!(reason(&berlin, "2026-11-28T02:00:00Z").await, "outside_hours");
    world.book(&patient, &tokyo, at("2026-11-28T02:00:00Z")).await.expect(201);
    // The directory knows both: who is free first is so where the card's visit type is.
    let card = world.visitor().get("doctors").await.expect(200).items()[0].clone();
    assert_eq!(card["next_free"][0]["start"], "2026-11-23T08:00:00Z");
}

async fn a_visit_is_told_where_and_when_its_location_is(world: World) {
    let berlin = world.doctor("Grace").await;
    let tokyo = in_tokyo(&world, &berlin).await;
    let patient = world.patient("Ada").await;
    let mut browser = signed_in(&world, "ada@example.org").await;
    let summary = format!("/book?doctor={}&visit_type={}&start=2026-11-24T02:00:00Z", tokyo.id, tokyo.visit_type);
    let page = browser.open(&summary).await.expect(200);
    page.shows("2 New Street");
    page.shows("At the practice: Tue 24 Nov 2026, 11:00–11:30 (Tokyo time).");
    // Whoever says no zone reads on the wall of the place.
    Browser::new(world.router.clone()).open(&summary).await.expect(200).shows("Tuesday 24 November, 11:00–11:30");
    let booked = world.book(&patient, &tokyo, at("2026-11-24T02:00:00Z")).await.expect(201);
    let (doctor, there) = (&booked.body["doctor"], &booked.body["doctor_local"]);
    assert_eq!((&doctor["address"], &doctor["directions"]), (&json!("2 New Street\nTokyo"), &json!("By the river.")));
    assert_eq!((&doctor["time_zone"], &there["start"]), (&json!("Asia/Tokyo"), &json!("2026-11-24T11:00:00")));
    assert_eq!(booked.body["local"]["start"], "2026-11-24T03:00:00");
    let id = booked.text("id");
    let page = browser.open(&format!("/visits/{id}")).await.expect(200);
    page.shows("By the river.");
    page.shows("Tue 24 Nov 2026, 11:00–11:30 at the practice (Tokyo time)");
    let file = browser.open(&format!("/visits/{id}/calendar.ics")).await.expect(200).html;
    assert!(file.contains("LOCATION:2 New Street\\, Tokyo"), "{file}");
    let mail = world.mail().await;
    let letter = mail.iter().find(|mail| mail.email.to == "ada@example.org" && mail.email.calendar.is_some());
    assert!(letter.expect("a confirmation").email.text.contains("2 New Street"));
    // The doctor reads on the own wall, and beside it the place's.
    let own = berlin.client.get(&format!("appointments/{id}")).await.expect(200);
    assert_eq!(
        (&own.body["local"]["start"], &own.body["doctor_local"]["start"]),
        (&json!("2026-11-24T03:00:00"), &json!("2026-11-24T11:00:00"),)
    );
    let other = world.book(&patient, &berlin, at("2026-11-24T10:00:00Z")).await.expect(201);
    assert_eq!(
        (&other.body["doctor"]["address"], &other.body["doctor_local"]),
        (&json!("1 Test Street"), &json!(null))
    );
}

async fn the_doctors_day_shows_both_locations_on_one_wall(world: World) {
    let berlin = world.doctor("Grace").await;
    let tokyo = in_tokyo(&world, &berlin).await;
    let patient = world.patient("Pat Early").await;
    world.book(&patient, &tokyo, at("2026-11-24T02:00:00Z")).await.expect(201);
    let mut browser = signed_in(&world, "grace@example.org").await;
    let page = browser.open("/practice?date=2026-11-24").await.expect(200);
    // Nine to five in Tokyo is one to nine in Berlin.
    page.shows("Open 01:00–09:00, 09:00–17:00, 1 visit");
    page.shows("03:00–03:30");
    let page = browser.open("/practice/week?date=2026-11-24").await.expect(200);
    page.shows("03:00–03:30");
    for path in ["/practice", "/practice/hours"] {
        let page = browser.open(path).await.expect(200);
        assert!(!page.text().contains("outside of your hours"), "Tokyo’s hours hold it: {path}");
    }
}

async fn the_profile_edits_the_first_location_only(world: World) {
    let berlin = world.doctor("Grace").await;
    let tokyo = in_tokyo(&world, &berlin).await;
    // Whoever names no zone is shown the days of the first location.
    let free = async |doctor: &Doctor| {
        let query = format!("visit_type={}&from=2026-11-23&to=2026-11-29&time_zone=UTC", doctor.visit_type);
        world.visitor().get(&format!("doctors/{}/slots?{query}", doctor.id)).await.expect(200).body
    };
    let before = free(&tokyo).await;
    let patch = json!({"address": "9 Other Street", "directions": "Ring twice."});
    berlin.client.patch("doctors/me", patch).await.expect(200);
    let none = json!({"time_zone": "America/New_York", "weekly": []});
    berlin.client.put("doctors/me/schedule", none).await.expect(200);
    berlin.client.put("doctors/me/exceptions/2026-11-24", json!({"kind": "closed"})).await.expect(200);
    assert_eq!(free(&tokyo).await, before, "the other one's hours stay");
    assert!(world.free_starts(&berlin).await.is_empty());
    let profile = world.visitor().get(&format!("doctors/{}", berlin.id)).await.expect(200);
    assert_eq!((profile.text("address"), profile.text("time_zone")), ("9 Other Street", "America/New_York"));
    let patient = world.patient("Ada").await;
    let booked = world.book(&patient, &tokyo, at("2026-11-24T02:00:00Z")).await.expect(201);
    assert_eq!(booked.body["doctor"]["address"], "2 New Street\nTokyo");
    assert_eq!(berlin.client.get("doctors/me").await.expect(200).body["has_hours"], true);
}

async fn a_visit_keeps_the_address_that_was_agreed(world: World) {
    let doctor = world.doctor("Grace").await;
    let reached =
        json!({"directions": "Ring twice.", "phone": "030 1234567", "practice_email": "desk@practice.example"});
    doctor.client.patch("doctors/me", reached).await.expect(200);
    let patient = world.patient("Ada").await;
    let start = world.free_start(&doctor, 20).await;
    let id = world.book(&patient, &doctor, start).await.expect(201).text("id").to_owned();
    let moved = json!({"address": "9 Other Street", "directions": "", "phone": "", "practice_email": null});
    doctor.client.patch("doctors/me", moved).await.expect(200);
    let mut elsewhere = World::office_hours();
    elsewhere["time_zone"] = json!("Europe/London");
    doctor.client.put("doctors/me/schedule", elsewhere).await.expect(200);

    let visit = patient.get(&format!("appointments/{id}")).await.expect(200);
    let agreed = &visit.body["doctor"];
    assert_eq!((&agreed["address"], &agreed["directions"]), (&json!("1 Test Street"), &json!("Ring twice.")));
    assert_eq!((&agreed["phone"], &agreed["practice_email"]), (&json!("030 1234567"), &json!("desk@practice.example")));
    assert_eq!(agreed["time_zone"], "Europe/Berlin");
    let now = doctor.client.get("doctors/me").await.expect(200);
    assert_eq!((&now.body["phone"], &now.body["practice_email"]), (&json!(""), &json!(null)));
    let mut browser = signed_in(&world, "ada@example.org").await;
    let page = browser.open(&format!("/visits/{id}")).await.expect(200);
    page.shows("1 Test Street");
    page.shows("030 1234567");
    assert!(!page.text().contains("9 Other Street"));
    // What was enqueued when it was booked is written later, and says the same.
    let mail = world.mail().await;
    let letters: Vec<_> = mail.iter().filter(|mail| mail.email.to == "ada@example.org").collect();
    let letter = letters.iter().find(|mail| mail.email.calendar.is_some()).expect("a confirmation");
    assert!(letter.email.text.contains("1 Test Street") && letter.email.text.contains("Ring twice."));
    let next = world.free_start(&doctor, 30).await;
    let booked = world.book(&patient, &doctor, next).await.expect(201);
    assert_eq!(booked.body["doctor"]["address"], "9 Other Street", "what is agreed from now on");
}

async fn whose_visits_were_agreed_at_another_address_is_named_to_the_doctor(world: World) {
    let doctor = world.doctor("Grace").await;
    let patient = world.patient("Pat Earlier").await;
    let start = world.free_start(&doctor, 20).await;
    let id = world.book(&patient, &doctor, start).await.expect(201).text("id").to_owned();
    let video = json!({"name": "By video", "minutes": 30, "kind": "video"});
    let video = doctor.client.post("doctors/me/visit-types", video).await.expect(201).text("id").to_owned();
    let by_video = Doctor { client: doctor.client.clone(), id: doctor.id.clone(), visit_type: video };
    let other = world.patient("Vi Deo").await;
    world.book(&other, &by_video, world.free_start(&by_video, 22).await).await.expect(201);
    let mut browser = signed_in(&world, "grace@example.org").await;
    let pages = ["/practice", "/practice/profile"];
    for path in pages {
        assert!(!browser.open(path).await.expect(200).text().contains(ELSEWHERE), "{path}");
    }
    doctor.client.patch("doctors/me", json!({"address": "9 Other Street"})).await.expect(200);
    for path in pages {
        let page = browser.open(path).await.expect(200);
        page.shows("One booked visit was agreed at another address.");
        assert!(!page.text().contains("Vi Deo"), "whoever is met by video comes to no address");
    }
    let profile = browser.open("/practice/profile").await.expect(200);
    assert!(profile.html.contains(&format!("href=\"/visits/{id}\"")) && profile.text().contains("Pat Earlier"));
    doctor.client.patch("doctors/me", json!({"address": "1 Test Street"})).await.expect(200);
    for path in pages {
        assert!(!browser.open(path).await.expect(200).text().contains(ELSEWHERE), "{path}");
    }
}

async fn a_moved_location_ends_what_was_kept_of_the_doctor(world: World) {
    let berlin = world.doctor("Grace").await;
    let tokyo = in_tokyo(&world, &berlin).await;
    let patient = world.patient("Ada").await;
    // Now there is a copy.
    let before = world.free_starts(&tokyo).await;
    let mut tx = world.clinic.store.write().await.expect("a transaction");
    let doctor = DoctorId(berlin.id.parse::<Uuid>().expect("an id"));
    let second = location_repo::of_doctors(&mut tx, &[doctor]).await.expect("a query").remove(&doctor);
    let second = second.and_then(|all| all.into_iter().nth(1)).expect("the second");
    location_repo::update(&mut tx, &Location { zone: "America/New_York".into(), ..second }).await.expect("moved");
    tx.commit().await.expect("committed");
    world.book(&patient, &tokyo, before[20]).await.problem(422, "not-offered");
    let after = world.free_starts(&tokyo).await;
    assert!(!after.is_empty() && after != before);
    let booked = world.book(&patient, &tokyo, after[20]).await.expect(201);
    assert_eq!(booked.body["doctor"]["time_zone"], "America/New_York");
}
