//! Pages of this area.

use leptos::prelude::*;

#[component]
pub fn DoctorPage() -> impl IntoView {}
