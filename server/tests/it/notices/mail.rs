//! Every change reaches the other side, once, with a calendar file that fits.

use chrono::{Duration, TimeDelta};
use effects::Mail;
use serde_json::json;

use crate::world::{World, on_both};

on_both! {
    a_booking_is_confirmed_to_each_side_once,
    whoever_cancels_both_calendars_hear_of_it,
    one_calendar_entry_moves_through_its_versions,
    subjects_and_texts_are_neutral,
    a_known_address_hears_of_the_attempt_to_register,
    an_invitation_with_an_address_is_sent_there,
}

fn to<'a>(mail: &'a [Mail], address: &str) -> Vec<&'a Mail> {
    mail.iter().filter(|mail| mail.email.to.contains(address)).collect()
}

/// Messages that are sent side by side arrive in any order: a welcome may come after a confirmation.
fn last_with_calendar(mail: &[Mail], address: &str) -> Mail {
    let last = to(mail, address).into_iter().rfind(|mail| mail.email.calendar.is_some());
    last.cloned().expect("a message with a calendar file")
}

/// The value of a line of the calendar file, unfolded (RFC 5545, 3.1).
fn line(mail: &Mail, name: &str) -> String {
    let calendar = mail.email.calendar.as_ref().expect("a calendar file");
    let unfolded = calendar.ics.replace("\r\n ", "");
    let line =
        unfolded.lines().find(|line| line.starts_with(&format!("{name}:")) || line.starts_with(&format!("{name};")));
    line.and_then(|line| line.split_once(':')).map(|(_, value)| value.to_owned()).unwrap_or_default()
}

async fn a_booking_is_confirmed_to_each_side_once(world: World) {
    let doctor = world.doctor("Grace").await;
    let patient = world.patient("Ada").await;
    let before = world.mail().await.len();
    let start = world.free_start(&doctor, 2).await;
    let key = "one-wish";
    world.book_with_key(&patient, &doctor, start, key).await.expect(201);
    world.book_with_key(&patient, &doctor, start, key).await.expect(201);
    world.deliver().await;
    world.advance(Duration::hours(1));
    let mail = world.mail().await.split_off(before);
    assert_eq!(mail.len(), 2);
    assert_eq!(to(&mail, "ada@example.org").len(), 1);
    assert_eq!(to(&mail, "grace@example.org").len(), 1);
    let confirmation = to(&mail, "ada@example.org")[0];
    for body in [&confirmation.email.text, &confirmation.email.html] {
        assert!(body.contains("10:00") && body.contains("Berlin"), "{body}");
    }
    assert_eq!(line(confirmation, "METHOD"), "REQUEST");
    assert_eq!(line(confirmation, "DTSTART"), "20261123T090000Z");
    assert_eq!(line(confirmation, "DTEND"), "20261123T093000Z");
}

async fn whoever_cancels_both_calendars_hear_of_it(world: World) {
    let doctor = world.doctor("Grace").await;
    let (patient, admin) = (world.patient("Ada").await, world.admin().await);
    for (client, reason) in [(&patient, None), (&doctor.client, Some("Ill.")), (&admin, Some("The house is closed."))] {
        let start = world.free_start(&doctor, 2).await;
        let before = world.mail().await.len();
        let id = world.book(&patient, &doctor, start).await.expect(201).text("id").to_owned();
        let booked = world.mail().await.split_off(before);
        let before = world.mail().await.len();
        client.post(&format!("appointments/{id}/cancel"), json!({"reason": reason})).await.expect(200);
        let mail = world.mail().await.split_off(before);
        assert_eq!(mail.len(), 2);
        for address in ["ada@example.org", "grace@example.org"] {
            let (request, cancel) = (last_with_calendar(&booked, address), last_with_calendar(&mail, address));
            assert_eq!((line(&request, "METHOD"), line(&request, "SEQUENCE")), ("REQUEST".into(), "1".into()));
            assert_eq!((line(&cancel, "METHOD"), line(&cancel, "SEQUENCE")), ("CANCEL".into(), "2".into()));
            assert_eq!(line(&request, "UID"), line(&cancel, "UID"));
            let page = format!("{}/visits/{id}", world.clinic.settings.base_url);
            assert_eq!((line(&request, "URL"), line(&cancel, "URL")), (page.clone(), page));
        }
    }
}

async fn one_calendar_entry_moves_through_its_versions(world: World) {
    let doctor = world.doctor("Grace").await;
    let patient = world.patient("Ada").await;
    let start = world.free_start(&doctor, 2).await;
    let booked = world.book(&patient, &doctor, start).await.expect(201);
    let first = world.mail().await;
    let first = last_with_calendar(&first, "grace@example.org");
    world.advance(TimeDelta::minutes(1));
    let cancelled = patient.post(&format!("appointments/{}/cancel", booked.text("id")), json!({})).await.expect(200);
    let second = world.mail().await;
    let second = last_with_calendar(&second, "grace@example.org");
    assert_eq!(line(&first, "UID"), line(&second, "UID"));
    assert!(!line(&first, "UID").is_empty());
    assert_eq!(line(&first, "SEQUENCE"), booked.number("version").to_string());
    assert_eq!(line(&second, "SEQUENCE"), cancelled.number("version").to_string());
    assert_eq!((line(&second, "METHOD"), line(&second, "STATUS")), ("CANCEL".into(), "CANCELLED".into()));
    assert_ne!(first.message_id, second.message_id);
}

async fn subjects_and_texts_are_neutral(world: World) {
    let doctor = world.doctor("Grace Hopper").await;
    let patient = world.patient("Ada Lovelace").await;
    let id = doctor.visit_type.clone();
    doctor.client.patch(&format!("doctors/me/visit-types/{id}"), json!({"name": "Chest pain"})).await.expect(200);
    let start = world.free_start(&doctor, 2).await;
    let id = world.book(&patient, &doctor, start).await.expect(201).text("id").to_owned();
    doctor.client.post(&format!("appointments/{id}/cancel"), json!({"reason": "Test results"})).await.expect(200);
    for mail in world.mail().await {
        let subject = mail.email.subject.to_lowercase();
        for word in ["chest", "cardio", "test results", "ada", "lovelace", "hopper"] {
            assert!(!subject.contains(word), "{word} in {subject:?}");
        }
    }
}

async fn a_known_address_hears_of_the_attempt_to_register(world: World) {
    world.patient("Ada").await;
    let before = world.mail().await.len();
    let form =
        json!({"email": "ada@example.org", "password": "another password", "full_name": "Eve", "time_zone": "UTC"});
    world.visitor().post("auth/register", form).await.expect(201);
    let mail = world.mail().await.split_off(before);
    assert_eq!(mail.len(), 1);
    assert_eq!(to(&mail, "ada@example.org").len(), 1);
    assert!(!mail[0].email.text.contains("Eve"), "what a stranger typed is not repeated");
}

async fn an_invitation_with_an_address_is_sent_there(world: World) {
    let admin = world.admin().await;
    let before = world.mail().await.len();
    let issued = admin.post("admin/invitations", json!({"email": "grace@example.org"})).await.expect(201);
    let mail = world.mail().await.split_off(before);
    assert_eq!(mail.len(), 1);
    assert!(to(&mail, "grace@example.org")[0].email.text.contains(issued.text("code")));
}
