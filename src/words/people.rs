use domain::people::faults::AccountFault;

pub fn account(fault: &AccountFault) -> &'static str {
    match fault {
        AccountFault::EmailTaken => "There is an account with this e-mail.",
        AccountFault::ZoneOfPractice => {
            "Your hours are kept in the time zone of your practice. Please change it there."
        }
        AccountFault::AnotherReader => {
            "Another account is signed in here now. Sign in to yours in another tab, then try again."
        }
        AccountFault::InvitationNotValid => {
            "This code is not valid for this e-mail: it may be mistyped, used or expired. Please check it, or ask for a new \
             invitation."
        }
        AccountFault::InvitationEnded => "This invitation has been used or taken back already.",
        AccountFault::AccountsExist => {
            "This database holds accounts already. Demo data goes into an empty database only."
        }
    }
}
