//! One press, one thing: whatever is sent twice under one key, at once or one after the other, makes as much as sent once.
//!
//! It presses every row of the two matrices, so that what a new route makes is counted without a row of its own.

use axum::{body::Body, http::Method};
use serde_json::json;

use super::{Cast, functions, method, routes};
use crate::{
    client::{Answer, Client},
    world::{World, on_both},
};

on_both! {
    every_route_pressed_twice_makes_one,
    every_form_pressed_twice_makes_one,
    a_key_with_another_request_is_refused,
    a_code_that_lets_nobody_in_is_not_told_again,
}

/// What there can be one too many of, as its lists count it. Signed-in devices are none of it: a browser that signs in again
/// has one; nor are dates with other hours: a date is had once.
const LISTS: [(&str, usize); 8] = [
    ("admin/users", 5),
    ("admin/doctors", 5),
    ("admin/invitations", 5),
    ("admin/specialties", 5),
    ("admin/mail", 5),
    ("appointments", 5),
    ("doctors/me/visit-types", 3),
    ("doctors/me/visit-types", 4),
];

async fn counts(cast: &Cast) -> [i64; 8] {
    let mut counts = [0; 8];
    for (count, (list, role)) in counts.iter_mut().zip(LISTS) {
        let answer = cast.client(role).await.get(list).await.expect(200);
        *count = answer.body["total"].as_i64().unwrap_or(answer.items().len() as i64);
    }
    counts
}

fn more(before: [i64; 8], after: [i64; 8]) -> [i64; 8] {
    std::array::from_fn(|n| after[n] - before[n])
}

/// Is something new there, beside letters?
fn is_new(made: [i64; 8]) -> bool {
    made.iter().zip(LISTS).any(|(more, (list, _))| *more > 0 && list != "admin/mail")
}

/// For whom this row ends well: a visitor where everybody may, since a form that signs in ends the session that sent it;
/// else the last role, since a visitor may be only sent to sign in.
fn role(expected: [u16; 6]) -> Option<usize> {
    let well = |status: &u16| (200..300).contains(status);
    if expected.iter().all(well) { Some(0) } else { expected.iter().rposition(well) }
}

