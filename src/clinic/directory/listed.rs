//! A page of the directory, read: who stands on it, and when each is free.
//!
//! Who is free first is stored ([`super::entries`]). Where that does not hold any more, or not yet, it is computed here, so that the
//! order is always the one of now; and the times that are shown are computed for the doctors on the page in any case.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::{taken_for::taken_for, vocabulary};
use crate::{
    Clinic, Result,
    scheduling::availability::{DoctorTime, first_of_kind, soonest},
};
use contract::directory::{DoctorCard, photo_path};
use domain::{
    directory::{doctor::DoctorSort, meant::Vocabulary, query::Query, search::DoctorSearch},
    platform::{ids::DoctorId, page::PageRequest},
    scheduling::{slots::Slot, visit_type::VisitKind},
};
use effects::Zone;
use store::{
    ReadTx,
    directory::{
        directory_repo::{self, Moved, Place},
        doctor_repo,
    },
};

/// Free times on a card.
const TIMES: usize = 3;

/// A page of the directory, for readers wherever they are.
pub(crate) struct Listed {
    /// How many match in all.
    pub total: i64,
    pub taken_for: Vec<String>,
    pub doctors: Vec<ListedDoctor>,
    /// After that, one of the times cannot be booked any more.
    pub until: DateTime<Utc>,
}

/// A doctor's card but for the free times, which stand beside it.
pub(crate) struct ListedDoctor {
    pub card: DoctorCard,
    /// Of the location of what the card shows.
    pub zone: Zone,
    pub slots: Vec<Slot>,
}

pub(crate) async fn read(
    clinic: &Clinic,
    search: &DoctorSearch,
    page: PageRequest,
    now: DateTime<Utc>,
) -> Result<Listed> {
    let vocabulary = vocabulary(clinic).await?;
    let mut tx = clinic.store.read().await?;
    let (query, total, taken_for) = matching(&mut tx, &vocabulary, search).await?;
    let found = match search.sort {
        _ if page.offset() >= total => Vec::new(),
        DoctorSort::Name => {
            let doctors = directory_repo::by_name(&mut tx, search, &query, page).await?;
            let times = DoctorTime::load_all(&mut tx, doctors, now).await?;
            with_slots(&mut tx, times, search.kind, now).await?
        }
        DoctorSort::Soonest => by_soonest(&mut tx, search, &query, page, now).await?,
    };
    let ids: Vec<DoctorId> = found.iter().map(|(time, _)| time.doctor.id).collect();
    let mut specialties = doctor_repo::specialties_of(&mut tx, &ids).await?;
    let mut until = DateTime::<Utc>::MAX_UTC;
    let listed = found.into_iter().map(|(time, slots)| {
        let shown = first_of_kind(&time, search.kind).cloned();
        let zone = shown.as_ref().map_or(time.first.zone, |offering| offering.at.zone);
        let visit_type = shown.map(|offering| offering.visit_type);
        let notice = visit_type.as_ref().map_or(0, |visit_type| visit_type.minimum_notice_minutes);
        if let Some(first) = slots.first() {
            until = until.min(first.start - TimeDelta::minutes(i64::from(notice)));
        }
        let kinds = VisitKind::ALL.iter().copied().filter(|kind| time.offered().any(|o| o.visit_type.kind == *kind));
        let card = DoctorCard {
            id: time.doctor.id,
            specialties: specialties.remove(&time.doctor.id).unwrap_or_default(),
            kinds: kinds.collect(),
            picture: time.doctor.has_photo.then(|| photo_path(time.doctor.id)),
            next_free: Vec::new(),
            visit_type,
            full_name: time.doctor.full_name,
            designation: time.doctor.designation,
            languages: time.doctor.languages,
        };
        ListedDoctor { card, zone, slots }
    });
    let doctors = listed.collect();
    Ok(Listed { total, taken_for, doctors, until })
}

/// What is looked for, and how many match: as it was typed, else with slips forgiven, and what was then taken for what.
async fn matching(
    tx: &mut ReadTx,
    vocabulary: &Vocabulary,
    search: &DoctorSearch,
) -> Result<(Query, i64, Vec<String>)> {
    let query = Query::of(vocabulary, &search.q);
    let total = directory_repo::count(tx, search, &query).await?;
    let Some(forgiving) = query.forgiving(vocabulary).filter(|_| total == 0) else {
        return Ok((query, total, Vec::new()));
    };
    let (total, taken_for) = taken_for(tx, search, &forgiving).await?;
    Ok((forgiving, total, taken_for))
}

/// Who is free soonest; who is called as it was typed comes before.
async fn by_soonest(
    tx: &mut ReadTx,
    search: &DoctorSearch,
    query: &Query,
    page: PageRequest,
    now: DateTime<Utc>,
) -> Result<Vec<(DoctorTime, Vec<Slot>)>> {
    let Moved { known, unknown } = directory_repo::moved(tx, search, query, now).await?;
    let (skipped, wanted) = (page.offset(), i64::from(page.per_page));
    // Each of those who moved may stand before the page: as many more are read before it, so that it begins where it must.
    let (known_before, unknown_before) = (known.len() as i64, unknown.len() as i64);
    let from = (skipped - known_before - unknown_before).max(0);
    let most = skipped + wanted - from;
    let mut places = directory_repo::in_place(tx, search, query, now, (from, most)).await?;
    places.extend(known);
    places.sort_unstable();
    // Of these, only who may come to stand on the page, however many of the unknown come before.
    let first = (skipped - unknown_before).max(from);
    let on_page = places.into_iter().skip((first - from) as usize).take((skipped + wanted - first) as usize);
    let candidates: HashMap<DoctorId, Place> =
        unknown.into_iter().chain(on_page).map(|place| (place.doctor, place)).collect();

    let ids: Vec<DoctorId> = candidates.keys().copied().collect();
    let doctors = doctor_repo::find_all(tx, &ids).await?;
    let times = DoctorTime::load_all(tx, doctors, now).await?;
    let with_slots = with_slots(tx, times, search.kind, now).await?;
    let mut found: Vec<(Place, (DoctorTime, Vec<Slot>))> = with_slots
        .into_iter()
        .filter_map(|found| {
            let (time, slots) = &found;
            let place = candidates.get(&time.doctor.id)?.clone();
            Some((place.at(slots.first().map(|slot| slot.start)), found))
        })
        .collect();
    found.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    let page = found.into_iter().skip((skipped - first) as usize).take(wanted as usize);
    Ok(page.map(|(_, found)| found).collect())
}

async fn with_slots(
    tx: &mut ReadTx,
    times: Vec<DoctorTime>,
    kind: Option<VisitKind>,
    now: DateTime<Utc>,
) -> Result<Vec<(DoctorTime, Vec<Slot>)>> {
    let slots = soonest(tx, &times, now, TIMES, |time| {
        first_of_kind(time, kind).map(|offering| (offering, offering.visit_type.rules()))
    })
    .await?;
    Ok(times.into_iter().zip(slots).collect())
}
