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
            <form method="get" action=action class="flex flex-wrap items-end gap-4">
                {keep}
                {children()}
                <Button kind=ButtonKind::Secondary sign=Sign::Search busy="Searching…">"Search"</Button>
            </form>
        </search>
    }
}

/// Words to search for.
#[component]
pub fn FilterSearch(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(into)] value: String,
) -> impl IntoView {
    let id = format!("filter-{name}");
    view! {
        <div class="min-w-0 flex-[2_1_16rem]">
            <label class="field-label" for=id.clone()>{label}</label>
            <input class="input" id=id type="search" name=name value=value autocomplete="off"/>
        </div>
    }
}

/// A choice; the first option stands for no filter.
#[component]
pub fn FilterSelect(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    /// (value, label)
    options: Vec<(&'static str, &'static str)>,
    #[prop(into)] value: String,
) -> impl IntoView {
    let id = format!("filter-{name}");
    let options = options
        .into_iter()
        .map(|(option, label)| view! { <option value=option selected=option == value>{label}</option> })
        .collect_view();
    view! {
        <div class="min-w-0 flex-[1_1_10rem]">
            <label class="field-label" for=id.clone()>{label}</label>
            <select class="input" id=id name=name>{options}</select>
        </div>
    }
}
