//! Mail as it would have been sent, for development: `/dev/mail`. There is no such page where mail goes out.

use std::{collections::BTreeSet, net::SocketAddr, path::Path as FilePath};

use axum::{
    Router,
    extract::{ConnectInfo, Path, Request, State},
    http::{header, uri::Authority},
    middleware::{self, Next},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use chrono::{DateTime, Utc};
use domain::platform::problem::Problem;
use effects::keys;
use html_escape::encode_text as escape;

use crate::{
    api::ApiError,
    config::{is_loopback, is_loopback_host},
    state::AppState,
};

pub fn routes(state: &AppState) -> Router<AppState> {
    let routes = Router::new().route("/dev/mail", get(list)).route("/dev/mail/{name}", get(show));
    routes.route_layer(middleware::from_fn_with_state(state.clone(), only_here))
}

/// What proxies add to a request that they pass on.
const PASSED_ON: [&str; 5] = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"];

/// Invitation codes stand in mail: it is shown to browsers on this machine, and to nobody else. A proxy makes everybody
/// look as if they were here; and a page of another site could reach this server under a name of its own, which it
/// lets mean this machine (DNS rebinding), but then that name stands in `Host`.
async fn only_here(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_canonical());
    let near =
        peer.is_some_and(|peer| is_loopback(peer) && !state.trusted_proxies.iter().any(|net| net.contains(&peer)));
    let passed_on = PASSED_ON.iter().any(|name| request.headers().contains_key(*name));
    if near && !passed_on && is_named_as_here(&request) {
        return next.run(request).await;
    }
    not_found()
}

/// By every name that the request gives the server: in `Host`, and with HTTP/2 in the address.
fn is_named_as_here(request: &Request) -> bool {
    let headers = request.headers().get_all(header::HOST).iter();
    let named = headers.map(|host| host.to_str().ok().and_then(|host| host.parse::<Authority>().ok()));
    let mut all = named.chain(request.uri().authority().cloned().map(Some)).peekable();
    all.peek().is_some() && all.all(|name| name.is_some_and(|name| is_loopback_host(name.host())))
}

/// Most that are listed.
const MOST: usize = 200;

/// Every message, latest first.
async fn list(State(state): State<AppState>) -> Response {
    let Some(folder) = &state.mail_folder else { return not_found() };
    let css = format!("/{}/{}.css", state.options.site_pkg_dir, state.options.output_name);
    let mut rows: Vec<(std::time::SystemTime, String)> = Vec::new();
    if let Ok(mut files) = tokio::fs::read_dir(folder).await {
        while let Ok(Some(file)) = files.next_entry().await {
            let name = file.file_name().to_string_lossy().into_owned();
            let modified = file.metadata().await.and_then(|meta| meta.modified());
            if let (Some(name), Ok(at)) = (name.strip_suffix(".html"), modified) {
                rows.push((at, name.to_owned()));
            }
        }
    }
    rows.sort_by(|a, b| b.cmp(a));
    rows.truncate(MOST);
    let mut items = String::new();
    for (modified, name) in &rows {
        let at = DateTime::<Utc>::from(*modified);
        let envelope = tokio::fs::read_to_string(folder.join(format!("{name}.txt"))).await.unwrap_or_default();
        let mut lines = envelope.lines();
        let (to, subject) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
        items.push_str(&format!(
            "<li><a href=\"/dev/mail/{name}\">{}</a><br>To {}, {}</li>",
            escape(subject),
            escape(to),
            at.format("%a %-d %b %Y, %H:%M:%S UTC")
        ));
    }
    let body = if items.is_empty() {
        "<p>No mail yet. Whatever Anteroom sends will be listed here, because no mail server is set.</p>".to_owned()
    } else {
        format!("<ul>{items}</ul>")
    };
    let banner =
        if state.clinic.settings.demo { "<div class=\"demo-banner\"><p>Demo: made-up people.</p></div>" } else { "" };
    let policy = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; \
        form-action 'none'; frame-ancestors 'none'";
    let page = Html(format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Mail · Anteroom</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><link rel=\"stylesheet\" href=\"{css}\">\
         </head><body class=\"dev-mail\">{banner}<header class=\"site-header\"><div class=\"site-header-inner\">\
         <a class=\"brand\" href=\"/\"><img src=\"/icon.svg\" alt=\"\" width=\"32\" height=\"32\"><span>Anteroom</span></a></div></header>\
         <main id=\"main\"><h1>Mail</h1><p class=\"lead\">Mail that would have been sent: no mail server is set.</p>{body}</main></body></html>"
    ));
    ([(header::CONTENT_SECURITY_POLICY, policy)], page).into_response()
}

/// One message as its reader sees it. Its name is one that was listed, nothing else.
async fn show(State(state): State<AppState>, Path(name): Path<String>) -> Response {
    let Some(folder) = &state.mail_folder else { return not_found() };
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !plain {
        return not_found();
    }
    match tokio::fs::read_to_string(FilePath::new(folder).join(format!("{name}.html"))).await {
        Ok(html) => {
            let policy = format!(
                "default-src 'none'; style-src 'unsafe-hashes'{}; img-src data:; base-uri 'none'; form-action 'none'; \
                 frame-ancestors 'none'; sandbox allow-top-navigation-by-user-activation",
                styles(&html)
            );
            ([(header::CONTENT_SECURITY_POLICY, policy)], Html(html)).into_response()
        }
        Err(_) => not_found(),
    }
}

/// The hashes of a letter's styles, for its policy: mail programs want them inline, and nothing else may be.
fn styles(html: &str) -> String {
    let between = |start: &'static str, end: &'static str| {
        html.split(start).skip(1).filter_map(move |rest| rest.split_once(end)).map(|(style, _)| style)
    };
    let styles: BTreeSet<&str> = between("<style>", "</style>").chain(between(" style=\"", "\"")).collect();
    let hash = |style: &&str| format!(" 'sha256-{}'", BASE64_STANDARD.encode(keys::hash(style)));
    styles.iter().map(hash).collect()
}

fn not_found() -> Response {
    ApiError::Problem(Problem::NotFound).into_response()
}
