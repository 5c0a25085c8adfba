//! Loading what a page shows: wait, then render it, or say what is wrong and set the status.

use std::future::Future;

use clinic::platform::security::{self, About};
use domain::{insight::security::SecurityEvent, platform::problem::Problem};
use leptos::prelude::*;

use crate::{
    error::AppError,
    ui::{ErrorPage, link},
    viewer::viewer,
};

/// Renders `show` of what `what` gives. Who must sign in first is sent there and comes back; what is not theirs is
/// "not found".
pub fn load<T, V>(
    what: impl Future<Output = Result<T, AppError>> + Send + 'static,
    show: impl FnOnce(T) -> V + Send + 'static,
) -> impl IntoView
where
    T: Send + 'static,
    V: IntoView + 'static,
{
    let answer = Answer::of_this_page();
    // No `<Suspense>` around it: pages are sent whole, so nothing waits in its place, and it would walk through the
    // finished page three times before it is written.
    Suspend::new(async move {
        match what.await {
            Ok(found) => show(found).into_any(),
            Err(AppError(problem)) => answer.refuse(problem).into_any(),
        }
    })
}

/// The page of a list: leads to its address without values that are empty.
pub fn tidy_address() {
    let address = viewer().path.clone();
    let tidy = link::tidy(&address);
    if tidy != address {
        lead_to(&tidy);
    }
}

/// Sends the browser to another page of ours instead of this one; but not away from the answer to a form.
pub fn lead_to(to: &str) {
    if viewer().submitted.is_none()
        && let Some(response) = use_context::<leptos_axum::ResponseOptions>()
    {
        see_other(&response, to);
    }
}

fn see_other(response: &leptos_axum::ResponseOptions, to: &str) {
    use axum::http::{HeaderValue, StatusCode, header};
    if let Ok(to) = HeaderValue::from_str(to) {
        response.insert_header(header::LOCATION, to);
        response.set_status(StatusCode::SEE_OTHER);
    }
}

/// The response of the page, taken before the first await.
struct Answer {
    path: String,
    response: Option<leptos_axum::ResponseOptions>,
}

impl Answer {
    fn of_this_page() -> Self {
        Self { path: viewer().path.clone(), response: use_context() }
    }

    fn refuse(self, problem: Problem) -> impl IntoView {
        // A page of another role is no page for this reader.
        let problem = if problem == Problem::Forbidden {
            security::record(SecurityEvent::Refused, About::what("a page"));
            Problem::NotFound
        } else {
            problem
        };
        if let Some(response) = self.response {
            if problem == Problem::Unauthenticated {
                see_other(&response, &link::sign_in(&self.path));
            } else if let Ok(status) = http::StatusCode::from_u16(problem.status()) {
                response.set_status(status);
            }
        }
        view! { <ErrorPage problem/> }
    }
}
