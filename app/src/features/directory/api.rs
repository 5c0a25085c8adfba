//! What the directory and the start page ask for.

use domain::{
    directory::{
        doctor::{DoctorCard, Specialty},
        search::Instead,
    },
    platform::page::Page,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// Doctors found, and the specialties to choose from.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Found {
    pub doctors: Page<DoctorCard>,
    pub specialties: Vec<Specialty>,
    /// What was taken for the words that were typed; empty where they were found as they are.
    pub taken_for: Vec<String>,
    /// Where nobody was found: what would match.
    pub instead: Instead,
}

domain::shows_only!(Found { doctors, specialties, instead });

/// A search as it stands in the address; what is empty does not narrow it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    #[serde(default)]
    pub q: String,
    #[serde(default)]
    pub specialty: String,
    #[serde(default)]
    pub kind: String,
    #[serde(default)]
    pub language: String,
    #[serde(default)]
    pub sort: String,
    #[serde(default)]
    pub page: String,
}

domain::shows_only!(Wish { specialty, kind, language, sort, page });

/// Public doctors, ten a page.
#[server(prefix = "/do", endpoint = "doctors/search")]
pub async fn search(wish: Wish) -> Result<Found, AppError> {
    use clinic::directory::{self, doctors};
    use domain::directory::search::DoctorSearch;

    use crate::server::{self, ctx};
    let ctx = ctx()?;
    let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let search = DoctorSearch {
        q: wish.q.trim().to_owned(),
        specialty: given(&wish.specialty),
        kind: server::word("kind", &wish.kind)?,
        language: given(&wish.language),
        sort: server::word("sort", &wish.sort)?.unwrap_or_default(),
    };
    let page = server::page(&wish.page, 10)?;
    let found = ctx.answer(directory::search(&ctx.clinic, &search, ctx.zone.as_deref(), page).await)?;
    let specialties = ctx.answer(doctors::specialties(&ctx.clinic).await)?;
    let directory::Found { doctors, taken_for } = found;
    let instead = if doctors.total == 0 && search.filters().next().is_some() {
        ctx.answer(directory::instead(&ctx.clinic, &search).await)?
    } else {
        Instead::default()
    };
    Ok(Found { doctors, specialties, taken_for, instead })
}
