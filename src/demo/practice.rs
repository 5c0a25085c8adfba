//! Demo doctors: who they are, when they work and what can be booked with them.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, Duration, NaiveDate, Utc};
use rand::{RngExt, rngs::StdRng, seq::IndexedRandom};
use uuid::Uuid;

use super::{
    id,
    people::{People, Person},
    portrait::portrait,
    texts::{City, DIRECTIONS, ENDINGS, FIELDS, Field, PLACES, WAYS},
    zone,
};
use domain::{
    platform::{
        currency::Currency,
        ids::{AccountId, DoctorId, LocationId, VisitTypeId},
        price::Price,
    },
    scheduling::{
        location::{Location, LocationText},
        schedule::{Hours, Window},
        visit_type::{VisitKind, VisitType},
    },
};
use effects::Zone;

pub const DOCTORS: usize = 64;

/// A doctor of the demo, complete.
#[derive(Clone, Debug, PartialEq)]
pub struct DemoDoctor {
    pub id: DoctorId,
    pub account: AccountId,
    pub person: Person,
    pub designation: String,
    /// Ids and names, the main one first.
    pub specialties: Vec<(&'static str, &'static str)>,
    pub languages: Vec<String>,
    pub experience_years: u16,
    pub about: String,
    pub location: Location,
    pub zone: Zone,
    pub hours: Hours,
    pub visit_types: Vec<VisitType>,
    /// How much of the open time patients want, per cent, in a usual week.
    pub demand: u32,
    /// SVG.
    pub photo: String,
    pub created_at: DateTime<Utc>,
}

/// All doctors; the first is the one that a visitor of the demo signs in as.
pub fn doctors(rng: &mut StdRng, people: &mut People, today: NaiveDate) -> Vec<DemoDoctor> {
    (0..DOCTORS).map(|n| doctor(rng, people, today, n)).collect()
}

fn doctor(rng: &mut StdRng, people: &mut People, today: NaiveDate, n: usize) -> DemoDoctor {
    let (place, field) = (&PLACES[n % PLACES.len()], &FIELDS[(n + n / 56) % FIELDS.len()]);
    let mut person = match n {
        0 => people.named("Ingrid", "Lindqvist", true).unwrap_or_else(|| people.next(rng)),
        _ => people.next(rng),
    };
    person.full_name = format!("Dr {}", person.full_name);
    if n == 0 {
        person.email = super::DOCTOR_EMAIL.to_owned();
    }
    let experience_years = rng.random_range(3..36);
    let (about, address, directions) =
        (about(rng, field, experience_years), address(rng, place), one(rng, &DIRECTIONS));
    let mut specialties = vec![(field.id, field.name)];
    if n > 0 && rng.random_bool(0.15) {
        let second = &FIELDS[rng.random_range(0..FIELDS.len())];
        if second.id != field.id {
            specialties.push((second.id, second.name));
        }
    }
    let doctor = DoctorId(id(rng));
    let phone = place.phone.map(|begins| format!("{begins}{:02}", n % 100)).unwrap_or_default();
    let email = if phone.is_empty() { String::new() } else { format!("practice{n}@demo.example") };
    let text = LocationText { name: String::new(), address, town: place.city.to_owned(), phone, email, directions };
    DemoDoctor {
        id: doctor,
        account: AccountId(id(rng)),
        photo: portrait(rng.random::<u64>() & !1 | u64::from(!person.woman)),
        person,
        designation: one(rng, &field.designations),
        specialties,
        languages: languages(rng, place),
        experience_years,
        about,
        location: Location {
            // Not drawn, so that whoever comes after this doctor stays as they are.
            id: LocationId(Uuid::from_u128(doctor.0.as_u128() ^ 1)),
            doctor,
            position: 0,
            text,
            zone: place.zone.to_owned(),
        },
        zone: zone(place.zone),
        hours: hours(rng, today, n),
        visit_types: visit_types(rng, field, n),
        demand: DEMAND[n % DEMAND.len()],
        created_at: midnight(today) - Duration::minutes(rng.random_range(120 * 1440..500 * 1440)),
    }
}

/// The first instant of the demo's day: what the past is past to.
pub fn midnight(today: NaiveDate) -> DateTime<Utc> {
    today.and_time(chrono::NaiveTime::MIN).and_utc()
}

fn one(rng: &mut StdRng, from: &[&str]) -> String {
    from.choose(rng).copied().unwrap_or_default().to_owned()
}

