//! Whatever is sent, the answer is a refusal in the API's own form, and nothing breaks.

use axum::{body::Body, http::Method};
use serde_json::json;

use crate::{
    client::Answer,
    world::{World, on_both},
};

on_both! {
    bodies_that_are_no_json,
    bodies_that_are_too_large,
    paths_and_methods_that_are_not_there,
    bytes_that_are_no_text,
    words_in_many_scripts_survive,
}

const JSON: &[(&str, &str)] = &[("content-type", "application/json")];

async fn login(world: &World, body: impl Into<Body>, headers: &[(&str, &str)]) -> Answer {
    world.visitor().raw(Method::POST, "auth/login", body.into(), headers).await
}

async fn bodies_that_are_no_json(world: World) {
    for text in ["", "{", "{\"email\":", "nonsense", "{\"email\": \"a\", }", "\u{feff}{}"] {
        login(&world, text, JSON).await.problem(400, "malformed");
    }
    for text in ["[]", "null", "1", "\"text\""] {
        let status = login(&world, text, JSON).await.status.as_u16();
        assert!([400, 422].contains(&status), "{text}: {status}");
    }
    login(&world, "{}", JSON).await.refuses(&["email"]);
    login(&world, r#"{"email": 1, "password": "x"}"#, JSON).await.refuses(&["email"]);
    let text = r#"{"email": "a@b.example", "password": "x"}"#;
    login(&world, text, &[]).await.problem(415, "unsupported-media-type");
    login(&world, text, &[("content-type", "text/plain")]).await.problem(415, "unsupported-media-type");
    login(&world, "email=a&password=b", &[("content-type", "application/x-www-form-urlencoded")])
        .await
        .problem(415, "unsupported-media-type");
    let deep = format!("{}{}", "[".repeat(30_000), "]".repeat(30_000));
    let status = login(&world, deep, JSON).await.status.as_u16();
    assert!([400, 422].contains(&status), "deep nesting: {status}");
}

async fn bodies_that_are_too_large(world: World) {
    let just_fits = json!({"email": "a@b.example", "password": "x".repeat(60 * 1024)}).to_string();
    login(&world, just_fits, JSON).await.problem(401, "invalid-credentials");
    let too_large = json!({"email": "a@b.example", "password": "x".repeat(64 * 1024)}).to_string();
    login(&world, too_large, JSON).await.problem(413, "too-large");
}

async fn paths_and_methods_that_are_not_there(world: World) {
    let visitor = world.visitor();
    for path in
        ["/api", "/api/", "/api/v1", "/api/v1/", "/api/v2/doctors", "/api/v1/nothing", "/api/v1/doctors/me/nothing"]
    {
        visitor.get(path).await.problem(404, "not-found");
    }
    let answer = visitor.delete("specialties").await.problem(405, "method-not-allowed");
    assert!(answer.header("allow").contains("GET"), "{:?}", answer.headers);
    visitor.get("auth/login").await.problem(405, "method-not-allowed");
    visitor.delete("/api/openapi.json").await.problem(405, "method-not-allowed");
    let patient = world.patient("Ada").await;
    for id in ["x", "1", "..%2f..", "%00", "%ff", "00000000-0000-0000-0000-000000000000"] {
        patient.get(&format!("appointments/{id}")).await.problem(404, "not-found");
        visitor.get(&format!("doctors/{id}")).await.problem(404, "not-found");
    }
}

async fn bytes_that_are_no_text(world: World) {
    login(&world, vec![0xff, 0xfe, 0x00], JSON).await.problem(400, "malformed");
    login(&world, b"{\"email\": \"\xff\", \"password\": \"x\"}".to_vec(), JSON).await.problem(400, "malformed");
    // A NUL cannot be stored by PostgreSQL: it must be refused before it gets there.
    let form = |name: &str, email: &str| json!({"email": email, "password": "a good password", "full_name": name, "time_zone": "UTC"});
    world.visitor().post("auth/register", form("A\u{0}da", "ada@example.org")).await.refuses(&["full_name"]);
    world.visitor().post("auth/register", form("Ada", "ada\u{0}@example.org")).await.refuses(&["email"]);
    world
        .visitor()
        .post("auth/login", json!({"email": "a\u{0}", "password": "\u{0}"}))
        .await
        .problem(401, "invalid-credentials");
    for query in ["q=%00", "q=%ff", "specialty=%00", "language=%00", "q=%F0%9F%92%89"] {
        let status = world.visitor().get(&format!("doctors?{query}")).await.status.as_u16();
        assert!([200, 422, 400].contains(&status), "{query}: {status}");
    }
    let patient = world.patient("Ada").await;
    let headers = [("content-type", "application/json"), ("idempotency-key", "ключ")];
    let answer = patient.raw(Method::POST, "appointments", Body::from("{}"), &headers).await;
    assert_eq!(answer.status, 422, "{}", answer.body);
}

async fn words_in_many_scripts_survive(world: World) {
    for (n, name) in
        ["Владимир", "愛子", "أحمد", "Zoë O'Hara", "'; DROP TABLE account; --", "<b>Ada</b>", "👩‍⚕️"].iter().enumerate()
    {
        let email = format!("person{n}@example.org");
        let form = json!({"email": email, "password": "пароль пароль", "full_name": name, "time_zone": "UTC"});
        world.visitor().post("auth/register", form).await.expect(201);
        let me = world.visitor().sign_in(&email, "пароль пароль").await.get("me").await.expect(200);
        assert_eq!(me.text("full_name"), *name);
    }
}
