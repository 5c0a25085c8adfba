//! Whoever is somewhere else than their account says.

use domain::platform::local::zone_name;
use leptos::prelude::*;

use crate::{
    ui::{Button, ButtonKind, Form, Notice, same_wall},
    viewer::viewer,
};

/// Offers a patient whose device shows another time to have times shown in that. Nothing where the clocks agree.
#[component]
pub fn Travelled() -> impl IntoView {
    let viewer = viewer();
    let me = viewer.me?;
    let zone = viewer.device_zone.filter(|zone| !same_wall(zone, &me.time_zone))?;
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
                <Form action="/do/account/set-zone" key="set-zone" class="form mt-2">
                    <input type="hidden" name="time_zone" value=zone/>
                    <input type="hidden" name="back" value=viewer.path/>
                    <Button kind=ButtonKind::Secondary busy="Saving…">{label}</Button>
                </Form>
            </Notice>
        </div>
    })
}
