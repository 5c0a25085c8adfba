//! Steps that no page and no route offers yet: a visit is moved, and what was marked is taken back. Each keeps exactly the
//! time that the visit then has.

use chrono::{DateTime, TimeDelta, Utc};
use clinic::{Error, insight::integrity, jobs, scheduling::appointments};
use domain::{
    people::policy::{Actor, AsAccount, Right as _},
    platform::{
        ids::{AccountId, AppointmentId, DoctorId},
        problem::Problem,
    },
    scheduling::{
        appointment::{Appointment, Command},
        lifecycle::Status,
    },
};
use store::{
    directory::doctor_repo,
    scheduling::{appointment_repo, claim_repo, event_repo, location_repo, visit_type_repo},
};

use crate::{
    client::Client,
    world::{Doctor, World, on_both},
};

on_both!(
    a_moved_visit_frees_its_old_time_and_keeps_its_new_one,
    a_visit_is_not_moved_to_where_somebody_else_is,
    a_no_show_is_taken_back_while_its_time_is_free,
    a_request_that_nobody_answers_ends_and_frees_its_time,
);

async fn account(client: &Client) -> AccountId {
    client.get("me").await.expect(200).text("id").parse().expect("an id")
}

async fn booked(world: &World, doctor: &Doctor, patient: &Client, start: DateTime<Utc>) -> AppointmentId {
    world.book(patient, doctor, start).await.expect(201).text("id").parse().expect("an id")
}

async fn whole(world: &World) {
    assert_eq!(integrity::scan(&world.clinic).await.expect("a scan"), Vec::<String>::new());
}

async fn a_moved_visit_frees_its_old_time_and_keeps_its_new_one(world: World) {
    let (doctor, patient) = (world.doctor("Grace").await, world.patient("Ada").await);
    let before = world.free_starts(&doctor).await;
    let actor = AsAccount::of(Actor::Patient(account(&patient).await)).expect("signed in");
    let id = booked(&world, &doctor, &patient, before[20]).await;
    // It overlaps with where it was.
    for to in [before[21], before[40]] {
        let moved =
            appointments::apply(&world.clinic, actor, id, |_| Command::Move { start: to }).await.expect("moved");
        assert_eq!((moved.id, moved.start, moved.end), (id, to, to + TimeDelta::minutes(30)));
        let free = world.free_starts(&doctor).await;
        let expected: Vec<_> =
            before.iter().copied().filter(|start| (*start - to).abs() >= TimeDelta::minutes(30)).collect();
        assert_eq!(free, expected);
    }
    let seen = patient.get(&format!("appointments/{id}")).await.expect(200);
    assert_eq!((seen.number("version"), seen.text("status")), (3, "booked"));
    assert_eq!(seen.list("history")[2]["step"]["kind"], "moved");
    whole(&world).await;
}

async fn a_visit_is_not_moved_to_where_somebody_else_is(world: World) {
    let (doctor, other) = (world.doctor("Grace").await, world.doctor("Alan").await);
    let (patient, busy) = (world.patient("Ada").await, world.patient("Bob").await);
    let starts = world.free_starts(&doctor).await;
    let actor = AsAccount::of(Actor::Patient(account(&patient).await)).expect("signed in");
    let id = booked(&world, &doctor, &patient, starts[10]).await;
    booked(&world, &doctor, &busy, starts[20]).await;
    // The patient's own time counts as well.
    booked(&world, &other, &patient, starts[30]).await;
    for to in [starts[20], starts[30]] {
        let refused = appointments::apply(&world.clinic, actor, id, |_| Command::Move { start: to }).await;
        assert!(matches!(refused, Err(Error::Problem(Problem::SlotTaken))), "{refused:?}");
    }
    let seen = patient.get(&format!("appointments/{id}")).await.expect(200);
    assert_eq!((seen.number("version"), seen.list("history").len()), (1, 1));
    whole(&world).await;
}

async fn a_no_show_is_taken_back_while_its_time_is_free(world: World) {
    let (doctor, patient) = (world.doctor("Grace").await, world.patient("Ada").await);
    let starts = world.free_starts(&doctor).await;
    let id = booked(&world, &doctor, &patient, starts[0]).await;
    let doctor_id: DoctorId = doctor.id.parse().expect("an id");
    let actor = AsAccount::of(Actor::Doctor(account(&doctor.client).await, doctor_id)).expect("signed in");
    world.advance(starts[0] + TimeDelta::minutes(1) - world.clinic.effects.clock.now());
    let undo = || {
        appointments::apply(&world.clinic, actor, id, |events| Command::Undo {
            last: Box::new(events.last().expect("an event").clone()),
        })
    };
    let miss = || appointments::apply(&world.clinic, actor, id, |_| Command::NoShow);
    assert_eq!(miss().await.expect("missed").status, Status::NoShow);
    assert_eq!(undo().await.expect("taken back").status, Status::Booked);
    whole(&world).await;

    assert_eq!(miss().await.expect("missed").status, Status::NoShow);
    world.advance(TimeDelta::minutes(10));
    assert!(matches!(undo().await, Err(Error::Problem(Problem::Conflict { .. }))), "ten minutes are over");
    whole(&world).await;
}

