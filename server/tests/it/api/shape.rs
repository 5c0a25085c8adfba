//! What is wrong with a request is told of everything at once, in plain words, and to whom it concerns.

use serde_json::{Value, json};

use crate::{
    client::Answer,
    world::{World, on_both},
};

on_both! {
    every_missing_member_is_named,
    words_that_are_not_known_are_told_in_plain_english,
    a_list_is_no_body,
    parameters_are_named_all_at_once,
    a_visitor_learns_to_sign_in_first,
    what_is_not_described_is_passed_over,
}

#[track_caller]
fn says(answer: Answer, field: &str, words: &str) {
    let answer = answer.problem(422, "invalid");
    let found = answer.list("fields").iter().find(|finding| finding["field"] == field);
    let message = found.and_then(|finding| finding["message"].as_str());
    assert_eq!(message, Some(words), "{}", answer.body);
    let whole = answer.body.to_string();
    for word in ["variant", "expected", "u16", "i64", "invalid type", "struct"] {
        assert!(!whole.contains(word), "{word} in {whole}");
    }
}

async fn every_missing_member_is_named(world: World) {
    let visitor = world.visitor();
    visitor.post("auth/register", json!({})).await.refuses(&["email", "password", "full_name", "time_zone"]);
    visitor.post("auth/login", json!({"password": "x"})).await.refuses(&["email"]);
    let patient = world.patient("Ada").await;
    patient.post("appointments", json!({"doctor_id": 7})).await.refuses(&["visit_type_id", "start", "doctor_id"]);
    let doctor = world.bare_doctor("Grace").await.client;
    let weekly = json!({"weekly": [{"weekday": "mon"}, {"start": "09:00", "end": "10:00"}]});
    doctor.put("doctors/me/schedule", weekly).await.refuses(&[
        "time_zone",
        "weekly[0].start",
        "weekly[0].end",
        "weekly[1].weekday",
    ]);
}

async fn words_that_are_not_known_are_told_in_plain_english(world: World) {
    let doctor = world.bare_doctor("Grace").await.client;
    let add = |body: Value| {
        let doctor = doctor.clone();
        async move { doctor.post("doctors/me/visit-types", body).await }
    };
    says(
        add(json!({"name": "Visit", "minutes": 30, "kind": "letter"})).await,
        "kind",
        "Please use one of: in_person, video.",
    );
    says(add(json!({"name": "Visit", "minutes": "x"})).await, "minutes", "Please give a number from 5 to 480.");
    says(add(json!({"name": "Visit", "minutes": 70_000})).await, "minutes", "Please give a number from 5 to 480.");
    says(add(json!({"name": ["Visit"], "minutes": 30})).await, "name", "Please give a text.");
    says(
        add(json!({"name": "Visit", "minutes": 30, "price": "much"})).await,
        "price",
        "Please give a price in EUR such as 45 or 45.50 and leave it empty for none.",
    );
    let closed = json!({"kind": "holiday"});
    says(doctor.put("doctors/me/exceptions/2026-12-24", closed).await, "kind", "Please use one of: closed, hours.");
    says(world.visitor().get("doctors?kind=telepathy").await, "kind", "Please use one of: in_person, video.");
}

async fn a_list_is_no_body(world: World) {
    let visitor = world.visitor();
    // serde would read a list as the members in order.
    visitor.post("auth/login", json!(["ada@example.org", "a password", null])).await.problem(400, "malformed");
    let doctor = world.bare_doctor("Grace").await.client;
    let weekly = json!({"time_zone": "UTC", "weekly": [["mon", "09:00", "10:00"]]});
    doctor.put("doctors/me/schedule", weekly).await.refuses(&["weekly[0]"]);
    let twice = r#"{"email": "a@b.example", "email": "b@b.example", "password": "x"}"#;
    let headers = [("content-type", "application/json")];
    says(
        visitor.raw(axum::http::Method::POST, "auth/login", twice.into(), &headers).await,
        "email",
        "Please give this once.",
    );
}

async fn parameters_are_named_all_at_once(world: World) {
    let visitor = world.visitor();
    visitor.get("doctors?page=x&per_page=1.5").await.refuses(&["page", "per_page"]);
    visitor.get("doctors?page=1&page=2").await.refuses(&["page"]);
    says(visitor.get("doctors?page=0").await, "page", "Please give a number from 1 to 100000.");
    visitor.get("doctors?page=&per_page=&kind=&sort=&q=&time_zone=").await.expect(200);
}

async fn a_visitor_learns_to_sign_in_first(world: World) {
    let visitor = world.visitor();
    for path in ["admin/users?page=0", "appointments?page=x", "admin/mail?state=lost"] {
        visitor.get(path).await.problem(401, "unauthenticated");
    }
    visitor.post("appointments", json!({})).await.problem(401, "unauthenticated");
    visitor.put("doctors/me/exceptions/2026-02-30", json!({})).await.problem(401, "unauthenticated");
}

async fn what_is_not_described_is_passed_over(world: World) {
    world.visitor().get("doctors?utm_source=letter&page=1").await.expect(200);
    let doctor = world.bare_doctor("Grace").await.client;
    doctor.patch("doctors/me", json!({"about": "I listen.", "favourite_colour": "teal"})).await.expect(200);
}
