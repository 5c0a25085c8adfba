//! The OpenAPI document tells what is there.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use axum::{body::Body, http::Method};
use serde_json::{Map, Value, json};

use crate::world::{World, on_both};

on_both! {
    the_document_describes_the_contract,
    every_route_is_in_the_document,
    what_needs_signing_in_says_so,
    every_link_leads_to_what_takes_it,
    every_operation_tells_all_that_it_may_answer,
    every_schema_says_what_it_means_and_where_it_ends,
}

/// The public contract: every name in it stays.
const CONTRACT: &[(&str, &str, &str)] = &[
    ("post", "/api/v1/auth/register", "201"),
    ("post", "/api/v1/auth/register-doctor", "201"),
    ("post", "/api/v1/auth/login", "200"),
    ("post", "/api/v1/auth/refresh", "200"),
    ("post", "/api/v1/auth/logout", "204"),
    ("get", "/api/v1/me", "200"),
    ("get", "/api/v1/specialties", "200"),
    ("get", "/api/v1/doctors", "200"),
    ("get", "/api/v1/doctors/{id}", "200"),
    ("get", "/api/v1/doctors/{id}/slots", "200"),
    ("post", "/api/v1/appointments", "201"),
    ("get", "/api/v1/appointments", "200"),
    ("get", "/api/v1/appointments/{id}", "200"),
    ("post", "/api/v1/appointments/{id}/cancel", "200"),
    ("post", "/api/v1/appointments/{id}/complete", "200"),
    ("post", "/api/v1/appointments/{id}/no-show", "200"),
    ("put", "/api/v1/doctors/me/schedule", "200"),
    ("put", "/api/v1/doctors/me/exceptions/{date}", "200"),
    ("delete", "/api/v1/doctors/me/exceptions/{date}", "204"),
    ("get", "/api/v1/doctors/me/visit-types", "200"),
    ("post", "/api/v1/doctors/me/visit-types", "201"),
    ("patch", "/api/v1/doctors/me/visit-types/{id}", "200"),
    ("delete", "/api/v1/doctors/me/visit-types/{id}", "204"),
    ("patch", "/api/v1/doctors/me", "200"),
    ("post", "/api/v1/admin/invitations", "201"),
];

async fn the_document_describes_the_contract(world: World) {
    let document = document(&world).await;
    assert!(document["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")));
    assert_eq!(document["components"]["securitySchemes"]["bearer"]["scheme"], "bearer");
    for (method, path, status) in CONTRACT {
        let operation = &document["paths"][path][method];
        assert!(operation["responses"][status].is_object(), "{method} {path} answers {status}");
    }
    every_reference_leads_somewhere(&document);
}

async fn document(world: &World) -> Value {
    world.visitor().get("/api/openapi.json").await.expect(200).body
}

/// Method, path and description of every operation.
fn operations(document: &Value) -> Vec<(&str, &str, &Value)> {
    let items = document["paths"].as_object().into_iter().flatten();
    let each = items.flat_map(|(path, item)| item.as_object().into_iter().flatten().map(move |(m, o)| (m, path, o)));
    each.map(|(method, path, operation)| (method.as_str(), path.as_str(), operation)).collect()
}

/// The router itself names the methods of a path, when it is asked with another.
/// Every source file in a folder, and in those inside of it.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the sources").flatten().map(|entry| entry.path());
    let all = entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] });
    all.filter(|path| path.extension().is_some_and(|ending| ending == "rs")).collect()
}

async fn every_route_is_in_the_document(world: World) {
    let document = document(&world).await;
    let mut paths: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (method, path, _) in operations(&document) {
        let methods = paths.entry(path).or_default();
        methods.insert(method.to_uppercase());
        if method == "get" {
            methods.insert("HEAD".into());
        }
    }
    for (path, documented) in &paths {
        let path = path.replace("{id}", &uuid::Uuid::nil().to_string()).replace("{date}", "2026-11-24");
        let answer = world.visitor().raw(Method::TRACE, &path, Body::empty(), &[]).await.expect(405);
        let routed: BTreeSet<_> = answer.header("allow").split(',').map(|name| name.trim().to_owned()).collect();
        assert_eq!(&routed, documented, "{path}");
    }
    // A route that is added past the document would not be seen above.
    let mut described = 0;
    for file in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/api")) {
        let source = std::fs::read_to_string(&file).expect("a source");
        described += source.matches("\n#[utoipa::path(").count();
        let past = source.split(".route(\"").skip(1).map(|rest| rest.split('"').next().unwrap_or_default());
        let meant = ["/openapi.json", "/api/", "/docs", "/docs/", "/docs/{file}"];
        for path in past {
            assert!(meant.contains(&path), "{path} in {file:?} goes past the document");
        }
    }
    assert_eq!(described, operations(&document).len(), "each described handler is routed");
}

