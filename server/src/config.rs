//! Configuration: command line and environment, read once, checked at the start.

mod clock;
mod exposure;
mod key;
mod options;
mod secrets;
#[cfg(test)]
mod tests;
mod weak;

use std::{
    fmt, fs,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use clinic::Limits;
use domain::platform::currency::Currency;
use effects::{Clock, Relay};
use ipnet::IpNet;
use store::PostgresAddress;

use self::exposure::Reach;
pub use self::{
    exposure::{is_loopback, is_loopback_host},
    options::{AdminCommand, Cli, Command, Options},
    secrets::{Secrets, admin_password},
};
use crate::{
    bounds::Bounds,
    middleware::{
        address,
        cors::{BadOrigins, Origins},
    },
    security_txt,
    tls::Certificate,
};

/// Checked configuration.
#[derive(Clone)]
pub struct Config {
    pub listen: SocketAddr,
    /// Where Prometheus asks; without it, nothing is counted.
    pub metrics_listen: Option<SocketAddr>,
    pub database_url: String,
    pub smtp_url: Option<String>,
    /// By what name mail servers are greeted.
    pub smtp_hello: String,
    /// As browsers write an origin: without a trailing slash.
    pub base_url: String,
    pub secret_key: Vec<u8>,
    pub rate_limit: bool,
    pub origins: Origins,
    /// With it the server speaks https only.
    pub tls: Option<Certificate>,
    /// Browsers are told to use https for all hosts below ours as well.
    pub hsts_subdomains: bool,
    /// Whose word counts about where a request comes from.
    pub trusted_proxies: Vec<IpNet>,
    /// Where many people share an address.
    pub shared_networks: Vec<IpNet>,
    /// What one network, one account and everybody may hold at once.
    pub bounds: Bounds,
    /// Whom to tell of a weakness.
    pub security_contacts: Vec<String>,
    pub production: bool,
    pub currency: Currency,
    pub limits: Limits,
    pub mail_from: String,
    /// Where the secret key and, in development, mail are kept.
    pub data_folder: PathBuf,
    /// The system's, unless a test gives another.
    pub clock: Clock,
    /// Files of the operator's that hold secrets.
    pub secret_files: Vec<PathBuf>,
    /// What is taken though it is weak: a sentence each.
    pub warnings: Vec<String>,
}

/// Without its secrets.
impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Config");
        shown.field("listen", &self.listen).field("base_url", &self.base_url).field("production", &self.production);
        shown.finish_non_exhaustive()
    }
}

/// A value that stops the start.
#[derive(Debug, thiserror::Error)]
#[error("{variable} is not usable: {problem}\n  {help}")]
pub struct ConfigError {
    pub variable: &'static str,
    pub problem: String,
    pub help: &'static str,
}

fn wrong(variable: &'static str, problem: impl Into<String>, help: &'static str) -> ConfigError {
    ConfigError { variable, problem: problem.into(), help }
}

impl Config {
    pub fn from_options(options: &Options, secrets: &Secrets) -> Result<Self, ConfigError> {
        let listen = exposure::listener("ANTEROOM_LISTEN", &options.listen)?;
        let production = choice("ANTEROOM_ENV", &options.environment, "development", "production")?;
        let metrics_listen = exposure::metrics_listener(&options.metrics_listen, production)?;
        let rate_limit = choice("ANTEROOM_RATE_LIMIT", &options.rate_limit, "off", "on")?;
        let hsts_subdomains = choice("ANTEROOM_HSTS_SUBDOMAINS", &options.hsts_subdomains, "off", "on")?;
        let (database_url, postgres) = database(&secrets.database_url)?;
        let smtp_url = (!secrets.smtp_url.is_empty()).then(|| secrets.smtp_url.clone());
        if smtp_url.as_deref().is_some_and(|url| Relay::from_url(url, "").is_err()) {
            let help = "It should look like smtp://user:password@host:587?tls=required or smtps://host.";
            return Err(wrong("ANTEROOM_SMTP_URL", "it is no address of a mail server", help));
        }
        if !effects::is_mailbox(&options.mail_from) {
            let help = "It should look like Anteroom <no-reply@clinic.example>.";
            return Err(wrong("ANTEROOM_MAIL_FROM", format!("{:?}", options.mail_from), help));
        }
        if production && !effects::is_from_anywhere(&options.mail_from) {
            let help =
                "In production it should be at a domain of the clinic, such as Anteroom <no-reply@clinic.example>.";
            return Err(wrong("ANTEROOM_MAIL_FROM", format!("{:?}", options.mail_from), help));
        }
        if production && smtp_url.is_none() {
            let help =
                "In production mail must go out: give smtp://user:password@host:587?tls=required or smtps://host.";
            return Err(wrong("ANTEROOM_SMTP_URL", "it is missing", help));
        }
        let currency = Currency::of(&options.currency).ok_or_else(|| {
            let help = "It should be the code of a currency (ISO 4217) in three capitals, such as EUR.";
            wrong("ANTEROOM_CURRENCY", format!("{:?}", options.currency), help)
        })?;
        let networks = |variable, list: &str| {
            let help = "It should be addresses and networks separated by commas, such as 127.0.0.1,10.0.0.0/8.";
            address::parse_networks(list).map_err(|part| wrong(variable, format!("{part:?}"), help))
        };
        let trusted_proxies = networks("ANTEROOM_TRUSTED_PROXIES", &options.trusted_proxies)?;
        let shared_networks = networks("ANTEROOM_SHARED_NETWORKS", &options.shared_networks)?;
        let security_contacts = security_txt::parse_contacts(&options.security_contact).map_err(|part| {
            let help = "It should be addresses with commas between, such as mailto:security@clinic.example.";
            wrong("ANTEROOM_SECURITY_CONTACT", format!("{part:?}"), help)
        })?;
        let tls = tls(options)?;
        let reach = Reach { listen, https: tls.is_some(), trusted_proxies: &trusted_proxies, production };
        let base_url = reach.base_url(&options.base_url)?;
        let limits = Limits {
            open_visits_per_doctor: most("ANTEROOM_MAX_OPEN_VISITS_PER_DOCTOR", &options.max_open_visits_per_doctor)?,
            open_visits: most("ANTEROOM_MAX_OPEN_VISITS", &options.max_open_visits)?,
        };
        let smtp_hello = effects::hello_name(&options.smtp_hello, &base_url).ok_or_else(|| {
            let help = "It should be this machine's full name, such as mail.clinic.example, or its address.";
            wrong("ANTEROOM_SMTP_HELLO", format!("{:?}", options.smtp_hello), help)
        })?;
        let origins: Origins = options.cors_origins.parse().map_err(|bad: BadOrigins| {
            let help = "It should be origins with commas between, such as https://app.example,http://localhost:5173, \
                or * alone.";
            wrong("ANTEROOM_CORS_ORIGINS", bad.to_string(), help)
        })?;
        let data_folder = data_folder(&database_url);
        if let Err(error) = fs::create_dir_all(&data_folder) {
            let variable = "ANTEROOM_DATABASE_URL";
            let problem = format!("the folder {} cannot be made: {error}", data_folder.display());
            return Err(wrong(variable, problem, "Choose another place, or change the folder's owner or rights."));
        }
        let mut config = Self {
            clock: clock::read(&options.clock, production)?,
            listen,
            metrics_listen,
            smtp_url,
            smtp_hello,
            base_url,
            secret_key: key::secret_key(&secrets.secret_key, &data_folder, production)?,
            rate_limit,
            origins,
            tls,
            hsts_subdomains,
            trusted_proxies,
            bounds: Bounds::from_options(&options.bounds, shared_networks.clone())?,
            shared_networks,
            security_contacts,
            production,
            currency,
            limits,
            mail_from: options.mail_from.clone(),
            data_folder,
            database_url,
            secret_files: secrets.files.clone(),
            warnings: Vec::new(),
        };
        if production {
            config.warnings = weak::judge(&config, postgres.as_ref())?;
        }
        Ok(config)
    }

