//! The integrity scan behind `anteroom check`.

use crate::{
    service::{Clinic, Result},
    store::integrity_repo,
};

/// Every finding, a sentence each; empty when all is well.
pub async fn scan(clinic: &Clinic) -> Result<Vec<String>> {
    let mut tx = clinic.store.read().await?;
    let found = integrity_repo::scan(&mut tx, clinic.effects.clock.now()).await?;
    Ok(found.into_iter().flat_map(|(what, ids)| ids.into_iter().map(move |id| format!("{id}: {what}"))).collect())
}
