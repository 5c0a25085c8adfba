//! Times and dates that do not exist, are over, lie too far ahead, or between two starts.

use axum::http::Method;
use serde_json::{Value, json};

use super::{Cast, Who, names};
use crate::world::{World, on_both};

on_both! {
    starts_that_cannot_be_booked_say_why,
    the_page_of_a_time_that_cannot_be_booked_says_why,
    spans_of_dates_are_judged,
    dates_that_differ_are_judged,
    weekly_hours_are_judged,
    a_reason_is_judged,
}

/// Starts that cannot be read at all.
const UNREADABLE: [&str; 12] = [
    "",
    "tomorrow",
    "2026-11-24",
    "2026-02-30T09:00:00Z",
    "2026-13-01T09:00:00Z",
    "2026-11-24T25:00:00Z",
    "2026-11-24T09:60:00Z",
    "2026-11-24T09:00:00",
    "10000-01-01T09:00:00Z",
    "2026-11-24T09:00:00+99:00",
    "2026-11-24T09:00:00 Europe/Berlin",
    "2026-11-24T09:00:00Z\u{0}",
];

/// Starts that are read, and why they are not offered. The doctor is in Berlin, 09:00–17:00; it is Monday the 23rd.
const NOT_OFFERED: [(&str, &str); 12] = [
    ("0000-01-01T09:00:00Z", "past"),
    ("1600-02-29T09:00:00Z", "past"),
    ("1969-12-31T23:59:59Z", "past"),
    ("2026-11-20T09:00:00Z", "past"),
    ("2026-11-24T08:05:00Z", "off_grid"),
    ("2026-11-24T08:00:30Z", "off_grid"),
    ("2026-11-24T08:00:00.001Z", "off_grid"),
    ("2026-11-24T03:00:00Z", "outside_hours"),
    ("2026-11-28T09:00:00Z", "outside_hours"),
    ("2027-06-07T09:00:00Z", "too_far"),
    ("2201-01-01T09:00:00Z", "too_far"),
    ("9999-12-31T23:59:59Z", "too_far"),
];

async fn starts_that_cannot_be_booked_say_why(world: World) {
    let cast = Cast::new(world).await;
    let (doctor, visit_type) = (&cast.doctor.id, &cast.doctor.visit_type);
    let book = |start: Value| {
        let wish = json!({"doctor_id": doctor, "visit_type_id": visit_type, "start": start});
        cast.client(Who::Patient).post("appointments", wish)
    };
    for start in UNREADABLE.map(|text| json!(text)).into_iter().chain([json!(0), json!(1.5e18), json!(null), json!([])])
    {
        let answer = book(start.clone()).await;
        assert!(names(&answer, "start", &start.to_string()).is_some(), "{start}: {} {}", answer.status, answer.body);
    }
    for (start, reason) in NOT_OFFERED {
        let answer = book(json!(start)).await.problem(422, "not-offered");
        assert_eq!(answer.text("reason"), reason, "{start}");
    }
    // Years of five digits can be written in JSON; at the calendar's ends no minute can be added.
    for start in
        ["+10000-01-01T09:00:00Z", "+262142-12-31T23:59:59Z", "-262143-01-01T00:00:00Z", "-0001-01-01T00:00:00Z"]
    {
        let answer = book(json!(start)).await;
        assert_eq!(answer.status, 422, "{start}: {}", answer.body);
    }
    // The same instant in another offset is the same time.
    book(json!("2026-11-24T13:30:00+05:30")).await.expect(201);
    book(json!("2026-11-24T09:00:00+01:00")).await.problem(409, "slot-taken");
    book(json!("2026-11-24T03:00:00-06:00")).await.expect(201);
}

async fn the_page_of_a_time_that_cannot_be_booked_says_why(world: World) {
    let mut cast = Cast::new(world).await;
    let (doctor, visit_type) = (cast.doctor.id.clone(), cast.doctor.visit_type.clone());
    for (start, readable) in
        UNREADABLE.iter().map(|start| (*start, false)).chain(NOT_OFFERED.iter().map(|(start, _)| (*start, true)))
    {
        let wish = [("doctor", doctor.as_str()), ("visit_type", visit_type.as_str()), ("start", start)];
        let address = format!("/book?{}", serde_urlencoded::to_string(wish).expect("a query"));
        let page = cast.browser(Who::Patient).open(&address).await;
        assert!(page.is_html());
        let year: Option<i32> = start.get(..4).and_then(|year| year.parse().ok());
        // A page can say of a real time why it is not offered, and offer others.
        let shown = readable && year.is_some_and(|year| (2000..=2200).contains(&year));
        assert_eq!(page.status, if shown { 200 } else { 422 }, "{start}: {}", page.text());
        let press = [wish.as_slice(), &[("idempotency_key", "k")]].concat();
        let answer = cast.browser(Who::Patient).submit(&address, "/do/booking/book", &press).await;
        assert_eq!(answer.status, 422, "{start}: {}", answer.text());
        assert!(answer.is_html());
        assert!(answer.text().contains("lease") || answer.text().contains("not offered"), "{start}: {}", answer.text());
    }
    for key in ["", "\u{0}", "two words", "ключ", &"k".repeat(256)] {
        let start = cast.world.free_start(&cast.doctor, 3).await.to_rfc3339();
        let press =
            [("doctor", doctor.as_str()), ("visit_type", &visit_type), ("start", &start), ("idempotency_key", key)];
        let answer = cast.browser(Who::Patient).submit("/book", "/do/booking/book", &press).await;
        assert_eq!(answer.status, 422, "{key:?}: {}", answer.text());
    }
    assert_eq!(cast.client(Who::Patient).get("appointments").await.expect(200).number("total"), 0);
}

