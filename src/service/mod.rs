//! Use cases. Each function: authorise the actor, load, let the domain decide, save, enqueue, commit.
//!
//! Pages, server functions, REST handlers and jobs all come through here; none of them decides anything itself.

pub mod accounts;
pub mod admin;
pub mod appointments;
pub mod attention;
pub mod availability;
pub mod booking;
mod diary;
pub mod directory;
pub mod doctors;
mod error;
pub mod figures;
mod idempotency;
pub mod integrity;
pub mod invitations;
mod known_device;
pub mod live;
mod outbox;
pub mod schedules;
mod seldom;
pub mod sessions;
mod throttle;
pub mod visit_lists;
pub mod visit_types;
pub mod zones;

use std::sync::Arc;

pub use diary::Diaries;
pub use error::{Error, Result};
pub use seldom::Seldom;

use ipnet::IpNet;

use crate::{domain::currency::Currency, effects::Effects, store::Store};

/// Everything a use case needs. Cheap to clone.
#[derive(Clone)]
pub struct Clinic {
    pub store: Store,
    pub effects: Effects,
    pub settings: Arc<Settings>,
    /// Copies of what pages ask for again and again.
    pub diaries: Diaries,
}

impl Clinic {
    /// The one currency of all prices.
    pub fn currency(&self) -> Currency {
        self.store.currency()
    }
}

/// What the operator decides about this clinic.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Public address without a trailing slash, e.g. `https://clinic.example`.
    pub base_url: String,
    /// Sender of all mail, e.g. `Anteroom <no-reply@clinic.example>`.
    pub mail_from: String,
    /// Whoever tries too often waits; off for tests and load.
    pub rate_limit: bool,
    /// Networks that many people share: more is taken from an address there before anybody waits.
    pub shared_networks: Vec<IpNet>,
    /// The database holds demo data, and every page says so.
    pub demo: bool,
    pub limits: Limits,
}

/// How many open visits a patient may have at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub open_visits_per_doctor: u32,
    /// With all doctors together.
    pub open_visits: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { open_visits_per_doctor: 5, open_visits: 20 }
    }
}
