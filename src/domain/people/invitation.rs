//! Invitations: with one, a doctor may register.

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
