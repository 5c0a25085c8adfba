//! The integrity scan behind `anteroom check`.

use crate::{Clinic, Result, directory};
use domain::insight::statistics::date_of;
use store::insight::{aggregate_repo, integrity_repo};

/// Every finding, a sentence each; empty when all is well.
pub async fn scan(clinic: &Clinic) -> Result<Vec<String>> {
    let mut tx = clinic.store.snapshot().await?;
    let now = clinic.effects.clock.now();
    let found = integrity_repo::scan(&mut tx, now).await?;
    let mut errors: Vec<String> =
        found.into_iter().flat_map(|(what, ids)| ids.into_iter().map(move |id| format!("{id}: {what}"))).collect();
    if let Some((wrong, first)) = aggregate_repo::differences(&mut tx).await? {
        let day = date_of(first);
        errors.push(format!(
            "{day}: the figures are not what the visits add up to ({wrong} sums). Mend them by: anteroom recount"
        ));
    }
    let misplaced = directory::misplaced(&mut tx, now).await?;
    errors.extend(
        misplaced.iter().map(|doctor| format!("{doctor}: the directory lists this doctor wrongly, or too late")),
    );
    Ok(errors)
}
