//! Accounts, sessions, invitations.

use chrono::TimeDelta;

use super::{account, fresh, on_both, page, today};
use crate::{
    domain::{
        account::Role,
        ids::{AccountId, InvitationId, SessionId},
    },
    store::{
        Store, account_repo, account_repo::Account, invitation_repo, invitation_repo::Invitation, session_repo,
        session_repo::SessionRecord,
    },
};

on_both!(
    a_known_email_is_refused_and_found,
    a_search_takes_wildcards_as_text,
    a_refresh_token_rotates_once,
    an_invitation_is_used_once,
);

async fn a_known_email_is_refused_and_found(store: Store) {
    let mut tx = store.write().await.expect("a transaction");
    let id = account(&mut tx, Role::Patient, "ada@clinic.example").await;
    tx.commit().await.expect("committed");
    let mut read = store.read().await.expect("a connection");
    let found = account_repo::find_by_email(&mut read, "ada@clinic.example").await.expect("a query").expect("ada");
    assert_eq!((found.id, found.role, found.created_at), (id, Role::Patient, today()));
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

async fn a_refresh_token_rotates_once(store: Store) {
    let mut tx = store.write().await.expect("a transaction");
    let owner = account(&mut tx, Role::Patient, "ada@clinic.example").await;
    let record = SessionRecord {
        id: SessionId(fresh()),
        account: owner,
        refresh_hash: vec![1; 32],
        previous_hash: None,
        rotated_at: today(),
        device_name: "Test".into(),
        created_at: today(),
        last_seen_at: today(),
        expires_at: today() + TimeDelta::days(1),
    };
    session_repo::insert(&mut tx, &record).await.expect("a session");
    let end = today() + TimeDelta::days(2);
    assert!(session_repo::rotate(&mut tx, &record, &[2; 32], today(), end).await.expect("rotated"));
    assert!(!session_repo::rotate(&mut tx, &record, &[3; 32], today(), end).await.expect("refused"), "one successor");
    for hash in [[1u8; 32], [2; 32]] {
        let found = session_repo::find_by_hash(&mut tx, &hash).await.expect("a query").expect("the session");
        assert_eq!((found.refresh_hash, found.previous_hash), (vec![2; 32], Some(vec![1; 32])));
    }
    assert!(session_repo::find_me(&mut tx, record.id, today()).await.expect("a query").is_some());
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
        created_at: today(),
        expires_at: today() + TimeDelta::days(days),
        used: false,
        revoked: false,
        used_by: None,
    };
    let (open, expired, revoked) = (new(1), new(-1), new(1));
    for (n, invitation) in (0u8..).zip([&open, &expired, &revoked]) {
        invitation_repo::insert(&mut tx, invitation, &[n; 32], admin).await.expect("an invitation");
    }
    assert!(invitation_repo::use_up(&mut tx, open.id, admin, today()).await.expect("used"));
    assert!(!invitation_repo::use_up(&mut tx, open.id, admin, today()).await.expect("refused"));
    assert!(!invitation_repo::use_up(&mut tx, expired.id, admin, today()).await.expect("refused"));
    assert!(invitation_repo::revoke(&mut tx, revoked.id, today()).await.expect("revoked"));
    assert!(!invitation_repo::use_up(&mut tx, revoked.id, admin, today()).await.expect("refused"));
    let (listed, total) = invitation_repo::list(&mut tx, today(), page(1, 2)).await.expect("a list");
    assert_eq!((listed.len(), total), (2, 3));
}
