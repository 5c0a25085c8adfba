//! Pages of this area.

use leptos::prelude::*;

#[component]
pub fn SignInPage() -> impl IntoView {}

#[component]
pub fn RegisterPage() -> impl IntoView {}

#[component]
pub fn RegisterDoctorPage() -> impl IntoView {}
