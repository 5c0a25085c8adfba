//! Whoever tries too often waits; see [`domain::platform::throttle`] for how long.
//!
//! A strike is written before the attempt is examined and taken back when it turns out well, so that many attempts at
//! once count as many. Keys are keyed hashes of an account or an address: nothing personal is stored.

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    insight::security::SecurityEvent,
    platform::{
        ids::AccountId,
        problem::Problem,
        throttle::{Growth, KNOWN, Rule, network, seconds},
    },
};
use store::{
    WriteTx,
    platform::throttle_repo::{self, Key},
};

use crate::{
    Clinic, Result,
    platform::security::{self, About},
};

/// A strike that an attempt takes.
#[derive(Clone, Copy)]
struct Strike {
    key: Key,
    rule: Rule,
}

/// An attempt to sign in that may go on.
pub(crate) struct SignIn {
    strikes: Vec<Strike>,
    /// The strike that is this person's alone.
    own: Option<Key>,
    /// The key under which it is kept that they signed in from here.
    from: Option<Key>,
    /// They signed in from here, or on this device, before.
    pub(crate) is_known: bool,
}

/// Lets an attempt to sign in go on, or says how long to wait. An unknown e-mail counts like a known one. Whoever is known
/// here, by `device` or by the address, answers for what is done there in their name, and for nothing that others do.
pub(crate) async fn sign_in(
    clinic: &Clinic,
    email: &str,
    from: Option<IpAddr>,
    device: Option<[u8; 16]>,
) -> Result<SignIn> {
    if !clinic.settings.rate_limit {
        return Ok(SignIn { strikes: Vec::new(), own: None, from: None, is_known: device.is_some() });
    }
    let keys = &clinic.effects.keys;
    let (email, place) = (email.as_bytes(), from.map(|from| octets(network(from))));
    let pair = place.as_ref().map(|place| {
        (keys.throttle("sign-in pair", &[email, place]), keys.throttle("signed in from", &[email, place]))
    });
    let mut strikes = Vec::new();
    let (own, is_known) = if let Some(device) = device {
        let key = keys.throttle("sign-in device", &[email, &device]);
        strikes.push(Strike { key, rule: Rule::SIGN_IN_DEVICE });
        (Some(key), true)
    } else {
        strikes.extend(pair.map(|(key, _)| Strike { key, rule: Rule::SIGN_IN_PAIR }));
        (pair.map(|(key, _)| key), signed_in_from(clinic, pair.map(|(_, key)| key)).await?)
    };
    if !is_known {
        strikes.push(Strike { key: keys.throttle("sign-in account", &[email]), rule: Rule::SIGN_IN_ACCOUNT });
        strikes.extend(by_address(clinic, "sign-in address", Rule::SIGN_IN_ADDRESS, Growth::FAILURES, from));
    }
    take(clinic, &mut strikes).await?;
    Ok(SignIn { strikes, own, from: pair.map(|(_, key)| key), is_known })
}

/// Did this person sign in from this address in the last [`KNOWN`] days?
async fn signed_in_from(clinic: &Clinic, key: Option<Key>) -> Result<bool> {
    let Some(key) = key else { return Ok(false) };
    let found = throttle_repo::find(&mut clinic.store.read().await?, &[key]).await?;
    Ok(found.get(&key).is_some_and(|record| record.gone_at > clinic.effects.clock.now()))
}

impl SignIn {
    /// In the transaction that opens the session: the strikes were none, and those of this person from here are over.
    pub(crate) async fn succeeded(&self, tx: &mut WriteTx, now: DateTime<Utc>) -> Result<()> {
        let Self { strikes, own, from, .. } = self;
        for Strike { key, rule } in strikes {
            if *own == Some(*key) {
                throttle_repo::clear(tx, key).await?;
            } else {
                throttle_repo::take_back(tx, key, rule).await?;
            }
        }
        if let Some(from) = from {
            throttle_repo::keep(tx, from, now, now + KNOWN).await?;
        }
        Ok(())
    }

