//! What happened, in order.

use leptos::prelude::*;

/// One thing that happened.
#[derive(Clone, Debug)]
pub struct Happening {
    pub title: String,
    /// "Tue 24 Nov 2026, 14:30"
    pub when: String,
    /// Machine-readable: RFC 3339.
    pub datetime: String,
    /// What somebody wrote about it.
    pub words: Option<String>,
}

/// A history, oldest first.
#[component]
pub fn Timeline(items: Vec<Happening>) -> impl IntoView {
    let items: Vec<_> = items
        .into_iter()
        .map(|item| {
            view! {
                <li class="relative ps-6 pb-6 last:pb-0">
                    <span
                        aria-hidden="true"
                        class="absolute start-0 top-2 size-3 rounded-full border-2 border-accent bg-raised"
                    ></span>
                    <p class="font-semibold">{item.title}</p>
                    <p class="text-sm text-muted">
                        <time datetime=item.datetime>{item.when}</time>
                    </p>
                    {item.words.map(|words| {
                        view! { <blockquote class="mt-1 max-w-prose whitespace-pre-line">{words}</blockquote> }
                    })}
                </li>
            }
        })
        .collect();
    view! {
        <ol class="relative before:absolute before:start-[5px] before:top-3 before:bottom-6 before:border-s before:border-line">
            {items}
        </ol>
    }
}
