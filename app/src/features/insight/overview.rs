//! "Is all well?": four figures with their trends, what needs a decision, and the statistics of a span of dates.

use clinic::{directory, insight::statistics};
use domain::{
    directory::{doctor::Specialty, specialty::SpecialtyEntry},
    insight::statistics::{AdminStatistics, PlatformStatistics, StatisticsQuery},
};
use leptos::prelude::*;

use super::{
    platform::PlatformCharts,
    statistics::{Asked, StatisticsFilters},
};
use crate::{
    error::AppError,
    load::load,
    server::ctx,
    ui::{Figure, Icon, Notice, PageHeading, Section, Sign, Tone, counted, number},
};

/// How the platform is doing.
#[component]
pub fn AdminPage() -> impl IntoView {
    let asked = Asked::of_this_page("/admin");
    load(read(asked.query.clone()), move |overview| page(overview, asked))
}

fn page(overview: Overview, asked: Asked) -> impl IntoView {
    let Overview { figures: AdminStatistics { platform: figures, span, statistics }, specialties } = overview;
    let anybody = figures.doctors > 0;
    let doctors = format!("{} of {} can be found by patients", number(figures.doctors_public), number(figures.doctors));
    let attention = view! { <Attention figures=figures.clone()/> };
    let whose = statistics.specialty.as_ref().map_or("all specialties", |specialty| specialty.name.as_str());
    let days = counted((statistics.to - statistics.from).num_days() + 1, "day");
    let lead = format!("{}, beside the {days} before. Of {whose}.", statistics.dates());
    let everybody = if statistics.specialty.is_some() { "of all specialties" } else { "" };
    let dates = (statistics.from, statistics.to);
    let filters = view! { <StatisticsFilters asked=asked.clone() dates specialties/> };
    view! {
        <PageHeading title="Figures" lead/>
        <div id="picture">{filters}</div>
        <div class="figures sm:grid-cols-2 lg:grid-cols-5">
            <Figure label="Visits booked" value=span.booked.now trend=span.booked/>
            <Figure label="Visits completed" value=span.completed.now trend=span.completed/>
            <Figure label="Visits cancelled" value=span.cancelled.now trend=span.cancelled fewer_is_better=true/>
            <Figure label="No-shows" value=span.no_show.now trend=span.no_show fewer_is_better=true/>
            <Figure label="New patients" value=span.new_patients.now trend=span.new_patients note=everybody/>
        </div>
        <Section title="What needs attention" id="attention">
            {attention}
        </Section>
        <Section title="The clinic" id="clinic">
            <div class="figures sm:grid-cols-3">
                <Figure label="Patients" value=figures.patients href="/admin/users?role=patient"/>
                <Figure label="Doctors" value=figures.doctors note=doctors href="/admin/doctors"/>
                <Figure label="Visits to come" note="from today on, still open" value=figures.upcoming href="/admin/appointments"/>
            </div>
        </Section>
        <PlatformCharts statistics asked anybody/>
    }
}

/// What waits for an admin; or that nothing does.
#[component]
fn Attention(figures: PlatformStatistics) -> impl IntoView {
    let failed = (figures.mail_failed > 0).then(|| {
        let words = match figures.mail_failed {
            1 => "One message could not be sent and was given up. ".to_owned(),
            n => format!("{} messages could not be sent and were given up. ", number(n)),
        };
        view! { <Notice tone=Tone::Bad><p>{words}<a href="/admin/mail?state=failed">"See what failed"</a></p></Notice> }
    });
    let waiting = (figures.mail_waiting > 0).then(|| {
        let words = match figures.mail_waiting {
            1 => "One message waits longer than it should. ".to_owned(),
            n => format!("{} messages wait longer than they should. ", number(n)),
        };
        view! { <Notice tone=Tone::Warn><p>{words}<a href="/admin/mail?state=waiting">"See what waits"</a></p></Notice> }
    });
    let hidden = figures.doctors - figures.doctors_public;
    let hidden = (hidden > 0).then(|| {
        let words = match hidden {
            1 => "One doctor has no hours, visit type or address yet, so patients cannot find them. ".to_owned(),
            n => format!("{} doctors have no hours, visit type or address yet, so patients cannot find them. ", number(n)),
        };
        view! { <Notice tone=Tone::Calm><p>{words}<a href="/admin/doctors?hidden=yes">"See these doctors"</a></p></Notice> }
    });
    let invited = (figures.open_invitations > 0).then(|| {
        let words = match figures.open_invitations {
            1 => "One invitation is open. ".to_owned(),
            n => format!("{} invitations are open. ", number(n)),
        };
        view! { <Notice tone=Tone::Calm><p>{words}<a href="/admin/invitations">"See the invitations"</a></p></Notice> }
    });
    let well = (figures.mail_failed == 0 && figures.mail_waiting == 0)
        .then(|| view! { <p class="flex items-center gap-2 text-muted"><Icon sign=Sign::Check/>"Every message was sent in time."</p> });
    view! { <div class="grid gap-3">{failed}{waiting}{hidden}{invited}{well}</div> }
}

/// How the platform is doing, and the specialties to narrow it to.
struct Overview {
    figures: AdminStatistics,
    specialties: Vec<Specialty>,
}

/// How the platform is doing.
async fn read(query: StatisticsQuery) -> Result<Overview, AppError> {
    let ctx = ctx()?;
    let admin = ctx.right()?;
    let figures = ctx.answer(statistics::of_platform(&ctx.clinic, admin, &query).await)?;
    // Visits were booked of what is not offered any more, too.
    let vocabulary = ctx.answer(directory::vocabulary(&ctx.clinic).await)?;
    let specialties = vocabulary.specialties().iter().map(SpecialtyEntry::specialty).collect();
    Ok(Overview { figures, specialties })
}
