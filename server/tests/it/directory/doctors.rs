//! The directory, profiles and free times.

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

use crate::{
    browser::Browser,
    world::{World, on_both},
};

on_both! {
    a_doctor_is_public_once_hours_and_a_visit_type_exist,
    nobody_is_asked_to_come_without_being_told_where,
    a_card_without_free_times_says_what_is_offered,
    the_directory_searches_filters_sorts_and_turns_pages,
    specialties_are_listed,
    a_profile_shows_what_can_be_booked,
    free_times_have_the_shape_of_the_contract,
    free_times_are_grouped_by_the_viewers_day,
    a_range_has_at_most_six_weeks,
    bad_parameters_are_named,
}

async fn a_doctor_is_public_once_hours_and_a_visit_type_exist(world: World) {
    let doctor = world.bare_doctor("Grace").await;
    let path = format!("doctors/{}", doctor.id);
    let seen = || async { world.visitor().get(&path).await.status.as_u16() };
    assert_eq!(seen().await, 404);
    doctor.client.get(&path).await.expect(200);
    doctor.client.put("doctors/me/schedule", World::office_hours()).await.expect(200);
    assert_eq!(seen().await, 404);
    doctor.client.post("doctors/me/visit-types", json!({"name": "Visit", "minutes": 30})).await.expect(201);
    assert_eq!(seen().await, 200);
    assert_eq!(world.visitor().get("doctors").await.expect(200).number("total"), 1);
    doctor.client.put("doctors/me/schedule", json!({"time_zone": "Europe/Berlin", "weekly": []})).await.expect(200);
    assert_eq!(seen().await, 404);
    assert_eq!(world.visitor().get("doctors").await.expect(200).number("total"), 0);
}

async fn a_card_without_free_times_says_what_is_offered(world: World) {
    let doctor = world.doctor("Grace").await;
    let offer = json!({"name": "Long talk", "minutes": 45, "price": "70", "booking_window_days": 1});
    doctor.client.patch(&format!("doctors/me/visit-types/{}", doctor.visit_type), offer).await.expect(200);
    let closed =
        json!({"time_zone": "Europe/Berlin", "weekly": [{"weekday": "sun", "start": "09:00", "end": "10:00"}]});
    doctor.client.put("doctors/me/schedule", closed).await.expect(200);
    let page = Browser::new(world.router.clone()).open("/doctors").await.expect(200);
    page.shows("No free times at the moment.");
    page.shows("Long talk");
    page.shows("45 minutes · In person · €70");
}

async fn nobody_is_asked_to_come_without_being_told_where(world: World) {
    let doctor = world.doctor("Grace").await;
    let (visitor, patient) = (world.visitor(), world.patient("Ada").await);
    let (path, own) = (format!("doctors/{}", doctor.id), "doctors/me");
    let start = world.free_start(&doctor, 0).await;
    let hidden = doctor.client.patch(own, json!({"address": " \n "})).await.expect(200);
    assert_eq!((&hidden.body["has_visit_type"], &hidden.body["has_offer"]), (&json!(true), &json!(false)));
    visitor.get(&path).await.problem(404, "not-found");
    assert_eq!(visitor.get("doctors").await.expect(200).number("total"), 0);
    let figures = world.admin().await.get("admin/figures").await.expect(200);
    assert_eq!((figures.number("doctors"), figures.number("doctors_public")), (1, 0), "figures say the same");
    world.book(&patient, &doctor, start).await.problem(404, "not-found");

    // By video they can be met, and only that is offered.
    let video = json!({"name": "By video", "minutes": 15, "kind": "video"});
    let video = doctor.client.post("doctors/me/visit-types", video).await.expect(201).text("id").to_owned();
    let profile = visitor.get(&path).await.expect(200);
    assert_eq!((profile.list("visit_types").len(), &profile.list("visit_types")[0]["id"]), (1, &json!(video)));
    let card = visitor.get("doctors").await.expect(200).items()[0].clone();
    assert_eq!((&card["kinds"], &card["next_free"][0]["visit_type_id"]), (&json!(["video"]), &json!(video)));
    assert_eq!(visitor.get("doctors?kind=in_person").await.expect(200).number("total"), 0);
    let refused = world.book(&patient, &doctor, start).await.problem(422, "not-offered");
    assert_eq!(refused.body["reason"], "no_address");
    let slots = format!("{path}/slots?visit_type={}", doctor.visit_type);
    visitor.get(&slots).await.problem(422, "not-offered");
    let query = format!("doctor={}&visit_type={}&start=2026-11-24T08:00:00Z", doctor.id, doctor.visit_type);
    let page = Browser::new(world.router.clone()).open(&format!("/book?{query}")).await.expect(200);
    page.shows("the doctor has not said yet where it takes place.");
    assert!(!page.text().contains("Sign in to book"));

    doctor.client.patch(own, json!({"address": "2 New Street"})).await.expect(200);
    assert_eq!(visitor.get("doctors?kind=in_person").await.expect(200).number("total"), 1);
    world.book(&patient, &doctor, start).await.expect(201);
}

