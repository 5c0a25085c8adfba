//! The doctor's pages: what stands on them until it is seen to, and forms that save more than one thing at once.

use chrono::TimeDelta;
use serde_json::json;

use crate::{
    browser::Browser,
    world::{PASSWORD, World, on_both},
};

on_both! {
    visits_outside_of_the_hours_are_named_until_there_are_none,
    all_visits_outside_of_the_hours_are_named,
    a_practice_that_nobody_finds_says_what_is_missing_on_every_page,
    a_visit_type_that_goes_says_how_many_visits_stay,
    a_run_of_dates_is_set_and_removed_at_once,
    a_run_of_dates_is_judged,
    how_a_visit_went_is_said_on_its_day,
    mondays_hours_are_copied_and_not_yet_saved,
    a_zone_that_was_chosen_stays_when_mondays_hours_are_copied,
    an_admin_sees_the_doctors_whom_patients_cannot_find,
    the_figures_of_a_span_stand_beside_as_many_days_before,
}

async fn signed_in(world: &World, email: &str) -> Browser {
    let mut browser = Browser::new(world.router.clone());
    let fields = [("email", email), ("password", PASSWORD)];
    browser.submit("/sign-in", "/do/auth/sign-in", &fields).await.expect(303);
    browser
}

const OUTSIDE: &str = "lies outside of your hours";

async fn visits_outside_of_the_hours_are_named_until_there_are_none(world: World) {
    let doctor = world.doctor("Grace").await;
    let patient = world.patient("Pat Outside").await;
    let start = world.free_start(&doctor, 0).await;
    let visit = world.book(&patient, &doctor, start).await.expect(201).text("id").to_owned();
    let mut browser = signed_in(&world, "grace@example.org").await;
    let date = start.date_naive();
    for path in ["/practice", "/practice/hours"] {
        assert!(!browser.open(path).await.expect(200).text().contains(OUTSIDE), "{path}");
    }
    // Closed by a form, moved to where it is night, no longer open on that weekday.
    let (date, zone) = (date.to_string(), "Pacific/Auckland");
    let form = [("date", date.as_str()), ("kind", "closed")];
    // Nothing is hidden below: the page begins with them.
    browser.submit("/practice/hours", "/do/practice/put-exception", &form).await.leads_to("/practice/hours");
    let undo = format!("doctors/me/exceptions/{date}");
    for (what, path) in [
        ("closed", "/practice/hours"),
        ("closed", "/practice"),
        ("elsewhere", "/practice"),
        ("never", "/practice/hours"),
    ] {
        let office = World::office_hours();
        let schedule = match what {
            "elsewhere" => json!({"time_zone": zone, "weekly": office["weekly"]}),
            "never" => json!({"time_zone": office["time_zone"], "weekly": []}),
            _ => office,
        };
        if what != "closed" {
            doctor.client.delete(&undo).await;
        }
        doctor.client.put("doctors/me/schedule", schedule).await.expect(200);
        let page = browser.open(path).await.expect(200);
        page.shows(OUTSIDE);
        assert!(
            page.html.contains(&format!("href=\"/visits/{visit}\"")) && page.text().contains("Pat Outside"),
            "{what} {path}"
        );
    }
    doctor.client.put("doctors/me/schedule", World::office_hours()).await.expect(200);
    assert!(!browser.open("/practice").await.expect(200).text().contains(OUTSIDE));
}

async fn all_visits_outside_of_the_hours_are_named(world: World) {
    let doctor = world.doctor("Grace").await;
    let mut visits = Vec::new();
    for n in 0..14 {
        let patient = world.patient(&format!("Pat{n}")).await;
        let start = world.free_start(&doctor, 0).await;
        visits.push(world.book(&patient, &doctor, start).await.expect(201).text("id").to_owned());
    }
    doctor.client.put("doctors/me/schedule", json!({"time_zone": "Europe/Berlin", "weekly": []})).await.expect(200);
    let mut browser = signed_in(&world, "grace@example.org").await;
    for path in ["/practice", "/practice/hours"] {
        let page = browser.open(path).await.expect(200);
        page.shows("14 booked visits lie outside of your hours.");
        page.shows("Show 2 more");
        assert!(visits.iter().all(|id| page.html.contains(&format!("href=\"/visits/{id}\""))), "{path}");
    }
}

