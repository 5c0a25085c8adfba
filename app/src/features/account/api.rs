//! What the account page asks for, and what its forms send.

use anteroom::domain::account::{DeviceView, Me};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// The signed-in person and where they are signed in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OwnAccount {
    pub me: Me,
    pub devices: Vec<DeviceView>,
}

/// The signed-in person's own account.
#[server(prefix = "/do", endpoint = "account/own")]
pub async fn account() -> Result<OwnAccount, AppError> {
    use anteroom::{
        domain::problem::Problem,
        service::{accounts, sessions},
    };

    use crate::server::ctx;
    let ctx = ctx()?;
    let current = ctx.session.as_ref().ok_or(Problem::Unauthenticated)?.id;
    let me = ctx.answer(accounts::me(&ctx.clinic, ctx.actor()).await)?;
    let devices = ctx.answer(sessions::devices(&ctx.clinic, ctx.actor(), current).await)?;
    Ok(OwnAccount { me, devices })
}

/// Signs one of the person's own devices out.
#[server(prefix = "/do", endpoint = "account/end-session")]
pub async fn end_session(session: String) -> Result<(), AppError> {
    use anteroom::service::sessions;

    use crate::server::{self, ctx};
    let ctx = ctx()?;
    ctx.actor().signed_in()?;
    ctx.answer(sessions::end(&ctx.clinic, ctx.actor(), server::id(&session)?).await)?;
    server::done("/account", "That device is signed out.");
    Ok(())
}
