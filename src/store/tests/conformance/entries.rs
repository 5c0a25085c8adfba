//! What the directory stores of doctors follows every change, and is told when it may not hold any more.

use std::collections::HashMap;

use super::{Practice, event, on_both, page, practice, rng, today, visit_type, vocabulary};
use chrono::{DateTime, TimeDelta, Utc};
use clinic::insight::integrity;
use domain::{
    directory::{listing::Listing, meant::Vocabulary, query::Query, search::DoctorSearch, specialty::SpecialtyEntry},
    platform::{fold, ids::VisitTypeId},
    scheduling::{
        lifecycle::Status,
        location::Location,
        outlook::{First, Outlook},
        schedule::Window,
        visit_type::{VisitKind, VisitType},
    },
};
use store::{
    Store, WriteTx, both,
    directory::{directory_repo, doctor_repo, entry_repo, specialty_repo},
    scheduling::{appointment_repo, claim_repo, event_repo, location_repo, schedule_repo, visit_type_repo},
};

on_both!(
    who_becomes_public_stands_on_the_lists_and_who_does_not_is_gone,
    a_suspended_or_closed_practice_is_on_no_list_whatever_it_changes,
    what_is_stored_holds_until_its_end_and_then_the_next_does,
    whatever_may_make_an_earlier_time_free_ends_what_is_stored,
    a_booking_ends_what_is_stored_only_where_it_takes_it,
    who_is_called_as_it_was_typed_is_known_by_the_key,
    a_specialty_that_is_renamed_ends_no_times,
    what_other_rules_computed_is_forgotten,
    the_scan_finds_who_is_listed_too_late,
);

async fn open(tx: &mut WriteTx, practice: &Practice) {
    let mut weekly: [Vec<Window>; 7] = Default::default();
    weekly[0] = vec![Window { start: 540, end: 1020 }];
    schedule_repo::set_weekly(tx, practice.at(), &weekly).await.expect("hours");
}

/// A practice that is public.
async fn public(store: &Store) -> Practice {
    let practice = practice(store).await;
    let mut tx = store.write().await.expect("a transaction");
    open(&mut tx, &practice).await;
    tx.commit().await.expect("committed");
    practice
}

fn at(minutes: i64) -> DateTime<Utc> {
    today() + TimeDelta::minutes(minutes)
}

/// Free at one hour, known for half an hour, and then at two, known for one and a half.
fn outlook() -> Outlook {
    let cell = today().timestamp() / 300;
    Outlook {
        first: First { start: Some(at(60)), until: at(30) },
        then: First { start: Some(at(120)), until: at(90) },
        cells: cell + 12..cell + 32,
    }
}

async fn stores(store: &Store, practice: &Practice) {
    let mut tx = store.write().await.expect("a transaction");
    let entries = [None, Some(VisitKind::InPerson)].map(|kind| ((practice.doctor, kind), outlook()));
    entry_repo::write(&mut tx, today(), "2026f", &entries).await.expect("written");
    tx.commit().await.expect("committed");
}

/// The first free time that holds then by each list.
async fn holding(store: &Store, now: DateTime<Utc>) -> HashMap<Option<VisitKind>, Option<DateTime<Utc>>> {
    let mut read = store.read().await.expect("a connection");
    let held = entry_repo::holding(&mut read, now).await.expect("a query");
    held.into_iter().map(|((_, kind), start)| (kind, start)).collect()
}

async fn listed(store: &Store, kind: Option<VisitKind>) -> i64 {
    let mut read = store.read().await.expect("a connection");
    let search = DoctorSearch { kind, ..DoctorSearch::default() };
    directory_repo::count(&mut read, &search, &Query::of(&Vocabulary::default(), "")).await.expect("a count")
}

