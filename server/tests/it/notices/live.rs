//! Open pages hear of changes: whom they concern, and nobody else.

use std::time::Duration;

use axum::{
    Router,
    body::Body,
    http::{Method, Request, header},
};
use domain::platform::ids::{AccountId, AppointmentId, DoctorId};
use futures_util::{Stream, StreamExt};
use serde_json::{Value, json};
use store::{Change, Times};
use tokio::time::{sleep, timeout};
use tower::ServiceExt;

use crate::{
    client::Client,
    world::{Doctor, NODE, PASSWORD, World, on_both},
};

/// An event that should come, comes within this; what takes longer is lost.
const PATIENCE: Duration = Duration::from_secs(60);

/// An open line through the router.
struct Line {
    body: std::pin::Pin<Box<dyn Stream<Item = Result<axum::body::Bytes, axum::Error>> + Send>>,
    read: String,
}

impl Line {
    async fn open(router: &Router, token: Option<&str>, query: &str) -> Self {
        Self::again(router, token, query, "").await
    }

    /// As a browser that comes again and says what it heard last.
    async fn again(router: &Router, token: Option<&str>, query: &str, last: &str) -> Self {
        let mut request = Request::get(format!("/api/v1/live?{query}"))
            .header(header::HOST, "127.0.0.1:3000")
            .header("last-event-id", last);
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let request = request.body(Body::empty()).expect("a request");
        let answer = router.clone().oneshot(request).await.expect("an answer");
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/event-stream");
        assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store");
        let mut line = Self { body: Box::pin(answer.into_body().into_data_stream()), read: String::new() };
        let (name, hello) = line.next().await.expect("a greeting");
        assert_eq!((name.as_str(), hello["account"].is_null()), ("hello", token.is_none()));
        line
    }

    /// Name and data of the next event; none at the end of the line.
    async fn next(&mut self) -> Option<(String, Value)> {
        loop {
            if let Some((event, rest)) = self.read.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.read = rest;
                let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
                // A comment keeps the line open.
                let Some(name) = field("event: ") else { continue };
                let data = field("data: ").map(|data| serde_json::from_str(&data).expect("JSON"));
                return Some((name, data.unwrap_or_default()));
            }
            let chunk = timeout(PATIENCE, self.body.next()).await.expect("something is said in time")?;
            self.read.push_str(std::str::from_utf8(&chunk.expect("no broken line")).expect("text"));
        }
    }

    async fn change(&mut self) -> Value {
        let (name, data) = self.next().await.expect("the line goes on");
        assert_eq!(name, "change");
        data
    }

    /// Nothing was said up to now.
    async fn heard_nothing_else(&mut self, world: &World) {
        nothing_else([self], world).await;
    }

    /// Something changed; the line says neither what nor whose.
    async fn hears_something(&mut self) {
        assert_eq!(self.change().await, json!({"doctor": null, "notice": null}));
    }
}

/// Nothing was said up to now on any of these. A marker for everybody tells silence from slowness.
async fn nothing_else<const N: usize>(lines: [&mut Line; N], world: &World) {
    world.clinic.store.bus().publish(Change::Anything);
    for line in lines {
        line.hears_something().await;
        assert!(timeout(Duration::from_millis(50), line.next()).await.is_err(), "that was not the marker");
    }
}

fn token(client: &Client) -> Option<&str> {
    client.access_token.as_deref()
}

on_both!(
    a_booking_is_heard_by_those_whom_it_concerns,
    a_cancellation_is_told_to_the_other_side,
    what_was_missed_is_told_first,
    what_was_changed_between_reading_and_listening_is_told,
    what_a_page_follows_is_no_change_to_it,
    a_line_ends_with_its_session,
    a_new_name_is_heard_wherever_it_stands,
    a_device_that_signs_in_or_out_is_heard_on_the_others,
    a_doctor_whom_nobody_sees_any_more_is_told_of_once,
    a_list_of_doctors_hears_of_those_who_may_come_to_stand_on_it,
    lists_hear_of_specialties,
);

