//! Whoever is somewhere else than their account says.

use clinic::people::accounts;
use contract::people::AccountPatch;
use domain::{people::policy::AsAccount, platform::local::zone_name};
use leptos::prelude::*;

use crate::{
    by::By,
    error::AppError,
    server::{self, sent},
    ui::{Button, ButtonKind, Form, Notice, path_of, same_wall},
    viewer::viewer,
};

/// Offers a patient whose device shows another time to have times shown in that. Nothing where the clocks agree.
#[component]
pub fn Travelled() -> impl IntoView {
    let viewer = viewer();
    let me = viewer.me.as_ref()?;
    let zone = viewer.device_zone.clone().filter(|zone| !same_wall(zone, &me.time_zone))?;
    let text = format!(
        "Your device is in {}. Times stand here in {}, as your account says.",
        zone_name(&zone),
        zone_name(&me.time_zone)
    );
    let label = format!("Show times in {}", zone_name(&zone));
    Some(view! {
        <div class="mb-6 print:hidden">
            <Notice>
                <p>{text}</p>
                <Form action={path_of::<SetZone>()} key="set-zone" class="form mt-2">
                    <input type="hidden" name="time_zone" value=zone/>
                    <input type="hidden" name="back" value=viewer.path.clone()/>
                    <Button kind=ButtonKind::Secondary busy="Saving…">{label}</Button>
                </Form>
            </Notice>
        </div>
    })
}

/// Shows the person's times in another zone from now on, and the page again from which that was asked.
#[server(prefix = "/do", endpoint = "account/set-zone", protocol = By<AsAccount>)]
pub async fn set_zone(time_zone: String, back: String) -> Result<(), AppError> {
    let (ctx, own) = sent::<SetZone>()?;
    let patch = AccountPatch { full_name: None, time_zone: Some(time_zone) };
    let me = ctx.answer(accounts::change(&ctx.clinic, own, patch).await)?;
    server::done(server::safe_path(&back), &format!("Times are shown in {} now.", zone_name(&me.time_zone)));
    Ok(())
}
