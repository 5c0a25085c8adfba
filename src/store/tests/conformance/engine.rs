//! Statements, transactions and migrations.

use super::{account, on_both, on_postgres, on_sqlite};
use domain::people::account::Role;
use sqlx::SqlSafeStr;
use store::{Store, all_statements, both, people::account_repo};

on_both!(every_statement_prepares, a_transaction_that_is_dropped_leaves_nothing, many_writers_all_get_their_turn,);

async fn every_statement_prepares(store: Store) {
    use sqlx::{AssertSqlSafe, Executor};
    let mut tx = store.write().await.expect("a transaction");
    let all = all_statements();
    assert!(all.len() > 50, "statements are listed");
    for (name, statement) in all {
        let sql = AssertSqlSafe(statement).into_sql_str();
        let prepared = both!(tx, |c| c.prepare(sql).await.map(drop));
        assert!(prepared.is_ok(), "{name}: {prepared:?}");
    }
}

async fn a_transaction_that_is_dropped_leaves_nothing(store: Store) {
    let mut tx = store.write().await.expect("a transaction");
    account(&mut tx, Role::Patient, "ada@clinic.example").await;
    drop(tx);
    let mut read = store.read().await.expect("a connection");
    assert_eq!(account_repo::count(&mut read).await.expect("a count"), 0);
}

async fn many_writers_all_get_their_turn(store: Store) {
    let tasks: Vec<_> = (0..60)
        .map(|n| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut tx = store.write().await.expect("a turn");
                // Reads first and writes later: under a deferred transaction SQLite would refuse some of these.
                account_repo::count(&mut tx).await.expect("a count");
                account(&mut tx, Role::Patient, &format!("{n}@clinic.example")).await;
                tx.commit().await.expect("committed");
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("no writer failed");
    }
    let mut read = store.read().await.expect("a connection");
    assert_eq!(account_repo::count(&mut read).await.expect("a count"), 60);
}

/// Table, column or index, as both engines name it.
#[tokio::test]
async fn both_folders_of_migrations_make_the_same_schema() {
    use store::Engine;
    const SQLITE: &str = "SELECT m.name || '.' || p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p
        WHERE m.type = 'table' AND m.name NOT LIKE '\\_sqlx%' ESCAPE '\\' AND m.name NOT LIKE 'sqlite%'
        UNION SELECT tbl_name || ' index ' || name FROM sqlite_master
        WHERE type = 'index' AND name NOT LIKE 'sqlite_autoindex%'";
    const POSTGRES: &str = "SELECT (table_name || '.' || column_name)::TEXT FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name NOT LIKE '\\_sqlx%'
        UNION SELECT tablename || ' index ' || indexname FROM pg_indexes
        WHERE schemaname = 'public' AND indexname NOT LIKE '%\\_pkey' AND indexname NOT LIKE '%\\_key'";
    async fn schema(store: Store) -> Vec<String> {
        let mut tx = store.write().await.expect("a transaction");
        let mut names: Vec<String> = match tx.engine() {
            Engine::Sqlite(c) => sqlx::query_scalar(SQLITE).fetch_all(c).await,
            Engine::Postgres(c) => sqlx::query_scalar(POSTGRES).fetch_all(c).await,
        }
        .expect("the schema");
        names.sort();
        names
    }
    let (send, receive) = tokio::sync::oneshot::channel();
    on_sqlite(async |store| send.send(schema(store).await).expect("sent")).await;
    let sqlite = receive.await.expect("received");
    assert!(sqlite.len() > 80, "{sqlite:?}");
    on_postgres(async |store| assert_eq!(schema(store).await, sqlite)).await;

    let names = |engine: &str| {
        let folder = format!("{}/../../migrations/{engine}", env!("CARGO_MANIFEST_DIR"));
        let files = std::fs::read_dir(folder).expect("a folder of migrations");
        let mut names: Vec<_> = files.map(|file| file.expect("a file").file_name()).collect();
        names.sort();
        names
    };
    assert_eq!(names("sqlite"), names("postgres"));
}
