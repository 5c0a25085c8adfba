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
    children: Children,
) -> impl IntoView {
    let keep = keep
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect_view();
    view! {
        <search aria-label=label class="mb-6 block print:hidden">
            <form method="get" action=action class="filters">
                {keep}
                {children()}
                <Button kind=ButtonKind::Secondary sign=Sign::Search busy="Searching…">"Search"</Button>
            </form>
        </search>
    }
}