/// What can be pressed.
#[derive(Clone, Copy)]
enum Button {
    Route(&'static routes::Row),
    Form(&'static functions::Row),
}

/// One press of it: path, body, media type, and what else is said.
struct Press {
    method: Method,
    path: String,
    body: String,
    headers: [(&'static str, String); 3],
}

impl Button {
    fn name(self) -> String {
        match self {
            Self::Route(row) => format!("{} {}", row.method, row.path),
            Self::Form(row) => row.path.to_owned(),
        }
    }

    /// With a new thing and a new key.
    async fn press(self, cast: &Cast, n: usize) -> Press {
        let key = format!("press-{n}");
        match self {
            Self::Route(row) => {
                let thing = cast.make(row.thing).await;
                let path = format!("/api/v1{}", row.path.replace("{id}", &thing).replace("{date}", &thing));
                let body = Some((row.body)(cast, &thing, n)).filter(|body| !body.is_null());
                let body = body.map(|body| body.to_string()).unwrap_or_default();
                let headers = [("content-type", "application/json"), ("accept", "*/*"), ("idempotency-key", &*key)];
                let headers = headers.map(|(name, value)| (name, value.to_owned()));
                Press { method: method(&row.method.to_uppercase()), path, body, headers }
            }
            Self::Form(row) => {
                let thing = cast.make(row.thing).await;
                let mut form = (row.form)(cast, &thing, n);
                form.retain(|(name, _)| *name != "idempotency_key");
                form.push(("idempotency_key", key));
                let headers = [
                    ("content-type", "application/x-www-form-urlencoded"),
                    ("accept", "application/json"),
                    ("sec-fetch-site", "same-origin"),
                ];
                let headers = headers.map(|(name, value)| (name, value.to_owned()));
                let body = serde_urlencoded::to_string(&form).expect("a form");
                Press { method: Method::POST, path: row.path.to_owned(), body, headers }
            }
        }
    }
}

impl Press {
    async fn sent(&self, client: &Client) -> u16 {
        let headers: Vec<_> = self.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        client.raw(self.method.clone(), &self.path, Body::from(self.body.clone()), &headers).await.status.as_u16()
    }
}

/// Presses one button twice, and another of the same kind twice at once; whether they make something.
async fn press(cast: &Cast, button: Button, role: usize, n: usize) -> bool {
    let name = button.name();
    let client = cast.client(role).await;
    let one = button.press(cast, 2 * n).await;
    let before = counts(cast).await;
    let first = one.sent(&client).await;
    let after = counts(cast).await;
    let made = more(before, after);
    let second = one.sent(&client).await;
    assert_eq!(more(after, counts(cast).await), [0; 8], "{name} made another of {LISTS:?}, {first} {second}");
    if !is_new(made) {
        return false;
    }
    assert_eq!(first, second, "{name}: a second press is answered like the first");
    let client = cast.client(role).await;
    let another = button.press(cast, 2 * n + 1).await;
    let before = counts(cast).await;
    let answers = tokio::join!(another.sent(&client), another.sent(&client));
    assert_eq!(answers, (first, first), "{name} at once");
    assert_eq!(more(before, counts(cast).await), made, "{name} at once made another of {LISTS:?}");
    true
}

async fn every_route_pressed_twice_makes_one(world: World) {
    let cast = Cast::new(world).await;
    let document = cast.world.visitor().get("/api/openapi.json").await.expect(200).body;
    let mut made = 0;
    for (n, row) in (10_000..).zip(routes::ROWS.iter().filter(|row| row.method != "get")) {
        let Some(role) = role(row.expected) else { continue };
        if !press(&cast, Button::Route(row), role, n).await {
            continue;
        }
        made += 1;
        let operation = &document["paths"][format!("/api/v1{}", row.path)][row.method];
        let mut documented = operation["parameters"].as_array().into_iter().flatten();
        let documented = documented.any(|parameter| parameter["name"] == "Idempotency-Key");
        assert!(documented, "{} makes something: it takes a key, and says so", row.path);
    }
    assert!(made >= 5, "registering twofold, booking, visit types, invitations: {made}");
}

async fn every_form_pressed_twice_makes_one(world: World) {
    let cast = Cast::new(world).await;
    let mut made = 0;
    for (n, row) in (20_000..).zip(functions::ROWS) {
        let Some(role) = role(row.expected) else { continue };
        made += usize::from(press(&cast, Button::Form(row), role, n).await);
    }
    assert!(made >= 5, "{made}");
}

const WISH: [(&str, &str); 1] = [("Idempotency-Key", "one-wish")];

async fn add(client: &Client, name: &str) -> Answer {
    let spec = json!({"name": name, "minutes": 30});
    client.send(Method::POST, "doctors/me/visit-types", Some(spec), &WISH).await
}

async fn a_key_with_another_request_is_refused(world: World) {
    let grace = world.doctor("Grace").await.client;
    let first = add(&grace, "Check-up").await.expect(201);
    add(&grace, "Follow-up").await.problem(422, "idempotency-mismatch");
    assert_eq!(add(&grace, "Check-up").await.expect(201).body, first.body);
    // Another's key is another key.
    let ida = world.doctor("Ida").await.client;
    add(&ida, "Follow-up").await.expect(201);
    // What was taken away is not made again by the same press.
    grace.delete(&format!("doctors/me/visit-types/{}", first.text("id"))).await.expect(204);
    add(&grace, "Check-up").await.problem(409, "conflict");
    // After a month the key is forgotten.
    world.advance(chrono::TimeDelta::days(31));
    clinic::jobs::sweep(&world.clinic).await.expect("it sweeps");
    add(&world.again(&grace).await, "Follow-up").await.expect(201);
    // A code is told again, and is the one that works.
    let admin = world.admin().await;
    let one = admin.send(Method::POST, "admin/invitations", None, &WISH).await.expect(201);
    let two = admin.send(Method::POST, "admin/invitations", None, &WISH).await.expect(201);
    assert_eq!(one.body, two.body);
    let form = json!({
        "invitation_code": two.text("code"), "email": "eve@example.org", "password": "three good words",
        "full_name": "Eve", "specialty": "Cardiology", "time_zone": "UTC",
    });
    world.visitor().post("auth/register-doctor", form).await.expect(201);
    admin.send(Method::POST, "admin/invitations", None, &WISH).await.problem(409, "conflict");
}

async fn a_code_that_lets_nobody_in_is_not_told_again(world: World) {
    let admin = world.admin().await;
    let press = async |admin: &Client, key| {
        admin.send(Method::POST, "admin/invitations", None, &[("Idempotency-Key", key)]).await
    };
    let revoked = press(&admin, "to-revoke").await.expect(201);
    admin.delete(&format!("admin/invitations/{}", revoked.text("id"))).await.expect(204);
    press(&admin, "to-revoke").await.problem(409, "conflict");
    let open = press(&admin, "to-leave").await.expect(201);
    world.advance(chrono::TimeDelta::days(13));
    let admin = world.again(&admin).await;
    assert_eq!(press(&admin, "to-leave").await.expect(201).body, open.body);
    world.advance(chrono::TimeDelta::days(1));
    press(&world.again(&admin).await, "to-leave").await.problem(409, "conflict");
    let listed = world.again(&admin).await.get("admin/invitations").await.expect(200);
    assert_eq!(listed.number("total"), 2, "nothing is issued anew either");
}
