//! Public profiles of doctors, and their own.

use std::sync::Arc;

use contract::directory::{DoctorPatch, DoctorProfile, DoctorRowView, OwnProfile, photo_path};
use domain::{
    directory::{
        doctor::{Doctor, DoctorEdit, Specialty},
        specialty::{self, SpecialtyEntry},
    },
    insight::security::SecurityEvent,
    people::policy::{Actor, AsAdmin, AsDoctor},
    platform::{
        ids::DoctorId,
        page::{Page, PageRequest},
        problem::Problem,
        text,
    },
    scheduling::location::{Location, LocationText},
};
use store::{
    ReadTx, WriteTx,
    directory::{doctor_repo, specialty_repo},
    people::patient_repo,
    scheduling::location_repo,
};

pub use store::directory::doctor_repo::Which;

use crate::{
    Clinic, Error, Result,
    directory::vocabulary,
    platform::{
        security::{self, About},
        throttle,
    },
    scheduling::diary,
};

/// A stored picture.
pub struct Photo {
    pub media_type: String,
    pub bytes: Vec<u8>,
}

/// The specialties that are offered, by name.
pub async fn specialties(clinic: &Clinic) -> Result<Vec<Specialty>> {
    Ok(vocabulary(clinic).await?.offered().map(SpecialtyEntry::specialty).collect())
}

/// A public doctor's page; doctors see their own before it is public, and patients that of a doctor whom they have a visit
/// with: while it is not public, nothing stands there to be booked.
pub async fn profile(clinic: &Clinic, actor: Actor, doctor: DoctorId) -> Result<DoctorProfile> {
    let diary = match diary::of(clinic, actor, doctor).await {
        Err(Error::Problem(Problem::NotFound)) if is_doctor_of(clinic, actor, doctor).await? => {
            let mut diary = diary::hidden(clinic, doctor).await?;
            diary.time.offerings.clear();
            Arc::new(diary)
        }
        found => found?,
    };
    let (known, at) = (&diary.time.doctor, &diary.time.first.location);
    Ok(DoctorProfile {
        id: doctor,
        specialties: diary.specialties.clone(),
        picture: known.has_photo.then(|| photo_path(doctor)),
        full_name: known.full_name.clone(),
        designation: known.designation.clone(),
        languages: known.languages.clone(),
        experience_years: known.experience_years,
        about: known.about.clone(),
        address: at.text.address.clone(),
        directions: at.text.directions.clone(),
        phone: at.text.phone.clone(),
        time_zone: at.zone.clone(),
        visit_types: diary.time.offered().map(|offering| offering.visit_type.clone()).collect(),
    })
}

/// Has this patient a visit with the doctor, past or to come?
async fn is_doctor_of(clinic: &Clinic, actor: Actor, doctor: DoctorId) -> Result<bool> {
    let Actor::Patient(patient) = actor else { return Ok(false) };
    Ok(patient_repo::any_with(&mut clinic.store.read().await?, patient, doctor).await?)
}

/// The picture of a doctor whom this actor may see.
pub async fn photo(clinic: &Clinic, actor: Actor, doctor: DoctorId) -> Result<Photo> {
    let mut tx = clinic.store.read().await?;
    let found = doctor_repo::find(&mut tx, doctor).await?.ok_or(Problem::NotFound)?;
    actor.may_see_doctor(doctor, found.is_public() || is_doctor_of(clinic, actor, doctor).await?)?;
    let (media_type, bytes) = doctor_repo::photo(&mut tx, doctor).await?.ok_or(Problem::NotFound)?;
    Ok(Photo { media_type, bytes })
}

/// A doctor's own profile.
pub async fn own_profile(clinic: &Clinic, own: AsDoctor) -> Result<OwnProfile> {
    let mut tx = clinic.store.read().await?;
    let doctor = doctor_repo::find(&mut tx, own.doctor()).await?.ok_or(Problem::NotFound)?;
    let first = location_repo::first(&mut tx, own.doctor()).await?.ok_or(Problem::NotFound)?;
    own_view(&mut tx, doctor, first).await
}

/// Saves a doctor's own profile.
pub async fn edit(clinic: &Clinic, own: AsDoctor, edit: DoctorEdit) -> Result<OwnProfile> {
    save(clinic, own, |_| edit).await
}

