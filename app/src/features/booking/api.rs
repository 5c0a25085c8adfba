//! What the pages of booking ask for, and the press of the button.

#[cfg(feature = "ssr")]
use domain::scheduling::appointment::BookingRequest;
use domain::scheduling::appointment::{AppointmentView, Prospect};
use leptos::prelude::*;

use crate::error::AppError;

/// What a patient is about to book; open to visitors.
#[server(prefix = "/do", endpoint = "booking/summary")]
pub async fn summary(doctor: String, visit_type: String, start: String) -> Result<Prospect, AppError> {
    use clinic::scheduling::booking;

    use crate::server::ctx;
    let ctx = ctx()?;
    let request = request(&doctor, &visit_type, &start)?;
    ctx.answer(booking::summary(&ctx.clinic, ctx.actor(), &request, ctx.zone.as_deref()).await)
}

/// Books, and leads to the proof. Whoever is not signed in any more signs in first and comes back.
#[server(prefix = "/do", endpoint = "booking/book")]
pub async fn book(doctor: String, visit_type: String, start: String, idempotency_key: String) -> Result<(), AppError> {
    use clinic::scheduling::booking;

    use crate::{
        server::{ctx, done},
        ui::link,
    };
    let ctx = ctx()?;
    let request = request(&doctor, &visit_type, &start)?;
    if ctx.session.is_none() {
        let back = link::query("/book", &[("doctor", &doctor), ("visit_type", &visit_type), ("start", &start)]);
        done(&link::sign_in(&back), "Please sign in to book this time.");
        return Ok(());
    }
    let booked = booking::book(&ctx.clinic, ctx.actor(), request, Some(&idempotency_key), ctx.from).await;
    let booked = ctx.answer(booked)?;
    done(&format!("/visits/{}/booked", booked.id), "");
    Ok(())
}

/// The visit that was just booked.
#[server(prefix = "/do", endpoint = "booking/booked")]
pub async fn booked(id: String) -> Result<AppointmentView, AppError> {
    use clinic::scheduling::appointments;

    use crate::server::{self, ctx};
    let ctx = ctx()?;
    ctx.answer(appointments::get(&ctx.clinic, ctx.actor(), server::id(&id)?).await)
}

#[cfg(feature = "ssr")]
fn request(doctor: &str, visit_type: &str, start: &str) -> Result<BookingRequest, AppError> {
    use domain::platform::problem::Problem;

    use crate::server::id;
    let start = chrono::DateTime::parse_from_rfc3339(start)
        .map_err(|_| Problem::field("start", "Please choose a time from the doctor's page."))?;
    Ok(BookingRequest { doctor_id: id(doctor)?, visit_type_id: id(visit_type)?, start: start.to_utc() })
}
