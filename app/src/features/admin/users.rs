//! Everybody who has an account.

use anteroom::domain::{
    account::{AccountRowView, Role},
    page::Page,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api::users;
use crate::{
    load::load,
    ui::{
        BeyondTheEnd, ButtonKind, ButtonLink, EmptyState, Field, Filters, Instant, Mailbox, PageHeading, Pagination,
        Select, Sign, Table, cell, counted_first,
    },
};

/// All accounts, newest first.
#[component]
pub fn AdminUsersPage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let get = |name: &str| query.get(name).unwrap_or_default();
    let (q, role) = (get("q"), get("role"));
    load(users(q.clone(), role.clone(), get("page")), move |found| page(found, q, role))
}

fn page(found: Page<AccountRowView>, q: String, role: String) -> impl IntoView {
    let mut roles = vec![(String::new(), "Every role".to_owned())];
    roles.extend(Role::ALL.iter().map(|role| (role.to_string(), role.label().to_owned())));
    let (number, pages, total) = (found.page, found.pages(), found.total);
    let rows: Vec<_> = found.items.into_iter().map(row).collect();
    let content = if number > pages {
        view! { <BeyondTheEnd/> }.into_any()
    } else if rows.is_empty() {
        view! {
            <EmptyState title="No account matches" text="No name or e-mail matches this search." sign=Sign::Users>
                <ButtonLink href="/admin/users" kind=ButtonKind::Secondary>"Show all users"</ButtonLink>
            </EmptyState>
        }
        .into_any()
    } else {
        let columns = vec!["Name", "E-mail", "Role", "Registered", "Last seen"];
        view! { <Table caption="Users" columns rows named=&["Registered", "Last seen"]/> }.into_any()
    };
    view! {
        <PageHeading title="Users" lead=format!("{}, newest first.", counted_first(total, "account"))/>
        <Filters action="/admin/users" label="Search users">
            <Field name="q" label="Name or e-mail" kind="search" value=q autocomplete="off" optional=true quiet=true/>
            <Select name="role" label="Role" options=roles value=role optional=true quiet=true/>
        </Filters>
        {content}
        <Pagination page=number pages/>
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
