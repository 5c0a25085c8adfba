//! What is sealed with the clinic's secret key: access tokens (JWT, HS256), refresh tokens and marks of known devices.

use std::sync::Arc;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation,
    crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils},
    errors::ErrorKind,
    signature::{self, Signer, Verifier},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use domain::{people::session::Token, platform::ids::SessionId};

type HmacSha256 = Hmac<Sha256>;

/// Keys derived from the one secret, each for one purpose.
#[derive(Clone)]
pub struct Keys(Arc<Inner>);

struct Inner {
    encoding: EncodingKey,
    decoding: DecodingKey,
    // Keyed once: that is half of the work for a short message, and each request has one.
    refresh: HmacSha256,
    throttle: HmacSha256,
    device: HmacSha256,
    derived: HmacSha256,
}

/// What an access token says. Roles are not in it: they are read with the session.
#[derive(Serialize, Deserialize)]
struct Claims {
    /// Session.
    sid: Uuid,
    /// Unix seconds.
    iat: i64,
    exp: i64,
}

impl Keys {
    pub fn new(secret: &[u8]) -> Self {
        // Another part of the process may have installed it: it is the same one.
        PROVIDER.install_default().ok();
        let access = mac(secret, b"access token");
        Self(Arc::new(Inner {
            encoding: EncodingKey::from_secret(&access),
            decoding: DecodingKey::from_secret(&access),
            refresh: subkey(secret, b"refresh token"),
            throttle: subkey(secret, b"throttle"),
            device: subkey(secret, b"known device"),
            derived: subkey(secret, b"derived"),
        }))
    }

    /// A token that names the session until `expires_at`.
    pub fn sign(&self, session: SessionId, now: DateTime<Utc>, expires_at: DateTime<Utc>) -> Option<String> {
        let claims = Claims { sid: session.0, iat: now.timestamp(), exp: expires_at.timestamp() };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.0.encoding).ok()
    }

    /// The session that a token names, unless it is expired, tampered with, or signed in any other way.
    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> Option<SessionId> {
        let mut validation = Validation::new(Algorithm::HS256);
        // The library would ask the system's clock; ours is asked below.
        validation.validate_exp = false;
        let token = jsonwebtoken::decode::<Claims>(token, &self.0.decoding, &validation).ok()?;
        (token.claims.exp > now.timestamp()).then_some(SessionId(token.claims.sid))
    }

    /// A refresh token as a client keeps it: session, generation and sibling, sealed. Nothing of it is stored.
    pub fn refresh_token(&self, session: SessionId, token: Token) -> String {
        let names = names(session, token);
        let seal = sealed(&self.0.refresh, [&names[..]]);
        BASE64_URL_SAFE_NO_PAD.encode([&names[..], &seal[..]].concat())
    }

    /// What a refresh token names, unless it was made up.
    pub fn read_refresh_token(&self, text: &str) -> Option<(SessionId, Token)> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
        let (names, seal) = bytes.split_first_chunk::<24>()?;
        self.0.refresh.clone().chain_update(names).verify_slice(seal).ok()?;
        let (session, numbers) = names.split_first_chunk::<16>()?;
        let (generation, sibling) = numbers.split_first_chunk::<4>()?;
        let token = Token {
            generation: u32::from_be_bytes(*generation),
            sibling: u32::from_be_bytes(sibling.try_into().ok()?),
        };
        Some((SessionId(Uuid::from_bytes(*session)), token))
    }

    /// What shows that somebody signed in to this account on a device. It tells nothing about whose account it is.
    pub fn device_mark(&self, device: &[u8; 16], email: &str) -> [u8; 16] {
        half(sealed(&self.0.device, [&device[..], email.as_bytes()]))
    }

    /// Is it that mark?
    pub fn is_device_mark(&self, device: &[u8; 16], email: &str, mark: &[u8; 16]) -> bool {
        self.0.device.clone().chain_update(device).chain_update(email).verify_truncated_left(mark).is_ok()
    }

    /// 32 bytes that follow from these parts, for this purpose, and that nobody finds out without the clinic's secret.
    pub fn derived(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        joined(&self.0.derived, purpose, parts)
    }

    /// A key that stands for a kind of attempt and whose it is. Without the clinic's secret nobody finds out whose.
    pub fn throttle(&self, kind: &str, whose: &[&[u8]]) -> [u8; 16] {
        half(joined(&self.0.throttle, kind, whose))
    }
}

