//! "How is my practice doing?": the doctor's own figures.

use domain::insight::figures::{FiguresQuery, Picture};
use leptos::prelude::*;

use super::statistics::{
    Asked, CancellationsPlot, LeadTimePlot, LoadPlot, NoShowsPlot, PictureFilters, UtilisationPlot,
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
    load(read(asked.query.clone()), move |picture| page(picture, asked))
}

fn page(picture: Picture, asked: Asked) -> impl IntoView {
    let (dates, shown) = ((picture.from, picture.to), picture.dates());
    let content = if picture.is_empty() {
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
                <LoadPlot picture=picture.clone() asked=asked.clone()/>
                <UtilisationPlot picture=picture.clone() asked=asked.clone()/>
                <LeadTimePlot picture=picture.clone() asked=asked.clone()/>
                <CancellationsPlot picture=picture.clone() asked=asked.clone()/>
                <NoShowsPlot picture=picture.clone() asked=asked.clone()/>
            </div>
        }
        .into_any()
    };
    view! {
        <PageHeading title="Your figures" lead=format!("{shown}. Only you and the admins see them.")/>
        <SetUpHere/>
        <div id="picture">
            <PictureFilters asked dates/>
            {content}
        </div>
    }
}

/// The doctor's own figures.
async fn read(query: FiguresQuery) -> Result<Picture, AppError> {
    let ctx = ctx()?;
    let own = ctx.actor().as_doctor()?;
    ctx.answer(clinic::insight::figures::of_practice(&ctx.clinic, own, &query).await)
}