    /// No password was found wrong: the server was too busy, or the database failed.
    pub(crate) async fn undone(&self, clinic: &Clinic) -> Result<()> {
        if self.strikes.is_empty() {
            return Ok(());
        }
        let mut tx = clinic.store.write().await?;
        for Strike { key, rule } in &self.strikes {
            throttle_repo::take_back(&mut tx, key, rule).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

/// The strikes of an attempt from this address, one for each network that it counts in.
fn by_address(
    clinic: &Clinic,
    kind: &'static str,
    rule: Rule,
    growth: Growth,
    from: Option<IpAddr>,
) -> impl Iterator<Item = Strike> {
    let shared = |from: &IpAddr| clinic.settings.shared_networks.iter().any(|net| net.contains(&from.to_canonical()));
    let share = if from.as_ref().is_some_and(shared) { Growth::SHARED } else { 1 };
    let networks = from.into_iter().flat_map(move |from| growth.networks(from));
    networks.map(move |(network, length, halves)| Strike {
        key: clinic.effects.keys.throttle(kind, &[&octets(network), &[length]]),
        rule: rule.halves(halves * share),
    })
}

/// An attempt to register; with an e-mail if a message would go to it.
pub(crate) async fn register(clinic: &Clinic, email: Option<&str>, from: Option<IpAddr>) -> Result<()> {
    let keys = &clinic.effects.keys;
    let address = by_address(clinic, "register address", Rule::REGISTER_ADDRESS, Growth::DEEDS, from);
    let email = email.map(|email| (keys.throttle("register e-mail", &[email.as_bytes()]), Rule::REGISTER_EMAIL));
    attempt(clinic, address.chain(email.map(|(key, rule)| Strike { key, rule }))).await
}

/// A refresh token that is nobody's.
pub(crate) async fn junk_token(clinic: &Clinic, from: Option<IpAddr>) -> Result<()> {
    attempt(clinic, by_address(clinic, "junk token", Rule::JUNK_TOKEN, Growth::FAILURES, from)).await
}

async fn attempt(clinic: &Clinic, strikes: impl Iterator<Item = Strike>) -> Result<()> {
    if !clinic.settings.rate_limit {
        return Ok(());
    }
    take(clinic, &mut strikes.collect::<Vec<_>>()).await
}

/// A booking of this account, in its transaction: one that comes to nothing does not count.
pub(crate) async fn booking_of(clinic: &Clinic, tx: &mut WriteTx, account: AccountId) -> Result<()> {
    deed_of(clinic, tx, "booking account", Rule::BOOKING_ACCOUNT, account).await
}

/// A change that an account makes to itself, in its transaction: one that comes to nothing does not count.
pub(crate) async fn change_of(clinic: &Clinic, tx: &mut WriteTx, account: AccountId) -> Result<()> {
    deed_of(clinic, tx, "change account", Rule::CHANGE_ACCOUNT, account).await
}

async fn deed_of(clinic: &Clinic, tx: &mut WriteTx, kind: &str, rule: Rule, account: AccountId) -> Result<()> {
    if !clinic.settings.rate_limit {
        return Ok(());
    }
    let key = clinic.effects.keys.throttle(kind, &[account.0.as_bytes()]);
    struck(clinic, tx, Strike { key, rule }).await
}

/// A booking from this address, as the last thing in its transaction: many people may share an address, and none
/// waits for another's booking longer than for its commit.
pub(crate) async fn booking_from(clinic: &Clinic, tx: &mut WriteTx, from: Option<IpAddr>) -> Result<()> {
    let from = from.filter(|_| clinic.settings.rate_limit);
    for strike in by_address(clinic, "booking address", Rule::BOOKING_ADDRESS, Growth::DEEDS, from) {
        struck(clinic, tx, strike).await?;
    }
    Ok(())
}

async fn struck(clinic: &Clinic, tx: &mut WriteTx, Strike { key, rule }: Strike) -> Result<()> {
    let now = clinic.effects.clock.now();
    let before = throttle_repo::strike(tx, &key, &rule, now).await?;
    refuse(rule.wait(before, now))
}

/// Takes all of the strikes, or none and says how long to wait.
async fn take(clinic: &Clinic, strikes: &mut [Strike]) -> Result<()> {
    let now = clinic.effects.clock.now();
    // Two attempts at once lock the rows in the same order.
    strikes.sort_unstable_by_key(|strike| strike.key);
    // Most who must wait are told so without keeping the writer busy.
    let keys: Vec<Key> = strikes.iter().map(|strike| strike.key).collect();
    let found = throttle_repo::find(&mut clinic.store.read().await?, &keys).await?;
    let waits = strikes.iter().filter_map(|strike| Some(strike.rule.wait(*found.get(&strike.key)?, now)));
    refuse(waits.max().unwrap_or_default())?;
    let mut tx = clinic.store.write().await?;
    let mut wait = TimeDelta::zero();
    for Strike { key, rule } in &*strikes {
        let before = throttle_repo::strike(&mut tx, key, rule, now).await?;
        wait = wait.max(rule.wait(before, now));
    }
    if wait > TimeDelta::zero() {
        tx.roll_back().await?;
        return refuse(wait);
    }
    tx.commit().await?;
    Ok(())
}

fn refuse(wait: TimeDelta) -> Result<()> {
    match seconds(wait) {
        Some(retry_after_seconds) => {
            security::record(SecurityEvent::Throttled, About::default());
            Err(Problem::TooMany { retry_after_seconds }.into())
        }
        None => Ok(()),
    }
}

/// An address as bytes; one of IPv4 has one form only.
fn octets(address: IpAddr) -> [u8; 16] {
    match address {
        IpAddr::V4(v4) => v4.to_ipv6_mapped().octets(),
        IpAddr::V6(v6) => v6.octets(),
    }
}
