//! Hours, visits, claims, messages, and the demo as a whole.

use std::time::Duration;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use uuid::Uuid;

use super::{Database, clinic_on, event, fresh, location, on_both, open, page, practice, rng, today, visit_type};
use clinic::jobs;
use domain::{
    notices::job::{Audience, JobKind, JobState},
    people::sealed::Sealed,
    platform::ids::{AppointmentId, DoctorId, JobId, VisitTypeId},
    scheduling::{
        appointment::Appointment,
        appointment_search::{AppointmentList, AppointmentSearch},
        lifecycle::Status,
        schedule::Window,
    },
};
use store::{
    Store, both,
    directory::doctor_repo,
    insight::{integrity_repo, statistics_repo},
    notices::outbox_repo::{self, NewJob},
    scheduling::{
        appointment_repo::{self, AppointmentDetails, Whose},
        claim_repo, event_repo, location_repo, schedule_repo,
        visit_list_repo::{self, Wanted},
        visit_type_repo::{self, StoredVisitType},
    },
};

on_both!(
    a_new_visit_is_given_as_it_will_be_read,
    a_history_begins_on_the_latest_revision_of_the_doctor_only,
    of_two_who_move_a_visit_one_is_refused,
    a_message_is_taken_once_and_told_once,
    a_visit_that_cannot_be_read_holds_up_no_other_message,
    hours_and_exceptions_come_back_as_they_were_put,
    a_visit_type_leaves_the_offer_but_not_the_database,
    every_change_of_a_doctor_raises_the_revision,
    the_scan_finds_what_is_broken,
    the_demo_is_whole_and_its_lists_and_figures_agree,
);

async fn a_new_visit_is_given_as_it_will_be_read(store: Store) {
    let practice = practice(&store).await;
    let mut tx = store.write().await.expect("a transaction");
    let doctor = doctor_repo::find(&mut tx, practice.doctor).await.expect("a query").expect("the doctor");
    let new = practice.visit(today());
    let (id, other) = (new.id, practice.book(&mut tx, today() + TimeDelta::hours(1)).await);
    let booker = appointment_repo::insert(&mut tx, &new).await.expect("an appointment");
    let given = format!("{:?}", AppointmentDetails::new(new.clone(), &doctor, booker));
    let read = appointment_repo::find(&mut tx, id).await.expect("a query").expect("the visit");
    assert_eq!(given, format!("{read:?}"));

    event_repo::insert(&mut tx, &rng(), &event(other, 2, Some(Status::Booked), Status::Completed), &new)
        .await
        .expect("2nd");
    let asked = [other, id, AppointmentId(fresh())];
    let found = appointment_repo::find_all(&mut tx, &asked).await.expect("a query");
    assert!(found.len() == 2 && found.contains_key(&other) && format!("{:?}", found[&id]) == given);
    let found = event_repo::of_all(&mut tx, &asked).await.expect("a query");
    assert_eq!(found.len(), 1);
    let events = event_repo::of(&mut tx, other).await.expect("a query");
    assert_eq!(format!("{:?}", found[&other]), format!("{events:?}"));
    assert_eq!(events.len(), 2);
    assert!(appointment_repo::find_all(&mut tx, &[]).await.expect("nothing is asked").is_empty());
    assert!(event_repo::of_all(&mut tx, &[]).await.expect("nothing is asked").is_empty());
}

async fn a_history_begins_on_the_latest_revision_of_the_doctor_only(store: Store) {
    let practice = practice(&store).await;
    let mut tx = store.write().await.expect("a transaction");
    let new = practice.visit(today());
    appointment_repo::insert(&mut tx, &new).await.expect("an appointment");
    let before = doctor_repo::find(&mut tx, practice.doctor).await.expect("a query").expect("the doctor").revision;
    location_repo::update(&mut tx, &practice.location).await.expect("moved");
    let first = event(new.id, 1, None, Status::Booked);
    let mut begin =
        async |revision| event_repo::insert_first(&mut tx, &rng(), &first, &new, revision).await.expect("a statement");
    assert!(!begin(before).await);
    assert!(begin(before + 1).await);
    let events = event_repo::of(&mut tx, new.id).await.expect("a query");
    assert_eq!(format!("{events:?}"), format!("{:?}", [first]));
}

