//! The figures of a span of dates: on the page, as JSON and as a file.

use axum::http::Method;
use chrono::TimeDelta;
use domain::platform::ids::DoctorId;
use serde_json::{Value, json};
use store::insight::aggregate_repo;

use crate::{
    client::{Answer, Client},
    world::{Doctor, World, on_both},
};

on_both! {
    a_picture_counts_what_happened,
    a_picture_is_narrowed_by_dates_and_specialty,
    files_are_for_a_spreadsheet_and_nobody_else,
    a_name_like_a_formula_stays_text_in_a_file,
    pages_draw_the_picture_and_say_what_it_shows,
    the_page_takes_few_statements,
    figures_stay_where_a_visit_was_booked,
    a_doctors_figures_are_those_of_the_span,
}

/// Four visits on Monday at 09:00, 09:30, 10:00 and 10:30: cancelled by the patient, missed, completed, still booked.
async fn monday(world: &World) -> (Doctor, Client) {
    let doctor = world.doctor("Grace").await;
    let patient = world.patient("Ada").await;
    let mut ids = Vec::new();
    for start in world.free_starts(&doctor).await.into_iter().take(4) {
        ids.push(world.book(&patient, &doctor, start).await.expect(201).text("id").to_owned());
    }
    patient.post(&format!("appointments/{}/cancel", ids[0]), json!({})).await.expect(200);
    // 09:40: the one at 09:30 has begun.
    world.advance(TimeDelta::minutes(100));
    let doctor = Doctor { client: world.again(&doctor.client).await, ..doctor };
    doctor.client.post(&format!("appointments/{}/no-show", ids[1]), json!({})).await.expect(200);
    doctor.client.post(&format!("appointments/{}/complete", ids[2]), json!({})).await.expect(200);
    let patient = world.again(&patient).await;
    (doctor, patient)
}

fn week(statistics: &Value) -> &Value {
    statistics["weeks"].as_array().and_then(|weeks| weeks.last()).expect("a week")
}

async fn a_picture_counts_what_happened(world: World) {
    let (doctor, _) = monday(&world).await;
    let platform = world.admin().await.get("admin/figures?span=7").await.expect(200);
    let own = doctor.client.get("practice/figures?span=7").await.expect(200).body;
    let mut statistics = platform.body["picture"].clone();
    statistics["specialty"] = Value::Null;
    assert_eq!(statistics, own, "the only doctor is the platform");
    assert_eq!((&own["from"], &own["to"]), (&json!("2026-11-17"), &json!("2026-11-23")));
    assert_eq!(own["bookings"][6], json!({"date": "2026-11-23", "count": 4}));
    assert_eq!(own["lead_time"][0], json!({"lead": "same_day", "count": 4}));
    let at = |hour: u8| {
        let all = own["utilisation"].as_array().into_iter().flatten();
        let mut found = all.filter(|load| load["weekday"] == "mon" && load["hour"] == hour);
        found.next().map(|load| (load["booked_minutes"].clone(), load["open_minutes"].clone()))
    };
    assert_eq!((at(8), at(17)), (None, None), "nobody is open then");
    assert_eq!(at(9), Some((json!(30), json!(60))), "what was cancelled takes no time");
    assert_eq!(at(10), Some((json!(60), json!(60))));
    assert_eq!(
        week(&own),
        &json!({
            "from": "2026-11-23", "visits": 3, "completed": 1, "no_show": 1, "called_off": 1,
            "cancelled_by_patient": 1, "cancelled_by_doctor": 0, "cancelled_by_admin": 0,
        })
    );
}

