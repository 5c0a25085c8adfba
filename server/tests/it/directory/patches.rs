//! Two who change different parts of one thing at once: neither change is lost.

use axum::http::Method;
use serde_json::{Value, json};

use crate::{
    client::Client,
    world::{World, on_both},
};

on_both! { of_two_changes_at_once_none_is_lost }

/// Enough that reading and writing of two would cross, were they not one.
const ROUNDS: usize = 12;

/// Whose, path, and the two fields that two tabs change.
type Patched = (Client, String, &'static str, &'static str, fn(usize) -> (Value, Value));

async fn patch(client: Client, path: String, field: &'static str, value: Value) {
    client.send(Method::PATCH, &path, Some(json!({field: value})), &[]).await.expect(200);
}

async fn of_two_changes_at_once_none_is_lost(world: World) {
    let doctor = world.doctor("Grace").await;
    let patched: [Patched; 3] = [
        (doctor.client.clone(), "doctors/me".into(), "about", "designation", |n| {
            (json!(format!("About {n}")), json!(format!("Doctor {n}")))
        }),
        (doctor.client.clone(), format!("doctors/me/visit-types/{}", doctor.visit_type), "name", "minutes", |n| {
            (json!(format!("Visit {n}")), json!(5 * (n + 1)))
        }),
        (world.patient("Ada").await, "me".into(), "full_name", "time_zone", |n| {
            (json!(format!("Ada {n}")), json!(["UTC", "Asia/Tokyo"][n % 2]))
        }),
    ];
    for n in 0..ROUNDS {
        for (client, path, one, other, values) in &patched {
            let (first, second) = values(n);
            let (a, b) = (client.clone(), client.clone());
            let a = tokio::spawn(patch(a, path.clone(), one, first.clone()));
            let b = tokio::spawn(patch(b, path.clone(), other, second.clone()));
            a.await.expect("it ends");
            b.await.expect("it ends");
            let list = path.contains("visit-types");
            let found = client.get(if list { "doctors/me/visit-types" } else { path }).await.expect(200);
            let found = if list { found.items()[0].clone() } else { found.body };
            assert_eq!((&found[*one], &found[*other]), (&first, &second), "{path}, round {n}");
        }
    }
}
