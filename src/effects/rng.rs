//! The only source of randomness.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use rand::{Rng as _, SeedableRng, rngs::StdRng};
use uuid::{Builder, Uuid};

/// A cryptographic generator, seeded by the system, or by a test.
#[derive(Clone)]
pub struct Rng(Arc<Mutex<StdRng>>);

/// Letters and digits that cannot be mistaken for each other (Crockford's base 32).
const CLEAR: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl Rng {
    pub fn from_system() -> Self {
        #[expect(clippy::disallowed_methods, reason = "this is the source that everybody else must take")]
        let mut system = rand::rng();
        Self(Arc::new(Mutex::new(StdRng::from_rng(&mut system))))
    }

    pub fn seeded(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(StdRng::seed_from_u64(seed))))
    }

    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        // A panic elsewhere leaves the generator whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(&mut bytes);
        bytes
    }

    /// A new id. It begins with the time (UUID version 7, RFC 9562), so that rows lie in the order they were made.
    pub fn id(&self, now: DateTime<Utc>) -> Uuid {
        let millis = now.timestamp_millis().unsigned_abs();
        Builder::from_unix_timestamp_millis(millis, &self.bytes()).into_uuid()
    }

    /// An id that tells nothing, for keys in forms.
    pub fn key(&self) -> Uuid {
        Builder::from_random_bytes(self.bytes()).into_uuid()
    }

    /// A reference to find a failure in the log by.
    pub fn reference(&self) -> String {
        self.clear(8)
    }

    /// A code for people to copy: 16 letters and digits (80 bits) in groups of four.
    pub fn code(&self) -> String {
        let code = self.clear(16);
        let groups: Vec<&str> = (0..4).filter_map(|n| code.get(n * 4..n * 4 + 4)).collect();
        groups.join("-")
    }

    fn clear(&self, length: usize) -> String {
        let bytes: [u8; 16] = self.bytes();
        bytes.iter().take(length).map(|byte| char::from(CLEAR[usize::from(byte % 32)])).collect()
    }
}
