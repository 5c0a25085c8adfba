//! Seven days by hours, each cell a share in per cent: its number stands in it, and its shade only repeats it.

use leptos::prelude::*;

/// Shares by weekday, Monday first, for a row of hours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeatRow {
    /// "09:00"
    pub label: String,
    /// Nothing where there is nothing to have a share of.
    pub cells: [Option<i64>; 7],
}

/// With three letters where they fit, else with two.
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
/// Pixels of a row, and of the gap between cells.
const ROW: usize = 28;
const GAP: usize = 2;
/// Shades of the ramp, the palest first.
const SHADES: i64 = 5;

/// A heat map. Days are columns, so that it fits a phone. The summary is read instead of it.
#[component]
pub fn HeatMap(#[prop(into)] summary: String, rows: Vec<HeatRow>) -> impl IntoView {
    let most = rows.iter().flat_map(|row| row.cells).flatten().max().unwrap_or(0);
    let top = top_of(most);
    let height = (rows.len() + 1) * ROW;
    let step = 100.0 / 7.0;
    let middle = |n: usize| format!("{:.3}%", n as f64 * step + step / 2.0);
    let days: Vec<_> = DAYS
        .iter()
        .enumerate()
        .map(|(n, day)| {
            view! {
                <text x=middle(n) y="18" text-anchor="middle" class="heat-day-long">{*day}</text>
                <text x=middle(n) y="18" text-anchor="middle" class="heat-day-short">{&day[..2]}</text>
            }
        })
        .collect();
    let cells: Vec<_> = rows
        .iter()
        .enumerate()
        .flat_map(|(at, row)| row.cells.into_iter().enumerate().map(move |(day, share)| (at, day, share)))
        .map(|(at, day, share)| {
            let y = (at + 1) * ROW;
            let x = format!("{:.3}%", day as f64 * step + 0.3);
            let width = format!("{:.3}%", step - 0.6);
            let (shade, text) = match share {
                Some(share) => (format!("heat heat-{}", shade_of(share, top)), share.to_string()),
                None => ("heat heat-none".to_owned(), "–".to_owned()),
            };
            view! {
                <g class=shade>
                    <rect x=x y=y width=width height=ROW - GAP rx="4"/>
                    <text x=middle(day) y=y + 18 text-anchor="middle">{text}</text>
                </g>
            }
        })
        .collect();
    let hours: Vec<_> = rows.iter().map(|row| view! { <span>{row.label.clone()}</span> }).collect();
    let legend: Vec<_> = (1..=SHADES)
        .map(|shade| {
            let (from, to) = ((shade - 1) * top / SHADES, shade * top / SHADES);
            let text = if shade == SHADES { format!("{from} and more") } else { format!("{from}–{}", to - 1) };
            view! {
                <li>
                    <svg width="16" height="16" class=format!("heat heat-{shade}")><rect width="16" height="16" rx="4"/></svg>
                    {text}
                </li>
            }
        })
        .collect();
    view! {
        <div class="heat-map">
            <div aria-hidden="true" class="heat-hours">{hours}</div>
            <div class="plot">
                <svg role="img" aria-label=summary width="100%" height=height class="block">
                    {days}
                    {cells}
                </svg>
            </div>
        </div>
        <ul class="heat-legend" aria-hidden="true">
            <li>"Per cent booked:"</li>
            {legend}
        </ul>
    }
}

/// The ramp ends at the next 20 per cent, so that a quiet clinic shows its pattern too.
fn top_of(most: i64) -> i64 {
    (most.clamp(1, 100) + 19) / 20 * 20
}

/// From 1 to [`SHADES`].
fn shade_of(share: i64, top: i64) -> i64 {
    (share * SHADES / top + 1).clamp(1, SHADES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shades_follow_the_legend() {
        assert_eq!((top_of(0), top_of(20), top_of(21), top_of(150)), (20, 20, 40, 100));
        for (share, top, shade) in [(0, 100, 1), (19, 100, 1), (20, 100, 2), (80, 100, 5), (140, 100, 5), (4, 20, 2)] {
            assert_eq!(shade_of(share, top), shade, "{share} of {top}");
        }
    }

    #[test]
    fn every_cell_says_its_number() {
        let cells = [Some(85), None, Some(0), None, None, None, Some(7)];
        let html = view! { <HeatMap summary="Busy on Mondays" rows=vec![HeatRow { label: "09:00".into(), cells }]/> }
            .to_html();
        for text in [">85<", ">–<", ">0<", ">7<", ">09:00<", r#"aria-label="Busy on Mondays""#] {
            assert!(html.contains(text), "{text} in {html}");
        }
        assert!(!html.contains("style="), "the content security policy forbids it");
    }
}
