//! The matrix of the server functions: what the pages' forms and the island send.

use std::collections::BTreeSet;

use app::{error::AppError, server::ctx};
use axum::{body::Body, http::Method};
use leptos::{prelude::server, server_fn::axum::server_fn_paths};

use super::{Cast, Differences, ROLES, Thing};
use crate::world::{PASSWORD, World, on_both};

on_both! { every_server_function_for_every_role, who_may_not_learns_that_before_a_form_is_read }

pub type Form = Vec<(&'static str, String)>;

pub struct Row {
    pub path: &'static str,
    pub thing: Thing,
    /// From the cast, the thing, and a number that no other cell has.
    pub form: fn(&Cast, &str, usize) -> Form,
    /// Visitor, patient, other patient, doctor, other doctor, admin. 200 also stands for being sent on.
    pub expected: [u16; 6],
}

const fn row(path: &'static str, thing: Thing, expected: [u16; 6], form: fn(&Cast, &str, usize) -> Form) -> Row {
    Row { path, thing, form, expected }
}

const ALL: [u16; 6] = [200; 6];
const SIGNED_IN: [u16; 6] = [401, 200, 200, 200, 200, 200];
const DOCTORS: [u16; 6] = [401, 403, 403, 200, 200, 403];
const ITS_DOCTOR: [u16; 6] = [401, 403, 403, 200, 404, 403];
const ADMINS: [u16; 6] = [401, 403, 403, 403, 403, 200];
const BOTH_SIDES_AND_ADMINS: [u16; 6] = [401, 200, 404, 200, 404, 200];
/// Whoever may do it is told that it is too early; a stranger's visit is not found.
const DOCTOR_OF_THE_VISIT: [u16; 6] = [401, 403, 404, 409, 404, 403];

fn none(_: &Cast, _: &str, _: usize) -> Form {
    vec![]
}

fn id(_: &Cast, id: &str, _: usize) -> Form {
    vec![("id", id.to_owned())]
}

fn fields(fields: &[(&'static str, &str)]) -> Form {
    fields.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
}

fn wish(cast: &Cast, start: &str, n: usize) -> Form {
    let key = format!("wish-{n}");
    fields(&[
        ("doctor", &cast.doctor.id),
        ("visit_type", &cast.doctor.visit_type),
        ("start", start),
        ("idempotency_key", &key),
    ])
}

fn doctor_page(cast: &Cast, doctor: &str, _: usize) -> Form {
    fields(&[
        ("doctor", doctor),
        ("visit_type", &cast.doctor.visit_type),
        ("month", "2026-12"),
        ("day", ""),
        ("zone", ""),
    ])
}

fn visit_type(_: &Cast, id: &str, _: usize) -> Form {
    fields(&[
        ("id", id),
        ("name", "Another"),
        ("minutes", "15"),
        ("buffer_before_minutes", "0"),
        ("buffer_after_minutes", "0"),
        ("minimum_notice_minutes", "0"),
        ("booking_window_days", "90"),
        ("kind", "in_person"),
        ("price", ""),
    ])
}

fn move_to(id: &str, transition: &str) -> Form {
    fields(&[("id", id), ("transition", transition), ("reason", "So it is.")])
}

fn newcomer(n: usize, more: &[(&'static str, &str)]) -> Form {
    let email = format!("new{n}@example.org");
    let mut form = fields(&[("full_name", "New"), ("email", &email), ("password", PASSWORD), ("time_zone", "UTC")]);
    form.extend(fields(more));
    form
}

/// Forgotten: it does not say who may send to it.
#[server(prefix = "/do", endpoint = "test/undeclared")]
async fn undeclared() -> Result<(), AppError> {
    ctx().map(|_| ())
}

pub const ROWS: &[Row] = &[
    row("/do/test/undeclared", Thing::Nothing, [503; 6], none),
    row("/do/auth/sign-in", Thing::Nothing, ALL, |_, _, _| {
        fields(&[("email", "ada@example.org"), ("password", PASSWORD)])
    }),
    // Nothing here is made up.
    row("/do/auth/look-as", Thing::Nothing, [404; 6], |_, _, _| fields(&[("role", "admin")])),
    row("/do/auth/sign-out", Thing::Nothing, ALL, none),
    row("/do/auth/register", Thing::Nothing, ALL, |_, _, n| newcomer(n, &[])),
    row("/do/auth/register-doctor", Thing::Code, ALL, |_, code, n| {
        newcomer(n, &[("invitation_code", code), ("specialty", "cardiology")])
    }),
    row("/do/account/save", Thing::Nothing, SIGNED_IN, |_, _, _| fields(&[("full_name", "Another Name")])),
    // The zone of a doctor is that of the hours.
    row("/do/account/set-zone", Thing::Nothing, [401, 200, 200, 422, 422, 200], |_, _, _| {
        fields(&[("time_zone", "Asia/Tokyo"), ("back", "/visits")])
    }),
    row("/do/account/end-session", Thing::Session, [401, 200, 404, 404, 404, 404], |_, session, _| {
        fields(&[("session", session)])
    }),
    row("/do/account/end-others", Thing::Nothing, SIGNED_IN, none),
    row("/do/doctors/month", Thing::Doctor, ALL, doctor_page),
    // A visitor is sent to sign in and comes back.
    row("/do/booking/book", Thing::Start, [200, 200, 200, 403, 403, 403], wish),
    row("/do/visits/move", Thing::Visit, BOTH_SIDES_AND_ADMINS, |_, id, _| move_to(id, "cancel")),
    row("/do/visits/move", Thing::Visit, DOCTOR_OF_THE_VISIT, |_, id, _| move_to(id, "complete")),
    row("/do/visits/move", Thing::Visit, DOCTOR_OF_THE_VISIT, |_, id, _| move_to(id, "no_show")),
    row("/do/visits/move", Thing::Visit, DOCTOR_OF_THE_VISIT, |_, id, _| move_to(id, "check_in")),
    row("/do/visits/move", Thing::Visit, [401, 403, 404, 403, 404, 403], |_, id, _| move_to(id, "expire")),
    row("/do/practice/set-weekly", Thing::Nothing, DOCTORS, |_, _, _| {
        let days = ["mon", "tue", "wed", "thu", "fri"].map(|day| (day, "09:00-17:00".to_owned()));
        [fields(&[("time_zone", "Europe/Berlin")]), days.to_vec()].concat()
    }),
    row("/do/practice/put-exception", Thing::Date, DOCTORS, |_, date, _| fields(&[("date", date), ("kind", "closed")])),
    row("/do/practice/delete-exception", Thing::Exception, ITS_DOCTOR, |_, date, _| fields(&[("date", date)])),
    row("/do/practice/save-visit-type", Thing::Nothing, DOCTORS, visit_type),
    row("/do/practice/save-visit-type", Thing::VisitType, ITS_DOCTOR, visit_type),
    row("/do/practice/remove-visit-type", Thing::VisitType, ITS_DOCTOR, id),
    row("/do/practice/save-profile", Thing::Nothing, DOCTORS, |_, _, _| {
        fields(&[
            ("designation", "Doctor"),
            ("specialties[0]", "cardiology"),
            ("languages[0]", "en"),
            ("experience_years", "12"),
            ("address", "1 Test Street"),
        ])
    }),
    row("/do/admin/issue-invitation", Thing::Nothing, ADMINS, none),
    row("/do/admin/revoke-invitation", Thing::Invitation, ADMINS, id),
    row("/do/admin/save-specialty", Thing::Nothing, ADMINS, |_, _, n| vec![("name", format!("Specialty {n}"))]),
    row("/do/admin/offer-specialty", Thing::Specialty, ADMINS, |_, id, _| fields(&[("id", id), ("retired", "yes")])),
    // It was sent already: there is nothing to retry.
    row("/do/admin/retry-mail", Thing::Mail, [401, 403, 403, 403, 403, 404], id),
];

async fn every_server_function_for_every_role(world: World) {
    let registered: BTreeSet<&str> = server_fn_paths().map(|(path, _)| path).collect();
    let rows: BTreeSet<&str> = ROWS.iter().map(|row| row.path).collect();
    assert_eq!(rows, registered, "every server function has a row, and every row a server function");
    assert!(server_fn_paths().all(|(_, method)| method == Method::POST), "nothing changes by GET");

    let cast = Cast::new(world).await;
    let mut differences = Differences::default();
    let mut n = 0;
    for row in ROWS {
        for (role, expected) in row.expected.into_iter().enumerate() {
            n += 1;
            let thing = cast.make(row.thing).await;
            let form = (row.form)(&cast, &thing, n);
            let status = send(&cast, role, row.path, &form).await;
            let status = if (200..400).contains(&status) { 200 } else { status };
            let name =
                format!("{} {:?}", row.path, form.iter().find(|(name, _)| *name == "transition").map(|(_, to)| to));
            differences.note(&name, role, expected, status);
        }
    }
    differences.none();
}

async fn send(cast: &Cast, role: usize, path: &str, form: &Form) -> u16 {
    let body = serde_urlencoded::to_string(form).expect("a form");
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("accept", "application/json"),
        ("sec-fetch-site", "same-origin"),
    ];
    let client = cast.client(role).await;
    client.raw(Method::POST, path, Body::from(body), &headers).await.status.as_u16()
}

/// 401 before 403 before 422: every field is given twice, so that nobody can read the form.
async fn who_may_not_learns_that_before_a_form_is_read(world: World) {
    let cast = Cast::new(world).await;
    let mut differences = Differences::default();
    let (mut refused, mut unreadable) = (0, 0);
    for (n, first) in ROWS.iter().enumerate() {
        if ROWS[..n].iter().any(|row| row.path == first.path) {
            continue;
        }
        let form = (first.form)(&cast, "nonsense", n);
        for (role, name) in ROLES.iter().enumerate() {
            // Whom their role keeps out, whatever they ask for.
            let of_path = || ROWS.iter().filter(|row| row.path == first.path).map(|row| row.expected[role]);
            let door = of_path().next().filter(|status| matches!(status, 401 | 403));
            let expected = match door.filter(|status| of_path().all(|other| other == *status)) {
                Some(status) => {
                    refused += 1;
                    status
                }
                // Who is let in without a word cannot send one that is wrong.
                None if form.is_empty() => continue,
                None => {
                    unreadable += 1;
                    422
                }
            };
            let twice = [form.clone(), form.clone(), vec![("nonsense", (*name).to_owned())]].concat();
            differences.note(first.path, role, expected, send(&cast, role, first.path, &twice).await);
        }
    }
    differences.none();
    assert!(refused > 40 && unreadable > 50, "{refused} were to be refused, {unreadable} not to be read");
}
