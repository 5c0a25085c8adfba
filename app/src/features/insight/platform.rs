//! The trends of the dates that are shown.

use domain::insight::figures::Picture;
use leptos::prelude::*;

use super::statistics::{Asked, BookingsPlot, CancellationsPlot, LeadTimePlot, NoShowsPlot, UtilisationPlot};
use crate::ui::{ButtonKind, ButtonLink, EmptyState, Section, Sign};

/// Bookings, utilisation, lead time, cancellations and no-shows of the dates and the specialty that are asked for.
#[component]
pub fn PlatformPicture(
    picture: Picture,
    asked: Asked,
    /// Whether there is a doctor at all.
    anybody: bool,
) -> impl IntoView {
    if !anybody {
        return view! {
            <Section title="Trends" id="trends">
                <EmptyState
                    title="Nothing to draw yet"
                    text="Bookings, booked time, lead time, cancellations and no-shows are drawn here as soon as there are doctors."
                    sign=Sign::Trend
                >
                    <ButtonLink href="/admin/invitations" kind=ButtonKind::Secondary>"Invite a doctor"</ButtonLink>
                </EmptyState>
            </Section>
        }
        .into_any();
    }
    let plots = if picture.is_empty() {
        view! {
            <EmptyState
                title="Nothing in this time"
                text="Nothing was booked or cancelled, there were no visits, and nobody had hours."
                sign=Sign::Trend
            >
                <ButtonLink href="/admin#picture" kind=ButtonKind::Secondary>"See the last 30 days"</ButtonLink>
            </EmptyState>
        }
        .into_any()
    } else {
        view! {
            <div class="charts">
                <BookingsPlot picture=picture.clone() asked=asked.clone()/>
                <UtilisationPlot picture=picture.clone() asked=asked.clone()/>
                <LeadTimePlot picture=picture.clone() asked=asked.clone()/>
                <CancellationsPlot picture=picture.clone() asked=asked.clone()/>
                <NoShowsPlot picture asked/>
            </div>
        }
        .into_any()
    };
    view! {
        <Section title="Trends" id="trends">
            {plots}
        </Section>
    }
    .into_any()
}
