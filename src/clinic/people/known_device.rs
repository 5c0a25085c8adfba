//! What a device keeps after a good sign-in, so that it is known there (OWASP "device cookies").
//!
//! It holds a random id and a mark for each account that signed in on the device: a keyed hash of both. A sign-in with
//! the mark of its account has a small budget of its own, and does not wait for what strangers did. The marks tell nothing
//! about whose they are, and open nothing: the password is asked all the same.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};

use effects::{Keys, Rng};

/// A device is shared by so many people at most; whoever did not sign in for longest is not known there any more.
const MOST_MARKS: usize = 8;

/// A device, by what it has kept.
pub(crate) struct KnownDevice {
    id: [u8; 16],
    /// Whoever signed in last stands first.
    marks: Vec<[u8; 16]>,
}

impl KnownDevice {
    /// The device that has kept this; a new one when it has kept nothing, or nothing that can be read.
    pub(crate) fn read(kept: Option<&str>, rng: &Rng) -> Self {
        let bytes = kept.and_then(|kept| BASE64_URL_SAFE_NO_PAD.decode(kept).ok()).unwrap_or_default();
        match bytes.as_chunks::<16>() {
            ([id, marks @ ..], []) if marks.len() <= MOST_MARKS => Self { id: *id, marks: marks.to_vec() },
            _ => Self { id: rng.bytes(), marks: Vec::new() },
        }
    }

    /// Its id, if somebody signed in here to the account of this e-mail before.
    pub(crate) fn known_to(&self, email: &str, keys: &Keys) -> Option<[u8; 16]> {
        self.marks.iter().any(|mark| keys.is_device_mark(&self.id, email, mark)).then_some(self.id)
    }

    /// What it keeps after a sign-in to the account of this e-mail.
    pub(crate) fn after(self, email: &str, keys: &Keys) -> String {
        let mark = keys.device_mark(&self.id, email);
        let others = self.marks.into_iter().filter(|other| *other != mark).take(MOST_MARKS - 1);
        let parts: Vec<[u8; 16]> = [self.id, mark].into_iter().chain(others).collect();
        BASE64_URL_SAFE_NO_PAD.encode(parts.as_flattened())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(kept: Option<&str>, email: &str, rng: &Rng, keys: &Keys) -> String {
        KnownDevice::read(kept, rng).after(email, keys)
    }

    #[test]
    fn a_device_knows_those_who_signed_in_on_it_and_nobody_else() {
        let (rng, keys) = (Rng::seeded(1), Keys::new(b"one"));
        let people: Vec<String> = (0..10).map(|n| format!("person{n}@example.org")).collect();
        let mut kept = None;
        for email in people.iter().chain(&people[9..]) {
            kept = Some(after(kept.as_deref(), email, &rng, &keys));
        }
        let device = KnownDevice::read(kept.as_deref(), &rng);
        for (n, email) in people.iter().enumerate() {
            assert_eq!(device.known_to(email, &keys).is_some(), n >= 2, "{email}: the last eight");
            assert_eq!(device.known_to(email, &Keys::new(b"two")), None, "another clinic");
        }
        let elsewhere = after(None, &people[9], &rng, &keys);
        assert_ne!(KnownDevice::read(Some(&elsewhere), &rng).id, device.id);
        assert!(kept.is_some_and(|kept| kept.len() < 200));
    }

    #[test]
    fn what_was_not_kept_by_us_is_a_new_device() {
        let (rng, keys) = (Rng::seeded(1), Keys::new(b"one"));
        let good = after(None, "ada@example.org", &rng, &keys);
        let long = BASE64_URL_SAFE_NO_PAD.encode([7; 16 * 10]);
        for junk in ["", "x", "\u{0}", "🙂", &good[1..], &format!("{good}="), &format!("{good}AAAA"), &long] {
            let device = KnownDevice::read(Some(junk), &rng);
            assert!(device.marks.is_empty(), "{junk:?}");
            assert_eq!(device.known_to("ada@example.org", &keys), None, "{junk:?}");
        }
        // The id alone, or with another's marks, is none.
        for n in [16, 32] {
            let bytes = BASE64_URL_SAFE_NO_PAD.decode(&good).unwrap();
            let altered: Vec<u8> = bytes.iter().take(n).copied().chain([7; 16]).collect();
            let altered = BASE64_URL_SAFE_NO_PAD.encode(if n == 16 { &altered } else { &bytes[..16] });
            assert_eq!(KnownDevice::read(Some(&altered), &rng).known_to("ada@example.org", &keys), None);
        }
    }
}
