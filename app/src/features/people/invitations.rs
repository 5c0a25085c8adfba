//! Invitations for doctors: issue one, read its code once, revoke it.

use contract::people::{InvitationView, IssuedInvitation};
use domain::{
    people::{invitation::InvitationState, policy::AsAdmin},
    platform::page::Page,
};
use leptos::{prelude::*, serde_json};
use leptos_router::hooks::use_query_map;

use crate::{
    by::By,
    error::AppError,
    load::{load, tidy_address},
    server::{self, ctx, sent},
    ui::{
        Badge, Button, ButtonKind, Card, EmptyState, Field, Form, Instant, Listing, Mailbox, PageHeading, Section,
        Sign, Tab, Tabs, Tone, cell, path_of, when,
    },
    viewer::viewer,
};

const ISSUE: &str = path_of::<IssueInvitation>();

/// Invitations by state, newest first: `/admin/invitations?state=&page=`.
#[component]
pub fn AdminInvitationsPage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let state = query.get("state").unwrap_or_default();
    let chosen = state.parse().ok();
    tidy_address();
    load(read(state, query.get("page").unwrap_or_default()), move |found| page(found, chosen))
}

fn page(found: Page<InvitationView>, chosen: Option<InvitationState>) -> impl IntoView {
    let mut tabs = vec![Tab::new("/admin/invitations#all", "All", chosen.is_none())];
    tabs.extend(
        InvitationState::ALL.iter().map(|state| {
            Tab::new(format!("/admin/invitations?state={state}#all"), state.label(), chosen == Some(*state))
        }),
    );
    let listing = Listing::new(found, "invitation").in_state(chosen.map(InvitationState::label));
    let columns = ["For", "State", "Issued", "Valid until", "Action"];
    let empty = move || {
        let (title, text) = match chosen {
            None => ("No invitations yet", "Issue one above and give its code to the doctor."),
            Some(InvitationState::Open) => {
                ("No invitation is open", "Issue one above and give its code to the doctor.")
            }
            Some(InvitationState::Used) => {
                ("None was used yet", "Invitations with which a doctor has registered stand here.")
            }
            Some(InvitationState::Expired) => {
                ("None has expired", "Invitations that nobody used within 14 days stand here.")
            }
            Some(InvitationState::Revoked) => ("None was taken back", "Invitations that you revoke stand here."),
        };
        view! { <EmptyState title text sign=Sign::Mail/> }.into_any()
    };
    view! {
        <PageHeading title="Invitations" head=listing.title() lead="With an invitation code a doctor can register, once, within 14 days."/>
        {issued().map(|issued| view! { <Code issued/> })}
        <Section title="Invite a doctor" id="invite">
            <Card>
                <Form action=ISSUE makes=true>
                    <Field
                        name="email"
                        label="E-mail of the doctor"
                        kind="email"
                        hint="Only this address can use the invitation, and the code is sent there. Leave it empty to hand over the code yourself."
                        autocomplete="off"
                        optional=true
                    />
                    <Button busy="Issuing…">"Issue an invitation"</Button>
                </Form>
            </Card>
        </Section>
        <Section title="All invitations" id="all">
            <Tabs label="Invitations by state" tabs/>
            <div class="mt-6">
                {listing.table("Invitations", &columns, &["Issued", "Valid until"], row, empty)}
            </div>
        </Section>
    }
}

/// The invitation that this very request issued.
fn issued() -> Option<IssuedInvitation> {
    let viewer = viewer();
    let json = viewer.submitted_to(ISSUE)?.outcome.as_ref().ok()?;
    serde_json::from_str(json).ok()
}