fn sealed<'a>(key: &HmacSha256, message: impl IntoIterator<Item = &'a [u8]>) -> [u8; 32] {
    let mac = message.into_iter().fold(key.clone(), |mac, part| mac.chain_update(part));
    mac.finalize().into_bytes().into()
}

fn joined(key: &HmacSha256, kind: &str, parts: &[&[u8]]) -> [u8; 32] {
    let mac = parts.iter().fold(key.clone().chain_update(kind), |mac, part| {
        // The length keeps two parts from being taken for two others.
        mac.chain_update((part.len() as u64).to_be_bytes()).chain_update(part)
    });
    mac.finalize().into_bytes().into()
}

/// The part of a refresh token that is sealed.
fn names(session: SessionId, token: Token) -> [u8; 24] {
    let mut names = [0; 24];
    names[..16].copy_from_slice(session.0.as_bytes());
    names[16..20].copy_from_slice(&token.generation.to_be_bytes());
    names[20..].copy_from_slice(&token.sibling.to_be_bytes());
    names
}

/// 128 bits are enough for what is never looked for by trying.
fn half(mac: [u8; 32]) -> [u8; 16] {
    let mut half = [0; 16];
    half.copy_from_slice(&mac[..16]);
    half
}

/// What is stored of an invitation's code: it has enough entropy that a plain hash does.
pub fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

/// 32 random bytes as text.
pub fn opaque(bytes: [u8; 32]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

fn keyed(key: &[u8]) -> Option<HmacSha256> {
    HmacSha256::new_from_slice(key).ok()
}

/// A key for one purpose, that follows from the secret.
fn subkey(secret: &[u8], purpose: &[u8]) -> HmacSha256 {
    // A short key is filled up with zeros to a block (RFC 2104).
    let mut block = [0; 64];
    block[..32].copy_from_slice(&mac(secret, purpose));
    HmacSha256::new(&block.into())
}

fn mac(key: &[u8], message: &[u8]) -> [u8; 32] {
    // HMAC takes keys of any length (RFC 2104); the error is one of the trait only.
    keyed(key).map_or([0; 32], |mac| mac.chain_update(message).finalize().into_bytes().into())
}

/// HS256 and nothing else: the library's own providers would bring RSA or a C compiler.
static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: |algorithm, key| match algorithm {
        Algorithm::HS256 => Ok(Box::new(Hs256(keyed(key.as_bytes()).ok_or(ErrorKind::InvalidKeyFormat)?))),
        _ => Err(ErrorKind::InvalidAlgorithm.into()),
    },
    verifier_factory: |algorithm, key| match algorithm {
        Algorithm::HS256 => Ok(Box::new(Hs256(keyed(key.try_get_as_bytes()?).ok_or(ErrorKind::InvalidKeyFormat)?))),
        _ => Err(ErrorKind::InvalidAlgorithm.into()),
    },
    key_utils: KeyUtils::new_unimplemented(),
};

struct Hs256(HmacSha256);

impl Signer<Vec<u8>> for Hs256 {
    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, signature::Error> {
        Ok(self.0.clone().chain_update(message).finalize().into_bytes().to_vec())
    }
}

impl Verifier<Vec<u8>> for Hs256 {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), signature::Error> {
        self.0.clone().chain_update(message).verify_slice(signature).map_err(signature::Error::from_source)
    }
}

impl JwtSigner for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

