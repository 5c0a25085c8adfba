//! Invitations: with one, a doctor may register.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::platform::ids::InvitationId;
use crate::platform::words::words;

words! {
    /// Where an invitation stands.
    InvitationState {
        Open = "open", "Open";
        Used = "used", "Used";
        Expired = "expired", "Expired";
        Revoked = "revoked", "Revoked";
    }
}

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

crate::shows_only!(IssuedInvitation { id, expires_at });

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

crate::shows_only!(InvitationView { id, state, created_at, expires_at });
