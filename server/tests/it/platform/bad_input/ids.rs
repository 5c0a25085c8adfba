//! Ids that name nothing, or nothing that the caller may see: not found, whatever they look like.

use std::collections::BTreeSet;

use axum::{body::Body, http::Method};
use serde_json::{Value, json};

use super::{Cast, Who, names};
use crate::world::{World, on_both};

on_both! {
    what_is_no_id_is_not_found_in_the_api,
    ids_in_bodies_and_queries_are_judged,
    an_id_may_be_written_in_capitals,
    pages_and_buttons_of_nothing_are_not_found,
    a_button_of_what_has_gone_says_why_it_did_nothing,
}

/// In a path, as bytes of a request line.
const NOTHING: [&str; 11] = [
    "00000000-0000-0000-0000-000000000000",
    "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "01234567-89ab-7def-8123-456789abcdef",
    "1",
    "-1",
    "x",
    "%00",
    "%ff%fe",
    "..%2f..%2fetc%2fpasswd",
    "'%20OR%20'1'='1",
    "%F0%9F%92%8A",
];

/// Every path with an id and who may use it.
const PATHS: &[(Who, &str, &str)] = &[
    (Who::Patient, "DELETE", "/me/sessions/{id}"),
    (Who::Visitor, "GET", "/doctors/{id}"),
    (Who::Visitor, "GET", "/doctors/{id}/slots"),
    (Who::Patient, "GET", "/appointments/{id}"),
    (Who::Patient, "POST", "/appointments/{id}/cancel"),
    (Who::Doctor, "POST", "/appointments/{id}/complete"),
    (Who::Doctor, "POST", "/appointments/{id}/no-show"),
    (Who::Doctor, "PATCH", "/doctors/me/visit-types/{id}"),
    (Who::Doctor, "DELETE", "/doctors/me/visit-types/{id}"),
    (Who::Admin, "PATCH", "/admin/specialties/{id}"),
    (Who::Admin, "DELETE", "/admin/invitations/{id}"),
    (Who::Admin, "POST", "/admin/mail/{id}/retry"),
];

async fn what_is_no_id_is_not_found_in_the_api(world: World) {
    let cast = Cast::new(world).await;
    let document = cast.world.visitor().get("/api/openapi.json").await.expect(200).body;
    let documented = document["paths"].as_object().into_iter().flatten();
    let documented: BTreeSet<(String, String)> = documented
        .filter(|(path, _)| path.contains("{id}"))
        .flat_map(|(path, item)| item.as_object().into_iter().flatten().map(move |(method, _)| (method, path)))
        .map(|(method, path)| (method.to_uppercase(), path.trim_start_matches("/api/v1").to_owned()))
        .collect();
    let rows: BTreeSet<_> = PATHS.iter().map(|(_, method, path)| ((*method).to_owned(), (*path).to_owned())).collect();
    assert_eq!(rows, documented, "every path with an id has a row");

    for (who, method, path) in PATHS {
        for id in NOTHING {
            let mut path = format!("/api/v1{}", path.replace("{id}", id));
            if path.ends_with("/slots") {
                path.push_str(&format!("?visit_type={}", cast.doctor.visit_type));
            }
            let method: Method = method.parse().expect("a method");
            let answer = cast.client(*who).send(method.clone(), &path, Some(json!({})), &[]).await;
            answer.problem(404, "not-found");
        }
    }
}

async fn ids_in_bodies_and_queries_are_judged(world: World) {
    let cast = Cast::new(world).await;
    let other = cast.world.doctor("Ida").await;
    let start = cast.world.free_start(&cast.doctor, 3).await;
    let (patient, doctor, visit_type) = (cast.client(Who::Patient), &cast.doctor.id, &cast.doctor.visit_type);
    let book = |doctor: Value, visit_type: Value| {
        patient.post("appointments", json!({"doctor_id": doctor, "visit_type_id": visit_type, "start": start}))
    };
    for nothing in [uuid::Uuid::nil().to_string(), uuid::Uuid::max().to_string(), other.visit_type.clone()] {
        book(json!(doctor), json!(nothing)).await.problem(404, "not-found");
        book(json!(nothing), json!(visit_type)).await.problem(404, "not-found");
    }
    for junk in [json!(""), json!("x"), json!(7), json!(null), json!([]), json!("\u{0}"), json!(format!("{doctor}x"))] {
        let answer = book(json!(doctor), junk.clone()).await;
        assert!(names(&answer, "visit_type_id", &junk.to_string()).is_some(), "{}", answer.body);
        let answer = book(junk.clone(), json!(visit_type)).await;
        assert!(names(&answer, "doctor_id", &junk.to_string()).is_some(), "{}", answer.body);
    }
    let visitor = cast.client(Who::Visitor);
    for (value, status) in [("", 422), ("x", 422), ("%00", 422), (NOTHING[0], 404), (other.visit_type.as_str(), 404)] {
        let answer = visitor.get(&format!("doctors/{doctor}/slots?visit_type={value}")).await;
        assert_eq!(answer.status, status, "{value}: {}", answer.body);
    }
    let answer = visitor.get(&format!("doctors/{doctor}/slots")).await;
    assert!(names(&answer, "visit_type", "left out").is_some(), "{}", answer.body);
    assert!(cast.world.free_starts(&cast.doctor).await.contains(&start), "nothing was booked");
}

