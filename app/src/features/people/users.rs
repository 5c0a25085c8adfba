//! Everybody who has an account.

use contract::people::AccountRowView;
use domain::{people::account::Role, platform::page::Page};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    error::AppError,
    load::{load, tidy_address},
    server::{self, ctx},
    ui::{Chip, Field, Filters, Instant, Listing, Mailbox, PageHeading, Select, cell, link},
};

const PATH: &str = "/admin/users";

/// All accounts, newest first: `/admin/users?q=&role=&page=`.
#[component]
pub fn AdminUsersPage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let get = |name: &str| query.get(name).unwrap_or_default();
    let (q, role) = (get("q"), get("role"));
    tidy_address();
    load(read(q.clone(), role.clone(), get("page")), move |found| page(found, q, role))
}

fn page(found: Page<AccountRowView>, q: String, role: String) -> impl IntoView {
    let mut roles = vec![(String::new(), "Every role".to_owned())];
    roles.extend(Role::ALL.iter().map(|role| (role.to_string(), role.label().to_owned())));
    let mut set = Chip::of_words(&q);
    set.extend(role.parse().ok().map(|role: Role| Chip {
        name: "role",
        label: "Role",
        value: role.label().to_owned(),
        words: role.label().to_lowercase(),
    }));
    let listing = Listing::new(found, "account").narrowed(link::query(PATH, &[("q", &q), ("role", &role)]), set);
    let lead = format!("{}, newest first.", listing.found());
    let columns = ["Name", "E-mail", "Role", "Registered", "Last seen"];
    view! {
        <PageHeading title="Users" head=listing.title() lead/>
        <Filters action=PATH label="Search users">
            <Field name="q" label="Name or e-mail" kind="search" value=q autocomplete="off" optional=true quiet=true/>
            <Select name="role" label="Role" options=roles value=role optional=true quiet=true/>
        </Filters>
        {listing.chosen()}
        // Whoever reads it has an account.
        {listing.table("Users", &columns, &["Registered", "Last seen"], row, || ().into_any())}
    }
}

fn row(user: AccountRowView) -> Vec<AnyView> {
    let seen = match user.last_seen_at {
        Some(at) => view! { <Instant at/> }.into_any(),
        None => view! { <span class="text-muted">"Never"</span> }.into_any(),
    };
    vec![
        cell(user.full_name),
        cell(view! { <Mailbox address=user.email/> }),
        cell(user.role.label()),
        cell(view! { <Instant at=user.created_at/> }),
        seen,
    ]
}

/// One page of all accounts.
async fn read(q: String, role: String, page: String) -> Result<Page<AccountRowView>, AppError> {
    let ctx = ctx()?;
    let admin = ctx.right()?;
    let (role, page) = (server::word("role", &role)?, server::page(&page, server::ROWS)?);
    ctx.answer(clinic::people::accounts::list(&ctx.clinic, admin, &q, role, page).await)
}
