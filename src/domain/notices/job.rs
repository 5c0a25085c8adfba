//! What is still to be done: messages to be written, and what happens by the clock.

use crate::platform::words::words;

words! {
    /// What a message tells of, or what is done.
    JobKind {
        VisitBooked = "visit_booked", "Confirmation";
        VisitCancelled = "visit_cancelled", "Cancellation";
        VisitCompleted = "visit_completed", "Thanks after a visit";
        VisitMissed = "visit_missed", "Missed visit";
        Welcome = "welcome", "Welcome";
        AlreadyRegistered = "already_registered", "Registration with a known address";
        Invitation = "invitation", "Invitation";
        DeviceSignedOut = "device_signed_out", "A device was signed out";
        /// No message: a request ends that nobody has answered.
        ExpireRequest = "expire_request", "End of a request";
    }
}

impl JobKind {
    /// Is its subject an appointment?
    pub fn is_of_visit(self) -> bool {
        self.is_visit_mail() || self == Self::ExpireRequest
    }

    /// Is it an e-mail about an appointment?
    pub fn is_visit_mail(self) -> bool {
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
        /// It is done, and no message.
        Nobody = "nobody", "nobody";
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
