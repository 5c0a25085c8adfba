//! The command line, and the variables that can stand in for its options.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::bounds::BoundOptions;

/// No options: the command line of a running program can be read by everybody on the machine.
const SECRETS: &str = "\
Secrets come from the environment only; with _FILE at its end, a variable names a file with the secret instead:
  ANTEROOM_DATABASE_URL  sqlite://path (file and folder are made when missing), the default being sqlite://data/anteroom.db,
                         or postgres://user:password@host/database
  ANTEROOM_SMTP_URL      smtp://user:password@host:587?tls=required or smtps://...; without it, mail is written to files
                         and shown at /dev/mail (development only)
  ANTEROOM_SECRET_KEY    at least 32 characters; in development one is made and kept in the data folder";

/// Find a doctor, book a time that is really free, meet.
#[derive(Parser)]
#[command(name = "anteroom", version, about, after_help = SECRETS)]
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
        /// Fill an empty database with demo data, and say on every page that it is; development only.
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
    /// Fill an empty database with demo data; development only.
    Demo,
    /// Look for overlaps, orphan claims and histories that do not add up; exit with 1 when there are any.
    Check,
    /// Count the figures anew from the visits: for when `check` says that they differ. Bookings wait meanwhile.
    Recount,
    /// Check database, mail, clock, files and who can read them, and say how to mend what is wrong.
    SelfCheck,
}

#[derive(Subcommand)]
pub enum AdminCommand {
    /// Make an admin. The password is read from ANTEROOM_ADMIN_PASSWORD or the file named by ANTEROOM_ADMIN_PASSWORD_FILE,
    /// else it is asked for, or read from the first line of standard input.
    Create {
        #[arg(long)]
        email: String,
        /// Full name.
        #[arg(long)]
        name: String,
    },
}

/// Every option can stand in the environment. Values are checked by [`Config::from_options`], which names the variable.
#[derive(Args, Default)]
pub struct Options {
    /// Address and port to listen on.
    #[arg(long, global = true, env = "ANTEROOM_LISTEN", default_value = "127.0.0.1:3000")]
    pub listen: String,
    /// Address and port for Prometheus, at /metrics there. Default: nobody counts.
    #[arg(long, global = true, env = "ANTEROOM_METRICS_LISTEN", default_value = "")]
    pub metrics_listen: String,
    /// Name by which mail servers are greeted. Default: the host of the public address.
    #[arg(long, global = true, env = "ANTEROOM_SMTP_HELLO", default_value = "")]
    pub smtp_hello: String,
    /// Public address, as it stands in mails. Default: http:// (https:// with a certificate) and the address listened on.
    #[arg(long, global = true, env = "ANTEROOM_BASE_URL", default_value = "")]
    pub base_url: String,
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
    /// `on`, or `off` when hosts below the public address have to be reached by plain http: with `on`, browsers switch all of
    /// them to https (HSTS, includeSubDomains).
    #[arg(long, global = true, env = "ANTEROOM_HSTS_SUBDOMAINS", default_value = "on")]
    pub hsts_subdomains: String,
    /// Addresses and networks of reverse proxies whose X-Forwarded-For counts, e.g. `127.0.0.1,10.0.0.0/8`.
    #[arg(long, global = true, env = "ANTEROOM_TRUSTED_PROXIES", default_value = "")]
    pub trusted_proxies: String,
    /// Networks that many people share, such as those of practices: more is taken from an address there before anybody waits,
    /// and it may have more connections and open pages.
    #[arg(long, global = true, env = "ANTEROOM_SHARED_NETWORKS", default_value = "")]
    pub shared_networks: String,
    /// Origins whose pages may use the API, with commas between, or `*`; cookies never count across origins.
    #[arg(long, global = true, env = "ANTEROOM_CORS_ORIGINS", default_value = "")]
    pub cors_origins: String,
    /// Folder of the system's time zones; their rules hold where they are newer than those in the executable.
    #[arg(long, global = true, env = "ANTEROOM_ZONEINFO", default_value = "/usr/share/zoneinfo")]
    pub zoneinfo: PathBuf,
    #[command(flatten)]
    pub bounds: BoundOptions,
    /// Whom to tell of a weakness, for /.well-known/security.txt: `mailto:`, `https:` or `tel:`, with commas between.
    #[arg(long, global = true, env = "ANTEROOM_SECURITY_CONTACT", default_value = "")]
    pub security_contact: String,
    /// Currency of all prices (ISO 4217).
    #[arg(long, global = true, env = "ANTEROOM_CURRENCY", default_value = "EUR")]
    pub currency: String,
    /// Most visits that a patient may have open with one doctor at once.
    #[arg(long, global = true, env = "ANTEROOM_MAX_OPEN_VISITS_PER_DOCTOR", default_value = "5")]
    pub max_open_visits_per_doctor: String,
    /// And with all doctors together.
    #[arg(long, global = true, env = "ANTEROOM_MAX_OPEN_VISITS", default_value = "20")]
    pub max_open_visits: String,
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
