//! Searching the public doctors.

pub mod doctors;
mod entries;
mod listed;
mod pages;
mod renamed;
pub mod specialties;
mod taken_for;
mod vocabulary;

pub(crate) use entries::misplaced;
pub use entries::refresh;
pub use pages::Pages;
pub use renamed::follow_names;
pub use vocabulary::{KeptVocabulary, renew_vocabulary, vocabulary};

use crate::{Clinic, Result, scheduling::zones};
use contract::directory::{DoctorCard, NextFree};
use domain::{
    directory::search::{DoctorSearch, Instead},
    platform::{
        page::{Page, PageRequest},
        problem::Problem,
        text,
    },
    scheduling::slots::Slot,
};
use effects::Zone;
use listed::ListedDoctor;
use store::directory::directory_repo;

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
        text::line(value, 0, 100).map_err(|fault| Problem::field(field, fault))?;
    }
    let listed = pages::page(clinic, search, page).await?;
    let cards = listed.doctors.iter().map(|doctor| card(doctor, viewer)).collect();
    Ok(Found { doctors: Page::new(cards, page, listed.total), taken_for: listed.taken_for.clone() })
}

fn card(ListedDoctor { card, zone, slots }: &ListedDoctor, viewer: Option<Zone>) -> DoctorCard {
    let next_free = card.visit_type.as_ref().map(|visit_type| {
        let free = |slot: &Slot| {
            let (local, local_offset) = zones::wall(slot.start, viewer.unwrap_or(*zone));
            NextFree { start: slot.start, local, local_offset, visit_type_id: visit_type.id }
        };
        slots.iter().map(free).collect()
    });
    DoctorCard { next_free: next_free.unwrap_or_default(), ..card.clone() }
}

/// What to offer where nobody matches; in two statements, whatever is wished.
pub async fn instead(clinic: &Clinic, search: &DoctorSearch) -> Result<Instead> {
    let vocabulary = vocabulary(clinic).await?;
    let mut tx = clinic.store.read().await?;
    let matched = directory_repo::match_counts(&mut tx, &vocabulary, search).await?;
    let mut instead = matched.instead(&vocabulary, search);
    if !instead.is_close() {
        instead.specialties = directory_repo::specialties(&mut tx).await?;
    }
    Ok(instead)
}