async fn a_picture_is_narrowed_by_dates_and_specialty(world: World) {
    monday(&world).await;
    let admin = world.admin().await;
    let booked = |answer: Answer| {
        let days = answer.body["picture"]["bookings"].as_array().cloned().unwrap_or_default();
        (days.len(), days.iter().filter_map(|day| day["count"].as_i64()).sum::<i64>())
    };
    for (query, expected) in [
        ("", (30, 4)),
        ("?span=365", (365, 4)),
        ("?from=2026-11-01&to=2026-11-22", (22, 0)),
        ("?from=2026-11-20", (4, 4)),
        ("?to=2026-11-30&span=7", (30, 4)),
        ("?specialty=cardiology", (30, 4)),
        ("?specialty=dentistry", (30, 0)),
    ] {
        assert_eq!(booked(admin.get(&format!("admin/figures{query}")).await.expect(200)), expected, "{query}");
    }
    for (query, field) in [
        ("span=8", "span"),
        ("from=2026-02-30", "from"),
        ("from=2026-11-02&to=2026-11-01", "to"),
        ("from=2020-01-01&to=2026-11-01", "to"),
        ("specialty=sorcery", "specialty"),
    ] {
        admin.get(&format!("admin/figures?{query}")).await.refuses(&[field]);
        let file = admin.raw(Method::GET, &format!("/admin/figures/load.csv?{query}"), "".into(), &[]).await;
        file.refuses(&[field]);
        page(&admin, &format!("/admin?{query}")).await.expect(422);
    }
}

async fn page(client: &Client, path: &str) -> Answer {
    client.raw(Method::GET, path, "".into(), &[("accept", "text/html")]).await
}

async fn files_are_for_a_spreadsheet_and_nobody_else(world: World) {
    let (doctor, patient) = monday(&world).await;
    let admin = world.admin().await;
    let file = page(&admin, "/admin/figures/bookings.csv?from=2026-11-22&to=2026-11-23&specialty=cardiology").await;
    let file = file.expect(200);
    assert_eq!(
        file.body.as_str(),
        Some("\u{feff}Day (UTC),Specialty,Bookings\r\n2026-11-22,Cardiology,0\r\n2026-11-23,Cardiology,4\r\n")
    );
    for (name, value) in [
        ("content-type", "text/csv; charset=utf-8; header=present"),
        ("content-disposition", "attachment; filename=\"bookings.csv\""),
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(file.header(name), value);
    }
    let heads = [
        ("bookings", "Day (UTC),"),
        ("load", "Week from,"),
        ("utilisation", "Weekday,"),
        ("lead_time", "Booked,"),
        ("cancellations", "Week from,"),
        ("no_shows", "Week from,"),
    ];
    for (name, head) in heads {
        for (client, path) in [(&admin, "/admin"), (&doctor.client, "/practice")] {
            let file = page(client, &format!("{path}/figures/{name}.csv")).await.expect(200);
            let text = file.body.as_str().unwrap_or_default();
            assert!(text.starts_with(&format!("\u{feff}{head}")) && text.ends_with("\r\n"), "{text:?}");
        }
    }
    page(&patient, "/admin/figures/bookings.csv").await.expect(404);
    page(&doctor.client, "/admin/figures/bookings.csv").await.expect(404);
    page(&admin, "/practice/figures/load.csv").await.expect(404);
    let visitor = page(&world.visitor(), "/admin/figures/load.csv?span=7").await.expect(303);
    assert_eq!(visitor.header("location"), "/sign-in?next=%2Fadmin%2Ffigures%2Fload.csv%3Fspan%3D7");
}

async fn a_name_like_a_formula_stays_text_in_a_file(world: World) {
    let doctor = world.doctor("=1+1").await;
    let file = page(&doctor.client, "/practice/figures/bookings.csv?span=7").await.expect(200);
    let text = file.body.as_str().unwrap_or_default();
    assert!(text.contains("\r\n2026-11-23,'=1+1,0\r\n"), "{text}");
}