const NO_DATES: [&str; 13] = [
    "2026-02-30",
    "2026-13-01",
    "2026-00-10",
    "2026-11-31",
    "0000-01-01",
    "1600-01-01",
    "9999-12-31",
    "10000-01-01",
    "2026-1-1",
    "+2026-1-01",
    "26-11-24",
    "2026-11-24T00:00:00Z",
    "tomorrow",
];

async fn spans_of_dates_are_judged(world: World) {
    let mut cast = Cast::new(world).await;
    let (id, visit_type) = (cast.doctor.id.clone(), cast.doctor.visit_type.clone());
    let base = format!("doctors/{id}/slots?visit_type={visit_type}");
    for date in NO_DATES {
        for field in ["from", "to"] {
            let answer = cast.client(Who::Visitor).get(&format!("{base}&{field}={}", date.replace('+', "%2B"))).await;
            assert!(names(&answer, field, date).is_some(), "{field}={date}: {} {}", answer.status, answer.body);
        }
        // Of a page's address the rest is shown; a date that is none is as if it were not there, or said.
        for (who, path) in [
            (Who::Visitor, format!("/doctors/{id}?day={}", date.replace('+', "%2B"))),
            (Who::Visitor, format!("/doctors/{id}?month={}", date.replace('+', "%2B"))),
            (Who::Doctor, format!("/practice?date={}", date.replace('+', "%2B"))),
            (Who::Doctor, format!("/practice/week?date={}", date.replace('+', "%2B"))),
        ] {
            let page = cast.browser(who).open(&path).await;
            assert!(page.is_html() && [200, 422].contains(&page.status.as_u16()), "{path}: {}", page.status);
        }
    }
    let visitor = cast.client(Who::Visitor);
    for (query, field) in [
        ("from=2026-12-02&to=2026-12-01", "to"),
        ("from=2026-12-01&to=2027-01-12", "to"),
        ("from=2000-01-01&to=2200-12-31", "to"),
        ("time_zone=Mars/Olympus", "time_zone"),
        ("time_zone=europe/berlin", "time_zone"),
        ("time_zone=%2B01:00", "time_zone"),
        ("time_zone=%00", "time_zone"),
    ] {
        let answer = visitor.get(&format!("{base}&{query}")).await;
        assert!(names(&answer, field, query).is_some(), "{query}: {} {}", answer.status, answer.body);
    }
    // At the ends of what may be asked: nothing is free, and nothing breaks.
    for query in
        ["from=2000-01-01", "from=2200-12-31", "from=2200-12-25&to=2200-12-31", "from=2026-02-28&to=2026-03-30"]
    {
        for zone in ["UTC", "Pacific/Kiritimati", "Pacific/Apia", "America/Sao_Paulo", "Africa/Monrovia"] {
            let answer = visitor.get(&format!("{base}&{query}&time_zone={zone}")).await.expect(200);
            let free = answer.list("days").iter().filter_map(|day| day["slots"].as_array()).flatten().count();
            assert_eq!(free, 0, "{query} {zone}");
        }
    }
    for date in ["2000-01-01", "2200-12-31"] {
        for path in [format!("/practice?date={date}"), format!("/practice/week?date={date}")] {
            cast.browser(Who::Doctor).open(&path).await.expect(200);
        }
        cast.browser(Who::Visitor).open(&format!("/doctors/{id}?month={}", &date[..7])).await.expect(200);
    }
    let page = cast.browser(Who::Visitor).open(&format!("/doctors/{id}?zone=Mars/Olympus")).await;
    assert_eq!(page.status, 422);
    assert!(page.keeps("zone", "Mars/Olympus"), "{}", page.text());
}

