//! The main answers in full: a change of the contract is seen as a change of these files.

use serde_json::{Value, json};

use crate::world::{World, on_both};

on_both! { the_main_answers_stay_as_they_are }

/// Ids differ from run to run; the clock of the tests stands still.
fn redacted(value: &Value) -> Value {
    match value {
        Value::Object(members) => members.iter().map(|(name, value)| (name.clone(), redacted(value))).collect(),
        Value::Array(items) => items.iter().map(redacted).collect(),
        Value::String(text) if uuid::Uuid::try_parse(text).is_ok() => json!("[id]"),
        other => other.clone(),
    }
}

/// Both engines answer the same, so one file serves both.
fn unchanged(name: &str, body: &Value) {
    let text = serde_json::to_string_pretty(&redacted(body)).expect("JSON");
    insta::with_settings!({ prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(name.to_owned(), text);
    });
}

async fn the_main_answers_stay_as_they_are(world: World) {
    let doctor = world.doctor("Grace").await;
    let profile = json!({
        "designation": "Consultant cardiologist", "languages": ["en", "de"], "experience_years": 12,
        "about": "I take time to explain.", "address": "12 Harbour Street, 10115 Berlin",
        "directions": "Second floor, the door on the left.",
    });
    doctor.client.patch("doctors/me", profile).await.expect(200);
    let path = format!("doctors/me/visit-types/{}", doctor.visit_type);
    doctor.client.patch(&path, json!({"price": 45.5, "buffer_after_minutes": 10})).await.expect(200);
    let visitor = world.visitor();
    unchanged("api-doctors", &visitor.get("doctors").await.expect(200).body);
    unchanged("api-doctor", &visitor.get(&format!("doctors/{}", doctor.id)).await.expect(200).body);
    let slots = format!("doctors/{}/slots?visit_type={}&from=2026-11-28&to=2026-11-30", doctor.id, doctor.visit_type);
    unchanged("api-slots", &visitor.get(&slots).await.expect(200).body);

    let patient = world.patient("Ada").await;
    let wish = json!({"doctor_id": doctor.id, "visit_type_id": doctor.visit_type, "start": "2026-11-24T08:00:00Z"});
    let booked = patient.post("appointments", wish.clone()).await.expect(201);
    let path = format!("appointments/{}", booked.text("id"));
    unchanged("api-appointment", &patient.get(&path).await.expect(200).body);
    unchanged("api-appointment-for-the-doctor", &doctor.client.get(&path).await.expect(200).body);
    unchanged("api-problem-slot-taken", &patient.post("appointments", wish).await.problem(409, "slot-taken").body);
    let refused = visitor.post("auth/register", json!({"email": "x", "password": "short"})).await;
    unchanged("api-problem-invalid", &refused.problem(422, "invalid").body);
}