async fn of_two_who_move_a_visit_one_is_refused(store: Store) {
    let practice = practice(&store).await;
    let mut tx = store.write().await.expect("a transaction");
    let id = practice.book(&mut tx, today()).await;
    let now_is = |status| Appointment { id, status, version: 2, ..practice.visit(today()) };
    let completed = now_is(Status::Completed);
    assert!(appointment_repo::save(&mut tx, &completed).await.expect("a step"));
    let again = appointment_repo::save(&mut tx, &now_is(Status::Cancelled)).await;
    assert!(!again.expect("a refusal"), "the version has grown");
    event_repo::insert(&mut tx, &rng(), &event(id, 2, Some(Status::Booked), Status::Completed), &completed)
        .await
        .expect("event");
    tx.commit().await.expect("committed");
    let mut read = store.read().await.expect("a connection");
    let found = appointment_repo::find(&mut read, id).await.expect("a query").expect("the visit");
    let found = found.appointment;
    assert_eq!((found.status, found.version, found.start), (Status::Completed, 2, today()));
    let history = event_repo::of(&mut read, id).await.expect("events");
    let steps: Vec<_> = history.iter().map(|e| (e.version, e.from, e.to)).collect();
    assert_eq!(steps, [(1, None, Status::Booked), (2, Some(Status::Booked), Status::Completed)]);
    assert!(history[0].reason == Some(Sealed::new("é 🙂".to_owned())));
}

async fn a_message_is_taken_once_and_told_once(store: Store) {
    let job = |kind| NewJob {
        id: JobId(fresh()),
        kind,
        subject: Uuid::from_u128(1),
        version: 1,
        audience: Audience::Owner,
        secret: Some("code".into()),
        run_at: today(),
    };
    let mut tx = store.write().await.expect("a transaction");
    outbox_repo::enqueue(&mut tx, job(JobKind::Welcome), today());
    outbox_repo::enqueue(&mut tx, job(JobKind::Welcome), today());
    tx.commit().await.expect("committed");

    let later = today() + TimeDelta::seconds(20);
    let take = async |at: DateTime<Utc>| {
        let mut tx = store.write().await.expect("a transaction");
        let jobs = outbox_repo::take(&mut tx, at, at + TimeDelta::seconds(20), 10).await.expect("jobs");
        tx.commit().await.expect("committed");
        jobs
    };
    let taken = take(today()).await;
    assert_eq!(taken.len(), 1, "the same change is told once");
    assert_eq!((taken[0].attempts, taken[0].secret.as_deref()), (1, Some("code")));
    assert!(take(today()).await.is_empty(), "it is leased");
    let again = take(later).await;
    assert_eq!(again[0].attempts, 2, "the lease ran out: its worker died");

    let id = again[0].id;
    let mut tx = store.write().await.expect("a transaction");
    outbox_repo::postpone(&mut tx, id, later + TimeDelta::hours(1), "no connection").await.expect("postponed");
    assert!(!outbox_repo::any_due(&mut tx, later).await.expect("a query"));
    assert!(outbox_repo::any_due(&mut tx, later + TimeDelta::hours(1)).await.expect("a query"));
    outbox_repo::give_up(&mut tx, id, "refused").await.expect("given up");
    let (failed, total) = outbox_repo::list(&mut tx, Some(JobState::Failed), page(1, 10)).await.expect("a list");
    assert_eq!((total, failed[0].last_error.as_deref()), (1, Some("refused")));
    assert!(outbox_repo::retry(&mut tx, id, later).await.expect("a retry"));
    assert!(!outbox_repo::retry(&mut tx, id, later).await.expect("not failed any more"));
    outbox_repo::settle(&mut tx, &[id], JobState::Sent, None).await.expect("sent");
    assert!(!outbox_repo::any_due(&mut tx, later + TimeDelta::days(1)).await.expect("a query"));
    outbox_repo::delete_old(&mut tx, later).await.expect("swept");
    assert_eq!(outbox_repo::list(&mut tx, None, page(1, 10)).await.expect("a list").1, 0);
}

async fn a_visit_that_cannot_be_read_holds_up_no_other_message(store: Store) {
    const BREAK: &str = "UPDATE appointment SET status = 'of_a_newer_version' WHERE id = $1";
    let (clinic, practice) = (clinic_on(store.clone()), practice(&store).await);
    let mut tx = store.write().await.expect("a transaction");
    let broken = practice.book(&mut tx, today()).await;
    practice.book(&mut tx, today() + TimeDelta::hours(1)).await;
    both!(tx, |c| sqlx::query(BREAK).bind(broken.0).execute(c).await.map(drop)).expect("changed by hand");
    tx.commit().await.expect("committed");
    jobs::drain(&clinic).await.expect("worked off");
    // Both sides of the whole one.
    assert_eq!(clinic.effects.mailer.sent().len(), 2);
    let mut read = store.read().await.expect("a connection");
    let (waiting, _) = outbox_repo::list(&mut read, Some(JobState::Waiting), page(1, 9)).await.expect("a list");
    assert_eq!(waiting.len(), 2, "they wait for somebody who can read it");
}

