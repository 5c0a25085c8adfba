//! People who sign in.

use chrono::{DateTime, Utc};

use super::faults::AccountFault;
use crate::platform::{ids::AccountId, words::words};

words! {
    /// What an account may be.
    Role {
        Patient = "patient", "Patient";
        Doctor = "doctor", "Doctor";
        Admin = "admin", "Admin";
    }
}

/// Somebody who can sign in. The role is for good.
#[derive(Clone)]
pub struct Account {
    pub id: AccountId,
    pub role: Role,
    /// As [`crate::platform::email::checked`] gives it.
    pub email: String,
    /// Argon2id, as a PHC string.
    pub password_hash: String,
    /// As the other side sees it.
    pub full_name: String,
    /// IANA name of the zone in which this person reads times.
    pub time_zone: String,
    pub created_at: DateTime<Utc>,
}

crate::shows_only!(Account { id, role });

impl Account {
    /// Its owner goes by another name from now on.
    pub fn renamed(self, full_name: String) -> Self {
        Self { full_name, ..self }
    }

    /// Its owner reads in another zone from now on.
    pub fn moved(self, time_zone: String) -> Result<Self, AccountFault> {
        match self.role {
            Role::Doctor => Err(AccountFault::ZoneOfPractice),
            Role::Patient | Role::Admin => Ok(Self { time_zone, ..self }),
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_doctor_keeps_the_zone_of_the_practice_and_everybody_may_have_another_name() {
        for role in Role::ALL.iter().copied() {
            let account = Account {
                id: AccountId(Uuid::nil()),
                role,
                email: "ada@example.org".into(),
                password_hash: String::new(),
                full_name: "Ada".into(),
                time_zone: "Europe/Berlin".into(),
                created_at: DateTime::UNIX_EPOCH,
            };
            assert_eq!(account.clone().renamed("Bea".into()).full_name, "Bea");
            let moved = account.moved("Asia/Tokyo".into()).map(|account| account.time_zone);
            let expected =
                if role == Role::Doctor { Err(AccountFault::ZoneOfPractice) } else { Ok("Asia/Tokyo".into()) };
            assert_eq!(moved, expected, "{role}");
        }
    }
}
