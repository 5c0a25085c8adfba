//! The platform's picture, below the figures that need no choice of dates.

use anteroom::domain::{doctor::Specialty, figures::Picture};
use leptos::prelude::*;

use crate::{
    features::picture::{
        Asked, BookingsPlot, CancellationsPlot, LeadTimePlot, NoShowsPlot, PictureFilters, UtilisationPlot,
    },
    ui::{ButtonKind, ButtonLink, EmptyState, Section, Sign},
};

/// Bookings, utilisation, lead time, cancellations and no-shows of the dates and the specialty that are asked for.
#[component]
pub fn PlatformPicture(
    picture: Picture,
    asked: Asked,
    specialties: Vec<Specialty>,
    /// Whether there is a doctor at all.
    anybody: bool,
) -> impl IntoView {
    if !anybody {
        return view! {
            <Section title="The picture" id="picture">
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
    let whose = picture.specialty.as_ref().map_or("All specialties", |specialty| specialty.name.as_str());
    let lead = format!("{}, {whose}", picture.dates());
    view! {
        <Section title="The picture" id="picture">
            <PictureFilters asked=asked.clone() specialties/>
            <p class="mb-4 text-muted">{lead}</p>
            <div class="charts">
                <BookingsPlot picture=picture.clone() asked=asked.clone()/>
                <UtilisationPlot picture=picture.clone() asked=asked.clone()/>
                <LeadTimePlot picture=picture.clone() asked=asked.clone()/>
                <CancellationsPlot picture=picture.clone() asked=asked.clone()/>
                <NoShowsPlot picture asked/>
            </div>
        </Section>
    }
    .into_any()
}
