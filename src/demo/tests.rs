use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use chrono::Days;

use super::*;
use domain::{
    platform::currency::Currency,
    scheduling::{
        appointment::{Appointment, By, Command},
        lifecycle::{Party, Status, Transition},
        slots::{Busy, Question, Slot, cells, explain, span_of_dates},
        visit_type::{VisitKind, VisitTypePatch},
    },
};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// The demo on seven days in a row and on those on which clocks change.
static DAYS: LazyLock<Vec<(DateTime<Utc>, DemoPlan)>> = LazyLock::new(|| {
    let week = (0..7).map(|n| at("2026-11-23T09:30:00Z") + Duration::days(n));
    let days = week.chain(["2026-03-29T01:30:00Z", "2026-10-25T23:59:00Z", "2028-02-29T00:00:00Z"].map(at));
    days.map(|now| (now, plan(now))).collect()
});

#[test]
fn the_same_day_gives_the_same_demo() {
    let (morning, evening) = (plan(at("2026-11-24T00:00:00Z")), plan(at("2026-11-24T23:59:59Z")));
    assert_eq!(morning.accounts, evening.accounts);
    assert_eq!(morning.doctors, evening.doctors);
    assert_eq!(format!("{:?}", morning.visits), format!("{:?}", evening.visits));
    let next = plan(at("2026-11-25T12:00:00Z"));
    let ids = |plan: &DemoPlan| plan.accounts.iter().map(|account| account.id).collect::<Vec<_>>();
    assert_eq!(ids(&morning), ids(&next), "the people stay who they are");
}

#[test]
fn there_is_enough_of_everything() {
    let plan = plan(at("2026-11-24T09:00:00Z"));
    let count = |role| plan.accounts.iter().filter(|account| account.role == role).count();
    assert_eq!((count(Role::Patient), count(Role::Doctor), count(Role::Admin)), (200, 64, 1));
    let specialties: HashSet<_> = plan.doctors.iter().map(|doctor| doctor.specialties[0].0).collect();
    assert!(specialties.len() >= 12);
    let zones: HashSet<_> = plan.doctors.iter().map(|doctor| doctor.zone.name()).collect();
    assert_eq!(zones.len(), 8);
    let emails: HashSet<_> = plan.accounts.iter().map(|account| &account.email).collect();
    assert_eq!(emails.len(), plan.accounts.len());
    assert!(emails.iter().all(|email| domain::platform::email::checked(email).as_ref() == Ok(email)));
    let offers = plan.doctors.iter().flat_map(|doctor| &doctor.visit_types);
    assert!(offers.filter(|visit| visit.kind == VisitKind::Video).count() >= 15);
    let (past, coming): (Vec<_>, Vec<_>) =
        plan.visits.iter().partition(|visit| visit.appointment.start < at("2026-11-24T00:00:00Z"));
    assert!((3000..7000).contains(&past.len()), "{} past", past.len());
    assert!((400..1500).contains(&coming.len()), "{} coming", coming.len());
    let share = |visits: &[&DemoVisit], status| {
        visits.iter().filter(|visit| visit.appointment.status == status).count() * 100 / visits.len()
    };
    assert!(share(&past, Status::Completed) >= 75);
    assert!(share(&past, Status::Cancelled) >= 4);
    assert!(share(&past, Status::NoShow) >= 1);
    assert!(share(&coming, Status::Booked) >= 80);
}

#[test]
fn visit_types_and_profiles_would_pass_the_forms() {
    let plan = plan(at("2026-11-24T09:00:00Z"));
    let known: Vec<_> = texts::FIELDS
        .iter()
        .map(|field| domain::directory::doctor::Specialty { id: field.id.into(), name: field.name.into() })
        .collect();
    for doctor in &plan.doctors {
        for visit in doctor.visit_types.clone() {
            let (id, spec) = (visit.id, VisitTypePatch::default().onto(visit));
            assert!(spec.checked(id, Currency::EUR).is_ok(), "{}", doctor.person.full_name);
        }
        let edit = domain::directory::doctor::DoctorEdit {
            designation: doctor.designation.clone(),
            specialties: doctor.specialties.iter().map(|(id, _)| (*id).to_owned()).collect(),
            languages: doctor.languages.clone(),
            experience_years: doctor.experience_years,
            about: doctor.about.clone(),
            address: doctor.location.text.address.clone(),
            directions: doctor.location.text.directions.clone(),
            phone: doctor.location.text.phone.clone(),
            practice_email: doctor.location.text.email(),
        };
        assert!(edit.checked(&known).is_ok(), "{}", doctor.person.full_name);
        assert!(doctor.photo.len() <= 3000 && !doctor.photo.contains("script"));
    }
}

