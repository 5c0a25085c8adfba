//! Invitations: with one, a doctor may register, once.
//!
//! ```text
//! open ─use→ used
//!   ├─revoke→ revoked ←─revoke─┐
//!   └──(14 days)──→ expired ───┘
//! ```

use chrono::{DateTime, TimeDelta, Utc};

use crate::platform::{email, ids::InvitationId, words::words};

/// How long an invitation is good.
pub const VALID: TimeDelta = TimeDelta::days(14);

words! {
    /// Where an invitation stands.
    InvitationState {
        Open = "open", "Open";
        Used = "used", "Used";
        Expired = "expired", "Expired";
        Revoked = "revoked", "Revoked";
    }
}

/// What lets a doctor register. Its code is known to whoever was given it.
#[derive(Clone)]
pub struct Invitation {
    pub id: InvitationId,
    /// Who alone may use it; nothing where it is for whoever has the code.
    pub email: Option<String>,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub used_at: Option<DateTime<Utc>>,
    pub revoked_at: Option<DateTime<Utc>>,
}

crate::shows_only!(Invitation { id, created_at, expires_at, used_at, revoked_at });

/// Why nothing can be done with an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvitationError {
    /// It stands where this is not possible.
    NotFrom(InvitationState),
    /// It is for somebody else.
    AnotherEmail,
}

impl Invitation {
    pub fn issue(id: InvitationId, email: Option<String>, now: DateTime<Utc>) -> Self {
        Self { id, email, created_at: now, expires_at: now + VALID, used_at: None, revoked_at: None }
    }

    pub fn state(&self, now: DateTime<Utc>) -> InvitationState {
        if self.used_at.is_some() {
            InvitationState::Used
        } else if self.revoked_at.is_some() {
            InvitationState::Revoked
        } else if self.expires_at <= now {
            InvitationState::Expired
        } else {
            InvitationState::Open
        }
    }

    /// Somebody registers with it, under this e-mail.
    pub fn use_up(&self, email: &str, now: DateTime<Utc>) -> Result<Self, InvitationError> {
        match self.state(now) {
            InvitationState::Open if self.admits(email) => Ok(Self { used_at: Some(now), ..self.clone() }),
            InvitationState::Open => Err(InvitationError::AnotherEmail),
            state => Err(InvitationError::NotFrom(state)),
        }
    }

    /// It is taken back. One that has expired may be as well: then it says so.
    pub fn revoke(&self, now: DateTime<Utc>) -> Result<Self, InvitationError> {
        match self.state(now) {
            InvitationState::Open | InvitationState::Expired => Ok(Self { revoked_at: Some(now), ..self.clone() }),
            state => Err(InvitationError::NotFrom(state)),
        }
    }

    /// In one form: an invitation to ada@exämple.org is used from a browser that sends ada@xn--exmple-cua.org.
    fn admits(&self, typed: &str) -> bool {
        let typed = email::checked(typed).ok();
        self.email.as_ref().is_none_or(|bound| typed.is_some() && email::checked(bound).ok() == typed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_000_000, 0).unwrap()
    }

    fn issued(email: Option<&str>) -> Invitation {
        Invitation::issue(InvitationId(uuid::Uuid::from_u128(1)), email.map(str::to_owned), now())
    }

    fn standing(state: InvitationState) -> (Invitation, DateTime<Utc>) {
        let new = issued(None);
        match state {
            InvitationState::Open => (new, now() + VALID - TimeDelta::seconds(1)),
            InvitationState::Expired => (new, now() + VALID),
            InvitationState::Used => (new.use_up("ada@example.org", now()).unwrap(), now()),
            InvitationState::Revoked => (new.revoke(now()).unwrap(), now()),
        }
    }

    #[test]
    fn the_table_is_complete() {
        use InvitationState::{Expired, Open, Revoked, Used};
        for &state in InvitationState::ALL {
            let (invitation, at) = standing(state);
            assert_eq!(invitation.state(at), state);
            let used = invitation.use_up("ada@example.org", at).map(|after| after.state(at));
            assert_eq!(used, if state == Open { Ok(Used) } else { Err(InvitationError::NotFrom(state)) });
            let revoked = invitation.revoke(at).map(|after| after.state(at));
            let may = matches!(state, Open | Expired);
            assert_eq!(revoked, if may { Ok(Revoked) } else { Err(InvitationError::NotFrom(state)) });
        }
    }

    #[test]
    fn an_invitation_to_somebody_is_nobody_elses() {
        let bound = issued(Some("ada@exämple.org"));
        for same in ["ada@exämple.org", "ada@xn--exmple-cua.org", "ADA@exämple.org"] {
            assert!(bound.use_up(same, now()).is_ok(), "{same}");
        }
        for other in ["bob@exämple.org", "ada@example.org", "", "ada"] {
            assert_eq!(bound.use_up(other, now()).err(), Some(InvitationError::AnotherEmail), "{other}");
        }
    }
}
