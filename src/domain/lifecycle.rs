//! The life of an appointment: one function, [`decide`], holds every transition.
//!
//! ```text
//! requested ─accept→ booked ─check in→ checked_in ─start→ in_progress ─complete→ completed
//!     │                 └────────────start────────────────────↑
//!     ├─decline→ declined   ├─cancel→ cancelled   └─no show→ no_show
//!     ├─refer→ referred     ├─complete→ completed
//!     ├─expire→ expired     └─no show→ no_show
//!     └─cancel→ cancelled
//! ```

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal, $label:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, ::serde::Serialize, ::serde::Deserialize)]
        #[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vdoc])* $variant,)+ }

        impl $name {
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The word stored and sent.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// The word shown.
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                Self::ALL.iter().copied().find(|v| v.as_str() == text).ok_or_else(|| {
                    let known: Vec<_> = Self::ALL.iter().map(|v| v.as_str()).collect();
                    format!("Please use one of: {}.", known.join(", "))
                })
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use words;

words! {
    /// Where an appointment stands.
    Status {
        Requested = "requested", "Requested";
        Booked = "booked", "Booked";
        CheckedIn = "checked_in", "Checked in";
        InProgress = "in_progress", "In progress";
        Completed = "completed", "Completed";
        Declined = "declined", "Declined";
        Referred = "referred", "Referred";
        Cancelled = "cancelled", "Cancelled";
        Expired = "expired", "Expired";
        /// The patient (or the doctor) did not come; the history says who.
        NoShow = "no_show", "No-show";
    }
}

impl Status {
    /// What a visit can be as long as every booking is instant and no page offers more.
    pub const REACHED: &[Self] = &[Self::Booked, Self::Completed, Self::NoShow, Self::Cancelled];

    /// Does it keep the time of doctor and patient? Every exit frees it at once.
    pub fn claims_time(self) -> bool {
        matches!(self, Self::Requested | Self::Booked | Self::CheckedIn | Self::InProgress | Self::Completed)
    }

    /// Is something still to come?
    pub fn is_open(self) -> bool {
        matches!(self, Self::Requested | Self::Booked | Self::CheckedIn | Self::InProgress)
    }
}

words! {
    /// Which side of an appointment somebody stands on.
    Party {
        Patient = "patient", "Patient";
        Doctor = "doctor", "Doctor";
        Admin = "admin", "Admin";
        /// The clock: what expires by itself.
        System = "system", "Anteroom";
    }
}

words! {
    /// What can be done with an appointment.
    Transition {
        Accept = "accept", "Accept";
        Decline = "decline", "Decline";
        Refer = "refer", "Refer";
        Expire = "expire", "Expire";
        CheckIn = "check_in", "Check in";
        Start = "start", "Start";
        Complete = "complete", "Mark completed";
        NoShow = "no_show", "Mark no-show";
        Cancel = "cancel", "Cancel";
    }
}

/// Why a transition is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// This side may never do this.
    #[error("Your account may not do this.")]
    NotThisParty,
    /// It cannot be done from where the appointment stands.
    #[error("This visit is already {}.", .0.label().to_lowercase())]
    NotFrom(Status),
    /// A patient's cancellation comes before the visit begins.
    #[error("This visit has already begun. Please call the practice.")]
    AlreadyBegun,
}

