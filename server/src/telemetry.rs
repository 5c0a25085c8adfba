//! Logs and metrics.

use std::io::{self, IsTerminal};

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::{EnvFilter, filter::LevelFilter};

use crate::config::{ConfigError, Options};

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

/// Starts counting; none when something else in this process already counts.
pub fn start_metrics() -> Option<PrometheusHandle> {
    PrometheusBuilder::new().install_recorder().ok()
}
