//! A PostgreSQL for the tests: the one that the test run names, or one started for this run.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::OnceLock,
};

use sqlx::{AssertSqlSafe, Connection, PgConnection};

/// Names a database on a server where tests may create and drop their own.
const VARIABLE: &str = "ANTEROOM_TEST_POSTGRES_URL";

/// A server of this run. It lives until the run ends: then its standard input closes, and it stops itself.
struct Server {
    url: String,
    _process: Option<Child>,
}

fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| {
        #[expect(clippy::disallowed_methods, reason = "how the test command tells where its server is")]
        match std::env::var(VARIABLE) {
            Ok(url) => Server { url, _process: None },
            Err(_) => start(),
        }
    })
}

/// Through the same script as the test command. `cat` waits for the end of our process.
fn start() -> Server {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let script = here.ancestors().map(|folder| folder.join("scripts/postgres-for-tests")).find(|path| path.exists());
    let script = script.expect("the project has scripts");
    let tell_and_wait = format!("echo \"url=${VARIABLE}\"; exec cat");
    let mut process = Command::new(script)
        .args(["sh", "-c", &tell_and_wait])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("scripts/postgres-for-tests can be run");
    let output = process.stdout.take().expect("its output is piped");
    let url = BufReader::new(output)
        .lines()
        .map_while(Result::ok)
        .find_map(|line| line.strip_prefix("url=").map(str::to_owned))
        .expect("PostgreSQL starts; see the lines above");
    Server { url, _process: Some(process) }
}

/// A database of one test.
pub struct Database {
    name: String,
    pub url: String,
}

impl Database {
    pub async fn create() -> Self {
        Self::create_with("").await
    }

    /// With more words of `CREATE DATABASE`.
    pub async fn create_with(how: &str) -> Self {
        #[expect(clippy::disallowed_methods, reason = "a name that no other test has, also not in another run")]
        let name = format!("test_{}", uuid::Uuid::new_v4().simple());
        run(&format!("CREATE DATABASE {name} {how}")).await;
        let (server, _) = server().url.rsplit_once('/').expect("the address ends in a database");
        Self { url: format!("{server}/{name}"), name }
    }

    pub async fn drop(self) {
        run(&format!("DROP DATABASE {} WITH (FORCE)", self.name)).await;
    }
}

async fn run(statement: &str) {
    let url = tokio::task::spawn_blocking(|| server().url.as_str()).await.expect("the server is there");
    let mut connection = PgConnection::connect(url).await.expect("the test server can be reached");
    sqlx::raw_sql(AssertSqlSafe(statement.to_owned())).execute(&mut connection).await.expect("the statement runs");
    connection.close().await.expect("the connection closes");
}
