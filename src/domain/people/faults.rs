//! What may be wrong with accounts and invitations.

use crate::platform::words::codes;

codes! {
    AccountFault {
        EmailTaken = "email-taken";
        /// Hours are kept in the zone of the practice, which is changed with them.
        ZoneOfPractice = "zone-of-practice";
        /// A form was shown to another account than the one that sends it.
        AnotherReader = "another-reader";
        /// Mistyped, used, expired or another's: nobody is told which.
        InvitationNotValid = "invitation-not-valid";
        InvitationEnded = "invitation-ended";
        /// Demo data goes into an empty database.
        AccountsExist = "accounts-exist";
    }
}
