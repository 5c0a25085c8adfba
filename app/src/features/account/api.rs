//! What the account page asks for, and what its forms send.

use domain::people::account::{DeviceView, Me};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// The signed-in person and where they are signed in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OwnAccount {
    pub me: Me,
    pub devices: Vec<DeviceView>,
    /// Zones to choose from: by name, and what they are called.
    pub zones: Vec<(String, String)>,
}

/// The signed-in person's own account.
#[server(prefix = "/do", endpoint = "account/own")]
pub async fn account() -> Result<OwnAccount, AppError> {
    use clinic::{
        people::{accounts, sessions},
        scheduling::zones,
    };
    use domain::platform::problem::Problem;

    use crate::server::ctx;
    let ctx = ctx()?;
    let current = ctx.session.as_ref().ok_or(Problem::Unauthenticated)?.id;
    let me = ctx.answer(accounts::me(&ctx.clinic, ctx.actor()).await)?;
    let devices = ctx.answer(sessions::devices(&ctx.clinic, ctx.actor(), current).await)?;
    let zones = zones::choices(Some(&me.time_zone), ctx.clinic.effects.clock.now());
    Ok(OwnAccount { me, devices, zones })
}

/// Saves the person's own name and, of those who keep no hours, time zone.
#[server(prefix = "/do", endpoint = "account/save")]
pub async fn save(full_name: String, #[server(default)] time_zone: Option<String>) -> Result<(), AppError> {
    use clinic::people::accounts;
    use domain::people::account::AccountPatch;

    use crate::server::{self, ctx};
    let ctx = ctx()?;
    let patch = AccountPatch { full_name: Some(full_name), time_zone };
    ctx.answer(accounts::change(&ctx.clinic, ctx.actor(), patch).await)?;
    server::done("/account", "Your details are saved.");
    Ok(())
}

/// Shows the person's times in another zone from now on, and the page again from which that was asked.
#[server(prefix = "/do", endpoint = "account/set-zone")]
pub async fn set_zone(time_zone: String, back: String) -> Result<(), AppError> {
    use clinic::people::accounts;
    use domain::{people::account::AccountPatch, platform::local::zone_name};

    use crate::server::{self, ctx};
    let ctx = ctx()?;
    let patch = AccountPatch { full_name: None, time_zone: Some(time_zone) };
    let me = ctx.answer(accounts::change(&ctx.clinic, ctx.actor(), patch).await)?;
    server::done(server::safe_path(&back), &format!("Times are shown in {} now.", zone_name(&me.time_zone)));
    Ok(())
}

/// Signs one of the person's own devices out.
#[server(prefix = "/do", endpoint = "account/end-session")]
pub async fn end_session(session: String) -> Result<(), AppError> {
    use clinic::people::sessions;

    use crate::server::{self, ctx};
    let ctx = ctx()?;
    ctx.actor().signed_in()?;
    ctx.answer(sessions::end(&ctx.clinic, ctx.actor(), server::id(&session)?).await)?;
    server::done("/account", "That device is signed out.");
    Ok(())
}

/// Signs all of the person's own devices out but this one.
#[server(prefix = "/do", endpoint = "account/end-others")]
pub async fn end_others() -> Result<(), AppError> {
    use clinic::people::sessions;
    use domain::platform::problem::Problem;

    use crate::server::{self, ctx};
    let ctx = ctx()?;
    let current = ctx.session.as_ref().ok_or(Problem::Unauthenticated)?.id;
    ctx.answer(sessions::end_others(&ctx.clinic, ctx.actor(), current).await)?;
    server::done("/account", "All your other devices are signed out.");
    Ok(())
}