#[test]
fn nobody_is_double_booked() {
    for (now, plan) in DAYS.iter() {
        let mut taken = HashSet::new();
        for visit in &plan.visits {
            let new = &visit.appointment;
            let before = Duration::minutes(i64::from(new.buffer_before));
            let after = Duration::minutes(i64::from(new.buffer_after));
            for cell in cells(new.start - before, new.end + after) {
                assert!(taken.insert((visit.doctor_account, cell)), "doctor, {now}");
            }
            for cell in cells(new.start, new.end) {
                assert!(taken.insert((new.patient, cell)), "patient, {now}");
            }
        }
    }
}

#[test]
fn every_visit_was_offered_when_it_was_booked() {
    for (now, plan) in DAYS.iter() {
        let doctors: HashMap<_, _> = plan.doctors.iter().map(|doctor| (doctor.id, doctor)).collect();
        let registered: HashMap<_, _> = plan.accounts.iter().map(|account| (account.id, account.created_at)).collect();
        for visit in &plan.visits {
            let new = &visit.appointment;
            let doctor = doctors[&new.doctor];
            let visit_type = doctor.visit_types.iter().find(|offer| offer.id == new.visit_type).unwrap();
            let (rules, busy) = (visit_type.rules(), Busy::default());
            let question =
                Question { zone: &doctor.zone, hours: &doctor.hours, rules: &rules, busy: &busy, now: new.created_at };
            assert_eq!(explain(question, new.start), Ok(Slot { start: new.start, end: new.end }), "{now}");
            assert!(new.created_at > registered[&new.patient] && new.created_at < midnight(now.date_naive()));
        }
    }
}

#[test]
fn nobody_has_more_open_visits_than_can_be_booked() {
    let limits = clinic::Limits::default();
    for (now, plan) in DAYS.iter() {
        let (mut of_patient, mut with_doctor) = (HashMap::new(), HashMap::new());
        for new in plan.visits.iter().map(|visit| &visit.appointment).filter(|new| new.status.is_open()) {
            *of_patient.entry(new.patient).or_insert(0) += 1;
            *with_doctor.entry((new.patient, new.doctor)).or_insert(0) += 1;
        }
        assert!(of_patient.values().all(|open| *open <= limits.open_visits), "{now}");
        assert!(with_doctor.values().all(|open| *open <= limits.open_visits_per_doctor), "{now}");
    }
}

#[test]
fn every_history_follows_the_lifecycle() {
    for visit in plan(at("2026-11-24T09:00:00Z")).visits {
        let new = &visit.appointment;
        let mut status = None;
        let mut last = new.created_at;
        let mut so_far = Appointment { status: Status::Booked, version: 1, ..new.clone() };
        for (n, event) in (1..).zip(&visit.events) {
            assert_eq!((event.version, event.from, event.appointment), (n, status, new.id));
            assert!(event.at >= last && event.at < at("2026-11-24T00:00:00Z"));
            if let Some(from) = status {
                let by = By { party: event.party, account: event.actor };
                let step = |transition: &Transition| {
                    let command = Command::named(*transition, event.reason.clone())?;
                    so_far.apply(by, command, event.at).ok().filter(|(_, made)| made.what == event.what)
                };
                let allowed = Transition::ALL.iter().find_map(step);
                assert!(allowed.is_some(), "{from} to {} by {}", event.to, event.party);
                so_far = allowed.unwrap().0;
                let explained = event.party == Party::Patient || event.to != Status::Cancelled;
                assert!(explained || event.reason.is_some());
            }
            (status, last) = (Some(event.to), event.at);
        }
        assert_eq!(status, Some(new.status));
        assert_eq!((so_far.status, so_far.version), (new.status, new.version));
    }
}

