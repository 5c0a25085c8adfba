//! Whatever is sent, the answer is a refusal that names what is wrong, and nothing breaks.
//!
//! [`fields`] is the table of everything that can be typed, for the API and for the forms of the pages. A new field of
//! the API or a new form without a row fails its test.

mod bodies;
mod database;
pub mod fields;
mod ids;
mod invitations;
pub mod lists;
pub mod rows;
mod smtp;
mod smtp_refusals;
mod smtp_server;
mod times;
mod tokens;
pub mod values;

use axum::http::header;
use serde_json::Value;

use crate::{
    browser::{Browser, Page},
    client::{Answer, Client},
    world::{Doctor, PASSWORD, World},
};

/// Everybody whom a row may need, each as a program and as a browser.
pub struct Cast {
    pub world: World,
    pub doctor: Doctor,
    clients: [Client; 4],
    browsers: [Browser; 4],
}

/// Who sends a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Visitor,
    Patient,
    Doctor,
    Admin,
}

impl Cast {
    pub async fn new(world: World) -> Self {
        let doctor = world.doctor("Grace").await;
        let clients = [world.visitor(), world.patient("Ada").await, doctor.client.clone(), world.admin().await];
        let mut browsers = [(); 4].map(|()| Browser::new(world.router.clone()));
        for (browser, email) in
            browsers.iter_mut().skip(1).zip(["ada@example.org", "grace@example.org", "admin@example.org"])
        {
            let form = [("email", email), ("password", PASSWORD)];
            browser.submit("/sign-in", "/do/auth/sign-in", &form).await.expect(303);
        }
        Self { world, doctor, clients, browsers }
    }

    pub fn client(&self, who: Who) -> &Client {
        &self.clients[who as usize]
    }

    pub fn browser(&mut self, who: Who) -> &mut Browser {
        &mut self.browsers[who as usize]
    }
}

/// Words of our source code or of a library: nobody who typed something can do anything with them.
const JARGON: [&str; 9] = ["deserializ", "serde", "struct", "expected", "u16", "i64", "panicked", "sqlx", "Utf8Error"];

/// A refusal of the API that names this field, and says in words what to do.
#[track_caller]
pub fn names(answer: &Answer, field: &str, what: &str) -> Option<String> {
    let fields = answer.body["fields"].as_array().cloned().unwrap_or_default();
    let message = fields.iter().find(|found| found["field"].as_str() == Some(field)).map(|found| &found["message"]);
    let kind = answer.header("content-type");
    match message.and_then(Value::as_str) {
        Some(message) if answer.status == 422 && kind == "application/problem+json" && !message.is_empty() => {
            Some(message.to_owned())
        }
        _ => {
            eprintln!("{what}: {} {kind} {}", answer.status, answer.body);
            None
        }
    }
}

impl Page {
    /// What stands in the page, with the entities read.
    pub fn unescaped(&self) -> String {
        let html = self
            .html
            .replace("<!>", "")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#x27;", "'");
        html.replace("&amp;", "&")
    }

    pub fn is_html(&self) -> bool {
        self.headers[header::CONTENT_TYPE].to_str().is_ok_and(|kind| kind.starts_with("text/html"))
    }

    /// The sentence beside a field: the summary at the head of the form links to it.
    pub fn error_of(&self, field: &str) -> Option<String> {
        let page = self.unescaped();
        // The key of a form stands between, where a page has several.
        let link = page
            .split("<a href=\"#field-")
            .skip(1)
            .find(|link| link.split('"').next().is_some_and(|id| id == field || id.ends_with(&format!("-{field}"))))?;
        let (_, text) = link.split_once('>')?;
        let (text, _) = text.split_once("</a>")?;
        let (_, message) = text.split_once(": ")?;
        Some(message.to_owned())
    }

    /// Does the control of that name hold this value?
    pub fn keeps(&self, name: &str, value: &str) -> bool {
        let attribute = format!("name=\"{name}\"");
        let page = self.html.replace("<!>", "").replace("&#x27;", "'");
        let escaped = value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let quoted = format!("value=\"{}\"", escaped.replace('"', "&quot;"));
        let controls = page.split('<').collect::<Vec<_>>();
        controls.iter().enumerate().filter(|(_, tag)| tag.contains(&attribute)).any(|(n, tag)| {
            if tag.starts_with("textarea") {
                tag.split_once('>').is_some_and(|(_, text)| text.replace("&quot;", "\"").trim() == escaped.trim())
            } else if tag.starts_with("select") {
                let options = controls[n..].iter().take_while(|tag| !tag.starts_with("/select"));
                options.into_iter().any(|tag| tag.contains(&quoted) && tag.contains(" selected"))
            } else if tag.contains("type=\"radio\"") || tag.contains("type=\"checkbox\"") {
                tag.contains(&quoted) && tag.contains(" checked")
            } else {
                tag.contains(&quoted)
            }
        })
    }
}
