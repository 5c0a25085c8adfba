//! What happened, in order.

use leptos::prelude::*;

/// One thing that happened.
#[derive(Clone)]
pub struct Happening {
    pub title: String,
    /// "Tue 24 Nov 2026, 14:30"
    pub when: String,
    /// Machine-readable: RFC 3339.
    pub datetime: String,
    /// What somebody wrote about it.
    pub words: Option<String>,
}

domain::shows_only!(Happening { title, when });

/// A history, oldest first.
#[component]
pub fn Timeline(items: Vec<Happening>) -> impl IntoView {
    let items: Vec<_> = items
        .into_iter()
        .map(|item| {
            let words = item.words.map(|words| view! { <blockquote class="timeline-reason">{words}</blockquote> });
            view! {
                <li>
                    <p class="font-semibold">{item.title}</p>
                    <p class="text-sm text-muted"><time datetime=item.datetime>{item.when}</time></p>
                    {words}
                </li>
            }
        })
        .collect();
    view! { <ol class="timeline">{items}</ol> }
}
