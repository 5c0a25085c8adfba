//! What a search in which slips are forgiven was taken for.

use crate::Result;
use domain::{
    directory::{
        query::{Query, Traits},
        search::DoctorSearch,
    },
    platform::ids::DoctorId,
};
use store::{
    ReadTx,
    directory::{directory_repo, doctor_repo},
};

/// Enough doctors to say what they are called.
const SOME: i64 = 50;

/// See [`Query::taken_for`].
pub(super) async fn taken_for(tx: &mut ReadTx, search: &DoctorSearch, forgiving: &Query) -> Result<Vec<String>> {
    let found = directory_repo::keys(tx, search, forgiving, SOME).await?;
    let ids: Vec<DoctorId> = found.iter().map(|key| key.doctor).collect();
    let mut specialties = doctor_repo::specialties_of(tx, &ids).await?;
    let traits = found.into_iter().map(|key| Traits {
        specialties: specialties.remove(&key.doctor).unwrap_or_default().into_iter().map(|each| each.id).collect(),
        languages: key.languages,
        key: key.search,
    });
    Ok(forgiving.taken_for(&traits.collect::<Vec<_>>()))
}