async fn an_id_may_be_written_in_capitals(world: World) {
    let mut cast = Cast::new(world).await;
    let (doctor, visit_type) = (cast.doctor.id.to_uppercase(), cast.doctor.visit_type.to_uppercase());
    let visitor = cast.client(Who::Visitor);
    visitor.get(&format!("doctors/{doctor}")).await.expect(200);
    visitor.get(&format!("doctors/{doctor}/slots?visit_type={visit_type}")).await.expect(200);
    let second = cast.client(Who::Doctor).post("doctors/me/visit-types", json!({"name": "Second", "minutes": 60}));
    let second = second.await.expect(201).text("id").to_owned();
    let path = format!("/doctors/{doctor}?type={}", second.to_uppercase());
    let page = cast.browser(Who::Visitor).open(&path).await.expect(200);
    let chosen = page.html.split("<a ").find(|link| link.contains("aria-current=\"true\"") && link.contains("option"));
    assert!(chosen.is_some_and(|option| option.contains("Second")), "the wanted one is chosen: {}", page.html);
    cast.browser(Who::Doctor).open(&format!("/practice/visit-types?edit={}", second.to_uppercase())).await.expect(200);

    let start = cast.world.free_start(&cast.doctor, 3).await.to_rfc3339();
    let form =
        [("doctor", doctor.as_str()), ("visit_type", &visit_type), ("start", &start), ("idempotency_key", "capitals")];
    let booked = cast.browser(Who::Patient).submit("/book", "/do/booking/book", &form).await.expect(303);
    let visit = booked.headers["location"].to_str().expect("a path").replace("/booked", "").to_uppercase();
    cast.browser(Who::Patient).open(&visit.replace("/VISITS", "/visits")).await.expect(200);
}

async fn pages_and_buttons_of_nothing_are_not_found(world: World) {
    let mut cast = Cast::new(world).await;
    for id in NOTHING {
        for (who, path) in [
            (Who::Visitor, "/doctors/{id}"),
            (Who::Visitor, "/doctors/{id}/picture"),
            (Who::Patient, "/visits/{id}"),
            (Who::Patient, "/visits/{id}/booked"),
            (Who::Patient, "/visits/{id}/calendar.ics"),
            (Who::Doctor, "/practice/visit-types?edit={id}"),
            (Who::Admin, "/admin/specialties?edit={id}"),
        ] {
            let page = cast.browser(who).open(&path.replace("{id}", id)).await;
            let expected: &[u16] = if path.contains("edit") { &[200, 404] } else { &[404] };
            assert!(expected.contains(&page.status.as_u16()), "{path} {id}: {} {}", page.status, page.text());
        }
    }
    let typed = ["", "x", "00000000-0000-0000-0000-000000000000", "👩", "\u{0}", "'; --", &"9".repeat(3000)];
    for id in typed {
        for (who, action, page, fields) in [
            (Who::Patient, "/do/account/end-session", "/account", vec![("session", id)]),
            (Who::Patient, "/do/visits/move", "/visits", vec![("id", id), ("transition", "cancel")]),
            (Who::Doctor, "/do/practice/remove-visit-type", "/practice/visit-types", vec![("id", id)]),
            (Who::Admin, "/do/admin/revoke-invitation", "/admin/invitations", vec![("id", id)]),
            (Who::Admin, "/do/admin/offer-specialty", "/admin/specialties", vec![("id", id)]),
            (Who::Admin, "/do/admin/retry-mail", "/admin/mail", vec![("id", id)]),
            (
                Who::Patient,
                "/do/booking/book",
                "/",
                vec![("doctor", id), ("visit_type", id), ("start", "2026-11-24T09:00:00Z"), ("idempotency_key", "k")],
            ),
        ] {
            let answer = cast.browser(who).submit(page, action, &fields).await;
            assert_eq!(answer.status, 404, "{action} {id:?}: {}", answer.text());
            assert!(answer.is_html(), "{action}");
        }
    }
    // An unknown form, and a form sent as something else.
    let page = cast.browser(Who::Patient).submit("/visits", "/do/no/such-form", &[]).await;
    assert_eq!(page.status, 404);
    let headers = [("content-type", "application/json"), ("accept", "application/json")];
    let answer = cast.client(Who::Patient).raw(Method::POST, "/do/visits/move", Body::from("{}"), &headers).await;
    assert!([400, 415, 422].contains(&answer.status.as_u16()), "{} {}", answer.status, answer.body);
}

async fn a_button_of_what_has_gone_says_why_it_did_nothing(world: World) {
    let mut cast = Cast::new(world).await;
    let start = cast.world.free_start(&cast.doctor, 3).await;
    let visit = cast.world.book(cast.client(Who::Patient), &cast.doctor, start).await.expect(201).text("id").to_owned();
    // In another tab.
    cast.client(Who::Patient).post(&format!("appointments/{visit}/cancel"), json!({})).await.expect(200);
    let form = [("form_key", "cancel"), ("id", visit.as_str()), ("transition", "cancel"), ("reason", "Ill & sorry")];
    let page = cast.browser(Who::Patient).submit(&format!("/visits/{visit}"), "/do/visits/move", &form).await;
    page.expect(409).shows("This visit is already cancelled.");
    let form = [("form_key", "remove-2026-12-24"), ("date", "2026-12-24")];
    let page = cast.browser(Who::Doctor).submit("/practice/hours", "/do/practice/delete-exception", &form).await;
    page.expect(404).shows("There is nothing here, or it is not yours to see.");
    // Without the page that it stands on, a form is refused where the browser is led.
    let form = [("full_name", "Ada"), ("email", "ada"), ("password", ""), ("time_zone", "UTC")];
    let page = cast.browser(Who::Visitor).submit("/", "/do/auth/register", &form).await;
    page.expect(422).shows("Please check 2 fields.");
}
