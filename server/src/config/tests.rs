use clap::Parser;

use super::*;

fn set(change: impl FnOnce(&mut Options, &mut Secrets)) -> Result<Config, ConfigError> {
    let mut options = Cli::parse_from(["anteroom", "migrate"]).options;
    let mut secrets =
        Secrets { secret_key: "a key of this test, with 32 letters and more".into(), ..Secrets::default() };
    change(&mut options, &mut secrets);
    Config::from_options(&options, &secrets)
}

// The mail transport wants a runtime to be dropped in.
#[tokio::test]
async fn a_wrong_value_names_its_variable() {
    type Change = fn(&mut Options, &mut Secrets);
    let cases: [(&str, Change); 28] = [
        ("ANTEROOM_LISTEN", |o, _| o.listen = "3000".into()),
        ("ANTEROOM_METRICS_LISTEN", |o, _| o.metrics_listen = "9090".into()),
        ("ANTEROOM_METRICS_LISTEN", |o, _| o.metrics_listen = "0.0.0.0:9090".into()),
        ("ANTEROOM_DATABASE_URL", |_, s| s.database_url = "mysql://x".into()),
        ("ANTEROOM_DATABASE_URL", |_, s| s.database_url = "postgres://u@[::1/x".into()),
        ("ANTEROOM_SMTP_URL", |_, s| s.smtp_url = "http://x".into()),
        ("ANTEROOM_SMTP_HELLO", |o, _| o.smtp_hello = "localhost".into()),
        ("ANTEROOM_MAX_OPEN_VISITS", |o, _| o.max_open_visits = "0".into()),
        ("ANTEROOM_MAX_OPEN_VISITS_PER_DOCTOR", |o, _| o.max_open_visits_per_doctor = "many".into()),
        ("ANTEROOM_BASE_URL", |o, _| o.base_url = "http://clinic.example".into()),
        ("ANTEROOM_BASE_URL", |o, _| o.base_url = "https://clinic.example/path".into()),
        ("ANTEROOM_SECRET_KEY", |_, s| s.secret_key = "short".into()),
        ("ANTEROOM_RATE_LIMIT", |o, _| o.rate_limit = "maybe".into()),
        ("ANTEROOM_HSTS_SUBDOMAINS", |o, _| o.hsts_subdomains = "yes".into()),
        ("ANTEROOM_ENV", |o, _| o.environment = "staging".into()),
        ("ANTEROOM_MAIL_FROM", |o, _| o.mail_from = "foo".into()),
        ("ANTEROOM_CURRENCY", |o, _| o.currency = "euro".into()),
        ("ANTEROOM_CORS_ORIGINS", |o, _| o.cors_origins = "https://a.example/path".into()),
        ("ANTEROOM_CORS_ORIGINS", |o, _| o.cors_origins = "*,https://a.example".into()),
        ("ANTEROOM_TLS_KEY", |o, _| o.tls_cert = "chain.pem".into()),
        ("ANTEROOM_TLS_CERT", |o, _| o.tls_key = "key.pem".into()),
        ("ANTEROOM_TRUSTED_PROXIES", |o, _| o.trusted_proxies = "127.0.0.1,proxy.example".into()),
        ("ANTEROOM_SHARED_NETWORKS", |o, _| o.shared_networks = "192.0.2.0/24;198.51.100.7".into()),
        ("ANTEROOM_CURRENCY", |o, _| o.currency = "EUX".into()),
        ("ANTEROOM_CONNECTIONS_PER_NETWORK", |o, _| o.bounds.connections_per_network = "0".into()),
        ("ANTEROOM_LINES_PER_NETWORK", |o, _| o.bounds.lines_per_network = "many".into()),
        ("ANTEROOM_LINES_PER_ACCOUNT", |o, _| o.bounds.lines_per_account = "-1".into()),
        ("ANTEROOM_SECURITY_CONTACT", |o, _| o.security_contact = "security@clinic.example".into()),
    ];
    for (variable, change) in cases {
        let error = set(change).expect_err(variable);
        assert_eq!(error.variable, variable, "{error}");
    }
}

fn production(change: impl FnOnce(&mut Options, &mut Secrets)) -> Result<Config, ConfigError> {
    set(|o, s| {
        o.environment = "production".into();
        o.base_url = "https://clinic.example".into();
        o.trusted_proxies = "127.0.0.1".into();
        o.mail_from = "Anteroom <no-reply@clinic.example>".into();
        s.smtp_url = "smtp://127.0.0.1:2525".into();
        change(o, s);
    })
}

#[tokio::test]
async fn production_wants_mail_an_address_and_a_key() {
    assert!(production(|_, _| {}).is_ok_and(|config| config.warnings.is_empty()));
    assert_eq!(production(|_, s| s.smtp_url.clear()).expect_err("mail").variable, "ANTEROOM_SMTP_URL");
    assert_eq!(production(|o, _| o.base_url.clear()).expect_err("address").variable, "ANTEROOM_BASE_URL");
    assert_eq!(production(|_, s| s.secret_key.clear()).expect_err("key").variable, "ANTEROOM_SECRET_KEY");
}

