//! The one shape of refusal that leaves the clinic: codes with their arguments. What they are to people stands in the crate
//! `words`.
//!
//! Services return it, server functions carry it to islands, the REST API writes it as problem+json (RFC 9457).

use serde::{Deserialize, Serialize};

use super::{
    faults::{ChoiceFault, DateFault, NumberFault, PriceFault, RequestFault, TextFault},
    words::OtherWord,
};
use crate::{
    directory::faults::ProfileFault,
    notices::faults::LineFault,
    people::faults::AccountFault,
    scheduling::faults::{HoursFault, NotOffered, VisitFault, VisitTypeFault},
};

/// One field of a form or body, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// Name of the field as in the form or JSON body, e.g. `full_name` or `weekly[2].start`.
    pub field: String,
    pub fault: Fault,
}

/// Gathers what every area may find wrong.
macro_rules! faults {
    ($($variant:ident($fault:ident),)+) => {
        /// What is wrong with a field, or stands in the way.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(untagged)]
        pub enum Fault {
            $($variant($fault),)+
            /// Of one part of a field, as it was typed.
            Part { typed: String, fault: Box<Fault> },
        }

        $(impl From<$fault> for Fault {
            fn from(fault: $fault) -> Self {
                Self::$variant(fault)
            }
        })+

        impl Fault {
            /// Every code that there is.
            pub const CODES: &[&[&str]] = &[$($fault::CODES,)+];

            /// The stable name of what is wrong.
            pub fn code(&self) -> &'static str {
                match self {
                    $(Self::$variant(fault) => fault.code(),)+
                    Self::Part { fault, .. } => fault.code(),
                }
            }
        }
    };
}

/// Why a request was refused. In a log it stands by its code. It has no `Display`, so that no code is shown to people by mistake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum Problem {
    InvalidCredentials,
    Unauthenticated,
    Forbidden,
    CrossSite,
    NotFound,
    Malformed { why: Fault },
    Invalid { fields: Vec<FieldError> },
    SlotTaken,
    PatientBusy,
    TooManyVisits { most: u32, with_this_doctor: bool },
    NotOffered { reason: NotOffered },
    IdempotencyMismatch,
    Conflict { why: Fault },
    TooMany { retry_after_seconds: u64 },
    Unavailable,
    Internal { ref_id: String },
}

impl Problem {
    /// A refusal that names one field.
    pub fn field(field: impl Into<String>, fault: impl Into<Fault>) -> Self {
        Self::Invalid { fields: vec![FieldError { field: field.into(), fault: fault.into() }] }
    }

    /// A refusal of what cannot be read.
    pub fn malformed(why: impl Into<Fault>) -> Self {
        Self::Malformed { why: why.into() }
    }

    /// A refusal of what is not possible as things stand.
    pub fn conflict(why: impl Into<Fault>) -> Self {
        Self::Conflict { why: why.into() }
    }

    /// The stable name of this kind of refusal; the last part of the problem+json `type`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::InvalidCredentials => "invalid-credentials",
            Self::Unauthenticated => "unauthenticated",
            Self::Forbidden => "forbidden",
            Self::CrossSite => "cross-site",
            Self::NotFound => "not-found",
            Self::Malformed { .. } => "malformed",
            Self::Invalid { .. } => "invalid",
            Self::SlotTaken => "slot-taken",
            Self::PatientBusy => "patient-busy",
            Self::TooManyVisits { .. } => "too-many-visits",
            Self::NotOffered { .. } => "not-offered",
            Self::IdempotencyMismatch => "idempotency-mismatch",
            Self::Conflict { .. } => "conflict",
            Self::TooMany { .. } => "too-many",
            Self::Unavailable => "unavailable",
            Self::Internal { .. } => "internal",
        }
    }

    /// HTTP status (RFC 9110) that goes with it.
    pub fn status(&self) -> u16 {
        match self {
            Self::Malformed { .. } => 400,
            Self::InvalidCredentials | Self::Unauthenticated => 401,
            Self::Forbidden | Self::CrossSite => 403,
            Self::NotFound => 404,
            Self::SlotTaken | Self::PatientBusy | Self::TooManyVisits { .. } | Self::Conflict { .. } => 409,
            Self::Invalid { .. } | Self::NotOffered { .. } | Self::IdempotencyMismatch => 422,
            Self::TooMany { .. } => 429,
            Self::Internal { .. } => 500,
            Self::Unavailable => 503,
        }
    }

    /// The field errors, if it is about fields.
    pub fn fields(&self) -> &[FieldError] {
        match self {
            Self::Invalid { fields } => fields,
            _ => &[],
        }
    }
}

