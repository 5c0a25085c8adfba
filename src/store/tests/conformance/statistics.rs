//! The sums of the figures are what the visits add up to, whatever happens to them.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{Days, TimeDelta, Timelike};
use rand::{RngExt, SeedableRng, rngs::StdRng, seq::IndexedRandom};

use super::{clinic_on, on_both, today};
use clinic::{
    Caller, Clinic,
    directory::doctors,
    insight::{integrity, statistics},
    scheduling::{appointments, availability, booking, schedules},
};
use contract::{
    directory::DoctorPatch,
    scheduling::{BookingRequest, WeeklySchedule},
};
use domain::{
    insight::statistics::{Statistics, StatisticsQuery, day_number},
    people::policy::{Actor, AsAccount, Right as _},
    platform::{ids::AppointmentId, local::instant},
    scheduling::{
        appointment::Command,
        lifecycle::Transition,
        schedule::{Day, WeeklyHours},
    },
};
use effects::Zone;
use store::{Store, both, insight::aggregate_repo};

on_both!(
    sums_follow_whatever_happens_to_visits,
    sums_stay_right_when_many_book_while_two_count_and_the_doctor_moves,
    sums_that_are_wrong_are_found_and_counted_anew,
    a_doctor_sees_what_the_platform_sees_of_the_doctor,
);

async fn clinic(store: Store) -> (Clinic, demo::DemoPlan) {
    let clinic = clinic_on(store);
    demo::fill(&clinic).await.expect("the demo fills an empty database");
    (clinic, demo::plan(today()))
}

/// Books a random free time of the doctor for the patient, if there is one.
async fn book(clinic: &Clinic, rng: &mut StdRng, plan: &demo::DemoPlan, doctor: usize) -> Option<AppointmentId> {
    let (doctor, patient) = (&plan.doctors[doctor], plan.accounts[..150].choose(rng)?);
    let visit_type = doctor.visit_types.choose(rng)?.id;
    let from = today().date_naive() + Days::new(rng.random_range(0..20));
    let found =
        availability::slots(clinic, Actor::Visitor, doctor.id, visit_type, from, from + Days::new(6), "UTC").await;
    let free: Vec<_> = found.expect("times").days.into_iter().flat_map(|day| day.slots).collect();
    let request = BookingRequest { doctor_id: doctor.id, visit_type_id: visit_type, start: free.choose(rng)?.start };
    // The patient may be busy then.
    booking::book(
        clinic,
        &Caller::default(),
        Actor::Patient(patient.id).as_patient().expect("a patient"),
        request,
        None,
    )
    .await
    .ok()
    .map(|visit| visit.id)
}

/// Somebody tries something with the visit; the lifecycle may refuse it.
async fn step(clinic: &Clinic, rng: &mut StdRng, plan: &demo::DemoPlan, id: AppointmentId) {
    let view = appointments::get(clinic, AsAccount::of(Actor::Admin(plan.accounts[0].id)).expect("signed in"), id)
        .await
        .expect("the visit");
    let doctor = plan.doctors.iter().find(|doctor| doctor.id == view.doctor.id).expect("its doctor");
    let admin = plan.accounts.last().expect("the admin").id;
    let actors = [Actor::Patient(view.patient.id), Actor::Doctor(doctor.account, doctor.id), Actor::Admin(admin)];
    let actor = AsAccount::of(*actors.choose(rng).expect("an actor")).expect("signed in");
    if rng.random_ratio(1, 4) {
        let start = view.start + TimeDelta::hours(rng.random_range(-30..30));
        appointments::apply(clinic, actor, id, |_| Command::Move { start }).await.ok();
        return;
    }
    let transition = *Transition::ALL.choose(rng).expect("a transition");
    appointments::transition(clinic, actor, id, transition, Some("So it is.")).await.ok();
}

async fn move_to(clinic: &Clinic, doctor: &demo::DemoDoctor, zone: &str) {
    let weekly = [Day::Mon, Day::Tue, Day::Thu, Day::Sat];
    let weekly = weekly.map(|weekday| WeeklyHours { weekday, start: "08:00".into(), end: "20:00".into() });
    let schedule = WeeklySchedule { time_zone: zone.into(), weekly: weekly.to_vec() };
    let own = Actor::Doctor(doctor.account, doctor.id).as_doctor().expect("a doctor");
    schedules::set_weekly(clinic, own, schedule).await.expect("other hours");
}