async fn a_practice_that_nobody_finds_says_what_is_missing_on_every_page(world: World) {
    let doctor = world.doctor("Grace").await;
    let mut browser = signed_in(&world, "grace@example.org").await;
    let pages = ["", "/week", "/visits", "/figures", "/hours", "/visit-types", "/profile"];
    const MISSING: &str = "Patients cannot find you yet";
    for page in pages {
        let path = format!("/practice{page}");
        assert!(!browser.open(&path).await.expect(200).text().contains(MISSING), "{path}");
    }
    doctor.client.put("doctors/me/schedule", json!({"time_zone": "Europe/Berlin", "weekly": []})).await.expect(200);
    for page in pages {
        let page = browser.open(&format!("/practice{page}")).await.expect(200);
        page.shows(MISSING);
        page.shows("Next: Weekly hours");
    }
}

async fn a_visit_type_that_goes_says_how_many_visits_stay(world: World) {
    let doctor = world.doctor("Grace").await;
    let patient = world.patient("Pat").await;
    let start = world.free_start(&doctor, 0).await;
    world.book(&patient, &doctor, start).await.expect(201);
    let mut browser = signed_in(&world, "grace@example.org").await;
    let form = [("id", doctor.visit_type.as_str())];
    browser.submit("/practice/visit-types", "/do/practice/remove-visit-type", &form).await.expect(303);
    browser.open("/practice/visit-types").await.expect(200).shows("One booked visit of it stays.");
}

async fn a_run_of_dates_is_set_and_removed_at_once(world: World) {
    let doctor = world.doctor("Grace").await;
    let mut browser = signed_in(&world, "grace@example.org").await;
    let form = [("date", "2026-12-24"), ("until", "2027-01-03"), ("kind", "closed"), ("reason", "Winter holiday")];
    browser.submit("/practice/hours", "/do/practice/put-exception", &form).await.expect(303);
    let listed = doctor.client.get("doctors/me/exceptions").await.expect(200);
    assert_eq!(listed.items().len(), 11);
    assert!(listed.items().iter().all(|each| each["reason"] == "Winter holiday" && each["kind"] == "closed"));
    let page = browser.open("/practice/hours").await.expect(200);
    page.shows("Thu 24 Dec – Sun 3 Jan 2027");
    page.shows("Winter holiday");
    // A date within it that is set anew is another row.
    doctor
        .client
        .put("doctors/me/exceptions/2026-12-30", json!({"kind": "closed", "reason": "Stocktaking"}))
        .await
        .expect(200);
    browser.open("/practice/hours").await.expect(200).shows("Thu 31 Dec – Sun 3 Jan 2027");
    let form = [("date", "2026-12-24"), ("until", "2027-01-03")];
    browser.submit("/practice/hours", "/do/practice/delete-exception", &form).await.expect(303);
    assert!(doctor.client.get("doctors/me/exceptions").await.expect(200).items().is_empty());
}

async fn a_run_of_dates_is_judged(world: World) {
    world.doctor("Grace").await;
    let mut browser = signed_in(&world, "grace@example.org").await;
    let long = "x".repeat(101);
    for (until, reason, field) in [
        ("2026-12-23", "", "until"),
        ("2027-12-25", "", "until"),
        ("soon", "", "until"),
        ("2026-02-30", "", "until"),
        ("", "a\u{202e}b", "reason"),
        ("", long.as_str(), "reason"),
    ] {
        let form = [
            ("form_key", "exception"),
            ("date", "2026-12-24"),
            ("until", until),
            ("kind", "closed"),
            ("reason", reason),
        ];
        let page = browser.submit("/practice/hours", "/do/practice/put-exception", &form).await.expect(422);
        assert!(page.html.contains(&format!("field-exception-{field}-error")), "{until} {reason}: {}", page.text());
    }
}

