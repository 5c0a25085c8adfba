//! The matrix of the API's routes.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Cast, Differences, Thing, method};
use crate::world::{PASSWORD, World, on_both};

on_both! { every_route_for_every_role, who_may_not_learns_that_before_what_is_wrong }

pub struct Row {
    pub method: &'static str,
    /// As in the OpenAPI document, without `/api/v1`.
    pub path: &'static str,
    pub thing: Thing,
    /// From the cast, the thing, and a number that no other cell has.
    pub body: fn(&Cast, &str, usize) -> Value,
    /// Visitor, patient, other patient, doctor, other doctor, admin.
    pub expected: [u16; 6],
}

const fn row(method: &'static str, path: &'static str, thing: Thing, expected: [u16; 6]) -> Row {
    Row { method, path, thing, body: |_, _, _| Value::Null, expected }
}

const fn with(
    method: &'static str,
    path: &'static str,
    thing: Thing,
    body: fn(&Cast, &str, usize) -> Value,
    expected: [u16; 6],
) -> Row {
    Row { method, path, thing, body, expected }
}

const ALL: [u16; 6] = [200; 6];
const SIGNED_IN: [u16; 6] = [401, 200, 200, 200, 200, 200];
const PATIENTS: [u16; 6] = [401, 201, 201, 403, 403, 403];
const DOCTORS: [u16; 6] = [401, 403, 403, 200, 200, 403];
const ITS_DOCTOR: [u16; 6] = [401, 403, 403, 200, 404, 403];
const ADMINS: [u16; 6] = [401, 403, 403, 403, 403, 200];
const BOTH_SIDES_AND_ADMINS: [u16; 6] = [401, 200, 404, 200, 404, 200];
/// Whoever may do it is told that it is too early; a stranger's visit is not found.
const DOCTOR_OF_THE_VISIT: [u16; 6] = [401, 403, 404, 409, 404, 403];

/// With another status for those who may.
const fn but(row: [u16; 6], success: u16) -> [u16; 6] {
    let mut row = row;
    let mut n = 0;
    while n < row.len() {
        if row[n] == 200 {
            row[n] = success;
        }
        n += 1;
    }
    row
}

fn nothing(_: &Cast, _: &str, _: usize) -> Value {
    json!({})
}

fn reason(_: &Cast, _: &str, _: usize) -> Value {
    json!({"reason": "So it is."})
}

pub const ROWS: &[Row] = &[
    with(
        "post",
        "/auth/register",
        Thing::Nothing,
        |_, _, n| json!({"email": format!("new{n}@example.org"), "password": PASSWORD, "full_name": "New", "time_zone": "UTC"}),
        [201; 6],
    ),
    with(
        "post",
        "/auth/register-doctor",
        Thing::Code,
        |_, code, n| json!({"invitation_code": code, "email": format!("new{n}@example.org"), "password": PASSWORD, "full_name": "New", "specialty": "cardiology", "time_zone": "UTC"}),
        [201; 6],
    ),
    with(
        "post",
        "/auth/login",
        Thing::Nothing,
        |_, _, _| json!({"email": "ada@example.org", "password": PASSWORD}),
        ALL,
    ),
    with("post", "/auth/refresh", Thing::RefreshToken, |_, token, _| json!({"refresh_token": token}), ALL),
    with("post", "/auth/logout", Thing::Nothing, nothing, but(SIGNED_IN, 204)),
    row("get", "/live", Thing::Nothing, ALL),
    row("get", "/me", Thing::Nothing, SIGNED_IN),
    with("patch", "/me", Thing::Nothing, |_, _, _| json!({"full_name": "Another Name"}), SIGNED_IN),
    row("get", "/me/sessions", Thing::Nothing, SIGNED_IN),
    row("delete", "/me/sessions", Thing::Nothing, but(SIGNED_IN, 204)),
    row("delete", "/me/sessions/{id}", Thing::Session, [401, 204, 404, 404, 404, 404]),
    row("get", "/specialties", Thing::Nothing, ALL),
    row("get", "/doctors", Thing::Nothing, ALL),
    row("get", "/doctors/{id}", Thing::Doctor, ALL),
    row("get", "/doctors/{id}/slots", Thing::Doctor, ALL),
    row("get", "/appointments", Thing::Nothing, SIGNED_IN),
    with(
        "post",
        "/appointments",
        Thing::Start,
        |cast, start, _| json!({"doctor_id": cast.doctor.id, "visit_type_id": cast.doctor.visit_type, "start": start}),
        PATIENTS,
    ),
    row("get", "/appointments/{id}", Thing::Visit, BOTH_SIDES_AND_ADMINS),
    with("post", "/appointments/{id}/cancel", Thing::Visit, reason, BOTH_SIDES_AND_ADMINS),
    with("post", "/appointments/{id}/complete", Thing::Visit, nothing, DOCTOR_OF_THE_VISIT),
    with("post", "/appointments/{id}/no-show", Thing::Visit, nothing, DOCTOR_OF_THE_VISIT),
    row("get", "/doctors/me", Thing::Nothing, DOCTORS),
    with("patch", "/doctors/me", Thing::Nothing, nothing, DOCTORS),
    row("get", "/doctors/me/schedule", Thing::Nothing, DOCTORS),
    with("put", "/doctors/me/schedule", Thing::Nothing, |_, _, _| World::office_hours(), DOCTORS),
    row("get", "/doctors/me/exceptions", Thing::Nothing, DOCTORS),
    with("put", "/doctors/me/exceptions/{date}", Thing::Date, |_, _, _| json!({"kind": "closed"}), DOCTORS),
    row("delete", "/doctors/me/exceptions/{date}", Thing::Exception, but(ITS_DOCTOR, 204)),
    row("get", "/doctors/me/visit-types", Thing::Nothing, DOCTORS),
    with(
        "post",
        "/doctors/me/visit-types",
        Thing::Nothing,
        |_, _, _| json!({"name": "Another", "minutes": 15}),
        but(DOCTORS, 201),
    ),
    with("patch", "/doctors/me/visit-types/{id}", Thing::VisitType, |_, _, _| json!({"minutes": 20}), ITS_DOCTOR),
    row("delete", "/doctors/me/visit-types/{id}", Thing::VisitType, but(ITS_DOCTOR, 204)),
    row("get", "/admin/invitations", Thing::Nothing, ADMINS),
    with("post", "/admin/invitations", Thing::Nothing, nothing, but(ADMINS, 201)),
    row("delete", "/admin/invitations/{id}", Thing::Invitation, but(ADMINS, 204)),
    row("get", "/admin/figures", Thing::Nothing, ADMINS),
    row("get", "/practice/figures", Thing::Nothing, DOCTORS),
    row("get", "/admin/users", Thing::Nothing, ADMINS),
    row("get", "/admin/doctors", Thing::Nothing, ADMINS),
    row("get", "/admin/specialties", Thing::Nothing, ADMINS),
    with(
        "post",
        "/admin/specialties",
        Thing::Nothing,
        |_, _, n| json!({"name": format!("Specialty {n}"), "words": ["word"]}),
        but(ADMINS, 201),
    ),
    with("patch", "/admin/specialties/{id}", Thing::Specialty, |_, _, _| json!({"retired": true}), ADMINS),
    row("get", "/admin/mail", Thing::Nothing, ADMINS),
    // It was sent already: there is nothing to retry.
    row("post", "/admin/mail/{id}/retry", Thing::Mail, but(ADMINS, 404)),
];

