//! What the zones of doctors and viewers do to what people read.

use std::{fs, process::Command};

use chrono::{DateTime, Utc};
use effects::mailer::Email;
use serde_json::json;

use crate::{
    browser::Browser,
    client::Client,
    process::executable::Folder,
    world::{Doctor, PASSWORD, World, on_both},
};

on_both! {
    a_winter_morning_in_vancouver_is_the_same_everywhere,
    a_repeated_hour_names_its_offset_wherever_it_stands,
    the_practices_repeated_hour_names_its_offset,
    one_zone_under_two_names_is_no_other_time,
    a_zone_is_kept_by_the_name_it_was_chosen_by,
    who_travels_is_offered_the_time_of_where_they_are,
}

/// A doctor who is open every day from `start` to `end` in this zone, and can be booked a year ahead.
async fn doctor_in(world: &World, zone: &str, start: &str, end: &str) -> Doctor {
    let doctor = world.doctor("Grace").await;
    let weekly: Vec<_> = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        .iter()
        .map(|day| json!({"weekday": day, "start": start, "end": end}))
        .collect();
    doctor.client.put("doctors/me/schedule", json!({"time_zone": zone, "weekly": weekly})).await.expect(200);
    let path = format!("doctors/me/visit-types/{}", doctor.visit_type);
    doctor.client.patch(&path, json!({"booking_window_days": 366})).await.expect(200);
    doctor
}

async fn patient_in(world: &World, zone: &str) -> (Client, Browser) {
    let client = world.patient("Ada").await;
    client.patch("me", json!({"time_zone": zone})).await.expect(200);
    (client, signed_in(world, "ada@example.org").await)
}

async fn signed_in(world: &World, email: &str) -> Browser {
    let mut browser = Browser::new(world.router.clone());
    let fields = [("email", email), ("password", PASSWORD)];
    assert_eq!(browser.submit("/sign-in", "/do/auth/sign-in", &fields).await.status, 303);
    browser
}

