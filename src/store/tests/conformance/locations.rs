//! A doctor with two locations, in two zones: each has its own hours, and visits keep what was agreed.

use super::{Practice, clinic_on, fresh, location, on_both, practice, rng, today, visit_type};
use chrono::TimeDelta;
use clinic::{directory, insight::integrity};
use domain::{
    directory::{meant::Vocabulary, query::Query, search::DoctorSearch},
    platform::ids::{DoctorId, VisitTypeId},
    scheduling::{
        appointment::{Appointment, By, Command},
        lifecycle::{Party, Status},
        location::Location,
        schedule::Window,
        visit_type::{VisitKind, VisitType},
    },
};
use store::{
    Store, WriteTx,
    directory::{directory_repo, doctor_repo, entry_repo},
    scheduling::{appointment_repo, event_repo, location_repo, practice_repo, schedule_repo, visit_type_repo},
};

on_both!(
    locations_come_back_as_they_were_put_and_in_their_order,
    each_location_has_hours_of_its_own,
    a_visit_keeps_what_was_agreed_until_it_is_accepted_elsewhere,
    what_belongs_to_a_location_is_its_doctors,
    a_doctor_is_public_where_a_visit_type_has_hours_and_a_place,
    who_is_free_first_is_by_the_hours_of_the_visit_types_location,
);

/// The practice, and another location of its doctor in Tokyo.
async fn two(store: &Store) -> (Practice, Location) {
    let practice = practice(store).await;
    let second = location(practice.doctor, 1, "2 New Street", "Asia/Tokyo");
    let mut tx = store.write().await.expect("a transaction");
    location_repo::insert(&mut tx, &second).await.expect("a location");
    tx.commit().await.expect("committed");
    (practice, second)
}

fn mondays(start: u16, end: u16) -> [Vec<Window>; 7] {
    let mut weekly: [Vec<Window>; 7] = Default::default();
    weekly[0] = vec![Window { start, end }];
    weekly
}

async fn locations_come_back_as_they_were_put_and_in_their_order(store: Store) {
    let (practice, second) = two(&store).await;
    let mut tx = store.write().await.expect("a transaction");
    let of = location_repo::of_doctors(&mut tx, &[practice.doctor, DoctorId(fresh())]).await.expect("a query");
    assert!(of.len() == 1 && of[&practice.doctor] == [practice.location.clone(), second.clone()]);
    let found = location_repo::first(&mut tx, practice.doctor).await.expect("a query");
    assert!(found.as_ref() == Some(&practice.location));
    assert!(location_repo::first(&mut tx, DoctorId(fresh())).await.expect("a query").is_none());

    let mut moved = Location { zone: "Asia/Seoul".into(), ..second.clone() };
    moved.text.phone = "+82 2 1234567".into();
    location_repo::update(&mut tx, &moved).await.expect("moved");
    let of = location_repo::of_doctors(&mut tx, &[practice.doctor]).await.expect("a query");
    assert!(of[&practice.doctor] == [practice.location.clone(), moved]);
    let third = location(practice.doctor, 1, "3 Far Street", "UTC");
    let refused = location_repo::insert(&mut tx, &third).await.expect_err("there is one at this position");
    assert!(refused.is_taken(), "{refused}");
}

async fn each_location_has_hours_of_its_own(store: Store) {
    let (practice, second) = two(&store).await;
    let (here, there) = (practice.at(), (practice.doctor, second.id));
    let date = today().date_naive();
    let mut tx = store.write().await.expect("a transaction");
    schedule_repo::set_weekly(&mut tx, here, &mondays(540, 720)).await.expect("hours");
    schedule_repo::set_weekly(&mut tx, there, &mondays(540, 600)).await.expect("hours, at the same time of the day");
    schedule_repo::put_exceptions(&mut tx, here, date..=date, &[], "Holiday").await.expect("closed");
    let open = [Window { start: 0, end: 60 }];
    schedule_repo::put_exceptions(&mut tx, there, date..=date, &open, "").await.expect("open, on the same date");
    let hours = schedule_repo::hours_of(&mut tx, &[practice.doctor], date).await.expect("hours");
    assert_eq!((&hours[&here.1].weekly, &hours[&there.1].weekly), (&mondays(540, 720), &mondays(540, 600)));
    assert_eq!(hours[&here.1].exceptions, [(date, vec![])].into());
    assert_eq!(hours[&there.1].exceptions, [(date, open.to_vec())].into());
    assert_eq!(schedule_repo::reasons(&mut tx, here, date).await.expect("reasons").len(), 1);
    assert!(schedule_repo::reasons(&mut tx, there, date).await.expect("reasons").is_empty());

    assert!(schedule_repo::delete_exceptions(&mut tx, there, date..=date).await.expect("gone"));
    schedule_repo::set_weekly(&mut tx, there, &Default::default()).await.expect("no hours");
    let hours = schedule_repo::hours_of(&mut tx, &[practice.doctor], date).await.expect("hours");
    assert_eq!((hours.len(), &hours[&here.1].weekly), (1, &mondays(540, 720)), "the others stay");
    assert_eq!(hours[&here.1].exceptions.len(), 1);
}

