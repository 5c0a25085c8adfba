//! Booking: the summary before, the proof after.

mod booked;
mod summary;
mod withdrawn;

pub use booked::BookedPage;
pub use summary::SummaryPage;

use clinic::scheduling::booking::BookingSummary;
use domain::platform::local::LocalSpan;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    features::scheduling::visits::parts::when_in_full,
    ui::{DayTile, link},
};

/// The search that led to this page, which its links keep.
fn search() -> String {
    use_query_map().get_untracked().get("search").unwrap_or_default()
}

/// When it is, in whose time that stands, and what the practice's clock says where it differs.
fn when(local: &LocalSpan, practice: Option<&LocalSpan>) -> (String, AnyView) {
    let (when, date, own) = (when_in_full(local), local.start.date(), local.zone_name());
    let zones = match practice {
        None => own,
        Some(theirs) => {
            format!("Your time ({own}). At the practice: {} ({}).", theirs.sentence(), theirs.zone_name())
        }
    };
    let shown = view! {
        <div class="flex items-center gap-4">
            <DayTile date/>
            <div class="min-w-0">
                <p class="text-lg font-semibold tabular-nums">{when}</p>
                <p class="text-sm text-muted">{zones}</p>
            </div>
        </div>
    };
    ("When".to_owned(), shown.into_any())
}

/// The date of what is about to be booked on the doctor's page.
fn back_to_the_doctor(summary: &BookingSummary) -> String {
    let (visit_type, day) = (summary.visit_type.id.to_string(), summary.local.start.date().to_string());
    let pairs = [("type", visit_type.as_str()), ("day", &day), ("search", &search())];
    link::query(&format!("/doctors/{}", summary.doctor.id), &pairs)
}