async fn pages_draw_the_picture_and_say_what_it_shows(world: World) {
    let admin = world.admin().await;
    let empty = page(&admin, "/admin").await.expect(200);
    assert!(empty.body.as_str().is_some_and(|html| html.contains("Nothing to draw yet")), "a clinic without doctors");
    let (doctor, _) = monday(&world).await;
    let admin = world.again(&admin).await;
    for (client, path, file) in [
        (&admin, "/admin?span=7&specialty=cardiology", "/admin/figures/lead_time.csv?span=7&amp;specialty=cardiology"),
        (&doctor.client, "/practice/figures?span=7", "/practice/figures/lead_time.csv?span=7"),
    ] {
        let answer = page(client, path).await.expect(200);
        let html = answer.body.as_str().unwrap_or_default();
        for text in [
            "4 per cent of the open time is booked: most on Mondays from 10:00 to 11:00 (100 per cent)",
            "At least half of all visits are booked on the day of the visit.",
            "One visit was cancelled, by patients. Of the visits planned for this time, 25 per cent were cancelled.",
            "Somebody did not come to one of 2 visits (50 per cent).",
            file,
        ] {
            assert!(html.contains(text), "{text} on {path}");
        }
        let plots: Vec<&str> = html.split("<figure").skip(1).collect();
        assert_eq!(plots.len(), 5, "bookings, utilisation, lead time, cancellations, no-shows on {path}");
        for plot in plots {
            let plot = plot.split("</figure>").next().unwrap_or_default();
            assert!(plot.contains("<svg") && plot.contains("role=\"img\""), "drawn, and said in words: {plot}");
            assert!(plot.contains("Show as a table") && plot.contains("<table"), "{plot}");
            let mut links = plot.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
            let link = links.find(|link| link.contains(".csv")).expect("a file").replace("&amp;", "&");
            let table = page(client, &link).await.expect(200);
            assert_eq!(table.header("content-type"), "text/csv; charset=utf-8; header=present");
            let rows = plot.split("<tbody").nth(1).map_or(0, |body| body.matches("<tr").count());
            let lines = table.body.as_str().unwrap_or_default().lines().count();
            assert!(rows > 0 && lines > 1, "{link}: {rows} rows, {lines} lines");
        }
    }
    let bare = world.bare_doctor("Ida").await;
    let nothing = page(&bare.client, "/practice/figures").await.expect(200);
    assert!(nothing.body.as_str().is_some_and(|html| html.contains("Nothing to draw in this time")));
}

async fn the_page_takes_few_statements(world: World) {
    monday(&world).await;
    clinic::insight::statistics::count(&world.clinic).await.expect("counted");
    let admin = world.admin().await;
    let mut counts = Vec::new();
    for (path, more) in [("/admin", false), ("/admin?span=365&specialty=cardiology", true)] {
        if more {
            for n in 0..5 {
                let doctor = world.doctor(&format!("Doctor {n}")).await;
                let patient = world.patient(&format!("Patient {n}")).await;
                let start = world.free_start(&doctor, 0).await;
                world.book(&patient, &doctor, start).await.expect(201);
            }
            clinic::insight::statistics::count(&world.clinic).await.expect("counted");
        }
        let from = world.clinic.store.statements();
        page(&admin, path).await.expect(200);
        counts.push(world.clinic.store.statements() - from);
    }
    // One more to know the specialty by its name.
    assert!(counts[0] <= 13 && counts[1] == counts[0] + 1, "{counts:?}");
}

async fn figures_stay_where_a_visit_was_booked(world: World) {
    let (doctor, _) = monday(&world).await;
    let admin = world.admin().await;
    let schedule = json!({"time_zone": "Asia/Tokyo", "weekly": [{"weekday": "mon", "start": "16:00", "end": "20:00"}]});
    doctor.client.put("doctors/me/schedule", schedule).await.expect(200);
    doctor.client.patch("doctors/me", json!({"specialties": ["neurology", "cardiology"]})).await.expect(200);
    let cardiology = admin.get("admin/figures?specialty=cardiology").await.expect(200);
    let busy: Vec<_> = cardiology.body["picture"]["utilisation"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|load| load["booked_minutes"] != 0)
        .map(|load| (load["hour"].clone(), load["booked_minutes"].clone()))
        .collect();
    assert_eq!(busy, [(json!(9), json!(30)), (json!(10), json!(60))], "nine in Berlin is five in Tokyo");
    let own = doctor.client.get("practice/figures").await.expect(200).body;
    assert_eq!(week(&own)["visits"], 3);
    let neurology = admin.get("admin/figures?specialty=neurology").await.expect(200);
    assert_eq!(week(&neurology.body["picture"])["visits"], 0, "none was booked under it");
    world.advance(TimeDelta::days(40));
    let later = world.again(&admin).await.get("admin/figures").await.expect(200);
    assert_eq!(later.body["booked"], json!({"now": 0, "before": 4}));
}

