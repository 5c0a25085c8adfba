//! Ways from page to page.

use leptos::prelude::*;

use super::{Icon, Notice, Sign, link};
use crate::viewer::viewer;

/// One of several parts of a page, each with an address of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    pub href: String,
    pub label: String,
    pub current: bool,
}

impl Tab {
    pub fn new(href: impl Into<String>, label: impl Into<String>, current: bool) -> Self {
        Self { href: href.into(), label: label.into(), current }
    }
}

/// Tabs that are links.
#[component]
pub fn Tabs(#[prop(into)] label: String, tabs: Vec<Tab>) -> impl IntoView {
    let items = tabs
        .into_iter()
        .map(|tab| {
            view! {
                <li><a class="tab" href=tab.href aria-current=tab.current.then_some("page")>{tab.label}</a></li>
            }
        })
        .collect_view();
    view! { <nav aria-label=label class="tabs"><ul>{items}</ul></nav> }
}

/// Steps through the pages of a list; nothing where there is one page. Keeps the rest of the address.
#[component]
pub fn Pagination(page: u32, pages: u32) -> impl IntoView {
    let address = viewer().path;
    let to = |page: u32| link::with(&address, "page", &page.to_string());
    let previous = (page > 1).then(|| {
        view! {
            <a class="btn btn-secondary" rel="prev" href=to(page - 1)>
                <Icon sign=Sign::ArrowLeft class="icon icon-way"/>
                <span>"Previous"<span class="sr-only">" page"</span></span>
            </a>
        }
    });
    let next = (page < pages).then(|| {
        view! {
            <a class="btn btn-secondary" rel="next" href=to(page + 1)>
                <span>"Next"<span class="sr-only">" page"</span></span>
                <Icon sign=Sign::ArrowRight class="icon icon-way"/>
            </a>
        }
    });
    (pages > 1 && page <= pages).then(|| {
        view! {
            <nav aria-label="Pages" class="pagination">
                <div>{previous}</div>
                <p>{format!("Page {page} of {pages}")}</p>
                <div>{next}</div>
            </nav>
        }
    })
}

/// Stands instead of a list whose page is beyond its end.
#[component]
pub fn BeyondTheEnd() -> impl IntoView {
    let first = link::with(&viewer().path, "page", "");
    view! { <Notice>"The list ends before this page. " <a href=first>"Start from the first page"</a></Notice> }
}

/// The way back up: `trail` are (address, label), `here` is this page.
#[component]
pub fn Breadcrumb(trail: Vec<(String, String)>, #[prop(into)] here: String) -> impl IntoView {
    let steps = trail
        .into_iter()
        .map(|(href, label)| view! { <li><Icon sign=Sign::ArrowLeft class="icon icon-way"/><a href=href>{label}</a></li> })
        .collect_view();
    view! {
        <nav aria-label="Breadcrumb" class="breadcrumb">
            <ol>
                {steps}
                <li><span aria-current="page">{here}</span></li>
            </ol>
        </nav>
    }
}
