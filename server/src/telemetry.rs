//! Logs and metrics.

use std::{
    io::{self, IsTerminal},
    time::Duration,
};

use anteroom::store::Store;
use axum::{Router, http::header, routing::get};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio::{net::TcpListener, time};
use tokio_util::sync::CancellationToken;
use tracing_subscriber::{EnvFilter, filter::LevelFilter};

use crate::{
    config::{ConfigError, Options},
    listen::{self, Patience},
};

/// Starts logging to standard error, as text or JSON lines.
pub fn start_log(options: &Options) -> Result<(), ConfigError> {
    let wrong = |variable, problem: String, help| ConfigError { variable, problem, help };
    const HELP: &str = "It should be error, warn, info, debug or trace, or look like info,sqlx=warn.";
    // Alone, an unknown word would name a module, and nothing else would be logged.
    let known = |word: &str| word.contains('=') || word.parse::<LevelFilter>().is_ok();
    let filter = EnvFilter::try_new(&options.log).ok().filter(|_| options.log.split(',').all(known));
    let filter = filter.ok_or_else(|| wrong("ANTEROOM_LOG", format!("{:?}", options.log), HELP))?;
    // Colours are for people; in a file they would be noise.
    let log =
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).with_ansi(io::stderr().is_terminal());
    // A second start in one process (tests) keeps the first.
    match options.log_format.as_str() {
        "text" => log.try_init().ok(),
        "json" => log.json().flatten_event(true).try_init().ok(),
        other => {
            return Err(wrong("ANTEROOM_LOG_FORMAT", format!("{other:?}"), "It should be text or json."));
        }
    };
    Ok(())
}

/// What a process counts, for Prometheus.
pub struct Metrics(PrometheusHandle);

/// The library gathers what was measured until it is told to sum it up.
const SUMMED_UP: Duration = Duration::from_secs(5);

impl Metrics {
    /// Starts counting; none when something else in this process already counts. Nobody counts before.
    pub fn start() -> Option<Self> {
        PrometheusBuilder::new().install_recorder().ok().map(Self)
    }

    /// Shows the figures at `/metrics` of this listener until `stop`, to whoever can reach it.
    pub async fn serve(self, listener: TcpListener, store: Store, stop: CancellationToken) -> io::Result<()> {
        let Self(handle) = self;
        let summing_up = tokio::spawn({
            let (handle, stop) = (handle.clone(), stop.clone());
            async move {
                while stop.run_until_cancelled(time::sleep(SUMMED_UP)).await.is_some() {
                    handle.run_upkeep();
                }
            }
        });
        let show = move || async move {
            metrics::gauge!("anteroom_sql_statements").set(store.statements() as f64);
            ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], handle.render())
        };
        let app = Router::new().route("/metrics", get(show));
        let outcome = listen::serve(listener, app, None, stop, Patience::default()).await;
        summing_up.abort();
        outcome
    }
}
