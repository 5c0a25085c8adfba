//! One suite for both engines: what holds on SQLite holds on Postgres.

#[path = "../../server/tests/it/postgres.rs"]
mod postgres;

use std::{future::Future, sync::Arc};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sqlx::SqlSafeStr;
use uuid::Uuid;

use super::{
    Store, WriteTx, account_repo,
    account_repo::Account,
    all_statements, appointment_repo,
    appointment_repo::{Event, NewAppointment, Wanted, Whose},
    both, claim_repo, doctor_repo,
    doctor_repo::Doctor,
    figures_repo, integrity_repo, invitation_repo,
    invitation_repo::Invitation,
    outbox_repo,
    outbox_repo::{Audience, JobKind, NewJob},
    schedule_repo, session_repo,
    session_repo::SessionRecord,
    visit_type_repo,
};
use crate::{
    demo,
    domain::{
        account::Role,
        appointment::VisitList,
        figures::JobState,
        ids::{AccountId, AppointmentId, DoctorId, InvitationId, JobId, SessionId, VisitTypeId},
        lifecycle::{Party, Status},
        local::instant,
        page::PageRequest,
        price::Price,
        schedule::Window,
        visit_type::{VisitKind, VisitTypeSpec},
    },
    effects::Effects,
    service::{Clinic, Settings},
};

/// Runs a test on a fresh, migrated database of each engine.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::on_sqlite(super::$name).await;
            })+
        }
        mod on_postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::on_postgres(super::$name).await;
            })+
        }
    };
}

on_both!(
    every_statement_prepares,
    a_known_email_is_refused_and_found,
    a_search_takes_wildcards_as_text,
    a_cell_is_claimed_once,
    a_transaction_that_is_dropped_leaves_nothing,
    many_writers_all_get_their_turn,
    of_two_who_move_a_visit_one_is_refused,
    a_message_is_taken_once_and_told_once,
    a_refresh_token_rotates_once,
    an_invitation_is_used_once,
    hours_and_exceptions_come_back_as_they_were_put,
    a_visit_type_leaves_the_offer_but_not_the_database,
    the_scan_finds_what_is_broken,
    the_demo_is_whole_and_its_lists_and_figures_agree,
);

async fn on_sqlite<F: Future<Output = ()>>(test: impl FnOnce(Store) -> F) {
    let folder = std::env::temp_dir().join(format!("anteroom-store-{}", fresh()));
    let store = open(&format!("sqlite://{}", folder.join("test.db").display())).await;
    test(store.clone()).await;
    store.close().await;
    std::fs::remove_dir_all(folder).expect("the folder can be removed");
}

async fn on_postgres<F: Future<Output = ()>>(test: impl FnOnce(Store) -> F) {
    let database = postgres::Database::create().await;
    let store = open(&database.url).await;
    test(store.clone()).await;
    store.close().await;
    database.drop().await;
}

async fn open(url: &str) -> Store {
    let store = Store::open(url).await.expect("the database opens");
    assert!(!store.is_migrated().await.expect("it answers"));
    store.migrate().await.expect("it migrates");
    assert!(store.is_migrated().await.expect("it answers"));
    store
}

#[expect(clippy::disallowed_methods, reason = "ids that no other test has")]
fn fresh() -> Uuid {
    Uuid::new_v4()
}

/// 2026-11-23T08:00:00Z
fn now() -> DateTime<Utc> {
    instant(1_795_420_800_000)
}

fn page(page: u32, per_page: u32) -> PageRequest {
    PageRequest { page, per_page }
}

async fn account(tx: &mut WriteTx, role: Role, email: &str) -> AccountId {
    let id = AccountId(fresh());
    let account = Account {
        id,
        role,
        email: email.into(),
        password_hash: "x".into(),
        full_name: format!("Person 50%_of {email}"),
        time_zone: "Europe/Berlin".into(),
        created_at: now(),
    };
    account_repo::insert(tx, &account).await.expect("an account");
    id
}

