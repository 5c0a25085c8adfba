//! What everybody may see of a doctor, kept while nothing of it changes: profile, hours, visit types, claimed times.
//!
//! A page asks for the same several times over, and most pages are of few doctors. The bus tells the age of a copy; on
//! Postgres only while the other processes are heard. Free times are computed anew for every reader, and whether a
//! time can be booked is decided by the primary key of claims and the doctor's revision, never by a copy alone.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use contract::scheduling::AppointmentView;
use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::{Clinic, Result, scheduling::availability::DoctorTime};
use domain::{directory::doctor::Specialty, people::policy::Actor, platform::ids::DoctorId, scheduling::slots::Busy};
use store::{CacheVersion, ReadTx, directory::doctor_repo};

/// A doctor's day: what stands first on the dashboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoctorDay {
    pub date: NaiveDate,
    pub today: NaiveDate,
    pub now: DateTime<Utc>,
    /// Now, on the doctor's wall, and which of two in an hour that comes twice.
    pub wall: NaiveDateTime,
    pub wall_offset: Option<String>,
    pub zone: String,
    /// Hours of the day, minutes since midnight.
    pub windows: Vec<(u16, u16)>,
    /// By start. Cancelled ones are not in it.
    pub visits: Vec<AppointmentView>,
}

/// Seven days of a doctor's calendar, Monday first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoctorWeek {
    pub days: Vec<DoctorDay>,
}

/// No copy that is shown is older, even if a process was killed before it could tell the others of its last change.
pub(crate) const LONGEST: TimeDelta = TimeDelta::seconds(1);
/// So many doctors are kept; then those whose copies are too old to be shown make room, or all.
const MOST: usize = 1024;

/// A doctor as everybody may see them, but for the claims.
pub(crate) struct Diary {
    pub time: DoctorTime,
    pub specialties: Vec<Specialty>,
}

/// When a copy was made, and how old its original was then.
#[derive(Clone, Copy)]
struct Made {
    version: CacheVersion,
    at: DateTime<Utc>,
}

impl Made {
    fn is_recent(self, now: DateTime<Utc>) -> bool {
        (now - self.at).abs() < LONGEST
    }
}

struct Kept {
    made: Made,
    diary: Arc<Diary>,
    /// The claims up to an instant.
    busy: Option<(Made, DateTime<Utc>, Arc<Busy>)>,
}

/// The copies of this process. Cheap to clone.
#[derive(Clone, Default)]
pub struct Diaries(Arc<Mutex<HashMap<DoctorId, Kept>>>);

