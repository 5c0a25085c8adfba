//! A search with filters above a list: a plain GET form, so that every result has an address.

use leptos::prelude::*;

use super::{Button, ButtonKind, Sign};

/// The form around the filters. Its fields stand side by side where there is room.
#[component]
pub fn Filters(
    /// The page that shows the results.
    #[prop(into)]
    action: String,
    /// Names the landmark: "Search users".
    #[prop(into)]
    label: String,
    /// Values that the address keeps, e.g. the tab: (name, value).
    #[prop(optional)]
    keep: Vec<(&'static str, String)>,
    /// Fields that fold away on phones.
    #[prop(optional)]
    more: Option<AnyView>,
    /// How many of those are set.
    #[prop(optional)]
    more_set: usize,
    children: Children,
) -> impl IntoView {
    let keep = keep
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect_view();
    let more = more.map(|fields| {
        let summary = match more_set {
            0 => "More filters".to_owned(),
            set => format!("More filters ({set} set)"),
        };
        view! {
            <details class="disclosure filters-more" open={more_set > 0}>
                <summary>{summary}</summary>
                <div class="filters">{fields}</div>
            </details>
        }
    });
    view! {
        <search aria-label=label class="mb-6 block print:hidden">
            <form method="get" action=action class="stack">
                {keep}
                <div class="filters">
                    {children()}
                    <Button kind=ButtonKind::Secondary sign=Sign::Search busy="Searching…">"Search"</Button>
                </div>
                {more}
            </form>
        </search>
    }
}
