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
const SOME: usize = 50;

/// How many match, and what was typed for whom; see [`Query::taken_for`].
pub(super) async fn taken_for(tx: &mut ReadTx, search: &DoctorSearch, forgiving: &Query) -> Result<(i64, Vec<String>)> {
    let mut found = directory_repo::keys(tx, search, forgiving, SOME as i64 + 1).await?;
    // Most often these are all.
    let total =
        if found.len() > SOME { directory_repo::count(tx, search, forgiving).await? } else { found.len() as i64 };
    found.truncate(SOME);
    let ids: Vec<DoctorId> = found.iter().map(|key| key.doctor).collect();
    let mut specialties = doctor_repo::specialties_of(tx, &ids).await?;
    let traits = found.into_iter().map(|key| Traits {
        specialties: specialties.remove(&key.doctor).unwrap_or_default().into_iter().map(|each| each.id).collect(),
        languages: key.languages,
        key: key.search,
    });
    Ok((total, forgiving.taken_for(&traits.collect::<Vec<_>>())))
}
