//! People who sign in: their roles, and what they send and see about their own account.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{
    ids::{AccountId, DoctorId, SessionId},
    lifecycle::words,
    problem::{Findings, Problem},
    text,
};

words! {
    /// What an account may be.
    Role {
        Patient = "patient", "Patient";
        Doctor = "doctor", "Doctor";
        Admin = "admin", "Admin";
    }
}

/// What a patient sends to register.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Registration {
    pub email: String,
    /// 10 to 128 characters.
    pub password: String,
    pub full_name: String,
    /// IANA name, e.g. `Europe/Berlin`.
    pub time_zone: String,
}

/// What a doctor sends to register.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct DoctorRegistration {
    pub invitation_code: String,
    pub email: String,
    pub password: String,
    pub full_name: String,
    /// Id or name of a specialty.
    pub specialty: String,
    pub time_zone: String,
}

impl Registration {
    /// Tidied fields, or every field that does not fit. The zone is checked by the service, which knows the zones.
    pub fn checked(self, mut findings: Findings) -> Result<Self, Problem> {
        let email = findings.keep("email", text::email(&self.email));
        findings.keep("password", text::password(&self.password));
        let full_name = findings.keep("full_name", text::line(&self.full_name, 1, 100));
        findings.into_result()?;
        Ok(Self { email: email.unwrap_or_default(), full_name: full_name.unwrap_or_default(), ..self })
    }
}

/// The signed-in person's own account.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Me {
    pub id: AccountId,
    pub role: Role,
    pub email: String,
    pub full_name: String,
    pub time_zone: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub doctor_id: Option<DoctorId>,
}

/// Without anything personal: it may end up in a log.
impl std::fmt::Debug for Me {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Me").field("id", &self.id).field("role", &self.role).finish_non_exhaustive()
    }
}

/// A signed-in device, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct DeviceView {
    pub id: SessionId,
    pub device_name: String,
    pub created_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
    /// The one that asks.
    pub current: bool,
}

/// An account in the admin's list.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct AccountRowView {
    pub id: AccountId,
    pub role: Role,
    pub full_name: String,
    pub email: String,
    pub created_at: DateTime<Utc>,
    pub last_seen_at: Option<DateTime<Utc>>,
}

/// Without anything personal: it may end up in a log.
impl std::fmt::Debug for AccountRowView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccountRowView").field("id", &self.id).field("role", &self.role).finish_non_exhaustive()
    }
}