async fn a_booking_is_heard_by_those_whom_it_concerns(world: World) {
    let (doctor, other) = (world.doctor("Doctor One").await, world.doctor("Doctor Two").await);
    let (patient, stranger) = (world.patient("Pat One").await, world.patient("Pat Two").await);
    let admin = world.admin().await;
    let watch = format!("doctor={}", doctor.id);
    let mut visitor = Line::open(&world.router, None, &watch).await;
    let mut elsewhere = Line::open(&world.router, None, &format!("doctor={}", other.id)).await;
    let mut own = Line::open(&world.router, token(&patient), "").await;
    let mut foreign = Line::open(&world.router, token(&stranger), "").await;
    let mut practice = Line::open(&world.router, token(&doctor.client), "").await;
    let mut other_practice = Line::open(&world.router, token(&other.client), "").await;
    let mut platform = Line::open(&world.router, token(&admin), "").await;

    let start = world.free_start(&doctor, 0).await;
    let visit = world.book(&patient, &doctor, start).await.expect(201).text("id").to_owned();

    let only_times = json!({"doctor": doctor.id, "notice": null});
    assert_eq!(visitor.change().await, only_times);
    assert_eq!(own.change().await, only_times, "nobody is told what they did themselves");
    assert_eq!(platform.change().await, only_times);
    let told = practice.change().await;
    assert_eq!(told["notice"]["appointment"], json!(visit));
    assert_eq!(told["notice"]["text"], json!("New visit: Pat One, Mon 23 Nov, 09:00."));
    nothing_else([&mut elsewhere, &mut foreign, &mut other_practice], &world).await;
}

async fn what_was_changed_between_reading_and_listening_is_told(world: World) {
    let (doctor, other) = (world.doctor("Doctor One").await, world.doctor("Doctor Two").await);
    let patient = world.patient("Pat One").await;
    let start = world.free_start(&doctor, 0).await;
    // Longer than two clocks may differ.
    sleep(Duration::from_secs(1)).await;
    let now = world.clinic.effects.clock.now().timestamp_millis();
    let watch = |id: &str| format!("doctor={id}&shown={now}");
    let mut quiet = Line::open(&world.router, None, &watch(&doctor.id)).await;
    assert!(timeout(Duration::from_millis(200), quiet.next()).await.is_err(), "nothing was changed");
    world.book(&patient, &doctor, start).await.expect(201);
    let mut elsewhere = Line::open(&world.router, None, &watch(&other.id)).await;
    assert!(timeout(Duration::from_millis(200), elsewhere.next()).await.is_err(), "that was another doctor's");
    let shown = now - 30_000;
    let mut late = Line::open(&world.router, None, &format!("doctor={}&shown={shown}", doctor.id)).await;
    late.hears_something().await;
    let closed = json!({"time_zone": "UTC", "weekly": []});
    other.client.put("doctors/me/schedule", closed).await.expect(200);
    let mut gone = Line::open(&world.router, None, &watch(&other.id)).await;
    gone.hears_something().await;
}

/// Signing in is a change to the account, and the page that follows comes at once.
async fn what_a_page_follows_is_no_change_to_it(world: World) {
    let patient = world.again(&world.patient("Pat One").await).await;
    let shown = world.clinic.effects.clock.now().timestamp_millis();
    let read = |shown: i64| format!("shown={shown}&node={NODE}");
    let mut here = Line::open(&world.router, token(&patient), &read(shown)).await;
    assert!(timeout(Duration::from_millis(200), here.next()).await.is_err(), "all of it was before the page was read");
    let mut late = Line::open(&world.router, token(&patient), &read(shown - 30_000)).await;
    late.hears_something().await;
}

