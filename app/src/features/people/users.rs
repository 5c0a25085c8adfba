//! Everybody who has an account.

use contract::people::AccountRowView;
use domain::{people::account::Role, platform::page::Page};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    error::AppError,
    load::{load, tidy_address},
    server::{self, ctx},
    ui::{
        BeyondTheEnd, Chip, Chosen, Field, Filters, Instant, Mailbox, NothingMatches, PageHeading, Pagination, Select,
        Table, Way, cell, counted_first, found as in_words, link,
    },
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
    let address = link::query(PATH, &[("q", &q), ("role", &role)]);
    let (number, pages, total) = (found.page, found.pages(), found.total);
    let count = counted_first(total, "account");
    let rows: Vec<_> = found.items.into_iter().map(row).collect();
    let content = if number > pages {
        view! { <BeyondTheEnd/> }.into_any()
    } else if rows.is_empty() {
        let ways = Way::without_each(&address, &set);
        view! { <NothingMatches noun="account" set=set.clone() ways clear=PATH/> }.into_any()
    } else {
        let columns = vec!["Name", "E-mail", "Role", "Registered", "Last seen"];
        view! { <Table caption="Users" columns rows named=&["Registered", "Last seen"]/> }.into_any()
    };
    let (head, lead) = (in_words(count.clone(), &set, number), format!("{}, newest first.", in_words(count, &set, 1)));
    view! {
        <PageHeading title="Users" head lead/>
        <Filters action=PATH label="Search users">
            <Field name="q" label="Name or e-mail" kind="search" value=q autocomplete="off" optional=true quiet=true/>
            <Select name="role" label="Role" options=roles value=role optional=true quiet=true/>
        </Filters>
        <Chosen address clear=PATH set/>
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

/// One page of all accounts.
async fn read(q: String, role: String, page: String) -> Result<Page<AccountRowView>, AppError> {
    let ctx = ctx()?;
    let admin = ctx.actor().as_admin()?;
    let (role, page) = (server::word("role", &role)?, server::page(&page, server::ROWS)?);
    ctx.answer(clinic::people::accounts::list(&ctx.clinic, admin, &q, role, page).await)
}
