//! What every handler shares.

use std::{
    ops::Deref,
    path::PathBuf,
    sync::{Arc, OnceLock},
    time::Duration,
};

use axum::{Router, extract::FromRef};
use clinic::Clinic;
use ipnet::IpNet;
use leptos::config::LeptosOptions;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{api::Holder, bounds::Bounds, middleware::cors::Origins, permits::Permits};

/// One pointer: every layer takes a copy of it for every request.
#[derive(Clone)]
pub struct AppState(Arc<Shared>);

pub struct Shared {
    pub clinic: Clinic,
    pub options: LeptosOptions,
    /// Addresses of the code that islands load.
    pub parts: Arc<[String]>,
    /// Whose word counts about where a request comes from.
    pub trusted_proxies: Vec<IpNet>,
    /// What one network, one account and everybody may hold at once.
    pub bounds: Bounds,
    /// The live lines that are open.
    pub lines: Permits<Holder>,
    /// Whom to tell of a weakness.
    pub security_contacts: Vec<String>,
    /// Whose pages may use the API.
    pub origins: Origins,
    /// Cookies are `Secure` and have `__Host-` names.
    pub secure_cookies: bool,
    /// Browsers are told to use https for all hosts below ours as well.
    pub hsts_subdomains: bool,
    /// Nobody waits longer for an answer.
    pub patience: Duration,
    /// Where mail is written when there is no mail server; none when there is one.
    pub mail_folder: Option<PathBuf>,
    /// The pages, for showing one again under a form that was refused.
    pub pages: OnceLock<Router>,
    /// Cancelled when the server stops: what has no end by itself ends then.
    pub stop: CancellationToken,
    /// Names this process among those that serve the clinic.
    pub node: Uuid,
}

impl From<Shared> for AppState {
    fn from(shared: Shared) -> Self {
        Self(Arc::new(shared))
    }
}

impl Deref for AppState {
    type Target = Shared;
    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.options.clone()
    }
}