async fn a_cancellation_is_told_to_the_other_side(world: World) {
    let doctor = world.doctor("Doctor One").await;
    let patient = world.patient("Pat One").await;
    let start = world.free_start(&doctor, 0).await;
    let visit = world.book(&patient, &doctor, start).await.expect(201).text("id").to_owned();
    let mut own = Line::open(&world.router, token(&patient), &format!("doctor={}", doctor.id)).await;
    let mut practice = Line::open(&world.router, token(&doctor.client), "").await;
    let path = format!("appointments/{visit}/cancel");
    doctor.client.post(&path, json!({"reason": "I am ill."})).await.expect(200);
    let told = own.change().await;
    assert_eq!(told["notice"]["text"], json!("Doctor One cancelled your visit on Mon 23 Nov, 09:00."));
    assert!(!told.to_string().contains("ill"), "the reason stays on the visit's page");
    assert_eq!(practice.change().await["notice"], Value::Null);
    own.heard_nothing_else(&world).await;
}

async fn what_was_missed_is_told_first(world: World) {
    let doctor = world.doctor("Doctor One").await;
    let (patient, stranger, admin) =
        (world.patient("Pat One").await, world.patient("Pat Two").await, world.admin().await);
    // Longer than two clocks may differ.
    sleep(Duration::from_secs(1)).await;
    let now = world.clinic.effects.clock.now().timestamp_millis();
    let start = world.free_start(&doctor, 0).await;
    let visit = world.book(&patient, &doctor, start).await.expect(201).text("id").to_owned();
    let since = format!("since={}", now - 30_000);
    let mut practice = Line::open(&world.router, token(&doctor.client), &since).await;
    let told = practice.change().await;
    assert_eq!(
        told["notice"],
        json!({"appointment": visit, "version": 1,
        "text": "New visit: Pat One, Mon 23 Nov, 09:00."})
    );
    // Of what else may have changed, only that.
    practice.hears_something().await;
    let mut own = Line::open(&world.router, token(&patient), &since).await;
    own.hears_something().await;
    let mut platform = Line::open(&world.router, token(&admin), &since).await;
    platform.hears_something().await;
    // What the browser says by itself stands above the address, which it does not change.
    let mut foreign = Line::again(&world.router, token(&stranger), &since, &now.to_string()).await;
    nothing_else([&mut practice, &mut own, &mut platform, &mut foreign], &world).await;
    world.advance(chrono::TimeDelta::minutes(1));
    sleep(Duration::from_secs(1)).await;
    let later = format!("since={}", world.clinic.effects.clock.now().timestamp_millis());
    Line::open(&world.router, token(&doctor.client), &later).await.heard_nothing_else(&world).await;
}

async fn a_line_ends_with_its_session(world: World) {
    let doctor = world.doctor("Doctor One").await;
    let patient = world.patient("Pat One").await;
    let mut line = Line::open(&world.router, token(&patient), "").await;
    let start = world.free_start(&doctor, 0).await;
    let visit = world.book(&patient, &doctor, start).await.expect(201).text("id").to_owned();
    line.change().await;
    let devices = patient.get("me/sessions").await.expect(200);
    let session = devices.list("items")[0]["id"].as_str().expect("an id").to_owned();
    patient.delete(&format!("me/sessions/{session}")).await.expect(204);
    let reason = json!({"reason": "I am ill."});
    doctor.client.post(&format!("appointments/{visit}/cancel"), reason).await.expect(200);
    line.hears_something().await;
    assert_eq!(line.next().await, None, "what concerns an account is not said to who has signed out");
}

