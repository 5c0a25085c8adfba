//! Cache versions, one a doctor: a copy made at the same version is still right.

use std::collections::HashMap;

use crate::{Change, Times};
use domain::platform::ids::DoctorId;

/// Goes on with whatever is everybody's: the names of specialties, or changes that were missed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Epoch(u64);

/// The version of a doctor's public data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CacheVersion {
    epoch: Epoch,
    /// Changes of profile, hours and visit types.
    doctor: u64,
    /// Times taken and freed.
    times: u64,
}

impl CacheVersion {
    /// Are profile, hours and visit types the same, whatever was booked meanwhile?
    pub fn is_same_but_for_times(self, other: Self) -> bool {
        (self.epoch, self.doctor) == (other.epoch, other.doctor)
    }
}

/// The version of what everybody sees of all doctors together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DirectoryVersion {
    epoch: Epoch,
    changes: u64,
}

#[derive(Default)]
pub(crate) struct CacheVersions {
    epoch: Epoch,
    /// Of any doctor, and times taken and freed.
    changes: u64,
    /// Other processes change the same clinic, and the relay is not connected just now: no version can be trusted.
    disconnected: bool,
    of: HashMap<DoctorId, (u64, u64)>,
}

impl CacheVersions {
    pub(crate) fn note(&mut self, change: Change) {
        match change {
            Change::Doctor(doctor) => {
                self.changes += 1;
                self.of.entry(doctor).or_default().0 += 1;
            }
            Change::Appointment { times: Times::Same, .. } => {}
            Change::Appointment { doctor, .. } => {
                self.changes += 1;
                self.of.entry(doctor).or_default().1 += 1;
            }
            Change::Specialties | Change::Anything => self.epoch.0 += 1,
            Change::Practice(_) | Change::Account(_) | Change::Platform => {}
        }
    }

    /// The version of this doctor now; none while the relay is not connected.
    pub(crate) fn of(&self, doctor: DoctorId) -> Option<CacheVersion> {
        let (changes, times) = self.of.get(&doctor).copied().unwrap_or_default();
        (!self.disconnected).then_some(CacheVersion { epoch: self.epoch, doctor: changes, times })
    }

    /// The version of the directory now; none while the relay is not connected.
    pub(crate) fn of_all(&self) -> Option<DirectoryVersion> {
        (!self.disconnected).then_some(DirectoryVersion { epoch: self.epoch, changes: self.changes })
    }

    /// None while the relay is not connected.
    pub(crate) fn epoch(&self) -> Option<Epoch> {
        (!self.disconnected).then_some(self.epoch)
    }

    /// Whether the relay is connected. What happened before may have been missed.
    pub(crate) fn set_connected(&mut self, connected: bool) {
        self.epoch.0 += 1;
        self.disconnected = !connected;
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use domain::platform::ids::{AccountId, AppointmentId};

    #[test]
    fn a_change_raises_the_version_of_its_doctor_and_nobody_else() {
        let (doctor, other) = (DoctorId(Uuid::from_u128(1)), DoctorId(Uuid::from_u128(2)));
        let mut versions = CacheVersions::default();
        let first = versions.of(doctor).expect("connected");
        let all = versions.of_all();
        let (id, patient) = (AppointmentId(Uuid::nil()), AccountId(Uuid::nil()));
        versions.note(Change::Appointment { id, version: 1, doctor, patient, times: Times::Same });
        assert_eq!((versions.of(doctor), versions.of_all()), (Some(first), all));
        versions.note(Change::Appointment { id, version: 1, doctor, patient, times: Times::Taken });
        let booked_by_anybody = versions.of_all();
        assert_ne!(booked_by_anybody, all);
        let booked = versions.of(doctor).expect("connected");
        assert!(first != booked && first.is_same_but_for_times(booked));
        versions.note(Change::Doctor(doctor));
        assert!(!versions.of(doctor).expect("connected").is_same_but_for_times(booked));
        assert_ne!(versions.of_all(), booked_by_anybody);
        assert_eq!(versions.of(other), Some(first));
        for elsewhere in [Change::Platform, Change::Practice(other), Change::Account(patient)] {
            versions.note(elsewhere);
        }
        assert_eq!(versions.of(other), Some(first));
        for everywhere in [Change::Anything, Change::Specialties] {
            let before = (versions.of(other), versions.of_all(), versions.epoch());
            versions.note(everywhere);
            let after = (versions.of(other), versions.of_all(), versions.epoch());
            assert!(before.0 != after.0 && before.1 != after.1 && before.2 != after.2, "{everywhere:?}");
        }
    }

    #[test]
    fn without_the_relay_there_is_no_version() {
        let doctor = DoctorId(Uuid::from_u128(1));
        let mut versions = CacheVersions::default();
        let before = versions.of(doctor);
        versions.set_connected(false);
        assert_eq!((versions.of(doctor), versions.of_all(), versions.epoch()), (None, None, None));
        versions.set_connected(true);
        assert!(
            versions.of(doctor).is_some() && versions.of(doctor) != before,
            "what was missed meanwhile may be anything"
        );
    }
}