async fn who_becomes_public_stands_on_the_lists_and_who_does_not_is_gone(store: Store) {
    use VisitKind::{InPerson, Video};
    let practice = practice(&store).await;
    let lists =
        async || [listed(&store, None).await, listed(&store, Some(InPerson)).await, listed(&store, Some(Video)).await];
    assert_eq!(lists().await, [0, 0, 0], "no hours");
    let mut tx = store.write().await.expect("a transaction");
    open(&mut tx, &practice).await;
    tx.roll_back().await.expect("undone");
    assert_eq!(lists().await, [0, 0, 0], "nothing was changed");
    let mut tx = store.write().await.expect("a transaction");
    open(&mut tx, &practice).await;
    tx.commit().await.expect("committed");
    assert_eq!(lists().await, [1, 1, 0]);
    let mut tx = store.write().await.expect("a transaction");
    let video = VisitType { kind: Video, ..visit_type(VisitTypeId(super::fresh())) };
    visit_type_repo::insert(&mut tx, practice.at(), &video, today()).await.expect("a visit type");
    tx.commit().await.expect("committed");
    assert_eq!(lists().await, [1, 1, 1]);
    let mut tx = store.write().await.expect("a transaction");
    let mut nowhere = practice.location.clone();
    nowhere.text.address = String::new();
    location_repo::update(&mut tx, &nowhere).await.expect("a location");
    let doctor = doctor_repo::find(&mut tx, practice.doctor).await.expect("a query").expect("a doctor");
    doctor_repo::update(&mut tx, &doctor, &fold::doctor("Ada Key", "", [])).await.expect("a profile");
    tx.commit().await.expect("committed");
    assert_eq!(lists().await, [1, 0, 1], "nobody says where");
    let mut read = store.read().await.expect("a connection");
    let search = DoctorSearch::default();
    assert_eq!(
        directory_repo::count(&mut read, &search, &Query::of(&Vocabulary::default(), "key")).await.expect("a count"),
        1
    );
    drop(read);
    let mut tx = store.write().await.expect("a transaction");
    visit_type_repo::archive(&mut tx, practice.doctor, video.id, today()).await.expect("taken away");
    tx.commit().await.expect("committed");
    assert_eq!(lists().await, [0, 0, 0]);
    assert_eq!(integrity::scan(&super::clinic_on(store.clone())).await.expect("a scan"), Vec::<String>::new());
}

async fn a_suspended_or_closed_practice_is_on_no_list_whatever_it_changes(store: Store) {
    const SET: &str = "UPDATE doctor SET listing = $2 WHERE id = $1";
    let practice = public(&store).await;
    let clinic = super::clinic_on(store.clone());
    let listing = async || {
        let mut read = store.read().await.expect("a connection");
        doctor_repo::find(&mut read, practice.doctor).await.expect("a query").expect("a doctor").listing
    };
    assert_eq!(listing().await, Listing::Listed);
    for state in [Listing::Suspended, Listing::Closed] {
        let mut tx = store.write().await.expect("a transaction");
        // By hand: no use case does it yet.
        both!(tx, |c| sqlx::query(SET).bind(practice.doctor.0).bind(state.as_str()).execute(c).await.map(drop))
            .expect("set");
        open(&mut tx, &practice).await;
        tx.commit().await.expect("committed");
        assert_eq!((listing().await, listed(&store, None).await), (state, 0));
        assert_eq!(integrity::scan(&clinic).await.expect("a scan"), Vec::<String>::new());
    }
    let mut tx = store.write().await.expect("a transaction");
    let draft = Listing::Draft.as_str();
    both!(tx, |c| sqlx::query(SET).bind(practice.doctor.0).bind(draft).execute(c).await.map(drop)).expect("set");
    tx.commit().await.expect("committed");
    let found = integrity::scan(&clinic).await.expect("a scan");
    assert!(found.iter().any(|line| line.contains("lists this doctor wrongly")), "nothing is missing: {found:?}");
    let mut tx = store.write().await.expect("a transaction");
    open(&mut tx, &practice).await;
    tx.commit().await.expect("committed");
    assert_eq!((listing().await, listed(&store, None).await), (Listing::Listed, 1));
}

async fn what_is_stored_holds_until_its_end_and_then_the_next_does(store: Store) {
    let practice = public(&store).await;
    assert!(holding(&store, today()).await.is_empty(), "nothing was computed");
    stores(&store, &practice).await;
    for (minutes, expected) in [(-1, None), (0, Some(60)), (29, Some(60)), (30, Some(120)), (89, Some(120)), (90, None)]
    {
        let held = holding(&store, at(minutes)).await.get(&None).copied();
        assert_eq!(held, expected.map(|start| Some(at(start))), "{minutes}");
        let mut read = store.read().await.expect("a connection");
        let (search, query) = (DoctorSearch::default(), Query::of(&Vocabulary::default(), ""));
        let moved = directory_repo::moved(&mut read, &search, &query, at(minutes)).await.expect("a query");
        let in_place =
            directory_repo::in_place(&mut read, &search, &query, at(minutes), (0, 9)).await.expect("a query");
        let stands = (in_place.len(), moved.known.len(), moved.unknown.len());
        let expected = match expected {
            Some(60) => (1, 0, 0),
            Some(_) => (0, 1, 0),
            None => (0, 0, 1),
        };
        assert_eq!(stands, expected, "{minutes}");
        let due = entry_repo::due(&mut read, at(minutes), at(minutes), at(-9000), 9).await.expect("a query");
        // What the next time makes good is computed as well.
        assert_eq!(due.len(), usize::from(!(0..30).contains(&minutes)), "{minutes}");
    }
    let mut read = store.read().await.expect("a connection");
    let due = entry_repo::due(&mut read, at(5), at(5), at(3), 9).await.expect("a query");
    assert_eq!(due, [practice.doctor], "it is old");
}

