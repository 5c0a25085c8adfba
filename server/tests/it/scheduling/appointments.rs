//! Booking visits and moving them through their life.

use axum::http::Method;
use chrono::Duration;
use serde_json::json;
use uuid::Uuid;

use crate::world::{World, on_both};

on_both! {
    a_booking_has_the_shape_of_the_contract,
    the_same_key_is_one_booking,
    a_used_key_with_another_body_is_refused,
    a_key_has_at_most_255_characters,
    a_time_that_is_gone_is_slot_taken,
    a_patient_is_in_one_place_at_a_time,
    a_start_that_was_never_offered_says_why,
    a_patient_cancels_and_the_time_opens_again,
    a_doctor_cancels_with_a_reason,
    a_visit_is_completed_or_missed,
    nothing_is_marked_days_before_it,
    what_is_over_cannot_be_moved,
    lists_show_only_what_is_the_readers,
    lists_have_parts_and_pages,
    an_admin_sees_and_cancels_any_visit,
}

async fn a_booking_has_the_shape_of_the_contract(world: World) {
    let doctor = world.doctor("Grace").await;
    let patient = world.patient("Ada").await;
    let request =
        json!({"doctor_id": doctor.id, "visit_type_id": doctor.visit_type, "start": "2026-11-24T10:00:00+01:00"});
    let booked = patient.post("appointments", request).await.expect(201);
    let id = booked.text("id").to_owned();
    assert_eq!(booked.header("location"), format!("/api/v1/appointments/{id}"));
    assert_eq!(booked.text("status"), "booked");
    assert_eq!(booked.text("start"), "2026-11-24T09:00:00Z");
    assert_eq!(booked.text("end"), "2026-11-24T09:30:00Z");
    assert_eq!(booked.number("version"), 1);
    assert_eq!(booked.body["doctor"]["id"], doctor.id);
    assert_eq!(booked.body["patient"]["full_name"], "Ada");
    assert_eq!(booked.body["allowed"], json!(["cancel"]));

    let seen = patient.get(&format!("appointments/{id}")).await.expect(200);
    assert_eq!(seen.list("history").len(), 1);
    assert_eq!(seen.list("history")[0]["to"], "booked");
    assert_eq!(seen.list("history")[0]["by"], "patient");
    let by_doctor = doctor.client.get(&format!("appointments/{id}")).await.expect(200);
    assert_eq!(by_doctor.body["patient"]["email"], "ada@example.org", "the doctor of the visit may reach the patient");
}

async fn the_same_key_is_one_booking(world: World) {
    let doctor = world.doctor("Grace").await;
    let patient = world.patient("Ada").await;
    let start = world.free_start(&doctor, 0).await;
    let first = world.book_with_key(&patient, &doctor, start, "one-wish").await.expect(201);
    let again = world.book_with_key(&patient, &doctor, start, "one-wish").await.expect(201);
    assert_eq!(first.body["id"], again.body["id"]);
    assert_eq!(first.body, again.body);
    // Another person's key is another key.
    let other = world.patient("Bea").await;
    let next = world.free_start(&doctor, 0).await;
    let theirs = world.book_with_key(&other, &doctor, next, "one-wish").await.expect(201);
    assert_ne!(first.body["id"], theirs.body["id"]);
    assert_eq!(patient.get("appointments").await.expect(200).number("total"), 1);
}

async fn a_used_key_with_another_body_is_refused(world: World) {
    let doctor = world.doctor("Grace").await;
    let patient = world.patient("Ada").await;
    let starts = world.free_starts(&doctor).await;
    world.book_with_key(&patient, &doctor, starts[0], "one-wish").await.expect(201);
    world.book_with_key(&patient, &doctor, starts[1], "one-wish").await.problem(422, "idempotency-mismatch");
}