fn names(items: &[Value]) -> Vec<&str> {
    items.iter().filter_map(|item| item["full_name"].as_str()).collect()
}

async fn the_directory_searches_filters_sorts_and_turns_pages(world: World) {
    let grace = world.doctor("Grace").await;
    let ida = world.doctor("Ida").await;
    let bo = world.doctor("Bo").await;
    ida.client
        .patch("doctors/me", json!({"specialties": ["dermatology"], "languages": ["de", "en"]}))
        .await
        .expect(200);
    bo.client.patch(&format!("doctors/me/visit-types/{}", bo.visit_type), json!({"kind": "video"})).await.expect(200);
    // Ida has nothing free today: she comes after the others.
    ida.client.put("doctors/me/exceptions/2026-11-23", json!({"kind": "closed"})).await.expect(200);
    let visitor = world.visitor();
    let found = |query: &'static str| {
        let visitor = visitor.clone();
        async move {
            let answer = visitor.get(&format!("doctors?{query}")).await.expect(200);
            names(answer.items()).into_iter().map(str::to_owned).collect::<Vec<_>>()
        }
    };
    assert_eq!(found("sort=name").await, ["Bo", "Grace", "Ida"]);
    assert_eq!(found("").await.last().map(String::as_str), Some("Ida"));
    assert_eq!(found("q=gra").await, ["Grace"]);
    assert_eq!(found("q=IDA%20derma").await, ["Ida"]);
    assert_eq!(found("specialty=dermatology").await, ["Ida"]);
    assert_eq!(found("specialty=Cardiology&sort=name").await, ["Bo", "Grace"]);
    assert!(found("specialty=nothing-of-the-kind").await.is_empty());
    assert_eq!(found("language=de").await, ["Ida"]);
    assert_eq!(found("kind=video").await, ["Bo"]);
    assert!(found("q=%25").await.is_empty(), "a per cent sign is a letter, not a wildcard");
    assert_eq!(found("sort=name&per_page=2&page=2").await, ["Ida"]);
    assert!(found("page=100").await.is_empty());

    let page = visitor.get("doctors?per_page=2&sort=name").await.expect(200);
    assert_eq!((page.number("page"), page.number("per_page"), page.number("total")), (1, 2, 3));
    let card = &page.items()[1];
    assert_eq!(card["id"], grace.id);
    assert_eq!(card["specialties"][0]["id"], "cardiology");
    assert!(card["next_free"][0]["start"].as_str().is_some_and(|start| start.ends_with('Z')));
}

async fn specialties_are_listed(world: World) {
    let answer = world.visitor().get("specialties").await.expect(200);
    assert!(answer.items().len() >= 12);
    assert!(answer.items().iter().any(|item| *item == json!({"id": "cardiology", "name": "Cardiology"})));
}

async fn a_profile_shows_what_can_be_booked(world: World) {
    let doctor = world.doctor("Grace").await;
    let profile = world.visitor().get(&format!("doctors/{}", doctor.id)).await.expect(200);
    assert_eq!(profile.text("full_name"), "Grace");
    assert_eq!(profile.text("time_zone"), "Europe/Berlin");
    let visit_type = &profile.list("visit_types")[0];
    assert_eq!(visit_type["id"], doctor.visit_type);
    assert_eq!((&visit_type["name"], &visit_type["minutes"]), (&json!("Visit"), &json!(30)));
    assert!(profile.body.get("email").is_none(), "a doctor's address is not for the public");
}

