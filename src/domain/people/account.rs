//! People who sign in: their roles, and what they send and see about their own account.

use crate::platform::words::words;

words! {
    /// What an account may be.
    Role {
        Patient = "patient", "Patient";
        Doctor = "doctor", "Doctor";
        Admin = "admin", "Admin";
    }
}