async fn a_key_has_at_most_255_characters(world: World) {
    let doctor = world.doctor("Grace").await;
    let patient = world.patient("Ada").await;
    let start = world.free_start(&doctor, 0).await;
    world.book_with_key(&patient, &doctor, start, &"k".repeat(256)).await.refuses(&["Idempotency-Key"]);
    for key in [" ", "two words"] {
        world.book_with_key(&patient, &doctor, start, key).await.refuses(&["Idempotency-Key"]);
    }
    world.book_with_key(&patient, &doctor, start, &"k".repeat(255)).await.expect(201);
}

async fn a_time_that_is_gone_is_slot_taken(world: World) {
    let doctor = world.doctor("Grace").await;
    let (ada, bea) = (world.patient("Ada").await, world.patient("Bea").await);
    let start = world.free_start(&doctor, 0).await;
    world.book(&ada, &doctor, start).await.expect(201);
    world.book(&bea, &doctor, start).await.problem(409, "slot-taken");
}

async fn a_patient_is_in_one_place_at_a_time(world: World) {
    let (grace, ida) = (world.doctor("Grace").await, world.doctor("Ida").await);
    let patient = world.patient("Ada").await;
    let start = world.free_start(&grace, 0).await;
    world.book(&patient, &grace, start).await.expect(201);
    world.book(&patient, &ida, start).await.problem(409, "patient-busy");
}

async fn a_start_that_was_never_offered_says_why(world: World) {
    let doctor = world.doctor("Grace").await;
    let patient = world.patient("Ada").await;
    doctor.client.put("doctors/me/exceptions/2026-11-26", json!({"kind": "closed"})).await.expect(200);
    for (start, reason) in [
        ("2026-11-22T09:00:00Z", "past"),
        ("2027-11-22T09:00:00Z", "too_far"),
        ("2026-11-24T05:00:00Z", "outside_hours"),
        ("2026-11-24T09:10:00Z", "off_grid"),
        ("2026-11-24T09:00:00.001Z", "off_grid"),
        ("2026-11-26T09:00:00Z", "closed"),
    ] {
        let request = json!({"doctor_id": doctor.id, "visit_type_id": doctor.visit_type, "start": start});
        let answer = patient.post("appointments", request).await.problem(422, "not-offered");
        assert_eq!(answer.text("reason"), reason, "{start}");
    }
    let nobody = json!({"doctor_id": Uuid::nil(), "visit_type_id": doctor.visit_type, "start": "2026-11-24T09:00:00Z"});
    patient.post("appointments", nobody).await.problem(404, "not-found");
    let nothing = json!({"doctor_id": doctor.id, "visit_type_id": Uuid::nil(), "start": "2026-11-24T09:00:00Z"});
    patient.post("appointments", nothing).await.problem(404, "not-found");
}

async fn a_patient_cancels_and_the_time_opens_again(world: World) {
    let doctor = world.doctor("Grace").await;
    let (ada, bea) = (world.patient("Ada").await, world.patient("Bea").await);
    let start = world.free_start(&doctor, 0).await;
    let id = world.book(&ada, &doctor, start).await.expect(201).text("id").to_owned();
    // Without a body at all: the reason is optional.
    let cancelled = ada.send(Method::POST, &format!("appointments/{id}/cancel"), None, &[]).await.expect(200);
    assert_eq!(cancelled.text("status"), "cancelled");
    assert_eq!(cancelled.number("version"), 2);
    assert_eq!(cancelled.list("history").len(), 2);
    assert!(world.free_starts(&doctor).await.contains(&start));
    world.book(&bea, &doctor, start).await.expect(201);

    ada.post(&format!("appointments/{id}/cancel"), json!({})).await.problem(409, "conflict");
    let still_there = ada.get("appointments?status=cancelled").await.expect(200);
    assert_eq!(still_there.items()[0]["id"], id.as_str());
}

