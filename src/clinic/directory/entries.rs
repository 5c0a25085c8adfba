//! When each public doctor is free first, as it is stored for lists: computed again and again, so that readers seldom must.

use std::collections::HashMap;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};

use crate::{
    Clinic, Result,
    scheduling::availability::{DoctorTime, Offering, first_of_kind, soonest},
};
use domain::{
    platform::ids::DoctorId,
    scheduling::{outlook::Outlook, slots::Slot, visit_type::VisitKind},
};
use effects::zones;
use store::{
    ReadTx,
    directory::{
        doctor_repo,
        entry_repo::{self, EntryKey},
    },
};

/// What was computed earlier is computed again, although nothing is known to have changed.
const OLD: TimeDelta = TimeDelta::hours(1);
/// What is stored holds for a while before it is computed: for readers who asked the clock and then waited, and for other
/// nodes, whose clocks may be behind.
const LEEWAY: TimeDelta = TimeDelta::seconds(2);
/// Entries at a time: bookings of these doctors wait while they are computed, and on SQLite all.
const BATCH: i64 = 60;

/// Computes all that does not hold now. Until it has, readers compute it.
pub async fn refresh(clinic: &Clinic) -> Result<()> {
    let now = clinic.effects.clock.now().trunc_subsecs(3);
    let since = now - LEEWAY;
    loop {
        let due = entry_repo::due(&mut clinic.store.read().await?, since, now, since - OLD, BATCH).await?;
        if due.is_empty() {
            return Ok(());
        }
        let mut tx = clinic.store.write().await?;
        doctor_repo::hold_all(&mut tx, &due).await?;
        let outlooks = outlooks(&mut tx, &due, since).await?;
        let unknown: Vec<DoctorId> =
            due.into_iter().filter(|doctor| !outlooks.contains_key(&(*doctor, None))).collect();
        let outlooks: Vec<(EntryKey, Outlook)> = outlooks.into_iter().collect();
        entry_repo::write(&mut tx, since, &zones::in_use().version, &outlooks).await?;
        entry_repo::put_off(&mut tx, since, &unknown).await?;
        tx.commit().await?;
    }
}

/// The outlook in each list on which these doctors stand.
async fn outlooks(tx: &mut ReadTx, ids: &[DoctorId], now: DateTime<Utc>) -> Result<HashMap<EntryKey, Outlook>> {
    let mut outlooks = HashMap::new();
    let doctors = doctor_repo::find_all(tx, ids).await?;
    let times = DoctorTime::load_all(tx, doctors, now).await?;
    for kind in VisitKind::ALL.iter().copied().map(Some) {
        let found: Vec<Vec<Slot>> = soonest(tx, &times, now, Outlook::STARTS, |time| {
            first_of_kind(time, kind).map(|offering| (offering, Outlook::rules(offering.visit_type.rules())))
        })
        .await?;
        for (time, slots) in times.iter().zip(&found) {
            let Some(Offering { visit_type, .. }) = first_of_kind(time, kind) else { continue };
            let (doctor, outlook) = (time.doctor.id, Outlook::of(&visit_type.rules(), now, slots));
            if first_of_kind(time, None).is_some_and(|first| first.visit_type.id == visit_type.id) {
                outlooks.insert((doctor, None), outlook.clone());
            }
            outlooks.insert((doctor, kind), outlook);
        }
    }
    Ok(outlooks)
}

/// Doctors who are listed later than they are free, or not as they are public.
pub(crate) async fn misplaced(tx: &mut ReadTx, now: DateTime<Utc>) -> Result<Vec<DoctorId>> {
    let now = now.trunc_subsecs(3);
    let mut misplaced = entry_repo::wrong(tx).await?;
    let stored = entry_repo::holding(tx, now).await?;
    for some in stored.chunks(BATCH as usize) {
        let mut ids: Vec<DoctorId> = some.iter().map(|((doctor, _), _)| *doctor).collect();
        ids.dedup();
        let outlooks = outlooks(tx, &ids, now).await?;
        let is_later = |(key, start): &&(EntryKey, Option<DateTime<Utc>>)| {
            let known = outlooks.get(key).and_then(|outlook| outlook.first.start);
            known.is_some_and(|known| start.is_none_or(|start| start > known))
        };
        misplaced.extend(some.iter().filter(is_later).map(|((doctor, _), _)| *doctor));
    }
    misplaced.sort_unstable();
    misplaced.dedup();
    Ok(misplaced)
}
