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
    let address = viewer().path.clone();
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
    let numbers = shown(page, pages)
        .into_iter()
        .map(|number| match number {
            None => view! { <li aria-hidden="true">"…"</li> }.into_any(),
            Some(number) => {
                let (label, current) = (format!("Page {number}"), (number == page).then_some("page"));
                view! { <li><a class="page-number" href=to(number) aria-label=label aria-current=current>{number.to_string()}</a></li> }
                    .into_any()
            }
        })
        .collect_view();
    (pages > 1 && page <= pages).then(|| {
        view! {
            <nav aria-label="Pages" class="pagination">
                <div>{previous}</div>
                <p>{format!("Page {page} of {pages}")}</p>
                <ul>{numbers}</ul>
                <div>{next}</div>
            </nav>
        }
    })
}

/// The pages that are named: the first, the last, and those around this one; `None` where some are left out.
fn shown(page: u32, pages: u32) -> Vec<Option<u32>> {
    let near = page.saturating_sub(1)..=page.saturating_add(1);
    let mut shown = Vec::new();
    let mut last = 0;
    for number in [1].into_iter().chain(near).chain([pages]).filter(|number| (1..=pages).contains(number)) {
        if number <= last {
            continue;
        }
        match number - last {
            1 => {}
            // One page takes no more room than what would stand for it.
            2 => shown.push(Some(number - 1)),
            _ => shown.push(None),
        }
        shown.push(Some(number));
        last = number;
    }
    shown
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

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn pages_are_named_at_both_ends_and_around() {
        let words = |page, pages| {
            shown(page, pages)
                .into_iter()
                .map(|n| n.map_or("…".to_owned(), |n| n.to_string()))
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(words(1, 2), "1 2");
        assert_eq!(words(1, 7), "1 2 … 7");
        assert_eq!(words(3, 7), "1 2 3 4 … 7");
        assert_eq!(words(4, 7), "1 2 3 4 5 6 7");
        assert_eq!(words(5, 9), "1 … 4 5 6 … 9");
        assert_eq!(words(236, 236), "1 … 235 236");
        assert_eq!(words(u32::MAX, u32::MAX), format!("1 … {} {}", u32::MAX - 1, u32::MAX));
    }
}
