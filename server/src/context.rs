//! What a page and a server function know of their request.

use app::{
    server::{Ctx, cookie_header, device_cookie, local_cookie, notice_cookie, zone_cookie},
    viewer::{Submitted, Viewer},
};
use axum::http::{HeaderMap, HeaderValue, header, request::Parts};
use clinic::{people::sessions::Session, scheduling::zones};
use domain::platform::local::millis;
use leptos::{
    nonce::use_nonce,
    prelude::{provide_context, use_context},
};
use leptos_axum::ResponseOptions;
use std::sync::Arc;

use crate::{
    middleware::{address, session::cookie, trace},
    state::AppState,
};

/// Provides `Ctx` and `Viewer`; Leptos calls it once for each request, after it has provided the request's `Parts`.
pub fn provider(state: AppState) -> impl Fn() + Clone + Send + Sync + 'static {
    move || {
        // Without a request Leptos only lists the routes.
        let Some(parts) = use_context::<Parts>() else { return };
        guard();
        let session = parts.extensions.get::<Option<Session>>().cloned().flatten();
        let device_zone = browser_zone(&parts.headers, state.secure_cookies);
        let zone = match &session {
            Some(session) => Some(session.me.time_zone.clone()),
            None => device_zone.clone(),
        };
        provide_context(Arc::new(viewer(&state, &parts, session.as_ref(), zone.clone(), device_zone)));
        provide_context(Ctx {
            clinic: state.clinic.clone(),
            session,
            from: address::of(&parts.extensions),
            zone,
            secure_cookies: state.secure_cookies,
            device_token: cookie(&parts.headers, device_cookie(state.secure_cookies)),
            device_name: device_name(&parts.headers),
            request_id: trace::id_of(&parts.extensions),
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

fn viewer(
    state: &AppState,
    parts: &Parts,
    session: Option<&Session>,
    zone: Option<String>,
    device_zone: Option<String>,
) -> Viewer {
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
        me: session.map(|session| session.me.clone()),
        zone,
        device_zone,
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

/// The zone that `first.js` found out, if it is one.
fn browser_zone(headers: &HeaderMap, secure: bool) -> Option<String> {
    let zone = cookie(headers, zone_cookie(secure))?;
    zones::known(&zone).map(|_| zone)
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