async fn free_times_have_the_shape_of_the_contract(world: World) {
    let doctor = world.doctor("Grace").await;
    let path = format!("doctors/{}/slots?visit_type={}&from=2026-11-24&to=2026-11-28", doctor.id, doctor.visit_type);
    let answer = world.visitor().get(&path).await.expect(200);
    assert_eq!(answer.text("time_zone"), "Europe/Berlin");
    let days: Vec<_> =
        answer.list("days").iter().map(|day| (day["date"].as_str(), day["slots"].as_array().map(Vec::len))).collect();
    assert_eq!(
        days,
        [
            (Some("2026-11-24"), Some(16)),
            (Some("2026-11-25"), Some(16)),
            (Some("2026-11-26"), Some(16)),
            (Some("2026-11-27"), Some(16)),
            (Some("2026-11-28"), Some(0)),
        ]
    );
    assert_eq!(
        answer.list("days")[0]["slots"][0],
        json!({"start": "2026-11-24T08:00:00Z", "end": "2026-11-24T08:30:00Z"})
    );

    // Without dates: today and the six days after it.
    let usual =
        world.visitor().get(&format!("doctors/{}/slots?visit_type={}", doctor.id, doctor.visit_type)).await.expect(200);
    assert_eq!(usual.list("days").len(), 7);
    assert_eq!(usual.list("days")[0]["date"], "2026-11-23");
    assert_eq!(usual.header("cache-control"), "no-store");

    // Everything offered can be booked, and is then no longer offered.
    let start = world.free_start(&doctor, 3).await;
    let patient = world.patient("Ada").await;
    world.book(&patient, &doctor, start).await.expect(201);
    let after = world.free_starts(&doctor).await;
    assert!(!after.contains(&start));
}

async fn free_times_are_grouped_by_the_viewers_day(world: World) {
    let doctor = world.doctor("Grace").await;
    // 09:00–17:00 in Berlin is 21:00–05:00 in Auckland (13 hours ahead of UTC in November).
    let path = format!(
        "doctors/{}/slots?visit_type={}&from=2026-11-24&to=2026-11-24&time_zone=Pacific/Auckland",
        doctor.id, doctor.visit_type
    );
    let answer = world.visitor().get(&path).await.expect(200);
    assert_eq!(answer.text("time_zone"), "Pacific/Auckland");
    assert_eq!(answer.list("days").len(), 1);
    let starts: Vec<DateTime<Utc>> = answer.list("days")[0]["slots"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|slot| slot["start"].as_str()?.parse().ok())
        .collect();
    let midnight: DateTime<Utc> = "2026-11-23T11:00:00Z".parse().expect("an instant");
    assert_eq!(starts.len(), 16, "ten after midnight of Monday's hours, six before midnight of Tuesday's");
    assert!(starts.iter().all(|start| (midnight..midnight + Duration::days(1)).contains(start)));
}

async fn a_range_has_at_most_six_weeks(world: World) {
    let doctor = world.doctor("Grace").await;
    let slots = |from: &str, to: &str| {
        format!("doctors/{}/slots?visit_type={}&from={from}&to={to}", doctor.id, doctor.visit_type)
    };
    let sheet = world.visitor().get(&slots("2026-12-01", "2027-01-11")).await.expect(200);
    assert_eq!(sheet.list("days").len(), 42);
    world.visitor().get(&slots("2026-12-01", "2027-01-12")).await.problem(422, "invalid");
    world.visitor().get(&slots("2026-12-02", "2026-12-01")).await.problem(422, "invalid");
}

async fn bad_parameters_are_named(world: World) {
    let doctor = world.doctor("Grace").await;
    let visitor = world.visitor();
    let slots = |query: &str| format!("doctors/{}/slots?{query}", doctor.id);
    let visit_type = format!("visit_type={}", doctor.visit_type);
    visitor.get(&slots("")).await.refuses(&["visit_type"]);
    visitor.get(&slots("visit_type=x&from=2026-02-30&to=24.11.2026&time_zone=Nowhere")).await.refuses(&[
        "visit_type",
        "from",
        "to",
        "time_zone",
    ]);
    visitor.get(&slots(&format!("{visit_type}&time_zone=Mars/Olympus"))).await.refuses(&["time_zone"]);
    visitor.get(&slots("visit_type=00000000-0000-0000-0000-000000000000")).await.problem(404, "not-found");
    visitor
        .get(&format!("doctors/00000000-0000-0000-0000-000000000000/slots?{visit_type}"))
        .await
        .problem(404, "not-found");
    visitor.get("doctors/not-an-id").await.problem(404, "not-found");

    visitor.get("doctors?page=0").await.refuses(&["page"]);
    visitor.get("doctors?page=-1&per_page=101").await.refuses(&["page", "per_page"]);
    visitor.get("doctors?page=one").await.refuses(&["page"]);
    visitor.get("doctors?per_page=99999999999999999999999").await.refuses(&["per_page"]);
    visitor.get("doctors?sort=password").await.refuses(&["sort"]);
    visitor.get("doctors?kind=telepathy").await.refuses(&["kind"]);
    visitor.get("doctors?time_zone=Mars/Olympus").await.refuses(&["time_zone"]);
}
