//! Passwords: Argon2id with 19 MiB and 2 passes (OWASP's minimum), off the async threads, a few at a time.

use std::sync::Arc;

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::{sync::Semaphore, task};

use super::rng::Rng;
use domain::platform::text::prepared_password;

/// So many are hashed at once; more would only take memory and the time of others.
const AT_ONCE: usize = 2;
/// So many wait; beyond it the server says that it is busy.
const QUEUE: usize = 64;
/// So many of these places are kept for those who signed in before, from where they are or on their device: strangers
/// who fill the queue do not keep them out.
const KEPT: usize = 16;

/// Why a password was neither hashed nor checked.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    #[error("too many passwords wait already")]
    Busy,
    #[error("{what}")]
    Failed { what: &'static str, source: Box<dyn std::error::Error + Send + Sync> },
}

impl PasswordError {
    fn failed(what: &'static str, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Failed { what, source: source.into() }
    }
}

/// Hashes and checks passwords.
#[derive(Clone)]
pub struct Passwords {
    params: Params,
    turns: Arc<Semaphore>,
    places: Arc<Semaphore>,
    /// Places that strangers may take.
    open: Arc<Semaphore>,
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

    /// For tests: as if as many strangers had come as find a place.
    pub fn full_of_strangers() -> Self {
        Self { open: Arc::new(Semaphore::new(0)), ..Self::cheap() }
    }

    fn with(params: Params) -> Self {
        let semaphore = |permits| Arc::new(Semaphore::new(permits));
        let (turns, places, open) = (AT_ONCE, AT_ONCE + QUEUE, AT_ONCE + QUEUE - KEPT);
        Self { params, turns: semaphore(turns), places: semaphore(places), open: semaphore(open) }
    }

    fn argon2(&self) -> Argon2<'static> {
        Argon2::new(Algorithm::Argon2id, Version::V0x13, self.params.clone())
    }

    /// A PHC string with a new salt.
    pub async fn hash(&self, password: &str, rng: &Rng) -> Result<String, PasswordError> {
        let (argon2, password, salt) = (self.argon2(), prepared_password(password), rng.bytes::<16>());
        let hashed = self.work(false, move || {
            let hash: Result<PasswordHash, _> = argon2.hash_password_with_salt(password.as_bytes(), &salt);
            hash.map(|hash| hash.to_string())
        });
        hashed.await?.map_err(|error| PasswordError::failed("hash a password", error.to_string()))
    }

    /// Does the password fit the hash? Without a hash it takes as long and says no, so that the time does not tell
    /// whether an e-mail is known. `known`: whoever asks is known where they are.
    pub async fn verify(&self, password: &str, hash: Option<&str>, known: bool) -> Result<bool, PasswordError> {
        let (argon2, password, hash) = (self.argon2(), prepared_password(password), hash.map(str::to_owned));
        self.work(known, move || match hash.as_deref().map(PasswordHash::new) {
            Some(Ok(hash)) => argon2.verify_password(password.as_bytes(), &hash).is_ok(),
            Some(Err(_)) | None => {
                let wasted: Result<PasswordHash, _> = argon2.hash_password_with_salt(password.as_bytes(), &[0; 16]);
                drop(wasted);
                false
            }
        })
        .await
    }

    /// Was it hashed in another way than is usual now?
    pub fn is_outdated(&self, hash: &str) -> bool {
        let costs = |params: &Params| (params.m_cost(), params.t_cost(), params.p_cost());
        PasswordHash::new(hash).is_ok_and(|hash| {
            hash.algorithm != Algorithm::Argon2id.ident()
                || hash.version != Some(Version::V0x13.into())
                || Params::try_from(&hash).map_or(true, |params| costs(&params) != costs(&self.params))
        })
    }

    async fn work<T: Send + 'static>(
        &self,
        known: bool,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, PasswordError> {
        let _open = match known {
            true => None,
            false => Some(self.open.clone().try_acquire_owned().map_err(|_| PasswordError::Busy)?),
        };
        let _place = self.places.clone().try_acquire_owned().map_err(|_| PasswordError::Busy)?;
        let turn = self.turns.clone().acquire_owned().await.map_err(|_| PasswordError::Busy)?;
        // The turn goes with the work: a request that is given up does not make room for a third.
        let done = task::spawn_blocking(move || (work(), turn)).await;
        done.map(|(result, _)| result).map_err(|error| PasswordError::failed("password work", error))
    }
}

impl Default for Passwords {
    fn default() -> Self {
        Self::new()
    }
}
