//! A browser without JavaScript: it keeps cookies, reads pages, and sends forms.

use std::collections::BTreeMap;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode, header},
};
use tower::ServiceExt;

pub struct Browser {
    router: Router,
    cookies: BTreeMap<String, String>,
}

/// A page, or where the browser is sent.
#[derive(Debug)]
pub struct Page {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub html: String,
}

impl Browser {
    pub fn new(router: Router) -> Self {
        Self { router, cookies: BTreeMap::new() }
    }

    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    /// The same browser, which reaches the server from elsewhere.
    pub fn moved_to(&mut self, router: Router) {
        self.router = router;
    }

    /// Keeps a cookie that a script of ours sets.
    pub fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    pub fn forget(&mut self, name: &str) {
        self.cookies.remove(name);
    }

    pub async fn open(&mut self, path: &str) -> Page {
        self.send(Request::get(path), Body::empty()).await
    }

    /// Sends a form that stands on a page.
    pub async fn submit(&mut self, page: &str, action: &str, fields: &[(&str, &str)]) -> Page {
        let fields: Vec<_> = [("page", page)].into_iter().chain(fields.iter().copied()).collect();
        let body = serde_urlencoded::to_string(fields).expect("a form");
        let request = Request::post(action)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ORIGIN, "http://127.0.0.1:3000")
            .header("sec-fetch-site", "same-origin");
        self.send(request, Body::from(body)).await
    }

    async fn send(&mut self, request: axum::http::request::Builder, body: Body) -> Page {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request
            .header(header::HOST, "127.0.0.1:3000")
            .header(header::ACCEPT, "text/html,application/xhtml+xml")
            .header(header::COOKIE, cookies.join("; "))
            .body(body)
            .expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("the router answers");
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            self.keep(cookie.to_str().expect("a text"));
        }
        let bytes = to_bytes(body, usize::MAX).await.expect("a whole page");
        Page { status: parts.status, headers: parts.headers, html: String::from_utf8_lossy(&bytes).into_owned() }
    }

    fn keep(&mut self, cookie: &str) {
        let (pair, attributes) = cookie.split_once(';').unwrap_or((cookie, ""));
        let (name, value) = pair.split_once('=').expect("a cookie has a value");
        assert!(attributes.contains("HttpOnly") && attributes.contains("SameSite="), "{name}: {attributes}");
        if attributes.contains("Max-Age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

impl Page {
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        let beginning: String = self.text().chars().take(1000).collect();
        assert_eq!(self.status, status, "{beginning}");
        self
    }

    /// Where the browser is sent.
    #[track_caller]
    pub fn leads_to(&self, path: &str) {
        assert_eq!(self.status, 303, "{}", self.text());
        assert_eq!(self.headers[header::LOCATION], path);
    }

    #[track_caller]
    pub fn shows(&self, words: &str) {
        assert!(self.text().contains(words), "{words:?} in {}", self.text());
    }

    /// What is in the attribute of an input of that name.
    pub fn has_value(&self, name: &str, value: &str) -> bool {
        self.html
            .split('<')
            .any(|tag| tag.contains(&format!("name=\"{name}\"")) && tag.contains(&format!("value=\"{value}\"")))
    }

    /// The words between the tags.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for part in self.html.split('<').skip(1) {
            text.push_str(part.split_once('>').map_or("", |(_, words)| words));
        }
        text.replace("&amp;", "&").replace("&#x27;", "'").replace("&quot;", "\"")
    }
}
