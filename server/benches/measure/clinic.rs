//! A clinic to book in: many doctors with long hours, many patients who are signed in.

use std::{fmt::Display, net::SocketAddr};

use chrono::{DateTime, Duration, Utc};
use domain::{
    directory::{doctor::Doctor, listing::Listing},
    people::{
        account::{Account, Role},
        session::Family,
    },
    platform::{
        fold,
        ids::{AccountId, DoctorId, LocationId, SessionId, VisitTypeId},
    },
    scheduling::{
        location::{Location, LocationText},
        schedule::Window,
        visit_type::{VisitKind, VisitType},
    },
};
use effects::{Clock, Keys, Rng};
use store::{
    Store, demo_repo,
    people::session_repo::{self, SessionRecord},
    scheduling::location_repo::LocationKey,
};

use crate::process::SECRET;

/// More patients than doctors: at any one time every doctor is booked by somebody else.
pub const DOCTORS: usize = 128;
const PATIENTS: usize = 512;
/// What the doctors are specialists of, in turn.
pub const SPECIALTIES: [&str; 8] = [
    "cardiology",
    "dentistry",
    "dermatology",
    "neurology",
    "ophthalmology",
    "orthopaedics",
    "paediatrics",
    "psychiatry",
];
/// Starts a day, every thirty minutes from eight to six.
const STARTS: i64 = 20;

pub struct Clinic {
    pub doctors: Vec<DoctorId>,
    pub doctor_accounts: Vec<AccountId>,
    pub locations: Vec<LocationId>,
    pub visit_types: Vec<VisitTypeId>,
    pub patients: Vec<AccountId>,
    /// Of each patient.
    pub tokens: Vec<String>,
    /// An admin's.
    pub admin_token: String,
    /// The first date that is booked, at midnight.
    first: DateTime<Utc>,
}

/// One visit to book: who, with whom, when.
#[derive(Clone, Copy)]
pub struct Wish {
    pub doctor: usize,
    pub patient: usize,
    pub start: DateTime<Utc>,
}

impl Clinic {
    /// Fills an empty database.
    pub async fn fill(url: &str) -> Self {
        Self::of(url, DOCTORS).await
    }

    /// Fills an empty database with so many doctors.
    pub async fn of(url: &str, doctors: usize) -> Self {
        Self::filled(url, doctors, false).await
    }

    /// The same, but doctors are called and speak otherwise, and every third can be met by video as well.
    pub async fn varied(url: &str, doctors: usize) -> Self {
        Self::filled(url, doctors, true).await
    }

    /// Of the n-th doctor where they vary.
    pub fn surname(n: usize) -> String {
        const BEGINNINGS: [&str; 20] = [
            "Ack", "Berg", "Cron", "Dahl", "Eng", "Falk", "Gran", "Holm", "Iver", "Jans", "Kron", "Lind", "Mohr",
            "Nyl", "Oster", "Pohl", "Rask", "Sand", "Thor", "Wall",
        ];
        const ENDINGS: [&str; 11] =
            ["mann", "strand", "gren", "feldt", "quist", "berger", "stedt", "mark", "wood", "bach", "son"];
        format!("{}{}", BEGINNINGS[n % BEGINNINGS.len()], ENDINGS[n / BEGINNINGS.len() % ENDINGS.len()])
    }

