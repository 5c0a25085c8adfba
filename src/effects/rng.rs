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

    /// What follows from these bytes, the same every time.
    pub fn from_bytes(seed: [u8; 32]) -> Self {
        Self(Arc::new(Mutex::new(StdRng::from_seed(seed))))
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
        self.clear::<8>()
    }

    /// A code for people to copy: 28 letters and digits (140 bits) in groups of four.
    pub fn code(&self) -> String {
        let groups: [String; 7] = std::array::from_fn(|_| self.clear::<4>());
        groups.join("-")
    }

    fn clear<const N: usize>(&self) -> String {
        self.bytes::<N>().iter().map(|byte| char::from(CLEAR[usize::from(byte % 32)])).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_128_bits_and_more() {
        let rng = Rng::seeded(1);
        let codes: Vec<String> = (0..200).map(|_| rng.code()).collect();
        for code in &codes {
            let groups: Vec<&str> = code.split('-').collect();
            assert!(groups.iter().all(|group| group.len() == 4), "{code}");
            // Five bits a letter.
            assert!(groups.concat().len() * 5 >= 128, "{code}");
        }
        // Each place takes each letter: 200 draws leave one of 32 out with a chance of 0.2 %.
        let places = codes[0].len();
        let letters = (0..places).map(|n| codes.iter().filter_map(move |code| code.chars().nth(n)));
        for (n, letters) in letters.enumerate().filter(|(n, _)| n % 5 != 4) {
            let different: std::collections::BTreeSet<char> = letters.collect();
            assert!(different.len() > 26, "place {n}: {different:?}");
        }
    }
}