async fn dates_that_differ_are_judged(world: World) {
    let mut cast = Cast::new(world).await;
    let hours = |start: &str, end: &str| json!({"kind": "hours", "windows": [{"start": start, "end": end}]});
    let closed = json!({"kind": "closed"});
    for date in NO_DATES.into_iter().chain(["2026-11-22", "2029-12-01", "2200-12-31"]) {
        let path = format!("doctors/me/exceptions/{}", date.replace('+', "%2B"));
        let answer = cast.client(Who::Doctor).put(&path, closed.clone()).await;
        assert!(names(&answer, "date", date).is_some(), "{date}: {} {}", answer.status, answer.body);
        let form = [("form_key", "exception"), ("date", date), ("kind", "closed"), ("windows", "")];
        let page = cast.browser(Who::Doctor).submit("/practice/hours", "/do/practice/put-exception", &form).await;
        assert_eq!(page.status, 422, "{date}");
        assert!(page.error_of("date").is_some() && page.keeps("date", date), "{date}: {}", page.text());
    }
    let path = "doctors/me/exceptions/2026-12-24";
    for (spec, field) in [
        (json!({}), "kind"),
        (json!({"kind": "x"}), "kind"),
        (json!({"kind": 7}), "kind"),
        (json!({"kind": "hours"}), "windows"),
        (json!({"kind": "hours", "windows": {}}), "windows"),
        (json!({"kind": "closed", "windows": [{"start": "09:00", "end": "10:00"}]}), "windows"),
        (json!({"kind": "closed", "reason": 7}), "reason"),
        (json!({"kind": "closed", "reason": "a\u{202e}b"}), "reason"),
        (json!({"kind": "closed", "reason": "x".repeat(101)}), "reason"),
        (hours("", "10:00"), "windows[0].start"),
        (hours("09:00", "9"), "windows[0].end"),
        (hours("09:03", "10:00"), "windows[0].start"),
        (hours("10:00", "09:00"), "windows[0].end"),
        (hours("24:00", "24:00"), "windows[0].start"),
        (hours("09:00\u{0}", "10:00"), "windows[0].start"),
        (json!({"kind": "hours", "windows": [{"start": "09:00"}]}), "windows[0].end"),
        (json!({"kind": "hours", "windows": vec![json!({"start": "09:00", "end": "10:00"}); 1000]}), "windows"),
    ] {
        let answer = cast.client(Who::Doctor).put(path, spec.clone()).await;
        assert!(names(&answer, field, "").is_some(), "{spec:.200}: {} {}", answer.status, answer.body);
    }
    let many = "9-10,".repeat(50);
    for (kind, windows, field) in [
        ("x", "", "kind"),
        ("", "", "kind"),
        ("hours", "", "windows"),
        ("closed", "9-12", "windows"),
        ("hours", "morning", "windows"),
        ("hours", "9-12, 11-14", "windows"),
        ("hours", "9:03-12", "windows"),
        ("hours", "25-26", "windows"),
        ("hours", "👩-⚕️", "windows"),
        ("hours", many.as_str(), "windows"),
    ] {
        let form = [("form_key", "exception"), ("date", "2026-12-24"), ("kind", kind), ("windows", windows)];
        let page = cast.browser(Who::Doctor).submit("/practice/hours", "/do/practice/put-exception", &form).await;
        assert_eq!(page.status, 422, "{kind} {windows}");
        assert!(page.error_of(field).is_some(), "{kind} {windows}: {}", page.text());
        assert!(page.keeps("date", "2026-12-24") && page.keeps("windows", windows), "{kind} {windows}: lost");
    }
    let kept = cast.client(Who::Doctor).get("doctors/me/exceptions").await.expect(200);
    assert_eq!(kept.items(), [] as [Value; 0], "nothing was written");
    for date in NO_DATES {
        let path = format!("doctors/me/exceptions/{}", date.replace('+', "%2B"));
        let answer = cast.client(Who::Doctor).send(Method::DELETE, &path, None, &[]).await;
        assert!(names(&answer, "date", date).is_some(), "{date}: {} {}", answer.status, answer.body);
    }
}

