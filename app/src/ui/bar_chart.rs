//! Bars side by side over time, and bars below each other with their numbers.

use leptos::prelude::*;

/// One bar.
#[derive(Clone, Debug)]
pub struct Bar {
    /// Stands under some bars: "24 Nov".
    pub label: String,
    pub value: i64,
}

/// Height of the plot, pixels.
const HEIGHT: i64 = 160;
/// Labels that fit under a plot, on a wide screen and on a phone.
const LABELS: (usize, usize) = (8, 4);

/// Bars in order of time. The summary is read instead of them.
#[component]
pub fn BarChart(#[prop(into)] summary: String, bars: Vec<Bar>) -> impl IntoView {
    let top = round_top(bars.iter().map(|bar| bar.value).max().unwrap_or(0));
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
    let (wide, narrow) = (bars.len().div_ceil(LABELS.0), bars.len().div_ceil(LABELS.1));
    // Those of a phone are among those of a wide screen.
    let narrow = narrow.div_ceil(wide.max(1)) * wide.max(1);
    let labels: Vec<_> = bars
        .iter()
        .enumerate()
        .filter(|(n, _)| n % wide.max(1) == 0)
        .map(|(n, bar)| {
            let x = format!("{:.3}%", n as f64 * step + step / 2.0);
            let anchor = match n {
                0 if bars.len() > LABELS.1 => "start",
                n if bars.len() > LABELS.1 && (n + 1) as f64 * step > 92.0 => "end",
                _ => "middle",
            };
            let class = if n % narrow == 0 { "fill-muted text-sm" } else { "hidden fill-muted text-sm sm:block" };
            view! { <text x=x y=HEIGHT + 20 text-anchor=anchor class=class>{bar.label.clone()}</text> }
        })
        .collect();
    let lines: Vec<_> = [0, HEIGHT / 2, HEIGHT]
        .into_iter()
        .map(|y| view! { <line x1="0" x2="100%" y1=y y2=y class="stroke-line"/> })
        .collect();
    view! {
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
    }
}

/// One bar of a list, with what stands beside it.
#[derive(Clone, Debug)]
pub struct ListedBar {
    /// "1–2 days before"
    pub label: String,
    pub value: i64,
    /// "120 (24 %)"
    pub text: String,
}

/// Bars below each other: a name, a number, and how long it is beside the longest.
#[component]
pub fn BarList(#[prop(into)] summary: String, bars: Vec<ListedBar>) -> impl IntoView {
    const ROW: usize = 48;
    let most = bars.iter().map(|bar| bar.value).max().unwrap_or(0).max(1);
    let height = bars.len() * ROW;
    let drawn: Vec<_> = bars
        .into_iter()
        .enumerate()
        .map(|(n, bar)| {
            let y = n * ROW;
            let width = format!("{:.2}%", bar.value as f64 * 100.0 / most as f64);
            view! {
                <text x="0" y=y + 16 class="fill-ink text-sm">{bar.label}</text>
                <text x="100%" y=y + 16 text-anchor="end" class="fill-ink text-sm font-semibold tabular-nums">{bar.text}</text>
                <rect x="0" y=y + 24 width="100%" height="8" rx="4" class="bar-ground"/>
                <rect x="0" y=y + 24 width=width height="8" rx="4" class="fill-accent"/>
            }
        })
        .collect();
    view! {
        <svg role="img" aria-label=summary width="100%" height=height class="max-w-prose">
            {drawn}
        </svg>
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

    #[test]
    fn labels_stay_few_on_every_screen() {
        for many in [1, 2, 7, 13, 30, 45, 53, 105] {
            let bars = (0..many).map(|n| Bar { label: format!("label {n}"), value: n }).collect();
            let html = view! { <BarChart summary="" bars/> }.to_html();
            let all = html.matches("<text").count();
            let narrow = all - html.matches("hidden fill-muted").count();
            assert!((1..=8).contains(&all) && (1..=4).contains(&narrow), "{many}: {all} and {narrow}");
        }
    }
}