/// A doctor with one visit type and a patient.
struct Practice {
    doctor: DoctorId,
    account: AccountId,
    visit_type: VisitTypeId,
    patient: AccountId,
}

async fn practice(store: &Store) -> Practice {
    let mut tx = store.write().await.expect("a transaction");
    let owner = account(&mut tx, Role::Doctor, "doctor@clinic.example").await;
    let patient = account(&mut tx, Role::Patient, "patient@clinic.example").await;
    let doctor = Doctor {
        id: DoctorId(fresh()),
        account: owner,
        full_name: String::new(),
        email: String::new(),
        designation: "Cardiologist".into(),
        experience_years: 7,
        about: String::new(),
        address: String::new(),
        directions: String::new(),
        time_zone: "Europe/Berlin".into(),
        languages: vec!["de".into(), "en".into()],
        created_at: now(),
        has_hours: false,
        has_visit_type: false,
        has_picture: false,
    };
    doctor_repo::insert(&mut tx, &doctor, "a cardiologist").await.expect("a doctor");
    doctor_repo::set_specialties(&mut tx, doctor.id, &["cardiology".into()]).await.expect("specialties");
    let visit = visit_type().with_id(VisitTypeId(fresh()));
    visit_type_repo::insert(&mut tx, doctor.id, &visit, now()).await.expect("a visit type");
    tx.commit().await.expect("committed");
    Practice { doctor: doctor.id, account: owner, visit_type: visit.id, patient }
}

fn visit_type() -> VisitTypeSpec {
    VisitTypeSpec {
        name: "Check-up".into(),
        minutes: 30,
        buffer_before_minutes: 0,
        buffer_after_minutes: 10,
        minimum_notice_minutes: 60,
        booking_window_days: 90,
        kind: VisitKind::InPerson,
        price: Some(Price(4550)),
    }
}

impl Practice {
    /// A booked visit of half an hour with its first event and its claims.
    async fn book(&self, tx: &mut WriteTx, start: DateTime<Utc>) -> AppointmentId {
        let id = AppointmentId(fresh());
        let end = start + TimeDelta::minutes(30);
        let new = NewAppointment {
            id,
            doctor: self.doctor,
            patient: self.patient,
            visit_type: self.visit_type,
            visit_name: "Check-up".into(),
            kind: VisitKind::InPerson,
            price: None,
            start,
            end,
            buffer_before: 0,
            buffer_after: 10,
            status: Status::Booked,
            created_at: now(),
        };
        appointment_repo::insert(tx, &new).await.expect("an appointment");
        appointment_repo::insert_event(tx, &event(id, 1, None, Status::Booked)).await.expect("an event");
        let first = start.timestamp() / 300;
        let claims = [(self.account, first..first + 8), (self.patient, first..first + 6)];
        claim_repo::insert(tx, id, &claims).await.expect("claims");
        id
    }
}

fn event(appointment: AppointmentId, version: i64, from: Option<Status>, to: Status) -> Event {
    Event {
        appointment, version, from, to, party: Party::Patient, actor: None, at: now(), reason: Some("é 🙂".into())
    }
}

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

async fn a_known_email_is_refused_and_found(store: Store) {
    let mut tx = store.write().await.expect("a transaction");
    let id = account(&mut tx, Role::Patient, "ada@clinic.example").await;
    tx.commit().await.expect("committed");
    let mut read = store.read().await.expect("a connection");
    let found = account_repo::find_by_email(&mut read, "ada@clinic.example").await.expect("a query").expect("ada");
    assert_eq!((found.id, found.role, found.created_at), (id, Role::Patient, now()));
    drop(read);
    let mut tx = store.write().await.expect("a transaction");
    let again = Account { id: AccountId(fresh()), full_name: "Somebody else".into(), ..found };
    let refused = account_repo::insert(&mut tx, &again).await.expect_err("refused");
    assert!(refused.is_taken() && !refused.is_unavailable(), "{refused}");
}