async fn whatever_may_make_an_earlier_time_free_ends_what_is_stored(store: Store) {
    let practice = public(&store).await;
    let mut tx = store.write().await.expect("a transaction");
    let visit = practice.book(&mut tx, at(240)).await;
    tx.commit().await.expect("committed");
    let offer = visit_type(practice.visit_type);
    type Step<'a> = std::pin::Pin<Box<dyn Future<Output = ()> + Send + 'a>>;
    type Change<'a> = (&'a str, Box<dyn for<'t> Fn(&'t mut WriteTx) -> Step<'t> + 'a>);
    let (doctor, key) = (practice.doctor, practice.at());
    let moved = Location { zone: "Asia/Tokyo".into(), ..practice.location.clone() };
    let date = today().date_naive();
    let changes: [Change<'_>; 5] = [
        (
            "a visit is cancelled",
            Box::new(move |tx| {
                Box::pin(async move {
                    claim_repo::delete(tx, visit.into()).await.expect("freed");
                })
            }),
        ),
        (
            "hours",
            Box::new(move |tx| {
                Box::pin(async move {
                    schedule_repo::set_weekly(tx, key, &std::array::from_fn(|_| vec![Window { start: 0, end: 1440 }]))
                        .await
                        .expect("hours");
                })
            }),
        ),
        (
            "an exception",
            Box::new(move |tx| {
                Box::pin(async move {
                    schedule_repo::put_exceptions(tx, key, date..=date, &[], "").await.expect("closed");
                })
            }),
        ),
        (
            "a visit type",
            Box::new(move |tx| {
                let offer = VisitType { minutes: 15, ..offer.clone() };
                Box::pin(async move {
                    assert!(visit_type_repo::update(tx, doctor, &offer).await.expect("changed"));
                })
            }),
        ),
        (
            "the zone",
            Box::new(move |tx| {
                let moved = moved.clone();
                Box::pin(async move {
                    location_repo::update(tx, &moved).await.expect("moved");
                })
            }),
        ),
    ];
    for (what, change) in &changes {
        stores(&store, &practice).await;
        assert_eq!(holding(&store, today()).await.len(), 2, "{what}");
        let mut tx = store.write().await.expect("a transaction");
        change(&mut tx).await;
        tx.roll_back().await.expect("undone");
        assert_eq!(holding(&store, today()).await.len(), 2, "{what}, but not committed");
        let mut tx = store.write().await.expect("a transaction");
        change(&mut tx).await;
        tx.commit().await.expect("committed");
        assert!(holding(&store, today()).await.is_empty(), "{what}");
    }
}

async fn a_booking_ends_what_is_stored_only_where_it_takes_it(store: Store) {
    let practice = public(&store).await;
    let mut tx = store.write().await.expect("a transaction");
    let revision = doctor_repo::find(&mut tx, practice.doctor).await.expect("a query").expect("a doctor").revision;
    drop(tx);
    // From an hour to two hours and forty minutes; ten minutes are kept free after the visit.
    for (minutes, holds) in [(20, true), (30, false), (60, false), (90, false), (155, false), (160, true), (300, true)]
    {
        stores(&store, &practice).await;
        let mut tx = store.write().await.expect("a transaction");
        let visit = practice.visit(at(minutes));
        appointment_repo::insert(&mut tx, &visit).await.expect("an appointment");
        let first = event(visit.id, 1, None, Status::Booked);
        let begun = event_repo::insert_first(&mut tx, &rng(), &first, &visit, revision).await;
        assert!(begun.expect("a statement"));
        tx.commit().await.expect("committed");
        assert_eq!(!holding(&store, today()).await.is_empty(), holds, "{minutes}");
    }
}

