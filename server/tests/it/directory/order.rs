//! The order of the directory and the times in it, whatever has happened: as they are computed from scratch.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use clinic::{
    Caller, Clinic,
    directory::{self, doctors},
    scheduling::{appointments, availability, booking, schedules, visit_types},
};
use contract::{
    directory::{DoctorPatch, DoctorProfile},
    scheduling::{BookingRequest, WeeklySchedule},
};
use domain::{
    directory::{doctor::DoctorSort, query::Query, search::DoctorSearch},
    people::policy::{Actor, AsAccount, AsDoctor, Right as _},
    platform::{
        fold,
        ids::{AccountId, AppointmentId, DoctorId, VisitTypeId},
        page::PageRequest,
    },
    scheduling::{
        lifecycle::Transition,
        schedule::{Day, ExceptionKind, ExceptionSpec, WeeklyHours},
        visit_type::{VisitKind, VisitTypePatch, VisitTypeSpec},
    },
};
use tokio_util::sync::CancellationToken;

use crate::world::{World, on_both};
use testing::postgres::Database;

on_both! {
    whatever_happens_the_order_is_that_of_now,
    what_is_stored_while_something_changes_does_not_last,
}

/// A doctor, by the name that lists are searched and sorted by.
struct Practice {
    own: AsDoctor,
    name: &'static str,
}

/// Some are called as others are, or as what they do.
const NAMES: [&str; 8] =
    ["Dr Ada Berg", "Bo Berg", "Cy Heart", "Di Ohm", "Ed Zorn", "Fay Aas", "Gus Berg", "Dr Hal Vidal"];
const ZONES: [&str; 4] = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"];

/// Numbers that are the same for the same seed (Vigna's splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % most
    }

    fn one<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize]
    }
}

/// Doctors, a patient, and the visits that are booked.
struct Story {
    dice: Dice,
    practices: Vec<Practice>,
    patient: Actor,
    booked: Vec<AppointmentId>,
    /// Bookings that were made, and doctors who were shown with a free time.
    made: usize,
    free: usize,
    /// What has happened, for whoever reads that the test has failed.
    told: Vec<String>,
}

impl Story {
    async fn begin(world: &World, seed: u64) -> Self {
        let mut practices = Vec::new();
        for name in NAMES {
            let doctor = world.doctor(name).await;
            let account: AccountId = doctor.client.get("me").await.expect(200).text("id").parse().expect("an id");
            let actor = Actor::Doctor(account, doctor.id.parse().expect("an id"));
            practices.push(Practice { own: actor.as_doctor().expect("a doctor"), name });
        }
        let patient = world.patient("Patient").await.get("me").await.expect(200).text("id").parse().expect("an id");
        Self {
            dice: Dice(seed),
            practices,
            patient: Actor::Patient(patient),
            booked: Vec::new(),
            made: 0,
            free: 0,
            told: Vec::new(),
        }
    }

