//! What stands in a column and is no value of ours: a newer version wrote it, or somebody by hand. It is told by what it is, and
//! nothing is made up in its place.

use chrono::{Days, TimeDelta};

use super::{account, fresh, on_both, page, practice, today};
use domain::{
    people::{account::Role, session::Family},
    platform::ids::SessionId,
};
use store::{
    Store, StoreError, both,
    insight::statistics_repo,
    people::{
        account_repo,
        session_repo::{self, SessionRecord},
    },
    scheduling::schedule_repo,
};

on_both!(
    a_word_that_no_enum_knows,
    a_number_that_is_too_wide,
    an_instant_beyond_the_calendar,
    dates_and_hours_that_cannot_be_read,
);

/// The value that was not known.
fn unknown<T>(read: Result<T, StoreError>) -> String {
    match read.err() {
        Some(StoreError::Unknown { value, .. }) => value,
        other => panic!("{other:?}"),
    }
}

async fn a_word_that_no_enum_knows(store: Store) {
    const BREAK: &str = "UPDATE account SET role = 'wizard' WHERE id = $1";
    let mut tx = store.write().await.expect("a transaction");
    let id = account(&mut tx, Role::Patient, "ada@clinic.example").await;
    both!(tx, |c| sqlx::query(BREAK).bind(id.0).execute(c).await.map(drop)).expect("changed by hand");
    let told = account_repo::find(&mut tx, id).await.expect_err("no such role").to_string();
    assert!(told.contains("unknown") && told.contains("role") && told.contains("\"wizard\""), "{told}");
    assert_eq!(unknown(session_repo::find_account(&mut tx, id).await), "wizard");
    assert_eq!(unknown(account_repo::list(&mut tx, "", None, page(1, 9)).await), "wizard");
}

async fn a_number_that_is_too_wide(store: Store) {
    const BREAK: &str = "UPDATE session SET sibling = 4294967296 WHERE id = $1";
    let mut tx = store.write().await.expect("a transaction");
    let record = SessionRecord {
        id: SessionId(fresh()),
        account: account(&mut tx, Role::Patient, "ada@clinic.example").await,
        family: Family::new(today()),
        device_name: "Test".into(),
        created_at: today(),
        last_seen_at: today(),
        expires_at: today() + TimeDelta::days(1),
    };
    session_repo::insert(&mut tx, &record).await.expect("a session");
    both!(tx, |c| sqlx::query(BREAK).bind(record.id.0).execute(c).await.map(drop)).expect("changed by hand");
    assert_eq!(unknown(session_repo::find(&mut tx, record.id, today()).await), "4294967296");
    assert_eq!(unknown(session_repo::list(&mut tx, record.account, today()).await), "4294967296");
}

async fn an_instant_beyond_the_calendar(store: Store) {
    const BREAK: &str = "UPDATE account SET created_at = 9223372036854775807 WHERE id = $1";
    let mut tx = store.write().await.expect("a transaction");
    let id = account(&mut tx, Role::Patient, "ada@clinic.example").await;
    both!(tx, |c| sqlx::query(BREAK).bind(id.0).execute(c).await.map(drop)).expect("changed by hand");
    assert_eq!(unknown(account_repo::find(&mut tx, id).await), "9223372036854775807");
}

async fn dates_and_hours_that_cannot_be_read(store: Store) {
    const BREAK: [&str; 2] = [
        "UPDATE schedule_exception SET windows = 'noon' WHERE doctor_id = $1",
        "UPDATE schedule_exception SET date = '2026-13-01', windows = '' WHERE doctor_id = $1",
    ];
    let practice = practice(&store).await;
    let (doctor, at) = (practice.doctor, practice.at());
    let mut tx = store.write().await.expect("a transaction");
    let (date, end) = (today().date_naive(), today().date_naive() + Days::new(60));
    schedule_repo::put_exceptions(&mut tx, at, date..=date, &[], "away").await.expect("an exception");
    for (statement, value) in BREAK.into_iter().zip(["noon", "2026-13-01"]) {
        both!(tx, |c| sqlx::query(statement).bind(doctor.0).execute(c).await.map(drop)).expect("changed by hand");
        for told in [
            unknown(schedule_repo::hours_of(&mut tx, &[doctor], date).await),
            unknown(statistics_repo::all_hours(&mut tx, "", date, end).await),
        ] {
            assert!(told.contains(value), "{told}");
        }
    }
    assert_eq!(unknown(schedule_repo::reasons(&mut tx, at, date).await), "2026-13-01");
}
