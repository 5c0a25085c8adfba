//! The figures as they come, and the file that keeps them.

use std::{fs, io::Write, path::Path, process::Command};

use effects::Clock;

/// What a figure should be.
#[derive(Clone, Copy)]
pub enum Aim {
    AtMost(f64),
    AtLeast(f64),
    None,
}

struct Row {
    what: String,
    figure: String,
    aim: String,
    met: &'static str,
}

#[derive(Default)]
pub struct Report {
    rows: Vec<Row>,
    missed: usize,
}

impl Report {
    /// Prints and keeps a figure.
    pub fn figure(&mut self, what: &str, value: f64, unit: &str, aim: Aim) {
        let (aim, met) = match aim {
            Aim::AtMost(most) => (format!("≤ {}", shown(most, unit)), Some(value <= most)),
            Aim::AtLeast(least) => (format!("≥ {}", shown(least, unit)), Some(value >= least)),
            Aim::None => (String::new(), None),
        };
        self.missed += usize::from(met == Some(false));
        let met = met.map_or("", |met| if met { "met" } else { "missed" });
        self.keep(Row { what: what.to_owned(), figure: shown(value, unit), aim, met });
    }

    /// How much of the processors the client and the server had.
    pub fn shares(&mut self, client: f64, server: f64, seconds: f64) {
        let figure = format!("{:.2} + {:.2} cores", client / seconds, server / seconds);
        self.keep(Row { what: "  client + server".into(), figure, aim: String::new(), met: "" });
    }

    fn keep(&mut self, row: Row) {
        let line = format!("{:<62}{:>22}  {:<12}{}\n", row.what, row.figure, row.aim, row.met);
        std::io::stdout().write_all(line.as_bytes()).ok();
        self.rows.push(row);
    }

    /// Writes everything down, and what was found out on the way to the figures.
    pub fn write(&self, file: &Path, notes: &Path, disk: &str) {
        let mut text = String::from(
            "# Measured\n\nWritten by `make bench`. MB and kB are powers of ten. Client and server share this machine.\n\n",
        );
        for (name, value) in machine(disk) {
            text.push_str(&format!("- {name}: {value}\n"));
        }
        text.push_str("\n| what | figure | aim | |\n|---|---:|---:|---|\n");
        for row in &self.rows {
            let what = row.what.strip_prefix("  ").map_or(row.what.clone(), |part| format!("&emsp;{part}"));
            text.push_str(&format!("| {what} | {} | {} | {} |\n", row.figure, row.aim, row.met));
        }
        let notes = fs::read_to_string(notes).unwrap_or_default();
        text.push_str("\n## The way to the figures\n\n");
        text.push_str(notes.trim());
        text.push('\n');
        fs::write(file, text).expect("the results are written");
        let line = format!("\n{} aims missed; written to {}\n", self.missed, file.display());
        std::io::stdout().write_all(line.as_bytes()).ok();
    }
}

fn shown(value: f64, unit: &str) -> String {
    let digits = match value.abs() {
        0.0..0.1 => format!("{value:.4}"),
        0.1..10.0 => format!("{value:.2}"),
        10.0..100.0 => format!("{value:.1}"),
        _ => format!("{value:.0}"),
    };
    let digits = if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.').into() } else { digits };
    if unit == "ratio" { digits } else { format!("{digits} {unit}") }
}

fn machine(disk: &str) -> Vec<(&'static str, String)> {
    let file = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let field = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name));
        line.and_then(|line| line.split_once(':')).map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    };
    let (cpu, memory) = (file("/proc/cpuinfo"), file("/proc/meminfo"));
    let cores = cpu.lines().filter(|line| line.starts_with("processor")).count();
    let kib: f64 = field(&memory, "MemTotal").trim_end_matches(" kB").parse().unwrap_or(f64::NAN);
    let commit = Command::new("git").args(["describe", "--always", "--dirty"]).output();
    let commit = commit.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default();
    let load = file("/proc/loadavg");
    vec![
        ("machine", format!("{}, {cores} cores, {:.0} GB of memory", field(&cpu, "model name"), kib * 1024.0 / 1e9)),
        ("kernel", format!("Linux {}", file("/proc/sys/kernel/osrelease").trim())),
        ("disk", disk.to_owned()),
        ("load of the last minute at the end", load.split(' ').next().unwrap_or_default().to_owned()),
        ("date", Clock::System.now().format("%Y-%m-%d %H:%M UTC").to_string()),
        ("commit", commit),
    ]
}
