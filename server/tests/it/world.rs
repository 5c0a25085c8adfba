//! A clinic that stands still: fixed clock, seeded randomness, mail in memory, a database of its own.

use std::{
    collections::HashMap,
    future::Future,
    net::SocketAddr,
    path::Path,
    sync::{Arc, Mutex, OnceLock},
    time::Duration,
};

use anteroom_server::{
    bounds::Bounds,
    http::{PATIENCE, around, router},
    middleware::cors::Origins,
    permits::Permits,
    state::Shared,
};
use axum::{Router, extract::ConnectInfo, http::Method};
use chrono::{DateTime, TimeDelta, Utc};
use clinic::{Clinic, Limits, Settings, insight::integrity, people::accounts};
use domain::platform::currency::Currency;
use effects::{Effects, Mail};
use leptos::config::LeptosOptions;
use serde_json::{Value, json};
use store::Store;

use crate::client::{Answer, Client};
use testing::postgres::Database;

/// Of everybody.
pub const PASSWORD: &str = "three good words";

/// A Monday, eight in the morning in Berlin: an hour before the doctors of the tests begin.
pub const NOW: &str = "2026-11-23T07:00:00Z";

/// Runs each test on both engines, and looks at the end whether what it left is whole.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                $crate::world::on_sqlite(super::$name).await;
            })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                $crate::world::on_postgres(super::$name).await;
            })+
        }
    };
}
pub(crate) use on_both;

/// More than any test holds by the way.
pub const BOUNDS: Bounds = Bounds {
    connections: 1000,
    connections_per_network: 1000,
    lines: 1000,
    lines_per_network: 1000,
    lines_per_account: 1000,
    shared_networks: Vec::new(),
};

#[derive(Clone)]
pub struct World {
    pub clinic: Clinic,
    pub router: Router,
    /// Names of those who have registered, by the token that they were first given.
    people: Arc<Mutex<HashMap<String, String>>>,
}

/// A doctor who can be booked for 30 minutes, Monday to Friday, 09:00–17:00 in Berlin.
pub struct Doctor {
    pub client: Client,
    pub id: String,
    pub visit_type: String,
}

pub async fn on_sqlite<F: Future<Output = ()> + Send + 'static>(test: impl FnOnce(World) -> F) {
    #[expect(clippy::disallowed_methods, reason = "a folder that no other test has")]
    let folder = std::env::temp_dir().join(format!("anteroom-test-{}", uuid::Uuid::new_v4()));
    let outcome = run(&format!("sqlite://{}", folder.join("anteroom.db").display()), test).await;
    std::fs::remove_dir_all(&folder).expect("the folder can be removed");
    outcome.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
}

pub async fn on_postgres<F: Future<Output = ()> + Send + 'static>(test: impl FnOnce(World) -> F) {
    let database = Database::create().await;
    let outcome = run(&database.url, test).await;
    database.drop().await;
    outcome.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
}

async fn run<F: Future<Output = ()> + Send + 'static>(
    url: &str,
    test: impl FnOnce(World) -> F,
) -> Result<(), Box<dyn std::any::Any + Send>> {
    let world = World::open(url).await;
    let test = test(world.clone());
    let ending = world.clone();
    let outcome = tokio::spawn(async move {
        test.await;
        ending.is_whole().await;
    })
    .await;
    world.clinic.store.close().await;
    outcome.map_err(tokio::task::JoinError::into_panic)
}

impl World {
    pub async fn open(url: &str) -> Self {
        // What a refusal with a reference keeps to itself.
        tracing_subscriber::fmt().with_max_level(tracing::Level::ERROR).with_ansi(false).try_init().ok();
        let store = Store::open(url).await.expect("the database opens");
        store.migrate().await.expect("the database migrates");
        let now: DateTime<Utc> = NOW.parse().expect("an instant");
        let settings = Settings {
            base_url: "http://127.0.0.1:3000".into(),
            mail_from: "Anteroom <no-reply@clinic.example>".into(),
            rate_limit: false,
            shared_networks: Vec::new(),
            demo: false,
            // What a test books for one patient is not what it is about.
            limits: Limits { open_visits_per_doctor: 1000, open_visits: 1000 },
        };
        let clinic = Clinic {
            store,
            effects: Effects::for_tests(now, 7),
            settings: Arc::new(settings),
            diaries: Default::default(),
            pages: Default::default(),
            vocabulary: Default::default(),
        };
        let router = router(state(clinic.clone()).into());
        Self { clinic, router, people: Arc::default() }
    }

    /// The same clinic with other effects.
    pub fn set_effects(&mut self, change: impl FnOnce(&mut Effects)) {
        change(&mut self.clinic.effects);
        self.router = router(state(self.clinic.clone()).into());
    }