async fn a_search_takes_wildcards_as_text(store: Store) {
    let mut tx = store.write().await.expect("a transaction");
    account(&mut tx, Role::Patient, "ada@clinic.example").await;
    account(&mut tx, Role::Admin, "bob@clinic.example").await;
    tx.commit().await.expect("committed");
    let mut read = store.read().await.expect("a connection");
    for (q, role, expected) in [
        ("", None, 2),
        ("ADA", None, 1),
        ("%", None, 2),
        ("%_OF bob", None, 1),
        ("%%", None, 0),
        ("", Some(Role::Admin), 1),
    ] {
        let (items, total) = account_repo::list(&mut read, q, role, page(1, 10)).await.expect("a list");
        assert_eq!((items.len() as i64, total), (expected, expected), "{q:?}");
    }
}

async fn a_cell_is_claimed_once(store: Store) {
    let practice = practice(&store).await;
    let mut tx = store.write().await.expect("a transaction");
    let id = practice.book(&mut tx, now()).await;
    tx.commit().await.expect("committed");

    let mut tx = store.write().await.expect("a transaction");
    let cell = now().timestamp() / 300;
    let overlap = [(practice.account, cell + 7..cell + 9)];
    let refused = claim_repo::insert(&mut tx, id, &overlap).await.expect_err("the buffer is claimed");
    assert!(refused.is_taken(), "{refused}");
    tx.roll_back().await.expect("undone");

    let mut tx = store.write().await.expect("a transaction");
    claim_repo::insert(&mut tx, id, &[(practice.account, cell + 8..cell + 9)]).await.expect("the next cell is free");
    claim_repo::delete(&mut tx, id).await.expect("freed");
    claim_repo::insert(&mut tx, id, &overlap).await.expect("free again, in the same transaction");
    tx.commit().await.expect("committed");
    let mut read = store.read().await.expect("a connection");
    let found = claim_repo::cells_of(&mut read, &[practice.account, practice.patient], cell, cell + 20).await;
    assert_eq!(found.expect("cells")[&practice.account], [cell + 7, cell + 8]);
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

async fn of_two_who_move_a_visit_one_is_refused(store: Store) {
    let practice = practice(&store).await;
    let mut tx = store.write().await.expect("a transaction");
    let id = practice.book(&mut tx, now()).await;
    let moved = appointment_repo::move_status(&mut tx, id, Status::Booked, 1, Status::Completed).await;
    assert!(moved.expect("a move"));
    let again = appointment_repo::move_status(&mut tx, id, Status::Booked, 1, Status::Cancelled).await;
    assert!(!again.expect("a refusal"), "the version has grown");
    appointment_repo::insert_event(&mut tx, &event(id, 2, Some(Status::Booked), Status::Completed))
        .await
        .expect("event");
    tx.commit().await.expect("committed");
    let mut read = store.read().await.expect("a connection");
    let found = appointment_repo::find(&mut read, id).await.expect("a query").expect("the visit");
    assert_eq!((found.status, found.version, found.start), (Status::Completed, 2, now()));
    let history = appointment_repo::events(&mut read, id).await.expect("events");
    let steps: Vec<_> = history.iter().map(|e| (e.version, e.from, e.to)).collect();
    assert_eq!(steps, [(1, None, Status::Booked), (2, Some(Status::Booked), Status::Completed)]);
    assert_eq!(history[0].reason.as_deref(), Some("é 🙂"));
}

async fn a_message_is_taken_once_and_told_once(store: Store) {
    let job = |kind| NewJob {
        id: JobId(fresh()),
        kind,
        subject: Uuid::from_u128(1),
        version: 1,
        audience: Audience::Owner,
        secret: Some("code".into()),
    };
    let mut tx = store.write().await.expect("a transaction");
    outbox_repo::enqueue(&mut tx, &job(JobKind::Welcome), now()).await.expect("a message");
    outbox_repo::enqueue(&mut tx, &job(JobKind::Welcome), now()).await.expect("told already");
    tx.commit().await.expect("committed");

    let later = now() + TimeDelta::seconds(20);
    let take = async |at: DateTime<Utc>| {
        let mut tx = store.write().await.expect("a transaction");
        let jobs = outbox_repo::take(&mut tx, at, at + TimeDelta::seconds(20), 10).await.expect("jobs");
        tx.commit().await.expect("committed");
        jobs
    };
    let taken = take(now()).await;
    assert_eq!(taken.len(), 1, "the same change is told once");
    assert_eq!((taken[0].attempts, taken[0].secret.as_deref()), (1, Some("code")));
    assert!(take(now()).await.is_empty(), "it is leased");
    let again = take(later).await;
    assert_eq!(again[0].attempts, 2, "the lease ran out: its worker died");

    let id = again[0].id;
    let mut tx = store.write().await.expect("a transaction");
    outbox_repo::postpone(&mut tx, id, later + TimeDelta::hours(1), "no connection").await.expect("postponed");
    assert!(!outbox_repo::any_due(&mut tx, later).await.expect("a query"));
    assert!(outbox_repo::any_due(&mut tx, later + TimeDelta::hours(1)).await.expect("a query"));
    outbox_repo::give_up(&mut tx, id, "refused").await.expect("given up");
    let (failed, total) = outbox_repo::list(&mut tx, Some(JobState::Failed), page(1, 10)).await.expect("a list");
    assert_eq!((total, failed[0].last_error.as_deref()), (1, Some("refused")));
    assert!(outbox_repo::retry(&mut tx, id, later).await.expect("a retry"));
    assert!(!outbox_repo::retry(&mut tx, id, later).await.expect("not failed any more"));
    outbox_repo::settle(&mut tx, id, JobState::Sent, None).await.expect("sent");
    assert!(!outbox_repo::any_due(&mut tx, later + TimeDelta::days(1)).await.expect("a query"));
    outbox_repo::delete_old(&mut tx, later).await.expect("swept");
    assert_eq!(outbox_repo::list(&mut tx, None, page(1, 10)).await.expect("a list").1, 0);
}

async fn a_refresh_token_rotates_once(store: Store) {
    let mut tx = store.write().await.expect("a transaction");
    let owner = account(&mut tx, Role::Patient, "ada@clinic.example").await;
    let record = SessionRecord {
        id: SessionId(fresh()),
        account: owner,
        refresh_hash: vec![1; 32],
        previous_hash: None,
        rotated_at: now(),
        device_name: "Test".into(),
        created_at: now(),
        last_seen_at: now(),
        expires_at: now() + TimeDelta::days(1),
    };
    session_repo::insert(&mut tx, &record).await.expect("a session");
    let end = now() + TimeDelta::days(2);
    assert!(session_repo::rotate(&mut tx, &record, &[2; 32], now(), end).await.expect("rotated"));
    assert!(!session_repo::rotate(&mut tx, &record, &[3; 32], now(), end).await.expect("refused"), "one successor");
    for hash in [[1u8; 32], [2; 32]] {
        let found = session_repo::find_by_hash(&mut tx, &hash).await.expect("a query").expect("the session");
        assert_eq!((found.refresh_hash, found.previous_hash), (vec![2; 32], Some(vec![1; 32])));
    }
    assert!(session_repo::find_me(&mut tx, record.id, now()).await.expect("a query").is_some());
    assert!(session_repo::find_me(&mut tx, record.id, end).await.expect("a query").is_none(), "expired");
    assert!(!session_repo::delete_own(&mut tx, record.id, AccountId(fresh())).await.expect("not theirs"));
    assert!(session_repo::delete_own(&mut tx, record.id, owner).await.expect("deleted"));
}

async fn an_invitation_is_used_once(store: Store) {
    let mut tx = store.write().await.expect("a transaction");
    let admin = account(&mut tx, Role::Admin, "admin@clinic.example").await;
    let new = |days| Invitation {
        id: InvitationId(fresh()),
        email: None,
        created_at: now(),
        expires_at: now() + TimeDelta::days(days),
        used: false,
        revoked: false,
        used_by: None,
    };
    let (open, expired, revoked) = (new(1), new(-1), new(1));
    for (n, invitation) in (0u8..).zip([&open, &expired, &revoked]) {
        invitation_repo::insert(&mut tx, invitation, &[n; 32], admin).await.expect("an invitation");
    }
    assert!(invitation_repo::use_up(&mut tx, open.id, admin, now()).await.expect("used"));
    assert!(!invitation_repo::use_up(&mut tx, open.id, admin, now()).await.expect("refused"));
    assert!(!invitation_repo::use_up(&mut tx, expired.id, admin, now()).await.expect("refused"));
    assert!(invitation_repo::revoke(&mut tx, revoked.id, now()).await.expect("revoked"));
    assert!(!invitation_repo::use_up(&mut tx, revoked.id, admin, now()).await.expect("refused"));
    let (listed, total) = invitation_repo::list(&mut tx, now(), page(1, 2)).await.expect("a list");
    assert_eq!((listed.len(), total), (2, 3));
}

async fn hours_and_exceptions_come_back_as_they_were_put(store: Store) {
    let practice = practice(&store).await;
    let mut tx = store.write().await.expect("a transaction");
    let mut weekly: [Vec<Window>; 7] = Default::default();
    weekly[6] = vec![Window { start: 540, end: 720 }, Window { start: 780, end: 1440 }];
    for _ in 0..2 {
        schedule_repo::set_weekly(&mut tx, practice.doctor, &weekly).await.expect("hours, also twice");
    }
    let date = |day| NaiveDate::from_ymd_opt(2026, 12, day).expect("a date");
    for windows in [vec![Window { start: 0, end: 60 }], vec![]] {
        schedule_repo::put_exception(&mut tx, practice.doctor, date(24), &windows).await.expect("also over another");
    }
    let early = vec![Window { start: 300, end: 600 }];
    schedule_repo::put_exception(&mut tx, practice.doctor, date(1), &early).await.expect("an exception");
    let hours = schedule_repo::hours_of(&mut tx, &[practice.doctor], date(1)).await.expect("hours");
    let hours = &hours[&practice.doctor];
    assert_eq!(hours.weekly, weekly);
    assert_eq!(hours.exceptions, [(date(1), early), (date(24), vec![])].into());
    assert!(schedule_repo::delete_exception(&mut tx, practice.doctor, date(24)).await.expect("deleted"));
    assert!(!schedule_repo::delete_exception(&mut tx, practice.doctor, date(24)).await.expect("none left"));
    let later = schedule_repo::hours_of(&mut tx, &[practice.doctor], date(2)).await.expect("hours");
    assert!(later[&practice.doctor].exceptions.is_empty(), "those before the date are left out");
}

async fn a_visit_type_leaves_the_offer_but_not_the_database(store: Store) {
    let practice = practice(&store).await;
    let mut tx = store.write().await.expect("a transaction");
    let offered = visit_type_repo::offered_by(&mut tx, &[practice.doctor]).await.expect("an offer");
    assert_eq!(offered[&practice.doctor], [visit_type().with_id(practice.visit_type)]);
    let stranger = DoctorId(fresh());
    assert!(!visit_type_repo::archive(&mut tx, stranger, practice.visit_type, now()).await.expect("not theirs"));
    practice.book(&mut tx, now()).await;
    assert!(visit_type_repo::archive(&mut tx, practice.doctor, practice.visit_type, now()).await.expect("archived"));
    assert!(!visit_type_repo::archive(&mut tx, practice.doctor, practice.visit_type, now()).await.expect("once"));
    assert!(visit_type_repo::offered_by(&mut tx, &[practice.doctor]).await.expect("an offer").is_empty());
}

async fn the_scan_finds_what_is_broken(store: Store) {
    let practice = practice(&store).await;
    let mut tx = store.write().await.expect("a transaction");
    let start = now() + TimeDelta::hours(2);
    let first = practice.book(&mut tx, start).await;
    let second = practice.book(&mut tx, start + TimeDelta::hours(1)).await;
    let whole = integrity_repo::scan(&mut tx, now()).await.expect("a scan");
    assert!(whole.iter().all(|(_, ids)| ids.is_empty()), "{whole:?}");

    // By hand, as no use case could.
    const BREAK: [&str; 2] = [
        "UPDATE appointment SET start_at = start_at - 3600000, end_at = end_at - 3600000 WHERE id = $1",
        "UPDATE appointment SET version = version + 1, status = 'cancelled' WHERE id = $1",
    ];
    both!(tx, |c| sqlx::query(BREAK[0]).bind(second.0).execute(c).await.map(drop)).expect("moved over the first");
    let found = integrity_repo::scan(&mut tx, now()).await.expect("a scan");
    let hit: Vec<&str> = found.iter().filter(|(_, ids)| !ids.is_empty()).map(|(what, _)| *what).collect();
    assert_eq!(hit, ["visits of one doctor overlap", "visits of one patient overlap"]);
    claim_repo::delete(&mut tx, second).await.expect("claims taken away");
    both!(tx, |c| sqlx::query(BREAK[1]).bind(first.0).execute(c).await.map(drop)).expect("cancelled without history");
    let found = integrity_repo::scan(&mut tx, now()).await.expect("a scan");
    let hit: Vec<(&str, &[Uuid])> =
        found.iter().filter(|(_, ids)| !ids.is_empty()).map(|(what, ids)| (*what, ids.as_slice())).collect();
    assert_eq!(
        hit,
        [
            ("time is claimed without a visit that keeps it", &[first.0][..]),
            ("a history has not as many entries as the visit has versions", &[first.0]),
            ("a history does not end at the visit's status", &[first.0]),
            ("a visit to come does not claim all of its time", &[second.0]),
        ]
    );
}

async fn the_demo_is_whole_and_its_lists_and_figures_agree(store: Store) {
    let settings = Settings { base_url: String::new(), currency: "EUR".into(), mail_from: String::new(), demo: true };
    let clinic = Clinic { store: store.clone(), effects: Effects::for_tests(now(), 1), settings: Arc::new(settings) };
    demo::fill(&clinic).await.expect("the demo fills an empty database");
    assert!(demo::fill(&clinic).await.is_err(), "and no other");
    let mut read = store.read().await.expect("a connection");
    let findings = integrity_repo::scan(&mut read, now()).await.expect("a scan");
    assert!(findings.iter().all(|(_, ids)| ids.is_empty()), "{findings:?}");

    let count = |part, status| Wanted { whose: Whose::Everybody, part, status, q: String::new(), now: now() };
    let mut totals = Vec::new();
    for part in [VisitList::Upcoming, VisitList::Past, VisitList::Cancelled, VisitList::All] {
        let (items, total) = appointment_repo::list(&mut read, &count(part, None), page(1, 7)).await.expect("a list");
        assert_eq!(items.len(), 7);
        totals.push(total);
    }
    assert_eq!(totals[0] + totals[1] + totals[2], totals[3], "every visit is in one part");
    let mut by_status = 0;
    for status in Status::ALL {
        let wanted = count(VisitList::All, Some(*status));
        by_status += appointment_repo::list(&mut read, &wanted, page(1, 1)).await.expect("a list").1;
    }
    assert_eq!(by_status, totals[3]);
    let figures = figures_repo::platform(&mut read, now()).await.expect("figures");
    assert_eq!((figures.patients, figures.doctors >= 60), (200, true));
    assert_eq!(figures.booked_per_day.len(), 30);
    assert_eq!(figures.booked_per_day.iter().map(|day| day.count).sum::<i64>(), figures.booked.now);
    assert!(figures.completed.now > 0 && figures.cancelled.now > 0);
}

/// Table, column or index, as both engines name it.
#[tokio::test]
async fn both_folders_of_migrations_make_the_same_schema() {
    use super::tx::Engine;
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
        let folder = format!("{}/migrations/{engine}", env!("CARGO_MANIFEST_DIR"));
        let files = std::fs::read_dir(folder).expect("a folder of migrations");
        let mut names: Vec<_> = files.map(|file| file.expect("a file").file_name()).collect();
        names.sort();
        names
    };
    assert_eq!(names("sqlite"), names("postgres"));
}