async fn sums_follow_whatever_happens_to_visits(store: Store) {
    let (clinic, plan) = clinic(store).await;
    let mut rng = StdRng::seed_from_u64(11);
    let mut visits = Vec::new();
    for round in 0..90 {
        let doctor = rng.random_range(0..6);
        visits.extend(book(&clinic, &mut rng, &plan, doctor).await);
        for _ in 0..rng.random_range(0..3) {
            if let Some(id) = visits.choose(&mut rng).copied() {
                step(&clinic, &mut rng, &plan, id).await;
            }
        }
        if round % 30 == 10 {
            move_to(&clinic, &plan.doctors[doctor], ["Asia/Kolkata", "Pacific/Auckland"][round / 30 % 2]).await;
        }
        if round % 30 == 20 {
            let actor = Actor::Doctor(plan.doctors[doctor].account, plan.doctors[doctor].id);
            let actor = actor.as_doctor().expect("a doctor");
            let specialties = Some(vec!["neurology".to_owned(), "cardiology".to_owned()]);
            let patch = DoctorPatch { specialties, ..Default::default() };
            doctors::patch(&clinic, actor, patch).await.expect("other specialties");
        }
        if rng.random_ratio(1, 3) {
            statistics::count(&clinic).await.expect("counted");
        }
        clinic.effects.clock.advance(TimeDelta::minutes(rng.random_range(1..90)));
    }
    assert!(visits.len() > 40, "{}", visits.len());
    let moved = how_many(&clinic.store, "SELECT COUNT(*) FROM appointment_event WHERE kind = 'moved'").await;
    assert!(moved > 3, "{moved}");
    assert!(how_many(&clinic.store, "SELECT COUNT(*) FROM appointment WHERE counted < version").await > 0);
    assert_eq!(integrity::scan(&clinic).await.expect("a scan"), Vec::<String>::new(), "behind is not wrong");
    statistics::count(&clinic).await.expect("counted");
    assert_eq!(how_many(&clinic.store, "SELECT COUNT(*) FROM appointment WHERE counted < version").await, 0);
    assert_eq!(integrity::scan(&clinic).await.expect("a scan"), Vec::<String>::new());
    is_what_one_counts_by_hand(&clinic.store).await;
}

async fn how_many(store: &Store, sql: &'static str) -> i64 {
    let mut tx = store.read().await.expect("a connection");
    both!(tx, |c| sqlx::query_scalar(sql).fetch_one(c).await).expect("a number")
}

/// Without [`domain::insight::statistics::Aggregate`]: five minutes at a time, and by plain sums.
async fn is_what_one_counts_by_hand(store: &Store) {
    const VISITS: &str = "SELECT start_at, end_at, time_zone FROM appointment
        WHERE status NOT IN ('cancelled', 'declined', 'expired', 'referred')";
    const MINUTES: &str = "SELECT day, hour, CAST(SUM(minutes) AS BIGINT) FROM statistics_hour GROUP BY day, hour";
    const SAME: [(&str, &str); 6] = [
        ("SELECT CAST(SUM(bookings) AS BIGINT) FROM statistics_day", "SELECT COUNT(*) FROM appointment"),
        (
            "SELECT CAST(SUM(lead_0 + lead_1 + lead_2 + lead_3 + lead_4 + lead_5) AS BIGINT) FROM statistics_day",
            "SELECT COUNT(*) FROM appointment",
        ),
        (
            "SELECT CAST(SUM(cancelled_by_doctor) AS BIGINT) FROM statistics_day",
            "SELECT COUNT(*) FROM appointment_event WHERE to_status = 'cancelled' AND party = 'doctor'",
        ),
        (
            "SELECT CAST(SUM(no_show) AS BIGINT) FROM statistics_hour",
            "SELECT COUNT(*) FROM appointment WHERE status = 'no_show'",
        ),
        (
            "SELECT CAST(SUM(called_off) AS BIGINT) FROM statistics_hour",
            "SELECT COUNT(*) FROM appointment WHERE status = 'cancelled'",
        ),
        (
            "SELECT CAST(SUM(visits) AS BIGINT) FROM statistics_hour WHERE specialty_id = 'neurology'",
            "SELECT COUNT(*) FROM appointment WHERE specialty_id = 'neurology' AND status <> 'cancelled'",
        ),
    ];
    for (sums, rows) in SAME {
        let (sums_up, counted) = (how_many(store, sums).await, how_many(store, rows).await);
        assert!(counted > 0 && sums_up == counted, "{sums}: {sums_up} and {counted}");
    }
    let mut tx = store.read().await.expect("a connection");
    let visits: Vec<(i64, i64, String)> = both!(tx, |c| sqlx::query_as(VISITS).fetch_all(c).await).expect("all visits");
    let mut expected: BTreeMap<(i64, i64), i64> = BTreeMap::new();
    for (start, end, zone) in visits {
        for at in (start..end).step_by(300_000) {
            let wall = instant(at).with_timezone(&Zone::named(&zone).expect("a zone")).naive_local();
            *expected.entry((day_number(wall.date()), i64::from(wall.hour()))).or_default() += 5;
        }
    }
    let found: Vec<(i64, i64, i64)> = both!(tx, |c| sqlx::query_as(MINUTES).fetch_all(c).await).expect("minutes");
    let found: BTreeMap<_, _> =
        found.into_iter().filter(|(_, _, minutes)| *minutes != 0).map(|(d, h, minutes)| ((d, h), minutes)).collect();
    assert_eq!(found, expected);
}

