//! What only some may read, and the one way to it.

use std::future::Future;

use uuid::Uuid;

use super::policy::Side;
use crate::platform::stored::{Stored, Unknown};

/// Something sensitive, such as what a patient wrote. It is carried and stored closed. Nothing prints it:
///
/// ```compile_fail,E0277
/// let reason = domain::people::sealed::Sealed::new("a rash".to_owned());
/// println!("{reason:?}");
/// ```
///
/// nothing serialises it:
///
/// ```compile_fail,E0277
/// let reason = domain::people::sealed::Sealed::new("a rash".to_owned());
/// serde_json::to_string(&reason);
/// ```
///
/// and there is no other way to its content than [`Sealed::open`]:
///
/// ```compile_fail,E0616
/// let reason = domain::people::sealed::Sealed::new("a rash".to_owned());
/// let content = reason.content;
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed<T> {
    content: T,
}

impl<T> Sealed<T> {
    pub const fn new(content: T) -> Self {
        Self { content }
    }

    /// The content, for whom it is disclosed to.
    pub fn open(&self, _: &Disclosure) -> &T {
        &self.content
    }
}

impl<T: Stored> Stored for Sealed<T> {
    type As<'a> = T::As<'a>;
    fn put(&self) -> Option<T::As<'_>> {
        self.content.put()
    }
    fn take(column: T::As<'_>) -> Result<Self, Unknown> {
        T::take(column).map(Self::new)
    }
}

/// Who is about to read what is sealed about a thing.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    pub reader: Side,
    /// The thing's id.
    pub of: Uuid,
}

/// Where it is written down who read what.
pub trait AccessLog {
    type Error;

    /// Writes a reading down, so that it stays, before it returns.
    fn write(&mut self, reading: &Reading) -> impl Future<Output = Result<(), Self::Error>> + Send;
}

/// Proof that it is written down who reads. Nobody can make one but [`disclose`]:
///
/// ```compile_fail,E0451
/// let forged = domain::people::sealed::Disclosure { written: () };
/// ```
pub struct Disclosure {
    #[expect(dead_code, reason = "private, so that nobody else makes one")]
    written: (),
}

/// Lets somebody read what is sealed about a thing, once it is written down that they do.
pub async fn disclose<L: AccessLog>(reading: Reading, log: &mut L) -> Result<Disclosure, L::Error> {
    log.write(&reading).await?;
    Ok(Disclosure { written: () })
}
