//! What stands around every plot: its title, what it says in a sentence, its numbers as a table, and its file.

use leptos::prelude::*;

use super::Disclosure;

/// A plot's numbers: the first cell of a row names it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Numbers {
    pub columns: Vec<String>,
    pub rows: Vec<(String, Vec<String>)>,
}

impl Numbers {
    pub fn new(columns: &[&str], rows: Vec<(String, Vec<String>)>) -> Self {
        Self { columns: columns.iter().map(|column| (*column).to_owned()).collect(), rows }
    }
}

/// A plot drawn on the server, as children, with everything that it needs beside it.
#[component]
pub fn Chart(
    #[prop(into)] title: String,
    /// What the plot says, in one sentence.
    #[prop(into)]
    finding: String,
    numbers: Numbers,
    /// Address of the numbers as a CSV file; no link when empty.
    #[prop(optional, into)]
    file: String,
    /// How it was counted, where that is not plain.
    #[prop(optional, into)]
    note: String,
    children: Children,
) -> impl IntoView {
    let file = (!file.is_empty()).then(|| {
        view! {
            <a class="chart-file" href=file download="" rel="nofollow">
                "Download as CSV"<span class="sr-only">{format!(": {title}")}</span>
            </a>
        }
    });
    let note = (!note.is_empty()).then(|| view! { <p class="chart-note">{note}</p> });
    view! {
        <figure class="chart">
            <figcaption>
                <h3>{title.clone()}</h3>
                <p class="chart-finding">{finding}</p>
            </figcaption>
            {children()}
            {note}
            <div class="chart-more">
                <Disclosure summary="Show as a table"><NumbersTable title numbers/></Disclosure>
                {file}
            </div>
        </figure>
    }
}

/// The numbers, which scroll by themselves where they are wider than the screen.
#[component]
fn NumbersTable(title: String, numbers: Numbers) -> impl IntoView {
    let head = numbers.columns.into_iter().map(|column| view! { <th scope="col">{column}</th> }).collect_view();
    let rows = numbers
        .rows
        .into_iter()
        .map(|(name, cells)| {
            let cells = cells.into_iter().map(|cell| view! { <td>{cell}</td> }).collect_view();
            view! { <tr><th scope="row">{name}</th>{cells}</tr> }
        })
        .collect_view();
    view! {
        <div class="numbers" role="region" tabindex="0" aria-label=format!("Table: {title}")>
            <table>
                <caption class="sr-only">{title.clone()}</caption>
                <thead><tr>{head}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}
