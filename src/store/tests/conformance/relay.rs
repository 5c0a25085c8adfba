//! What happens to changes when the connection to Postgres does not behave. Every wait in here has an end.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use sqlx::postgres::PgListener;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
    time,
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{Database, account, open};
use domain::{
    people::account::Role,
    platform::ids::{AccountId, AppointmentId, DoctorId},
};
use store::{Change, Store, Times, Topic, people::account_repo};

/// What should happen, happens within this.
const PATIENCE: Duration = Duration::from_secs(60);

async fn within<T>(work: impl Future<Output = T>) -> T {
    time::timeout(PATIENCE, work).await.expect("it happens in time")
}

async fn until(is_so: impl Fn() -> bool) {
    let asked = async {
        while !is_so() {
            time::sleep(Duration::from_millis(5)).await;
        }
    };
    within(asked).await;
}

/// Stands between a store and its Postgres, and passes everything on until told otherwise.
#[derive(Clone, Default)]
struct Between {
    /// So many connections, the first ones, stay open and bring nothing any more.
    silent: Arc<AtomicUsize>,
    opened: Arc<AtomicUsize>,
    /// A commit goes through, and the connection ends before its answer comes back.
    cuts: Arc<AtomicBool>,
}

impl Between {
    /// And the address of the database through it.
    async fn of(database: &Database) -> (Self, String) {
        let (user, rest) = database.url.split_once('@').expect("a user");
        let (upstream, name) = rest.split_once('/').expect("a database");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("{user}@{}/{name}", listener.local_addr().expect("an address"));
        let (between, upstream) = (Self::default(), upstream.to_owned());
        let passing = between.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(&upstream).await.expect("Postgres listens");
                let number = passing.opened.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(passing.clone().pass(number, client, server));
            }
        });
        (between, url)
    }

    async fn pass(self, number: usize, mut client: TcpStream, mut server: TcpStream) {
        let (mut up, mut down) = (vec![0; 16_384], vec![0; 16_384]);
        loop {
            let passed = tokio::select! {
                read = client.read(&mut up) => {
                    let Ok(n @ 1..) = read else { return };
                    if self.is_silent(number) {
                        continue;
                    }
                    let passed = server.write_all(&up[..n]).await;
                    if self.cuts.load(Ordering::SeqCst) && up[..n].windows(6).any(|word| word == b"COMMIT") {
                        server.readable().await.expect("the commit is answered");
                        return;
                    }
                    passed
                }
                read = server.read(&mut down) => {
                    let Ok(n @ 1..) = read else { return };
                    if self.is_silent(number) {
                        continue;
                    }
                    client.write_all(&down[..n]).await
                }
            };
            if passed.is_err() {
                return;
            }
        }
    }

    fn is_silent(&self, number: usize) -> bool {
        number < self.silent.load(Ordering::SeqCst)
    }

    /// All connections there are just now are dead, and nobody says so.
    fn fall_silent(&self) {
        self.silent.store(self.opened.load(Ordering::SeqCst), Ordering::SeqCst);
    }
}

/// Carries for this store, and is heard to.
async fn carry(store: &Store, node: u128, beat: Duration) -> (CancellationToken, JoinHandle<()>) {
    let stop = CancellationToken::new();
    let (receiver, stopped) = (store.clone(), stop.clone());
    let relay = tokio::spawn(async move { receiver.relay_changes_at(Uuid::from_u128(node), stopped, beat).await });
    until(|| store.bus().cache_version(doctor()).is_some()).await;
    (stop, relay)
}

fn doctor() -> DoctorId {
    DoctorId(Uuid::from_u128(7))
}

#[tokio::test]
async fn a_connection_that_died_silently_is_noticed_and_made_anew() {
    let database = Database::create().await;
    let there = within(open(&database.url)).await;
    let (between, url) = Between::of(&database).await;
    let here = within(Store::open(&url)).await.expect("it opens");
    let beat = Duration::from_secs(1);
    let (stop, relay) = carry(&here, 1, beat).await;
    let (stop_there, carrier_there) = carry(&there, 2, beat).await;
    let before = here.bus().cache_version(doctor());
    between.fall_silent();
    until(|| here.bus().cache_version(doctor()).is_none()).await;
    until(|| here.bus().cache_version(doctor()).is_some()).await;
    assert_ne!(here.bus().cache_version(doctor()), before, "copies of before are not trusted");

    let mut changes = here.bus().listen(&[Topic::Times(doctor())]);
    let mut tx = there.write().await.expect("a transaction");
    tx.changes(Change::Doctor(doctor()));
    tx.commit().await.expect("committed");
    // What was missed may be told first.
    while within(changes.next()).await.map(|told| told.change) != Some(Change::Doctor(doctor())) {}
    for (stop, relay) in [(stop, relay), (stop_there, carrier_there)] {
        stop.cancel();
        within(relay).await.expect("it ends");
    }
    within(there.close()).await;
    database.drop().await;
}

