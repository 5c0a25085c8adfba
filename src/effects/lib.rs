//! The outside world, each part replaceable in tests: clock, randomness, passwords, keys, mail; and the rules of zones.

pub mod clock;
pub mod keys;
pub mod mailer;
pub mod passwords;
pub mod rng;
pub mod zones;

pub use self::{
    clock::Clock,
    keys::Keys,
    mailer::{
        CalendarPart, Email, Mail, Mailer, MailerError, Patience, Relay, hello_name, host_of, is_from_anywhere,
        is_mailbox,
    },
    passwords::{PasswordError, Passwords},
    rng::Rng,
    zones::Zone,
};

/// What a use case may touch beside the database. Cheap to clone.
#[derive(Clone)]
pub struct Effects {
    pub clock: Clock,
    pub rng: Rng,
    pub passwords: Passwords,
    pub keys: Keys,
    pub mailer: Mailer,
}

impl Effects {
    /// A world that stands still: fixed clock, seeded randomness, mail kept in memory, cheap passwords.
    pub fn for_tests(now: chrono::DateTime<chrono::Utc>, seed: u64) -> Self {
        Self {
            clock: Clock::fixed(now),
            rng: Rng::seeded(seed),
            passwords: Passwords::cheap(),
            keys: Keys::new(b"a key that only tests know, 32+ bytes"),
            mailer: Mailer::memory(),
        }
    }
}