#[tokio::test]
async fn production_sends_no_mail_from_this_machine() {
    let default = Cli::parse_from(["anteroom", "migrate"]).options.mail_from;
    for (from, taken) in [
        (default.as_str(), false),
        ("no-reply@localhost", false),
        ("Clinic <a@clinic.localhost>", false),
        ("no-reply@anteroom", false),
        ("no-reply@[127.0.0.1]", false),
        ("no-reply@clinic.example", true),
        ("Anteroom <no-reply@mail.clinic.example>", true),
        ("Anteroom <no-reply@xn--clnica-3va.example>", true),
    ] {
        match production(|o, _| o.mail_from = from.into()) {
            Ok(_) => assert!(taken, "{from}"),
            Err(error) => assert!(!taken && error.variable == "ANTEROOM_MAIL_FROM", "{from}: {error}"),
        }
    }
    assert!(set(|o, _| o.mail_from = default).is_ok(), "development sends none");
}

#[tokio::test]
async fn production_tells_no_password_to_whoever_listens_in() {
    for (url, taken) in [
        ("smtp://user:pass@mail.example", false),
        ("smtp://user:pass@mail.example:587?tls=opportunistic", false),
        ("smtp://user:pass@192.0.2.25", false),
        ("smtp://user:pass@mail.example:587?tls=required", true),
        ("smtps://user:pass@mail.example", true),
        ("smtp://user:pass@127.0.0.1:25", true),
        ("smtp://user:pass@localhost", true),
        ("smtps://mail.example", true),
    ] {
        let config = production(|_, s| s.smtp_url = url.into());
        assert!(config.as_ref().is_ok_and(|config| config.warnings.is_empty()) == taken, "{url}: {config:?}");
        assert!(config.is_ok() || config.is_err_and(|error| error.variable == "ANTEROOM_SMTP_URL"), "{url}");
    }
    for (url, taken) in [
        ("postgres://user:pass@db.example/clinic", false),
        ("postgres://user:pass@db.example/clinic?sslmode=prefer", false),
        ("postgres://user:pass@db.example/clinic?sslmode=allow", false),
        ("postgres://user:pass@[2001:db8::5]:5432/clinic", false),
        ("postgres://user:pass@127.0.0.1/clinic?host=db.example", false),
        ("postgres://user:pass@db.example/clinic?sslmode=require", true),
        ("postgresql://user:pass@db.example/clinic?sslmode=verify-full", true),
        ("postgres://user:pass@localhost/clinic", true),
        ("postgres://user:pass@[::1]:5432/clinic", true),
        ("postgres:///clinic?host=/run/postgresql", true),
    ] {
        let config = production(|_, s| s.database_url = url.into());
        assert!(config.as_ref().is_ok_and(|config| config.warnings.is_empty()) == taken, "{url}: {config:?}");
        assert!(config.is_ok() || config.is_err_and(|error| error.variable == "ANTEROOM_DATABASE_URL"), "{url}");
    }
}

#[tokio::test]
async fn production_warns_of_what_was_asked_for() {
    type Change = fn(&mut Options, &mut Secrets);
    let cases: [(&str, Change); 10] = [
        ("ANTEROOM_RATE_LIMIT", |o, _| o.rate_limit = "off".into()),
        ("ANTEROOM_TRUSTED_PROXIES", |o, _| o.trusted_proxies.clear()),
        ("ANTEROOM_SMTP_URL", |_, s| s.smtp_url = "smtp://mail.example".into()),
        ("ANTEROOM_SMTP_URL", |_, s| s.smtp_url = "smtp://mail.example?tls=opportunistic".into()),
        ("ANTEROOM_DATABASE_URL", |_, s| s.database_url = "postgres://u:p@db/clinic?sslmode=disable".into()),
        ("ANTEROOM_TRUSTED_PROXIES", |o, _| o.trusted_proxies = "0.0.0.0/0".into()),
        ("ANTEROOM_TRUSTED_PROXIES", |o, _| o.trusted_proxies = "10.0.0.1,8000::/1".into()),
        ("ANTEROOM_SHARED_NETWORKS", |o, _| o.shared_networks = "192.0.0.0/2".into()),
        ("ANTEROOM_SHARED_NETWORKS", |o, _| o.shared_networks = "::/0".into()),
        ("ANTEROOM_METRICS_LISTEN", |o, _| o.metrics_listen = "0.0.0.0:9090".into()),
    ];
    for (variable, change) in cases {
        let warnings = production(change).expect(variable).warnings;
        assert!(warnings.len() == 1 && warnings[0].starts_with(variable), "{variable}: {warnings:?}");
    }
    let careless = set(|o, _| o.rate_limit = "off".into()).expect("development");
    assert!(careless.warnings.is_empty(), "development is for this machine");
}

#[tokio::test]
async fn no_secret_is_shown_by_debug() {
    let config = set(|_, s| s.smtp_url = "smtp://user:hidden@127.0.0.1".into()).expect("a configuration");
    let shown = format!("{config:?}");
    assert!(!shown.contains("hidden") && !shown.contains("a key of"), "{shown}");
}

#[test]
fn no_secret_can_stand_on_the_command_line() {
    for option in ["--secret-key", "--smtp-url", "--database-url"] {
        assert!(Cli::try_parse_from(["anteroom", "serve", option, "x"]).is_err(), "{option}");
    }
    let create = ["anteroom", "admin", "create", "--email", "a@b.example", "--name", "Ada"];
    assert!(Cli::try_parse_from(create).is_ok());
    assert!(Cli::try_parse_from(create.into_iter().chain(["--password", "x"])).is_err());
}
