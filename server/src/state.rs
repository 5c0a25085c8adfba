//! What every handler shares.

use std::{path::PathBuf, sync::Arc, time::Duration};

use anteroom::service::Clinic;
use axum::{Router, extract::FromRef};
use ipnet::IpNet;
use leptos::config::LeptosOptions;
use tokio_util::sync::CancellationToken;

use crate::middleware::cors::Origins;

/// Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    pub clinic: Clinic,
    pub options: LeptosOptions,
    /// Whose word counts about where a request comes from.
    pub trusted_proxies: Arc<[IpNet]>,
    /// Whose pages may use the API.
    pub origins: Origins,
    /// Cookies are `Secure` and have `__Host-` names.
    pub secure_cookies: bool,
    /// Nobody waits longer for an answer.
    pub patience: Duration,
    /// Where mail is written when there is no mail server; none when there is one.
    pub mail_folder: Option<PathBuf>,
    /// The pages, for showing one again under a form that was refused.
    pub pages: Arc<std::sync::OnceLock<Router>>,
    /// Cancelled when the server stops: what has no end by itself ends then.
    pub stop: CancellationToken,
    /// Renders the metrics of this process.
    pub metrics: Option<metrics_exporter_prometheus::PrometheusHandle>,
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.options.clone()
    }
}