impl JwtVerifier for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use domain::platform::local::instant;

    #[test]
    fn tokens_expire_and_cannot_be_altered() {
        let (keys, other) = (Keys::new(b"one"), Keys::new(b"two"));
        let (session, now) = (SessionId(Uuid::from_u128(7)), instant(1_800_000_000_000));
        let token = keys.sign(session, now, now + TimeDelta::minutes(10)).unwrap();
        assert_eq!(keys.verify(&token, now), Some(session));
        assert_eq!(keys.verify(&token, now + TimeDelta::minutes(10)), None, "expired");
        assert_eq!(other.verify(&token, now), None, "another key");
        let parts: Vec<&str> = token.split('.').collect();
        let none = BASE64_URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"JWT"}"#);
        assert_eq!(keys.verify(&format!("{none}.{}.", parts[1]), now), None, "alg none");
        assert_eq!(keys.verify(&format!("{none}.{}.{}", parts[1], parts[2]), now), None, "alg none with a signature");
        let forged =
            BASE64_URL_SAFE_NO_PAD.encode(r#"{"sid":"00000000-0000-0000-0000-000000000009","iat":0,"exp":9999999999}"#);
        assert_eq!(keys.verify(&format!("{}.{forged}.{}", parts[0], parts[2]), now), None, "other claims");
        for garbage in ["", ".", "..", "a.b.c", "🙂"] {
            assert_eq!(keys.verify(garbage, now), None);
        }
    }

    #[test]
    fn a_throttle_key_stands_for_one_thing() {
        let keys = Keys::new(b"one");
        let key = keys.throttle("sign-in", &[b"ada@example.org", b"192.0.2.7"]);
        assert_eq!(key, keys.throttle("sign-in", &[b"ada@example.org", b"192.0.2.7"]));
        for other in [
            keys.throttle("register", &[b"ada@example.org", b"192.0.2.7"]),
            keys.throttle("sign-in", &[b"ada@example.org1", b"92.0.2.7"]),
            keys.throttle("sign-in", &[b"ada@example.org"]),
            Keys::new(b"two").throttle("sign-in", &[b"ada@example.org", b"192.0.2.7"]),
        ] {
            assert_ne!(key, other);
        }
    }

    #[test]
    fn a_refresh_token_that_was_made_up_is_junk() {
        let (keys, session) = (Keys::new(b"one"), SessionId(Uuid::from_u128(7)));
        let token = Token { generation: 3, sibling: 1 };
        let text = keys.refresh_token(session, token);
        assert_eq!(keys.read_refresh_token(&text), Some((session, token)));
        assert_eq!(Keys::new(b"two").read_refresh_token(&text), None, "another key");
        // Whoever knows the session's id can name its tokens, but not seal them.
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(&text).unwrap();
        for n in 0..bytes.len() {
            let mut altered = bytes.clone();
            altered[n] ^= 1;
            assert_eq!(keys.read_refresh_token(&BASE64_URL_SAFE_NO_PAD.encode(&altered)), None, "byte {n}");
        }
        for length in 0..bytes.len() {
            assert_eq!(keys.read_refresh_token(&BASE64_URL_SAFE_NO_PAD.encode(&bytes[..length])), None, "{length}");
        }
        for junk in ["", ".", "🙂", &format!("{text}="), &format!("{text}A"), &format!(" {text}")] {
            assert_eq!(keys.read_refresh_token(junk), None, "{junk:?}");
        }
        let access = keys.sign(session, instant(0), instant(1000)).unwrap();
        assert_eq!(keys.read_refresh_token(&access), None);
    }

    #[test]
    fn a_mark_is_of_one_device_and_one_account() {
        let keys = Keys::new(b"one");
        let mark = keys.device_mark(&[1; 16], "ada@example.org");
        assert!(keys.is_device_mark(&[1; 16], "ada@example.org", &mark));
        assert!(!keys.is_device_mark(&[2; 16], "ada@example.org", &mark), "another device");
        assert!(!keys.is_device_mark(&[1; 16], "bea@example.org", &mark), "another account");
        assert!(!Keys::new(b"two").is_device_mark(&[1; 16], "ada@example.org", &mark), "another clinic");
    }
}
