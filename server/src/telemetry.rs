//! Logs and metrics.

use std::{
    io::{self, IsTerminal},
    panic::{self, PanicHookInfo},
    path::{Component, Path},
    time::Duration,
};

use axum::{Router, http::header, routing::get};
use clinic::platform::security;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use store::Store;
use tokio::time;
use tokio_util::sync::CancellationToken;
use tracing::{Level, Subscriber};
use tracing_subscriber::{
    Layer,
    filter::{LevelFilter, Targets},
    fmt,
    layer::SubscriberExt,
    registry::LookupSpan,
    util::SubscriberInitExt,
};

use crate::{
    config::{ConfigError, Options},
    listen::{self, Gate, Patience},
};

/// Starts logging to standard error, as text or JSON lines.
pub fn start_log(options: &Options) -> Result<(), ConfigError> {
    let wrong = |variable, problem: String, help| ConfigError { variable, problem, help };
    const HELP: &str = "It should be error, warn, info, debug or trace, or look like info,sqlx=warn.";
    // Alone, an unknown word would name a module, and nothing else would be logged.
    let known = |word: &str| word.contains('=') || word.parse::<LevelFilter>().is_ok();
    let filter = options.log.parse::<Targets>().ok().filter(|_| options.log.split(',').all(known));
    let filter = filter.ok_or_else(|| wrong("ANTEROOM_LOG", format!("{:?}", options.log), HELP))?;
    // Colours are for people; in a file they would be noise.
    let log = || fmt::layer().with_writer(io::stderr).with_ansi(io::stderr().is_terminal());
    let log = match options.log_format.as_str() {
        "text" => log().boxed(),
        "json" => log().json().flatten_event(true).boxed(),
        other => {
            return Err(wrong("ANTEROOM_LOG_FORMAT", format!("{other:?}"), "It should be text or json."));
        }
    };
    // However little is logged, it stands in the span of its request; security events have a stream of their own.
    let filter = filter.with_target(security::SPAN, LevelFilter::INFO).with_target(security::TARGET, LevelFilter::OFF);
    let log = log.with_filter(filter);
    // A second start in one process (tests) keeps the first.
    tracing_subscriber::registry().with(log).with(security_log()).try_init().ok();
    panic::set_hook(Box::new(log_panic));
    Ok(())
}

/// The stream of security events: JSON lines whatever the log looks like, and none is left out, however little is logged.
fn security_log<S: Subscriber + for<'a> LookupSpan<'a>>() -> impl Layer<S> {
    let wanted = Targets::new().with_target(security::TARGET, Level::INFO).with_target(security::SPAN, Level::INFO);
    fmt::layer().with_writer(io::stderr).json().flatten_event(true).with_span_list(false).with_filter(wanted)
}

/// A panic is one line of the log like any other. What it says may hold anything, unless it stands so in the program;
/// where this machine keeps its sources is nobody's business.
pub fn log_panic(panic: &PanicHookInfo<'_>) {
    let said = panic.payload().downcast_ref::<&'static str>().copied().unwrap_or("(not told)");
    let (at, line) = panic.location().map_or_else(Default::default, |at| (public_path(at.file()), at.line()));
    tracing::error!(said, at, line, "panic");
}

/// A source file from its crate on: `server/src/http.rs`, `leptos_axum-0.8.10/src/lib.rs`.
fn public_path(file: &str) -> String {
    let path = Path::new(file);
    let parts: Vec<&str> = path.components().filter_map(|part| part.as_os_str().to_str()).collect();
    if path.components().all(|part| matches!(part, Component::Normal(_))) {
        return parts.join("/");
    }
    let from = parts.iter().rposition(|part| *part == "src").map_or(parts.len(), |src| src + 1);
    parts[from.saturating_sub(2)..].join("/")
}

/// What a process counts, for Prometheus. Counting begins with it, so it is made where the figures are shown and nowhere
/// else.
pub struct Metrics(PrometheusHandle);

/// The library gathers what was measured until it is told to sum it up.
const SUMMED_UP: Duration = Duration::from_secs(5);

impl Metrics {
    /// Starts counting; none when something else in this process already counts. Nobody counts before.
    pub fn start() -> Option<Self> {
        PrometheusBuilder::new().install_recorder().ok().map(Self)
    }

    /// Shows the figures at `/metrics` behind this gate until `stop`, to whoever can reach it.
    pub async fn serve(self, gate: Gate, store: Store, stop: CancellationToken) -> io::Result<()> {
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
        let outcome = listen::serve(gate, app, None, stop, Patience::default()).await;
        summing_up.abort();
        outcome
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_file_is_named_without_where_it_is_kept() {
        for (file, told) in [
            ("server/src/http.rs", "server/src/http.rs"),
            ("src/clinic/notices/live.rs", "src/clinic/notices/live.rs"),
            ("/root/.cargo/registry/src/index-1f2e/leptos_axum-0.8.10/src/lib.rs", "leptos_axum-0.8.10/src/lib.rs"),
            ("/home/ada/anteroom/server/src/api/live.rs", "server/src/api/live.rs"),
            ("/rustc/e408947bfd200af42db322daf0fadfe7e26d3bd1/library/core/src/option.rs", "core/src/option.rs"),
            ("/home/ada/build/target/debug/out.rs", "debug/out.rs"),
            ("../elsewhere/src/lib.rs", "elsewhere/src/lib.rs"),
        ] {
            assert_eq!(public_path(file), told, "{file}");
        }
    }
}
