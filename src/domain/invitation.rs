//! Invitations: with one, a doctor may register.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{ids::InvitationId, lifecycle::words};

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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct IssuedInvitation {
    pub id: InvitationId,
    /// E.g. `7KQ4-ZM2P-9XWD-R3TB`; letter case and dashes do not matter.
    pub code: String,
    pub expires_at: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub email: Option<String>,
}

/// An invitation in the admin's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct InvitationView {
    pub id: InvitationId,
    /// Only this address may use it.
    pub email: Option<String>,
    pub state: InvitationState,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    /// Name of the doctor who used it.
    pub used_by: Option<String>,
}