/// A visitor is told to sign in exactly where the document says so.
async fn what_needs_signing_in_says_so(world: World) {
    let document = document(&world).await;
    for (method, path, operation) in operations(&document) {
        let required = operation["security"].as_array().is_some_and(|choices| !choices.contains(&json!({})));
        let place = format!("{method} {path}");
        let path = path.replace("{id}", &uuid::Uuid::nil().to_string()).replace("{date}", "2026-11-24");
        let method = method.to_uppercase().parse().expect("a method");
        let answer = world.visitor().send(method, &path, Some(json!({})), &[]).await;
        // Signing out takes a refresh token as well.
        let told = answer.body["type"] == "/problems/unauthenticated" && operation["operationId"] != "auth_logout";
        assert_eq!(told, required, "{place}: {}", answer.body);
    }
}

/// Expressions find something in the example of the answer, or of the request; the target has a place for it.
async fn every_link_leads_to_what_takes_it(world: World) {
    let document = document(&world).await;
    let all = operations(&document);
    let mut links = 0;
    let mut entered = BTreeSet::new();
    for (_, _, source) in &all {
        let answers = source["responses"].as_object().into_iter().flatten().map(|(_, answer)| answer);
        for (answer, link) in answers
            .flat_map(|answer| answer["links"].as_object().into_iter().flatten().map(move |(_, link)| (answer, link)))
        {
            let target = all.iter().find(|(_, _, operation)| operation["operationId"] == link["operationId"]);
            let target = target.unwrap_or_else(|| panic!("{link} leads nowhere")).2;
            let schema = &target["requestBody"]["content"]["application/json"]["schema"];
            let body = resolved(&document, schema);
            for (name, expression) in link["parameters"].as_object().into_iter().flatten() {
                assert!(parameter(target, name), "{} takes no {name}", link["operationId"]);
                assert!(evaluates(source, answer, expression), "{expression} of {}", source["operationId"]);
            }
            for (name, expression) in link["requestBody"].as_object().into_iter().flatten() {
                assert!(body["properties"][name].is_object(), "{} takes no {name}", link["operationId"]);
                assert!(evaluates(source, answer, expression), "{expression} of {}", source["operationId"]);
            }
            entered.insert(link["operationId"].as_str());
            links += 1;
        }
    }
    assert!(links > 40);
    // Whoever needs an id is told where to get it.
    for (method, path, operation) in &all {
        let led_to = entered.contains(&operation["operationId"].as_str());
        assert!(led_to || !path.contains("{id}"), "no link leads to {method} {path}");
    }
}

fn parameter(operation: &Value, name: &str) -> bool {
    operation["parameters"].as_array().into_iter().flatten().any(|parameter| parameter["name"] == name)
}

fn evaluates(source: &Value, answer: &Value, expression: &Value) -> bool {
    let expression = expression.as_str().expect("an expression");
    let example = |content: &Value, pointer: &str| {
        content["content"]["application/json"]["example"].pointer(pointer).is_some_and(|value| !value.is_null())
    };
    match expression.split_once('#') {
        Some(("$response.body", pointer)) => example(answer, pointer),
        Some(("$request.body", pointer)) => example(&source["requestBody"], pointer),
        _ => parameter(source, expression.rsplit('.').next().unwrap_or_default()),
    }
}

/// The schema itself, where a body may be left out as well.
fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let schema = schema["oneOf"].as_array().and_then(|choices| choices.first()).unwrap_or(schema);
    match schema["$ref"].as_str() {
        Some(reference) => document.pointer(reference.trim_start_matches('#')).expect("it is there"),
        None => schema,
    }
}

