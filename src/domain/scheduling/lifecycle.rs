//! The words of an appointment's life: where it stands, who acts, what can be done. The rules are in [`super::appointment`].

use crate::platform::words::words;

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
        /// To another time; it stays the same appointment.
        Move = "move", "Move";
        /// Takes back what was marked by mistake.
        Undo = "undo", "Undo";
    }
}
