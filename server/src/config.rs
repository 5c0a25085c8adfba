//! Configuration: command line and environment, read once, checked at the start.

mod clock;
mod key;
mod options;

use std::{fs, net::SocketAddr, path::PathBuf};

use anteroom::effects::{self, Clock, Mailer};
use ipnet::IpNet;

pub use self::options::{AdminCommand, Cli, Command, Options};
use crate::{
    currency,
    middleware::{
        address,
        cors::{BadOrigins, Origins},
    },
    tls::Certificate,
};

/// Checked configuration.
#[derive(Clone, Debug)]
pub struct Config {
    pub listen: SocketAddr,
    pub database_url: String,
    pub smtp_url: Option<String>,
    /// Without a trailing slash.
    pub base_url: String,
    pub secret_key: Vec<u8>,
    pub rate_limit: bool,
    pub origins: Origins,
    /// With it the server speaks https only.
    pub tls: Option<Certificate>,
    /// Whose word counts about where a request comes from.
    pub trusted_proxies: Vec<IpNet>,
    pub production: bool,
    pub currency: String,
    pub mail_from: String,
    /// Where the secret key and, in development, mail are kept.
    pub data_folder: PathBuf,
    /// The system's, unless a test gives another.
    pub clock: Clock,
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
    pub fn from_options(options: &Options) -> Result<Self, ConfigError> {
        let listen: SocketAddr = options.listen.parse().map_err(|_| {
            wrong(
                "ANTEROOM_LISTEN",
                format!("{:?}", options.listen),
                "It should be an address and a port, such as 127.0.0.1:3000 or [::]:3000.",
            )
        })?;
        let production = choice("ANTEROOM_ENV", &options.environment, "development", "production")?;
        let rate_limit = choice("ANTEROOM_RATE_LIMIT", &options.rate_limit, "off", "on")?;
        let database_url = options.database_url.clone();
        if !["sqlite:", "postgres:", "postgresql:"].iter().any(|scheme| database_url.starts_with(scheme)) {
            let help = "It should be sqlite://data/anteroom.db or postgres://user:password@host/database.";
            return Err(wrong("ANTEROOM_DATABASE_URL", "unknown scheme", help));
        }
        let smtp_url = (!options.smtp_url.is_empty()).then(|| options.smtp_url.clone());
        if smtp_url.as_deref().is_some_and(|url| Mailer::smtp(url).is_err()) {
            let help = "It should look like smtp://user:password@host:587?tls=required or smtps://host.";
            return Err(wrong("ANTEROOM_SMTP_URL", "it is no address of a mail server", help));
        }
        if !effects::is_mailbox(&options.mail_from) {
            let help = "It should look like Anteroom <no-reply@clinic.example>.";
            return Err(wrong("ANTEROOM_MAIL_FROM", format!("{:?}", options.mail_from), help));
        }
        if production && smtp_url.is_none() {
            let help =
                "In production mail must go out: give smtp://user:password@host:587?tls=required or smtps://host.";
            return Err(wrong("ANTEROOM_SMTP_URL", "it is missing", help));
        }
        if !currency::is_known(&options.currency) {
            let help = "It should be the code of a currency (ISO 4217) in three capitals, such as EUR.";
            return Err(wrong("ANTEROOM_CURRENCY", format!("{:?}", options.currency), help));
        }
        let trusted_proxies = address::parse_trusted(&options.trusted_proxies).map_err(|part| {
            let help = "It should be addresses and networks separated by commas, such as 127.0.0.1,10.0.0.0/8.";
            wrong("ANTEROOM_TRUSTED_PROXIES", format!("{part:?}"), help)
        })?;
        let tls = tls(options)?;
        let base_url = base_url(options, listen, production)?;
        if tls.is_some() && !base_url.starts_with("https://") {
            let help = "It should begin with https://, because ANTEROOM_TLS_CERT is set.";
            return Err(wrong("ANTEROOM_BASE_URL", format!("{base_url:?}"), help));
        }
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
        Ok(Self {
            clock: clock::read(&options.clock, production)?,
            listen,
            smtp_url,
            base_url,
            secret_key: key::secret_key(options, &data_folder, production)?,
            rate_limit,
            origins,
            tls,
            trusted_proxies,
            production,
            currency: options.currency.clone(),
            mail_from: options.mail_from.clone(),
            data_folder,
            database_url,
        })
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

fn base_url(options: &Options, listen: SocketAddr, production: bool) -> Result<String, ConfigError> {
    const HELP: &str = "It should be the public address without a path, such as https://clinic.example; \
        plain http only on loopback.";
    if options.base_url.is_empty() {
        return if production {
            Err(wrong("ANTEROOM_BASE_URL", "it is missing", HELP))
        } else {
            let scheme = if options.tls_cert.is_empty() { "http" } else { "https" };
            Ok(format!("{scheme}://{listen}"))
        };
    }
    let url = options.base_url.trim_end_matches('/');
    let bad = || wrong("ANTEROOM_BASE_URL", format!("{:?}", options.base_url), HELP);
    let uri: axum::http::Uri = url.parse().map_err(|_| bad())?;
    let host = uri.host().ok_or_else(bad)?;
    let loopback =
        host == "localhost" || host.trim_matches(['[', ']']).parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback());
    let path = uri.path_and_query().is_none_or(|path| path.as_str() == "/");
    match uri.scheme_str() {
        Some("https") if path => Ok(url.to_owned()),
        Some("http") if path && loopback => Ok(url.to_owned()),
        _ => Err(bad()),
    }
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

fn data_folder(database_url: &str) -> PathBuf {
    let file = database_url.strip_prefix("sqlite:").map(|rest| rest.trim_start_matches("//"));
    let file = file.map(|rest| PathBuf::from(rest.split('?').next().unwrap_or(rest)));
    let folder = file.and_then(|file| file.parent().map(PathBuf::from));
    match folder {
        Some(folder) if folder.as_os_str().is_empty() => PathBuf::from("."),
        Some(folder) => folder,
        None => PathBuf::from("data"),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    fn options(change: impl FnOnce(&mut Options)) -> Options {
        let mut cli = Cli::parse_from(["anteroom", "migrate"]).options;
        cli.secret_key = "0123456789abcdef0123456789abcdef".into();
        change(&mut cli);
        cli
    }

    // The mail transport wants a runtime to be dropped in.
    #[tokio::test]
    async fn a_wrong_value_names_its_variable() {
        type Change = fn(&mut Options);
        let cases: [(&str, Change); 16] = [
            ("ANTEROOM_LISTEN", |o| o.listen = "3000".into()),
            ("ANTEROOM_DATABASE_URL", |o| o.database_url = "mysql://x".into()),
            ("ANTEROOM_SMTP_URL", |o| o.smtp_url = "http://x".into()),
            ("ANTEROOM_BASE_URL", |o| o.base_url = "http://clinic.example".into()),
            ("ANTEROOM_BASE_URL", |o| o.base_url = "https://clinic.example/path".into()),
            ("ANTEROOM_SECRET_KEY", |o| o.secret_key = "short".into()),
            ("ANTEROOM_RATE_LIMIT", |o| o.rate_limit = "maybe".into()),
            ("ANTEROOM_ENV", |o| o.environment = "staging".into()),
            ("ANTEROOM_MAIL_FROM", |o| o.mail_from = "foo".into()),
            ("ANTEROOM_CURRENCY", |o| o.currency = "euro".into()),
            ("ANTEROOM_CORS_ORIGINS", |o| o.cors_origins = "https://a.example/path".into()),
            ("ANTEROOM_CORS_ORIGINS", |o| o.cors_origins = "*,https://a.example".into()),
            ("ANTEROOM_TLS_KEY", |o| o.tls_cert = "chain.pem".into()),
            ("ANTEROOM_TLS_CERT", |o| o.tls_key = "key.pem".into()),
            ("ANTEROOM_TRUSTED_PROXIES", |o| o.trusted_proxies = "127.0.0.1,proxy.example".into()),
            ("ANTEROOM_CURRENCY", |o| o.currency = "EUX".into()),
        ];
        for (variable, change) in cases {
            let error = Config::from_options(&options(change)).expect_err(variable);
            assert_eq!(error.variable, variable, "{error}");
        }
    }

    #[tokio::test]
    async fn production_wants_mail_an_address_and_a_key() {
        let production = |change: fn(&mut Options)| {
            let options = options(|o| {
                o.environment = "production".into();
                o.smtp_url = "smtp://127.0.0.1:2525".into();
                o.base_url = "https://clinic.example".into();
                change(o);
            });
            Config::from_options(&options)
        };
        assert!(production(|_| {}).is_ok());
        assert_eq!(production(|o| o.smtp_url.clear()).expect_err("mail").variable, "ANTEROOM_SMTP_URL");
        assert_eq!(production(|o| o.base_url.clear()).expect_err("address").variable, "ANTEROOM_BASE_URL");
        assert_eq!(production(|o| o.secret_key.clear()).expect_err("key").variable, "ANTEROOM_SECRET_KEY");
    }
}
