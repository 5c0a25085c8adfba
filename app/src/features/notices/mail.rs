//! The outbox: what was sent, what waits, what failed.

use contract::notices::MailView;
use domain::{notices::job::JobState, people::policy::AsAdmin, platform::page::Page};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    by::By,
    error::AppError,
    load::{load, tidy_address},
    server::{self, ctx, sent},
    ui::{
        Badge, Button, ButtonKind, EmptyState, Form, Instant, Listing, PageHeading, Sign, Tab, Tabs, Tone, cell,
        path_of, when,
    },
};

/// Messages by state, latest first.
#[component]
pub fn AdminMailPage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let state = query.get("state").unwrap_or_default();
    let chosen = state.parse().ok();
    tidy_address();
    load(read(state, query.get("page").unwrap_or_default()), move |found| page(found, chosen))
}

fn page(found: Page<MailView>, chosen: Option<JobState>) -> impl IntoView {
    let mut tabs = vec![Tab::new("/admin/mail", "All", chosen.is_none())];
    tabs.extend(
        [JobState::Failed, JobState::Waiting, JobState::Sent, JobState::Dropped]
            .map(|state| Tab::new(format!("/admin/mail?state={state}"), state.label(), chosen == Some(state))),
    );
    let listing = Listing::new(found, "message").in_state(chosen.map(JobState::label));
    let columns = ["Message", "State", "Made", "Attempts", "Last error", "Action"];
    let empty = move || {
        let (title, text) = match chosen {
            Some(JobState::Failed) => (
                "All is well",
                "No message was given up. A message that the mail server refuses again and again would stand here.",
            ),
            Some(JobState::Waiting) => (
                "Nothing waits",
                "Every message is on its way. What cannot be sent at once is tried again, with growing pauses.",
            ),
            Some(JobState::Dropped) => (
                "Nothing was dropped",
                "A message that was overtaken by what happened since stands here instead of being sent.",
            ),
            _ => ("No messages yet", "Confirmations and cancellations stand here as soon as there are some."),
        };
        view! { <EmptyState title text sign=Sign::Mail/> }.into_any()
    };
    view! {
        <PageHeading title="Mail" head=listing.title() lead="Every message that the clinic sends, latest first. Names and addresses are not shown."/>
        <Tabs label="Messages by state" tabs/>
        <div class="mt-6">
            {listing.table("Messages", &columns, &["Made", "Attempts"], row, empty)}
        </div>
    }
}

fn row(mail: MailView) -> Vec<AnyView> {
    let (tone, sign) = match mail.state {
        JobState::Waiting => (Tone::Warn, Sign::Hourglass),
        JobState::Sent => (Tone::Good, Sign::Check),
        JobState::Failed => (Tone::Bad, Sign::Warning),
        JobState::Dropped => (Tone::Calm, Sign::Minus),
    };
    let next = mail.next_attempt_at.filter(|_| mail.state == JobState::Waiting);
    let next = next.map(|at| view! { <p class="mt-1 text-sm text-muted">"Next try "<Instant at/></p> });
    let error = match mail.last_error {
        Some(error) => view! { <span class="text-sm break-words">{error}</span> }.into_any(),
        None => ().into_any(),
    };
    let action = if mail.state == JobState::Failed {
        let label = format!("Send again: {}, made {}", mail.what, when(mail.created_at));
        view! {
            <Form action={path_of::<RetryMail>()} key=format!("retry-{}", mail.id) class="contents">
                <input type="hidden" name="id" value=mail.id.to_string()/>
                <Button kind=ButtonKind::Secondary busy="Sending…" label>"Send again"</Button>
            </Form>
        }
        .into_any()
    } else {
        ().into_any()
    };
    let what = match mail.visit {
        Some(visit) => cell(view! { <a class="row-link" href=format!("/visits/{visit}")>{mail.what}</a> }),
        None => cell(mail.what),
    };
    vec![
        what,
        cell(view! { <Badge label=mail.state.label() tone sign/>{next} }),
        cell(view! { <Instant at=mail.created_at/> }),
        cell(view! { <span class="tabular-nums">{mail.attempts}</span> }),
        error,
        action,
    ]
}

/// One page of the outbox.
async fn read(state: String, page: String) -> Result<Page<MailView>, AppError> {
    let ctx = ctx()?;
    let admin = ctx.right()?;
    let (state, page) = (server::word("state", &state)?, server::page(&page, server::ROWS)?);
    ctx.answer(clinic::notices::mail::list(&ctx.clinic, admin, state, page).await)
}

/// Sends a message again that was given up.
#[server(prefix = "/do", endpoint = "admin/retry-mail", protocol = By<AsAdmin>)]
pub async fn retry_mail(id: String) -> Result<(), AppError> {
    let (ctx, admin) = sent::<RetryMail>()?;
    ctx.answer(clinic::notices::mail::retry(&ctx.clinic, admin, server::id(&id)?).await)?;
    server::done("/admin/mail", "The message is on its way again.");
    Ok(())
}
