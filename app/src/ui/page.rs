//! What stands at the head of a page and of its sections.

use domain::platform::local::zone_name;
use html_escape::encode_text;
use leptos::prelude::*;
use leptos_meta::{Html, Meta, Title};

use crate::viewer::viewer;

/// What search engines and previews say of a page that has no words of its own.
const DESCRIPTION: &str = "Find a doctor, see the times that are really free, and book one.";

/// The page's title in the browser, and what is shown where its address is shared. After a refused form the title says
/// so first: it is what a screen reader hears first.
#[component]
pub fn PageTitle(
    #[prop(into)] text: String,
    #[prop(default = DESCRIPTION.to_owned(), into)] description: String,
) -> impl IntoView {
    let refused = viewer().submitted.as_ref().is_some_and(|sent| sent.outcome.is_err());
    let mut title = if text.is_empty() { "Anteroom".to_owned() } else { format!("{text} · Anteroom") };
    if refused {
        title.insert_str(0, "Error: ");
    }
    let shared = if text.is_empty() { "Anteroom".to_owned() } else { text };
    view! {
        // leptos_meta writes it into the page as it is: names would be markup.
        <Title text=encode_text(&title).into_owned()/>
        <Meta name="description" content=description.clone()/>
        <Meta property="og:title" content=shared/>
        <Meta property="og:description" content=description/>
    }
}

/// The page's one h1, its title in the browser, a sentence below it, and actions beside it as children.
#[component]
pub fn PageHeading(
    #[prop(into)] title: String,
    /// The title in the browser, where the heading alone would not tell this page from its neighbours.
    #[prop(optional, into)]
    head: String,
    #[prop(optional, into)] lead: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let lead = (!lead.is_empty()).then(|| view! { <p class="lead">{lead}</p> });
    let head = if head.is_empty() { title.clone() } else { head };
    view! {
        <PageTitle text=head/>
        <header class="page-heading">
            <div>
                <h1>{title}</h1>
                {lead}
            </div>
            {children.map(|children| view! { <div class="actions">{children()}</div> })}
        </header>
    }
}

/// A part of a page with its heading.
#[component]
pub fn Section(
    #[prop(into)] title: String,
    /// For links to it; also ties the heading to the section.
    #[prop(into)]
    id: String,
    #[prop(optional, into)] class: String,
    /// A sentence about it. With it, heading and content stand side by side on wide screens.
    #[prop(optional, into)]
    about: String,
    children: Children,
) -> impl IntoView {
    let heading = format!("{id}-heading");
    let h2 = view! { <h2 id=heading.clone() class="section-heading">{title}</h2> };
    if about.is_empty() {
        return view! {
            <section id=id class=format!("section {class}") aria-labelledby=heading>
                {h2}
                {children()}
            </section>
        }
        .into_any();
    }
    view! {
        <section id=id class=format!("section section-split {class}") aria-labelledby=heading>
            <div class="section-about">
                {h2}
                <p>{about}</p>
            </div>
            <div class="min-w-0">{children()}</div>
        </section>
    }
    .into_any()
}

/// Marks a page whose times depend on the browser's zone, so that a first visit is shown again in it (see `first.js`).
/// The account's zone goes before the browser's.
#[component]
pub fn ZoneAware() -> impl IntoView {
    let viewer = viewer();
    viewer.me.is_none().then(|| view! { <Html attr:data-zone-aware=viewer.zone.clone().unwrap_or_default()/> })
}

/// Are these names of one zone?
#[cfg(feature = "ssr")]
pub fn same_zone(one: &str, other: &str) -> bool {
    clinic::scheduling::zones::same(one, other)
}

/// Other names of a zone are known to the server only.
#[cfg(not(feature = "ssr"))]
pub fn same_zone(one: &str, other: &str) -> bool {
    one == other
}

/// In whose time the times stand, and whose time differs from it.
#[component]
pub fn ZoneNote(
    /// The zone of the times shown.
    #[prop(into)]
    shown: String,
    /// The practice's zone.
    #[prop(into)]
    practice: String,
) -> impl IntoView {
    let text = if same_zone(&shown, &practice) {
        format!("Times are in {}.", zone_name(&shown))
    } else {
        format!("Times are in your time ({}). The practice is in {}.", zone_name(&shown), zone_name(&practice))
    };
    view! { <p class="text-sm text-muted">{text}</p> }
}