    /// Where an SQLite database stands.
    pub fn database_file(&self) -> Option<PathBuf> {
        database_file(&self.database_url)
    }

    /// Cookies carry `Secure` and `__Host-` names, except where the browser comes over plain http on loopback.
    pub fn secure_cookies(&self) -> bool {
        self.base_url.starts_with("https://")
    }
}

/// True for `yes`, false for `no`, refused otherwise.
fn choice(variable: &'static str, value: &str, no: &str, yes: &str) -> Result<bool, ConfigError> {
    match value {
        value if value == yes => Ok(true),
        value if value == no => Ok(false),
        other => {
            Err(wrong(variable, format!("{other:?}, where {yes:?} or {no:?} is wanted"), "Please correct or unset it."))
        }
    }
}

/// A number from 1 to a million.
fn most(variable: &'static str, value: &str) -> Result<u32, ConfigError> {
    let number = value.parse().ok().filter(|number| (1..=1_000_000).contains(number));
    number.ok_or_else(|| wrong(variable, format!("{value:?}"), "It should be a number from 1 to 1000000."))
}

/// The database's address, and what it says when it is a Postgres.
fn database(url: &str) -> Result<(String, Option<PostgresAddress>), ConfigError> {
    const VARIABLE: &str = "ANTEROOM_DATABASE_URL";
    const HELP: &str = "It should be sqlite://data/anteroom.db or postgres://user:password@host/database.";
    let url = if url.is_empty() { "sqlite://data/anteroom.db" } else { url };
    let postgres = match url.split_once(':') {
        Some(("sqlite", _)) => None,
        Some(("postgres" | "postgresql", _)) => {
            Some(url.parse().map_err(|_| wrong(VARIABLE, "it is no address of a database", HELP))?)
        }
        _ => return Err(wrong(VARIABLE, "unknown scheme", HELP)),
    };
    Ok((url.to_owned(), postgres))
}

/// The certificate, if one is set: both files or none.
fn tls(options: &Options) -> Result<Option<Certificate>, ConfigError> {
    let help = "Set ANTEROOM_TLS_CERT and ANTEROOM_TLS_KEY, or none of them.";
    match (options.tls_cert.as_str(), options.tls_key.as_str()) {
        ("", "") => Ok(None),
        ("", _) => Err(wrong("ANTEROOM_TLS_CERT", "it is missing", help)),
        (_, "") => Err(wrong("ANTEROOM_TLS_KEY", "it is missing", help)),
        (chain, key) => Certificate::read(chain.into(), key.into()).map(Some),
    }
}

/// The file of an SQLite database.
fn database_file(database_url: &str) -> Option<PathBuf> {
    let file = database_url.strip_prefix("sqlite:")?.trim_start_matches("//");
    Some(PathBuf::from(file.split('?').next().unwrap_or(file)))
}

fn data_folder(database_url: &str) -> PathBuf {
    match database_file(database_url).as_deref().map(Path::parent) {
        Some(Some(folder)) if !folder.as_os_str().is_empty() => folder.to_owned(),
        Some(_) => PathBuf::from("."),
        None => PathBuf::from("data"),
    }
}
