//! Own details, and where one is signed in.

use clinic::{
    people::{accounts, sessions},
    scheduling::zones,
};
use contract::people::{AccountPatch, DeviceView, Me};
use domain::{
    people::{account::Role, policy::AsAccount, session::Lifetime},
    platform::local::zone_name,
};
use leptos::prelude::*;

use crate::{
    by::By,
    error::AppError,
    features::people::SignOut,
    load::load,
    server::{self, ctx, sent},
    ui::{
        Badge, Button, ButtonKind, ButtonLink, Card, Disclosure, Facts, Field, Form, Instant, Mailbox, PageHeading,
        Section, Select, Sign, Tone, counted, path_of,
    },
};

/// So many devices are shown at once.
const SHOWN: usize = 5;

/// The signed-in person's account.
#[component]
pub fn AccountPage() -> impl IntoView {
    load(read(), page)
}

fn page(OwnAccount { me, devices, zones }: OwnAccount) -> impl IntoView {
    let about = devices_about(me.role);
    let mut devices = devices;
    // This one first, then those used last.
    devices.sort_by_key(|device| !device.current);
    let others = devices.iter().any(|device| !device.current).then(|| {
        view! {
            <div class="mt-4">
                <Form action={path_of::<EndOthers>()} key="end-others">
                    <Button kind=ButtonKind::Secondary busy="Signing out…" sign=Sign::Door>"Sign out everywhere else"</Button>
                </Form>
            </div>
        }
    });
    let more = devices.split_off(devices.len().min(SHOWN));
    let rows = |devices: Vec<DeviceView>| devices.into_iter().map(|device| view! { <Device device/> }).collect_view();
    let more = (!more.is_empty()).then(|| {
        let summary = format!("Show {} more", more.len());
        view! { <Disclosure summary class="mt-4"><ul class="grid gap-4">{rows(more)}</ul></Disclosure> }
    });
    let devices = rows(devices);
    view! {
        <PageHeading title="Your account"/>
        <Section title="Your details" id="details" class="mt-0" about="How others read your name, and in whose time you read times.">
            <Card><Details me zones/></Card>
        </Section>
        <Section
            title="Where you are signed in"
            id="devices"
            about
        >
            <ul class="grid gap-4">{devices}</ul>
            {more}
            {others}
        </Section>
    }
}

#[component]
fn Details(me: Me, zones: Vec<(String, String)>) -> impl IntoView {
    let hint = match me.role {
        Role::Patient => "As your doctors should call you.",
        Role::Doctor => "With your title, as patients should see it.",
        Role::Admin => "As colleagues know you.",
    };
    let mut facts = vec![("E-mail".to_owned(), view! { <Mailbox address=me.email.clone()/> }.into_any())];
    if me.role != Role::Patient {
        facts.push(("Role".to_owned(), view! { <p>{me.role.label()}</p> }.into_any()));
    }
    let doctor = me.role == Role::Doctor;
    let profile = doctor.then(|| {
        view! { <ButtonLink href="/practice/profile" kind=ButtonKind::Secondary>"Edit your public profile"</ButtonLink> }
    });
    // The zone of a doctor is that of the hours. Fields are built in here: they take what was typed from the form.
    view! {
        <Form action={path_of::<Save>()}>
            <Field name="full_name" label="Full name" hint value=me.full_name.clone() autocomplete="name"/>
            {if doctor {
                view! {
                    <p>
                        <span class="field-label block">"Time zone"</span>
                        {zone_name(&me.time_zone)}", kept with "<a href="/practice/hours">"your hours"</a>"."
                    </p>
                }
                .into_any()
            } else {
                let options = zones.clone();
                let value = me.time_zone.clone();
                view! { <Select name="time_zone" label="Time zone" hint="We show times in this zone." options value/> }
                    .into_any()
            }}
            <div class="actions">
                <Button busy="Saving…">"Save your details"</Button>
                {profile}
            </div>
        </Form>
        <div class="mt-6 border-t border-line pt-5"><Facts facts/></div>
    }
}

/// How long devices stay signed in.
fn devices_about(role: Role) -> String {
    let Lifetime { idle, whole } = Lifetime::of(role);
    let (idle, whole) = (counted(idle.num_days(), "day"), counted(whole.num_days(), "day"));
    format!(
        "A device is signed out when it was not used for {idle}, and {whole} after signing in at the latest. If you do not \
         know one of them, sign it out."
    )
}

/// A signed-in device and the way to end it.
#[component]
fn Device(device: DeviceView) -> impl IntoView {
    let name = if device.device_name.is_empty() { "Unknown device".to_owned() } else { device.device_name };
    let label = format!("Sign out {name}");
    let key = format!("end-{}", device.id);
    let end = if device.current {
        view! {
            <Form action={path_of::<SignOut>()} class="contents">
                <Button kind=ButtonKind::Secondary busy="Signing out…" sign=Sign::Door>"Sign out here"</Button>
            </Form>
        }
        .into_any()
    } else {
        view! {
            <Form action={path_of::<EndSession>()} key class="contents">
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

/// The signed-in person and where they are signed in.
struct OwnAccount {
    me: Me,
    devices: Vec<DeviceView>,
    /// Zones to choose from: by name, and what they are called.
    zones: Vec<(String, String)>,
}

/// The signed-in person's own account.
async fn read() -> Result<OwnAccount, AppError> {
    let ctx = ctx()?;
    let current = ctx.signed_in()?.id;
    let own = ctx.right()?;
    let me = ctx.answer(accounts::me(&ctx.clinic, own).await)?;
    let devices = ctx.answer(sessions::devices(&ctx.clinic, own, current).await)?;
    let zones = zones::choices(Some(&me.time_zone), ctx.clinic.effects.clock.now());
    Ok(OwnAccount { me, devices, zones })
}

/// Saves the person's own name and, of those who keep no hours, time zone.
#[server(prefix = "/do", endpoint = "account/save", protocol = By<AsAccount>)]
pub async fn save(full_name: String, #[server(default)] time_zone: Option<String>) -> Result<(), AppError> {
    let (ctx, me) = sent::<Save>()?;
    let patch = AccountPatch { full_name: Some(full_name), time_zone };
    ctx.answer(accounts::change(&ctx.clinic, me, patch).await)?;
    server::done("/account", "Your details are saved.");
    Ok(())
}

/// Signs one of the person's own devices out.
#[server(prefix = "/do", endpoint = "account/end-session", protocol = By<AsAccount>)]
pub async fn end_session(session: String) -> Result<(), AppError> {
    let (ctx, me) = sent::<EndSession>()?;
    ctx.answer(sessions::end(&ctx.clinic, me, server::id(&session)?).await)?;
    server::done("/account", "That device is signed out.");
    Ok(())
}

/// Signs all of the person's own devices out but this one.
#[server(prefix = "/do", endpoint = "account/end-others", protocol = By<AsAccount>)]
pub async fn end_others() -> Result<(), AppError> {
    let (ctx, me) = sent::<EndOthers>()?;
    let current = ctx.signed_in()?.id;
    ctx.answer(sessions::end_others(&ctx.clinic, me, current).await)?;
    server::done("/account", "All your other devices are signed out.");
    Ok(())
}