async fn a_new_name_is_heard_wherever_it_stands(world: World) {
    let (doctor, other) = (world.doctor("Doctor One").await, world.doctor("Doctor Two").await);
    let (patient, stranger) = (world.patient("Pat One").await, world.patient("Pat Two").await);
    let start = world.free_start(&doctor, 0).await;
    world.book(&patient, &doctor, start).await.expect(201);
    let watch = format!("doctor={}", doctor.id);
    let mut own = Line::open(&world.router, token(&patient), &watch).await;
    let mut practice = Line::open(&world.router, token(&doctor.client), "").await;
    let mut platform = Line::open(&world.router, token(&world.admin().await), "").await;
    let mut elsewhere = Line::open(&world.router, token(&other.client), "").await;
    let mut foreign = Line::open(&world.router, token(&stranger), &watch).await;
    let mut visitor = Line::open(&world.router, None, &watch).await;
    patient.patch("me", json!({"full_name": "Pat Newname"})).await.expect(200);
    for told in [&mut own, &mut practice, &mut platform] {
        told.hears_something().await;
    }
    patient.patch("me", json!({"time_zone": "Asia/Tokyo"})).await.expect(200);
    for told in [&mut own, &mut platform] {
        told.hears_something().await;
    }
    doctor.client.patch("me", json!({"full_name": "Doctor Newname"})).await.expect(200);
    for told in [&mut practice, &mut platform] {
        told.hears_something().await;
    }
    for told in [&mut own, &mut practice, &mut platform, &mut foreign, &mut visitor] {
        assert_eq!(told.change().await, json!({"doctor": doctor.id, "notice": null}));
    }
    doctor.client.patch("me", json!({})).await.expect(200);
    nothing_else([&mut own, &mut practice, &mut platform, &mut foreign, &mut visitor, &mut elsewhere], &world).await;
}

async fn a_device_that_signs_in_or_out_is_heard_on_the_others(world: World) {
    let (first, stranger) = (world.patient("Pat One").await, world.patient("Pat Two").await);
    let mut here = Line::open(&world.router, token(&first), "").await;
    let mut foreign = Line::open(&world.router, token(&stranger), "").await;
    let second = world.visitor().sign_in("pat.one@example.org", PASSWORD).await;
    here.hears_something().await;
    let mut there = Line::open(&world.router, token(&second), "").await;
    second.post("auth/logout", json!({})).await.expect(204);
    here.hears_something().await;
    there.hears_something().await;
    assert_eq!(there.next().await, None, "the device has signed out");
    foreign.heard_nothing_else(&world).await;
}

async fn a_doctor_whom_nobody_sees_any_more_is_told_of_once(world: World) {
    let doctor = world.doctor("Doctor One").await;
    let patient = world.patient("Pat One").await;
    let start = world.free_start(&doctor, 0).await;
    world.book(&patient, &doctor, start).await.expect(201);
    let watch = format!("doctor={}", doctor.id);
    let mut visitor = Line::open(&world.router, None, &watch).await;
    let mut own = Line::open(&world.router, token(&patient), &watch).await;
    let changed = json!({"doctor": doctor.id, "notice": null});
    let mut schedule = World::office_hours();
    let weekly = schedule["weekly"].take();
    schedule["weekly"] = json!([]);
    doctor.client.put("doctors/me/schedule", schedule.clone()).await.expect(200);
    assert_eq!(visitor.change().await, changed, "the doctor has gone from the page");
    doctor.client.patch("doctors/me", json!({"about": "Back in spring."})).await.expect(200);
    visitor.heard_nothing_else(&world).await;
    for _ in 0..2 {
        assert_eq!(own.change().await, changed, "it stands on the page of their visit");
    }
    schedule["weekly"] = weekly;
    doctor.client.put("doctors/me/schedule", schedule).await.expect(200);
    assert_eq!(visitor.change().await, changed, "the doctor is back");
}

async fn lists_hear_of_specialties(world: World) {
    let (admin, mut list) = (world.admin().await, Line::open(&world.router, None, "directory=true").await);
    let mut platform = Line::open(&world.router, token(&admin), "").await;
    admin.patch("admin/specialties/ent", json!({"retired": true})).await.expect(200);
    list.hears_something().await;
    platform.hears_something().await;
}

