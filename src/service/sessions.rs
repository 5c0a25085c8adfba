//! Signing in and out; one session a device.
//!
//! A refresh token is used once: using it gives its one successor. Used again within [`GRACE`], it gives that successor
//! again (two tabs rotate at once); used later, it was stolen, and the session ends.

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    domain::{
        account::{DeviceView, Me, Role},
        ids::SessionId,
        policy::Actor,
        problem::{Findings, Problem},
        text,
    },
    effects::keys,
    service::{Clinic, Error, Result, throttle},
    store::{Change, account_repo, session_repo, session_repo::SessionRecord},
};

/// How long an access token is good.
pub const ACCESS: TimeDelta = TimeDelta::minutes(10);
/// How long a device stays signed in without being used.
pub const REFRESH: TimeDelta = TimeDelta::days(30);
/// How long a used refresh token still gives its successor.
const GRACE: TimeDelta = TimeDelta::seconds(30);

/// A signed-in request: who it is and on which device.
#[derive(Clone, Debug)]
pub struct Session {
    pub id: SessionId,
    pub actor: Actor,
    pub me: Me,
}

/// Who asks: whoever is signed in, else a visitor.
pub fn actor(session: Option<&Session>) -> Actor {
    session.map_or(Actor::Visitor, |session| session.actor)
}

/// What a device keeps. The access token is a JWT of ten minutes, the refresh token is opaque and rotates.
#[derive(Clone)]
pub struct Tokens {
    pub access_token: String,
    /// Seconds.
    pub expires_in: u64,
    pub refresh_token: String,
}

/// Checks e-mail and password and opens a session. `from` is the caller's address, as far as it is known.
pub async fn sign_in(
    clinic: &Clinic,
    email: &str,
    password: &str,
    device_name: &str,
    from: Option<IpAddr>,
) -> Result<(Session, Tokens)> {
    let mut findings = Findings::default();
    for (field, value) in [("email", email.trim()), ("password", password)] {
        if value.is_empty() {
            findings.add(field, "Please fill this in.");
        }
    }
    findings.into_result()?;
    // What is no e-mail is nobody's, and counts by itself. The database may not even be able to look for it.
    let known = text::email(email).ok();
    let counted = known.clone().unwrap_or_else(|| email.trim().to_lowercase());
    let attempt = throttle::sign_in(clinic, &counted, from).await?;
    let account = match &known {
        Some(email) => account_repo::find_by_email(&mut clinic.store.read().await?, email).await?,
        None => None,
    };
    let hash = account.as_ref().map(|account| account.password_hash.as_str());
    let fits = match clinic.effects.passwords.verify(password, hash).await {
        Err(busy) => {
            attempt.undone(clinic).await?;
            return Err(busy);
        }
        Ok(fits) => fits,
    };
    let Some(account) = account.filter(|_| fits) else {
        return Err(Problem::InvalidCredentials.into());
    };

    let now = clinic.effects.clock.now();
    let refresh_token = keys::opaque(clinic.effects.rng.bytes());
    let record = SessionRecord {
        id: SessionId(clinic.effects.rng.id(now)),
        account: account.id,
        refresh_hash: keys::hash(&refresh_token),
        previous_hash: None,
        rotated_at: now,
        device_name: text::line(device_name, 1, 80).unwrap_or_else(|_| "Unnamed device".into()),
        created_at: now,
        last_seen_at: now,
        expires_at: now + REFRESH,
    };
    let mut tx = clinic.store.write().await?;
    session_repo::insert(&mut tx, &record).await?;
    attempt.succeeded(&mut tx, now).await?;
    tx.announce(Change::Account(account.id));
    let me = session_repo::find_account(&mut tx, account.id).await?.ok_or(Problem::InvalidCredentials)?;
    tx.commit().await?;
    Ok((session(record.id, me)?, tokens(clinic, record.id, refresh_token, now)?))
}