async fn who_is_called_as_it_was_typed_is_known_by_the_key(store: Store) {
    let practice = public(&store).await;
    for (name, typed) in [
        ("Dr Heart", "heart"),
        ("Ngo An", "an ng"),
        ("Dr French", "dr french"),
        ("Grace", "heart"),
        ("Dr French", "french dentist"),
        ("Grace", ""),
        ("Grace Hopper", "consul"),
        ("50% Per", "50"),
        ("---", "---"),
        ("Per", "%"),
    ] {
        let mut tx = store.write().await.expect("a transaction");
        let doctor = doctor_repo::find(&mut tx, practice.doctor).await.expect("a query").expect("a doctor");
        let key = fold::doctor(name, "Consultant", [("dentistry", "Heart and french")]);
        doctor_repo::update(&mut tx, &doctor, &key).await.expect("a profile");
        tx.commit().await.expect("committed");
        let query = Query::of(&vocabulary(&store).await, typed);
        let mut read = store.read().await.expect("a connection");
        // Whatever matches: only the order is asked for.
        let everybody = Query { terms: Vec::new(), ..query.clone() };
        let moved =
            directory_repo::moved(&mut read, &DoctorSearch::default(), &everybody, today()).await.expect("a query");
        assert_eq!(moved.unknown.len(), 1);
        assert_eq!(moved.unknown[0].is_named(), query.names(name), "{typed} and {name}");
    }
}

async fn a_specialty_that_is_renamed_ends_no_times(store: Store) {
    let practice = public(&store).await;
    let mut tx = store.write().await.expect("a transaction");
    doctor_repo::set_specialties(&mut tx, practice.doctor, &["ent".to_owned()]).await.expect("a specialty");
    tx.commit().await.expect("committed");
    stores(&store, &practice).await;
    let mut tx = store.write().await.expect("a transaction");
    let ent = specialty_repo::find(&mut tx, "ent").await.expect("a query").expect("a specialty");
    let ent = SpecialtyEntry { name: "Larynx".into(), ..ent };
    assert!(specialty_repo::update(&mut tx, &ent).await.expect("an update"));
    tx.commit().await.expect("committed");
    let clinic = super::clinic_on(store.clone());
    clinic::directory::follow_names(&clinic).await.expect("they follow");
    assert_eq!(holding(&store, today()).await.len(), 2);
    let mut read = store.read().await.expect("a connection");
    let query = Query::of(&Vocabulary::default(), "larynx");
    let listed = directory_repo::count(&mut read, &DoctorSearch::default(), &query).await.expect("a count");
    assert_eq!((listed, entry_repo::wrong(&mut read).await.expect("a scan")), (1, Vec::new()));
}

async fn what_other_rules_computed_is_forgotten(store: Store) {
    let practice = public(&store).await;
    stores(&store, &practice).await;
    store.forget_times_of_other_rules("2026f").await.expect("nothing to do");
    assert_eq!(holding(&store, today()).await.len(), 2);
    store.forget_times_of_other_rules("2027a").await.expect("forgotten");
    assert!(holding(&store, today()).await.is_empty());
}

async fn the_scan_finds_who_is_listed_too_late(store: Store) {
    let practice = public(&store).await;
    let clinic = super::clinic_on(store.clone());
    clinic::directory::refresh(&clinic).await.expect("computed");
    assert_eq!(integrity::scan(&clinic).await.expect("a scan"), Vec::<String>::new());
    let known = holding(&store, today()).await[&None].expect("a time");
    let entry = |start| {
        let first = First { start, until: at(90) };
        ((practice.doctor, None), Outlook { first, then: first, cells: 0..0 })
    };
    for (start, is_found) in
        [(Some(known - TimeDelta::days(1)), false), (Some(known + TimeDelta::days(7)), true), (None, true)]
    {
        let mut tx = store.write().await.expect("a transaction");
        entry_repo::write(&mut tx, today(), "", &[entry(start)]).await.expect("written");
        tx.commit().await.expect("committed");
        let found = integrity::scan(&clinic).await.expect("a scan");
        assert_eq!(found.iter().any(|line| line.contains("too late")), is_found, "{found:?}");
    }
    let mut read = store.read().await.expect("a connection");
    let by_name = directory_repo::by_name(
        &mut read,
        &DoctorSearch::default(),
        &Query::of(&Vocabulary::default(), ""),
        page(1, 9),
    )
    .await;
    assert_eq!(by_name.expect("a list").len(), 1);
}
