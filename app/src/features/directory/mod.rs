//! Pages of this area.

use leptos::prelude::*;

#[component]
pub fn DirectoryPage() -> impl IntoView {}
