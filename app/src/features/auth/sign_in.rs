//! Signing in.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::AlreadySignedIn;
use crate::{
    ui::{Button, Field, Form, PageHeading, link},
    viewer::viewer,
};

/// The sign-in page: `/sign-in?next=`.
#[component]
pub fn SignInPage() -> impl IntoView {
    let next = use_query_map().get_untracked().get("next").unwrap_or_default();
    let register = link::query("/register", &[("next", &next)]);
    let lead = if next.starts_with("/book") { "Then you come back to the time you chose." } else { "" };
    let demo = viewer().demo.then(|| {
        view! {
            <section class="card mt-8" aria-labelledby="demo">
                <h2 id="demo" class="text-lg">"Demo accounts"</h2>
                <ul class="mt-2">
                    <li><code>"patient@demo.example"</code></li>
                    <li><code>"doctor@demo.example"</code></li>
                    <li><code>"admin@demo.example"</code></li>
                </ul>
                <p class="mt-2">"The password of all three is "<code>"anteroom-demo"</code>"."</p>
            </section>
        }
    });
    view! {
        <div class="narrow">
        <PageHeading title="Sign in" lead/>
        <AlreadySignedIn/>
        <div class="card"><Form action="/do/auth/sign-in">
            <input type="hidden" name="next" value=next/>
            <Field name="email" label="E-mail" kind="email" autocomplete="username"/>
            <Field name="password" label="Password" kind="password" autocomplete="current-password"/>
            <div class="actions"><Button busy="Signing in…">"Sign in"</Button></div>
        </Form></div>
        <p class="mt-6">"New here? "<a href=register>"Register as a patient"</a>" or "<a href="/register/doctor">"as an invited doctor"</a>"."</p>
        {demo}
        </div>
    }
}