async fn sums_stay_right_when_many_book_while_two_count_and_the_doctor_moves(store: Store) {
    let (clinic, plan) = clinic(store).await;
    let plan = Arc::new(plan);
    let bookers: Vec<_> = (0..6)
        .map(|n| {
            let (clinic, plan) = (clinic.clone(), plan.clone());
            tokio::spawn(async move {
                let mut rng = StdRng::seed_from_u64(n);
                for _ in 0..8 {
                    if let Some(id) = book(&clinic, &mut rng, &plan, 0).await {
                        step(&clinic, &mut rng, &plan, id).await;
                    }
                }
            })
        })
        .collect();
    for zone in ["Asia/Tokyo", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC"] {
        move_to(&clinic, &plan.doctors[0], zone).await;
    }
    let counters: Vec<_> = (0..2)
        .map(|_| {
            let clinic = clinic.clone();
            tokio::spawn(async move {
                for _ in 0..20 {
                    statistics::count(&clinic).await.expect("counted");
                    tokio::task::yield_now().await;
                }
            })
        })
        .collect();
    for task in bookers.into_iter().chain(counters) {
        task.await.expect("no panic");
    }
    statistics::count(&clinic).await.expect("counted");
    let mut tx = clinic.store.snapshot().await.expect("a moment");
    assert_eq!(aggregate_repo::differences(&mut tx).await.expect("a comparison"), None);
}

async fn sums_that_are_wrong_are_found_and_counted_anew(store: Store) {
    const BREAK: [&str; 3] = [
        "UPDATE statistics_hour SET no_show = no_show + 1",
        "DELETE FROM statistics_hour",
        "DELETE FROM statistics_day",
    ];
    let (clinic, _) = clinic(store).await;
    let run = async |statement: &'static str| {
        let mut tx = clinic.store.write().await.expect("a transaction");
        both!(tx, |c| sqlx::query(statement).execute(c).await.map(drop)).expect("broken by hand");
        tx.commit().await.expect("committed");
    };
    run(BREAK[0]).await;
    let errors = integrity::scan(&clinic).await.expect("a scan");
    assert!(errors.len() == 1 && errors[0].contains("the figures are not what"), "{errors:?}");
    statistics::recount(&clinic).await.expect("counted anew");
    assert_eq!(integrity::scan(&clinic).await.expect("a scan"), Vec::<String>::new());

    run(BREAK[1]).await;
    run(BREAK[2]).await;
    statistics::recount(&clinic).await.expect("counted anew");
    assert_eq!(integrity::scan(&clinic).await.expect("a scan"), Vec::<String>::new());
}

async fn a_doctor_sees_what_the_platform_sees_of_the_doctor(store: Store) {
    let (clinic, plan) = clinic(store).await;
    // The only one of a specialty that nobody else has first.
    let doctor = &plan.doctors[0];
    let own = Actor::Doctor(doctor.account, doctor.id).as_doctor().expect("a doctor");
    for other in &plan.doctors[1..] {
        let specialties = Some(vec!["psychiatry".to_owned()]);
        let patch = DoctorPatch { specialties, ..Default::default() };
        let other = Actor::Doctor(other.account, other.id).as_doctor().expect("a doctor");
        doctors::patch(&clinic, other, patch).await.expect("another specialty");
    }
    // Their visits so far count where they were booked.
    let mut tx = clinic.store.write().await.expect("a transaction");
    both!(tx, |c| sqlx::query("UPDATE appointment SET specialty_id = 'psychiatry' WHERE doctor_id <> $1")
        .bind(doctor.id.0)
        .execute(c)
        .await
        .map(drop))
    .expect("changed by hand");
    tx.commit().await.expect("committed");
    statistics::recount(&clinic).await.expect("counted anew");
    let specialty = doctor.specialties[0].0.to_owned();
    let to = today().date_naive();
    let (from, to) = ((to - Days::new(80)).to_string(), (to + Days::new(20)).to_string());
    let query = StatisticsQuery { from, to, specialty, ..Default::default() };
    let admin = Actor::Admin(plan.accounts.last().expect("the admin").id).as_admin().expect("an admin");
    let theirs = statistics::of_platform(&clinic, admin, &query).await.expect("figures").statistics;
    let mine = statistics::of_practice(&clinic, own, &query).await.expect("figures");
    assert_eq!(mine, Statistics { specialty: None, ..theirs });
    assert!(mine.booked() > 50 && mine.sum(|week| week.no_show) > 0 && !mine.utilisation.is_empty());
}
