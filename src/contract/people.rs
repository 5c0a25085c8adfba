//! What people send and see about their own account, and what admins see of accounts and invitations.

use chrono::{DateTime, Utc};
use domain::{
    people::{account::Role, invitation::InvitationState},
    platform::{
        email,
        ids::{AccountId, DoctorId, InvitationId, SessionId},
        problem::{Problem, ValidationErrors},
        text,
    },
};
use serde::{Deserialize, Serialize};

/// What a patient sends to register.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Registration {
    /// Where mail goes, and what one signs in with. Letter case does not matter.
    #[cfg_attr(feature = "openapi", schema(format = "email", max_length = 254, example = "ada@example.org"))]
    pub email: String,
    /// 10 to 128 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 10, max_length = 128, format = Password, example = "three good words"))]
    pub password: String,
    /// As the other side sees it.
    #[cfg_attr(
        feature = "openapi",
        schema(format = "line", min_length = 1, max_length = 100, example = "Ada Lovelace")
    )]
    pub full_name: String,
    /// IANA name, e.g. `Europe/Berlin`.
    #[cfg_attr(feature = "openapi", schema(format = "time-zone", example = "Europe/Berlin"))]
    pub time_zone: String,
}

/// What a doctor sends to register.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DoctorRegistration {
    /// As it stands in the invitation; letter case and dashes do not matter.
    #[cfg_attr(feature = "openapi", schema(example = "7KQ4-ZM2P-9XWD-R3TB-6HJN-8VQF-2MYC"))]
    pub invitation_code: String,
    /// Where mail goes, and what one signs in with; the address of the invitation, when it is for one only.
    #[cfg_attr(feature = "openapi", schema(format = "email", max_length = 254, example = "grace@example.org"))]
    pub email: String,
    /// 10 to 128 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 10, max_length = 128, format = Password, example = "three good words"))]
    pub password: String,
    /// As patients see it.
    #[cfg_attr(
        feature = "openapi",
        schema(format = "line", min_length = 1, max_length = 100, example = "Dr Grace Hopper")
    )]
    pub full_name: String,
    /// Id or name of a specialty.
    #[cfg_attr(feature = "openapi", schema(example = "cardiology"))]
    pub specialty: String,
    /// IANA name: the zone of the practice, in which hours are meant.
    #[cfg_attr(feature = "openapi", schema(format = "time-zone", example = "Europe/Berlin"))]
    pub time_zone: String,
}

impl Registration {
    /// Tidied fields, or every field that does not fit. The zone is checked by the service, which knows the zones.
    pub fn checked(self, mut errors: ValidationErrors) -> Result<Self, Problem> {
        let address = errors.keep("email", email::checked(&self.email));
        errors.keep("password", text::password(&self.password));
        let full_name = errors.keep("full_name", text::line(&self.full_name, 1, 100));
        errors.into_result()?;
        Ok(Self { email: address.unwrap_or_default(), full_name: full_name.unwrap_or_default(), ..self })
    }
}

/// The signed-in person's own account.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Me {
    pub id: AccountId,
    pub role: Role,
    /// Where mail goes, and what one signs in with.
    #[cfg_attr(feature = "openapi", schema(example = "ada@example.org"))]
    pub email: String,
    /// As the other side sees it.
    #[cfg_attr(feature = "openapi", schema(example = "Ada Lovelace"))]
    pub full_name: String,
    /// The zone in which this person reads times.
    #[cfg_attr(feature = "openapi", schema(example = "Europe/Berlin"))]
    pub time_zone: String,
    /// For doctors: the public profile.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub doctor_id: Option<DoctorId>,
}

/// What a person changes of their own account; what is not given stays.
#[derive(Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccountPatch {
    /// 1 to 100 characters.
    #[serde(default)]
    #[cfg_attr(
        feature = "openapi",
        schema(format = "line", min_length = 1, max_length = 100, example = "Ada Lovelace")
    )]
    pub full_name: Option<String>,
    /// IANA name, e.g. `Europe/Berlin`. A doctor's stands with the hours, and is changed there.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(format = "time-zone", example = "Europe/Berlin"))]
    pub time_zone: Option<String>,
}

domain::shows_only!(Me { id, role });

/// A signed-in device, as its owner sees it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeviceView {
    pub id: SessionId,
    /// As given when signing in.
    #[cfg_attr(feature = "openapi", schema(example = "Firefox on Linux"))]
    pub device_name: String,
    /// When it signed in.
    #[cfg_attr(feature = "openapi", schema(example = "2026-11-23T07:00:00Z"))]
    pub created_at: DateTime<Utc>,
    /// When its tokens were last renewed.
    #[cfg_attr(feature = "openapi", schema(example = "2026-11-23T07:30:00Z"))]
    pub last_seen_at: DateTime<Utc>,
    /// The one that asks.
    #[cfg_attr(feature = "openapi", schema(example = true))]
    pub current: bool,
}

domain::shows_only!(DeviceView { id, created_at, last_seen_at, current });

/// An account in the admin's list.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccountRowView {
    pub id: AccountId,
    pub role: Role,
    /// As the other side sees it.
    #[cfg_attr(feature = "openapi", schema(example = "Ada Lovelace"))]
    pub full_name: String,
    /// Where mail goes.
    #[cfg_attr(feature = "openapi", schema(example = "ada@example.org"))]
    pub email: String,
    /// When it was registered.
    #[cfg_attr(feature = "openapi", schema(example = "2026-10-01T09:12:00Z"))]
    pub created_at: DateTime<Utc>,
    /// When one of its devices was last seen; nothing when none is signed in.
    #[cfg_attr(feature = "openapi", schema(example = "2026-11-23T07:30:00Z"))]
    pub last_seen_at: Option<DateTime<Utc>>,
}

domain::shows_only!(AccountRowView { id, role });

/// A new invitation. The code is shown once: only its hash is kept.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IssuedInvitation {
    pub id: InvitationId,
    /// E.g. `7KQ4-ZM2P-9XWD-R3TB-6HJN-8VQF-2MYC`; letter case and dashes do not matter.
    #[cfg_attr(feature = "openapi", schema(example = "7KQ4-ZM2P-9XWD-R3TB-6HJN-8VQF-2MYC"))]
    pub code: String,
    /// Until when it can be used.
    #[cfg_attr(feature = "openapi", schema(example = "2026-12-07T07:00:00Z"))]
    pub expires_at: DateTime<Utc>,
    /// Only this address may use it; it was sent the code.
    #[cfg_attr(feature = "openapi", schema(example = "grace@example.org"))]
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub email: Option<String>,
}

domain::shows_only!(IssuedInvitation { id, expires_at });

/// An invitation in the admin's list.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InvitationView {
    pub id: InvitationId,
    /// Only this address may use it.
    #[cfg_attr(feature = "openapi", schema(example = "grace@example.org"))]
    pub email: Option<String>,
    pub state: InvitationState,
    /// When it was issued.
    #[cfg_attr(feature = "openapi", schema(example = "2026-11-23T07:00:00Z"))]
    pub created_at: DateTime<Utc>,
    /// Until when it can be used.
    #[cfg_attr(feature = "openapi", schema(example = "2026-12-07T07:00:00Z"))]
    pub expires_at: DateTime<Utc>,
    /// Name of the doctor who used it.
    #[cfg_attr(feature = "openapi", schema(example = "Dr Grace Hopper"))]
    pub used_by: Option<String>,
}

domain::shows_only!(InvitationView { id, state, created_at, expires_at });