#[test]
fn the_demo_accounts_have_something_to_show_on_every_day() {
    for (now, plan) in DAYS.iter() {
        let (doctor, patient) = (&plan.doctors[0], &plan.accounts[0]);
        assert_eq!((doctor.person.email.as_str(), patient.email.as_str()), (DOCTOR_EMAIL, PATIENT_EMAIL));
        let today = now.date_naive();
        let of_doctor = |from, to| {
            let (from, to) = span_of_dates(&doctor.zone, from, to);
            let open = |visit: &&DemoVisit| {
                let new = &visit.appointment;
                new.doctor == doctor.id && (from..to).contains(&new.start) && new.status == Status::Booked
            };
            plan.visits.iter().filter(open).count()
        };
        assert!(of_doctor(today, today) >= 3, "{now}: today");
        assert!(of_doctor(today + Days::new(1), today + Days::new(7)) >= 8, "{now}: this week");
        let own = |status, coming| {
            let matching = |visit: &&DemoVisit| {
                let new = &visit.appointment;
                new.patient == patient.id && new.status == status && (new.start >= midnight(today)) == coming
            };
            plan.visits.iter().filter(matching).count()
        };
        assert!(own(Status::Booked, true) >= 3, "{now}: upcoming");
        assert!(own(Status::Completed, false) >= 4, "{now}: past");
        assert!(own(Status::Cancelled, false) + own(Status::Cancelled, true) >= 2, "{now}: cancelled");
    }
}

#[test]
fn faces_differ_and_stay_the_same() {
    let faces: HashSet<_> = (0..500).map(portrait::portrait).collect();
    assert!(faces.len() > 490);
    assert_eq!(portrait::portrait(7), portrait::portrait(7));
}

/// A clinic on a new SQLite file, which goes with the folder.
async fn clinic(now: DateTime<Utc>, folder: &std::path::Path) -> Clinic {
    let store = store::Store::open(&format!("sqlite://{}/demo.db", folder.display())).await.unwrap();
    store.migrate().await.unwrap();
    let settings = clinic::Settings {
        base_url: "http://127.0.0.1:3000".into(),
        mail_from: "Anteroom <no-reply@demo.example>".into(),
        rate_limit: false,
        shared_networks: Vec::new(),
        demo: true,
        limits: Default::default(),
    };
    Clinic {
        store,
        effects: effects::Effects::for_tests(now, 1),
        settings: settings.into(),
        diaries: Default::default(),
        pages: Default::default(),
        vocabulary: Default::default(),
    }
}

#[tokio::test]
async fn an_empty_database_is_filled_once_and_is_whole() {
    let now = at("2026-11-24T09:00:00Z");
    let folder = std::env::temp_dir().join(format!("anteroom-demo-{}", std::process::id()));
    let clinic = clinic(now, &folder).await;
    let filled = fill_if_empty(&clinic).await.unwrap().unwrap();
    assert_eq!((filled.patients, filled.doctors), (200, 64));

    let mut tx = clinic.store.read().await.unwrap();
    for (what, found) in store::insight::integrity_repo::scan(&mut tx, now).await.unwrap() {
        assert!(found.is_empty(), "{what}: {}", found.len());
    }
    let vocabulary = clinic::directory::vocabulary(&clinic).await.unwrap();
    let query = domain::directory::query::Query::of(&vocabulary, "ingrid lindqvist general");
    let found = store::directory::directory_repo::count(&mut tx, &Default::default(), &query).await.unwrap();
    assert_eq!(found, 1);
    drop(tx);

    assert_eq!(fill_if_empty(&clinic).await.unwrap(), None, "what visitors did stays");
    let again = fill(&clinic).await;
    assert!(matches!(again, Err(clinic::Error::Problem(Problem::Conflict { .. }))));
    clinic.store.close().await;
    std::fs::remove_dir_all(folder).unwrap();
}