/// What lies at the edges of a span, and what reaches into it from outside.
async fn a_doctors_figures_are_those_of_the_span(world: World) {
    let (mut doctor, patient) = monday(&world).await;
    let next = world.free_start(&doctor, 20).await;
    world.book(&patient, &doctor, next).await.expect(201);
    let far = world.free_starts(&doctor).await.into_iter().next_back().expect("a free time");
    let of = async |doctor: &Doctor, query: &str| {
        let before = world.clinic.store.statements();
        let own = doctor.client.get(&format!("practice/figures?{query}")).await.expect(200).body;
        (own, world.clinic.store.statements() - before)
    };
    let sum = |own: &Value, name: &str| {
        let weeks = own["weeks"].as_array().cloned().unwrap_or_default();
        weeks.iter().filter_map(|week| week[name].as_i64()).sum::<i64>()
    };
    let bookings = |own: &Value| {
        let days = own["bookings"].as_array().cloned().unwrap_or_default();
        days.iter().filter_map(|day| day["count"].as_i64()).sum::<i64>()
    };
    let (_, few) = of(&doctor, "span=7").await;
    // Four weeks later the first five are booked and visited outside of the last seven days; in these one is booked and
    // cancelled.
    world.advance(TimeDelta::days(28));
    doctor.client = world.again(&doctor.client).await;
    let patient = world.again(&patient).await;
    let ahead = world.free_start(&doctor, 60).await;
    assert!(ahead > far);
    let id = world.book(&patient, &doctor, ahead).await.expect(201).text("id").to_owned();
    doctor.client.post(&format!("appointments/{id}/cancel"), json!({"reason": "I am ill."})).await.expect(200);
    let (week, many) = of(&doctor, "span=7").await;
    assert_eq!((bookings(&week), sum(&week, "visits")), (1, 0), "booked now for a day after the span");
    assert_eq!((sum(&week, "cancelled_by_doctor"), sum(&week, "called_off")), (1, 0), "of a visit after the span");
    let (quarter, most) = of(&doctor, "span=90").await;
    assert_eq!((bookings(&quarter), sum(&quarter, "visits"), sum(&quarter, "called_off")), (6, 4, 1));
    let (gap, _) = of(&doctor, "from=2026-12-01&to=2026-12-10").await;
    assert_eq!((bookings(&gap), sum(&gap, "visits"), sum(&gap, "cancelled_by_doctor")), (0, 0, 0));
    let (first, _) = of(&doctor, "from=2026-11-23&to=2026-11-23").await;
    assert_eq!((bookings(&first), sum(&first, "visits"), sum(&first, "cancelled_by_patient")), (5, 3, 1));
    assert_eq!((few, many), (most, most), "as many statements for a long span as for a short one");

    // And no more rows than the span has.
    let id = DoctorId(doctor.id.parse().expect("an id"));
    let date = |text: &str| text.parse().expect("a date");
    let mut read = world.clinic.store.read().await.expect("a connection");
    let mut rows = async |from: &str, to: &str| {
        aggregate_repo::facts_of(&mut read, id, date(from), date(to)).await.expect("a query").len()
    };
    assert_eq!(rows("2026-12-14", "2026-12-21").await, 1, "what was booked and cancelled");
    assert_eq!(rows("2025-01-01", "2025-01-31").await, 0, "older than any booking");
    assert_eq!(rows("2026-11-23", "2026-12-21").await, 6);
}