    /// The same clinic with other settings.
    pub fn set_settings(&mut self, change: impl FnOnce(&mut Settings)) {
        change(Arc::make_mut(&mut self.clinic.settings));
        self.router = router(state(self.clinic.clone()).into());
    }

    /// The same clinic, whose prices are in this currency.
    pub fn set_currency(&mut self, code: &str) {
        self.clinic.store = self.clinic.store.clone().in_currency(Currency::of(code).expect("a currency"));
        self.router = router(state(self.clinic.clone()).into());
    }

    /// The same clinic, asked from this address; proxies at `trusted` addresses are believed.
    pub fn asked_from(&self, peer: &str, trusted: &str) -> Router {
        let proxies = anteroom_server::middleware::address::parse_networks(trusted).expect("a list");
        let state = Shared { trusted_proxies: proxies, ..state(self.clinic.clone()) };
        let peer = SocketAddr::new(peer.parse().expect("an address"), 4711);
        router(state.into()).layer(axum::Extension(ConnectInfo(peer)))
    }

    /// A program that talks to the same clinic, where pages of these origins may use the API.
    pub fn letting_in(&self, origins: &str) -> Client {
        let origins = origins.parse().expect("origins");
        Client::new(router(Shared { origins, ..state(self.clinic.clone()) }.into()))
    }

    /// The same clinic, which waits no longer than this for its own answers.
    pub fn impatient(&self, patience: Duration) -> Router {
        router(Shared { patience, ..state(self.clinic.clone()) }.into())
    }

    /// The same clinic, which lets nobody hold more than this, asked from this address by a proxy that it trusts.
    pub fn within(&self, bounds: Bounds) -> Router {
        let trusted_proxies = vec!["10.0.0.1/32".parse().expect("a network")];
        let lines = Permits::new(bounds.lines);
        let peer = SocketAddr::new("10.0.0.1".parse().expect("an address"), 4711);
        let state = Shared { bounds, lines, trusted_proxies, ..state(self.clinic.clone()) };
        router(state.into()).layer(axum::Extension(ConnectInfo(peer)))
    }

    /// The same clinic, which says whom to tell of a weakness.
    pub fn with_security_contacts(&self, contacts: &[&str]) -> Client {
        let security_contacts = contacts.iter().map(|contact| (*contact).to_owned()).collect();
        Client::new(router(Shared { security_contacts, ..state(self.clinic.clone()) }.into()))
    }

    /// The same clinic as a browser meets it over https, at https://clinic.example.
    pub fn served_over_https(&self) -> Router {
        let mut clinic = self.clinic.clone();
        Arc::make_mut(&mut clinic.settings).base_url = "https://clinic.example".into();
        router(Shared { secure_cookies: true, ..state(clinic) }.into())
    }

    /// The same clinic as a developer's, whose mail is written to this folder; asked from this address.
    pub fn in_development(&self, mail_folder: &Path, peer: &str, trusted: &str) -> Router {
        let proxies = anteroom_server::middleware::address::parse_networks(trusted).expect("a list");
        let mail_folder = Some(mail_folder.to_owned());
        let state = Shared { mail_folder, trusted_proxies: proxies, ..state(self.clinic.clone()) };
        let peer = SocketAddr::new(peer.parse().expect("an address"), 4711);
        router(state.into()).layer(axum::Extension(ConnectInfo(peer)))
    }

    /// This route alone, with what stands around every route.
    pub fn with_route<F, A>(&self, path: &str, handler: F) -> Router
    where
        F: FnOnce() -> A + Clone + Send + Sync + 'static,
        A: Future<Output = ()> + Send,
    {
        around(Router::new().route(path, axum::routing::get(handler)), state(self.clinic.clone()).into())
    }

    pub fn advance(&self, by: TimeDelta) {
        self.clinic.effects.clock.advance(by);
    }

    /// Somebody who is not signed in.
    pub fn visitor(&self) -> Client {
        Client::new(self.router.clone())
    }

    /// A new patient, signed in. The address is the name's first word at example.org, unless others have it.
    pub async fn patient(&self, name: &str) -> Client {
        let email = address(name);
        let form = json!({"email": email, "password": PASSWORD, "full_name": name, "time_zone": "Europe/Berlin"});
        self.visitor().post("auth/register", form).await.expect(201);
        self.remembered(&email).await
    }

    /// The one admin, signed in.
    pub async fn admin(&self) -> Client {
        // Made at the first call.
        accounts::create_admin(&self.clinic, "admin@example.org", PASSWORD, "Admin").await.ok();
        self.remembered("admin@example.org").await
    }

    /// A doctor with an address, but without hours and visit types.
    pub async fn bare_doctor(&self, name: &str) -> Doctor {
        let issued = self.admin().await.post("admin/invitations", json!({})).await.expect(201);
        let email = address(name);
        let form = json!({
            "invitation_code": issued.text("code"), "email": email, "password": PASSWORD,
            "full_name": name, "specialty": "Cardiology", "time_zone": "Europe/Berlin",
        });
        self.visitor().post("auth/register-doctor", form).await.expect(201);
        let client = self.remembered(&email).await;
        let id = client.get("me").await.expect(200).text("doctor_id").to_owned();
        client.patch("doctors/me", json!({"address": "1 Test Street"})).await.expect(200);
        Doctor { client, id, visit_type: String::new() }
    }

