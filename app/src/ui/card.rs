//! Surfaces: cards, notices, empty states, and what folds away.

use leptos::prelude::*;

use super::{Icon, Sign, Tone};

/// A raised surface around things that belong together.
#[component]
pub fn Card(
    /// Further classes, such as `md:col-span-2`.
    #[prop(optional, into)]
    class: String,
    children: Children,
) -> impl IntoView {
    view! { <div class=format!("card {class}")>{children()}</div> }
}

/// A message on the page. It is not a live region: put `role` on what appears later.
#[component]
pub fn Notice(#[prop(optional)] tone: Tone, children: Children) -> impl IntoView {
    let sign = match tone {
        Tone::Good => Sign::Check,
        Tone::Warn | Tone::Bad => Sign::Warning,
        Tone::Calm | Tone::Accent => Sign::Info,
    };
    view! {
        <div class=format!("notice notice-{}", tone.word())>
            <Icon sign/>
            <div>{children()}</div>
        </div>
    }
}

/// A place that has nothing yet: what it is for, and the next step as children.
#[component]
pub fn EmptyState(
    #[prop(into)] title: String,
    #[prop(into)] text: String,
    #[prop(default = Sign::Leaf)] sign: Sign,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <span class="empty-sign"><Icon sign/></span>
            <h2 class="text-lg font-semibold">{title}</h2>
            <p class="text-muted max-w-prose">{text}</p>
            {children.map(|children| view! { <div class="actions justify-center">{children()}</div> })}
        </div>
    }
}

/// Something that folds away, without JavaScript. On phones a sheet for filters or seldom needed actions.
#[component]
pub fn Disclosure(
    #[prop(into)] summary: String,
    /// Whom it is about, where only those who see the row around it know.
    #[prop(optional, into)]
    of: String,
    #[prop(optional)] open: bool,
    /// Leads to taking something away.
    #[prop(optional)]
    danger: bool,
    #[prop(optional, into)] class: String,
    children: Children,
) -> impl IntoView {
    let danger = if danger { "disclosure-danger" } else { "" };
    let of = (!of.is_empty()).then(|| view! { <span class="sr-only">" "{of}</span> });
    view! {
        <details class=format!("disclosure {danger} {class}") open=open>
            <summary>{summary}{of}</summary>
            <div class="disclosure-body">{children()}</div>
        </details>
    }
}

/// Facts as a list of terms and values, e.g. `vec![("When".into(), "Tue 24 Nov".into_any())]`.
#[component]
pub fn Facts(facts: Vec<(String, AnyView)>) -> impl IntoView {
    let rows = facts
        .into_iter()
        .map(|(term, value)| view! { <div class="fact"><dt>{term}</dt><dd>{value}</dd></div> })
        .collect_view();
    view! { <dl class="facts">{rows}</dl> }
}