faults! {
    Text(TextFault),
    Number(NumberFault),
    Date(DateFault),
    Choice(ChoiceFault),
    Price(PriceFault),
    Request(RequestFault),
    Account(AccountFault),
    Profile(ProfileFault),
    Hours(HoursFault),
    VisitType(VisitTypeFault),
    Visit(VisitFault),
    Line(LineFault),
}

impl From<OtherWord> for Fault {
    fn from(OtherWord(known): OtherWord) -> Self {
        ChoiceFault::NotOneOf { known: known.iter().map(|word| (*word).to_owned()).collect() }.into()
    }
}

/// Gathers what is wrong with a form, so that a person hears of everything at once.
#[derive(Debug, Default)]
pub struct ValidationErrors(Vec<FieldError>);

/// More than a person mends at a time: an answer must not be longer than what was sent.
const MOST_FINDINGS: usize = 50;

impl ValidationErrors {
    pub fn add(&mut self, field: impl Into<String>, fault: impl Into<Fault>) {
        if self.0.len() == MOST_FINDINGS {
            return;
        }
        self.0.push(FieldError { field: field.into(), fault: fault.into() });
    }

    /// Keeps the value, or notes why there is none.
    pub fn keep<T>(&mut self, field: &str, parsed: Result<T, impl Into<Fault>>) -> Option<T> {
        parsed.map_err(|fault| self.add(field, fault)).ok()
    }

    pub fn into_result(self) -> Result<(), Problem> {
        if self.0.is_empty() { Ok(()) } else { Err(Problem::Invalid { fields: self.0 }) }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{
        platform::{currency::Currency, faults::Wanted, local::LocalSpan},
        scheduling::lifecycle::Status,
    };

    #[test]
    fn a_code_means_one_thing() {
        let all: Vec<_> = Fault::CODES.iter().flat_map(|codes| codes.iter()).collect();
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "{all:?}");
        for code in all {
            assert!(code.bytes().all(|byte| byte.is_ascii_lowercase() || b"-24".contains(&byte)), "{code}");
        }
    }

    #[test]
    fn a_refusal_is_the_same_after_its_way_to_a_page() {
        let from = LocalSpan {
            start: Default::default(),
            start_offset: Some("EDT".into()),
            end: Default::default(),
            end_offset: None,
            zone: "America/New_York".into(),
        };
        let of_a_part = Fault::Part {
            typed: "9-12".into(),
            fault: Box::new(HoursFault::Overlaps { start: "09:00".into(), end: "12:00".into() }.into()),
        };
        let faults: [Fault; 10] = [
            TextFault::Missing.into(),
            TextFault::TooLong { most: 80, length: 81 }.into(),
            DateFault::LastTooEarly { first: Default::default() }.into(),
            ChoiceFault::NotOneOf { known: vec!["a".into()] }.into(),
            PriceFault::TooMuch { currency: Currency::EUR }.into(),
            RequestFault::NotA { wanted: Wanted::TimeZone }.into(),
            VisitFault::NotFrom { status: Status::Cancelled }.into(),
            VisitFault::TooEarly { from }.into(),
            LineFault::TooManyDoctors { most: 50 }.into(),
            of_a_part,
        ];
        let field = |fault| FieldError { field: "field".into(), fault };
        let fields = faults.iter().cloned().map(field).collect();
        let conflicts = faults.iter().cloned().map(Problem::conflict);
        for problem in conflicts.chain([Problem::Invalid { fields }, Problem::malformed(TextFault::Missing)]) {
            let json = serde_json::to_string(&problem).unwrap();
            assert_eq!(serde_json::from_str::<Problem>(&json).unwrap(), problem, "{json}");
        }
    }
}
