//! `anteroom serve`: everything running together, and stopping in order.

use std::{
    net::SocketAddr,
    sync::{Arc, OnceLock},
    time::Duration,
};

use clinic::{Clinic, Settings, jobs};
use effects::{Effects, Keys, Mailer, Passwords, Relay, Rng};
use leptos::config::LeptosOptions;
use store::{Store, StoreError};
use tokio::{net::TcpListener, signal, time};
use tokio_util::sync::CancellationToken;

use crate::{
    assets::{self, Code},
    bounds,
    config::{Config, ConfigError, is_loopback},
    http,
    listen::{self, Gate, Patience},
    permits::Permits,
    state::{AppState, Shared},
    telemetry::Metrics,
};

/// Requests under way and the message being sent have this long when the server stops.
const LAST_CALL: Duration = Duration::from_millis(4000);

/// The same number on Linux, macOS and the BSDs.
#[cfg(unix)]
const SIGXFSZ: i32 = 25;

pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The clinic of this configuration, its database open but not yet migrated.
pub async fn open(config: &Config) -> Result<Clinic, BoxError> {
    let store = Store::open(&config.database_url).await.map_err(database)?;
    clinic(config, store)
}

/// The clinic of this configuration around an open database.
pub fn clinic(config: &Config, store: Store) -> Result<Clinic, BoxError> {
    Ok(Clinic {
        store: store.in_currency(config.currency),
        effects: Effects {
            clock: config.clock.clone(),
            rng: Rng::from_system(),
            passwords: Passwords::new(),
            keys: Keys::new(&config.secret_key),
            mailer: mailer(config)?,
        },
        settings: Arc::new(Settings {
            base_url: config.base_url.clone(),
            mail_from: config.mail_from.clone(),
            rate_limit: config.rate_limit,
            shared_networks: config.shared_networks.clone(),
            demo: false,
            limits: config.limits,
        }),
        diaries: Default::default(),
        pages: Default::default(),
        vocabulary: Default::default(),
    })
}

/// Where this configuration sends mail.
pub fn mailer(config: &Config) -> Result<Mailer, BoxError> {
    // Two providers could be built in; this one is.
    rustls::crypto::ring::default_provider().install_default().ok();
    Ok(match &config.smtp_url {
        Some(url) => Mailer::Smtp(Relay::from_url(url, &config.smtp_hello)?),
        None => Mailer::folder(config.data_folder.join("mail")),
    })
}

/// A database that cannot be opened, by the name of its variable.
pub fn database(error: StoreError) -> ConfigError {
    let help = match error {
        StoreError::Encoding(_) => "Make a database with: createdb --encoding=UTF8 --template=template0 NAME",
        StoreError::Pooler => "Set pool_mode = session for this database, or give the address of PostgreSQL itself.",
        _ => "Check the address, and that the database runs and lets this user in.",
    };
    ConfigError { variable: "ANTEROOM_DATABASE_URL", problem: error.to_string(), help }
}

/// Brings the schema up to date; refuses to go on when its prices are in another currency.
pub async fn prepare(store: &Store) -> Result<(), BoxError> {
    store.migrate().await?;
    store.settle_currency().await.map_err(|error| match error {
        StoreError::OtherCurrency(_) => {
            let help = "Set it back: prices are not converted. Another currency needs another database.";
            ConfigError { variable: "ANTEROOM_CURRENCY", problem: error.to_string(), help }.into()
        }
        error => BoxError::from(error),
    })
}

