//! Signing in and out; one session a device. How long it lasts, and which of its refresh tokens are good, stands in
//! [`domain::people::session`].

use std::net::IpAddr;

use chrono::TimeDelta;
use contract::people::{DeviceView, Me};
use domain::{
    insight::security::SecurityEvent,
    notices::job::JobKind,
    people::{
        account::Role,
        policy::{Actor, AsAccount},
        session::{Family, Lifetime},
    },
    platform::{
        email,
        faults::TextFault,
        ids::SessionId,
        problem::{Problem, ValidationErrors},
        text,
    },
};
use store::{
    WriteTx,
    people::{
        account_repo,
        session_repo::{self, SessionRecord},
    },
};

use crate::{
    Caller, Clinic, Error, Result,
    people::{accounts, known_device::KnownDevice},
    platform::{
        security::{self, About},
        throttle,
    },
};

/// How long an access token is good.
pub const ACCESS: TimeDelta = TimeDelta::minutes(10);

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

/// What somebody signs in with, and from where.
#[derive(Clone, Copy)]
pub struct SignIn<'a> {
    pub email: &'a str,
    pub password: &'a str,
    /// As the list of devices calls it.
    pub device_name: &'a str,
    /// What an earlier [`SignedIn::device_token`] was.
    pub device_token: Option<&'a str>,
    /// The session that this device has had so far, where the caller does not come with it: it ends.
    pub instead_of: Option<SessionId>,
}

/// Who has signed in, and what their device keeps.
pub struct SignedIn {
    pub session: Session,
    pub tokens: Tokens,
    /// Kept when the session has ended as well: it tells the device from strangers. See [`KnownDevice`].
    pub device_token: String,
}

/// Checks e-mail and password and opens a session.
pub async fn sign_in(clinic: &Clinic, caller: &Caller, mut form: SignIn<'_>) -> Result<SignedIn> {
    form.instead_of = caller.session.as_ref().map(|session| session.id).or(form.instead_of);
    let SignIn { email: typed, password, device_token, .. } = form;
    let mut errors = ValidationErrors::default();
    for (field, value) in [("email", typed.trim()), ("password", password)] {
        if value.is_empty() {
            errors.add(field, TextFault::Missing);
        }
    }
    errors.into_result()?;
    // What is no e-mail is nobody's, and counts by itself. The database may not even be able to look for it.
    let known = email::checked(typed).ok();
    let counted = known.clone().unwrap_or_else(|| typed.trim().to_lowercase());
    let effects = &clinic.effects;
    let device = KnownDevice::read(device_token, &effects.rng);
    let attempt = throttle::sign_in(clinic, &counted, caller.address, device.known_to(&counted, &effects.keys)).await?;
    let opened = opened(clinic, form, known.as_deref(), &attempt).await;
    // Only a wrong password counts: where the server was too busy or the database failed, nobody guessed.
    if let Err(Error::Problem(Problem::InvalidCredentials)) = &opened {
        let stranger = Some(security::pseudonym(&effects.keys, "e-mail", counted.as_bytes()));
        security::record(SecurityEvent::SignInRefused, About { stranger, ..About::default() });
    } else if opened.is_err() {
        // If this fails as well, the strikes wear off by themselves; what is told is what failed first.
        attempt.undone(clinic).await.ok();
    }
    let (session, tokens) = opened?;
    Ok(SignedIn { session, tokens, device_token: device.after(&counted, &effects.keys) })
}

/// Examines the password, and opens the session.
async fn opened(
    clinic: &Clinic,
    form: SignIn<'_>,
    email: Option<&str>,
    attempt: &throttle::SignIn,
) -> Result<(Session, Tokens)> {
    let SignIn { password, device_name, instead_of, .. } = form;
    let Clinic { effects, store, .. } = clinic;
    let account = match email {
        Some(email) => account_repo::find_by_email(&mut store.read().await?, email).await?,
        None => None,
    };
    let hash = account.as_ref().map(|account| account.password_hash.as_str());
    let fits = effects.passwords.verify(password, hash, attempt.is_known).await?;
    let Some(account) = account.filter(|_| fits) else {
        return Err(Problem::InvalidCredentials.into());
    };
    // Only now the password is here to be hashed as is usual today. When the server is too busy, next time will do.
    let rehashed = match effects.passwords.is_outdated(&account.password_hash) {
        true => effects.passwords.hash(password, &effects.rng).await.ok(),
        false => None,
    };

    let now = effects.clock.now();
    let record = SessionRecord {
        id: SessionId(effects.rng.id(now)),
        account: account.id,
        family: Family::new(now),
        device_name: text::line(device_name, 1, 80).unwrap_or_else(|_| "Unnamed device".into()),
        created_at: now,
        last_seen_at: now,
        expires_at: Lifetime::of(account.role).end(now, now),
    };
    let mut tx = store.write().await?;
    // Those who sign in to one account at once count each other's sessions.
    account_repo::hold(&mut tx, account.id).await?;
    if let Some(rehashed) = rehashed {
        account_repo::rehash(&mut tx, account.id, &account.password_hash, &rehashed).await?;
    }
    if let Some(former) = instead_of {
        end_any(&mut tx, former).await?;
    }
    session_repo::insert(&mut tx, &record).await?;
    session_repo::make_room(&mut tx, account.id, record.id).await?;
    attempt.succeeded(&mut tx, now).await?;
    let me = session_repo::find_account(&mut tx, account.id).await?.ok_or(Problem::InvalidCredentials)?;
    tx.commit().await?;
    let what = Some(if attempt.is_known { "where they are known" } else { "where nobody knows them" }.to_owned());
    let about = About { account: Some(account.id), session: Some(record.id), what, stranger: None };
    security::record(SecurityEvent::SignedIn, about);
    Ok((session(record.id, me)?, tokens(clinic, &record)?))
}

