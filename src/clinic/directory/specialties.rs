//! What can be practised, as admins look after it.

use contract::directory::SpecialtyRowView;
use domain::{
    directory::specialty::{SpecialtyEntry, SpecialtyPatch, SpecialtySpec},
    insight::security::SecurityEvent,
    people::policy::AsAdmin,
    platform::{
        page::{Page, PageRequest},
        problem::Problem,
        text,
    },
};
use effects::keys;
use store::{
    ReadTx,
    directory::specialty_repo::{self, Practised},
};
use uuid::Uuid;

use crate::{
    Clinic, Result,
    platform::{
        idempotency::{self, Press},
        security::{self, About},
    },
};

/// All specialties, offered or not, by name. `q` looks in names and words. There are few: they are read whole.
pub async fn list(clinic: &Clinic, _: AsAdmin, q: &str, page: PageRequest) -> Result<Page<SpecialtyRowView>> {
    security::record(SecurityEvent::AdminRead, About::what("specialties"));
    text::line(q, 0, 100).map_err(|fault| Problem::field("q", fault))?;
    let mut found = specialty_repo::all_practised(&mut clinic.store.read().await?).await?;
    found.retain(|practised| practised.entry.is_called(q));
    let total = found.len() as i64;
    let on_page = found.into_iter().skip(page.offset() as usize).take(page.per_page as usize);
    Ok(Page::new(on_page.map(view).collect(), page, total))
}

/// One of them.
pub async fn get(clinic: &Clinic, _: AsAdmin, id: &str) -> Result<SpecialtyRowView> {
    row(&mut clinic.store.read().await?, |entry| entry.id == id).await?.ok_or_else(|| Problem::NotFound.into())
}

/// Adds one, which is offered from then on; the same key with the same request gives the same one again.
pub async fn add(clinic: &Clinic, admin: AsAdmin, spec: SpecialtySpec, key: Option<&str>) -> Result<SpecialtyRowView> {
    let now = clinic.effects.clock.now();
    let press = Press::of(clinic, admin.account(), key, "specialty", &spec)?;
    let mut tx = clinic.store.write().await?;
    specialty_repo::hold_all(&mut tx).await?;
    if let Some(press) = &press
        && let Some(made) = press.made(&mut tx).await?
    {
        let before = row(&mut tx, |entry| bound(&entry.id) == made).await?;
        tx.roll_back().await?;
        return Ok(before.ok_or_else(idempotency::gone)?);
    }
    let entry = SpecialtyEntry::new(spec, &specialty_repo::all(&mut tx).await?)?;
    specialty_repo::insert(&mut tx, &entry).await?;
    if let Some(press) = press {
        press.bind(&mut tx, bound(&entry.id), now).await?;
    }
    tx.commit().await?;
    security::record(SecurityEvent::SpecialtyAdded, About::what(&entry.id));
    Ok(view(Practised { entry, doctors: 0 }))
}

/// By what a key is bound to it, which is an UUID.
fn bound(id: &str) -> Uuid {
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(keys::hash(id)).for_each(|(byte, of_hash)| *byte = of_hash);
    Uuid::from_bytes(bytes)
}

/// What one would be called after this change, which is not made.
pub async fn named_after(clinic: &Clinic, _: AsAdmin, id: &str, patch: SpecialtyPatch) -> Result<String> {
    Ok(decided(clinic, &mut clinic.store.read().await?, id, patch).await?.1.name)
}

/// Changes one: its name, its words, or whether it is offered. What is left out stays as another admin left it.
pub async fn change(clinic: &Clinic, _: AsAdmin, id: &str, patch: SpecialtyPatch) -> Result<SpecialtyRowView> {
    let mut tx = clinic.store.write().await?;
    specialty_repo::hold_all(&mut tx).await?;
    let (before, after) = decided(clinic, &mut tx, id, patch).await?;
    let is_changed = after != before;
    if is_changed && !specialty_repo::update(&mut tx, &after).await? {
        return Err(SpecialtyEntry::overtaken().into());
    }
    let row = row(&mut tx, |entry| entry.id == after.id).await?.ok_or(Problem::NotFound)?;
    tx.commit().await?;
    if is_changed {
        security::record(SecurityEvent::SpecialtyChanged, About::what(&row.id));
    }
    Ok(row)
}

/// One before and after a change.
async fn decided(
    clinic: &Clinic,
    tx: &mut ReadTx,
    id: &str,
    patch: SpecialtyPatch,
) -> Result<(SpecialtyEntry, SpecialtyEntry)> {
    let all = specialty_repo::all(tx).await?;
    let before = all.iter().find(|entry| entry.id == id).ok_or(Problem::NotFound)?;
    let after = before.changed(patch, &all, clinic.effects.clock.now())?;
    Ok((before.clone(), after))
}

async fn row(tx: &mut ReadTx, is: impl Fn(&SpecialtyEntry) -> bool) -> Result<Option<SpecialtyRowView>> {
    let all = specialty_repo::all_practised(tx).await?;
    Ok(all.into_iter().find(|practised| is(&practised.entry)).map(view))
}

fn view(Practised { entry, doctors }: Practised) -> SpecialtyRowView {
    let retired = !entry.is_offered();
    let SpecialtyEntry { id, name, words, version, .. } = entry;
    SpecialtyRowView { id, name, words, retired, doctors, version }
}