impl Diaries {
    fn kept(&self) -> MutexGuard<'_, HashMap<DoctorId, Kept>> {
        // Nothing in here panics half-way.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A doctor whom this actor may see: public, or the actor's own.
pub(crate) async fn of(clinic: &Clinic, actor: Actor, doctor: DoctorId) -> Result<Arc<Diary>> {
    let now = clinic.effects.clock.now();
    match copy(clinic, doctor).filter(|(made, _)| made.is_recent(now)) {
        Some((_, diary)) => shown_to(actor, diary),
        None => anew(clinic, actor, doctor).await,
    }
}

/// As [`of`], but only what is kept, and however old while nothing is known to have changed: for whoever compares the
/// doctor's revision before anything is decided by it.
pub(crate) fn kept(clinic: &Clinic, actor: Actor, doctor: DoctorId) -> Option<Arc<Diary>> {
    copy(clinic, doctor).and_then(|(_, diary)| shown_to(actor, diary).ok())
}

/// As [`of`], but as it is in the database now.
pub(crate) async fn anew(clinic: &Clinic, actor: Actor, doctor: DoctorId) -> Result<Arc<Diary>> {
    let now = clinic.effects.clock.now();
    shown_to(actor, read(clinic, doctor, made(clinic, doctor, now), now).await?)
}

/// A doctor who is not public, as in the database now; nothing of it is kept. Who may see it is asked before.
pub(crate) async fn hidden(clinic: &Clinic, doctor: DoctorId) -> Result<Diary> {
    let mut tx = clinic.store.read().await?;
    diary(&mut tx, doctor, clinic.effects.clock.now()).await
}

async fn diary(tx: &mut ReadTx, doctor: DoctorId, now: DateTime<Utc>) -> Result<Diary> {
    let time = DoctorTime::read(tx, doctor, now).await?;
    let specialties = doctor_repo::specialties_of(tx, &[doctor]).await?.remove(&doctor).unwrap_or_default();
    Ok(Diary { time, specialties })
}

/// The copy, unless the doctor is known to have changed since it was made.
fn copy(clinic: &Clinic, doctor: DoctorId) -> Option<(Made, Arc<Diary>)> {
    let version = clinic.store.bus().cache_version(doctor)?;
    let kept = clinic.diaries.kept();
    let kept = kept.get(&doctor).filter(|kept| kept.made.version.is_same_but_for_times(version))?;
    Some((kept.made, kept.diary.clone()))
}

/// Before it is read: what changes meanwhile makes the copy old at once.
fn made(clinic: &Clinic, doctor: DoctorId, now: DateTime<Utc>) -> Option<Made> {
    clinic.store.bus().cache_version(doctor).map(|version| Made { version, at: now })
}

fn shown_to(actor: Actor, diary: Arc<Diary>) -> Result<Arc<Diary>> {
    actor.may_see_doctor(diary.time.doctor.id, diary.time.doctor.is_public())?;
    Ok(diary)
}

async fn read(clinic: &Clinic, doctor: DoctorId, made: Option<Made>, now: DateTime<Utc>) -> Result<Arc<Diary>> {
    let mut tx = clinic.store.read().await?;
    let diary = Arc::new(diary(&mut tx, doctor, now).await?);
    drop(tx);
    if let Some(made) = made {
        let mut kept = clinic.diaries.kept();
        let busy = kept.remove(&doctor).and_then(|old| old.busy);
        make_room(&mut kept, MOST, |kept| kept.made.is_recent(now));
        kept.insert(doctor, Kept { made, diary: diary.clone(), busy });
    }
    Ok(diary)
}

/// Leaves place for one more: what is not recent goes first, and everything only when all is.
pub(crate) fn make_room<K: Eq + Hash, T>(kept: &mut HashMap<K, T>, most: usize, is_recent: impl Fn(&T) -> bool) {
    if kept.len() >= most {
        kept.retain(|_, kept| is_recent(kept));
    }
    if kept.len() >= most {
        kept.clear();
    }
}

/// The claims of a doctor on all that can be booked with them now.
pub(crate) async fn busy(clinic: &Clinic, diary: &Diary) -> Result<Arc<Busy>> {
    let now = clinic.effects.clock.now();
    let (time, doctor) = (&diary.time, diary.time.doctor.id);
    let windows = time.offerings.iter().map(|offering| offering.visit_type.booking_window_days);
    let window = windows.max().unwrap_or(0);
    // A little more: the copy is still asked when the window's end has moved on.
    let until = now + TimeDelta::days(i64::from(window)) + LONGEST;
    let made = made(clinic, doctor, now);
    let known = made.and_then(|made| {
        let kept = clinic.diaries.kept();
        let (then, reach, busy) = kept.get(&doctor)?.busy.as_ref()?;
        let right = then.version == made.version && then.is_recent(now) && *reach + LONGEST >= until;
        right.then(|| busy.clone())
    });
    if let Some(busy) = known {
        return Ok(busy);
    }
    let mut tx = clinic.store.read().await?;
    let busy = Arc::new(time.busy(&mut tx, now, until).await?);
    drop(tx);
    if let Some(made) = made
        && let Some(kept) = clinic.diaries.kept().get_mut(&doctor)
    {
        kept.busy = Some((made, until, busy.clone()));
    }
    Ok(busy)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn copies_too_old_to_be_shown_make_room_before_others_do() {
        let doctor = |n| DoctorId(Uuid::from_u128(n));
        let kept = |recent: std::ops::Range<u128>| {
            let mut kept: HashMap<_, _> = (0..8).map(|n| (doctor(n), recent.contains(&n))).collect();
            make_room(&mut kept, 8, |recent| *recent);
            kept.into_keys().collect::<Vec<_>>()
        };
        assert_eq!(kept(3..4), [doctor(3)]);
        assert_eq!(kept(0..8), []);
        let mut few = HashMap::from([(doctor(1), false)]);
        make_room(&mut few, 8, |recent| *recent);
        assert_eq!(few.len(), 1, "there is place");
    }
}
