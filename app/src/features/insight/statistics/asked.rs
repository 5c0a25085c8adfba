//! Which dates and whose figures: a plain form and links, so that all of it has an address.

use chrono::NaiveDate;
use domain::{
    directory::doctor::Specialty,
    insight::statistics::{Span, StatisticsQuery, csv::CsvTable},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::ui::{Button, ButtonKind, Field, Select, Tab, Tabs, link};

/// What the address asks for, and where its page is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub page: &'static str,
    pub query: StatisticsQuery,
}

impl Asked {
    /// From the query of this page.
    pub fn of_this_page(page: &'static str) -> Self {
        let query = use_query_map().get_untracked();
        let get = |name: &str| query.get(name).unwrap_or_default().trim().to_owned();
        let query =
            StatisticsQuery { span: get("span"), from: get("from"), to: get("to"), specialty: get("specialty") };
        Self { page, query }
    }

    /// The address of a table of these figures as a file.
    pub fn file(&self, table: CsvTable) -> String {
        let StatisticsQuery { span, from, to, specialty } = &self.query;
        let path = match self.page {
            "/admin" => format!("/admin/figures/{table}.csv"),
            page => format!("{page}/{table}.csv"),
        };
        link::query(&path, &[("span", span), ("from", from), ("to", to), ("specialty", specialty)])
    }

    fn by_dates(&self) -> bool {
        !(self.query.from.is_empty() && self.query.to.is_empty())
    }

    fn span(&self) -> Option<Span> {
        let span = if self.query.span.is_empty() { Span::Month } else { self.query.span.parse().ok()? };
        (!self.by_dates()).then_some(span)
    }
}

/// Spans as tabs; dates and, where there is a choice, the specialty as a form, which says the dates that are shown.
#[component]
pub fn StatisticsFilters(
    asked: Asked,
    /// The dates that are shown.
    dates: (NaiveDate, NaiveDate),
    #[prop(optional)] specialties: Vec<Specialty>,
) -> impl IntoView {
    let Asked { page, query } = asked.clone();
    let tabs = Span::ALL.iter().map(|span| {
        let href = link::query(page, &[("span", span.as_str()), ("specialty", &query.specialty)]);
        let label = if *span == Span::Year { "1 year".to_owned() } else { format!("{span} days") };
        Tab::new(format!("{href}#picture"), label, asked.span() == Some(*span))
    });
    let [from, to] = [dates.0, dates.1].map(|date| date.to_string());
    let of = (!specialties.is_empty()).then(|| {
        let mut options = vec![(String::new(), "All specialties".to_owned())];
        options.extend(specialties.into_iter().map(|specialty| (specialty.id, specialty.name)));
        view! { <Select name="specialty" label="Specialty" options value=query.specialty.clone() optional=true quiet=true/> }
    });
    view! {
        <Tabs label="Days up to today" tabs=tabs.collect()/>
        <search aria-label="Which figures" class="mt-4 mb-6 block print:hidden">
            <form method="get" action=format!("{page}#picture") class="filters">
                {of}
                <Field name="from" label="From" kind="date" value=from autocomplete="off" optional=true quiet=true/>
                <Field name="to" label="To" kind="date" value=to autocomplete="off" optional=true quiet=true/>
                <Button kind=ButtonKind::Secondary busy="Counting…">"Show"</Button>
            </form>
        </search>
    }
}
