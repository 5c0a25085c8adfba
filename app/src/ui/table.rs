//! Tables that turn into cards below 640 px.

use leptos::prelude::*;

/// What stands in a cell.
pub type Cell = AnyView;

/// Makes a cell of anything that can be shown.
pub fn cell(content: impl IntoView + 'static) -> Cell {
    content.into_any()
}

/// A table. The first column names the row. `caption` is for screen readers unless `show_caption`.
///
/// The roles stand there because turning cells into blocks takes a table's meaning away in some browsers.
#[component]
pub fn Table(
    #[prop(into)] caption: String,
    columns: Vec<&'static str>,
    rows: Vec<Vec<Cell>>,
    #[prop(optional)] show_caption: bool,
) -> impl IntoView {
    let head = columns.iter().map(|column| view! { <th scope="col" role="columnheader">{*column}</th> }).collect_view();
    let body = rows
        .into_iter()
        .map(|row| {
            let cells = row
                .into_iter()
                .zip(columns.iter().copied())
                .enumerate()
                .map(|(index, (content, column))| {
                    if index == 0 {
                        view! { <th scope="row" role="rowheader">{content}</th> }.into_any()
                    } else {
                        view! {
                            <td role="cell">
                                <span class="table-label" aria-hidden="true">{column}</span>
                                <div>{content}</div>
                            </td>
                        }
                        .into_any()
                    }
                })
                .collect_view();
            view! { <tr role="row">{cells}</tr> }
        })
        .collect_view();
    view! {
        <table class="table" role="table">
            <caption class=if show_caption { "table-caption" } else { "sr-only" }>{caption}</caption>
            <thead role="rowgroup"><tr role="row">{head}</tr></thead>
            <tbody role="rowgroup">{body}</tbody>
        </table>
    }
}
