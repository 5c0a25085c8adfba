//! Addresses of Postgres: which are understood, and which databases are refused at the start, with the reason.

use store::{Store, StoreError};
use testing::postgres::Database;
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
};

use crate::process::{
    executable::{Folder, Setting},
    pooler,
};

/// `postgres://anteroom@127.0.0.1:5432/name` as what stands before the host, host and port, and the rest.
fn parts(url: &str) -> (&str, &str, &str) {
    let (before, rest) = url.split_at(url.find('@').expect("a user") + 1);
    let (server, name) = rest.split_once('/').expect("a database");
    (before, server, name)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_is_found_by_its_ipv6_address() {
    let database = Database::create().await;
    let (user, server, name) = parts(&database.url);
    // Some containers have no IPv6 at all. How the address is read, the store's own tests show.
    let Ok(listener) = TcpListener::bind("[::1]:0").await else { return database.drop().await };
    let port = listener.local_addr().expect("an address").port();
    let server = server.to_owned();
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let mut server = TcpStream::connect(&server).await.expect("the server is there");
            tokio::spawn(async move { copy_bidirectional(&mut client, &mut server).await });
        }
    });
    for host in ["[::1]", "[0:0:0:0:0:0:0:1]"] {
        let store = Store::open(&format!("{user}{host}:{port}/{name}")).await.expect(host);
        store.migrate().await.expect("it can be written to");
        store.close().await;
    }
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_cannot_hold_every_name_is_refused() {
    for encoding in ["LATIN1", "SQL_ASCII", "EUC_JP"] {
        let how = format!("ENCODING '{encoding}' LOCALE 'C' TEMPLATE template0");
        let database = Database::create_with(&how).await;
        let refused = Store::open(&database.url).await.err().expect(encoding);
        assert!(matches!(&refused, StoreError::Encoding(found) if found == encoding), "{refused}");
        let folder = Folder::new();
        let setting = Setting { url: database.url.clone(), smtp_port: 9, folder: folder.0.clone() };
        for command in ["serve", "migrate"] {
            let (well, said) = setting.run(&[command], &[("ANTEROOM_LISTEN", "127.0.0.1:0")]);
            assert!(!well && said.contains("ANTEROOM_DATABASE_URL is not usable"), "{said}");
            assert!(said.contains(encoding) && said.contains("createdb --encoding=UTF8"), "{said}");
        }
        database.drop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pooler_that_lends_sessions_by_the_statement_is_refused() {
    let database = Database::create().await;
    let (user, server, name) = parts(&database.url);
    for sessions in 1..=3 {
        let address = pooler::in_front_of(server, sessions).await;
        let refused = Store::open(&format!("{user}{address}/{name}")).await.err().expect("it is refused");
        assert!(matches!(refused, StoreError::Pooler), "{sessions}: {refused}");
    }
    let folder = Folder::new();
    let address = pooler::in_front_of(server, 1).await;
    let setting = Setting { url: format!("{user}{address}/{name}"), smtp_port: 9, folder: folder.0.clone() };
    let (well, said) = setting.run(&["serve"], &[("ANTEROOM_LISTEN", "127.0.0.1:0")]);
    assert!(!well && said.contains("pool_mode"), "{said}");
    database.drop().await;
}
