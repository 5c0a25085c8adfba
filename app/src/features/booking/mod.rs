//! Booking: the summary before, the proof after.

pub mod api;
mod booked;
mod summary;
mod withdrawn;

pub use booked::BookedPage;
pub use summary::SummaryPage;

use chrono::{DateTime, Timelike, Utc};
use domain::{
    platform::{
        ids::{DoctorId, VisitTypeId},
        local::LocalSpan,
    },
    scheduling::appointment::BookingSummary,
};
use leptos::prelude::GetUntracked;
use leptos_router::hooks::use_query_map;

use crate::ui::link;

/// The page on which this time can be booked. `search` is the query of the directory that led here, if one did.
pub fn address(doctor: DoctorId, visit_type: VisitTypeId, start: DateTime<Utc>, search: &str) -> String {
    let (doctor, visit_type) = (doctor.to_string(), visit_type.to_string());
    let start = instant(start);
    link::query("/book", &[("doctor", &doctor), ("visit_type", &visit_type), ("start", &start), ("search", search)])
}

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

fn instant(at: DateTime<Utc>) -> String {
    format!("{}T{:02}:{:02}:{:02}Z", at.date_naive(), at.hour(), at.minute(), at.second())
}

/// The date of what is about to be booked on the doctor's page.
fn back_to_the_doctor(summary: &BookingSummary) -> String {
    let (visit_type, day) = (summary.visit_type.id.to_string(), summary.local.start.date().to_string());
    let pairs = [("type", visit_type.as_str()), ("day", &day), ("search", &search())];
    link::query(&format!("/doctors/{}", summary.doctor.id), &pairs)
}
