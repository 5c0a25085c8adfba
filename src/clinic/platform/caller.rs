//! Who asks: all that is known of a request before anything of it is read. Made once, by the server, and passed whole.

use std::net::IpAddr;

use domain::{
    people::policy::{Actor, Right},
    platform::{locale::Locale, problem::Problem},
};

use crate::{
    Result,
    people::sessions::{self, Session},
};

/// The request behind a use case. The default is a visitor of whom nothing is known.
#[derive(Clone, Debug, Default)]
pub struct Caller {
    /// The device that asks, and whose it is; none of a visitor.
    pub session: Option<Session>,
    /// From where, as far as it is known. For throttling only: logs hold a keyed hash of it.
    pub address: Option<IpAddr>,
    /// IANA name of the browser's own zone, as far as it is known.
    pub device_zone: Option<String>,
    /// In which the answer is written.
    pub locale: Locale,
    /// What the request is called in the log, and to the person for whom it fails.
    pub request_id: String,
}

impl Caller {
    pub fn actor(&self) -> Actor {
        sessions::actor(self.session.as_ref())
    }

    /// The right of whoever asks, if they have it.
    pub fn right<R: Right>(&self) -> std::result::Result<R, Problem> {
        R::of(self.actor())
    }

    /// The device that asks; refused when nobody is signed in.
    pub fn signed_in(&self) -> std::result::Result<&Session, Problem> {
        self.session.as_ref().ok_or(Problem::Unauthenticated)
    }

    /// In which times are shown: the account's zone, else the browser's.
    pub fn zone(&self) -> Option<&str> {
        let own = self.session.as_ref().map(|session| session.me.time_zone.as_str());
        own.or(self.device_zone.as_deref())
    }

    /// The way out of a use case: logs what must be logged, and keeps the rest from whoever asked.
    pub fn answer<T>(&self, result: Result<T>) -> std::result::Result<T, Problem> {
        result.map_err(|error| error.into_problem(|| self.request_id.clone()))
    }
}
