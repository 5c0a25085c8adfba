//! Plots drawn on the server, with their numbers as a table.

use leptos::prelude::*;

use super::Disclosure;

/// One bar.
#[derive(Clone, Debug)]
pub struct Bar {
    /// Stands under some bars: "24 Nov".
    pub label: String,
    /// Names the bar in the table: "Tue 24 Nov 2026".
    pub full: String,
    pub value: i64,
}

/// Height of the plot, pixels.
const HEIGHT: i64 = 160;

/// Bars in order, and the same numbers as a table for whoever cannot see them.
#[component]
pub fn BarChart(
    #[prop(into)] title: String,
    /// What one bar counts: "Day".
    #[prop(into)]
    each: String,
    /// What is counted: "Bookings".
    #[prop(into)]
    counts: String,
    bars: Vec<Bar>,
) -> impl IntoView {
    let most = bars.iter().map(|bar| bar.value).max().unwrap_or(0);
    let top = round_top(most);
    let summary = match bars.iter().max_by_key(|bar| bar.value) {
        Some(bar) if bar.value > 0 => format!("{title}. Most: {} on {}.", bar.value, bar.full),
        _ => format!("{title}. None."),
    };
    let step = 100.0 / bars.len().max(1) as f64;
    let drawn: Vec<_> = bars
        .iter()
        .enumerate()
        .map(|(n, bar)| {
            let height = bar.value * HEIGHT / top;
            let x = format!("{:.3}%", n as f64 * step + step * 0.15);
            let width = format!("{:.3}%", step * 0.7);
            view! { <rect x=x y=HEIGHT - height width=width height=height rx="2" class="fill-accent"/> }
        })
        .collect();
    let labels: Vec<_> = bars
        .iter()
        .enumerate()
        .filter(|(n, _)| n % 7 == 0)
        .map(|(n, bar)| {
            let x = format!("{:.3}%", n as f64 * step + step / 2.0);
            let anchor = if n == 0 {
                "start"
            } else if n + 3 > bars.len() {
                "end"
            } else {
                "middle"
            };
            // On a phone every other week is named.
            let class = if n % 14 == 0 { "fill-muted text-sm" } else { "hidden fill-muted text-sm sm:block" };
            view! { <text x=x y=HEIGHT + 20 text-anchor=anchor class=class>{bar.label.clone()}</text> }
        })
        .collect();
    let lines: Vec<_> = [0, HEIGHT / 2, HEIGHT]
        .into_iter()
        .map(|y| view! { <line x1="0" x2="100%" y1=y y2=y class="stroke-line"/> })
        .collect();
    let rows: Vec<_> = bars
        .iter()
        .map(|bar| {
            view! {
                <tr class="border-t border-line">
                    <th scope="row" class="py-1 pe-6 text-start font-normal">{bar.full.clone()}</th>
                    <td class="py-1 text-end tabular-nums">{bar.value}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <figure class="m-0">
            <figcaption class="mb-4 text-lg font-semibold">{title.clone()}</figcaption>
            <div class="flex gap-3">
                <div aria-hidden="true" class="flex h-40 flex-col justify-between text-end text-sm leading-none text-muted tabular-nums">
                    <span>{top}</span>
                    <span>{(top > 1).then_some(top / 2)}</span>
                    <span>"0"</span>
                </div>
                <svg role="img" aria-label=summary width="100%" height=HEIGHT + 28 class="min-w-0 flex-1 overflow-visible">
                    {lines}
                    {drawn}
                    {labels}
                </svg>
            </div>
            <Disclosure summary="Show as a table" class="mt-3">
                <table class="w-full max-w-sm">
                    <caption class="sr-only">{title}</caption>
                    <thead>
                        <tr class="text-sm text-muted">
                            <th scope="col" class="py-1 pe-6 text-start font-normal">{each}</th>
                            <th scope="col" class="py-1 text-end font-normal">{counts}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </Disclosure>
        </figure>
    }
}

/// The next round and even number, so that the middle line stands on a whole one.
fn round_top(most: i64) -> i64 {
    let mut unit = 1;
    loop {
        for factor in [2, 4, 6, 8, 10] {
            if unit * factor >= most {
                return unit * factor;
            }
        }
        unit *= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_top_is_round_and_even() {
        for (most, top) in [(0, 2), (2, 2), (3, 4), (7, 8), (11, 20), (22, 40), (43, 60), (101, 200)] {
            assert_eq!(round_top(most), top, "{most}");
        }
    }
}
