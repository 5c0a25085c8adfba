//! What the stream of security events tells of.

use crate::platform::words::words;

words! {
    /// Something that has to do with who gets in, or what they may see. Labels are what docs/security-events.md says of them.
    SecurityEvent {
        SignedIn = "signed_in", "Somebody signed in; a session was made.";
        SignInRefused = "sign_in_refused", "The e-mail and password of a sign-in did not fit.";
        Registered = "registered", "An account was made.";
        Throttled = "throttled", "Somebody tried too often and must wait.";
        SessionEnded = "session_ended", "A session was ended: signed out, ended from another device, or by signing in anew.";
        OtherSessionsEnded = "other_sessions_ended", "A person ended all of their sessions but one.";
        SessionReused = "session_reused", "An old token of a session came back, so two hold it; it was ended and its owner told.";
        Refused = "refused", "Something was asked for that is not for this role, or not from this site.";
        InvitationIssued = "invitation_issued", "An admin invited a doctor.";
        InvitationUsed = "invitation_used", "A doctor registered with an invitation.";
        InvitationRevoked = "invitation_revoked", "An admin took an invitation back.";
        SpecialtyAdded = "specialty_added", "An admin added a specialty.";
        SpecialtyChanged = "specialty_changed", "An admin changed a specialty: its name, its words, or whether it is offered.";
        MailRetried = "mail_retried", "An admin had a message sent again.";
        AdminRead = "admin_read", "An admin read a list, a visit or figures.";
    }
}
