//! The executable as a child of the measurement, and what the system says of it.

use std::{
    fs, io,
    net::{SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// Signs the tokens of every measurement.
pub const SECRET: &str = "a key that only measurements know, of 32 bytes and more";

/// A folder of one measurement; it goes with it.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(parent: &Path, name: &str) -> Self {
        let folder = parent.join(format!("{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

/// A program that serves on a port of its own; ended when dropped.
pub struct Served {
    child: Child,
    pub address: SocketAddr,
    /// From the start of the program to the first answer.
    pub ready: Duration,
}

/// A port that was free a moment ago.
pub fn free_address() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address")
}

/// The executable with what every measurement sets. No limit of a network or account is near: all clients are one.
pub fn anteroom(folder: &Path, url: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_anteroom"));
    // The log is written, as in earnest, but not between the figures.
    let log = fs::File::create(folder.join("log")).expect("a log");
    command
        .current_dir(folder)
        .stderr(log)
        .env("ANTEROOM_DATABASE_URL", url)
        .env("ANTEROOM_SECRET_KEY", SECRET)
        .env("ANTEROOM_CONNECTIONS_PER_NETWORK", "1000000")
        .env("ANTEROOM_LINES_PER_NETWORK", "1000000")
        .env("ANTEROOM_LINES_PER_ACCOUNT", "1000000")
        .env("ANTEROOM_RATE_LIMIT", "off")
        .env("ANTEROOM_MAX_OPEN_VISITS_PER_DOCTOR", "1000000")
        .env("ANTEROOM_MAX_OPEN_VISITS", "1000000");
    command
}

/// Serves this database.
pub fn serve(folder: &Path, url: &str) -> Served {
    let address = free_address();
    let mut command = anteroom(folder, url);
    command.arg("serve").env("ANTEROOM_LISTEN", address.to_string());
    start(command, address, "/readyz")
}

/// Starts a program and waits until this path of it answers with 200.
pub fn start(mut command: Command, address: SocketAddr, path: &str) -> Served {
    let started = Instant::now();
    let child = command.stdout(Stdio::null()).spawn().expect("the program starts");
    let mut served = Served { child, address, ready: Duration::ZERO };
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    loop {
        if asked(address, &request).is_ok_and(|fine| fine) {
            served.ready = started.elapsed();
            return served;
        }
        if let Ok(Some(status)) = served.child.try_wait() {
            panic!("the program ended: {status}");
        }
        assert!(started.elapsed() < Duration::from_secs(30), "the program is not ready after 30 seconds");
        thread::sleep(Duration::from_millis(1));
    }
}

fn asked(address: SocketAddr, request: &str) -> io::Result<bool> {
    use io::{Read, Write};
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(answer.starts_with(b"HTTP/1.1 200"))
}

impl Served {
    /// Resident memory now and at its peak, in MB (10^6 bytes).
    pub fn memory(&self) -> (f64, f64) {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let of = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            let kib: Option<f64> = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
            kib.unwrap_or(f64::NAN) * 1024.0 / 1e6
        };
        (of("VmRSS:"), of("VmHWM:"))
    }

    /// Seconds of a processor that it has used.
    pub fn cpu(&self) -> f64 {
        cpu_of(&self.child.id().to_string())
    }

    /// Asks it to stop and waits until it has.
    pub fn stop(mut self) {
        let asked = Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status();
        let until = Instant::now() + Duration::from_secs(10);
        while asked.as_ref().is_ok_and(|status| status.success()) && Instant::now() < until {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                return;
            }
            thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Seconds of a processor that this program has used: what the client takes from the server.
pub fn own_cpu() -> f64 {
    cpu_of("self")
}

fn cpu_of(process: &str) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // The name stands in parentheses and may hold spaces; after it, user and system time are fields 12 and 13.
    let rest = stat.rsplit(')').next().unwrap_or_default();
    let ticks: f64 = rest.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<f64>().ok()).sum();
    ticks / 100.0
}