async fn hours_and_exceptions_come_back_as_they_were_put(store: Store) {
    let practice = practice(&store).await;
    let mut tx = store.write().await.expect("a transaction");
    let mut weekly: [Vec<Window>; 7] = Default::default();
    weekly[6] = vec![Window { start: 540, end: 720 }, Window { start: 780, end: 1440 }];
    for _ in 0..2 {
        schedule_repo::set_weekly(&mut tx, practice.at(), &weekly).await.expect("hours, also twice");
    }
    let date = |day| NaiveDate::from_ymd_opt(2026, 12, day).expect("a date");
    for windows in [vec![Window { start: 0, end: 60 }], vec![]] {
        schedule_repo::put_exceptions(&mut tx, practice.at(), date(24)..=date(24), &windows, "")
            .await
            .expect("also over another");
    }
    let early = vec![Window { start: 300, end: 600 }];
    schedule_repo::put_exceptions(&mut tx, practice.at(), date(1)..=date(1), &early, "").await.expect("an exception");
    let hours = schedule_repo::hours_of(&mut tx, &[practice.doctor], date(1)).await.expect("hours");
    let hours = &hours[&practice.location.id];
    assert_eq!(hours.weekly, weekly);
    assert_eq!(hours.exceptions, [(date(1), early), (date(24), vec![])].into());
    assert!(schedule_repo::delete_exceptions(&mut tx, practice.at(), date(24)..=date(24)).await.expect("deleted"));
    assert!(!schedule_repo::delete_exceptions(&mut tx, practice.at(), date(24)..=date(24)).await.expect("none left"));
    let later = schedule_repo::hours_of(&mut tx, &[practice.doctor], date(2)).await.expect("hours");
    assert!(later[&practice.location.id].exceptions.is_empty(), "those before the date are left out");
}

async fn a_visit_type_leaves_the_offer_but_not_the_database(store: Store) {
    let practice = practice(&store).await;
    let mut tx = store.write().await.expect("a transaction");
    let offered = visit_type_repo::offered_by(&mut tx, &[practice.doctor]).await.expect("an offer");
    let expected = StoredVisitType { visit_type: visit_type(practice.visit_type), location: practice.location.id };
    assert_eq!(offered[&practice.doctor], [expected]);
    let stranger = DoctorId(fresh());
    assert!(!visit_type_repo::archive(&mut tx, stranger, practice.visit_type, today()).await.expect("not theirs"));
    practice.book(&mut tx, today()).await;
    assert!(visit_type_repo::archive(&mut tx, practice.doctor, practice.visit_type, today()).await.expect("archived"));
    assert!(!visit_type_repo::archive(&mut tx, practice.doctor, practice.visit_type, today()).await.expect("once"));
    assert!(visit_type_repo::offered_by(&mut tx, &[practice.doctor]).await.expect("an offer").is_empty());
}

async fn every_change_of_a_doctor_raises_the_revision(store: Store) {
    let practice = practice(&store).await;
    let (doctor, at, date) = (practice.doctor, practice.at(), today().date_naive());
    let second = location(doctor, 1, "2 New Street", "Asia/Tokyo");
    let visit = visit_type(VisitTypeId(fresh()));
    let mut tx = store.write().await.expect("a transaction");
    let mut before = doctor_repo::find(&mut tx, doctor).await.expect("a query").expect("the doctor").revision;
    for change in 0..10 {
        match change {
            0 => schedule_repo::set_weekly(&mut tx, at, &Default::default()).await.expect("hours"),
            1 => schedule_repo::put_exceptions(&mut tx, at, date..=date, &[], "").await.expect("closed"),
            2 => assert!(schedule_repo::delete_exceptions(&mut tx, at, date..=date).await.expect("open again")),
            3 => visit_type_repo::insert(&mut tx, at, &visit, today()).await.expect("offered"),
            4 => assert!(visit_type_repo::update(&mut tx, doctor, &visit).await.expect("changed")),
            5 => assert!(visit_type_repo::archive(&mut tx, doctor, visit.id, today()).await.expect("taken out")),
            6 => location_repo::update(&mut tx, &practice.location).await.expect("moved"),
            8 => location_repo::insert(&mut tx, &second).await.expect("another location"),
            7 => doctor_repo::set_specialties(&mut tx, doctor, &[]).await.expect("specialist of nothing"),
            _ => {
                let same = doctor_repo::find(&mut tx, doctor).await.expect("a query").expect("the doctor");
                doctor_repo::update(&mut tx, &same, "").await.expect("said otherwise");
            }
        }
        let now = doctor_repo::find(&mut tx, doctor).await.expect("a query").expect("the doctor").revision;
        assert!(now > before, "change {change}");
        before = now;
    }
    tx.roll_back().await.expect("undone");
}