async fn how_a_visit_went_is_said_on_its_day(world: World) {
    let doctor = world.doctor("Grace").await;
    let patient = world.patient("Pat").await;
    let start = world.free_start(&doctor, 0).await;
    let mut visits = Vec::new();
    for n in 0..2 {
        let start = start + TimeDelta::minutes(30 * n);
        visits.push(world.book(&patient, &doctor, start).await.expect(201).text("id").to_owned());
    }
    world.advance(TimeDelta::hours(5));
    let mut browser = signed_in(&world, "grace@example.org").await;
    let page = browser.open("/practice").await.expect(200);
    page.shows("To be marked");
    // One press says that somebody came; what is final and told by e-mail is said before it is done, also without scripts.
    let rows: Vec<_> = page.html.split("To be marked").skip(1).collect();
    assert_eq!(rows.len(), visits.len());
    for row in rows {
        let (row, _) = row.split_once("</details>").expect("something folds away");
        let (outside, folded) = row.split_once("<details").expect("it folds away");
        assert!(outside.contains(r#"value="complete""#) && !outside.contains(r#"value="no_show""#), "{outside}");
        assert!(folded.contains("You can’t undo this.") && folded.contains(r#"value="no_show""#), "{folded}");
        assert!(folded.contains("Did not come…") && folded.contains("Pat"), "{folded}");
        assert!(!folded.split_once('>').expect("a tag").0.contains(" open"), "{folded}");
    }
    for (visit, transition, back, to) in [
        (&visits[0], "complete", "/practice?date=2026-11-23", "/practice?date=2026-11-23#visits".to_owned()),
        (&visits[1], "no_show", "//elsewhere.example/practice", format!("/visits/{}", visits[1])),
    ] {
        let form = [("id", visit.as_str()), ("transition", transition), ("back", back)];
        let done = browser.submit("/practice", "/do/visits/move", &form).await.expect(303);
        assert_eq!(done.headers["location"], to.as_str());
    }
    let page = browser.open("/practice").await.expect(200);
    assert!(!page.text().contains("To be marked"));
    // Never marked, it is named on the days after.
    let (late, patient) = (world.free_start(&doctor, 3).await, world.again(&patient).await);
    world.book(&patient, &doctor, late).await.expect(201);
    world.advance(TimeDelta::days(1));
    let mut browser = signed_in(&world, "grace@example.org").await;
    browser.open("/practice").await.expect(200).shows("One earlier visit is to be marked");
}

async fn mondays_hours_are_copied_and_not_yet_saved(world: World) {
    let doctor = world.doctor("Grace").await;
    let before = doctor.client.get("doctors/me/schedule").await.expect(200).body;
    let mut browser = signed_in(&world, "grace@example.org").await;
    let form =
        [("time_zone", "Europe/Berlin"), ("mon", "8am-1pm"), ("tue", "9-10"), ("sun", "10-11"), ("copy", "weekdays")];
    let done = browser.submit("/practice/hours", "/do/practice/set-weekly", &form).await.expect(303);
    let to = done.headers["location"].to_str().expect("an address").to_owned();
    let page = browser.open(&to).await.expect(200);
    for day in ["mon", "tue", "wed", "thu", "fri"] {
        assert!(page.has_value(day, "8am-1pm"), "{day}: {}", page.text());
    }
    assert!(page.has_value("sun", "10-11"));
    page.shows("As typed; not saved yet.");
    assert_eq!(doctor.client.get("doctors/me/schedule").await.expect(200).body, before);
    let form = [("time_zone", "Europe/Berlin"), ("mon", " "), ("copy", "week")];
    browser
        .submit("/practice/hours", "/do/practice/set-weekly", &form)
        .await
        .expect(422)
        .shows("Please give Monday’s hours first.");
}

async fn a_zone_that_was_chosen_stays_when_mondays_hours_are_copied(world: World) {
    let doctor = world.doctor("Grace").await;
    let saved = doctor.client.get("doctors/me/schedule").await.expect(200).text("time_zone").to_owned();
    let mut browser = signed_in(&world, "grace@example.org").await;
    for (zone, copy, shown) in [
        ("America/New_York", "weekdays", "New York time"),
        ("Pacific/Auckland", "week", "Auckland time"),
        ("Mars/Olympus", "week", "Berlin time"),
    ] {
        let form = [("time_zone", zone), ("mon", "9-12"), ("copy", copy)];
        let done = browser.submit("/practice/hours", "/do/practice/set-weekly", &form).await.expect(303);
        let to = done.headers["location"].to_str().expect("an address").to_owned();
        let page = browser.open(&to).await.expect(200);
        page.shows(shown);
        let kept = if shown == "Berlin time" { saved.as_str() } else { zone };
        assert!(page.keeps("time_zone", kept), "{zone}: {}", page.text());
    }
    // Nor is it lost when Monday is missing.
    let form = [("time_zone", "America/New_York"), ("mon", ""), ("copy", "week")];
    let page = browser.submit("/practice/hours", "/do/practice/set-weekly", &form).await.expect(422);
    page.shows("New York time");
    assert!(page.keeps("time_zone", "America/New_York"));
}

async fn an_admin_sees_the_doctors_whom_patients_cannot_find(world: World) {
    world.doctor("Doctor Public").await;
    world.bare_doctor("Doctor Hidden").await;
    world.admin().await;
    let mut browser = signed_in(&world, "admin@example.org").await;
    let all = browser.open("/admin/doctors").await.expect(200).text();
    assert!(all.contains("Doctor Public") && all.contains("Doctor Hidden"));
    let hidden = browser.open("/admin/doctors?hidden=yes").await.expect(200);
    assert!(!hidden.text().contains("Doctor Public"));
    hidden.shows("Doctor Hidden");
    hidden.shows("1 doctor");
    // One whose only visits are in person, and who says no longer where.
    let nowhere = world.doctor("Doctor Nowhere").await;
    nowhere.client.patch("doctors/me", json!({"address": ""})).await.expect(200);
    let hidden = browser.open("/admin/doctors?q=Nowhere&hidden=yes").await.expect(200);
    hidden.shows("Hours, a visit type, or the address for visits in person is missing.");
    browser.open("/admin").await.expect(200).shows("See these doctors");
}

async fn the_figures_of_a_span_stand_beside_as_many_days_before(world: World) {
    let doctor = world.doctor("Grace").await;
    let patient = world.patient("Pat").await;
    let start = world.free_start(&doctor, 0).await;
    world.book(&patient, &doctor, start).await.expect(201);
    world.advance(TimeDelta::days(2));
    for n in [1, 2] {
        let start = world.free_start(&doctor, n).await;
        let patient = world.patient(&format!("Pat {n}")).await;
        world.book(&patient, &doctor, start).await.expect(201);
    }
    let admin = world.admin().await;
    let of = |body: &serde_json::Value, name: &str| {
        (body["span"][name]["now"].as_i64(), body["span"][name]["before"].as_i64())
    };
    let one = admin.get("admin/figures?from=2026-11-25&to=2026-11-25").await.expect(200).body;
    assert_eq!(of(&one, "booked"), (Some(2), Some(0)), "{}", one["span"]);
    let two = admin.get("admin/figures?from=2026-11-25&to=2026-11-26").await.expect(200).body;
    assert_eq!(of(&two, "booked"), (Some(2), Some(1)));
    assert_eq!(of(&two, "new_patients"), (Some(2), Some(1)));
    let other = admin.get("admin/figures?from=2026-11-25&to=2026-11-26&specialty=dermatology").await.expect(200).body;
    assert_eq!(of(&other, "booked"), (Some(0), Some(0)));
    assert_eq!(of(&other, "new_patients"), (Some(2), Some(1)), "patients have no specialty");
}
