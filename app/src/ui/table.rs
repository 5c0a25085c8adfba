//! Tables that turn into cards where they have little room.

use leptos::prelude::*;

/// What stands in a cell.
pub type Cell = AnyView;

/// Makes a cell of anything that can be shown.
pub fn cell(content: impl IntoView + 'static) -> Cell {
    content.into_any()
}

/// A row of a table.
pub struct Row {
    cells: Vec<Cell>,
    current: bool,
}

impl Row {
    pub fn new(cells: Vec<Cell>, current: bool) -> Self {
        Self { cells, current }
    }
}

impl From<Vec<Cell>> for Row {
    fn from(cells: Vec<Cell>) -> Self {
        Self { cells, current: false }
    }
}

/// A table. The first column names the row. `caption` is for screen readers unless `show_caption`. A link with the class
/// `row-link` is the whole row, or the card that it is on narrow screens.
///
/// The roles stand there because turning cells into blocks takes a table's meaning away in some browsers.
#[component]
pub fn Table<R: Into<Row>>(
    #[prop(into)] caption: String,
    columns: Vec<&'static str>,
    rows: Vec<R>,
    #[prop(optional)] show_caption: bool,
    /// Columns that a card names as well: what stands in them does not say it by itself.
    #[prop(optional)]
    named: &'static [&'static str],
) -> impl IntoView {
    let head = columns.iter().map(|column| view! { <th scope="col" role="columnheader">{*column}</th> }).collect_view();
    let body = rows
        .into_iter()
        .map(|row| {
            let Row { cells, current } = row.into();
            let cells = cells
                .into_iter()
                .zip(columns.iter().copied())
                .enumerate()
                .map(|(index, (content, column))| {
                    if index == 0 {
                        return view! { <th scope="row" role="rowheader"><div>{content}</div></th> }.into_any();
                    }
                    let label = named
                        .contains(&column)
                        .then(|| view! { <span class="table-label" aria-hidden="true">{column}</span> });
                    view! { <td role="cell">{label}<div>{content}</div></td> }.into_any()
                })
                .collect_view();
            view! { <tr role="row" aria-current=current.then_some("true")>{cells}</tr> }
        })
        .collect_view();
    view! {
        <div class="table-box">
            <table class="table" role="table">
                <caption class=if show_caption { "table-caption" } else { "sr-only" }>{caption}</caption>
                <thead role="rowgroup"><tr role="row">{head}</tr></thead>
                <tbody role="rowgroup">{body}</tbody>
            </table>
        </div>
    }
}
