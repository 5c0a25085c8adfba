//! The trends of the dates that are shown.

use domain::insight::statistics::Statistics;
use leptos::prelude::*;

use super::statistics::{Asked, BookingsPlot, CancellationsPlot, LeadTimePlot, NoShowsPlot, UtilisationPlot};
use crate::ui::{ButtonKind, ButtonLink, EmptyState, Section, Sign};

/// Bookings, utilisation, lead time, cancellations and no-shows of the dates and the specialty that are asked for.
#[component]
pub fn PlatformCharts(
    statistics: Statistics,
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
    let plots = if statistics.is_empty() {
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
                <BookingsPlot statistics=statistics.clone() asked=asked.clone()/>
                <UtilisationPlot statistics=statistics.clone() asked=asked.clone()/>
                <LeadTimePlot statistics=statistics.clone() asked=asked.clone()/>
                <CancellationsPlot statistics=statistics.clone() asked=asked.clone()/>
                <NoShowsPlot statistics asked/>
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