/// The code, shown this once.
#[component]
fn Code(issued: IssuedInvitation) -> impl IntoView {
    let whom = match &issued.email {
        Some(email) => format!("It was sent to {email}, and only that address can use it."),
        None => "Give it to the doctor; whoever has it can register with it, once.".to_owned(),
    };
    // Behind the #, so that no server and no log ever sees it; `frontend` fills it in.
    let link = format!("{}/register/doctor#code={}", viewer().base_url, issued.code);
    view! {
        <section class="card mb-8" role="status" aria-labelledby="code">
            <h2 id="code" class="text-lg font-semibold">"The invitation code"</h2>
            <p class="my-3 flex flex-wrap items-center gap-3">
                <span id="invitation-code" data-testid="invitation-code" class="min-w-0 text-2xl font-semibold tracking-wide wrap-anywhere select-all tabular-nums">
                    {issued.code}
                </span>
                <Copy of="invitation-code">"Copy the code"</Copy>
            </p>
            <p class="max-w-prose">{whom}" It is valid until "{when(issued.expires_at)}"."</p>
            <p class="mt-3">"Or give this link, which carries the code:"</p>
            <p class="flex flex-wrap items-center gap-3">
                <span id="invitation-link" class="min-w-0 wrap-anywhere select-all">{link}</span>
                <Copy of="invitation-link">"Copy the link"</Copy>
            </p>
            <p class="mt-2 max-w-prose text-muted">"It is shown only now. Should it be lost, take the invitation back and make another."</p>
        </section>
    }
}

/// Copies the text of the element with this id; `frontend` does it, and says so beside the button.
#[component]
fn Copy(of: &'static str, children: Children) -> impl IntoView {
    view! {
        <button type="button" class="btn btn-secondary" data-copy=of>{children()}</button>
        <span role="status" class="text-sm text-muted"></span>
    }
}

fn row(invitation: InvitationView) -> Vec<AnyView> {
    let whom = match (&invitation.email, &invitation.used_by) {
        (Some(email), _) => view! { <Mailbox address=email.clone()/> }.into_any(),
        (None, Some(name)) => name.clone().into_any(),
        (None, None) => "Whoever has the code".into_any(),
    };
    let (tone, sign) = match invitation.state {
        InvitationState::Open => (Tone::Accent, Sign::Mail),
        InvitationState::Used => (Tone::Good, Sign::Check),
        InvitationState::Expired => (Tone::Calm, Sign::Hourglass),
        InvitationState::Revoked => (Tone::Calm, Sign::Cross),
    };
    let used_by = invitation.used_by.map(|name| view! { <p class="mt-1 text-sm text-muted">"By "{name}</p> });
    let action = if invitation.state == InvitationState::Open {
        let label = match &invitation.email {
            Some(email) => format!("Revoke the invitation for {email}"),
            None => format!("Revoke the invitation issued {}", when(invitation.created_at)),
        };
        view! {
            <Form action={path_of::<RevokeInvitation>()} key=format!("revoke-{}", invitation.id) class="contents">
                <input type="hidden" name="id" value=invitation.id.to_string()/>
                <Button kind=ButtonKind::Secondary busy="Revoking…" label>"Revoke"</Button>
            </Form>
        }
        .into_any()
    } else {
        ().into_any()
    };
    vec![
        whom,
        cell(view! { <Badge label=invitation.state.label() tone sign/>{used_by} }),
        cell(view! { <Instant at=invitation.created_at/> }),
        cell(view! { <Instant at=invitation.expires_at/> }),
        action,
    ]
}

/// One page of all invitations.
async fn read(state: String, page: String) -> Result<Page<InvitationView>, AppError> {
    let ctx = ctx()?;
    let admin = ctx.right()?;
    let (state, page) = (server::word("state", &state)?, server::page(&page, server::ROWS)?);
    ctx.answer(clinic::people::invitations::list(&ctx.clinic, admin, state, page).await)
}

/// Issues an invitation; its code is in the answer and nowhere else.
#[server(prefix = "/do", endpoint = "admin/issue-invitation", protocol = By<AsAdmin>)]
pub async fn issue_invitation(
    #[server(default)] email: String,
    #[server(default)] idempotency_key: String,
) -> Result<IssuedInvitation, AppError> {
    let (ctx, admin) = sent::<IssueInvitation>()?;
    let email = Some(email.trim()).filter(|email| !email.is_empty());
    let key = server::key(&idempotency_key);
    ctx.answer(clinic::people::invitations::issue(&ctx.clinic, admin, email, key).await)
}

/// Takes an open invitation back.
#[server(prefix = "/do", endpoint = "admin/revoke-invitation", protocol = By<AsAdmin>)]
pub async fn revoke_invitation(id: String) -> Result<(), AppError> {
    let (ctx, admin) = sent::<RevokeInvitation>()?;
    ctx.answer(clinic::people::invitations::revoke(&ctx.clinic, admin, server::id(&id)?).await)?;
    server::done("/admin/invitations", "The invitation is revoked. Its code no longer works.");
    Ok(())
}