    /// Lets something happen; that it is refused is as good.
    async fn go_on(&mut self, clinic: &Clinic) {
        let own = {
            let which = self.dice.below(NAMES.len() as u64) as usize;
            self.practices[which].own
        };
        let now = clinic.effects.clock.now();
        let what = self.dice.below(16);
        self.told.push(format!("{now} {what} of {}", own.doctor()));
        match what {
            0..=4 => self.book(clinic, own.doctor()).await,
            5 | 6 => self.cancel(clinic).await,
            7 => {
                let hours = self.hours();
                schedules::set_weekly(clinic, own, hours).await.expect("hours");
            }
            8 => {
                let first = now.date_naive() + TimeDelta::days(self.dice.below(3) as i64);
                let spec = match self.dice.below(2) {
                    0 => ExceptionSpec { kind: ExceptionKind::Closed, windows: Vec::new(), reason: String::new() },
                    _ => {
                        let windows = vec![domain::scheduling::schedule::HoursOfDay {
                            start: "06:00".into(),
                            end: self.dice.one(&["07:00", "24:00"]).into(),
                        }];
                        ExceptionSpec { kind: ExceptionKind::Hours, windows, reason: String::new() }
                    }
                };
                let last = first + TimeDelta::days(self.dice.below(12) as i64);
                // It may be yesterday there.
                schedules::put_exceptions(clinic, own, first..=last, spec).await.ok();
            }
            9 => {
                let far = NaiveDate::from_ymd_opt(2100, 1, 1).expect("a date");
                let from = now.date_naive() + TimeDelta::days(self.dice.below(9) as i64);
                schedules::delete_exceptions(clinic, own, from..=far).await.ok();
            }
            10 => self.patch_a_visit_type(clinic, own).await,
            11 => {
                let spec = VisitTypeSpec { kind: self.dice.one(VisitKind::ALL), ..spec(self.dice.one(&[15, 60])) };
                visit_types::add(clinic, own, spec, None).await.expect("a visit type");
            }
            12 => {
                let offers = visit_types::list(clinic, own).await.expect("visit types");
                if let [offer, _, ..] = offers.as_slice() {
                    visit_types::remove(clinic, own, offer.id).await.expect("removed");
                }
            }
            13 => {
                let patch = DoctorPatch {
                    address: Some(self.dice.one(&["", "1 Test Street", "2 New Street"]).into()),
                    languages: Some(vec![self.dice.one(&["de", "en"]).into()]),
                    specialties: Some(vec![self.dice.one(&["cardiology", "dentistry"]).into()]),
                    ..DoctorPatch::default()
                };
                doctors::patch(clinic, own, patch).await.expect("a profile");
            }
            14 => directory::refresh(clinic).await.expect("refreshed"),
            _ => {
                let minutes = self.dice.one(&[1, 4, 29, 60, 300, 1440, 8 * 1440, -3, -90, -2000]);
                clinic.effects.clock.advance(TimeDelta::minutes(minutes) + TimeDelta::milliseconds(7));
            }
        }
    }

    /// Times that lists are sorted by, more than others.
    async fn book(&mut self, clinic: &Clinic, doctor: DoctorId) {
        let Ok(profile) = doctors::profile(clinic, Actor::Visitor, doctor).await else { return };
        let Some(offer) = profile.visit_types.get(self.dice.below(2) as usize).or(profile.visit_types.first()) else {
            return;
        };
        let free = availability::next_free(clinic, Actor::Visitor, doctor, offer.id, "UTC", 40).await.expect("times");
        let Some(slot) = free.get([0, 0, 1, 2, 30][self.dice.below(5) as usize]) else { return };
        let request = BookingRequest { doctor_id: doctor, visit_type_id: offer.id, start: slot.start };
        let patient = self.patient.as_patient().expect("a patient");
        if let Ok(visit) = booking::book(clinic, &Caller::default(), patient, request, None).await {
            self.booked.push(visit.id);
            self.made += 1;
        }
    }

    async fn cancel(&mut self, clinic: &Clinic) {
        if self.booked.is_empty() {
            return;
        }
        let visit = self.booked.swap_remove(self.dice.below(self.booked.len() as u64) as usize);
        // It may have begun.
        appointments::transition(
            clinic,
            AsAccount::of(self.patient).expect("signed in"),
            visit,
            Transition::Cancel,
            None,
        )
        .await
        .ok();
    }

    fn hours(&mut self) -> WeeklySchedule {
        let days: &[Day] = self.dice.one(&[Day::ALL, Day::ALL, Day::ALL, &[Day::Tue], &[Day::Mon, Day::Thu], &[]]);
        let (start, end) = self.dice.one(&[("09:00", "17:00"), ("00:00", "24:00"), ("13:00", "14:00")]);
        let hours = |day: &Day| WeeklyHours { weekday: *day, start: start.into(), end: end.into() };
        WeeklySchedule { time_zone: self.dice.one(&ZONES).into(), weekly: days.iter().map(hours).collect() }
    }