/// Otherwise a booking that was counted before a change could be committed after it. SQLite has one writer.
#[tokio::test]
async fn a_change_waits_for_the_bookings_under_way() {
    let database = Database::create().await;
    let store = open(&database.url).await;
    let hasty = Store::open_with_patience(&database.url, Duration::from_secs(2)).await.expect("it opens");
    let practice = practice(&store).await;
    let mut booking = store.write().await.expect("a transaction");
    practice.book(&mut booking, today()).await;
    let close = async || {
        let mut tx = hasty.write().await.expect("a transaction");
        schedule_repo::put_exceptions(&mut tx, practice.at(), today().date_naive()..=today().date_naive(), &[], "")
            .await
    };
    let refused = close().await.expect_err("it would have to wait");
    assert!(refused.is_unavailable(), "{refused}");
    booking.commit().await.expect("committed");
    close().await.expect("nobody is waited for");
    hasty.close().await;
    store.close().await;
    database.drop().await;
}

async fn the_scan_finds_what_is_broken(store: Store) {
    let practice = practice(&store).await;
    let mut tx = store.write().await.expect("a transaction");
    let start = today() + TimeDelta::hours(2);
    let first = practice.book(&mut tx, start).await;
    let second = practice.book(&mut tx, start + TimeDelta::hours(1)).await;
    let whole = integrity_repo::scan(&mut tx, today()).await.expect("a scan");
    assert!(whole.iter().all(|(_, ids)| ids.is_empty()), "{whole:?}");

    // By hand, as no use case could.
    const BREAK: [&str; 2] = [
        "UPDATE appointment SET start_at = start_at - 3600000, end_at = end_at - 3600000 WHERE id = $1",
        "UPDATE appointment SET version = version + 1, status = 'cancelled' WHERE id = $1",
    ];
    both!(tx, |c| sqlx::query(BREAK[0]).bind(second.0).execute(c).await.map(drop)).expect("moved over the first");
    let found = integrity_repo::scan(&mut tx, today()).await.expect("a scan");
    let hit: Vec<&str> = found.iter().filter(|(_, ids)| !ids.is_empty()).map(|(what, _)| *what).collect();
    assert_eq!(hit, ["visits of one doctor overlap", "visits of one patient overlap"]);
    claim_repo::delete(&mut tx, second.into()).await.expect("claims taken away");
    both!(tx, |c| sqlx::query(BREAK[1]).bind(first.0).execute(c).await.map(drop)).expect("cancelled without history");
    let found = integrity_repo::scan(&mut tx, today()).await.expect("a scan");
    let hit: Vec<(&str, &[Uuid])> =
        found.iter().filter(|(_, ids)| !ids.is_empty()).map(|(what, ids)| (*what, ids.as_slice())).collect();
    assert_eq!(
        hit,
        [
            ("time is claimed without a visit that keeps it", &[first.0][..]),
            ("a history has not as many entries as the visit has versions", &[first.0]),
            ("a history does not end at the visit's status", &[first.0]),
            ("a visit to come does not claim all of its time", &[second.0]),
        ]
    );
}

async fn the_demo_is_whole_and_its_lists_and_figures_agree(store: Store) {
    let clinic = clinic_on(store.clone());
    demo::fill(&clinic).await.expect("the demo fills an empty database");
    assert!(demo::fill(&clinic).await.is_err(), "and no other");
    let mut read = store.read().await.expect("a connection");
    let errors = integrity_repo::scan(&mut read, today()).await.expect("a scan");
    assert!(errors.iter().all(|(_, ids)| ids.is_empty()), "{errors:?}");

    let count = |part, status| Wanted {
        whose: Whose::Everybody,
        search: AppointmentSearch { part: Some(part), status, ..AppointmentSearch::default() },
        since: None,
        before: None,
        now: today(),
    };
    let mut totals = Vec::new();
    for part in [AppointmentList::Upcoming, AppointmentList::Past, AppointmentList::Cancelled, AppointmentList::All] {
        let (items, total) = visit_list_repo::list(&mut read, &count(part, None), page(1, 7)).await.expect("a list");
        assert_eq!(items.len(), 7);
        totals.push(total);
    }
    assert_eq!(totals[0] + totals[1] + totals[2], totals[3], "every visit is in one part");
    let mut by_status = 0;
    for status in Status::ALL {
        let wanted = count(AppointmentList::All, Some(*status));
        by_status += visit_list_repo::list(&mut read, &wanted, page(1, 1)).await.expect("a list").1;
    }
    assert_eq!(by_status, totals[3]);
    let figures = statistics_repo::platform(&mut read, today()).await.expect("figures");
    assert_eq!((figures.patients, figures.doctors >= 60), (200, true));
    assert_eq!(figures.booked_per_day.len(), 30);
    assert_eq!(figures.booked_per_day.iter().map(|day| day.count).sum::<i64>(), figures.booked.now);
    assert!(figures.completed.now > 0 && figures.cancelled.now > 0);
}
