//! Identifiers. A newtype each, so that a doctor's id cannot be handed in where an account's is wanted.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::stored::{Stored, Unknown};

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = "01938a52-0000-7000-8000-000000000001"))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl Stored for $name {
            type As<'a> = Uuid;
            fn put(&self) -> Option<Uuid> {
                Some(self.0)
            }
            fn take(column: Uuid) -> Result<Self, Unknown> {
                Ok(Self(column))
            }
        }
    )+};
}

id! {
    /// A person who can sign in: patient, doctor or admin. Claims are made on this id.
    AccountId;
    /// One signed-in device.
    SessionId;
    /// A doctor's public profile; belongs to one account.
    DoctorId;
    /// Where a doctor is visited.
    LocationId;
    /// Something that can be booked with a doctor.
    VisitTypeId;
    /// What was booked. Never deleted.
    AppointmentId;
    /// A doctor's invitation; its code is a secret of its own.
    InvitationId;
    /// One message or task in the outbox.
    JobId;
}
