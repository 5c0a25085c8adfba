//! The specialties, and the words by which each is found.

use crate::{ReadTx, StoreError, both, db::get, from_row, plain, statements};
use domain::directory::specialty::SpecialtyEntry;

from_row!(|row| Db<SpecialtyEntry> {
    id,
    name,
    words = SpecialtyEntry::split(&get::<String, _>(row, "words")?),
    retired_at,
});

statements! {
    ALL_ENTRIES = "SELECT id, name, words, retired_at FROM specialty ORDER BY name";
}

/// All of them, by name.
pub async fn all(tx: &mut ReadTx) -> Result<Vec<SpecialtyEntry>, StoreError> {
    Ok(plain(both!(tx, |c| sqlx::query_as(ALL_ENTRIES).fetch_all(c).await)?))
}
