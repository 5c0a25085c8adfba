//! Lists of visits: every filter finds what it should, alone and with others, for every side.

use chrono::TimeDelta;

use super::{account, fresh, location, on_both, page, practice, today, visit_type};
use domain::{
    directory::doctor::Doctor,
    people::account::Role,
    platform::ids::{DoctorId, VisitTypeId},
    scheduling::{
        appointment::Appointment,
        appointment_search::{AppointmentList, AppointmentSearch},
        lifecycle::Status,
        visit_type::VisitKind,
    },
};
use store::{
    Store,
    directory::doctor_repo,
    scheduling::{
        appointment_repo::{self, Whose},
        location_repo,
        visit_list_repo::{self, Wanted},
        visit_type_repo,
    },
};

on_both!(visits_are_narrowed_by_every_filter_and_by_all_at_once, what_was_once_offered_can_still_be_chosen);

async fn visits_are_narrowed_by_every_filter_and_by_all_at_once(store: Store) {
    let practice = practice(&store).await;
    let mut tx = store.write().await.expect("a transaction");
    let video = visit_type(VisitTypeId(fresh()));
    visit_type_repo::insert(&mut tx, practice.at(), &video, today()).await.expect("a visit type");
    let known = doctor_repo::find(&mut tx, practice.doctor).await.expect("a query").expect("the doctor");
    let owner = account(&mut tx, Role::Doctor, "other@clinic.example").await;
    let other = Doctor { id: DoctorId(fresh()), account: owner, ..known };
    let there = location(other.id, 0, "2 Test Street", "Europe/Vienna");
    doctor_repo::insert(&mut tx, &other, " other dermatologist").await.expect("another doctor");
    location_repo::insert(&mut tx, &there).await.expect("a location");
    let others = visit_type(VisitTypeId(fresh()));
    visit_type_repo::insert(&mut tx, (other.id, there.id), &others, today()).await.expect("a visit type");
    let day = TimeDelta::days(1);
    let mut ids = Vec::new();
    for (start, doctor, visit_type, kind, status) in [
        (today() - day, practice.doctor, practice.visit_type, VisitKind::InPerson, Status::Completed),
        (today() + day, practice.doctor, practice.visit_type, VisitKind::InPerson, Status::Booked),
        (today() + day * 2, practice.doctor, video.id, VisitKind::Video, Status::Booked),
        (today() + day * 3, practice.doctor, video.id, VisitKind::Video, Status::Cancelled),
        (today() + day * 4, other.id, others.id, VisitKind::InPerson, Status::Booked),
    ] {
        let location = if doctor == other.id { there.agreed() } else { practice.location.agreed() };
        let new = Appointment { doctor, visit_type, kind, location, status, ..practice.visit(start) };
        appointment_repo::insert(&mut tx, &new).await.expect("an appointment");
        ids.push(new.id);
    }
    tx.commit().await.expect("committed");

    let mut read = store.read().await.expect("a connection");
    let all = |whose| Wanted { whose, search: AppointmentSearch::default(), since: None, before: None, now: today() };
    let (mine, own, every) =
        (all(Whose::Patient(practice.patient)), all(Whose::Doctor(practice.doctor)), all(Whose::Everybody));
    let by = |wanted: &Wanted, search| Wanted { search, ..wanted.clone() };
    let none = AppointmentSearch::default;
    let since = |wanted: &Wanted, days: i32, until: i32| Wanted {
        since: Some(today() + day * days),
        before: Some(today() + day * until),
        ..wanted.clone()
    };
    for (what, wanted, expected) in [
        ("everybody's", every.clone(), vec![4, 3, 2, 1, 0]),
        ("the doctor's", own.clone(), vec![3, 2, 1, 0]),
        ("a kind", by(&own, AppointmentSearch { kind: Some(VisitKind::Video), ..none() }), vec![3, 2]),
        ("a status", by(&own, AppointmentSearch { status: Some(Status::Booked), ..none() }), vec![2, 1]),
        ("a type", by(&own, AppointmentSearch { visit_type: Some(practice.visit_type), ..none() }), vec![1, 0]),
        ("another's type", by(&own, AppointmentSearch { visit_type: Some(others.id), ..none() }), vec![]),
        ("no type", by(&own, AppointmentSearch { visit_type: Some(VisitTypeId(fresh())), ..none() }), vec![]),
        ("a doctor", by(&mine, AppointmentSearch { doctor: Some(other.id), ..none() }), vec![4]),
        ("no doctor", by(&mine, AppointmentSearch { doctor: Some(DoctorId(fresh())), ..none() }), vec![]),
        ("another doctor", by(&own, AppointmentSearch { doctor: Some(other.id), ..none() }), vec![]),
        ("a doctor's name", by(&every, AppointmentSearch { doctor_name: "DERM other".into(), ..none() }), vec![4]),
        ("a patient is no doctor", by(&every, AppointmentSearch { doctor_name: "patient".into(), ..none() }), vec![]),
        ("the last day is not begun", since(&own, 1, 2), vec![1]),
        ("the first instant counts", since(&every, 2, 5), vec![4, 3, 2]),
        ("nothing lies between", since(&own, 2, 2), vec![]),
        (
            "all at once",
            {
                let search = AppointmentSearch {
                    part: Some(AppointmentList::Upcoming),
                    kind: Some(VisitKind::Video),
                    status: Some(Status::Booked),
                    visit_type: Some(video.id),
                    doctor: Some(practice.doctor),
                    doctor_name: "cardio".into(),
                    q: "person".into(),
                    ..none()
                };
                since(&by(&own, search), 2, 4)
            },
            vec![2],
        ),
    ] {
        let (found, total) = visit_list_repo::list(&mut read, &wanted, page(1, 9)).await.expect("a list");
        let expected: Vec<_> = expected.into_iter().map(|n: usize| ids[n]).collect();
        assert_eq!(found.iter().map(|visit| visit.appointment.id).collect::<Vec<_>>(), expected, "{what}");
        assert_eq!(total, expected.len() as i64, "{what}");
        assert_eq!(visit_list_repo::count(&mut read, &wanted).await.expect("a count"), total, "{what}");
    }

    let past = by(&mine, AppointmentSearch { part: Some(AppointmentList::Past), ..none() });
    let doctors = async |read: &mut _, wanted| visit_list_repo::doctors(read, wanted, 9).await.expect("doctors");
    let named: Vec<_> = doctors(&mut read, &past).await.into_iter().map(|(id, _)| id).collect();
    assert_eq!(named, [practice.doctor], "each once, and only those of this part");
    assert_eq!(doctors(&mut read, &mine).await.len(), 2);
    assert_eq!(visit_list_repo::doctors(&mut read, &mine, 1).await.expect("doctors").len(), 1, "so many at most");
}

async fn what_was_once_offered_can_still_be_chosen(store: Store) {
    let practice = practice(&store).await;
    let mut tx = store.write().await.expect("a transaction");
    let later = visit_type(VisitTypeId(fresh()));
    visit_type_repo::insert(&mut tx, practice.at(), &later, today() + TimeDelta::hours(1)).await.expect("a type");
    assert!(visit_type_repo::archive(&mut tx, practice.doctor, practice.visit_type, today()).await.expect("archived"));
    let ever = visit_type_repo::ever_of(&mut tx, practice.doctor, 9).await.expect("a query");
    let ever: Vec<_> = ever.into_iter().map(|(id, _, offered)| (id, offered)).collect();
    assert_eq!(ever, [(later.id, true), (practice.visit_type, false)]);
    assert_eq!(visit_type_repo::ever_of(&mut tx, DoctorId(fresh()), 9).await.expect("a query"), []);
}
