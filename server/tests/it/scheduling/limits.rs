//! How many visits a patient may have ahead.

use std::sync::Arc;

use chrono::TimeDelta;
use clinic::Limits;
use serde_json::json;
use tokio::task::JoinSet;

use crate::{
    browser::Browser,
    world::{PASSWORD, World, on_both},
};

on_both! {
    a_patient_has_only_so_many_visits_ahead,
    bookings_at_once_do_not_pass_the_limit_together,
    bookings_at_once_do_not_pass_the_limit_where_attempts_are_counted,
    a_press_that_has_booked_the_last_visit_may_come_again,
    the_page_says_why_no_more_can_be_booked,
}

fn limited(mut world: World, open_visits_per_doctor: u32, open_visits: u32) -> World {
    world.set_settings(|settings| settings.limits = Limits { open_visits_per_doctor, open_visits });
    world
}

async fn a_patient_has_only_so_many_visits_ahead(world: World) {
    let world = limited(world, 2, 3);
    let (grace, ida) = (world.doctor("Grace").await, world.doctor("Ida").await);
    let (ada, bea) = (world.patient("Ada").await, world.patient("Bea").await);
    let starts = world.free_starts(&grace).await;
    let first = world.book(&ada, &grace, starts[0]).await.expect(201).text("id").to_owned();
    world.book(&ada, &grace, starts[1]).await.expect(201);
    let refused = world.book(&ada, &grace, starts[2]).await.problem(409, "too-many-visits");
    assert!(refused.text("detail").contains("at most 2 visits with this doctor"), "{}", refused.body);
    world.book(&bea, &grace, starts[2]).await.expect(201);
    world.book(&ada, &ida, starts[3]).await.expect(201);
    let refused = world.book(&ada, &ida, starts[4]).await.problem(409, "too-many-visits");
    assert!(refused.text("detail").contains("at most 3 visits ahead"), "{}", refused.body);
    ada.post(&format!("appointments/{first}/cancel"), json!({})).await.expect(200);
    world.book(&ada, &grace, starts[4]).await.expect(201);
    // What is over counts no more, marked or not.
    world.book(&ada, &grace, starts[5]).await.problem(409, "too-many-visits");
    world.advance(starts[1] + TimeDelta::minutes(31) - world.clinic.effects.clock.now());
    let ada = world.again(&ada).await;
    world.book(&ada, &grace, starts[6]).await.expect(201);
}

async fn bookings_at_once_do_not_pass_the_limit_together(world: World) {
    six_at_once(limited(world, 2, 20)).await;
}

async fn bookings_at_once_do_not_pass_the_limit_where_attempts_are_counted(world: World) {
    let mut world = limited(world, 2, 20);
    world.set_settings(|settings| settings.rate_limit = true);
    six_at_once(world).await;
}

async fn six_at_once(world: World) {
    let (doctor, patient) = (world.doctor("Grace").await, world.patient("Ada").await);
    let starts = world.free_starts(&doctor).await;
    world.book(&patient, &doctor, starts[0]).await.expect(201);
    let doctor = Arc::new(doctor);
    let mut presses = JoinSet::new();
    for start in starts[1..7].iter().copied() {
        let (world, patient, doctor) = (world.clone(), patient.clone(), doctor.clone());
        presses.spawn(async move { world.book(&patient, &doctor, start).await.status.as_u16() });
    }
    let mut answers = presses.join_all().await;
    answers.sort_unstable();
    assert_eq!(answers, [201, 409, 409, 409, 409, 409]);
}

async fn a_press_that_has_booked_the_last_visit_may_come_again(world: World) {
    let world = limited(world, 1, 20);
    let (doctor, patient) = (world.doctor("Grace").await, world.patient("Ada").await);
    let start = world.free_start(&doctor, 0).await;
    let first = world.book_with_key(&patient, &doctor, start, "the-last").await.expect(201);
    let again = world.book_with_key(&patient, &doctor, start, "the-last").await.expect(201);
    assert_eq!(first.text("id"), again.text("id"));
}

async fn the_page_says_why_no_more_can_be_booked(world: World) {
    let world = limited(world, 1, 20);
    let (doctor, patient) = (world.doctor("Grace").await, world.patient("Ada").await);
    let starts = world.free_starts(&doctor).await;
    world.book(&patient, &doctor, starts[0]).await.expect(201);
    let mut browser = Browser::new(world.router.clone());
    let form = [("email", "ada@example.org"), ("password", PASSWORD)];
    browser.submit("/sign-in", "/do/auth/sign-in", &form).await.expect(303);
    let start = starts[1].to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let page = format!("/book?doctor={}&visit_type={}&start={start}", doctor.id, doctor.visit_type);
    let wish = [
        ("doctor", doctor.id.as_str()),
        ("visit_type", &doctor.visit_type),
        ("start", &start),
        ("idempotency_key", "a-press"),
    ];
    let refused = browser.submit(&page, "/do/booking/book", &wish).await.expect(409);
    refused.shows("You can have at most 1 visit with this doctor ahead of you at once.");
    refused.shows("See your visits");
}
