//! What surrounds every page: skip link, demo banner, header, notice, footer.

mod menu;

use self::menu::{Navigation, Sheet};
use domain::people::account::Role;
use leptos::prelude::*;

use crate::{
    features::people::LookAs,
    ui::{Notice, Tone, link, path_of},
    viewer::viewer,
};

/// The first thing a keyboard reaches: past the navigation to the page.
#[component]
pub fn SkipLink() -> impl IntoView {
    view! { <a class="skip-link" href="#main">"Skip to the content"</a> }
}

/// Says that nothing here is real, and lets one look as each role by one press.
#[component]
pub fn DemoBanner() -> impl IntoView {
    let viewer = viewer();
    let others = Role::ALL.iter().filter(|role| viewer.role() != Some(**role));
    viewer.demo.then(|| {
        view! {
            <aside class="demo-banner" aria-label="Demo">
                <p>"Demo: made-up people. Enter nothing real."</p>
                <p>
                    "Look as "
                    {others.map(|role| view! { <LookAs role=*role class="demo-look" short=true/> }).collect_view()}
                </p>
            </aside>
        }
    })
}

/// Signs in as the demo's person of this role.
#[component]
pub fn LookAs(
    role: Role,
    class: &'static str,
    /// The words before it say what it does.
    #[prop(optional)]
    short: bool,
) -> impl IntoView {
    let word = role.label().to_lowercase();
    let label = format!("Look as {word}");
    let shown = if short { word } else { label.clone() };
    view! {
        <form method="post" action={path_of::<LookAs>()} class="contents">
            <input type="hidden" name="page" value="/sign-in"/>
            <input type="hidden" name="role" value=role.as_str()/>
            <button type="submit" class=class aria-label=label data-busy="One moment…">
                <span>{shown}</span>
            </button>
        </form>
    }
}

/// The name of the clinic's software and the navigation of the reader's role.
#[component]
pub fn Header() -> impl IntoView {
    let role = viewer().role();
    // Those who work here have more ways, and need more room for them.
    let class = match role {
        Some(Role::Doctor | Role::Admin) => "site-header nav-long",
        _ => "site-header",
    };
    view! {
        <header class=class>
            <div class="site-header-inner">
                <a class="brand" href=link::start_of(role)>
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
                <Navigation/>
            </div>
            <Sheet/>
        </header>
    }
}

/// The notice of the request before, shown once; or why a form was refused that is not on the page any more.
#[component]
pub fn Passing() -> impl IntoView {
    let viewer = viewer();
    let refused = viewer.submitted.as_ref().filter(|sent| sent.on_top).and_then(|sent| sent.outcome.as_ref().err());
    let refused = refused.map(words::problem).map(|problem| {
        view! {
            <div role="alert" class="mb-6">
                <Notice tone=Tone::Warn>{problem}</Notice>
            </div>
        }
    });
    let notice = viewer.notice.clone().map(|notice| {
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
    // For those who try it or build on it; patients of a clinic have no use for it.
    let api = (viewer.demo || viewer.dev_mail).then(|| view! { <li><a href="/api/docs">"API"</a></li> });
    let doctors = viewer.me.is_none().then(|| view! { <li><a href="/register/doctor">"For invited doctors"</a></li> });
    view! {
        <footer class="site-footer">
            <div class="site-footer-inner">
                <p>"In an emergency call your local emergency number, not a practice."</p>
                <nav aria-label="More">
                    <ul>
                        <li><a href="/doctors">"All doctors"</a></li>
                        {doctors}
                        {api}
                        {mail}
                    </ul>
                </nav>
            </div>
        </footer>
    }
}
