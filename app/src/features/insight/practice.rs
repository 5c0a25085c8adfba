//! "How is my practice doing?": the doctor's own figures.

use domain::insight::statistics::{Statistics, StatisticsQuery};
use leptos::prelude::*;

use super::statistics::{
    Asked, CancellationsPlot, LeadTimePlot, LoadPlot, NoShowsPlot, StatisticsFilters, UtilisationPlot,
};
use crate::{
    error::AppError,
    features::scheduling::SetUpHere,
    load::load,
    server::ctx,
    ui::{ButtonKind, ButtonLink, EmptyState, PageHeading, Sign},
};

/// The doctor's own figures.
#[component]
pub fn FiguresPage() -> impl IntoView {
    let asked = Asked::of_this_page("/practice/figures");
    load(read(asked.query.clone()), move |statistics| page(statistics, asked))
}

fn page(statistics: Statistics, asked: Asked) -> impl IntoView {
    let (dates, shown) = ((statistics.from, statistics.to), statistics.dates());
    let content = if statistics.is_empty() {
        view! {
            <EmptyState
                title="Nothing to draw in this time"
                text="Your visits, how full your hours are, cancellations and no-shows are drawn here once you have hours."
                sign=Sign::Trend
            >
                <ButtonLink href="/practice/hours" kind=ButtonKind::Secondary>"Set your hours"</ButtonLink>
            </EmptyState>
        }
        .into_any()
    } else {
        view! {
            <h2 class="sr-only">"What was counted"</h2>
            <div class="charts">
                <LoadPlot statistics=statistics.clone() asked=asked.clone()/>
                <UtilisationPlot statistics=statistics.clone() asked=asked.clone()/>
                <LeadTimePlot statistics=statistics.clone() asked=asked.clone()/>
                <CancellationsPlot statistics=statistics.clone() asked=asked.clone()/>
                <NoShowsPlot statistics=statistics.clone() asked=asked.clone()/>
            </div>
        }
        .into_any()
    };
    view! {
        <PageHeading title="Your figures" lead=format!("{shown}. Only you and the admins see them.")/>
        <SetUpHere/>
        <div id="picture">
            <StatisticsFilters asked dates/>
            {content}
        </div>
    }
}

/// The doctor's own figures.
async fn read(query: StatisticsQuery) -> Result<Statistics, AppError> {
    let ctx = ctx()?;
    let own = ctx.right()?;
    ctx.answer(clinic::insight::statistics::of_practice(&ctx.clinic, own, &query).await)
}