async fn every_route_for_every_role(world: World) {
    has_a_row_for_every_route(&world).await;
    let cast = Cast::new(world).await;
    let mut differences = Differences::default();
    let mut n = 0;
    for row in ROWS {
        for (role, expected) in row.expected.into_iter().enumerate() {
            n += 1;
            let thing = cast.make(row.thing).await;
            let mut path = format!("/api/v1{}", row.path.replace("{id}", &thing).replace("{date}", &thing));
            if row.path.ends_with("/slots") {
                path.push_str(&format!("?visit_type={}", cast.doctor.visit_type));
            }
            let body = (row.body)(&cast, &thing, n);
            let body = (!body.is_null()).then_some(body);
            let client = cast.client(role).await;
            let answer = client.send(method(&row.method.to_uppercase()), &path, body, &[]).await;
            let status = answer.status.as_u16();
            differences.note(&format!("{} {}", row.method, row.path), role, expected, status);
            if status >= 400 {
                assert_eq!(answer.header("content-type"), "application/problem+json", "{path}");
            }
        }
    }
    differences.none();
}

/// 401 before 403 before 422: a body of the wrong shape and a query that means nothing, as those who may not ask at all.
async fn who_may_not_learns_that_before_what_is_wrong(world: World) {
    let cast = Cast::new(world).await;
    let mut differences = Differences::default();
    let mut refused = 0;
    // Signing out is open to whoever sends a token that can be read.
    for row in ROWS.iter().filter(|row| row.path != "/auth/logout") {
        for (role, expected) in row.expected.into_iter().enumerate().filter(|(_, status)| matches!(status, 401 | 403)) {
            let thing = cast.make(row.thing).await;
            let path = row.path.replace("{id}", &thing).replace("{date}", "nonsense");
            let path = format!("/api/v1{path}?page=0&per_page=x&state=nonsense&from=nonsense&hidden=maybe");
            let wrong = (row.method != "get").then(|| json!([1, "nonsense"]));
            let client = cast.client(role).await;
            let answer = client.send(method(&row.method.to_uppercase()), &path, wrong, &[]).await;
            differences.note(&format!("{} {}", row.method, row.path), role, expected, answer.status.as_u16());
            refused += 1;
        }
    }
    differences.none();
    assert!(refused > 100, "only {refused} requests were to be refused");
}

async fn has_a_row_for_every_route(world: &World) {
    let document = world.visitor().get("/api/openapi.json").await.expect(200).body;
    let documented: BTreeSet<String> = document["paths"]
        .as_object()
        .into_iter()
        .flatten()
        .flat_map(|(path, item)| {
            item.as_object().into_iter().flatten().map(move |(method, _)| format!("{method} {path}"))
        })
        .collect();
    let rows: BTreeSet<String> = ROWS.iter().map(|row| format!("{} /api/v1{}", row.method, row.path)).collect();
    assert_eq!(rows, documented, "every route has a row, and every row a route");
}
