//! The command line, and the variables that can stand in for its options.

use clap::{Args, Parser, Subcommand};

/// Find a doctor, book a time that is really free, meet.
#[derive(Parser)]
#[command(name = "anteroom", version, about)]
pub struct Cli {
    #[command(flatten)]
    pub options: Options,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    /// Serve the application.
    Serve {
        /// Fill an empty database with demo data, and say on every page that it is.
        #[arg(long)]
        demo: bool,
    },
    /// Bring the database's schema up to date.
    Migrate,
    /// Work on admins.
    Admin {
        #[command(subcommand)]
        command: AdminCommand,
    },
    /// Fill an empty database with demo data.
    Demo,
    /// Look for overlaps, orphan claims and histories that do not add up; exit with 1 when there are any.
    Check,
    /// Count the figures anew from the visits: for when `check` says that they differ. Bookings wait meanwhile.
    Recount,
    /// Check database, mail, clock and files, and say how to mend what is wrong.
    Doctor,
}

#[derive(Subcommand)]
pub enum AdminCommand {
    /// Make an admin. The password is read from ANTEROOM_ADMIN_PASSWORD, or from the first line of standard input.
    Create {
        #[arg(long)]
        email: String,
        /// Full name.
        #[arg(long)]
        name: String,
        #[arg(long, env = "ANTEROOM_ADMIN_PASSWORD", hide = true, hide_env_values = true)]
        password: Option<String>,
    },
}

/// Every option can stand in the environment. Values are checked by [`Config::from_options`], which names the variable.
#[derive(Args, Default)]
pub struct Options {
    /// Address and port to listen on.
    #[arg(long, global = true, env = "ANTEROOM_LISTEN", default_value = "127.0.0.1:3000")]
    pub listen: String,
    /// `sqlite://path` (file and folder are made when missing) or `postgres://user:password@host/database`.
    #[arg(
        long,
        global = true,
        env = "ANTEROOM_DATABASE_URL",
        default_value = "sqlite://data/anteroom.db",
        hide_env_values = true
    )]
    pub database_url: String,
    /// `smtp://user:password@host:587?tls=required` or `smtps://…`; without it, mail is written to files and shown at
    /// /dev/mail (development only).
    #[arg(long, global = true, env = "ANTEROOM_SMTP_URL", default_value = "", hide_env_values = true)]
    pub smtp_url: String,
    /// Public address, as it stands in mails. Default: http:// (https:// with a certificate) and the address listened on.
    #[arg(long, global = true, env = "ANTEROOM_BASE_URL", default_value = "")]
    pub base_url: String,
    /// At least 32 characters. In development one is made and kept in the data folder.
    #[arg(long, global = true, env = "ANTEROOM_SECRET_KEY", default_value = "", hide_env_values = true)]
    pub secret_key: String,
    /// `on`, or `off` for tests and load.
    #[arg(long, global = true, env = "ANTEROOM_RATE_LIMIT", default_value = "on")]
    pub rate_limit: String,
    /// `development` or `production`.
    #[arg(long, global = true, env = "ANTEROOM_ENV", default_value = "development")]
    pub environment: String,
    /// PEM file of the certificate and those in between; with it the server speaks https itself.
    #[arg(long, global = true, env = "ANTEROOM_TLS_CERT", default_value = "")]
    pub tls_cert: String,
    /// PEM file of the certificate's private key.
    #[arg(long, global = true, env = "ANTEROOM_TLS_KEY", default_value = "")]
    pub tls_key: String,
    /// Addresses and networks of reverse proxies whose X-Forwarded-For counts, e.g. `127.0.0.1,10.0.0.0/8`.
    #[arg(long, global = true, env = "ANTEROOM_TRUSTED_PROXIES", default_value = "")]
    pub trusted_proxies: String,
    /// Origins whose pages may use the API, with commas between, or `*`; cookies never count across origins.
    #[arg(long, global = true, env = "ANTEROOM_CORS_ORIGINS", default_value = "")]
    pub cors_origins: String,
    /// Currency of all prices (ISO 4217).
    #[arg(long, global = true, env = "ANTEROOM_CURRENCY", default_value = "EUR")]
    pub currency: String,
    /// Sender of all mail.
    #[arg(
        long,
        global = true,
        env = "ANTEROOM_MAIL_FROM",
        default_value = "Anteroom <no-reply@localhost.localdomain>"
    )]
    pub mail_from: String,
    /// For tests: the instant that the clinic's clock shows when it starts (RFC 3339); never in production.
    #[arg(long, global = true, env = "ANTEROOM_CLOCK", default_value = "", hide = true)]
    pub clock: String,
    /// What is logged, e.g. `info` or `info,sqlx=warn`.
    #[arg(long, global = true, env = "ANTEROOM_LOG", default_value = "info")]
    pub log: String,
    /// `text` or `json`.
    #[arg(long, global = true, env = "ANTEROOM_LOG_FORMAT", default_value = "text")]
    pub log_format: String,
}