/// The one place that says who may move an appointment from where to where.
///
/// `begun`: whether the start is now or past. A doctor may complete a visit or mark a no-show at any time: people come
/// early, and whoever marks it stands in the history.
pub fn decide(party: Party, from: Status, transition: Transition, begun: bool) -> Result<Status, Refusal> {
    use Status::*;
    let (parties, sources, to): (&[Party], &[Status], Status) = match transition {
        Transition::Accept => (&[Party::Doctor], &[Requested], Booked),
        Transition::Decline => (&[Party::Doctor], &[Requested], Declined),
        Transition::Refer => (&[Party::Doctor], &[Requested], Referred),
        Transition::Expire => (&[Party::System], &[Requested], Expired),
        Transition::CheckIn => (&[Party::Doctor], &[Booked], CheckedIn),
        Transition::Start => (&[Party::Doctor], &[Booked, CheckedIn], InProgress),
        Transition::Complete => (&[Party::Doctor], &[Booked, CheckedIn, InProgress], Completed),
        Transition::NoShow => (&[Party::Doctor], &[Booked, CheckedIn], NoShow),
        Transition::Cancel => {
            (&[Party::Patient, Party::Doctor, Party::Admin], &[Requested, Booked, CheckedIn], Cancelled)
        }
    };
    if !parties.contains(&party) {
        return Err(Refusal::NotThisParty);
    }
    if !sources.contains(&from) {
        return Err(Refusal::NotFrom(from));
    }
    if transition == Transition::Cancel && party == Party::Patient && begun {
        return Err(Refusal::AlreadyBegun);
    }
    Ok(to)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every allowed cell of party × status × transition, before the start; all others are refused.
    const ALLOWED: &[(Party, Status, Transition, Status)] = &[
        (Party::Doctor, Status::Requested, Transition::Accept, Status::Booked),
        (Party::Doctor, Status::Requested, Transition::Decline, Status::Declined),
        (Party::Doctor, Status::Requested, Transition::Refer, Status::Referred),
        (Party::System, Status::Requested, Transition::Expire, Status::Expired),
        (Party::Doctor, Status::Booked, Transition::CheckIn, Status::CheckedIn),
        (Party::Doctor, Status::Booked, Transition::Start, Status::InProgress),
        (Party::Doctor, Status::CheckedIn, Transition::Start, Status::InProgress),
        (Party::Doctor, Status::Booked, Transition::Complete, Status::Completed),
        (Party::Doctor, Status::CheckedIn, Transition::Complete, Status::Completed),
        (Party::Doctor, Status::InProgress, Transition::Complete, Status::Completed),
        (Party::Doctor, Status::Booked, Transition::NoShow, Status::NoShow),
        (Party::Doctor, Status::CheckedIn, Transition::NoShow, Status::NoShow),
        (Party::Patient, Status::Requested, Transition::Cancel, Status::Cancelled),
        (Party::Patient, Status::Booked, Transition::Cancel, Status::Cancelled),
        (Party::Patient, Status::CheckedIn, Transition::Cancel, Status::Cancelled),
        (Party::Doctor, Status::Requested, Transition::Cancel, Status::Cancelled),
        (Party::Doctor, Status::Booked, Transition::Cancel, Status::Cancelled),
        (Party::Doctor, Status::CheckedIn, Transition::Cancel, Status::Cancelled),
        (Party::Admin, Status::Requested, Transition::Cancel, Status::Cancelled),
        (Party::Admin, Status::Booked, Transition::Cancel, Status::Cancelled),
        (Party::Admin, Status::CheckedIn, Transition::Cancel, Status::Cancelled),
    ];

    #[test]
    fn the_table_is_complete() {
        for &party in Party::ALL {
            for &from in Status::ALL {
                for &transition in Transition::ALL {
                    let expected = ALLOWED.iter().find(|(p, f, t, _)| (*p, *f, *t) == (party, from, transition));
                    let got = decide(party, from, transition, false);
                    assert_eq!(got.ok(), expected.map(|row| row.3), "{party} {from} {transition}");
                }
            }
        }
    }

    #[test]
    fn a_patient_cannot_cancel_what_has_begun() {
        let refused = decide(Party::Patient, Status::Booked, Transition::Cancel, true);
        assert_eq!(refused, Err(Refusal::AlreadyBegun));
        assert_eq!(decide(Party::Doctor, Status::Booked, Transition::Cancel, true), Ok(Status::Cancelled));
    }

    #[test]
    fn an_exit_frees_the_time_and_leads_nowhere() {
        for &from in Status::ALL.iter().filter(|s| !s.is_open()) {
            for &party in Party::ALL {
                for &transition in Transition::ALL {
                    assert!(decide(party, from, transition, false).is_err(), "{from} must be final");
                }
            }
            assert_eq!(from.claims_time(), from == Status::Completed);
        }
    }
}
