//! A doctor's own profile, hours and visit types.

use serde_json::json;

use crate::world::{World, on_both};

on_both! {
    weekly_hours_are_saved_and_shown,
    wrong_hours_name_their_field,
    an_exception_changes_its_date_only,
    wrong_exceptions_name_their_field,
    visit_types_have_sensible_defaults,
    a_visit_type_is_changed_and_taken_away,
    wrong_visit_types_name_their_field,
    booked_visits_outlive_what_they_were_booked_with,
    a_profile_changes_in_parts,
}

async fn weekly_hours_are_saved_and_shown(world: World) {
    let doctor = world.bare_doctor("Grace").await;
    let hours = json!({"time_zone": "Asia/Kathmandu", "weekly": [
        {"weekday": "mon", "start": "09:00", "end": "12:00"},
        {"weekday": "mon", "start": "13:00", "end": "17:00"},
        {"weekday": "sun", "start": "22:00", "end": "24:00"},
    ]});
    let saved = doctor.client.put("doctors/me/schedule", hours.clone()).await.expect(200);
    assert_eq!(saved.body, hours);
    assert_eq!(doctor.client.get("doctors/me/schedule").await.expect(200).body, hours);
}

async fn wrong_hours_name_their_field(world: World) {
    let doctor = world.doctor("Grace").await;
    let put = |weekly: serde_json::Value| {
        let client = doctor.client.clone();
        async move { client.put("doctors/me/schedule", json!({"time_zone": "Europe/Berlin", "weekly": weekly})).await }
    };
    put(json!([{"weekday": "mon", "start": "17:00", "end": "09:00"}])).await.refuses(&["weekly[0].end"]);
    put(json!([{"weekday": "mon", "start": "09:00", "end": "12:00"}, {"weekday": "mon", "start": "11:00", "end": "13:00"}]))
        .await
        .refuses(&["weekly[1].start"]);
    put(json!([{"weekday": "mon", "start": "09:03", "end": "12:00"}])).await.refuses(&["weekly[0].start"]);
    put(json!([{"weekday": "someday", "start": "09:00", "end": "12:00"}])).await.refuses(&["weekly[0].weekday"]);
    put(json!([{"weekday": "mon", "end": "12:00"}])).await.refuses(&["weekly[0].start"]);
    let nowhere = json!({"time_zone": "Nowhere", "weekly": []});
    doctor.client.put("doctors/me/schedule", nowhere).await.refuses(&["time_zone"]);
    let kept = doctor.client.get("doctors/me/schedule").await.expect(200);
    assert_eq!(kept.body, World::office_hours(), "a refused change changes nothing");
}

async fn an_exception_changes_its_date_only(world: World) {
    let doctor = world.doctor("Grace").await;
    let on_tuesday = || async {
        let path =
            format!("doctors/{}/slots?visit_type={}&from=2026-11-24&to=2026-11-25", doctor.id, doctor.visit_type);
        let answer = world.visitor().get(&path).await.expect(200);
        answer.list("days").iter().map(|day| day["slots"].as_array().map_or(0, Vec::len)).collect::<Vec<_>>()
    };
    assert_eq!(on_tuesday().await, [16, 16]);
    let closed = doctor.client.put("doctors/me/exceptions/2026-11-24", json!({"kind": "closed"})).await.expect(200);
    assert_eq!(closed.text("date"), "2026-11-24");
    assert_eq!(on_tuesday().await, [0, 16]);
    let other =
        json!({"kind": "hours", "windows": [{"start": "10:00", "end": "11:00"}, {"start": "18:00", "end": "18:30"}]});
    doctor.client.put("doctors/me/exceptions/2026-11-24", other).await.expect(200);
    assert_eq!(on_tuesday().await, [3, 16]);
    let listed = doctor.client.get("doctors/me/exceptions").await.expect(200);
    assert_eq!(listed.items().len(), 1);
    assert_eq!(listed.items()[0]["kind"], "hours");
    doctor.client.delete("doctors/me/exceptions/2026-11-24").await.expect(204);
    assert_eq!(on_tuesday().await, [16, 16]);
    doctor.client.delete("doctors/me/exceptions/2026-11-24").await.problem(404, "not-found");
}

async fn wrong_exceptions_name_their_field(world: World) {
    let doctor = world.doctor("Grace").await;
    let path = "doctors/me/exceptions/2026-11-24";
    doctor.client.put("doctors/me/exceptions/2026-02-30", json!({"kind": "closed"})).await.refuses(&["date"]);
    doctor.client.put(path, json!({"kind": "hours"})).await.refuses(&["windows"]);
    doctor
        .client
        .put(path, json!({"kind": "closed", "windows": [{"start": "10:00", "end": "11:00"}]}))
        .await
        .refuses(&["windows"]);
    doctor
        .client
        .put(path, json!({"kind": "hours", "windows": [{"start": "11:00", "end": "10:00"}]}))
        .await
        .refuses(&["windows[0].end"]);
    doctor.client.put(path, json!({"kind": "holiday"})).await.refuses(&["kind"]);
}