/// The letter with a calendar file that somebody got.
async fn invitation(world: &World, to: &str) -> Email {
    let mail = world.mail().await;
    let mut letters = mail.into_iter().map(|mail| mail.email);
    letters.find(|email| email.to == to && email.calendar.is_some()).expect("an invitation")
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

/// British Columbia stays on −07 from autumn 2026: nine o'clock is 16:00 in Greenwich, on the page, in the mail and in the
/// calendar file.
async fn a_winter_morning_in_vancouver_is_the_same_everywhere(world: World) {
    let doctor = doctor_in(&world, "America/Vancouver", "09:00", "12:00").await;
    let (patient, mut browser) = patient_in(&world, "America/Vancouver").await;
    let path = format!("doctors/{}/slots?visit_type={}&from=2026-12-15&to=2026-12-15", doctor.id, doctor.visit_type);
    let free = patient.get(&path).await.expect(200);
    assert_eq!(free.list("days")[0]["slots"][0]["start"], "2026-12-15T16:00:00Z");
    let booked = world.book(&patient, &doctor, at("2026-12-15T16:00:00Z")).await.expect(201);
    assert_eq!(booked.body["local"]["start"], "2026-12-15T09:00:00");
    browser.open(&format!("/visits/{}", booked.text("id"))).await.expect(200).shows("09:00–09:30");
    let file = browser.open(&format!("/visits/{}/calendar.ics", booked.text("id"))).await.expect(200);
    assert!(file.html.contains("DTSTART:20261215T160000Z"), "{}", file.html);
    let email = invitation(&world, "ada@example.org").await;
    assert!(email.text.contains("Tue 15 Dec 2026, 09:00–09:30"), "{}", email.text);
    assert!(email.calendar.as_ref().is_some_and(|file| file.ics.contains("DTSTART:20261215T160000Z")));
}

async fn a_repeated_hour_names_its_offset_wherever_it_stands(world: World) {
    // 06:00 to 08:00 in Berlin is 01:00 to 02:00 in New York, twice.
    let doctor = doctor_in(&world, "Europe/Berlin", "06:00", "08:00").await;
    let (patient, mut browser) = patient_in(&world, "America/New_York").await;
    let path = format!("/doctors/{}?month=2027-11&day=2027-11-07", doctor.id);
    let page = browser.open(&path).await.expect(200);
    for chip in ["01:00 EDT", "01:30 EDT", "01:00 EST", "01:30 EST"] {
        page.shows(chip);
    }
    let summary = format!("/book?doctor={}&visit_type={}&start=2027-11-07T05:30:00Z", doctor.id, doctor.visit_type);
    browser.open(&summary).await.expect(200).shows("01:30 EDT–01:00 EST");
    let booked = world.book(&patient, &doctor, at("2027-11-07T05:30:00Z")).await.expect(201);
    let local = &booked.body["local"];
    assert_eq!((&local["start_offset"], &local["end_offset"]), (&json!("EDT"), &json!("EST")));
    assert_eq!(booked.body["doctor_local"].get("start_offset"), None, "in Berlin that hour comes once");
    let id = booked.text("id");
    for page in [format!("/visits/{id}"), format!("/visits/{id}/booked"), "/visits".to_owned()] {
        browser.open(&page).await.expect(200).shows("01:30 EDT–01:00 EST");
    }
    // The way there from a time that is gone.
    let other = world.patient("Bea").await;
    assert_eq!(world.book(&other, &doctor, at("2027-11-07T06:00:00Z")).await.status, 201);
    let gone = format!("/book?doctor={}&visit_type={}&start=2027-11-07T06:00:00Z", doctor.id, doctor.visit_type);
    browser.open(&gone).await.expect(200).shows("01:30 EST");
    let email = invitation(&world, "ada@example.org").await;
    assert!(email.text.contains("Sun 7 Nov 2027, 01:30 EDT–01:00 EST"), "{}", email.text);
}

async fn the_practices_repeated_hour_names_its_offset(world: World) {
    // 02:00 to 02:30 on Lord Howe comes at half past one as well, on 4 April 2027.
    let doctor = doctor_in(&world, "Australia/Lord_Howe", "01:00", "03:00").await;
    let path = format!("doctors/me/visit-types/{}", doctor.visit_type);
    doctor.client.patch(&path, json!({"minutes": 15})).await.expect(200);
    let (patient, _) = patient_in(&world, "UTC").await;
    let booked = world.book(&patient, &doctor, at("2027-04-03T14:45:00Z")).await.expect(201);
    assert_eq!(booked.body["doctor_local"]["start_offset"], "UTC+11");
    assert_eq!(booked.body["doctor_local"]["end_offset"], "UTC+10:30");
    let mut grace = signed_in(&world, "grace@example.org").await;
    for page in ["/practice?date=2027-04-04", "/practice/week?date=2027-04-04"] {
        grace.open(page).await.expect(200).shows("01:45 UTC+11–01:30 UTC+10:30");
    }
    grace.open(&format!("/visits/{}", booked.text("id"))).await.expect(200).shows("01:45 UTC+11");
    let email = invitation(&world, "grace@example.org").await;
    assert!(email.text.contains("01:45 UTC+11–01:30 UTC+10:30"), "{}", email.text);
}

async fn one_zone_under_two_names_is_no_other_time(world: World) {
    let doctor = doctor_in(&world, "Asia/Kolkata", "09:00", "12:00").await;
    let (_, mut browser) = patient_in(&world, "Asia/Calcutta").await;
    let page = browser.open(&format!("/doctors/{}", doctor.id)).await.expect(200);
    page.shows("Times are in Calcutta time.");
    for other in ["The practice is in", "Show times in"] {
        assert!(!page.text().contains(other), "{other}: {}", page.text());
    }
    // A doctor keeps the zone of the hours under whatever name.
    doctor.client.patch("me", json!({"time_zone": "Asia/Calcutta"})).await.expect(200);
    doctor.client.patch("me", json!({"time_zone": "Asia/Tokyo"})).await.refuses(&["time_zone"]);
}

async fn a_zone_is_kept_by_the_name_it_was_chosen_by(world: World) {
    let (patient, mut browser) = patient_in(&world, "Asia/Calcutta").await;
    assert_eq!(patient.get("me").await.expect(200).text("time_zone"), "Asia/Calcutta");
    let page = browser.open("/account").await.expect(200);
    assert!(page.html.contains("Asia/Calcutta (UTC+5:30)") && page.html.contains("Asia/Kolkata (UTC+5:30)"));
    let fields = [("full_name", "Ada"), ("time_zone", "Asia/Calcutta")];
    browser.submit("/account", "/do/account/save", &fields).await.expect(303);
    assert_eq!(patient.get("me").await.expect(200).text("time_zone"), "Asia/Calcutta");
    let register = Browser::new(world.router.clone()).open("/register").await.expect(200);
    assert!(register.html.contains("Asia/Kolkata (UTC+5:30)") && !register.html.contains("Asia/Calcutta"));
}

/// A zoneinfo folder of the system that is newer than the executable is read, and an older one is not.
#[test]
fn the_self_check_names_the_rules_and_where_they_come_from() {
    let folder = Folder::new();
    // The shortest file of a zone there is (RFC 9636): one type of local time, UTC.
    let mut zone = b"TZif".to_vec();
    zone.extend([0; 16]);
    zone.extend([0_u32, 0, 0, 0, 1, 4].iter().flat_map(|count| count.to_be_bytes()));
    zone.extend([0; 6]);
    zone.extend(b"UTC\0");
    fs::write(folder.0.join("UTC"), zone).expect("a file");
    for (version, told) in [("2099a", "from "), ("2000a", "from the executable; the system's are 2000a")] {
        fs::write(folder.0.join("tzdata.zi"), format!("# version {version}\n")).expect("a file");
        let ran = Command::new(env!("CARGO_BIN_EXE_anteroom"))
            .current_dir(&folder.0)
            .env("ANTEROOM_DATABASE_URL", "sqlite://anteroom.db")
            .env("ANTEROOM_ZONEINFO", &folder.0)
            .arg("self-check")
            .output()
            .expect("the executable runs");
        let lines = String::from_utf8_lossy(&ran.stdout).into_owned();
        let line = lines.lines().find(|line| line.contains("time zones: rules ")).expect("a line about time zones");
        assert!(line.contains(told) && line.contains("days old"), "{line}");
        assert_eq!(line.contains("rules 2099a"), version == "2099a", "{line}");
    }
}

async fn who_travels_is_offered_the_time_of_where_they_are(world: World) {
    let (client, mut browser) = patient_in(&world, "Europe/Berlin").await;
    const OFFER: &str = "Your device is in ";
    // The same clock under another name, and no zone at all.
    for same in ["Europe/Berlin", "Europe/Paris", "Nowhere/Else", "<b>"] {
        browser.set_cookie("anteroom_zone", same);
        assert!(!browser.open("/visits").await.expect(200).text().contains(OFFER), "{same}");
    }
    browser.set_cookie("anteroom_zone", "Asia%2FTokyo");
    browser.open("/visits?part=past").await.expect(200).shows("Your device is in Tokyo time.");
    let form = [("time_zone", "Asia/Tokyo"), ("back", "/visits?part=past")];
    let sent = browser.submit("/visits?part=past", "/do/account/set-zone", &form).await.expect(303);
    sent.leads_to("/visits?part=past");
    let shown = browser.open("/visits?part=past").await.expect(200);
    shown.shows("Times are shown in Tokyo time now.");
    assert!(!shown.text().contains(OFFER));
    assert_eq!(client.get("me").await.expect(200).text("time_zone"), "Asia/Tokyo");
    // Nobody is led elsewhere by it.
    let form = [("time_zone", "Europe/Berlin"), ("back", "//evil.example/")];
    browser.submit("/visits", "/do/account/set-zone", &form).await.expect(303).leads_to("/");
}
