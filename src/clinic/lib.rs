//! Use cases. Each function: authorise the actor, load, let the domain decide, save, enqueue, commit.
//!
//! Pages, server functions, REST handlers and jobs all come through here; none of them decides anything itself.

pub mod directory;
pub mod insight;
pub mod jobs;
pub mod notices;
pub mod people;
pub mod platform;
pub mod scheduling;

use std::sync::Arc;

pub use directory::{KeptVocabulary, Pages};
pub use platform::{
    caller::Caller,
    error::{Error, Result},
    seldom::Seldom,
};
pub use scheduling::diary::Diaries;

use ipnet::IpNet;

use domain::platform::currency::Currency;
use effects::Effects;
use store::Store;

/// Everything a use case needs. Cheap to clone.
#[derive(Clone)]
pub struct Clinic {
    pub store: Store,
    pub effects: Effects,
    pub settings: Arc<Settings>,
    /// Copies of what pages ask for again and again.
    pub diaries: Diaries,
    pub pages: Pages,
    pub vocabulary: KeptVocabulary,
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
