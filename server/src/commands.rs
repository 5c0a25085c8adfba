//! What the command line does beside serving.

use std::{
    io::{self, BufRead, IsTerminal, Write},
    sync::Arc,
};

use clinic::{
    Clinic, Settings,
    insight::{integrity, statistics},
    people::accounts,
};
use domain::platform::problem::Problem;
use effects::{
    Clock,
    zones::{self, Rules, Source},
};
use store::Store;

use chrono::NaiveDate;

use crate::{
    assets,
    config::{AdminCommand, Cli, Command, Config, Secrets, admin_password},
    rights,
    serve::{self, BoxError},
    telemetry,
};

const NO_DEMO: &str = "demo accounts have a password that everybody knows; there are none in production. Leave out the \
    demo, or set ANTEROOM_ENV=development to look at it on this machine.";

const DEMO_DATA: &str = "this database holds demo data: accounts, an admin's too, whose password everybody knows. To begin \
    anew, give another address in ANTEROOM_DATABASE_URL (sqlite://data/clinic.db, or a new database of PostgreSQL), then \
    run: anteroom admin create";

/// Runs the command; false when it found what it was looking for (`check`, `doctor`).
pub async fn run(cli: Cli) -> Result<bool, BoxError> {
    rights::keep_to_ourselves();
    telemetry::start_log(&cli.options)?;
    let rules = zones::use_newest(&cli.options.zoneinfo);
    tracing::debug!(version = %rules.version, source = ?rules.source, "rules of time zones");
    let config = Config::from_options(&cli.options, &Secrets::from_environment()?)?;
    let fills = matches!(cli.command, Command::Demo | Command::Serve { demo: true });
    if config.production && fills {
        return Err(NO_DEMO.into());
    }
    // These two look at what is there, and make nothing.
    match cli.command {
        Command::Check => return check(&config).await,
        Command::SelfCheck => return Ok(examine(&config).await),
        _ => {}
    }
    let mut clinic = serve::open(&config).await?;
    serve::prepare(&clinic.store).await?;
    if config.production && demo::is_here(&clinic).await.map_err(told)? {
        return Err(DEMO_DATA.into());
    }
    match cli.command {
        Command::Serve { demo: fill_first } => {
            if fill_first {
                fill(&clinic).await?;
            }
            let is_demo = demo::is_here(&clinic).await.map_err(told)?;
            for weak in &config.warnings {
                tracing::warn!("{weak}");
            }
            clinic.settings = Arc::new(Settings { demo: is_demo, ..Settings::clone(&clinic.settings) });
            let state = serve::state(clinic, &config);
            let base_url = config.base_url.clone();
            serve::serve(state, &config, move |address| started(&base_url, address, is_demo)).await?;
        }
        Command::Migrate => {
            say(&format!("The {} database is up to date.", clinic.store.engine_name()));
        }
        Command::Admin { command: AdminCommand::Create { email, name } } => {
            let password = admin_password()?.map_or_else(ask_password, Ok)?;
            let made = accounts::create_admin(&clinic, &email, &password, &name).await;
            made.map_err(told)?;
            say("The admin can sign in now.");
        }
        Command::Demo => {
            fill(&clinic).await?;
        }
        Command::Recount => {
            statistics::recount(&clinic).await.map_err(told)?;
            say("The figures are what the visits add up to.");
        }
        Command::Check | Command::SelfCheck => {}
    }
    Ok(true)
}

/// The integrity scan; false when it finds anything.
async fn check(config: &Config) -> Result<bool, BoxError> {
    let store = Store::open_existing(&config.database_url).await.map_err(serve::database)?;
    if !store.is_migrated().await? {
        return Err("the database is not up to date. Run: anteroom migrate".into());
    }
    let errors = integrity::scan(&serve::clinic(config, store)?).await.map_err(told)?;
    for finding in &errors {
        say(finding);
    }
    say(&match errors.len() {
        0 => "All is well: no overlaps, no orphan claims, every history and every figure adds up.".to_owned(),
        n => format!("{n} errors."),
    });
    Ok(errors.is_empty())
}

/// Words of a refusal, its fields included.
fn told(error: clinic::Error) -> BoxError {
    match error {
        clinic::Error::Problem(Problem::Invalid { fields }) => {
            let lines: Vec<String> =
                fields.iter().map(|f| format!("{}: {}", f.field, words::fault(&f.fault))).collect();
            lines.join("\n").into()
        }
        clinic::Error::Problem(problem) => words::problem(&problem).into(),
        other => other.into(),
    }
}

async fn fill(clinic: &Clinic) -> Result<(), BoxError> {
    if let Some(filled) = demo::fill_if_empty(clinic).await.map_err(told)? {
        say(&format!("Demo data: {} patients, {} doctors, {} visits.", filled.patients, filled.doctors, filled.visits));
    }
    Ok(())
}

fn started(base_url: &str, address: std::net::SocketAddr, demo: bool) {
    say("");
    say(&format!("Anteroom is open at {base_url}"));
    if !base_url.ends_with(&format!(":{}", address.port())) {
        say(&format!("It listens on {address}"));
    }
    if demo {
        for role in ["patient", "doctor", "admin"] {
            say(&format!("  {role:<8} {role}@demo.example   password {}", demo::PASSWORD));
        }
    }
}