/// What the handlers share.
pub fn state(clinic: Clinic, config: &Config) -> AppState {
    let code = assets::code().unwrap_or_else(|| {
        tracing::warn!("no site was built: pages will have no style and no islands (run scripts/build)");
        Code::default()
    });
    let mail_folder = match &clinic.effects.mailer {
        Mailer::Folder(folder) if !config.production => Some(folder.path().to_owned()),
        _ => None,
    };
    let bounds = config.bounds.clone().within(bounds::raise_file_limit());
    AppState::from(Shared {
        node: clinic.effects.rng.key(),
        clinic,
        options: LeptosOptions::builder()
            .output_name(code.name)
            .site_pkg_dir(code.folder)
            .site_addr(config.listen)
            .build(),
        parts: code.parts.into(),
        trusted_proxies: config.trusted_proxies.clone(),
        lines: Permits::new(bounds.lines),
        bounds,
        security_contacts: config.security_contacts.clone(),
        origins: config.origins.clone(),
        secure_cookies: config.secure_cookies(),
        hsts_subdomains: config.hsts_subdomains,
        patience: http::PATIENCE,
        mail_folder,
        pages: OnceLock::new(),
        stop: CancellationToken::new(),
    })
}

/// Serves until SIGTERM or Ctrl-C. `started` is called with the address once connections are accepted.
pub async fn serve(state: AppState, config: &Config, started: impl FnOnce(SocketAddr)) -> Result<(), BoxError> {
    let clinic = state.clinic.clone();
    let listener = bind("ANTEROOM_LISTEN", config.listen).await?;
    let metrics = match config.metrics_listen {
        Some(listen) => Some(bind("ANTEROOM_METRICS_LISTEN", listen).await?),
        None => None,
    };
    let address = listener.local_addr()?;
    // A file that would grow beyond what this process may write (RLIMIT_FSIZE) is a full disk, not the end of the server.
    #[cfg(unix)]
    let _full = signal::unix::signal(signal::unix::SignalKind::from_raw(SIGXFSZ)).ok();
    let stop = state.stop.clone();
    let worker = tokio::spawn(jobs::run(clinic.clone(), stop.clone()));
    let schedule = tokio::spawn(jobs::keep_up(clinic.clone(), stop.clone()));
    // Stops last: requests under way still change something.
    let all_done = CancellationToken::new();
    let relay = tokio::spawn({
        let (clinic, stop, node) = (clinic.clone(), all_done.clone(), state.node);
        async move { clinic.store.relay_changes(node, stop).await }
    });
    // Only then: what is counted is kept until somebody sums it up.
    if let Some(listener) = metrics
        && let Some(metrics) = Metrics::start()
    {
        let gate = Gate::new(listener, state.bounds.clone(), Vec::new());
        tokio::spawn(metrics.serve(gate, clinic.store.clone(), stop.clone()));
    }
    // Without a certificate, and with an address that others reach, there is a proxy, or it would not have started.
    let past_a_proxy = config.tls.is_none() && !is_loopback(address.ip());
    let gate = Gate::new(listener, state.bounds.clone(), config.trusted_proxies.clone()).only_proxies(past_a_proxy);
    let (app, tls) = (http::router(state), config.tls.clone());
    let server = tokio::spawn(listen::serve(gate, app, tls, stop.clone(), Patience::default()));
    started(address);
    asked_to_stop().await;
    tracing::info!("stopping");
    stop.cancel();
    let last = time::timeout(LAST_CALL, async { (server.await, worker.await, schedule.await) }).await;
    if last.is_err() {
        tracing::warn!("some requests were not finished in time");
    }
    all_done.cancel();
    relay.await.ok();
    time::timeout(Duration::from_millis(400), clinic.store.close()).await.ok();
    Ok(())
}

async fn bind(variable: &'static str, address: SocketAddr) -> Result<TcpListener, ConfigError> {
    TcpListener::bind(address).await.map_err(|error| ConfigError {
        variable,
        problem: format!("{address}: {error}"),
        help: "Another program may listen there already. Stop it, or choose another port.",
    })
}

async fn asked_to_stop() {
    #[cfg(unix)]
    {
        let mut terminate = match signal::unix::signal(signal::unix::SignalKind::terminate()) {
            Ok(terminate) => terminate,
            Err(_) => return drop(signal::ctrl_c().await),
        };
        tokio::select! {
            _ = terminate.recv() => {}
            _ = signal::ctrl_c() => {}
        }
    }
    #[cfg(not(unix))]
    drop(signal::ctrl_c().await);
}
