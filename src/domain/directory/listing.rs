//! Whether patients find a doctor: [`Listing::after`] holds every move.
//!
//! ```text
//! draft ─can be booked→ pending ─verified→ listed
//!   ↑                      │                  │
//!   └──────── can no longer be booked ────────┘
//!
//! draft, pending, listed ─suspend→ suspended ─reinstate→ as the practice stands then
//! any ─close→ closed, for good
//! ```

use crate::platform::words::words;

words! {
    /// Whether patients find a doctor.
    Listing {
        /// Something is missing: hours, a visit type, or the address of those in person.
        Draft = "draft", "Not public yet";
        /// All is there, and is to be verified.
        Pending = "pending", "To be verified";
        Listed = "listed", "Public";
        /// An admin has taken it off the list.
        Suspended = "suspended", "Suspended";
        /// The practice is no more.
        Closed = "closed", "Closed";
    }
}

/// What a practice is, as far as its listing goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Practice {
    /// There is a visit type that can be offered, and weekly hours at its location.
    pub is_bookable: bool,
    pub is_verified: bool,
}

/// What moves a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// The practice has changed, or may have.
    Practice(Practice),
    Suspend,
    Reinstate(Practice),
    Close,
}

/// Why a listing is not moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListingError {
    /// Nothing moves a practice that is closed.
    Closed,
    AlreadySuspended,
    NotSuspended,
}

impl Listing {
    pub fn is_public(self) -> bool {
        self == Self::Listed
    }

    /// What it is after that. What a practice has does not end a suspension, and opens none that is closed.
    pub fn after(self, by: Move) -> Result<Self, ListingError> {
        match (self, by) {
            (Self::Suspended | Self::Closed, Move::Practice(_)) => Ok(self),
            (Self::Closed, _) => Err(ListingError::Closed),
            (Self::Suspended, Move::Suspend) => Err(ListingError::AlreadySuspended),
            (Self::Suspended, Move::Reinstate(practice)) | (_, Move::Practice(practice)) => Ok(Self::of(practice)),
            (_, Move::Reinstate(_)) => Err(ListingError::NotSuspended),
            (_, Move::Suspend) => Ok(Self::Suspended),
            (_, Move::Close) => Ok(Self::Closed),
        }
    }

    fn of(practice: Practice) -> Self {
        match practice {
            Practice { is_bookable: false, .. } => Self::Draft,
            Practice { is_verified: false, .. } => Self::Pending,
            _ => Self::Listed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LACKING: Practice = Practice { is_bookable: false, is_verified: true };
    const UNVERIFIED: Practice = Practice { is_bookable: true, is_verified: false };
    const WHOLE: Practice = Practice { is_bookable: true, is_verified: true };

    #[test]
    fn every_move_from_every_state() {
        use Listing::{Closed, Draft, Listed, Pending, Suspended};
        for from in Listing::ALL.iter().copied() {
            let open = matches!(from, Draft | Pending | Listed);
            let suspended = from == Suspended;
            for (by, expected) in [
                (Move::Practice(LACKING), Ok(if open { Draft } else { from })),
                (Move::Practice(UNVERIFIED), Ok(if open { Pending } else { from })),
                (Move::Practice(WHOLE), Ok(if open { Listed } else { from })),
                (
                    Move::Practice(Practice { is_bookable: false, is_verified: false }),
                    Ok(if open { Draft } else { from }),
                ),
                (Move::Suspend, if open { Ok(Suspended) } else { Err(ListingError::AlreadySuspended) }),
                (Move::Reinstate(LACKING), if suspended { Ok(Draft) } else { Err(ListingError::NotSuspended) }),
                (Move::Reinstate(WHOLE), if suspended { Ok(Listed) } else { Err(ListingError::NotSuspended) }),
                (Move::Close, Ok(Closed)),
            ] {
                let stays = from == Closed && !matches!(by, Move::Practice(_));
                let expected = if stays { Err(ListingError::Closed) } else { expected };
                assert_eq!(from.after(by), expected, "{from} {by:?}");
            }
            assert_eq!(from.is_public(), from == Listed);
        }
    }
}
