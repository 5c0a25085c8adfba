//! The built executable and a real mail server, as processes of a test.

use std::{
    collections::BTreeSet,
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use tokio::time::sleep;

use crate::wire::Remote;

/// A folder of one test; it goes with the test.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new() -> Self {
        #[expect(clippy::disallowed_methods, reason = "a folder that no other test has")]
        let folder = std::env::temp_dir().join(format!("anteroom-crash-{}", uuid::Uuid::new_v4()));
        fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

/// How the executable is started.
pub struct Setting {
    pub url: String,
    pub smtp_port: u16,
    pub folder: PathBuf,
}

impl Setting {
    /// On SQLite in this folder; mail goes nowhere.
    pub fn alone(folder: &Folder) -> Self {
        let url = format!("sqlite://{}", folder.0.join("data/anteroom.db").display());
        Self { url, smtp_port: 9, folder: folder.0.clone() }
    }

    /// Runs a command that ends by itself: whether it went well, and all that it said.
    pub fn run(&self, arguments: &[&str], variables: &[(&str, &str)]) -> (bool, String) {
        let mut command = self.command();
        let out = command.args(arguments).envs(variables.iter().copied()).stdin(Stdio::null()).output();
        let out = out.expect("the executable runs");
        let said = [out.stdout, out.stderr].concat();
        (out.status.success(), String::from_utf8_lossy(&said).into_owned())
    }

    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_anteroom"));
        command
            .current_dir(&self.folder)
            .env("ANTEROOM_DATABASE_URL", &self.url)
            .env("ANTEROOM_SMTP_URL", format!("smtp://127.0.0.1:{}", self.smtp_port))
            .env("ANTEROOM_SECRET_KEY", "a key of this test, with more than thirty-two bytes")
            .env("ANTEROOM_RATE_LIMIT", "off")
            .env("ANTEROOM_MAX_OPEN_VISITS_PER_DOCTOR", "1000")
            .env("ANTEROOM_MAX_OPEN_VISITS", "1000")
            .env("ANTEROOM_LOG", "warn");
        command
    }
}

/// The executable, serving.
pub struct Server {
    process: Child,
    pub remote: Remote,
}

impl Server {
    pub async fn start(setting: &Setting) -> Self {
        Self::start_with(setting, &[], &[]).await
    }

    /// With more arguments of `serve`, and variables that stand above those of the setting.
    pub async fn start_with(setting: &Setting, more: &[&str], variables: &[(&str, &str)]) -> Self {
        Self::run(setting.command(), more, variables).await
    }

    /// By this command, which ends with the executable or one of its arguments.
    pub async fn run(mut command: Command, more: &[&str], variables: &[(&str, &str)]) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address: SocketAddr = listener.local_addr().expect("an address");
        drop(listener);
        let process = command
            .arg("serve")
            .args(more)
            .env("ANTEROOM_LISTEN", address.to_string())
            .env("ANTEROOM_BASE_URL", format!("http://{address}"))
            .envs(variables.iter().copied())
            .stdout(Stdio::null())
            .spawn()
            .expect("the executable starts");
        let mut server = Self { process, remote: Remote::new(address) };
        for _ in 0..2400 {
            if let Ok((200, _)) = server.remote.get("/readyz").await {
                return server;
            }
            if let Ok(Some(status)) = server.process.try_wait() {
                panic!("the executable ended: {status}");
            }
            sleep(Duration::from_millis(50)).await;
        }
        panic!("the executable is not ready after two minutes");
    }

    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// SIGKILL: nothing is finished, nothing is said.
    pub fn kill(mut self) {
        self.process.kill().expect("it can be killed");
        self.process.wait().expect("it ends");
    }

    /// SIGTERM, as a supervisor sends it.
    pub fn tell_to_stop(&self) {
        let pid = self.process.id().to_string();
        let told = Command::new("kill").args(["-TERM", &pid]).status().expect("kill runs");
        assert!(told.success());
    }

    /// Waits for the end; how the executable ended must be well.
    pub fn ended(mut self) {
        let ended = self.process.wait().expect("it ends");
        assert!(ended.success(), "{ended}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// A real mail server that keeps what it gets.
pub struct Sink {
    process: Child,
    pub port: u16,
    folder: PathBuf,
}

impl Sink {
    pub fn start(folder: &Folder) -> Self {
        use std::io::{BufRead, BufReader};

        let folder = folder.0.join("mail");
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut process = Command::new("node")
            .current_dir(root)
            .arg("end2end/smtp-sink.mjs")
            .arg(&folder)
            .stdout(Stdio::piped())
            .spawn()
            .expect("node runs; scripts/setup installs it");
        let mut line = String::new();
        let output = process.stdout.take().expect("its output is piped");
        BufReader::new(output).read_line(&mut line).expect("it tells its port");
        Self { process, port: line.trim().parse().expect("a port; npm install brings smtp-server"), folder }
    }

    /// The last part of each message's id is the id of its job.
    pub fn message_ids(&self) -> BTreeSet<String> {
        let files = fs::read_dir(&self.folder).expect("a folder of mail");
        let texts = files.filter_map(|file| fs::read_to_string(file.ok()?.path()).ok());
        texts.filter_map(|text| message_id(&text)).collect()
    }
}

fn message_id(text: &str) -> Option<String> {
    let line = text.lines().find(|line| line.to_ascii_lowercase().starts_with("message-id:"))?;
    let (_, id) = line.split_once('<')?;
    let (name, _) = id.split_once('@')?;
    name.get(name.len().checked_sub(36)?..).map(str::to_owned)
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}