async fn a_list_of_doctors_hears_of_those_who_may_come_to_stand_on_it(world: World) {
    let (patient, former) = (world.patient("Pat One").await, world.patient("Pat Two").await);
    let newcomer = world.bare_doctor("Doctor New").await;
    let mut list = Line::open(&world.router, None, "directory=true").await;
    let about = json!({"about": "Here from spring on."});
    newcomer.client.patch("doctors/me", about.clone()).await.expect(200);
    newcomer.client.put("doctors/me/schedule", World::office_hours()).await.expect(200);
    list.heard_nothing_else(&world).await;
    let visit_type = json!({"name": "Visit", "minutes": 30});
    let added = newcomer.client.post("doctors/me/visit-types", visit_type).await.expect(201);
    let doctor = Doctor { visit_type: added.text("id").to_owned(), ..newcomer };
    let changed = json!({"doctor": doctor.id, "notice": null});
    assert_eq!(list.change().await, changed);
    let start = world.free_start(&doctor, 0).await;
    let visit = world.book(&patient, &doctor, start).await.expect(201).text("id").to_owned();
    let kept = world.free_start(&doctor, 1).await;
    world.book(&former, &doctor, kept).await.expect(201);
    list.heard_nothing_else(&world).await;
    let reason = json!({"reason": "I am ill."});
    doctor.client.post(&format!("appointments/{visit}/cancel"), reason).await.expect(200);
    assert_eq!(list.change().await, changed, "a time is free again");

    // No longer on any list: what happens then is between the doctor and their patients.
    let start = world.free_start(&doctor, 0).await;
    let visit = world.book(&patient, &doctor, start).await.expect(201).text("id").to_owned();
    let mut schedule = World::office_hours();
    schedule["weekly"] = json!([]);
    let watch = format!("doctor={}", doctor.id);
    let mut former = Line::open(&world.router, token(&former), &watch).await;
    doctor.client.put("doctors/me/schedule", schedule).await.expect(200);
    for told in [&mut list, &mut former] {
        assert_eq!(told.change().await, changed);
    }
    patient.post(&format!("appointments/{visit}/cancel"), json!({})).await.expect(200);
    nothing_else([&mut list, &mut former], &world).await;
    doctor.client.patch("doctors/me", about).await.expect(200);
    assert_eq!(former.change().await, changed, "they have a visit there");
    list.heard_nothing_else(&world).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_reader_is_dropped_and_holds_nobody_up() {
    crate::world::on_sqlite(|world| async move {
        let doctor = world.doctor("Doctor One").await;
        let watch = format!("doctor={}", doctor.id);
        let mut slow = Line::open(&world.router, None, &watch).await;
        let mut quick = Line::open(&world.router, None, &watch).await;
        let id = DoctorId(doctor.id.parse().expect("an id"));
        for _ in 0..200 {
            world.clinic.store.bus().publish(Change::Doctor(id));
            assert_eq!(quick.change().await["doctor"], json!(doctor.id));
        }
        assert_eq!(slow.next().await, None, "it was let go, and comes again");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bad_question_is_refused_and_an_unknown_doctor_is_silent() {
    crate::world::on_sqlite(|world| async move {
        let visitor = world.visitor();
        for bad in ["doctor=x", "doctor=1,2", "since=soon", "shown=now", "since=-1", "directory=some", "node=here"] {
            let refused = visitor.get(&format!("live?{bad}")).await.expect(422);
            assert_eq!(refused.body["type"], "/problems/invalid", "{bad}");
        }
        let heard = [("last-event-id", "yesterday")];
        visitor.raw(Method::GET, "/api/v1/live", Body::empty(), &heard).await.refuses(&["Last-Event-ID"]);
        let many = vec![uuid::Uuid::nil().to_string(); 51].join(",");
        visitor.get(&format!("live?doctor={many}")).await.expect(422);
        // Without hours a doctor is not public: nobody else hears of them.
        let hidden = world.bare_doctor("Doctor Bare").await;
        let mut line = Line::open(&world.router, None, &format!("doctor={}", hidden.id)).await;
        let doctor = DoctorId(hidden.id.parse().expect("an id"));
        let change = Change::Appointment {
            id: AppointmentId(uuid::Uuid::nil()),
            version: 1,
            doctor,
            patient: AccountId(uuid::Uuid::nil()),
            times: Times::Taken,
        };
        world.clinic.store.bus().publish(change);
        line.heard_nothing_else(&world).await;
    })
    .await;
}
