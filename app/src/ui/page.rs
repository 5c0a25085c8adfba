//! What stands at the head of a page and of its sections.

use anteroom::domain::local::zone_name;
use leptos::prelude::*;
use leptos_meta::{Html, Title};

use crate::viewer::viewer;

/// The page's one h1, its title in the browser, a sentence below it, and actions beside it as children.
#[component]
pub fn PageHeading(
    #[prop(into)] title: String,
    #[prop(optional, into)] lead: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let lead = (!lead.is_empty()).then(|| view! { <p class="lead">{lead}</p> });
    view! {
        <Title text=title.clone()/>
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
    children: Children,
) -> impl IntoView {
    let heading = format!("{id}-heading");
    view! {
        <section id=id class=format!("section {class}") aria-labelledby=heading>
            <h2 id=heading.clone() class="section-heading">{title}</h2>
            {children()}
        </section>
    }
}

/// Marks a page whose times depend on the browser's zone, so that a first visit is shown again in it (see `zone.js`).
/// The account's zone goes before the browser's.
#[component]
pub fn ZoneAware() -> impl IntoView {
    let viewer = viewer();
    viewer.me.is_none().then(|| view! { <Html attr:data-zone-aware=viewer.zone.unwrap_or_default()/> })
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
    let text = if shown == practice {
        format!("Times are in {}.", zone_name(&shown))
    } else {
        format!("Times are in your time ({}). The practice is in {}.", zone_name(&shown), zone_name(&practice))
    };
    view! { <p class="text-sm text-muted">{text}</p> }
}