/// Changes parts of a doctor's own profile.
pub async fn patch(clinic: &Clinic, own: AsDoctor, patch: DoctorPatch) -> Result<OwnProfile> {
    save(clinic, own, |current| patch.onto(current)).await
}

/// Reads and writes in one transaction, which waits for another change of the same doctor: none is lost.
async fn save(clinic: &Clinic, own: AsDoctor, change: impl FnOnce(DoctorEdit) -> DoctorEdit) -> Result<OwnProfile> {
    let mut tx = clinic.store.write().await?;
    throttle::change_of(clinic, &mut tx, own.account()).await?;
    doctor_repo::hold(&mut tx, own.doctor()).await?;
    let all = specialty_repo::all(&mut tx).await?;
    let current = doctor_repo::find(&mut tx, own.doctor()).await?.ok_or(Problem::NotFound)?;
    let first = location_repo::first(&mut tx, own.doctor()).await?.ok_or(Problem::NotFound)?;
    let before = own_view(&mut tx, current.clone(), first.clone()).await?.edit;
    let known: Vec<_> = specialty::choices(&all, &before.specialties).map(SpecialtyEntry::specialty).collect();
    let edit = change(before).checked(&known)?;
    let doctor = current.edited(&edit);
    let text = LocationText {
        address: edit.address,
        directions: edit.directions,
        phone: edit.phone,
        email: edit.practice_email.unwrap_or_default(),
        ..first.text.clone()
    };
    let chosen: Vec<Specialty> = known.into_iter().filter(|s| edit.specialties.contains(&s.id)).collect();
    doctor_repo::update(&mut tx, &doctor, &doctor.search_key(&chosen)).await?;
    doctor_repo::set_specialties(&mut tx, doctor.id, &edit.specialties).await?;
    location_repo::update(&mut tx, &Location { text, ..first }).await?;
    tx.commit().await?;
    // The address decides on what can be offered, and so on the listing, which the commit has moved.
    own_profile(clinic, own).await
}

/// Makes the directory find a doctor by the name that the account has now.
pub(crate) async fn renamed(tx: &mut WriteTx, id: DoctorId) -> Result<()> {
    let doctor = doctor_repo::find(tx, id).await?.ok_or(Problem::NotFound)?;
    let specialties = doctor_repo::specialties_of(tx, &[id]).await?.remove(&id).unwrap_or_default();
    doctor_repo::update(tx, &doctor, &doctor.search_key(&specialties)).await?;
    Ok(())
}

/// Doctors for admins, public or not, by name.
pub async fn list(clinic: &Clinic, _: AsAdmin, which: Which<'_>, page: PageRequest) -> Result<Page<DoctorRowView>> {
    security::record(SecurityEvent::AdminRead, About::what("doctors"));
    for (field, value) in [("q", which.q), ("specialty", which.specialty)] {
        text::line(value, 0, 100).map_err(|fault| Problem::field(field, fault))?;
    }
    let mut tx = clinic.store.read().await?;
    let (mut items, total) = doctor_repo::list(&mut tx, which, clinic.effects.clock.now(), page).await?;
    let ids: Vec<DoctorId> = items.iter().map(|row| row.id).collect();
    let mut specialties = doctor_repo::specialties_of(&mut tx, &ids).await?;
    for row in &mut items {
        row.specialties = specialties.remove(&row.id).unwrap_or_default();
    }
    Ok(Page::new(items, page, total))
}

async fn own_view(tx: &mut ReadTx, doctor: Doctor, first: Location) -> Result<OwnProfile> {
    let mut specialties = doctor_repo::specialties_of(tx, &[doctor.id]).await?;
    let specialties = specialties.remove(&doctor.id).unwrap_or_default();
    Ok(OwnProfile {
        id: doctor.id,
        picture: doctor.has_photo.then(|| photo_path(doctor.id)),
        has_hours: doctor.has_hours_that_matter(),
        has_visit_type: doctor.has_visit_type,
        has_offer: doctor.has_offer,
        full_name: doctor.full_name,
        time_zone: first.zone,
        edit: DoctorEdit {
            designation: doctor.designation,
            specialties: specialties.into_iter().map(|specialty| specialty.id).collect(),
            languages: doctor.languages,
            experience_years: doctor.experience_years,
            about: doctor.about,
            practice_email: first.text.email(),
            address: first.text.address,
            directions: first.text.directions,
            phone: first.text.phone,
        },
    })
}
