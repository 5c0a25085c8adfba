//! Logs and metrics.

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

use crate::config::{ConfigError, Options};

/// Starts logging to standard error, as text or JSON lines.
pub fn start_log(options: &Options) -> Result<(), ConfigError> {
    let wrong = |variable, problem: String, help| ConfigError { variable, problem, help };
    let filter = EnvFilter::try_new(&options.log)
        .map_err(|error| wrong("ANTEROOM_LOG", error.to_string(), "It should look like info or info,sqlx=warn."))?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
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

/// Starts counting; none when something else in this process already counts.
pub fn start_metrics() -> Option<PrometheusHandle> {
    PrometheusBuilder::new().install_recorder().ok()
}
