//! Who reads what is sealed: the one place from which it is opened.

use domain::{
    insight::security::SecurityEvent,
    people::{
        policy::Side,
        sealed::{self, AccessLog, Disclosure, Reading},
    },
    scheduling::lifecycle::Party,
};
use uuid::Uuid;

use crate::{
    Error, Result,
    platform::security::{self, About},
};

/// The stream of security events. It holds what admins read; both sides of a visit read what they tell each other.
struct Stream;

impl AccessLog for Stream {
    type Error = Error;

    async fn write(&mut self, reading: &Reading) -> Result<()> {
        if reading.reader.party() == Party::Admin {
            security::record(SecurityEvent::AdminRead, About::what(reading.of));
        }
        Ok(())
    }
}

/// Lets whoever stands on this side read what is sealed about a thing.
pub(crate) async fn disclose(reader: Side, of: Uuid) -> Result<Disclosure> {
    sealed::disclose(Reading { reader, of }, &mut Stream).await
}
