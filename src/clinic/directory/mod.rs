//! Searching the public doctors.

pub mod doctors;

use crate::{
    Clinic, Result,
    scheduling::{
        availability::{DoctorTime, first_of_kind, soonest},
        zones,
    },
};
use contract::directory::{DoctorCard, NextFree};
use domain::{
    directory::{
        doctor::DoctorSort,
        query::{Query, Traits},
        search::{DoctorSearch, Instead},
    },
    platform::{
        fold,
        ids::DoctorId,
        page::{Page, PageRequest},
        problem::Problem,
        text,
    },
    scheduling::{slots::Slot, visit_type::VisitKind},
};
use store::{
    ReadTx,
    directory::{
        directory_repo,
        doctor_repo::{self, Doctor},
    },
};

/// Free times on a card.
const TIMES: usize = 3;

/// Doctors found, and the words that were typed for theirs, where slips were forgiven; see [`Query::taken_for`].
pub struct Found {
    pub doctors: Page<DoctorCard>,
    pub taken_for: Vec<String>,
}

/// Public doctors. Times are shown in `zone`, or each doctor's own when there is none. Who is called as it was typed comes
/// before those who are free sooner.
pub async fn search(clinic: &Clinic, search: &DoctorSearch, zone: Option<&str>, page: PageRequest) -> Result<Found> {
    let viewer = zone.map(|zone| zones::parse("time_zone", zone)).transpose()?;
    let typed =
        [("q", Some(&search.q)), ("specialty", search.specialty.as_ref()), ("language", search.language.as_ref())];
    for (field, value) in typed.into_iter().filter_map(|(field, value)| Some((field, value?))) {
        text::line(value, 0, 100).map_err(|message| Problem::field(field, message))?;
    }
    let now = clinic.effects.clock.now();
    let mut tx = clinic.store.read().await?;
    let (doctors, taken_for) = matching(&mut tx, search).await?;
    let total = i64::try_from(doctors.len()).unwrap_or(i64::MAX);
    let on_page = |n: usize| n as i64 >= page.offset() && (n as i64) < page.offset() + i64::from(page.per_page);

    let mut times = match search.sort {
        // Only the page's doctors need their times computed.
        DoctorSort::Name => {
            let doctors =
                doctors.into_iter().enumerate().filter(|(n, _)| on_page(*n)).map(|(_, doctor)| doctor).collect();
            with_times(&mut tx, doctors, search.kind, now).await?
        }
        DoctorSort::Soonest => {
            let mut all = with_times(&mut tx, doctors, search.kind, now).await?;
            // Those who are free at the same time stay in the order of their names.
            let query = Query::of(&search.q);
            all.sort_by_cached_key(|(time, slots)| {
                let first = slots.first().map(|slot| slot.start);
                (!query.names(&time.doctor.full_name), first.is_none(), first)
            });
            all.into_iter().enumerate().filter(|(n, _)| on_page(*n)).map(|(_, found)| found).collect()
        }
    };
    let ids: Vec<DoctorId> = times.iter().map(|(time, _)| time.doctor.id).collect();
    let mut specialties = doctor_repo::specialties_of(&mut tx, &ids).await?;
    let cards = times.drain(..).map(|(time, slots)| {
        let zone = viewer.unwrap_or(time.zone);
        let visit_type = first_of_kind(&time, search.kind).cloned();
        let next = visit_type.as_ref().map(|visit_type| {
            let free = |slot: &Slot| {
                let (local, local_offset) = zones::wall(slot.start, zone);
                NextFree { start: slot.start, local, local_offset, visit_type_id: visit_type.id }
            };
            slots.iter().map(free).collect()
        });
        let kinds = VisitKind::ALL.iter().copied().filter(|kind| time.offered().any(|v| v.kind == *kind));
        DoctorCard {
            id: time.doctor.id,
            specialties: specialties.remove(&time.doctor.id).unwrap_or_default(),
            kinds: kinds.collect(),
            picture: time.doctor.photo(),
            next_free: next.unwrap_or_default(),
            visit_type,
            full_name: time.doctor.full_name,
            designation: time.doctor.designation,
            languages: time.doctor.languages,
        }
    });
    Ok(Found { doctors: Page::new(cards.collect(), page, total), taken_for })
}

/// What to offer where nobody matches; in two statements, whatever is wished.
pub async fn instead(clinic: &Clinic, search: &DoctorSearch) -> Result<Instead> {
    let mut tx = clinic.store.read().await?;
    let mut instead = directory_repo::match_counts(&mut tx, search, &Query::of(&search.q)).await?.instead(search);
    if !instead.is_close() {
        instead.specialties = directory_repo::specialties(&mut tx).await?;
    }
    Ok(instead)
}

/// Who matches as it was typed; else, with slips forgiven, who matches then, and what was taken for what.
async fn matching(tx: &mut ReadTx, search: &DoctorSearch) -> Result<(Vec<Doctor>, Vec<String>)> {
    let query = Query::of(&search.q);
    let found = directory_repo::search(tx, search, &query).await?;
    let Some(forgiving) = query.forgiving().filter(|_| found.is_empty()) else { return Ok((found, Vec::new())) };
    let found = directory_repo::search(tx, search, &forgiving).await?;
    // Enough to say what they are called.
    let some = found.get(..50).unwrap_or(&found);
    let ids: Vec<DoctorId> = some.iter().map(|doctor| doctor.id).collect();
    let mut specialties = doctor_repo::specialties_of(tx, &ids).await?;
    let traits = some.iter().map(|doctor| {
        let specialties = specialties.remove(&doctor.id).unwrap_or_default();
        let named = specialties.iter().map(|each| (each.id.as_str(), each.name.as_str()));
        Traits {
            key: fold::doctor(&doctor.full_name, &doctor.designation, named),
            specialties: specialties.iter().map(|each| each.id.clone()).collect(),
            languages: doctor.languages.clone(),
        }
    });
    let taken_for = forgiving.taken_for(&traits.collect::<Vec<_>>());
    Ok((found, taken_for))
}

async fn with_times(
    tx: &mut ReadTx,
    doctors: Vec<Doctor>,
    kind: Option<VisitKind>,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<Vec<(DoctorTime, Vec<Slot>)>> {
    let times = DoctorTime::load_all(tx, doctors, now).await?;
    let slots = soonest(tx, &times, now, TIMES, |time| first_of_kind(time, kind)).await?;
    Ok(times.into_iter().zip(slots).collect())
}
