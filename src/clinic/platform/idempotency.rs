//! One press, one thing: what was made under a client's key is given again instead of made twice.

use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

use crate::{Clinic, Error, Result};
use domain::platform::{faults::RequestFault, ids::AccountId, problem::Problem};
use store::{ReadTx, WriteTx, platform::idempotency_repo};

/// A client's key, whose it is, and what is asked for under it.
pub(crate) struct Press<'a> {
    owner: Uuid,
    key: &'a str,
    /// Of the request: the same key with another one is refused.
    hash: [u8; 32],
}

impl<'a> Press<'a> {
    /// `what` is the kind of thing that is made, `request` all that was asked for. None without a key, which has 1 to 255
    /// printable ASCII characters.
    pub(crate) fn of(
        clinic: &Clinic,
        account: AccountId,
        key: Option<&'a str>,
        what: &str,
        request: &impl Serialize,
    ) -> Result<Option<Self>> {
        Self::owned_by(clinic, account.0, key, what, request)
    }

    /// Of somebody who has no account yet: the key is one of that e-mail, which stands in the one form of addresses.
    pub(crate) fn of_stranger(
        clinic: &Clinic,
        email: &str,
        key: Option<&'a str>,
        what: &str,
        request: &impl Serialize,
    ) -> Result<Option<Self>> {
        let owner = Uuid::from_bytes(clinic.effects.keys.throttle("idempotency", &[email.as_bytes()]));
        Self::owned_by(clinic, owner, key, what, request)
    }

    fn owned_by(
        clinic: &Clinic,
        owner: Uuid,
        key: Option<&'a str>,
        what: &str,
        request: &impl Serialize,
    ) -> Result<Option<Self>> {
        let Some(key) = key else { return Ok(None) };
        let most = 255;
        if !(1..=most).contains(&key.len()) || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Problem::field("Idempotency-Key", RequestFault::UnusableKey { most }).into());
        }
        let request =
            serde_json::to_vec(request).map_err(|error| Error::failed("hash a request", error.to_string()))?;
        // With the clinic's secret: there may be a password in it.
        let hash = clinic.effects.keys.derived("request", &[what.as_bytes(), &request]);
        Ok(Some(Self { owner, key, hash }))
    }

    /// What was made with this key before.
    pub(crate) async fn made(&self, tx: &mut ReadTx) -> Result<Option<Uuid>> {
        match idempotency_repo::find(tx, self.owner, self.key).await? {
            Some((hash, made)) if hash == self.hash => Ok(Some(made)),
            Some(_) => Err(Problem::IdempotencyMismatch.into()),
            None => Ok(None),
        }
    }

    /// Binds the key to what is about to be made in this transaction, or tells what was made before: then nothing is made.
    pub(crate) async fn bind(&self, tx: &mut WriteTx, made: Uuid, now: DateTime<Utc>) -> Result<Option<Uuid>> {
        if idempotency_repo::bind(tx, self.owner, self.key, &self.hash, made, now).await? {
            return Ok(None);
        }
        Ok(Some(self.made(tx).await?.ok_or(Problem::Unavailable)?))
    }
}

/// What was made with this key is no longer there: taken away, used up or past its time.
pub(crate) fn gone() -> Problem {
    Problem::conflict(RequestFault::Gone)
}