    async fn patch_a_visit_type(&mut self, clinic: &Clinic, own: AsDoctor) {
        let offers = visit_types::list(clinic, own).await.expect("visit types");
        let Some(offer) = offers.get(self.dice.below(3) as usize) else { return };
        let patch = VisitTypePatch {
            minutes: Some(self.dice.one(&[15, 30, 45, 480])),
            buffer_before_minutes: Some(self.dice.one(&[0, 15])),
            buffer_after_minutes: Some(self.dice.one(&[0, 120])),
            minimum_notice_minutes: Some(self.dice.one(&[0, 45, 1440])),
            booking_window_days: Some(self.dice.one(&[1, 4, 90, 366])),
            kind: Some(self.dice.one(VisitKind::ALL)),
            ..VisitTypePatch::default()
        };
        visit_types::patch(clinic, own, offer.id, patch).await.expect("changed");
    }

    fn wish(&mut self) -> (DoctorSearch, PageRequest) {
        let search = DoctorSearch {
            q: self.dice.one(&["", "", "berg", "dr", "heart", "hal vidal dr", "dentist berg"]).into(),
            specialty: self.dice.one(&[None, None, Some("cardiology")]).map(str::to_owned),
            kind: self.dice.one(&[None, None, Some(VisitKind::InPerson), Some(VisitKind::Video)]),
            language: self.dice.one(&[None, None, None, Some("de")]).map(str::to_owned),
            sort: self.dice.one(&[DoctorSort::Soonest, DoctorSort::Soonest, DoctorSort::Name]),
        };
        let per_page = self.dice.one(&[1, 2, 3, 20]);
        (search, PageRequest { page: 1 + self.dice.below(4) as u32, per_page, after: None })
    }

    /// Asks for any page, and compares.
    async fn compare(&mut self, clinic: &Clinic) {
        let (search, page) = self.wish();
        let found = directory::search(clinic, &search, Some("UTC"), page).await.expect("a page").doctors;
        let expected = self.computed_anew(clinic, &search).await;
        let shown: Vec<Row> = found
            .items
            .iter()
            .map(|card| Row {
                doctor: card.id,
                visit_type: card.visit_type.as_ref().map(|offer| offer.id),
                times: card.next_free.iter().map(|free| free.start).collect(),
            })
            .collect();
        self.free += shown.iter().filter(|row| !row.times.is_empty()).count();
        let told = || format!("{search:?} {page:?} after\n{}", self.told.join("\n"));
        assert_eq!(found.total, expected.len() as i64, "{}", told());
        let expected: Vec<Row> =
            expected.into_iter().skip(page.offset() as usize).take(page.per_page as usize).collect();
        assert_eq!(shown, expected, "{}", told());
    }

    /// Every doctor's own page says what is offered and when it is free; the rest is sorting.
    async fn computed_anew(&self, clinic: &Clinic, search: &DoctorSearch) -> Vec<Row> {
        let vocabulary = directory::vocabulary(clinic).await.expect("specialties");
        let query = Query::of(&vocabulary, &search.q);
        let mut rows = BTreeMap::new();
        for Practice { own, name } in &self.practices {
            let id = own.doctor();
            let Ok(profile) = doctors::profile(clinic, Actor::Visitor, id).await else { continue };
            let offer = profile.visit_types.iter().find(|offer| search.kind.is_none_or(|kind| offer.kind == kind));
            let Some(offer) = offer.filter(|_| matches(&profile, search, &query)) else { continue };
            let free = availability::next_free(clinic, Actor::Visitor, id, offer.id, "UTC", 3).await.expect("times");
            let times: Vec<DateTime<Utc>> = free.iter().map(|slot| slot.start).collect();
            let first = times.first().copied();
            let sooner = match search.sort {
                DoctorSort::Soonest => (!query.names(name), first.is_none(), first),
                DoctorSort::Name => (false, false, None),
            };
            let row = Row { doctor: id, visit_type: Some(offer.id), times };
            rows.insert((sooner, fold::surname_first(name), id), row);
        }
        rows.into_values().collect()
    }
}

