//! Steps that no page and no route offers yet: a visit is moved, and what was marked is taken back. Each keeps exactly the
//! time that the visit then has.

use chrono::{DateTime, TimeDelta, Utc};
use clinic::{Error, insight::integrity, scheduling::appointments};
use domain::{
    people::policy::{Actor, AsAccount, Right as _},
    platform::{
        ids::{AccountId, AppointmentId, DoctorId},
        problem::Problem,
    },
    scheduling::{appointment::Command, lifecycle::Status},
};

use crate::{
    client::Client,
    world::{Doctor, World, on_both},
};

on_both!(
    a_moved_visit_frees_its_old_time_and_keeps_its_new_one,
    a_visit_is_not_moved_to_where_somebody_else_is,
    a_no_show_is_taken_back_while_its_time_is_free,
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