/// Takes a refresh token and gives the next pair. Only junk is throttled: whoever holds a token that was somebody's guesses
/// nothing.
pub async fn refresh(clinic: &Clinic, refresh_token: &str, from: Option<IpAddr>) -> Result<(Session, Tokens)> {
    let now = clinic.effects.clock.now();
    let Some((id, token)) = clinic.effects.keys.read_refresh_token(refresh_token) else {
        throttle::junk_token(clinic, from).await?;
        return Err(Problem::Unauthenticated.into());
    };
    // Looked up before it is written: what has ended does not keep the writer busy.
    let found = session_repo::find(&mut clinic.store.read().await?, id, now).await?;
    found.ok_or(Problem::Unauthenticated)?;
    let mut tx = clinic.store.write().await?;
    let mut record = session_repo::hold(&mut tx, id, now).await?.ok_or(Problem::Unauthenticated)?;
    let Some(family) = record.family.after(token, now) else {
        stolen(clinic, tx, &record).await?;
        return Err(Problem::Unauthenticated.into());
    };
    let me = session_repo::find_account(&mut tx, record.account).await?.ok_or(Problem::Unauthenticated)?;
    record.family = family;
    record.expires_at = Lifetime::of(me.role).end(record.created_at, now);
    session_repo::renew(&mut tx, id, family, record.expires_at).await?;
    tx.commit().await?;
    Ok((session(id, me)?, tokens(clinic, &record)?))
}

/// Two hold tokens of this session, and nobody knows which of them is its owner: it ends, and the owner is told.
async fn stolen(clinic: &Clinic, mut tx: WriteTx, record: &SessionRecord) -> Result<()> {
    let now = clinic.effects.clock.now();
    session_repo::delete(&mut tx, record.id).await?;
    accounts::tell(clinic, &mut tx, JobKind::DeviceSignedOut, record.account, now.timestamp_millis());
    tx.commit().await?;
    let about = About { session: Some(record.id), ..About::account(record.account) };
    security::record(SecurityEvent::SessionReused, about);
    Ok(())
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
pub async fn end(clinic: &Clinic, me: AsAccount, session: SessionId) -> Result<()> {
    let account = me.account();
    let mut tx = clinic.store.write().await?;
    if !session_repo::delete_own(&mut tx, session, account).await? {
        return Err(Problem::NotFound.into());
    }
    tx.commit().await?;
    let about = About { session: Some(session), ..About::account(account) };
    security::record(SecurityEvent::SessionEnded, about);
    Ok(())
}

/// Ends all of the actor's own sessions but this one.
pub async fn end_others(clinic: &Clinic, me: AsAccount, kept: SessionId) -> Result<()> {
    let account = me.account();
    let mut tx = clinic.store.write().await?;
    session_repo::delete_others(&mut tx, account, kept).await?;
    tx.commit().await?;
    security::record(SecurityEvent::OtherSessionsEnded, About::account(account));
    Ok(())
}

/// The session that a refresh token is of, however old the token is and whether or not the session has ended.
pub fn named_by(clinic: &Clinic, refresh_token: &str) -> Option<SessionId> {
    clinic.effects.keys.read_refresh_token(refresh_token).map(|(id, _)| id)
}

/// Ends the session that a refresh token is of. Any token does that was ever given out: whoever holds one may end it.
pub async fn end_by_token(clinic: &Clinic, refresh_token: &str, from: Option<IpAddr>) -> Result<()> {
    let ended = match named_by(clinic, refresh_token) {
        Some(id) => {
            let mut tx = clinic.store.write().await?;
            let ended = end_any(&mut tx, id).await?;
            tx.commit().await?;
            ended
        }
        None => false,
    };
    if !ended {
        throttle::junk_token(clinic, from).await?;
        return Err(Problem::Unauthenticated.into());
    }
    Ok(())
}

/// Ends a session, whosever it is; false when there is none.
async fn end_any(tx: &mut WriteTx, id: SessionId) -> Result<bool> {
    let owner = session_repo::delete(tx, id).await?;
    if let Some(owner) = owner {
        security::record(SecurityEvent::SessionEnded, About { session: Some(id), ..About::account(owner) });
    }
    Ok(owner.is_some())
}

/// The actor's signed-in devices, latest first.
pub async fn devices(clinic: &Clinic, me: AsAccount, current: SessionId) -> Result<Vec<DeviceView>> {
    let account = me.account();
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

fn tokens(clinic: &Clinic, record: &SessionRecord) -> Result<Tokens> {
    let (keys, now) = (&clinic.effects.keys, clinic.effects.clock.now());
    let access_token = keys.sign(record.id, now, now + ACCESS);
    let access_token = access_token.ok_or_else(|| Error::failed("sign an access token", "no signature"))?;
    let refresh_token = keys.refresh_token(record.id, record.family.newest);
    Ok(Tokens { access_token, expires_in: ACCESS.num_seconds().unsigned_abs(), refresh_token })
}