fn about(rng: &mut StdRng, field: &Field, years: u16) -> String {
    let interest = one(rng, &field.interests);
    let (way, ending) = (one(rng, &WAYS), one(rng, &ENDINGS));
    format!("{} for {years} years, with a special interest in {interest}.\n\n{way} {ending}", field.name)
}

fn address(rng: &mut StdRng, place: &City) -> String {
    let street = one(rng, &["Example Street", "Sample Road", "Model Square", "Demo Avenue", "Specimen Lane"]);
    format!("{} {street}, {}", rng.random_range(1..120), place.city)
}

fn languages(rng: &mut StdRng, place: &City) -> Vec<String> {
    let mut languages = vec!["en".to_owned()];
    for (n, language) in place.languages.iter().enumerate() {
        // The language of the place nearly always, the others now and then.
        if rng.random_bool(if n == 0 { 0.95 } else { 0.25 }) {
            languages.push((*language).to_owned());
        }
    }
    languages
}

fn visit_types(rng: &mut StdRng, field: &Field, n: usize) -> Vec<VisitType> {
    let many = if n == 0 { 3 } else { rng.random_range(1..=3) };
    let mut offers: Vec<_> = field.offers.iter().take(many).collect();
    // Some see patients by video only.
    if n % 9 == 4 && field.offers[2].2 == VisitKind::Video {
        offers = vec![&field.offers[2]];
    }
    let dearer = rng.random_range(0..5) * 5;
    let buffer_after = [0, 5, 5, 10][rng.random_range(0..4)];
    let minimum_notice_minutes = [60, 120, 240, 720, 1440][if n == 0 { 0 } else { rng.random_range(0..5) }];
    let booking_window_days = [30, 60, 90, 120][if n == 0 { 2 } else { rng.random_range(0..4) }];
    offers
        .into_iter()
        .map(|(name, minutes, kind, price)| VisitType {
            id: VisitTypeId(id(rng)),
            name: (*name).to_owned(),
            minutes: *minutes,
            buffer_before_minutes: 0,
            buffer_after_minutes: if *kind == VisitKind::Video { 0 } else { buffer_after },
            minimum_notice_minutes,
            booking_window_days,
            kind: *kind,
            price: Some(Price::new((price + dearer) * 100, Currency::EUR)),
        })
        .collect()
}

/// Weekdays (0 is Monday) and the hours of each of them, in minutes since midnight.
type Pattern = &'static [(&'static [usize], &'static [(u16, u16)])];

/// The first is a full week; most doctors of the clinic are there on two days only.
const PATTERNS: [Pattern; 8] = [
    &[(&[0, 1, 2, 3, 4], &[(540, 720), (780, 1020)])],
    &[(&[0], &[(480, 720)]), (&[3], &[(840, 1080)])],
    &[(&[1], &[(600, 780), (840, 1020)]), (&[5], &[(600, 840)])],
    &[(&[0], &[(450, 750)]), (&[2], &[(450, 630)])],
    &[(&[0], &[(510, 690)]), (&[3], &[(510, 690), (900, 1080)])],
    &[(&[2], &[(720, 1080)]), (&[4], &[(540, 720)])],
    &[(&[4, 5], &[(540, 720)]), (&[6], &[(600, 780)])],
    &[(&[1], &[(555, 705), (810, 960)]), (&[2], &[(1020, 1200)])],
];

/// Some doctors are sought after, others are new here.
const DEMAND: [u32; 9] = [64, 36, 58, 26, 82, 48, 32, 70, 42];

fn hours(rng: &mut StdRng, today: NaiveDate, n: usize) -> Hours {
    let mut hours = Hours::default();
    let pattern = if n.is_multiple_of(16) { PATTERNS[0] } else { PATTERNS[rng.random_range(1..PATTERNS.len())] };
    for (days, windows) in pattern {
        for day in *days {
            hours.weekly[*day] = windows.iter().map(|(start, end)| Window { start: *start, end: *end }).collect();
        }
    }
    let half_day = || vec![Window { start: 600, end: 840 }];
    if n == 0 {
        // Whatever day the demo is seen on, its doctor works.
        for date in [today, today + Days::new(1)] {
            if hours.of(date).0.is_empty() {
                hours.exceptions.insert(date, half_day());
            }
        }
        hours.exceptions.insert(today + Days::new(18), Vec::new());
        return hours;
    }
    let mut exceptions = BTreeMap::new();
    for _ in 0..rng.random_range(0..4) {
        let date = today + Days::new(rng.random_range(3..45));
        exceptions.insert(date, if rng.random_bool(0.7) { Vec::new() } else { half_day() });
    }
    hours.exceptions = exceptions;
    hours
}
