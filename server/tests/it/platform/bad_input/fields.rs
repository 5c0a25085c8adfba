//! Every field of every form, through the API and through the pages: empty, too long, of the wrong type, with what hides
//! in a text; and what just fits, which survives.

use std::collections::BTreeSet;

use axum::http::Method;
use leptos::server_fn::axum::server_fn_paths;
use serde_json::{Map, Value, json};

use super::{
    Cast, JARGON, Who, names,
    rows::{ELSEWHERE, OTHER_FORMS, ROWS, Row, Values},
    values::Kind::{Code, Email, Line, Number, Paragraph, Price},
};
use crate::world::{PASSWORD, World, on_both};

on_both! {
    every_field_of_the_api_refuses_what_does_not_fit,
    every_field_of_the_api_has_a_row,
}

/// The pages are the same on both databases: what is stored comes from the same use cases.
mod pages {
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn every_form_says_what_does_not_fit_and_keeps_the_rest() {
        crate::world::on_sqlite(super::every_form_says_what_does_not_fit_and_keeps_the_rest).await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn every_form_has_a_row() {
        crate::world::on_sqlite(super::every_form_has_a_row).await;
    }
}

/// The valid form with one value in the place of another.
fn with(values: &Values, name: &str, value: &Value) -> Values {
    values.iter().map(|(known, old)| (*known, if *known == name { value.clone() } else { old.clone() })).collect()
}

impl Row {
    /// The id of what is changed.
    fn id<'a>(&self, cast: &'a Cast) -> &'a str {
        if self.rest.is_some_and(|(_, path)| path.contains("specialties")) {
            "dermatology"
        } else {
            &cast.doctor.visit_type
        }
    }

    async fn code(&self, cast: &Cast) -> Option<String> {
        let needed = self.fields.iter().any(|(_, kind)| matches!(kind, Code));
        let issued = cast.client(Who::Admin).post("admin/invitations", json!({}));
        if needed { Some(issued.await.expect(201).text("code").to_owned()) } else { None }
    }

    /// A form that goes through, with an open invitation's code where it needs one.
    pub async fn filled(&self, cast: &Cast, n: usize) -> Values {
        let values = (self.valid)(cast, n);
        match self.code(cast).await {
            Some(code) => with(&values, "invitation_code", &json!(code)),
            None => values,
        }
    }

    async fn rest(&self, cast: &Cast, values: &Values) -> crate::client::Answer {
        let (method, path) = self.rest.expect("a row of the API");
        let body: Map<String, Value> = values
            .iter()
            .filter(|(name, _)| *name != "id")
            .map(|(name, value)| ((*name).into(), value.clone()))
            .collect();
        let path = format!("/api/v1{}", path.replace("{id}", self.id(cast)));
        let method: Method = method.parse().expect("a method");
        cast.client(self.who).send(method, &path, Some(Value::Object(body)), &[]).await
    }

    async fn form(&self, cast: &mut Cast, values: &Values) -> crate::browser::Page {
        let (action, page) = self.form.expect("a row of a form");
        let page = page.replace("{id}", self.id(cast));
        let fields = typed(values);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        cast.browser(self.who).submit(&page, action, &fields).await
    }
}

/// As a browser sends it: texts only, a list as a repeated field.
pub fn typed(values: &Values) -> Vec<(String, String)> {
    let mut typed = Vec::new();
    for (name, value) in values {
        match value {
            Value::Array(items) => {
                for item in items {
                    typed.push((format!("{name}[]"), item.as_str().unwrap_or_default().to_owned()));
                }
            }
            Value::String(text) => typed.push(((*name).to_owned(), text.clone())),
            other => typed.push(((*name).to_owned(), other.to_string())),
        }
    }
    typed
}

fn short(value: &Value) -> String {
    format!("{value:?}").chars().take(60).collect()
}