    async fn filled(url: &str, doctors: usize, varied: bool) -> Self {
        let store = Store::open(url).await.expect("the database opens");
        store.migrate().await.expect("the database migrates");
        let (rng, now) = (Rng::seeded(7), Clock::System.now());
        let account = |n: usize, role: Role| Account {
            id: AccountId(rng.id(now)),
            role,
            email: format!("{}-{n}@example.org", role.as_str()),
            password_hash: "never asked for".into(),
            full_name: format!("{} Number {n}", role.as_str()),
            time_zone: "Europe/Berlin".into(),
            created_at: now,
        };
        let mut of_doctors: Vec<Account> = (0..doctors).map(|n| account(n, Role::Doctor)).collect();
        if varied {
            for (n, account) in of_doctors.iter_mut().enumerate() {
                account.full_name = format!("Dr {} {}", Self::surname(n * 13), Self::surname(n));
            }
        }
        let admin = account(0, Role::Admin);
        let patients: Vec<Account> = (0..PATIENTS).map(|n| account(n, Role::Patient)).collect();
        let mut doctors: Vec<(Doctor, String)> = of_doctors.iter().map(|account| doctor(&rng, account, now)).collect();
        if varied {
            for (n, (doctor, search)) in doctors.iter_mut().enumerate() {
                let specialty = SPECIALTIES[n % SPECIALTIES.len()];
                *search = fold::doctor(&doctor.full_name, &doctor.designation, [(specialty, specialty)]);
                doctor.languages = ["en", "de", "fr"].iter().take(1 + n % 3).map(|code| (*code).to_owned()).collect();
            }
        }
        let ids: Vec<DoctorId> = doctors.iter().map(|(doctor, _)| doctor.id).collect();
        let locations: Vec<Location> = ids.iter().map(|id| location(&rng, *id, now)).collect();
        let keys: Vec<LocationKey> = locations.iter().map(|location| (location.doctor, location.id)).collect();
        let day = Window { start: 480, end: 1080 };
        let windows: Vec<_> = keys.iter().flat_map(|at| (0..7).map(|weekday| (*at, weekday, day))).collect();
        let offers: Vec<_> = keys.iter().map(|at| (*at, visit_type(&rng, now), now)).collect();
        let by_video = |at: &LocationKey| {
            let offer = VisitType { kind: VisitKind::Video, minutes: 20, ..visit_type(&rng, now) };
            (*at, offer, now + Duration::seconds(1))
        };
        let by_video: Vec<_> = keys.iter().step_by(3).filter(|_| varied).map(by_video).collect();
        let mut sessions: Vec<_> = patients.iter().map(|patient| session(&rng, patient.id, now)).collect();
        sessions.push(session(&rng, admin.id, now));

        let mut tx = store.write().await.expect("a transaction");
        demo_repo::accounts(&mut tx, &of_doctors).await.expect("accounts");
        demo_repo::accounts(&mut tx, &patients).await.expect("accounts");
        demo_repo::accounts(&mut tx, &[admin]).await.expect("an account");
        demo_repo::doctors(&mut tx, &doctors).await.expect("doctors");
        demo_repo::locations(&mut tx, &locations).await.expect("locations");
        let specialties: Vec<_> =
            ids.iter().zip(SPECIALTIES.iter().cycle()).map(|(id, name)| (*id, *name, 0)).collect();
        demo_repo::specialties(&mut tx, &specialties).await.expect("specialties");
        demo_repo::windows(&mut tx, &windows).await.expect("hours");
        demo_repo::visit_types(&mut tx, &offers).await.expect("visit types");
        demo_repo::visit_types(&mut tx, &by_video).await.expect("visit types");
        for session in &sessions {
            session_repo::insert(&mut tx, session).await.expect("a session");
        }
        tx.commit().await.expect("it lasts");
        store.close().await;

        let keys = Keys::new(SECRET.as_bytes());
        let token = |session: &SessionRecord| keys.sign(session.id, now, now + Duration::hours(2)).expect("a token");
        let mut tokens: Vec<String> = sessions.iter().map(token).collect();
        let admin_token = tokens.pop().expect("the admin's");
        Self {
            doctors: ids,
            doctor_accounts: of_doctors.iter().map(|account| account.id).collect(),
            locations: locations.iter().map(|location| location.id).collect(),
            visit_types: offers.iter().map(|(_, offer, _)| offer.id).collect(),
            patients: patients.iter().map(|patient| patient.id).collect(),
            tokens,
            admin_token,
            first: (now.date_naive() + Duration::days(2)).and_time(chrono::NaiveTime::MIN).and_utc(),
        }
    }

    /// The n-th visit. No two are at the same time with the same doctor or by the same patient.
    pub fn wish(&self, n: usize) -> Wish {
        let time = (n / DOCTORS) as i64;
        let start = self.first + Duration::days(time / STARTS) + Duration::minutes(480 + time % STARTS * 30);
        Wish { doctor: n % DOCTORS, patient: n % PATIENTS, start }
    }

    /// The request that books it, with a key as every front end sends one.
    pub fn request(&self, address: SocketAddr, n: usize) -> Vec<u8> {
        let Wish { doctor, start, .. } = self.wish(n);
        self.request_of(address, n, &self.doctors[doctor], &self.visit_types[doctor], start)
    }

    /// The request by which the n-th patient books this.
    pub fn request_of(
        &self,
        address: SocketAddr,
        n: usize,
        doctor: &impl Display,
        visit_type: &impl Display,
        start: DateTime<Utc>,
    ) -> Vec<u8> {
        let start = start.format("%Y-%m-%dT%H:%M:%SZ");
        let body = format!(r#"{{"doctor_id":"{doctor}","visit_type_id":"{visit_type}","start":"{start}"}}"#);
        format!(
            "POST /api/v1/appointments HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\n\
             Idempotency-Key: measurement-{n}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.tokens[n % PATIENTS],
            body.len(),
        )
        .into_bytes()
    }
}

fn doctor(rng: &Rng, account: &Account, now: DateTime<Utc>) -> (Doctor, String) {
    let doctor = Doctor {
        id: DoctorId(rng.id(now)),
        account: account.id,
        full_name: account.full_name.clone(),
        email: account.email.clone(),
        designation: "Specialist".into(),
        experience_years: 12,
        about: "Sees patients all day long.".into(),
        time_zone: account.time_zone.clone(),
        revision: 0,
        languages: vec!["en".into()],
        created_at: now,
        has_hours: true,
        has_visit_type: true,
        has_offer: true,
        listing: Listing::Listed,
        has_photo: false,
    };
    (doctor, account.full_name.to_lowercase())
}

fn location(rng: &Rng, doctor: DoctorId, now: DateTime<Utc>) -> Location {
    Location {
        id: LocationId(rng.id(now)),
        doctor,
        position: 0,
        text: LocationText { address: "1 Example Street".into(), ..LocationText::default() },
        // The wishes are made in UTC.
        zone: "UTC".into(),
    }
}

fn visit_type(rng: &Rng, now: DateTime<Utc>) -> VisitType {
    VisitType {
        id: VisitTypeId(rng.id(now)),
        name: "Consultation".into(),
        minutes: 30,
        buffer_before_minutes: 0,
        buffer_after_minutes: 0,
        minimum_notice_minutes: 0,
        booking_window_days: 300,
        kind: VisitKind::InPerson,
        price: None,
    }
}

fn session(rng: &Rng, account: AccountId, now: DateTime<Utc>) -> SessionRecord {
    SessionRecord {
        id: SessionId(rng.id(now)),
        account,
        family: Family::new(now),
        device_name: "Measurement".into(),
        created_at: now,
        last_seen_at: now,
        expires_at: now + Duration::days(1),
    }
}
