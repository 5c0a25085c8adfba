//! Accounts, sessions, invitations.

use chrono::TimeDelta;

use super::{account, fresh, on_both, page, today};
use domain::{
    people::{
        account::{Account, Role},
        invitation::{Invitation, InvitationState},
        session::{Family, MOST_SESSIONS, Token},
    },
    platform::ids::{AccountId, InvitationId, SessionId},
};
use store::{
    Store,
    people::{
        account_repo, invitation_repo,
        session_repo::{self, SessionRecord},
    },
};

on_both!(
    a_known_email_is_refused_and_found,
    a_search_takes_wildcards_as_text,
    a_session_keeps_which_of_its_tokens_are_good,
    the_session_that_was_not_seen_for_longest_makes_room,
    a_password_is_hashed_anew_once,
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
        ("%", None, 0),
        ("50%", None, 2),
        ("50_", None, 2),
        ("5_", None, 2),
        ("%_OF bob", None, 1),
        ("%%", None, 0),
        ("", Some(Role::Admin), 1),
    ] {
        let (items, total) = account_repo::list(&mut read, q, role, page(1, 10)).await.expect("a list");
        assert_eq!((items.len() as i64, total), (expected, expected), "{q:?}");
    }
}

fn session(account: AccountId, seen_days_ago: i64) -> SessionRecord {
    SessionRecord {
        id: SessionId(fresh()),
        account,
        family: Family::new(today()),
        device_name: "Test".into(),
        created_at: today(),
        last_seen_at: today() - TimeDelta::days(seen_days_ago),
        expires_at: today() + TimeDelta::days(1),
    }
}

async fn a_session_keeps_which_of_its_tokens_are_good(store: Store) {
    let mut tx = store.write().await.expect("a transaction");
    let owner = account(&mut tx, Role::Patient, "ada@clinic.example").await;
    let record = session(owner, 3);
    session_repo::insert(&mut tx, &record).await.expect("a session");
    let (now, end) = (today() + TimeDelta::minutes(1), today() + TimeDelta::days(2));
    let held = session_repo::hold(&mut tx, record.id, now).await.expect("a query").expect("the session");
    assert_eq!((held.family, held.last_seen_at, held.expires_at), (record.family, now, record.expires_at));
    let family = Family {
        newest: Token { generation: u32::MAX, sibling: 7 },
        used: u32::MAX,
        used_at: today() + TimeDelta::seconds(1),
        given_at: today() + TimeDelta::seconds(2),
    };
    session_repo::renew(&mut tx, record.id, family, end).await.expect("renewed");
    let found = session_repo::find(&mut tx, record.id, now).await.expect("a query").expect("the session");
    assert_eq!((found.family, found.expires_at, found.created_at), (family, end, record.created_at));
    assert!(session_repo::find_me(&mut tx, record.id, today()).await.expect("a query").is_some());
    assert!(session_repo::find_me(&mut tx, record.id, end).await.expect("a query").is_none(), "expired");
    assert!(session_repo::find(&mut tx, record.id, end).await.expect("a query").is_none(), "expired");
    assert!(session_repo::hold(&mut tx, record.id, end).await.expect("a query").is_none(), "expired");
    assert!(!session_repo::delete_own(&mut tx, record.id, AccountId(fresh())).await.expect("not theirs"));
    assert!(session_repo::delete_own(&mut tx, record.id, owner).await.expect("deleted"));
    assert_eq!(session_repo::delete(&mut tx, record.id).await.expect("nothing"), None);
}

async fn the_session_that_was_not_seen_for_longest_makes_room(store: Store) {
    let mut tx = store.write().await.expect("a transaction");
    let owner = account(&mut tx, Role::Patient, "ada@clinic.example").await;
    let other = account(&mut tx, Role::Patient, "bea@clinic.example").await;
    let sessions: Vec<_> = (0..MOST_SESSIONS + 2).map(|days| session(owner, days)).collect();
    for session in sessions.iter().chain([&session(other, 90)]) {
        session_repo::insert(&mut tx, session).await.expect("a session");
    }
    // The new one stays, even if it was seen at no other time than the others.
    let new = sessions.last().expect("a session").id;
    session_repo::make_room(&mut tx, owner, new).await.expect("room");
    let left = session_repo::list(&mut tx, owner, today()).await.expect("a list");
    let expected: Vec<_> = sessions[..sessions.len() - 3].iter().map(|session| session.id).chain([new]).collect();
    assert_eq!(left.iter().map(|session| session.id).collect::<Vec<_>>(), expected);
    assert_eq!(left.len(), usize::try_from(MOST_SESSIONS).expect("a small number"));
    assert_eq!(session_repo::list(&mut tx, other, today()).await.expect("a list").len(), 1);
    account_repo::hold(&mut tx, owner).await.expect("held");
}

async fn a_password_is_hashed_anew_once(store: Store) {
    let mut tx = store.write().await.expect("a transaction");
    let id = account(&mut tx, Role::Patient, "ada@clinic.example").await;
    let before = account_repo::find(&mut tx, id).await.expect("a query").expect("ada").password_hash;
    account_repo::rehash(&mut tx, id, &before, "new").await.expect("replaced");
    account_repo::rehash(&mut tx, id, &before, "newer").await.expect("too late");
    assert_eq!(account_repo::find(&mut tx, id).await.expect("a query").expect("ada").password_hash, "new");
}

async fn an_invitation_is_used_once(store: Store) {
    let mut tx = store.write().await.expect("a transaction");
    let admin = account(&mut tx, Role::Admin, "admin@clinic.example").await;
    let new = |days| Invitation {
        id: InvitationId(fresh()),
        email: None,
        created_at: today(),
        expires_at: today() + TimeDelta::days(days),
        used_at: None,
        revoked_at: None,
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
    let (listed, total) = invitation_repo::list(&mut tx, None, today(), page(1, 2)).await.expect("a list");
    assert_eq!((listed.len(), total), (2, 3));
    // Open before it was used: nobody's now.
    for (state, those) in [
        (InvitationState::Open, vec![]),
        (InvitationState::Used, vec![open.id]),
        (InvitationState::Expired, vec![expired.id]),
        (InvitationState::Revoked, vec![revoked.id]),
    ] {
        let (listed, total) = invitation_repo::list(&mut tx, Some(state), today(), page(1, 9)).await.expect("a list");
        assert!(listed.iter().all(|invitation| invitation.state == state), "{state}");
        assert_eq!(listed.iter().map(|invitation| invitation.id).collect::<Vec<_>>(), those, "{state}");
        assert_eq!(total, those.len() as i64, "{state}");
    }
}
