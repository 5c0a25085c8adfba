//! Bars side by side over time, and bars below each other with their numbers.

use leptos::prelude::*;

use super::number;

/// One bar.
#[derive(Clone, Debug)]
pub struct Bar {
    /// Stands under some bars: "24 Nov".
    pub label: String,
    pub value: i64,
    /// Of a week of which only some days are counted: drawn as an outline.
    pub part: bool,
}

/// Height of the plot, pixels.
const HEIGHT: i64 = 160;
/// How many labels fit under a plot, and the class that shows so many where there is room (style/charts.css). The plot
/// of a phone is about 180 pixels wide and a label 48.
const LABELS: [(usize, &str); 3] = [(3, "bar-labels-few"), (5, "bar-labels-some"), (8, "bar-labels-many")];

/// Bars in order of time. The summary is read instead of them.
#[component]
pub fn BarChart(#[prop(into)] summary: String, bars: Vec<Bar>) -> impl IntoView {
    let top = round_top(bars.iter().map(|bar| bar.value).max().unwrap_or(0));
    let step = 100.0 / bars.len().max(1) as f64;
    // A few bars are no blocks.
    let thick = (bars.len() as f64 * 0.07).clamp(0.15, 0.7);
    let drawn: Vec<_> = bars
        .iter()
        .enumerate()
        .map(|(n, bar)| {
            let height = bar.value * HEIGHT / top;
            let x = format!("{:.3}%", n as f64 * step + step * (1.0 - thick) / 2.0);
            let width = format!("{:.3}%", step * thick);
            view! { <rect x=x y=HEIGHT - height width=width height=height rx="2" class=if bar.part { "bar-part" } else { "fill-accent" }/> }
        })
        .collect();
    let part = bars.iter().any(|bar| bar.part).then(|| {
        view! { <p class="chart-note"><span class="bar-part-key" aria-hidden="true"></span>" Part weeks: only some of their days are counted."</p> }
    });
    let labels: Vec<_> = LABELS
        .into_iter()
        .map(|(most, class)| {
            let texts: Vec<_> = labelled(bars.len(), most)
                .map(|n| {
                    let x = format!("{:.3}%", (n as f64 + 0.5) * step);
                    view! { <text x=x y=HEIGHT + 20 text-anchor="middle">{bars[n].label.clone()}</text> }
                })
                .collect();
            view! { <g class=class>{texts}</g> }
        })
        .collect();
    let lines: Vec<_> = [0, HEIGHT / 2, HEIGHT]
        .into_iter()
        .map(|y| view! { <line x1="0" x2="100%" y1=y y2=y class="stroke-line"/> })
        .collect();
    view! {
        <div class="flex gap-3">
            <div aria-hidden="true" class="flex h-40 flex-col justify-between text-end text-sm leading-none text-muted tabular-nums">
                <span>{number(top)}</span>
                <span>{(top > 1).then(|| number(top / 2))}</span>
                <span>"0"</span>
            </div>
            <div class="plot">
                <svg role="img" aria-label=summary width="100%" height=HEIGHT + 28 class="block overflow-visible">
                    {lines}
                    {drawn}
                    {labels}
                </svg>
            </div>
        </div>
        {part}
    }
}

/// The bars that carry a label: equally far apart, at most so many, and none so near an edge that its label would stand
/// out. Each is the middle one of the bars that it stands for.
fn labelled(bars: usize, most: usize) -> impl Iterator<Item = usize> {
    let step = bars.div_ceil(most).max(1);
    (step / 2..bars).step_by(step).filter(move |n| (2 * (bars - n) - 1) * most * 10 >= bars * 8)
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
    fn labels_have_room() {
        for (most, _) in LABELS {
            for bars in 1..=110 {
                let at: Vec<_> = labelled(bars, most).map(|n| (n as f64 + 0.5) / bars as f64).collect();
                assert!((1..=most).contains(&at.len()), "{bars} bars, {most} labels: {at:?}");
                let room = 0.99 / most as f64;
                assert!(at.windows(2).all(|two| two[1] - two[0] >= room), "{bars} bars, {most} labels: {at:?}");
                let edges = [at[0], 1.0 - at[at.len() - 1]];
                assert!(edges.iter().all(|edge| *edge >= 0.39 * room), "{bars} bars, {most} labels: {at:?}");
            }
        }
    }

    #[test]
    fn each_width_has_its_labels() {
        let bars = (0..30).map(|n| Bar { label: format!("label {n}"), value: n, part: false }).collect();
        let html = view! { <BarChart summary="" bars/> }.to_html();
        for (most, class) in LABELS {
            let group = html.split(&format!(r#"class="{class}""#)).nth(1).and_then(|rest| rest.split("</g>").next());
            let count = group.map(|group| group.matches("<text").count());
            assert!(count.is_some_and(|count| (1..=most).contains(&count)), "{class}: {count:?}");
        }
    }
}