async fn a_doctor_cancels_with_a_reason(world: World) {
    let doctor = world.doctor("Grace").await;
    let patient = world.patient("Ada").await;
    let start = world.free_start(&doctor, 0).await;
    let id = world.book(&patient, &doctor, start).await.expect(201).text("id").to_owned();
    let path = format!("appointments/{id}/cancel");
    doctor.client.post(&path, json!({})).await.refuses(&["reason"]);
    doctor.client.post(&path, json!({"reason": "  "})).await.refuses(&["reason"]);
    doctor.client.post(&path, json!({"reason": "I am ill."})).await.expect(200);
    let seen = patient.get(&format!("appointments/{id}")).await.expect(200);
    assert_eq!(seen.list("history")[1]["by"], "doctor");
    assert_eq!(seen.list("history")[1]["reason"], "I am ill.");
    assert!(world.free_starts(&doctor).await.contains(&start));
}

async fn a_visit_is_completed_or_missed(world: World) {
    let doctor = world.doctor("Grace").await;
    let patient = world.patient("Ada").await;
    let mut ids = Vec::new();
    for _ in 0..2 {
        let start = world.free_start(&doctor, 0).await;
        ids.push(world.book(&patient, &doctor, start).await.expect(201).text("id").to_owned());
    }
    // The second begins at 09:30; it is 08:00, and then 09:40.
    let missed = format!("appointments/{}/no-show", ids[1]);
    let early = doctor.client.post(&missed, json!({})).await.problem(409, "conflict");
    assert!(early.text("detail").contains("from Mon 23 Nov, 09:30 (Berlin time) on"), "{}", early.body);
    world.advance(Duration::minutes(100));
    let (doctor_client, patient) = (world.again(&doctor.client).await, world.again(&patient).await);
    let completed = doctor_client.post(&format!("appointments/{}/complete", ids[0]), json!({})).await.expect(200);
    assert_eq!(completed.text("status"), "completed");
    let missed = doctor_client.post(&missed, json!({})).await.expect(200);
    assert_eq!(missed.text("status"), "no_show");
    assert_eq!(patient.get("appointments?status=completed").await.expect(200).number("total"), 1);
    assert_eq!(patient.get("appointments?status=no_show").await.expect(200).number("total"), 1);
}

async fn nothing_is_marked_days_before_it(world: World) {
    let doctor = world.doctor("Grace").await;
    let patient = world.patient("Ada").await;
    let starts = world.free_starts(&doctor).await;
    let far = starts.last().copied().expect("a start");
    let id = world.book(&patient, &doctor, far).await.expect(201).text("id").to_owned();
    for verb in ["complete", "no-show"] {
        doctor.client.post(&format!("appointments/{id}/{verb}"), json!({})).await.problem(409, "conflict");
    }
    let seen = doctor.client.get(&format!("appointments/{id}")).await.expect(200);
    assert_eq!(seen.list("allowed"), ["cancel"], "and none of it is offered");
}

async fn what_is_over_cannot_be_moved(world: World) {
    let doctor = world.doctor("Grace").await;
    let patient = world.patient("Ada").await;
    let start = world.free_start(&doctor, 2).await;
    let id = world.book(&patient, &doctor, start).await.expect(201).text("id").to_owned();
    world.advance(Duration::hours(3));
    let (patient, doctor_client) = (world.again(&patient).await, world.again(&doctor.client).await);
    patient.post(&format!("appointments/{id}/cancel"), json!({})).await.problem(409, "conflict");
    let cancel = json!({"reason": "Nobody came."});
    for (client, left) in [(&doctor_client, vec!["complete", "no_show"]), (&world.admin().await, vec![])] {
        let refused = client.post(&format!("appointments/{id}/cancel"), cancel.clone()).await;
        assert!(refused.text("detail").starts_with("This visit is over."), "{}", refused.body);
        refused.problem(409, "conflict");
        let seen = client.get(&format!("appointments/{id}")).await.expect(200);
        let allowed = seen.list("allowed").to_vec();
        assert!(left.iter().all(|mark| allowed.contains(&json!(mark))), "{allowed:?}");
        assert!(!allowed.contains(&json!("cancel")), "{allowed:?}");
    }
    doctor_client.post(&format!("appointments/{id}/complete"), json!({})).await.expect(200);
    for verb in ["complete", "no-show"] {
        doctor_client.post(&format!("appointments/{id}/{verb}"), json!({})).await.problem(409, "conflict");
    }
    let cancel = json!({"reason": "Too late."});
    doctor_client.post(&format!("appointments/{id}/cancel"), cancel).await.problem(409, "conflict");
}

