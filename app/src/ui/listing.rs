//! A list: what was found, what it is narrowed by, and the ways on. Every list of the clinic is one.

use domain::platform::page::Page;
use leptos::prelude::*;

use super::{
    BeyondTheEnd, Cell, Chip, Chosen, NothingMatches, Pagination, Table, Way, counted_first, found, without_all,
};

/// A page of a list, for its title, its filters and its rows.
pub struct Listing<T> {
    page: u32,
    pages: u32,
    items: Vec<T>,
    noun: &'static str,
    count: String,
    /// The tab that is chosen, in titles.
    tab: Vec<Chip>,
    set: Vec<Chip>,
    address: String,
    ways: Vec<Way>,
}

impl<T> Listing<T> {
    /// Of "visit", whose plural takes an s.
    pub fn new(found: Page<T>, noun: &'static str) -> Self {
        let (page, pages, count) = (found.page, found.pages(), counted_first(found.total, noun));
        let (tab, set, address, ways) = Default::default();
        Self { page, pages, items: found.items, noun, count, tab, set, address, ways }
    }

    /// Where the tabs are states: which one is chosen.
    pub fn in_state(self, label: Option<&str>) -> Self {
        Self { tab: Chip::of_state(label), ..self }
    }

    /// By these filters, all of them in the list's address.
    pub fn narrowed(self, address: String, set: Vec<Chip>) -> Self {
        Self { ways: Way::without_each(&address, &set), address, set, ..self }
    }

    /// With other words for how many there are.
    pub fn counted(self, count: String) -> Self {
        Self { count, ..self }
    }

    /// With these ways on where nothing matches.
    pub fn with_ways(self, ways: Vec<Way>) -> Self {
        Self { ways, ..self }
    }

    /// What was found: "12 accounts, doctor".
    pub fn found(&self) -> String {
        self.words(1)
    }

    /// The same for the browser's title, with the number of the page.
    pub fn title(&self) -> String {
        self.words(self.page)
    }

    fn words(&self, page: u32) -> String {
        found(self.count.clone(), if self.set.is_empty() { &self.tab } else { &self.set }, page)
    }

    /// The filters that are set, each to be taken away.
    pub fn chosen(&self) -> impl IntoView + use<T> {
        let (address, set) = (self.address.clone(), self.set.clone());
        let clear = without_all(&address, &set);
        view! { <Chosen address clear set/> }
    }

    /// The rows, or `empty` where nothing is set and there are none; then the ways to the other pages.
    pub fn rows(self, rows: impl FnOnce(Vec<T>) -> AnyView, empty: impl FnOnce() -> AnyView) -> AnyView {
        let content = if self.page > self.pages {
            view! { <BeyondTheEnd/> }.into_any()
        } else if !self.items.is_empty() {
            rows(self.items)
        } else if self.set.is_empty() {
            empty()
        } else {
            let clear = without_all(&self.address, &self.set);
            view! { <NothingMatches noun=self.noun set=self.set ways=self.ways clear/> }.into_any()
        };
        view! {
            {content}
            <Pagination page=self.page pages=self.pages/>
        }
        .into_any()
    }

    /// The rows as a table; `named` as in [`Table`].
    pub fn table(
        self,
        caption: &'static str,
        columns: &[&'static str],
        named: &'static [&'static str],
        row: impl Fn(T) -> Vec<Cell>,
        empty: impl FnOnce() -> AnyView,
    ) -> AnyView {
        let rows = |items: Vec<T>| {
            let (columns, rows): (Vec<_>, Vec<_>) = (columns.to_vec(), items.into_iter().map(row).collect());
            view! { <Table caption columns rows named/> }.into_any()
        };
        self.rows(rows, empty)
    }
}
