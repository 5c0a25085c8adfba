//! What a page and a server function know of their request.

use app::{
    server::{Ctx, cookie_header, device_cookie, local_cookie, notice_cookie},
    viewer::{Submitted, Viewer},
};
use axum::http::{HeaderMap, HeaderValue, header, request::Parts};
use clinic::Caller;
use domain::platform::local::millis;
use leptos::{
    nonce::use_nonce,
    prelude::{provide_context, use_context},
};
use leptos_axum::ResponseOptions;
use std::sync::Arc;

use crate::{
    middleware::session::{self, cookie},
    state::AppState,
};

/// Provides `Ctx` and `Viewer`; Leptos calls it once for each request, after it has provided the request's `Parts`.
pub fn provider(state: AppState) -> impl Fn() + Clone + Send + Sync + 'static {
    move || {
        // Without a request Leptos only lists the routes.
        let Some(parts) = use_context::<Parts>() else { return };
        guard();
        let caller = session::of(&parts.extensions);
        provide_context(Arc::new(viewer(&state, &parts, &caller)));
        provide_context(Ctx {
            clinic: state.clinic.clone(),
            caller,
            secure_cookies: state.secure_cookies,
            device_token: cookie(&parts.headers, device_cookie(state.secure_cookies)),
            device_name: device_name(&parts.headers),
        });
    }
}

/// What a page may load and where it may send: only to and from here, and only scripts of this very answer and what they
/// bring in. Beside `strict-dynamic` browsers pass over `self`; those too old to know it would load no modules without.
fn guard() {
    let (Some(response), Some(nonce)) = (use_context::<ResponseOptions>(), use_nonce()) else { return };
    // `make dev` reloads the page through a socket of cargo-leptos.
    let reload = if cfg!(debug_assertions) { " ws://127.0.0.1:3001" } else { "" };
    let policy = format!(
        "default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic' 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
         connect-src 'self'{reload}; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}

fn viewer(state: &AppState, parts: &Parts, caller: &Caller) -> Viewer {
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let (secure, name) = (state.secure_cookies, notice_cookie(state.secure_cookies));
    // A page that brings itself up to date shows no notice: it is for the page that comes next.
    let reloads = parts.headers.contains_key("anteroom-live");
    let notice = cookie(&parts.headers, name).filter(|_| !reloads);
    if notice.is_some()
        && let Some(response) = use_context::<ResponseOptions>()
        && let Some(forget) = cookie_header(&local_cookie(secure, name, String::new(), 0))
    {
        response.append_header(header::SET_COOKIE, forget);
    }
    Viewer {
        me: caller.session.as_ref().map(|session| session.me.clone()),
        zone: caller.zone().map(str::to_owned),
        device_zone: caller.device_zone.clone(),
        locale: caller.locale,
        path: path.to_owned(),
        now: millis(state.clinic.effects.clock.now()),
        node: state.node.to_string(),
        base_url: state.clinic.settings.base_url.clone(),
        notice,
        submitted: parts.extensions.get::<Submitted>().cloned(),
        form_key: state.clinic.effects.rng.key().to_string(),
        currency: state.clinic.currency(),
        demo: state.clinic.settings.demo,
        dev_mail: state.mail_folder.is_some(),
    }
}

/// "Firefox on Linux", as far as the browser says.
fn device_name(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    // In this order: most browsers also call themselves by the names further down.
    let known = |names: &[(&'static str, &'static str)]| {
        names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    let browser = known(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = known(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => "Unnamed device".to_owned(),
    }
}
