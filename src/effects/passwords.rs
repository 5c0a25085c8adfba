//! Passwords: Argon2id with 19 MiB and 2 passes (OWASP's minimum), off the async threads, a few at a time.

use std::sync::Arc;

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::{sync::Semaphore, task};

use super::rng::Rng;
use crate::{domain::problem::Problem, service};

/// So many are hashed at once; more would only take memory and the time of others.
const AT_ONCE: usize = 2;
/// So many wait; beyond it the server says that it is busy.
const QUEUE: usize = 64;

/// Hashes and checks passwords.
#[derive(Clone)]
pub struct Passwords {
    params: Params,
    turns: Arc<Semaphore>,
    places: Arc<Semaphore>,
}

impl Passwords {
    pub fn new() -> Self {
        Self::with(Params::DEFAULT)
    }

    /// For tests: as little work as the algorithm allows.
    pub fn cheap() -> Self {
        Self::with(
            Params::new(Params::MIN_M_COST, Params::MIN_T_COST, Params::MIN_P_COST, None).unwrap_or(Params::DEFAULT),
        )
    }

    /// For tests: as if everybody came at once, and all places were taken.
    pub fn full() -> Self {
        Self { places: Arc::new(Semaphore::new(0)), ..Self::cheap() }
    }

    fn with(params: Params) -> Self {
        Self { params, turns: Arc::new(Semaphore::new(AT_ONCE)), places: Arc::new(Semaphore::new(AT_ONCE + QUEUE)) }
    }

    fn argon2(&self) -> Argon2<'static> {
        Argon2::new(Algorithm::Argon2id, Version::V0x13, self.params.clone())
    }

    /// A PHC string with a new salt.
    pub async fn hash(&self, password: &str, rng: &Rng) -> service::Result<String> {
        let (argon2, password, salt) = (self.argon2(), password.to_owned(), rng.bytes::<16>());
        let hashed = self.work(move || {
            let hash: Result<PasswordHash, _> = argon2.hash_password_with_salt(password.as_bytes(), &salt);
            hash.map(|hash| hash.to_string())
        });
        hashed.await?.map_err(|error| service::Error::failed("hash a password", error.to_string()))
    }

    /// Does the password fit the hash? Without a hash it takes as long and says no, so that the time does not tell
    /// whether an e-mail is known.
    pub async fn verify(&self, password: &str, hash: Option<&str>) -> service::Result<bool> {
        let (argon2, password, hash) = (self.argon2(), password.to_owned(), hash.map(str::to_owned));
        self.work(move || match hash.as_deref().map(PasswordHash::new) {
            Some(Ok(hash)) => argon2.verify_password(password.as_bytes(), &hash).is_ok(),
            Some(Err(_)) | None => {
                let wasted: Result<PasswordHash, _> = argon2.hash_password_with_salt(password.as_bytes(), &[0; 16]);
                drop(wasted);
                false
            }
        })
        .await
    }

    async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> service::Result<T> {
        let _place = self.places.clone().try_acquire_owned().map_err(|_| Problem::Unavailable)?;
        let turn = self.turns.clone().acquire_owned().await.map_err(|_| Problem::Unavailable)?;
        // The turn goes with the work: a request that is given up does not make room for a third.
        let done = task::spawn_blocking(move || (work(), turn)).await;
        done.map(|(result, _)| result).map_err(|error| service::Error::failed("password work", error))
    }
}

impl Default for Passwords {
    fn default() -> Self {
        Self::new()
    }
}
