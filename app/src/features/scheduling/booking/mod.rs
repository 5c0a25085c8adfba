//! Booking: the summary before, the proof after.

mod booked;
mod summary;
mod withdrawn;

pub use booked::BookedPage;
pub use summary::SummaryPage;

use domain::{platform::local::LocalSpan, scheduling::appointment::BookingSummary};
use leptos::prelude::GetUntracked;
use leptos_router::hooks::use_query_map;

use crate::ui::link;

/// The search that led to this page, which its links keep.
fn search() -> String {
    use_query_map().get_untracked().get("search").unwrap_or_default()
}

/// In whose time the times stand, and what the practice's clock says where it differs.
fn zones(local: &LocalSpan, practice: Option<&LocalSpan>) -> String {
    let own = local.zone_name();
    match practice {
        None => own,
        Some(theirs) => {
            format!("Your time ({own}). At the practice: {} ({}).", theirs.sentence(), theirs.zone_name())
        }
    }
}

/// The date of what is about to be booked on the doctor's page.
fn back_to_the_doctor(summary: &BookingSummary) -> String {
    let (visit_type, day) = (summary.visit_type.id.to_string(), summary.local.start.date().to_string());
    let pairs = [("type", visit_type.as_str()), ("day", &day), ("search", &search())];
    link::query(&format!("/doctors/{}", summary.doctor.id), &pairs)
}
