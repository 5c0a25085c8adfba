//! A client of the API, in process, through the real router.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use serde_json::{Value, json};
use tower::ServiceExt;

/// Another program, signed in or not.
#[derive(Clone)]
pub struct Client {
    router: Router,
    pub access_token: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    /// `Null` when there was no body, a string when it was no JSON.
    pub body: Value,
}

impl Client {
    pub fn new(router: Router) -> Self {
        Self { router, access_token: None }
    }

    /// The same program with another person's token.
    pub fn with_token(&self, token: &str) -> Self {
        Self { router: self.router.clone(), access_token: Some(token.to_owned()) }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None, &[]).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(body), &[]).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PUT, path, Some(body), &[]).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PATCH, path, Some(body), &[]).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None, &[]).await
    }

    pub async fn send(&self, method: Method, path: &str, body: Option<Value>, headers: &[(&str, &str)]) -> Answer {
        let mut all = headers.to_vec();
        if body.is_some() {
            all.push((header::CONTENT_TYPE.as_str(), "application/json"));
        }
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        self.raw(method, path, body, &all).await
    }

    /// Any bytes with any headers; paths without a leading slash are of the API.
    pub async fn raw(&self, method: Method, path: &str, body: Body, headers: &[(&str, &str)]) -> Answer {
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/api/v1/{path}") };
        let mut request = Request::builder().method(method).uri(&path).header(header::HOST, "127.0.0.1:3000");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(token) = &self.access_token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let request = request.body(body).expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("the router answers");
        let (parts, body) = response.into_parts();
        // Events have no end; whoever wants to read them opens a line (`live.rs`).
        let endless = parts.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream");
        let body = if endless { Body::empty() } else { body };
        let bytes = to_bytes(body, usize::MAX).await.expect("a whole body");
        Answer { status: parts.status, headers: parts.headers, body: parse(&bytes) }
    }

    /// Signs in on a device of that name.
    pub async fn sign_in(&self, email: &str, password: &str) -> Client {
        let login = json!({"email": email, "password": password, "device_name": "Test"});
        let answer = self.post("auth/login", login).await.expect(200);
        self.with_token(answer.text("access_token"))
    }
}

pub fn parse(bytes: &[u8]) -> Value {
    if bytes.is_empty() {
        return Value::Null;
    }
    serde_json::from_slice(bytes).unwrap_or_else(|_| Value::String(String::from_utf8_lossy(bytes).into_owned()))
}

impl Answer {
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.shown());
        self
    }

    /// The beginning of the body: a page is too long for a message.
    fn shown(&self) -> String {
        self.body.to_string().chars().take(500).collect()
    }

    /// A refusal of this kind: status, media type and shape of RFC 9457 as well.
    #[track_caller]
    pub fn problem(self, status: u16, code: &str) -> Self {
        assert_eq!(self.status, status, "{}", self.shown());
        assert_eq!(self.body["type"], format!("/problems/{code}"), "{}", self.shown());
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(self.body["status"], status);
        for member in ["title", "detail"] {
            assert!(self.body[member].as_str().is_some_and(|text| !text.is_empty()), "{member} in {}", self.body);
        }
        self
    }

    /// A refusal of exactly these fields.
    #[track_caller]
    pub fn refuses(self, fields: &[&str]) {
        let answer = self.problem(422, "invalid");
        let named: Vec<_> = answer.list("fields").iter().filter_map(|field| field["field"].as_str()).collect();
        assert_eq!(named, fields, "{}", answer.body);
    }

    #[track_caller]
    pub fn text(&self, name: &str) -> &str {
        self.body[name].as_str().unwrap_or_else(|| panic!("{name} is not a text in {}", self.body))
    }

    #[track_caller]
    pub fn number(&self, name: &str) -> i64 {
        self.body[name].as_i64().unwrap_or_else(|| panic!("{name} is not a number in {}", self.body))
    }

    #[track_caller]
    pub fn list(&self, name: &str) -> &[Value] {
        self.body[name].as_array().unwrap_or_else(|| panic!("{name} is not a list in {}", self.body))
    }

    #[track_caller]
    pub fn items(&self) -> &[Value] {
        self.list("items")
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}
