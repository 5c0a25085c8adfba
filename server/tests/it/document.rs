//! The OpenAPI document tells what is there.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::world::{World, on_both};

on_both! { the_document_describes_the_contract }

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
    let document = world.visitor().get("/api/openapi.json").await.expect(200).body;
    assert!(document["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")));
    assert_eq!(document["components"]["securitySchemes"]["bearer"]["scheme"], "bearer");
    for (method, path, status) in CONTRACT {
        let operation = &document["paths"][path][method];
        assert!(operation["responses"][status].is_object(), "{method} {path} answers {status}");
    }
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let place = format!("{method} {path}");
            assert!(operation["summary"].is_string(), "{place} says what it does");
            assert!(operation["responses"]["default"]["content"]["application/problem+json"].is_object(), "{place}");
            let private = operation["security"].is_array();
            let open = ["auth", "doctors"].iter().any(|tag| operation["tags"][0] == *tag);
            assert!(private || open, "{place} is private or meant to be open");
            assert_eq!(private, operation["responses"]["403"].is_object(), "{place} tells that it is private");
        }
    }
    every_reference_leads_somewhere(&document);
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
