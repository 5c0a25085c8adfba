//! A doctor's own visit types.

use domain::{
    people::policy::AsDoctor,
    platform::{ids::VisitTypeId, problem::Problem},
    scheduling::{
        faults::VisitTypeFault,
        visit_type::{VisitType, VisitTypePatch, VisitTypeSpec},
    },
};
use store::{
    ReadTx,
    directory::doctor_repo,
    scheduling::{location_repo, practice_repo, visit_type_repo},
};

use crate::{
    Clinic, Result,
    platform::{
        idempotency::{self, Press},
        throttle,
    },
};

/// The actor's visit types, oldest first.
pub async fn list(clinic: &Clinic, own: AsDoctor) -> Result<Vec<VisitType>> {
    let mut tx = clinic.store.read().await?;
    offered(&mut tx, own).await
}

/// Adds one; the same key with the same request gives the same one again.
pub async fn add(clinic: &Clinic, own: AsDoctor, spec: VisitTypeSpec, key: Option<&str>) -> Result<VisitType> {
    let now = clinic.effects.clock.now();
    let press = Press::of(clinic, own.account(), key, "visit type", &spec)?;
    let visit_type = spec.checked(VisitTypeId(clinic.effects.rng.id(now)), clinic.currency())?;
    let mut tx = clinic.store.write().await?;
    // Counted before the doctor is held, as everywhere: two who wait for each other's row would wait in vain. What is sent
    // again is rolled back, and costs nothing.
    throttle::change_of(clinic, &mut tx, own.account()).await?;
    doctor_repo::hold(&mut tx, own.doctor()).await?;
    if let Some(press) = press
        && let Some(made) = press.bind(&mut tx, visit_type.id.0, now).await?
    {
        let before = offered(&mut tx, own).await?.into_iter().find(|offer| offer.id.0 == made);
        tx.roll_back().await?;
        return Ok(before.ok_or_else(idempotency::gone)?);
    }
    if offered(&mut tx, own).await?.len() >= VisitType::MOST {
        return Err(Problem::conflict(VisitTypeFault::TooManyVisitTypes { most: VisitType::MOST }).into());
    }
    // Several locations are not offered to choose from yet.
    let first = location_repo::first(&mut tx, own.doctor()).await?.ok_or(Problem::NotFound)?;
    visit_type_repo::insert(&mut tx, (own.doctor(), first.id), &visit_type, now).await?;
    tx.commit().await?;
    Ok(visit_type)
}

/// Changes one. Booked visits keep what they were booked with.
pub async fn patch(clinic: &Clinic, own: AsDoctor, id: VisitTypeId, patch: VisitTypePatch) -> Result<VisitType> {
    let mut tx = clinic.store.write().await?;
    throttle::change_of(clinic, &mut tx, own.account()).await?;
    // Another change of the same doctor is waited for: what is left out stays as that one left it.
    doctor_repo::hold(&mut tx, own.doctor()).await?;
    let current = offered(&mut tx, own).await?.into_iter().find(|visit_type| visit_type.id == id);
    let visit_type = patch.onto(current.ok_or(Problem::NotFound)?).checked(id, clinic.currency())?;
    visit_type_repo::update(&mut tx, own.doctor(), &visit_type).await?;
    tx.commit().await?;
    Ok(visit_type)
}

/// Replaces one with the whole form.
pub async fn replace(clinic: &Clinic, own: AsDoctor, id: VisitTypeId, spec: VisitTypeSpec) -> Result<VisitType> {
    let visit_type = spec.checked(id, clinic.currency())?;
    let mut tx = clinic.store.write().await?;
    throttle::change_of(clinic, &mut tx, own.account()).await?;
    if !visit_type_repo::update(&mut tx, own.doctor(), &visit_type).await? {
        return Err(Problem::NotFound.into());
    }
    tx.commit().await?;
    Ok(visit_type)
}

/// Takes one out of the offer. Booked visits stay; gives how many there are to come.
pub async fn remove(clinic: &Clinic, own: AsDoctor, id: VisitTypeId) -> Result<i64> {
    let now = clinic.effects.clock.now();
    let mut tx = clinic.store.write().await?;
    throttle::change_of(clinic, &mut tx, own.account()).await?;
    if !visit_type_repo::archive(&mut tx, own.doctor(), id, now).await? {
        return Err(Problem::NotFound.into());
    }
    let booked = practice_repo::of_type(&mut tx, own.doctor(), id, now).await?;
    tx.commit().await?;
    Ok(booked)
}

async fn offered(tx: &mut ReadTx, own: AsDoctor) -> Result<Vec<VisitType>> {
    let mut offered = visit_type_repo::offered_by(tx, &[own.doctor()]).await?;
    let offered = offered.remove(&own.doctor()).unwrap_or_default();
    Ok(offered.into_iter().map(|stored| stored.visit_type).collect())
}