async fn lists_show_only_what_is_the_readers(world: World) {
    let (grace, ida) = (world.doctor("Grace").await, world.doctor("Ida").await);
    let (ada, bea) = (world.patient("Ada").await, world.patient("Bea").await);
    let start = world.free_start(&grace, 0).await;
    world.book(&ada, &grace, start).await.expect(201);
    let total =
        |client: crate::client::Client| async move { client.get("appointments").await.expect(200).number("total") };
    assert_eq!(total(ada).await, 1);
    assert_eq!(total(bea).await, 0);
    assert_eq!(total(grace.client.clone()).await, 1);
    assert_eq!(total(ida.client.clone()).await, 0);
    assert_eq!(total(world.admin().await).await, 1);
}

async fn lists_have_parts_and_pages(world: World) {
    let doctor = world.doctor("Grace").await;
    let patient = world.patient("Ada").await;
    let mut ids = Vec::new();
    for start in world.free_starts(&doctor).await.into_iter().take(5) {
        ids.push(world.book(&patient, &doctor, start).await.expect(201).text("id").to_owned());
    }
    patient.post(&format!("appointments/{}/cancel", ids[0]), json!({})).await.expect(200);
    doctor.client.post(&format!("appointments/{}/complete", ids[1]), json!({})).await.expect(200);
    for (status, total) in [("upcoming", 3), ("past", 1), ("cancelled", 1), ("all", 5), ("booked", 3), ("expired", 0)] {
        let answer = patient.get(&format!("appointments?status={status}")).await.expect(200);
        assert_eq!(answer.number("total"), total, "{status}");
        assert_eq!(answer.items().len() as i64, total, "{status}");
    }
    let upcoming = patient.get("appointments?status=upcoming&per_page=2").await.expect(200);
    let shown: Vec<_> = upcoming.items().iter().filter_map(|item| item["id"].as_str()).collect();
    assert_eq!(shown, [&ids[2], &ids[3]], "soonest first");
    assert_eq!(patient.get("appointments?status=upcoming&per_page=2&page=2").await.expect(200).items().len(), 1);
    patient.get("appointments?status=nonsense").await.refuses(&["status"]);
    assert_eq!(doctor.client.get("appointments?q=ada").await.expect(200).number("total"), 5);
    assert_eq!(doctor.client.get("appointments?q=bea").await.expect(200).number("total"), 0);
}

async fn an_admin_sees_and_cancels_any_visit(world: World) {
    let doctor = world.doctor("Grace").await;
    let patient = world.patient("Ada").await;
    let start = world.free_start(&doctor, 0).await;
    let id = world.book(&patient, &doctor, start).await.expect(201).text("id").to_owned();
    let admin = world.admin().await;
    let seen = admin.get(&format!("appointments/{id}")).await.expect(200);
    assert!(seen.body["patient"].get("email").is_none(), "for the two sides of the visit only");
    admin.post(&format!("appointments/{id}/cancel"), json!({})).await.refuses(&["reason"]);
    let cancelled =
        admin.post(&format!("appointments/{id}/cancel"), json!({"reason": "By request."})).await.expect(200);
    assert_eq!(cancelled.list("history")[1]["by"], "admin");
    assert!(world.free_starts(&doctor).await.contains(&start));
}