async fn every_operation_tells_all_that_it_may_answer(world: World) {
    let document = document(&world).await;
    let mut ids = BTreeSet::new();
    let mut told = BTreeSet::new();
    for (method, path, operation) in operations(&document) {
        let place = format!("{method} {path}");
        assert!(operation["summary"].is_string(), "{place} says what it does");
        assert!(ids.insert(operation["operationId"].as_str()), "{place} has an id of its own");
        let responses = operation["responses"].as_object().expect("responses");
        let reads = !operation["requestBody"].is_null();
        let wanted =
            ["401", "500", "503"].iter().chain(reads.then_some(&["400", "413", "415", "422"]).into_iter().flatten());
        for status in wanted {
            assert!(responses.contains_key(*status), "{place} may answer {status}");
        }
        assert!(!responses.contains_key("default"), "{place} names each refusal");
        let cross_site =
            responses.get("403").is_some_and(|refused| problems(refused).contains(&"/problems/cross-site"));
        assert_eq!(cross_site, method != "get", "{place}");
        for (status, response) in responses {
            assert!(response["description"].as_str().is_some_and(|text| !text.is_empty()), "{place} {status}");
            if status.as_str() < "400" {
                for (kind, media) in response["content"].as_object().into_iter().flatten() {
                    assert!(kind != "application/json" || !media["example"].is_null(), "{place} has an example");
                }
                continue;
            }
            let kinds = problems(response);
            let examples = &response["content"]["application/problem+json"]["examples"];
            assert!(!kinds.is_empty() && examples.as_object().map(Map::len) == Some(kinds.len()), "{place} {status}");
            for example in examples.as_object().into_iter().flatten().map(|(_, example)| &example["value"]) {
                assert!(example["type"].as_str().is_some_and(|kind| kinds.contains(&kind)), "{place}: {example}");
                assert_eq!(example["status"].to_string(), *status, "{place}: {example}");
            }
            told.extend(kinds);
            let waits = ["429", "503"].contains(&status.as_str());
            assert_eq!(waits, response["headers"]["Retry-After"].is_object(), "{place} {status}");
        }
        if reads {
            let media = &operation["requestBody"]["content"]["application/json"];
            assert!(!media["example"].is_null(), "{place} shows a request");
        }
        let open = ["auth", "doctors", "live"].iter().any(|tag| operation["tags"][0] == *tag);
        let required = operation["security"].as_array().is_some_and(|choices| !choices.contains(&json!({})));
        assert!(required || open, "{place} is private or meant to be open");
    }
    // A path answers these to a request that reaches none of its operations.
    for name in ["MethodNotAllowed", "NotAcceptable", "HeadTooLarge"] {
        told.extend(problems(&document["components"]["responses"][name]));
    }
    let all = document["components"]["schemas"]["Problem"]["properties"]["type"]["enum"].as_array().expect("types");
    assert_eq!(told, all.iter().filter_map(Value::as_str).collect(), "each kind is answered by some operation");
    // Every name that the code has for a refusal.
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    for file in ["../src/domain/platform/problem.rs", "src/api/problem.rs"] {
        let source = std::fs::read_to_string(folder.join(file)).expect("a source");
        let names = source.split("fn code(").nth(1).and_then(|rest| rest.split("fn ").next()).expect("the names");
        for name in names.split("=> \"").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(told.contains(format!("/problems/{name}").as_str()), "{name} is not in the document");
        }
    }
}

fn problems(response: &Value) -> Vec<&str> {
    let schema = &response["content"]["application/problem+json"]["schema"]["allOf"][1];
    schema["properties"]["type"]["enum"].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

async fn every_schema_says_what_it_means_and_where_it_ends(world: World) {
    let document = document(&world).await;
    let mut silent = Vec::new();
    for (name, schema) in document["components"]["schemas"].as_object().expect("schemas") {
        if !described(schema) {
            silent.push(name.clone());
        }
        let parts = schema["allOf"].as_array().into_iter().flatten().chain([schema]);
        for (member, schema) in parts.flat_map(|part| part["properties"].as_object().into_iter().flatten()) {
            if !described(schema) {
                silent.push(format!("{name}.{member}"));
            }
            let types = schema["type"].to_string();
            let bounded = ["minimum", "enum"].iter().any(|bound| !schema[bound].is_null());
            if types.contains("integer") && !bounded {
                silent.push(format!("{name}.{member} has no minimum"));
            }
        }
    }
    assert!(silent.is_empty(), "{silent:#?}");
}

/// By itself, or by what it refers to.
fn described(schema: &Value) -> bool {
    let refers = |schema: &Value| schema["$ref"].is_string();
    let choices =
        schema["oneOf"].as_array().into_iter().flatten().chain(schema["allOf"].as_array().into_iter().flatten());
    schema["description"].is_string() || refers(schema) || choices.into_iter().any(refers)
}

fn every_reference_leads_somewhere(document: &Value) {
    let mut wanted = BTreeSet::new();
    references(document, &mut wanted);
    assert!(wanted.len() > 20);
    for reference in wanted {
        let pointer = reference.trim_start_matches('#');
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(reference) if name == "$ref" => _ = found.insert(reference.clone()),
                    other => references(other, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}
