//! What surrounds every page: skip link, demo banner, header, notice, footer.

use anteroom::domain::account::Role;
use leptos::prelude::*;

use super::{Icon, Notice, Sign, Tone, link};
use crate::viewer::viewer;

/// The first thing a keyboard reaches: past the navigation to the page.
#[component]
pub fn SkipLink() -> impl IntoView {
    view! { <a class="skip-link" href="#main">"Skip to the content"</a> }
}

/// Says that nothing here is real.
#[component]
pub fn DemoBanner() -> impl IntoView {
    viewer().demo.then(|| {
        view! {
            <aside class="demo-banner" aria-label="Demo">
                <p>"Demo: made-up people. Enter nothing real."</p>
            </aside>
        }
    })
}

const PATIENT: &[(&str, &str)] = &[("/doctors", "Find a doctor"), ("/visits", "My visits"), ("/account", "Account")];
const DOCTOR: &[(&str, &str)] = &[
    ("/practice", "Today"),
    ("/practice/week", "Week"),
    ("/practice/visits", "Visits"),
    ("/practice/figures", "Figures"),
    ("/practice/hours", "Hours"),
    ("/practice/visit-types", "Visit types"),
    ("/practice/profile", "Profile"),
    ("/account", "Account"),
];
const ADMIN: &[(&str, &str)] = &[
    ("/admin", "Figures"),
    ("/admin/users", "Users"),
    ("/admin/doctors", "Doctors"),
    ("/admin/invitations", "Invitations"),
    ("/admin/appointments", "Appointments"),
    ("/admin/mail", "Mail"),
    ("/account", "Account"),
];
const VISITOR: &[(&str, &str)] = &[("/doctors", "Find a doctor"), ("/register", "Register")];

/// The name of the clinic's software and the navigation of the reader's role. On phones the navigation is a popover,
/// which needs no JavaScript; browsers without popovers show it in place.
#[component]
pub fn Header() -> impl IntoView {
    let viewer = viewer();
    let links = match viewer.role() {
        Some(Role::Patient) => PATIENT,
        Some(Role::Doctor) => DOCTOR,
        Some(Role::Admin) => ADMIN,
        None => VISITOR,
    };
    let here = viewer.path.split('?').next().unwrap_or_default().to_owned();
    // The entry that the page stands under: the longest that the address begins with. A visit of a doctor's stands
    // under the doctor's visits.
    let shelf = match (here.strip_prefix("/visits/"), viewer.role()) {
        (Some(_), Some(Role::Doctor)) => "/practice/visits",
        (Some(_), Some(Role::Admin)) => "/admin/appointments",
        _ => here.as_str(),
    };
    let above = |href: &str| shelf.strip_prefix(href).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let nearest = links.iter().map(|(href, _)| *href).filter(|href| above(href)).max_by_key(|href| href.len());
    let items = links
        .iter()
        .map(|(href, label)| {
            let current = if here == *href { Some("page") } else { (nearest == Some(*href)).then_some("true") };
            view! { <li><a class="nav-link" href=*href aria-current=current>{*label}</a></li> }
        })
        .collect_view();
    let next = if here == "/sign-in" || here.starts_with("/register") || here == "/" { "" } else { &viewer.path };
    let account = match &viewer.me {
        Some(me) => view! {
            <li class="nav-account">
                <form method="post" action="/do/auth/sign-out">
                    <input type="hidden" name="page" value="/"/>
                    <span class="nav-name">{me.full_name.clone()}</span>
                    <button type="submit" class="btn btn-quiet" data-busy="Signing out…">
                        <span>"Sign out"</span>
                    </button>
                </form>
            </li>
        }
        .into_any(),
        None => view! {
            <li class="nav-account">
                <a class="btn btn-secondary" href=link::sign_in(next)>"Sign in"</a>
            </li>
        }
        .into_any(),
    };
    view! {
        <header class="site-header">
            <div class="site-header-inner">
                <a class="brand" href="/">
                    <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
                        <rect width="32" height="32" rx="8" fill="currentColor"></rect>
                        <path
                            d="M10 25V11a6 6 0 0 1 12 0v14M7 25h18M18.5 18v.01"
                            fill="none"
                            class="brand-line"
                            stroke-width="2.5"
                            stroke-linecap="round"
                        ></path>
                    </svg>
                    <span>"Anteroom"</span>
                </a>
                <button type="button" class="btn btn-secondary menu-button" popovertarget="menu">
                    <Icon sign=Sign::Menu/>
                    <span>"Menu"</span>
                </button>
                <nav id="menu" popover="auto" aria-label="Main">
                    <button
                        type="button"
                        class="btn btn-secondary menu-close"
                        popovertarget="menu"
                        popovertargetaction="hide"
                    >
                        <Icon sign=Sign::Cross/>
                        <span>"Close"</span>
                    </button>
                    <ul>{items} {account}</ul>
                </nav>
            </div>
        </header>
    }
}

/// The notice of the request before, shown once; or why a form was refused that is not on the page any more.
#[component]
pub fn Passing() -> impl IntoView {
    let viewer = viewer();
    let refused = viewer.submitted.filter(|sent| sent.on_top).and_then(|sent| sent.outcome.err());
    let refused = refused.map(|problem| {
        view! {
            <div role="alert" class="mb-6">
                <Notice tone=Tone::Warn>{problem.to_string()}</Notice>
            </div>
        }
    });
    let notice = viewer.notice.map(|notice| {
        view! {
            <div role="status" class="mb-6" data-keep="">
                <Notice tone=Tone::Good>{notice}</Notice>
            </div>
        }
    });
    view! { {refused}{notice} }
}

/// The end of every page.
#[component]
pub fn Footer() -> impl IntoView {
    let viewer = viewer();
    let mail = viewer.dev_mail.then(|| view! { <li><a href="/dev/mail">"Mail sent by this server"</a></li> });
    let doctors = viewer.me.is_none().then(|| view! { <li><a href="/register/doctor">"For invited doctors"</a></li> });
    view! {
        <footer class="site-footer">
            <div class="site-footer-inner">
                <p>"In an emergency call your local emergency number, not a practice."</p>
                <nav aria-label="More">
                    <ul>
                        <li><a href="/doctors">"All doctors"</a></li>
                        {doctors}
                        <li><a href="/api/docs">"API"</a></li>
                        {mail}
                    </ul>
                </nav>
            </div>
        </footer>
    }
}