/// A request for this time, as no page makes one yet.
async fn requested(world: &World, doctor: &Doctor, patient: &Client, start: DateTime<Utc>) -> AppointmentId {
    let mut tx = world.clinic.store.write().await.expect("a transaction");
    let doctor = doctor_repo::find(&mut tx, doctor.id.parse().expect("an id")).await.expect("a query").expect("there");
    let mut offered = visit_type_repo::offered_by(&mut tx, &[doctor.id]).await.expect("a query");
    let visit_type = offered.remove(&doctor.id).expect("a visit type").swap_remove(0).visit_type;
    let location = location_repo::first(&mut tx, doctor.id).await.expect("a query").expect("a location").agreed();
    let (now, end) = (world.clinic.effects.clock.now(), start + TimeDelta::minutes(30));
    let new = Appointment {
        id: AppointmentId(world.clinic.effects.rng.id(now)),
        doctor: doctor.id,
        patient: account(patient).await,
        visit_type: visit_type.id,
        visit_name: visit_type.name,
        kind: visit_type.kind,
        price: None,
        location,
        start,
        end,
        buffer_before: 0,
        buffer_after: 0,
        status: Status::Requested,
        version: 1,
        created_at: now,
    };
    appointment_repo::insert(&mut tx, &new).await.expect("inserted");
    let rng = &world.clinic.effects.rng;
    assert!(event_repo::insert_first(&mut tx, rng, &new.first_event(), &new, doctor.revision).await.expect("written"));
    let (doctors, patients) = new.cells().expect("a request claims its time");
    let claims = [(doctor.account, doctors), (new.patient, patients)];
    claim_repo::insert(&mut tx, new.id.into(), claims).await.expect("free");
    tx.commit().await.expect("committed");
    new.id
}

async fn a_request_that_nobody_answers_ends_and_frees_its_time(world: World) {
    let (mut doctor, patient) = (world.doctor("Grace").await, world.patient("Ada").await);
    let free = world.free_starts(&doctor).await;
    let (far, further) = (free[free.len() - 3], free[free.len() - 1]);
    // One that nobody answers, one that is moved, one that is accepted, and one for so soon that two days are too long.
    let unanswered = requested(&world, &doctor, &patient, far).await;
    let moved = requested(&world, &doctor, &patient, further).await;
    let accepted = requested(&world, &doctor, &patient, free[20]).await;
    let soon = requested(&world, &doctor, &patient, free[0]).await;
    let own = AsAccount::of(Actor::Doctor(account(&doctor.client).await, doctor.id.parse().expect("an id")));
    appointments::apply(&world.clinic, own.expect("signed in"), accepted, |_| Command::Accept { location: None })
        .await
        .expect("accepted");
    let theirs = AsAccount::of(Actor::Patient(account(&patient).await)).expect("signed in");
    appointments::apply(&world.clinic, theirs, moved, |_| Command::Move { start: free[30] }).await.expect("moved");
    jobs::drain(&world.clinic).await.expect("nothing is due but mail");
    let now = world.clinic.effects.clock.now();

    world.advance(free[0] - now);
    let status = async |client: &Client, id: AppointmentId| {
        client.get(&format!("appointments/{id}")).await.expect(200).text("status").to_owned()
    };
    jobs::drain(&world.clinic).await.expect("done");
    doctor.client = world.again(&doctor.client).await;
    let patient = world.again(&patient).await;
    assert_eq!(status(&patient, soon).await, "expired");
    for id in [unanswered, moved] {
        assert_eq!(status(&patient, id).await, "requested");
    }

    world.advance(now + TimeDelta::hours(48) - world.clinic.effects.clock.now());
    assert!(jobs::drain(&world.clinic).await.expect("done") >= 2);
    let patient = world.again(&patient).await;
    for (id, expected) in [(unanswered, "expired"), (moved, "expired"), (accepted, "booked")] {
        assert_eq!(status(&patient, id).await, expected);
    }
    let seen = patient.get(&format!("appointments/{unanswered}")).await.expect(200);
    assert_eq!((seen.list("history")[1]["by"].as_str(), seen.list("history").len()), (Some("system"), 2));
    assert!(world.free_starts(&doctor).await.contains(&far), "its time is free again");
    let mail = world.admin().await.get("admin/mail?per_page=100").await.expect(200);
    assert!(!mail.list("items").is_empty(), "the confirmation of what was accepted");
    assert!(mail.list("items").iter().all(|one| !one["what"].as_str().unwrap_or_default().contains("request")));
    whole(&world).await;
}