async fn a_visit_keeps_what_was_agreed_until_it_is_accepted_elsewhere(store: Store) {
    let (practice, second) = two(&store).await;
    let asked = Appointment { status: Status::Requested, ..practice.visit(today()) };
    let mut tx = store.write().await.expect("a transaction");
    appointment_repo::insert(&mut tx, &asked).await.expect("a request");
    event_repo::insert(&mut tx, &rng(), &asked.first_event(), &asked).await.expect("an event");
    let mut moved = Location { zone: "UTC".into(), ..practice.location.clone() };
    moved.text.address = "9 Other Street".into();
    location_repo::update(&mut tx, &moved).await.expect("moved");
    let found = async |tx: &mut WriteTx| {
        appointment_repo::find(tx, asked.id).await.expect("a query").expect("the visit").appointment
    };
    let now = found(&mut tx).await;
    assert!(now.location == practice.location.agreed(), "and not what the location says now");
    let to_come = practice_repo::to_come(&mut tx, practice.doctor, today()).await.expect("a query");
    assert_eq!((to_come[0].location, to_come[0].address.as_str()), (practice.location.id, "1 Test Street"));

    let accept = Command::Accept { location: Some(Box::new(second.clone())) };
    let by = By { party: Party::Doctor, account: Some(practice.account) };
    let (accepted, event) = now.apply(by, accept, today()).expect("accepted");
    assert!(appointment_repo::save(&mut tx, &accepted).await.expect("saved"));
    event_repo::insert(&mut tx, &rng(), &event, &accepted).await.expect("an event");
    assert!(found(&mut tx).await.location == second.agreed());
    let history = event_repo::of(&mut tx, asked.id).await.expect("events");
    assert_eq!(history[1].what, event.what, "which location, stands in the history");
}

async fn what_belongs_to_a_location_is_its_doctors(store: Store) {
    let (practice, second) = two(&store).await;
    let mut tx = store.write().await.expect("a transaction");
    let other = super::names::doctor(&mut tx, "Dr Other", None).await;
    tx.commit().await.expect("committed");
    let date = today().date_naive();
    let theirs = (other, second.id);
    for what in 0..4 {
        let mut tx = store.write().await.expect("a transaction");
        let refused = match what {
            0 => schedule_repo::set_weekly(&mut tx, theirs, &mondays(0, 60)).await,
            1 => schedule_repo::put_exceptions(&mut tx, theirs, date..=date, &[], "").await,
            2 => visit_type_repo::insert(&mut tx, theirs, &visit_type(VisitTypeId(fresh())), today()).await,
            _ => {
                let visit = Appointment { doctor: other, ..practice.visit(today()) };
                appointment_repo::insert(&mut tx, &visit).await.map(drop)
            }
        };
        // SQLite says so where it stands.
        assert!(refused.is_err(), "{what}");
        tx.roll_back().await.expect("undone");
    }
}

async fn listed(store: &Store, kind: Option<VisitKind>) -> i64 {
    let mut read = store.read().await.expect("a connection");
    let search = DoctorSearch { kind, ..DoctorSearch::default() };
    directory_repo::count(&mut read, &search, &Query::of(&Vocabulary::default(), "")).await.expect("a count")
}