async fn every_field_of_the_api_refuses_what_does_not_fit(world: World) {
    let cast = Cast::new(world).await;
    let (mut wrong, mut n) = (Vec::new(), 0);
    for row in ROWS.iter().filter(|row| row.rest.is_some()) {
        let valid = row.filled(&cast, 9_000_000).await;
        let what = format!("{:?}", row.rest);
        for (field, kind) in row.fields {
            let types = kind.bad_types();
            for value in kind.bad().iter().chain(&types) {
                let answer = row.rest(&cast, &with(&valid, field, value)).await;
                let case = format!("{what} {field} = {}", short(value));
                match names(&answer, field, &case) {
                    Some(message) if types.contains(value) || !JARGON.iter().any(|word| message.contains(word)) => {}
                    Some(message) => wrong.push(format!("{case}: {message}")),
                    None => wrong.push(format!("{case}: {} {}", answer.status, answer.body)),
                }
            }
            if kind.is_required() && !what.contains("PATCH") && !what.contains("invitations") {
                let without: Values = valid.iter().filter(|(name, _)| name != field).cloned().collect();
                let null = with(&valid, field, &Value::Null);
                for (values, how) in [(without, "left out"), (null, "null")] {
                    let answer = row.rest(&cast, &values).await;
                    if names(&answer, field, &what).is_none() {
                        wrong.push(format!("{what} {field} {how}: {} {}", answer.status, answer.body));
                    }
                }
            }
            for value in kind.good(n).iter().filter(|_| row.tries_good) {
                n += 1;
                let fresh = (row.valid)(&cast, n);
                let answer = row.rest(&cast, &with(&fresh, field, value)).await;
                if !answer.status.is_success() {
                    wrong.push(format!("{what} {field} = {}: {} {}", short(value), answer.status, answer.body));
                } else if matches!(kind, Line(..) | Paragraph(_))
                    && !what.contains("/auth/")
                    && answer.body[field] != *value
                {
                    wrong.push(format!("{what} {field} = {} came back as {}", short(value), answer.body[field]));
                }
            }
        }
        // What was refused so often goes through as it was.
        let answer = row.rest(&cast, &valid).await;
        assert!(answer.status.is_success(), "{what}: {}", answer.body);
    }
    assert!(wrong.is_empty(), "{} are wrong: {wrong:#?}", wrong.len());
}

async fn every_form_says_what_does_not_fit_and_keeps_the_rest(world: World) {
    let mut cast = Cast::new(world).await;
    let (mut wrong, mut n) = (Vec::new(), 0);
    for row in ROWS.iter().filter(|row| row.form.is_some()) {
        let valid = row.filled(&cast, 9_000_000).await;
        let what = format!("{:?}", row.form);
        for (field, kind) in row.fields {
            // Some of those that nobody sees stand for all: they are refused in one place.
            let others =
                super::values::HIDDEN.iter().filter(|c| !matches!(c, '\0' | '\u{1b}' | '\u{200b}' | '\u{202e}'));
            let others: Vec<char> = others.copied().collect();
            let hidden = |value: &Value| value.as_str().is_some_and(|text| text.contains(others.as_slice()));
            let bad = kind.bad().into_iter().filter(|value| !hidden(value)).chain(kind.bad_typed());
            for value in bad {
                let empty = value.as_str().is_some_and(|text| text.trim().is_empty());
                let left_out = [("/do/admin/issue-invitation", "email"), ("/do/account/save", "time_zone")];
                if empty && left_out.iter().any(|(form, name)| what.contains(form) && name == field) {
                    continue;
                }
                let sent = with(&valid, field, &value);
                let page = row.form(&mut cast, &sent).await;
                let case = format!("{what} {field} = {}", short(&value));
                if page.status != 422 || !page.is_html() {
                    wrong.push(format!(
                        "{case}: {} {}",
                        page.status,
                        page.text().chars().take(300).collect::<String>()
                    ));
                    continue;
                }
                match page.error_of(field) {
                    Some(message) if !JARGON.iter().any(|word| message.contains(word)) => {}
                    other => wrong.push(format!("{case}: its error is {other:?}")),
                }
                for (name, value) in typed(&sent) {
                    let is_bad = name.trim_end_matches("[]") == *field;
                    if !is_bad && name != "password" && !page.keeps(&name, &value) {
                        wrong.push(format!("{case}: {name} = {value:?} is lost"));
                    }
                    if is_bad
                        && matches!(kind, Line(..) | Email | Number(..) | Price | Paragraph(_))
                        // A list that is chosen from holds nothing else.
                        && *field != "minimum_notice_minutes"
                        && !value.contains('\0')
                        && !value.contains(['\r', '\u{2028}'])
                        && !page.keeps(&name, &value)
                    {
                        wrong.push(format!("{case}: what was typed is lost"));
                    }
                }
                if sent.iter().any(|(name, _)| *name == "password") && page.html.contains(PASSWORD) {
                    wrong.push(format!("{case}: the password comes back"));
                }
            }
            for value in kind.good(n).iter().filter(|_| row.tries_good) {
                n += 1;
                let fresh = (row.valid)(&cast, 1_000_000 + n);
                let page = row.form(&mut cast, &with(&fresh, field, value)).await;
                if !matches!(page.status.as_u16(), 200 | 303) {
                    wrong.push(format!("{what} {field} = {}: {}", short(value), page.status));
                }
                // Whoever has registered is signed in: the next one is another.
                if row.who == Who::Visitor {
                    cast.browsers[0] = crate::browser::Browser::new(cast.world.router.clone());
                }
            }
        }
        let page = row.form(&mut cast, &valid).await;
        assert!(matches!(page.status.as_u16(), 200 | 303), "{what}: {}", page.text());
        cast.browsers[0] = crate::browser::Browser::new(cast.world.router.clone());
    }
    assert!(wrong.is_empty(), "{} are wrong: {wrong:#?}", wrong.len());
}

