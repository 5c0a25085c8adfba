//! Messages to be written: what they tell of, and whom.

use crate::platform::words::words;

words! {
    /// What a message tells of.
    JobKind {
        VisitBooked = "visit_booked", "Confirmation";
        VisitCancelled = "visit_cancelled", "Cancellation";
        VisitCompleted = "visit_completed", "Thanks after a visit";
        VisitMissed = "visit_missed", "Missed visit";
        Welcome = "welcome", "Welcome";
        AlreadyRegistered = "already_registered", "Registration with a known address";
        Invitation = "invitation", "Invitation";
        DeviceSignedOut = "device_signed_out", "A device was signed out";
    }
}

impl JobKind {
    /// Is its subject an appointment?
    pub fn is_of_visit(self) -> bool {
        matches!(self, Self::VisitBooked | Self::VisitCancelled | Self::VisitCompleted | Self::VisitMissed)
    }
}

words! {
    /// Whom it tells.
    Audience {
        Patient = "patient", "the patient";
        Doctor = "doctor", "the doctor";
        /// Of an account or an invitation.
        Owner = "owner", "the account's owner";
    }
}

words! {
    /// Where a message of the outbox stands.
    JobState {
        Waiting = "waiting", "Waiting";
        Sent = "sent", "Sent";
        /// Given up after the last try; an admin can send it again.
        Failed = "failed", "Failed";
        /// Overtaken by what happened since: nothing needed to be sent.
        Dropped = "dropped", "Not needed";
    }
}
