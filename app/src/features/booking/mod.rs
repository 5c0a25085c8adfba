//! Pages of this area.

use leptos::prelude::*;

#[component]
pub fn SummaryPage() -> impl IntoView {}

#[component]
pub fn BookedPage() -> impl IntoView {}