async fn every_field_of_the_api_has_a_row(world: World) {
    let document = world.visitor().get("/api/openapi.json").await.expect(200).body;
    let mut missing = BTreeSet::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            for field in properties(&document, schema) {
                let path = path.trim_start_matches("/api/v1");
                let method = method.to_uppercase();
                let here = ROWS.iter().any(|row| {
                    row.rest == Some((method.as_str(), path)) && row.fields.iter().any(|(name, _)| *name == field)
                });
                let elsewhere = ELSEWHERE
                    .iter()
                    .any(|(m, p, fields)| (*m, *p) == (method.as_str(), path) && fields.contains(&field.as_str()));
                if !here && !elsewhere {
                    missing.insert(format!("{method} {path} {field}"));
                }
            }
        }
    }
    assert!(missing.is_empty(), "without a row: {missing:#?}");
}

/// The names of a schema's members, through references and alternatives.
fn properties(document: &Value, schema: &Value) -> BTreeSet<String> {
    let mut found: BTreeSet<String> =
        schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect();
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        found.extend(properties(document, &document["components"]["schemas"][name]));
    }
    for kind in ["oneOf", "anyOf", "allOf"] {
        found.extend(schema[kind].as_array().into_iter().flatten().flat_map(|each| properties(document, each)));
    }
    found
}

async fn every_form_has_a_row(world: World) {
    let mut cast = Cast::new(world).await;
    let rows: BTreeSet<&str> =
        ROWS.iter().filter_map(|row| Some(row.form?.0)).chain(OTHER_FORMS.iter().copied()).collect();
    let all: BTreeSet<&str> = server_fn_paths().map(|(path, _)| path).collect();
    assert!(rows.is_subset(&all), "no such forms: {:?}", rows.difference(&all).collect::<Vec<_>>());
    // The rest is asked by pages; as a form without fields it leads nowhere, so nothing can have been changed by it.
    for path in all.difference(&rows) {
        for who in [Who::Visitor, Who::Patient, Who::Doctor, Who::Admin] {
            let page = cast.browser(who).submit("/", path, &[]).await;
            assert!(page.status.as_u16() != 500, "{path} as {who:?}: {}", page.text());
            let moved_on =
                page.status == 303 && !page.headers["location"].to_str().unwrap_or_default().starts_with("/sign-in");
            assert!(!moved_on, "{path} changes something for {who:?}: it needs a row");
        }
    }
}
