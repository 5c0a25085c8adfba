//! Whoever tries too often waits; see [`crate::domain::throttle`] for how long.
//!
//! A strike is written before the attempt is examined and taken back when it turns out well, so that many attempts at
//! once count as many. Keys are keyed hashes of an account or an address: nothing personal is stored.

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    domain::{
        ids::AccountId,
        problem::Problem,
        throttle::{KNOWN, Record, Rule, network, seconds},
    },
    service::{Clinic, Result},
    store::{
        WriteTx,
        throttle_repo::{self, Key},
    },
};

/// A strike that an attempt takes.
#[derive(Clone, Copy)]
struct Strike {
    key: Key,
    rule: Rule,
    /// Whoever signed in from here before does not wait for what others did.
    waived: bool,
}

/// An attempt to sign in that may go on.
pub(super) struct SignIn {
    strikes: Vec<Strike>,
    /// The keys of this account from this address: its strikes, and that it signed in before.
    pair: Option<(Key, Key)>,
}

/// Lets an attempt to sign in go on, or says how long to wait. An unknown e-mail counts like a known one.
pub(super) async fn sign_in(clinic: &Clinic, email: &str, from: Option<IpAddr>) -> Result<SignIn> {
    if !clinic.settings.rate_limit {
        return Ok(SignIn { strikes: Vec::new(), pair: None });
    }
    let keys = &clinic.effects.keys;
    let (email, place) = (email.as_bytes(), from.map(place));
    let pair = place.as_ref().map(|place| {
        (keys.throttle("sign-in pair", &[email, place]), keys.throttle("signed in from", &[email, place]))
    });
    let now = clinic.effects.clock.now();
    let known = match pair {
        Some((_, key)) => {
            let found = throttle_repo::find(&mut clinic.store.read().await?, &[key]).await?;
            found.get(&key).is_some_and(|record| record.gone_at > now)
        }
        None => false,
    };
    let strike = |key, rule| Strike { key, rule, waived: false };
    let account = strike(keys.throttle("sign-in account", &[email]), Rule::SIGN_IN_ACCOUNT);
    let mut strikes = vec![Strike { waived: known, ..account }];
    strikes.extend(pair.map(|(key, _)| strike(key, Rule::SIGN_IN_PAIR)));
    strikes.extend(place.map(|place| strike(keys.throttle("sign-in address", &[&place]), Rule::SIGN_IN_ADDRESS)));
    take(clinic, &mut strikes).await?;
    Ok(SignIn { strikes, pair })
}

impl SignIn {
    /// In the transaction that opens the session: the strikes were none, and those of this person from here are over.
    pub(super) async fn succeeded(self, tx: &mut WriteTx, now: DateTime<Utc>) -> Result<()> {
        let Self { strikes, pair } = self;
        for Strike { key, rule, .. } in strikes {
            match pair {
                Some((own, _)) if own == key => throttle_repo::clear(tx, &key).await?,
                _ => throttle_repo::take_back(tx, &key, &rule).await?,
            }
        }
        if let Some((_, known)) = pair {
            throttle_repo::keep(tx, &known, now, now + KNOWN).await?;
        }
        Ok(())
    }

    /// Nothing was examined: the server was too busy.
    pub(super) async fn undone(self, clinic: &Clinic) -> Result<()> {
        if self.strikes.is_empty() {
            return Ok(());
        }
        let mut tx = clinic.store.write().await?;
        for Strike { key, rule, .. } in self.strikes {
            throttle_repo::take_back(&mut tx, &key, &rule).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

/// An attempt to register; with an e-mail if a message would go to it.
pub(super) async fn register(clinic: &Clinic, email: Option<&str>, from: Option<IpAddr>) -> Result<()> {
    let keys = &clinic.effects.keys;
    let address = from.map(|from| (keys.throttle("register address", &[&place(from)]), Rule::REGISTER_ADDRESS));
    let email = email.map(|email| (keys.throttle("register e-mail", &[email.as_bytes()]), Rule::REGISTER_EMAIL));
    attempt(clinic, address.into_iter().chain(email)).await
}

/// A refresh token that is nobody's.
pub(super) async fn junk_token(clinic: &Clinic, from: Option<IpAddr>) -> Result<()> {
    let key = |from| clinic.effects.keys.throttle("junk token", &[&place(from)]);
    attempt(clinic, from.map(|from| (key(from), Rule::JUNK_TOKEN)).into_iter()).await
}

async fn attempt(clinic: &Clinic, strikes: impl Iterator<Item = (Key, Rule)>) -> Result<()> {
    if !clinic.settings.rate_limit {
        return Ok(());
    }
    let mut strikes: Vec<Strike> = strikes.map(|(key, rule)| Strike { key, rule, waived: false }).collect();
    take(clinic, &mut strikes).await
}

/// A booking of this account, in its transaction: one that comes to nothing does not count.
pub(super) async fn booking_of(clinic: &Clinic, tx: &mut WriteTx, account: AccountId) -> Result<()> {
    if !clinic.settings.rate_limit {
        return Ok(());
    }
    let key = clinic.effects.keys.throttle("booking account", &[account.0.as_bytes()]);
    struck(clinic, tx, key, Rule::BOOKING_ACCOUNT).await
}

/// A booking from this address, as the last thing in its transaction: many people may share an address, and none
/// waits for another's booking longer than for its commit.
pub(super) async fn booking_from(clinic: &Clinic, tx: &mut WriteTx, from: Option<IpAddr>) -> Result<()> {
    let Some(from) = from.filter(|_| clinic.settings.rate_limit) else { return Ok(()) };
    let key = clinic.effects.keys.throttle("booking address", &[&place(from)]);
    struck(clinic, tx, key, Rule::BOOKING_ADDRESS).await
}

async fn struck(clinic: &Clinic, tx: &mut WriteTx, key: Key, rule: Rule) -> Result<()> {
    let now = clinic.effects.clock.now();
    let before = throttle_repo::strike(tx, &key, &rule, now).await?;
    refuse(rule.wait(before, now))
}

/// Takes all of the strikes, or none and says how long to wait.
async fn take(clinic: &Clinic, strikes: &mut [Strike]) -> Result<()> {
    let now = clinic.effects.clock.now();
    // Two attempts at once lock the rows in the same order.
    strikes.sort_unstable_by_key(|strike| strike.key);
    let longest = |wait: &dyn Fn(&Strike) -> Option<Record>| {
        let judged = strikes.iter().filter(|strike| !strike.waived);
        let waits = judged.filter_map(|strike| Some(strike.rule.wait(wait(strike)?, now)));
        waits.max().unwrap_or_default()
    };
    // Most who must wait are told so without keeping the writer busy.
    let keys: Vec<Key> = strikes.iter().map(|strike| strike.key).collect();
    let found = throttle_repo::find(&mut clinic.store.read().await?, &keys).await?;
    refuse(longest(&|strike| found.get(&strike.key).copied()))?;
    let mut tx = clinic.store.write().await?;
    let mut wait = TimeDelta::zero();
    for Strike { key, rule, waived } in &*strikes {
        let before = throttle_repo::strike(&mut tx, key, rule, now).await?;
        if !waived {
            wait = wait.max(rule.wait(before, now));
        }
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
        Some(retry_after_seconds) => Err(Problem::TooMany { retry_after_seconds }.into()),
        None => Ok(()),
    }
}

/// The part of an address that counts, as bytes; an IPv4 address has one form only.
fn place(address: IpAddr) -> [u8; 16] {
    match network(address) {
        IpAddr::V4(v4) => v4.to_ipv6_mapped().octets(),
        IpAddr::V6(v6) => v6.octets(),
    }
}
