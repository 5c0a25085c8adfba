//! Own details, and where one is signed in.

use anteroom::domain::{
    account::{DeviceView, Me, Role},
    local::zone_name,
};
use leptos::prelude::*;

use super::api::{OwnAccount, account};
use crate::{
    load::load,
    ui::{Badge, Button, ButtonKind, ButtonLink, Card, Facts, Form, Instant, PageHeading, Section, Sign, Tone},
};

/// The signed-in person's account.
#[component]
pub fn AccountPage() -> impl IntoView {
    load(account(), page)
}

fn page(OwnAccount { me, devices }: OwnAccount) -> impl IntoView {
    let devices = devices.into_iter().map(|device| view! { <Device device/> }).collect_view();
    view! {
        <PageHeading title="Your account"/>
        <Section title="Your details" id="details">
            <Card><Details me/></Card>
        </Section>
        <Section title="Where you are signed in" id="devices">
            <p class="mb-4 max-w-prose text-muted">
                "Each device stays signed in until you end it. If you do not know one of them, end it."
            </p>
            <ul class="grid gap-4">{devices}</ul>
        </Section>
    }
}

#[component]
fn Details(me: Me) -> impl IntoView {
    let zone = format!("{} ({})", zone_name(&me.time_zone), me.time_zone);
    let facts = vec![
        ("Name".to_owned(), view! { <p class="font-semibold">{me.full_name}</p> }.into_any()),
        ("E-mail".to_owned(), view! { <p class="break-all">{me.email}</p> }.into_any()),
        ("Time zone".to_owned(), view! { <p>{zone}</p> }.into_any()),
        ("Role".to_owned(), view! { <p>{me.role.label()}</p> }.into_any()),
    ];
    let way = match me.role {
        Role::Patient => ("/visits", "My visits"),
        Role::Doctor => ("/practice/profile", "Edit your public profile"),
        Role::Admin => ("/admin", "How the platform is doing"),
    };
    view! {
        <Facts facts/>
        <div class="actions mt-6">
            <ButtonLink href=way.0 kind=ButtonKind::Secondary>{way.1}</ButtonLink>
        </div>
    }
}

/// A signed-in device and the way to end it.
#[component]
fn Device(device: DeviceView) -> impl IntoView {
    let name = if device.device_name.is_empty() { "Unknown device".to_owned() } else { device.device_name };
    let label = format!("Sign out {name}");
    let key = format!("end-{}", device.id);
    let end = if device.current {
        view! {
            <Form action="/do/auth/sign-out" class="contents">
                <Button kind=ButtonKind::Secondary busy="Signing out…" sign=Sign::Door>"Sign out here"</Button>
            </Form>
        }
        .into_any()
    } else {
        view! {
            <Form action="/do/account/end-session" key class="contents">
                <input type="hidden" name="session" value=device.id.to_string()/>
                <Button kind=ButtonKind::Secondary busy="Signing out…" label>"Sign out"</Button>
            </Form>
        }
        .into_any()
    };
    view! {
        <li class="card flex flex-wrap items-center gap-4">
            <div class="min-w-0 flex-1 basis-56">
                <p class="flex flex-wrap items-center gap-2 font-semibold">
                    {name}
                    {device.current.then(|| view! { <Badge label="This device" tone=Tone::Good sign=Sign::Check/> })}
                </p>
                <p class="text-sm text-muted">"Signed in "<Instant at=device.created_at/></p>
                <p class="text-sm text-muted">"Last seen "<Instant at=device.last_seen_at/></p>
            </div>
            {end}
        </li>
    }
}
