//! Errors are pages with a way on.

use domain::platform::{local::parse_date, problem::Problem};
use leptos::{context::Provider, prelude::*};
use leptos_router::hooks::use_query_map;

use super::{Button, ButtonKind, ButtonLink, Field, FormScope, PageHeading, form::spoken, link};
use crate::viewer::{Submitted, viewer};

/// A refusal as a page: what happened, and where to go from here.
#[component]
pub fn ErrorPage(problem: Problem) -> impl IntoView {
    let path = viewer().path.clone();
    // Back to the search that led here, if one did.
    let directory = link::directory(&use_query_map().get_untracked().get("search").unwrap_or_default());
    let (title, text) = match &problem {
        // The same for a doctor who is hidden now and for one who never was here: nobody learns which.
        Problem::NotFound if path.starts_with("/book?") => (
            "This cannot be booked any more",
            "The doctor takes no bookings at the moment, or the address is mistyped. Nothing was booked.".to_owned(),
        ),
        Problem::NotFound if path.starts_with("/doctors/") => (
            "This doctor is not listed",
            "The doctor takes no bookings at the moment, or the address is mistyped. Visits that are booked stay booked."
                .to_owned(),
        ),
        Problem::NotFound | Problem::Forbidden => (
            "This page is not here",
            "The address may be mistyped, or the page belongs to another account. Nothing is lost.".to_owned(),
        ),
        Problem::Unauthenticated => ("Please sign in first", "This page is for people with an account.".to_owned()),
        Problem::Unavailable => ("We cannot answer just now", words::problem(&problem)),
        Problem::TooMany { .. } => ("That was a little fast", words::problem(&problem)),
        Problem::Internal { .. } => ("Something went wrong on our side", words::problem(&problem)),
        Problem::Invalid { fields } => {
            let messages: Vec<_> = fields.iter().map(|field| words::fault(&field.fault)).collect();
            ("Please check what you asked for", messages.join(" "))
        }
        _ => ("That did not work", words::problem(&problem)),
    };
    let retry = matches!(problem, Problem::Unavailable | Problem::TooMany { .. } | Problem::Internal { .. });
    let correct = (!problem.fields().is_empty()).then(|| view! { <Correct problem=problem.clone()/> });
    view! {
        <div class="error-page">
            <PageHeading title=title lead=text/>
            {correct}
            <div class="actions">
                {retry.then(|| view! { <ButtonLink href=path>"Try again"</ButtonLink> })}
                {(problem == Problem::Unauthenticated)
                    .then(|| view! { <ButtonLink href="/sign-in">"Sign in"</ButtonLink> })}
                <ButtonLink href=directory kind=ButtonKind::Secondary>"Find a doctor"</ButtonLink>
                <ButtonLink href="/" kind=ButtonKind::Quiet>"Go to the start page"</ButtonLink>
            </div>
        </div>
    }
}

/// What stood in the address, to be corrected: a search that is refused must not be typed again.
#[component]
fn Correct(problem: Problem) -> impl IntoView {
    let path = viewer().path.clone();
    let action = path.split('?').next().unwrap_or_default();
    let values = use_query_map().get_untracked().into_iter();
    let values = values.map(|(name, value)| (name.into_owned(), value));
    let typed: Vec<_> = values.filter(|(_, value)| !value.is_empty()).collect();
    if !typed.iter().any(|(name, _)| problem.fields().iter().any(|field| field.field == *name)) {
        return None;
    }
    let wrong = |name: &str| problem.fields().iter().any(|field| field.field == name);
    // Of two dates, one is as likely to be the one that was meant otherwise.
    let beside = |name: &str| name == "q" || (["from", "to"].contains(&name) && (wrong("from") || wrong("to")));
    let (shown, kept): (Vec<_>, Vec<_>) = typed.iter().cloned().partition(|(name, _)| wrong(name) || beside(name));
    // Made within the scope below, from which each takes what is wrong with it.
    let fields = move || {
        let field = |(name, value): (String, String)| {
            let label = if name == "q" { "Search".to_owned() } else { spoken(&name) };
            // A date field would not show what is none.
            let kind = if parse_date(&value).is_ok() { "date" } else { "text" };
            view! { <Field name label kind value autocomplete="off" optional=true quiet=true/> }
        };
        shown.into_iter().map(field).collect_view()
    };
    let kept =
        kept.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view();
    let scope =
        FormScope::of(Submitted { action: action.to_owned(), values: typed, outcome: Err(problem), on_top: false });
    Some(view! {
        <form method="get" action=action.to_owned() class="form mb-6" novalidate=true>
            <Provider value=scope>
                {kept}
                {fields()}
                <div class="actions"><Button busy="Searching…">"Try this instead"</Button></div>
            </Provider>
        </form>
    })
}