async fn visit_types_have_sensible_defaults(world: World) {
    let doctor = world.bare_doctor("Grace").await;
    let added =
        doctor.client.post("doctors/me/visit-types", json!({"name": " First visit ", "minutes": 45})).await.expect(201);
    assert_eq!(added.text("name"), "First visit");
    assert_eq!(added.number("minutes"), 45);
    for (name, value) in [
        ("buffer_before_minutes", json!(0)),
        ("buffer_after_minutes", json!(0)),
        ("minimum_notice_minutes", json!(0)),
        ("booking_window_days", json!(90)),
        ("kind", json!("in_person")),
    ] {
        assert_eq!(added.body[name], value, "{name}");
    }
    let whole = json!({
        "name": "Video", "minutes": 20, "buffer_before_minutes": 5, "buffer_after_minutes": 10,
        "minimum_notice_minutes": 120, "booking_window_days": 366, "kind": "video", "price": 45.5,
    });
    let mut added = doctor.client.post("doctors/me/visit-types", whole.clone()).await.expect(201).body;
    added.as_object_mut().expect("an object").remove("id");
    assert_eq!(added, whole);
    assert_eq!(doctor.client.get("doctors/me/visit-types").await.expect(200).items().len(), 2);
}

async fn a_visit_type_is_changed_and_taken_away(world: World) {
    let doctor = world.doctor("Grace").await;
    let path = format!("doctors/me/visit-types/{}", doctor.visit_type);
    let changed = doctor.client.patch(&path, json!({"minutes": 60})).await.expect(200);
    assert_eq!((changed.text("name"), changed.number("minutes")), ("Visit", 60));
    let price = |body| async { doctor.client.patch(&path, body).await.expect(200).body.get("price").cloned() };
    assert_eq!(price(json!({"price": "45.50"})).await, Some(json!(45.5)));
    assert_eq!(price(json!({"minutes": 45})).await, Some(json!(45.5)), "what is left out stays");
    assert_eq!(price(json!({"price": null})).await, None, "null takes it away");
    doctor.client.delete(&path).await.expect(204);
    doctor.client.delete(&path).await.problem(404, "not-found");
    doctor.client.patch(&path, json!({"minutes": 30})).await.problem(404, "not-found");
    assert!(doctor.client.get("doctors/me/visit-types").await.expect(200).items().is_empty());
}

async fn wrong_visit_types_name_their_field(world: World) {
    let doctor = world.doctor("Grace").await;
    let post = |body: serde_json::Value| {
        let client = doctor.client.clone();
        async move { client.post("doctors/me/visit-types", body).await }
    };
    post(json!({"name": "Visit"})).await.refuses(&["minutes"]);
    post(json!({"name": "Visit", "minutes": "thirty"})).await.refuses(&["minutes"]);
    post(json!({"name": "Visit", "minutes": -30})).await.refuses(&["minutes"]);
    post(json!({"name": "Visit", "minutes": 7})).await.refuses(&["minutes"]);
    post(json!({"name": "", "minutes": 0})).await.refuses(&["name", "minutes"]);
    post(json!({"name": "Visit", "minutes": 30, "booking_window_days": 367})).await.refuses(&["booking_window_days"]);
    post(json!({"name": "Visit", "minutes": 30, "kind": "letter"})).await.refuses(&["kind"]);
    post(json!({"name": "Visit", "minutes": 30, "price": -1})).await.refuses(&["price"]);
    let path = format!("doctors/me/visit-types/{}", doctor.visit_type);
    doctor.client.patch(&path, json!({"minutes": 481})).await.refuses(&["minutes"]);
}

async fn booked_visits_outlive_what_they_were_booked_with(world: World) {
    let doctor = world.doctor("Grace").await;
    let patient = world.patient("Ada").await;
    let start = world.free_start(&doctor, 0).await;
    let booked = world.book(&patient, &doctor, start).await.expect(201);
    let path = format!("appointments/{}", booked.text("id"));
    doctor
        .client
        .patch(&format!("doctors/me/visit-types/{}", doctor.visit_type), json!({"minutes": 60}))
        .await
        .expect(200);
    doctor.client.put("doctors/me/schedule", json!({"time_zone": "Asia/Tokyo", "weekly": []})).await.expect(200);
    doctor.client.delete(&format!("doctors/me/visit-types/{}", doctor.visit_type)).await.expect(204);
    let seen = patient.get(&path).await.expect(200);
    for member in ["start", "end", "visit_name", "status"] {
        assert_eq!(seen.body[member], booked.body[member], "{member}");
    }
}

async fn a_profile_changes_in_parts(world: World) {
    let doctor = world.doctor("Grace").await;
    let patch = json!({"designation": "Consultant cardiologist", "experience_years": 12, "languages": ["en", "de"]});
    let changed = doctor.client.patch("doctors/me", patch).await.expect(200);
    assert_eq!(changed.text("designation"), "Consultant cardiologist");
    assert_eq!(changed.list("specialties")[0], "cardiology");
    doctor.client.patch("doctors/me", json!({"about": "<script>alert(1)</script>"})).await.expect(200);
    let seen = world.visitor().get(&format!("doctors/{}", doctor.id)).await.expect(200);
    assert_eq!(seen.text("designation"), "Consultant cardiologist");
    assert_eq!(seen.text("about"), "<script>alert(1)</script>", "JSON carries text; pages escape it");
    doctor.client.patch("doctors/me", json!({"specialties": ["witchcraft"]})).await.refuses(&["specialties"]);
    doctor.client.patch("doctors/me", json!({"experience_years": 71})).await.refuses(&["experience_years"]);
    let own = doctor.client.get("doctors/me").await.expect(200);
    assert_eq!((&own.body["has_hours"], &own.body["has_visit_type"]), (&json!(true), &json!(true)));
}