    pub async fn doctor(&self, name: &str) -> Doctor {
        let mut doctor = self.bare_doctor(name).await;
        doctor.client.put("doctors/me/schedule", Self::office_hours()).await.expect(200);
        let added =
            doctor.client.post("doctors/me/visit-types", json!({"name": "Visit", "minutes": 30})).await.expect(201);
        doctor.visit_type = added.text("id").to_owned();
        doctor
    }

    pub fn office_hours() -> Value {
        let weekly: Vec<_> = ["mon", "tue", "wed", "thu", "fri"]
            .iter()
            .map(|day| json!({"weekday": day, "start": "09:00", "end": "17:00"}))
            .collect();
        json!({"time_zone": "Europe/Berlin", "weekly": weekly})
    }

    async fn remembered(&self, email: &str) -> Client {
        let client = self.visitor().sign_in(email, PASSWORD).await;
        let token = client.access_token.clone().unwrap_or_default();
        self.people.lock().expect("not poisoned").insert(token, email.to_owned());
        client
    }

    /// The same person, signed in anew: for after the clock was moved.
    pub async fn again(&self, client: &Client) -> Client {
        let token = client.access_token.clone().unwrap_or_default();
        let email = self.people.lock().expect("not poisoned").get(&token).cloned().expect("somebody of this world");
        self.remembered(&email).await
    }

    /// Starts that are free today and in the next six days.
    pub async fn free_starts(&self, doctor: &Doctor) -> Vec<DateTime<Utc>> {
        let path = format!("doctors/{}/slots?visit_type={}", doctor.id, doctor.visit_type);
        let answer = self.visitor().get(&path).await.expect(200);
        let slots = answer.list("days").iter().filter_map(|day| day["slots"].as_array()).flatten();
        slots.map(|slot| slot["start"].as_str().unwrap_or_default().parse().expect("an instant")).collect()
    }

    pub async fn free_start(&self, doctor: &Doctor, n: usize) -> DateTime<Utc> {
        self.free_starts(doctor).await[n]
    }

    pub async fn book(&self, patient: &Client, doctor: &Doctor, start: DateTime<Utc>) -> Answer {
        patient.post("appointments", request(doctor, start)).await
    }

    pub async fn book_with_key(&self, patient: &Client, doctor: &Doctor, start: DateTime<Utc>, key: &str) -> Answer {
        let headers = [("Idempotency-Key", key)];
        patient.send(Method::POST, "appointments", Some(request(doctor, start)), &headers).await
    }

    /// Lets the worker send what waits in the outbox.
    pub async fn deliver(&self) {
        clinic::jobs::drain(&self.clinic).await.expect("the outbox can be worked off");
    }

    /// All mail so far, once what waits has been sent.
    pub async fn mail(&self) -> Vec<Mail> {
        self.deliver().await;
        self.clinic.effects.mailer.sent()
    }

    /// No mail stuck, no claim without a visit, no history that does not add up.
    async fn is_whole(&self) {
        self.deliver().await;
        let admin = self.admin().await;
        for state in ["waiting", "failed"] {
            let left = admin.get(&format!("admin/mail?state={state}")).await.expect(200);
            assert_eq!(left.number("total"), 0, "{state}: {}", left.body);
        }
        let errors = integrity::scan(&self.clinic).await.expect("the scan runs");
        assert!(errors.is_empty(), "{errors:#?}");
    }
}

fn request(doctor: &Doctor, start: DateTime<Utc>) -> Value {
    json!({"doctor_id": doctor.id, "visit_type_id": doctor.visit_type, "start": start})
}

/// "Doctor 1" → "doctor.1@example.org"
fn address(name: &str) -> String {
    format!("{}@example.org", name.to_lowercase().replace(' ', "."))
}

/// The name of the process that a test is.
pub const NODE: uuid::Uuid = uuid::Uuid::from_u128(7);

fn state(clinic: Clinic) -> Shared {
    Shared {
        clinic,
        node: NODE,
        options: LeptosOptions::builder().output_name("anteroom").build(),
        parts: Arc::default(),
        trusted_proxies: Vec::new(),
        bounds: BOUNDS,
        lines: Permits::new(BOUNDS.lines),
        security_contacts: Vec::new(),
        origins: Origins::None,
        secure_cookies: false,
        hsts_subdomains: true,
        patience: PATIENCE,
        mail_folder: None,
        pages: OnceLock::new(),
        stop: tokio_util::sync::CancellationToken::new(),
    }
}
