//! Errors are pages with a way on.

use anteroom::domain::problem::Problem;
use leptos::prelude::*;

use super::{ButtonKind, ButtonLink, PageHeading};
use crate::viewer::viewer;

/// A refusal as a page: what happened, and where to go from here.
#[component]
pub fn ErrorPage(problem: Problem) -> impl IntoView {
    let (title, text) = match &problem {
        Problem::NotFound | Problem::Forbidden => (
            "This page is not here",
            "The address may be mistyped, or the page belongs to another account. Nothing is lost.".to_owned(),
        ),
        Problem::Unauthenticated => ("Please sign in first", "This page is for people with an account.".to_owned()),
        Problem::Unavailable => ("We cannot answer just now", problem.to_string()),
        Problem::TooMany { .. } => ("That was a little fast", problem.to_string()),
        Problem::Internal { .. } => ("Something went wrong on our side", problem.to_string()),
        Problem::Invalid { fields } => {
            let messages: Vec<&str> = fields.iter().map(|field| field.message.as_str()).collect();
            ("This address does not work", messages.join(" "))
        }
        _ => ("That did not work", problem.to_string()),
    };
    let retry = matches!(problem, Problem::Unavailable | Problem::TooMany { .. } | Problem::Internal { .. });
    let path = viewer().path;
    view! {
        <div class="error-page">
            <PageHeading title=title lead=text/>
            <div class="actions">
                {retry.then(|| view! { <ButtonLink href=path>"Try again"</ButtonLink> })}
                {(problem == Problem::Unauthenticated)
                    .then(|| view! { <ButtonLink href="/sign-in">"Sign in"</ButtonLink> })}
                <ButtonLink href="/doctors" kind=ButtonKind::Secondary>"Find a doctor"</ButtonLink>
                <ButtonLink href="/" kind=ButtonKind::Quiet>"Go to the start page"</ButtonLink>
            </div>
        </div>
    }
}