/// A visit of so many minutes.
fn spec(minutes: u16) -> VisitTypeSpec {
    VisitTypeSpec {
        name: "Another".into(),
        minutes,
        buffer_before_minutes: 0,
        buffer_after_minutes: 0,
        minimum_notice_minutes: 0,
        booking_window_days: 30,
        kind: VisitKind::Video,
        price: None,
    }
}

/// By what is typed in this test: words of names, and of specialties.
fn matches(profile: &DoctorProfile, search: &DoctorSearch, query: &Query) -> bool {
    let named = profile.specialties.iter().map(|each| (each.id.as_str(), each.name.as_str()));
    let key = fold::doctor(&profile.full_name, &profile.designation, named);
    let has = |id: &str| profile.specialties.iter().any(|each| each.id == id);
    let typed = query
        .terms
        .iter()
        .all(|term| term.words.iter().all(|word| key.contains(&format!(" {word}"))) || term.specialties().any(has));
    let spoken = search.language.as_ref().is_none_or(|code| profile.languages.contains(code));
    typed && spoken && search.specialty.as_deref().is_none_or(has)
}

#[derive(Debug, PartialEq)]
struct Row {
    doctor: DoctorId,
    visit_type: Option<VisitTypeId>,
    times: Vec<DateTime<Utc>>,
}

async fn whatever_happens_the_order_is_that_of_now(world: World) {
    let (clinic, start) = (world.clinic.clone(), world.clinic.effects.clock.now());
    let mut story = Story::begin(&world, 12).await;
    for _ in 0..300 {
        story.go_on(&clinic).await;
        for _ in 0..3 {
            story.compare(&clinic).await;
        }
    }
    assert!(story.made > 40 && story.free > 400, "{} {} {}", story.made, story.free, story.told.join("\n"));
    // So that what waits to be sent is due.
    let behind = (start + TimeDelta::days(400) - clinic.effects.clock.now()).max(TimeDelta::zero());
    world.advance(behind);
}

/// Readers, doctors, patients and whoever computes the times, all at once; when they are done, all is right again.
async fn what_is_stored_while_something_changes_does_not_last(world: World) {
    let clinic = world.clinic.clone();
    let mut story = Story::begin(&world, 5).await;
    let stop = CancellationToken::new();
    let refreshing: Vec<_> = (0..2)
        .map(|_| {
            let (clinic, stop) = (clinic.clone(), stop.clone());
            tokio::spawn(async move {
                while !stop.is_cancelled() {
                    directory::refresh(&clinic).await.expect("refreshed");
                }
            })
        })
        .collect();
    for _ in 0..60 {
        story.book(&clinic, story.practices[0].own.doctor()).await;
        story.cancel(&clinic).await;
        let hours = story.hours();
        schedules::set_weekly(&clinic, story.practices[1].own, hours).await.expect("hours");
    }
    stop.cancel();
    for task in refreshing {
        task.await.expect("no panic");
    }
    for _ in 0..30 {
        story.compare(&clinic).await;
    }
}

/// Two processes on one Postgres.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_show_the_same_order() {
    let database = Database::create().await;
    let (here, mut there) = (World::open(&database.url).await, World::open(&database.url).await);
    // One time for both.
    let clock = here.clinic.effects.clock.clone();
    there.set_effects(|effects| effects.clock = clock);
    let mut story = Story::begin(&here, 77).await;
    for n in 0..120 {
        let (one, other) = if n % 2 == 0 { (&here, &there) } else { (&there, &here) };
        story.go_on(&one.clinic).await;
        if n % 7 == 0 {
            directory::refresh(&other.clinic).await.expect("refreshed");
        }
        for clinic in [&other.clinic, &one.clinic] {
            story.compare(clinic).await;
        }
    }
    here.clinic.store.close().await;
    there.clinic.store.close().await;
    database.drop().await;
}
