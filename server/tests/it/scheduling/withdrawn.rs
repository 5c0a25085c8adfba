//! What is no longer offered says so, and leads on.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::json;

use crate::{
    browser::Browser,
    world::{Doctor, PASSWORD, World, on_both},
};

on_both! {
    a_visit_type_that_was_removed_says_what_is_free_instead,
    a_removed_visit_that_is_booked_is_still_ones_own,
    a_hidden_doctor_is_reached_by_those_who_have_a_visit,
}

fn page(doctor: &Doctor, start: DateTime<Utc>) -> String {
    let start = start.to_rfc3339_opts(SecondsFormat::Secs, true);
    format!("/book?doctor={}&visit_type={}&start={start}", doctor.id, doctor.visit_type)
}

async fn signed_in(world: &World, email: &str) -> Browser {
    let mut browser = Browser::new(world.router.clone());
    browser.submit("/sign-in", "/do/auth/sign-in", &[("email", email), ("password", PASSWORD)]).await.expect(303);
    browser
}

async fn remove(doctor: &Doctor) {
    doctor.client.delete(&format!("doctors/me/visit-types/{}", doctor.visit_type)).await.expect(204);
}

async fn a_visit_type_that_was_removed_says_what_is_free_instead(world: World) {
    let doctor = world.doctor("Grace").await;
    world.patient("Ada").await;
    let spec = json!({"name": "Follow-up", "minutes": 20});
    let other = doctor.client.post("doctors/me/visit-types", spec).await.expect(201).text("id").to_owned();
    let start = world.free_start(&doctor, 3).await;
    let (address, mut browser) = (page(&doctor, start), signed_in(&world, "ada@example.org").await);
    browser.open(&address).await.expect(200).shows("Book this visit");
    remove(&doctor).await;
    let iso = start.to_rfc3339_opts(SecondsFormat::Secs, true);
    let wish = [
        ("doctor", doctor.id.as_str()),
        ("visit_type", &doctor.visit_type),
        ("start", &iso),
        ("idempotency_key", "a-press"),
    ];
    let pressed = browser.submit(&address, "/do/booking/book", &wish).await.expect(404);
    for found in
        [pressed, browser.open(&address).await.expect(200), Browser::new(world.router.clone()).open(&address).await]
    {
        found.shows("This visit is no longer offered");
        found.shows("Nothing was booked.");
        found.shows("Follow-up");
        assert!(found.html.contains(&format!("visit_type={other}")), "times of the other one lead on");
        assert!(!found.html.contains("This page is not here") && !found.html.contains("There is nothing here"));
    }
    // With nothing else to offer, the doctor is hidden.
    doctor.client.delete(&format!("doctors/me/visit-types/{other}")).await.expect(204);
    let hidden = browser.open(&address).await.expect(404);
    hidden.shows("This cannot be booked any more");
    hidden.shows("Find a doctor");
}

async fn a_removed_visit_that_is_booked_is_still_ones_own(world: World) {
    let doctor = world.doctor("Grace").await;
    let patient = world.patient("Ada").await;
    doctor.client.post("doctors/me/visit-types", json!({"name": "Follow-up", "minutes": 20})).await.expect(201);
    let start = world.free_start(&doctor, 0).await;
    let id = world.book(&patient, &doctor, start).await.expect(201).text("id").to_owned();
    remove(&doctor).await;
    let seen = signed_in(&world, "ada@example.org").await.open(&page(&doctor, start)).await.expect(200);
    seen.shows("You have booked this time");
    assert!(seen.html.contains(&format!("/visits/{id}")));
}

async fn a_hidden_doctor_is_reached_by_those_who_have_a_visit(world: World) {
    let doctor = world.doctor("Grace").await;
    let (ada, bea) = (world.patient("Ada").await, world.patient("Bea").await);
    let start = world.free_start(&doctor, 0).await;
    let id = world.book(&ada, &doctor, start).await.expect(201).text("id").to_owned();
    // Hidden without hours, although there is a visit type.
    doctor.client.put("doctors/me/schedule", json!({"time_zone": "Europe/Berlin", "weekly": []})).await.expect(200);
    let path = format!("doctors/{}", doctor.id);
    let profile = ada.get(&path).await.expect(200);
    assert!(profile.list("visit_types").is_empty(), "nothing can be booked there");
    bea.get(&path).await.problem(404, "not-found");
    world.visitor().get(&path).await.problem(404, "not-found");
    let mut browser = signed_in(&world, "ada@example.org").await;
    let visit = browser.open(&format!("/visits/{id}")).await.expect(200);
    assert!(visit.html.contains(&format!("href=\"/{path}\"")));
    browser.open(&format!("/{path}")).await.expect(200).shows("Nothing can be booked at the moment");
    let mut strangers = signed_in(&world, "bea@example.org").await;
    let listed = strangers.open(&format!("/{path}")).await.expect(404);
    listed.shows("This doctor is not listed");
    listed.shows("Find a doctor");
}
