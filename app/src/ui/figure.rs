//! A number that matters, and where it is going.

use domain::insight::statistics::{Trend, percent};
use leptos::prelude::*;

use super::{Icon, Sign, number};

/// A figure with its name and, if given, its trend against as many days before.
#[component]
pub fn Figure(
    #[prop(into)] label: String,
    value: i64,
    #[prop(optional)] trend: Option<Trend>,
    /// More is worse: cancellations, failures.
    #[prop(optional)]
    fewer_is_better: bool,
    /// A line below, instead of a trend.
    #[prop(optional, into)]
    note: String,
    /// Makes the label a link.
    #[prop(optional, into)]
    href: String,
) -> impl IntoView {
    let trend = trend.map(|trend| {
        let change = trend.now - trend.before;
        let sign = match change {
            0 => Sign::Minus,
            1.. => Sign::Trend,
            _ => Sign::TrendDown,
        };
        let before = number(trend.before);
        let words = match (change, percent(change.abs(), trend.before)) {
            (0, _) => "as many as before".to_owned(),
            (_, None) => "none before".to_owned(),
            (1.., Some(share)) => format!("+{share} % ({before} before)"),
            (_, Some(share)) => format!("−{share} % ({before} before)"),
        };
        let class = match (change != 0, (change > 0) != fewer_is_better) {
            (false, _) => "figure-trend",
            (true, true) => "figure-trend text-good",
            (true, false) => "figure-trend text-warn",
        };
        view! { <p class=class><Icon sign/><span>{words}</span></p> }
    });
    let note = (!note.is_empty()).then(|| view! { <p class="figure-trend">{note}</p> });
    let label = if href.is_empty() { label.into_any() } else { view! { <a href=href>{label}</a> }.into_any() };
    view! {
        <div class="figure">
            <p class="figure-label">{label}</p>
            <p class="figure-value">{number(value)}</p>
            {trend}
            {note}
        </div>
    }
}
