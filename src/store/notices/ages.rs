//! How often each doctor has changed, for whoever keeps a copy: a copy of the same age is still right.

use std::collections::HashMap;

use crate::{Change, Times};
use domain::platform::ids::DoctorId;

/// How old what is known of a doctor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Age {
    epoch: u64,
    /// Changes of profile, hours and visit types.
    doctor: u64,
    /// Times taken and freed.
    times: u64,
}

impl Age {
    /// Are profile, hours and visit types the same, whatever was booked meanwhile?
    pub fn is_same_but_for_times(self, other: Self) -> bool {
        (self.epoch, self.doctor) == (other.epoch, other.doctor)
    }
}

#[derive(Default)]
pub(crate) struct Ages {
    epoch: u64,
    /// Other processes change the same clinic, and they are not heard just now: nothing can be said.
    deaf: bool,
    of: HashMap<DoctorId, (u64, u64)>,
}

impl Ages {
    pub(crate) fn note(&mut self, change: Change) {
        match change {
            Change::Doctor(doctor) => self.of.entry(doctor).or_default().0 += 1,
            Change::Appointment { times: Times::Same, .. } => {}
            Change::Appointment { doctor, .. } => self.of.entry(doctor).or_default().1 += 1,
            Change::Anything => self.epoch += 1,
            Change::Practice(_) | Change::Account(_) | Change::Platform => {}
        }
    }

    /// The age of this doctor now; none while changes may go unheard.
    pub(crate) fn of(&self, doctor: DoctorId) -> Option<Age> {
        let (changes, times) = self.of.get(&doctor).copied().unwrap_or_default();
        (!self.deaf).then_some(Age { epoch: self.epoch, doctor: changes, times })
    }

    /// Are all who change this clinic heard? What happened before was perhaps missed.
    pub(crate) fn hear_all(&mut self, heard: bool) {
        self.epoch += 1;
        self.deaf = !heard;
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use domain::platform::ids::{AccountId, AppointmentId};

    #[test]
    fn a_change_ages_its_doctor_and_nobody_else() {
        let (doctor, other) = (DoctorId(Uuid::from_u128(1)), DoctorId(Uuid::from_u128(2)));
        let mut ages = Ages::default();
        let first = ages.of(doctor).expect("all are heard");
        let (id, patient) = (AppointmentId(Uuid::nil()), AccountId(Uuid::nil()));
        ages.note(Change::Appointment { id, version: 1, doctor, patient, times: Times::Same });
        assert_eq!(ages.of(doctor), Some(first));
        ages.note(Change::Appointment { id, version: 1, doctor, patient, times: Times::Taken });
        let booked = ages.of(doctor).expect("all are heard");
        assert!(first != booked && first.is_same_but_for_times(booked));
        ages.note(Change::Doctor(doctor));
        assert!(!ages.of(doctor).expect("all are heard").is_same_but_for_times(booked));
        assert_eq!(ages.of(other), Some(first));
        for elsewhere in [Change::Platform, Change::Practice(other), Change::Account(patient)] {
            ages.note(elsewhere);
        }
        assert_eq!(ages.of(other), Some(first));
        ages.note(Change::Anything);
        assert_ne!(ages.of(other), Some(first));
    }

    #[test]
    fn who_does_not_hear_all_says_nothing() {
        let doctor = DoctorId(Uuid::from_u128(1));
        let mut ages = Ages::default();
        let before = ages.of(doctor);
        ages.hear_all(false);
        assert_eq!(ages.of(doctor), None);
        ages.hear_all(true);
        assert!(ages.of(doctor).is_some() && ages.of(doctor) != before, "what was missed meanwhile may be anything");
    }
}