async fn weekly_hours_are_judged(world: World) {
    let mut cast = Cast::new(world).await;
    let before = cast.client(Who::Doctor).get("doctors/me/schedule").await.expect(200).body;
    let week = |day: Value, start: Value, end: Value| json!({"time_zone": "Europe/Berlin", "weekly": [{"weekday": day, "start": start, "end": end}]});
    for (schedule, field) in [
        (json!({"weekly": []}), "time_zone"),
        (json!({"time_zone": "Europe/Berlin"}), "weekly"),
        (json!({"time_zone": "europe/berlin", "weekly": []}), "time_zone"),
        (json!({"time_zone": "UTC\u{0}", "weekly": []}), "time_zone"),
        (json!({"time_zone": "UTC", "weekly": "mon"}), "weekly"),
        (json!({"time_zone": "UTC", "weekly": [7]}), "weekly[0]"),
        (week(json!("monday"), json!("09:00"), json!("10:00")), "weekly[0].weekday"),
        (week(json!("mon"), json!("9h"), json!("10:00")), "weekly[0].start"),
        (week(json!("mon"), json!("09:00"), json!("25:00")), "weekly[0].end"),
        (week(json!("mon"), json!("22:00"), json!("02:00")), "weekly[0].end"),
        (week(json!("mon"), json!(9), json!("10:00")), "weekly[0].start"),
        (week(json!("mon"), json!("09:00"), json!(null)), "weekly[0].end"),
        (
            json!({"time_zone": "UTC", "weekly": vec![json!({"weekday": "mon", "start": "x", "end": "y"}); 500]}),
            "weekly",
        ),
    ] {
        let answer = cast.client(Who::Doctor).put("doctors/me/schedule", schedule.clone()).await;
        assert!(names(&answer, field, "").is_some(), "{schedule:.200}: {} {}", answer.status, answer.body);
    }
    let many = "9-10,".repeat(5000);
    for (day, line) in [
        ("tue", "morning"),
        ("mon", "9-12, 11-14"),
        ("wed", "12-9"),
        ("thu", "9:03-12"),
        ("fri", "9-"),
        ("sat", "25-26"),
        ("sun", "\u{202e}9-12"),
        ("mon", "٩-١٢"),
        ("tue", many.as_str()),
        ("wed", "9-12-15"),
    ] {
        let mut form: Vec<(&str, &str)> = vec![("time_zone", "Europe/Paris")];
        let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        form.extend(days.map(|each| (each, if each == day { line } else { "08:00–12:30" })));
        let page = cast.browser(Who::Doctor).submit("/practice/hours", "/do/practice/set-weekly", &form).await;
        assert_eq!(page.status, 422, "{day} {line:.40}");
        assert!(page.error_of(day).is_some(), "{day} {line:.40}: {}", page.text());
        for (name, value) in form {
            assert!(page.keeps(name, value), "{day} {line:.40}: {name} is lost");
        }
    }
    let after = cast.client(Who::Doctor).get("doctors/me/schedule").await.expect(200).body;
    assert_eq!(before, after, "nothing was written");
}

async fn a_reason_is_judged(world: World) {
    let mut cast = Cast::new(world).await;
    let start = cast.world.free_start(&cast.doctor, 3).await;
    let visit = cast.world.book(cast.client(Who::Patient), &cast.doctor, start).await.expect(201).text("id").to_owned();
    let path = format!("appointments/{visit}/cancel");
    let long = "x".repeat(501);
    for reason in ["", "  ", "\u{200b}", "a\u{0}b", "a\u{202e}b", &long] {
        let answer = cast.client(Who::Doctor).post(&path, json!({"reason": reason})).await;
        assert!(names(&answer, "reason", reason).is_some(), "{reason:?}: {} {}", answer.status, answer.body);
        let form = [("form_key", "cancel"), ("id", &visit), ("transition", "cancel"), ("reason", reason)];
        let page = cast.browser(Who::Doctor).submit(&format!("/visits/{visit}"), "/do/visits/move", &form).await;
        assert_eq!(page.status, 422, "{reason:?}: {}", page.text());
        assert!(page.error_of("reason").is_some() && page.keeps("reason", reason), "{reason:?}: {}", page.text());
    }
    for reason in [json!(7), json!([]), json!({})] {
        let answer = cast.client(Who::Doctor).post(&path, json!({"reason": reason})).await;
        assert!(names(&answer, "reason", "").is_some(), "{reason}: {}", answer.body);
    }
    // The last three need more than their word.
    for transition in ["", "x", "CANCEL", "\u{0}", "move", "undo", "refer"] {
        let form = [("id", visit.as_str()), ("transition", transition), ("reason", "So it is.")];
        let page = cast.browser(Who::Doctor).submit(&format!("/visits/{visit}"), "/do/visits/move", &form).await;
        assert_eq!(page.status, 422, "{transition:?}: {}", page.text());
    }
    assert_eq!(
        cast.client(Who::Patient).get(&format!("appointments/{visit}")).await.expect(200).text("status"),
        "booked"
    );
    let kind = "Sorry 👩🏽‍⚕️\nMeet me on Thursday & bring the “report”";
    let answer = cast.client(Who::Doctor).post(&path, json!({"reason": kind})).await.expect(200);
    assert_eq!(answer.list("history").last().expect("a history")["reason"], kind);
}