/// The echo of one's own is heard as often as it is asked for.
#[tokio::test]
async fn a_connection_that_lives_is_not_taken_for_dead() {
    let database = Database::create().await;
    let store = within(open(&database.url)).await;
    // An echo takes a millisecond, and a second or so beside other work.
    let beat = Duration::from_secs(4);
    let (stop, relay) = carry(&store, 1, beat).await;
    let before = store.bus().cache_version(doctor());
    // The third beat would end a connection whose echo is not heard.
    time::sleep(beat * 5 / 2).await;
    assert_eq!(store.bus().cache_version(doctor()), before);
    stop.cancel();
    within(relay).await.expect("it ends");
    within(store.close()).await;
    database.drop().await;
}

#[tokio::test]
async fn a_commit_that_lost_its_answer_is_told() {
    let database = Database::create().await;
    let direct = within(open(&database.url)).await;
    let (between, url) = Between::of(&database).await;
    let store = within(Store::open(&url)).await.expect("it opens");
    let mut changes = store.bus().listen(&[Topic::Platform]);
    let mut tx = store.write().await.expect("a transaction");
    account(&mut tx, Role::Patient, "ada@clinic.example").await;
    tx.changes(Change::Platform);
    between.cuts.store(true, Ordering::SeqCst);
    let outcome = within(tx.commit()).await;
    assert!(outcome.is_err_and(|error| error.is_unavailable()));
    let mut read = direct.read().await.expect("a connection");
    assert_eq!(account_repo::count(&mut read).await.expect("a count"), 1, "it was committed all the same");
    assert_eq!(within(changes.next()).await.map(|told| told.change), Some(Change::Platform));
    drop(read);
    within(direct.close()).await;
    database.drop().await;
}

/// Whoever may listen on the database learns of nobody's name: a change travels as words and ids.
#[tokio::test]
async fn what_travels_holds_ids_only() {
    let database = Database::create().await;
    let store = within(open(&database.url)).await;
    let mut listener = within(PgListener::connect(&database.url)).await.expect("it connects");
    within(listener.listen("anteroom_change")).await.expect("it listens");
    let (stop, relay) = carry(&store, 1, Duration::from_secs(15)).await;
    let (id, patient) = (AppointmentId(Uuid::from_u128(8)), AccountId(Uuid::from_u128(9)));
    let changes = [
        Change::Appointment { id, version: 3, doctor: doctor(), patient, times: Times::Freed },
        Change::Doctor(doctor()),
        Change::Practice(doctor()),
        Change::Account(patient),
        Change::Platform,
    ];
    let mut tx = store.write().await.expect("a transaction");
    account(&mut tx, Role::Patient, "ada@clinic.example").await;
    changes.into_iter().for_each(|change| tx.changes(change));
    tx.commit().await.expect("committed");
    for _ in changes {
        let heard = within(listener.recv()).await.expect("it is told");
        let mut words = heard.payload().split(' ');
        let sender = words.next().and_then(|word| word.parse::<Uuid>().ok());
        let kind = words.next().unwrap_or_default();
        assert!(sender.is_some() && !kind.is_empty() && kind.chars().all(char::is_alphabetic), "{}", heard.payload());
        assert!(
            words.all(|word| ["3", "freed"].contains(&word) || word.parse::<Uuid>().is_ok()),
            "{}",
            heard.payload()
        );
    }
    stop.cancel();
    within(relay).await.expect("it ends");
    within(store.close()).await;
    database.drop().await;
}

#[tokio::test]
async fn closing_does_not_wait_for_a_carrier_that_was_not_stopped() {
    let database = Database::create().await;
    let store = within(open(&database.url)).await;
    let (_, relay) = carry(&store, 1, Duration::from_secs(15)).await;
    within(store.close()).await;
    within(relay).await.expect("it ends");
    assert_eq!(store.bus().cache_version(doctor()), None, "nobody is heard any more");
    database.drop().await;
}