/// Takes a refresh token and gives the next pair. Only junk is throttled: a token that is somebody's always counts.
pub async fn refresh(clinic: &Clinic, refresh_token: &str, from: Option<IpAddr>) -> Result<(Session, Tokens)> {
    let now = clinic.effects.clock.now();
    let hash = keys::hash(refresh_token);
    let next = clinic.effects.keys.successor(refresh_token);
    // Looked up before it is written: junk does not keep the writer busy.
    let junk = session_repo::find_by_hash(&mut clinic.store.read().await?, &hash).await?.is_none();
    if junk {
        throttle::junk_token(clinic, from).await?;
        return Err(Problem::Unauthenticated.into());
    }
    let mut tx = clinic.store.write().await?;
    let found = session_repo::find_by_hash(&mut tx, &hash).await?.filter(|record| record.expires_at > now);
    let record = found.ok_or(Problem::Unauthenticated)?;
    let fresh = record.refresh_hash == hash
        && session_repo::rotate(&mut tx, &record, &keys::hash(&next), now, now + REFRESH).await?;
    // Not fresh: the token was used before, or another tab used it this very moment.
    if !fresh && record.refresh_hash != hash && now - record.rotated_at > GRACE {
        session_repo::delete(&mut tx, record.id).await?;
        tx.announce(Change::Account(record.account));
        tx.commit().await?;
        tracing::warn!(session.id = %record.id, "a refresh token was used twice; the session was ended");
        return Err(Problem::Unauthenticated.into());
    }
    let me = session_repo::find_account(&mut tx, record.account).await?.ok_or(Problem::Unauthenticated)?;
    tx.commit().await?;
    Ok((session(record.id, me)?, tokens(clinic, record.id, next, now)?))
}

/// Who is behind an access token; none when it is not valid (any more) or its session has ended.
pub async fn resolve(clinic: &Clinic, access_token: &str) -> Result<Option<Session>> {
    let now = clinic.effects.clock.now();
    let Some(id) = clinic.effects.keys.verify(access_token, now) else {
        return Ok(None);
    };
    let mut tx = clinic.store.read().await?;
    session_repo::find_me(&mut tx, id, now).await?.map(|me| session(id, me)).transpose()
}

/// Ends one of the actor's own sessions.
pub async fn end(clinic: &Clinic, actor: Actor, session: SessionId) -> Result<()> {
    let account = actor.signed_in()?;
    let mut tx = clinic.store.write().await?;
    if !session_repo::delete_own(&mut tx, session, account).await? {
        return Err(Problem::NotFound.into());
    }
    tx.announce(Change::Account(account));
    tx.commit().await?;
    Ok(())
}

/// The actor's signed-in devices, latest first.
pub async fn devices(clinic: &Clinic, actor: Actor, current: SessionId) -> Result<Vec<DeviceView>> {
    let account = actor.signed_in()?;
    let mut tx = clinic.store.read().await?;
    let records = session_repo::list(&mut tx, account, clinic.effects.clock.now()).await?;
    let view = |record: SessionRecord| DeviceView {
        id: record.id,
        device_name: record.device_name,
        created_at: record.created_at,
        last_seen_at: record.last_seen_at,
        current: record.id == current,
    };
    Ok(records.into_iter().map(view).collect())
}

fn session(id: SessionId, me: Me) -> Result<Session> {
    let actor = match (me.role, me.doctor_id) {
        (Role::Patient, _) => Actor::Patient(me.id),
        (Role::Doctor, Some(doctor)) => Actor::Doctor(me.id, doctor),
        (Role::Doctor, None) => return Err(Error::failed("read a doctor's account", "it has no profile")),
        (Role::Admin, _) => Actor::Admin(me.id),
    };
    Ok(Session { id, actor, me })
}

fn tokens(clinic: &Clinic, session: SessionId, refresh_token: String, now: DateTime<Utc>) -> Result<Tokens> {
    let access_token = clinic.effects.keys.sign(session, now, now + ACCESS);
    let access_token = access_token.ok_or_else(|| Error::failed("sign an access token", "no signature"))?;
    Ok(Tokens { access_token, expires_in: ACCESS.num_seconds().unsigned_abs(), refresh_token })
}