async fn a_doctor_is_public_where_a_visit_type_has_hours_and_a_place(store: Store) {
    use VisitKind::{InPerson, Video};
    let (practice, second) = two(&store).await;
    let there = (practice.doctor, second.id);
    let is_public = async || {
        let mut read = store.read().await.expect("a connection");
        let doctor = doctor_repo::find(&mut read, practice.doctor).await.expect("a query").expect("a doctor");
        let lists =
            [listed(&store, None).await, listed(&store, Some(InPerson)).await, listed(&store, Some(Video)).await];
        (doctor.is_public(), lists)
    };
    // Hours there, and what is offered is here.
    let mut tx = store.write().await.expect("a transaction");
    schedule_repo::set_weekly(&mut tx, there, &mondays(540, 720)).await.expect("hours");
    tx.commit().await.expect("committed");
    assert_eq!(is_public().await, (false, [0, 0, 0]));
    let mut tx = store.write().await.expect("a transaction");
    let video = VisitType { kind: Video, ..visit_type(VisitTypeId(fresh())) };
    visit_type_repo::insert(&mut tx, there, &video, today()).await.expect("a visit type");
    tx.commit().await.expect("committed");
    assert_eq!(is_public().await, (true, [1, 0, 1]));
    assert_eq!(integrity::scan(&clinic_on(store.clone())).await.expect("a scan"), Vec::<String>::new());
    let mut tx = store.write().await.expect("a transaction");
    schedule_repo::set_weekly(&mut tx, practice.at(), &mondays(540, 720)).await.expect("hours");
    tx.commit().await.expect("committed");
    assert_eq!(is_public().await, (true, [1, 1, 1]));
    // Here nobody says where; there the address is known.
    let mut tx = store.write().await.expect("a transaction");
    let mut nowhere = practice.location.clone();
    nowhere.text.address = String::new();
    location_repo::update(&mut tx, &nowhere).await.expect("a location");
    tx.commit().await.expect("committed");
    assert_eq!(is_public().await, (true, [1, 0, 1]));
    let mut tx = store.write().await.expect("a transaction");
    let in_person = VisitType { kind: InPerson, ..visit_type(VisitTypeId(fresh())) };
    visit_type_repo::insert(&mut tx, there, &in_person, today()).await.expect("a visit type");
    tx.commit().await.expect("committed");
    assert_eq!(is_public().await, (true, [1, 1, 1]));
    assert_eq!(integrity::scan(&clinic_on(store.clone())).await.expect("a scan"), Vec::<String>::new());
}

async fn who_is_free_first_is_by_the_hours_of_the_visit_types_location(store: Store) {
    let (practice, second) = two(&store).await;
    let clinic = clinic_on(store.clone());
    let mut tx = store.write().await.expect("a transaction");
    // Nine to ten, in Vienna and in Tokyo, on the Tuesday after.
    let mut weekly: [Vec<Window>; 7] = Default::default();
    weekly[1] = vec![Window { start: 540, end: 600 }];
    let there = (practice.doctor, second.id);
    for at in [practice.at(), there] {
        schedule_repo::set_weekly(&mut tx, at, &weekly).await.expect("hours");
    }
    let video = VisitType { kind: VisitKind::Video, ..visit_type(VisitTypeId(fresh())) };
    visit_type_repo::insert(&mut tx, there, &video, today() + TimeDelta::seconds(1)).await.expect("a visit type");
    tx.commit().await.expect("committed");
    directory::refresh(&clinic).await.expect("computed");
    let mut read = store.read().await.expect("a connection");
    let mut held = entry_repo::holding(&mut read, today()).await.expect("a query");
    held.sort_by_key(|((_, kind), _)| kind.map(|kind| kind.as_str()));
    let starts: Vec<String> = held.iter().map(|(_, start)| start.expect("a time").to_rfc3339()).collect();
    // Either kind, in person, by video.
    assert_eq!(starts, ["2026-11-24T08:00:00+00:00", "2026-11-24T08:00:00+00:00", "2026-11-24T00:00:00+00:00"]);
    drop(read);
    assert_eq!(integrity::scan(&clinic).await.expect("a scan"), Vec::<String>::new());
    // A visit at one is in the way at the other: it is the same doctor.
    let mut tx = store.write().await.expect("a transaction");
    let start = "2026-11-24T00:00:00Z".parse().expect("an instant");
    practice.book(&mut tx, start).await;
    tx.commit().await.expect("committed");
    directory::refresh(&clinic).await.expect("computed");
    let mut read = store.read().await.expect("a connection");
    let held = entry_repo::holding(&mut read, today()).await.expect("a query");
    let video = held.iter().find(|((_, kind), _)| *kind == Some(VisitKind::Video)).expect("an entry").1;
    // Half an hour, and ten minutes after it: of the two starts in this hour none is left.
    assert_eq!(video.map(|start| start.to_rfc3339()).as_deref(), Some("2026-12-01T00:00:00+00:00"));
}