/// From whoever sits at the terminal, unseen and twice; otherwise the first line of what is piped in.
fn ask_password() -> Result<String, BoxError> {
    if io::stdin().is_terminal() {
        let password = rpassword::prompt_password("Password (10 characters or more, not shown): ")?;
        if rpassword::prompt_password("Once more: ")? != password {
            return Err("these were two different passwords. Run the command again.".into());
        }
        return Ok(password);
    }
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// The self-check: a line for each part, and how to mend it.
async fn examine(config: &Config) -> bool {
    let mut well = true;
    let mut tell = |part: &str, result: Result<String, String>| match result {
        Ok(fine) => say(&format!("ok    {part}: {fine}")),
        Err(mend) => {
            well = false;
            say(&format!("WRONG {part}: {mend}"));
        }
    };
    let store = Store::open_existing(&config.database_url).await;
    let migrated = match &store {
        Ok(store) => {
            store.is_migrated().await.map(|fine| (fine, store.engine_name())).map_err(|error| error.to_string())
        }
        Err(error) => Err(error.to_string()),
    };
    tell(
        "database",
        match migrated {
            Ok((true, engine)) => Ok(format!("{engine} answers and is up to date")),
            Ok((false, _)) => Err("it is not up to date. Run: anteroom migrate".into()),
            Err(error) => Err(format!(
                "{error}. Check ANTEROOM_DATABASE_URL and that the database runs; a new one is made by: anteroom migrate"
            )),
        },
    );
    if let (true, Ok(store)) = (config.production, &store) {
        let here = match serve::clinic(config, store.clone()) {
            Ok(clinic) => demo::is_here(&clinic).await.unwrap_or(false),
            Err(_) => false,
        };
        tell("demo", if here { Err(DEMO_DATA.into()) } else { Ok("there are no demo accounts".into()) });
    }
    let mail = match serve::mailer(config) {
        Ok(mailer) => mailer.check(&config.mail_from).await.map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    tell(
        "mail",
        match (mail, &config.smtp_url) {
            (Ok(()), Some(_)) => Ok("the mail server takes mail from us".into()),
            (Ok(()), None) => Ok("no mail server is set; mail is kept in files and shown at /dev/mail".into()),
            (Err(error), _) => {
                Err(format!("{error}. Check ANTEROOM_SMTP_URL, ANTEROOM_SMTP_HELLO and ANTEROOM_MAIL_FROM."))
            }
        },
    );
    // Nobody runs this before it was written: an earlier clock is a wrong clock, and tokens would never run out.
    let now = Clock::System.now();
    tell(
        "clock",
        match now.timestamp() {
            ..1_790_000_000 => Err(format!("it says {now}. Set the system's clock, for example by NTP.")),
            _ => Ok(format!("it says {now}")),
        },
    );
    tell("time zones", zone_rules(zones::in_use(), now.date_naive()));
    tell(
        "files",
        match tempfile(&config.data_folder) {
            Ok(()) => Ok(format!("{} can be written", config.data_folder.display())),
            Err(error) => {
                Err(format!("{} cannot be written: {error}. Change its owner or rights.", config.data_folder.display()))
            }
        },
    );
    let wide = rights::too_wide(config);
    tell(
        "rights",
        match wide.as_slice() {
            [] => Ok("nobody else can read the files".into()),
            wide => {
                let paths: Vec<_> = wide.iter().map(|path| path.display().to_string()).collect();
                Err(format!("others can read or change them. Run: chmod go-rwx {}", paths.join(" ")))
            }
        },
    );
    tell(
        "site",
        match assets::code() {
            Some(code) => Ok(format!("pages, WASM and style are here ({})", code.folder)),
            None => Err("no site was built. Run: scripts/build".into()),
        },
    );
    // Told, and no reason to fail: somebody has decided so.
    for weak in &config.warnings {
        say(&format!("weak  {weak}"));
    }
    well
}

/// Which rules of time zones hold, from where and how old. Governments change their clocks several times a year.
fn zone_rules(rules: &Rules, today: NaiveDate) -> Result<String, String> {
    const OLD: i64 = 400;
    let from = match &rules.source {
        Source::System(folder) => format!("from {}", folder.display()),
        Source::Embedded { system: Some(system) } => format!("from the executable; the system's are {system}"),
        Source::Embedded { system: None } => "from the executable; the system has none".to_owned(),
    };
    let days = (today - rules.since).num_days();
    let told = format!("rules {} of {}, {days} days old, {from}", rules.version, rules.since);
    match days {
        ..=OLD => Ok(told),
        _ => Err(format!("{told}. Visits may stand an hour off: update the system's package tzdata, or Anteroom.")),
    }
}

fn tempfile(folder: &std::path::Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let path = folder.join(".anteroom-self-check");
    std::fs::write(&path, b"x")?;
    std::fs::remove_file(path)
}

/// A line for whoever runs the command.
fn say(line: &str) {
    // A closed pipe is no reason to fail.
    writeln!(io::stdout().lock(), "{line}").ok();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_rules_of_time_zones_are_told() {
        let rules = zones::in_use();
        let after = |days| zone_rules(rules, rules.since + chrono::Duration::days(days));
        let told = after(30).expect("fresh");
        assert!(told.starts_with(&format!("rules {} of ", rules.version)) && told.contains("30 days old"), "{told}");
        assert!(after(401).is_err_and(|mend| mend.contains("update the system's package tzdata")));
    }
}
