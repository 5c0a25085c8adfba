//! Registering, signing in and out.

use chrono::Duration;
use serde_json::json;

use crate::{
    browser::Browser,
    world::{PASSWORD, World, on_both},
};

on_both! {
    a_patient_registers_and_signs_in,
    registering_a_known_address_tells_nothing_and_changes_nothing,
    a_form_names_every_field_that_needs_another_look,
    a_wrong_password_and_an_unknown_address_look_the_same,
    tokens_rotate,
    signing_out_leaves_other_devices_signed_in,
    an_access_token_ends_after_ten_minutes,
    a_doctor_registers_with_an_invitation_once,
    an_invitation_may_be_bound_to_an_address,
    an_invitation_expires,
    devices_are_listed_and_ended_one_by_one,
    all_other_devices_are_signed_out_at_once,
}

async fn a_patient_registers_and_signs_in(world: World) {
    let form = json!({"email": "Ada@Example.org", "password": PASSWORD, "full_name": "Ada Patient", "time_zone": "Europe/Berlin"});
    world.visitor().post("auth/register", form).await.expect(201);

    let login = json!({"email": "ada@example.org", "password": PASSWORD});
    let answer = world.visitor().post("auth/login", login).await.expect(200);
    assert_eq!(answer.text("token_type"), "Bearer");
    assert_eq!(answer.number("expires_in"), 600);
    assert!(answer.text("refresh_token").len() >= 32);
    assert_eq!(answer.body["user"]["role"], "patient");
    assert_eq!(answer.body["user"]["full_name"], "Ada Patient");
    assert_eq!(answer.header("cache-control"), "no-store");

    let me = world.visitor().with_token(answer.text("access_token")).get("me").await.expect(200);
    assert_eq!(me.body["id"], answer.body["user"]["id"]);
    assert_eq!(me.text("email"), "ada@example.org");
    assert_eq!(me.text("time_zone"), "Europe/Berlin");
    assert!(me.body.get("doctor_id").is_none());
}

async fn registering_a_known_address_tells_nothing_and_changes_nothing(world: World) {
    let visitor = world.visitor();
    let form = |name: &str, password: &str| json!({"email": "ada@example.org", "password": password, "full_name": name, "time_zone": "UTC"});
    let first = visitor.post("auth/register", form("Ada", PASSWORD)).await.expect(201);
    let second = visitor.post("auth/register", form("Eve", "another password")).await.expect(201);
    assert_eq!(first.body, second.body);

    visitor.post("auth/login", json!({"email": "ada@example.org", "password": "another password"})).await.expect(401);
    let me = visitor.sign_in("ada@example.org", PASSWORD).await.get("me").await.expect(200);
    assert_eq!(me.text("full_name"), "Ada");
}

async fn a_form_names_every_field_that_needs_another_look(world: World) {
    let form = json!({"email": "not an address", "password": "short", "full_name": "  ", "time_zone": "Mars/Olympus"});
    let answer = world.visitor().post("auth/register", form).await.problem(422, "invalid");
    let mut fields: Vec<_> = answer.list("fields").iter().filter_map(|f| f["field"].as_str()).collect();
    fields.sort_unstable();
    assert_eq!(fields, ["email", "full_name", "password", "time_zone"]);
}

async fn a_wrong_password_and_an_unknown_address_look_the_same(world: World) {
    world.patient("Ada").await;
    let wrong = json!({"email": "ada@example.org", "password": "not the password"});
    let unknown = json!({"email": "nobody@example.org", "password": "not the password"});
    let wrong = world.visitor().post("auth/login", wrong).await.problem(401, "invalid-credentials");
    let unknown = world.visitor().post("auth/login", unknown).await.problem(401, "invalid-credentials");
    assert_eq!(wrong.body, unknown.body);
    assert_eq!(wrong.header("www-authenticate"), "Bearer");
}

async fn tokens_rotate(world: World) {
    world.patient("Ada").await;
    let login = json!({"email": "ada@example.org", "password": PASSWORD});
    let first = world.visitor().post("auth/login", login).await.expect(200);
    world.advance(Duration::minutes(9));
    let refresh = json!({"refresh_token": first.text("refresh_token")});
    let second = world.visitor().post("auth/refresh", refresh).await.expect(200);
    assert_ne!(first.text("refresh_token"), second.text("refresh_token"));
    assert_eq!(second.body["user"], first.body["user"]);
    world.advance(Duration::minutes(9));
    world.visitor().with_token(second.text("access_token")).get("me").await.expect(200);
}

async fn signing_out_leaves_other_devices_signed_in(world: World) {
    let phone = world.patient("Ada").await;
    let laptop = world.visitor().sign_in("ada@example.org", PASSWORD).await;
    phone.post("auth/logout", json!({})).await.expect(204);
    phone.get("me").await.problem(401, "unauthenticated");
    laptop.get("me").await.expect(200);

    let login = json!({"email": "ada@example.org", "password": PASSWORD});
    let tablet = world.visitor().post("auth/login", login).await.expect(200);
    let by_refresh_token = json!({"refresh_token": tablet.text("refresh_token")});
    world.visitor().post("auth/logout", by_refresh_token).await.expect(204);
    world.visitor().with_token(tablet.text("access_token")).get("me").await.problem(401, "unauthenticated");
    laptop.get("me").await.expect(200);
}

async fn an_access_token_ends_after_ten_minutes(world: World) {
    let patient = world.patient("Ada").await;
    world.advance(Duration::minutes(9));
    patient.get("me").await.expect(200);
    world.advance(Duration::minutes(2));
    let answer = patient.get("me").await.problem(401, "unauthenticated");
    assert_eq!(answer.header("www-authenticate"), "Bearer");
    // A bad token is told, even where none is needed: the caller believes to be signed in.
    world.visitor().with_token("garbage").get("specialties").await.problem(401, "unauthenticated");
}

fn doctor_form(code: &str, email: &str) -> serde_json::Value {
    json!({
        "invitation_code": code, "email": email, "password": PASSWORD,
        "full_name": "Dr Grace", "specialty": "cardiology", "time_zone": "Europe/Berlin",
    })
}

async fn a_doctor_registers_with_an_invitation_once(world: World) {
    let visitor = world.visitor();
    let issued = world.admin().await.post("admin/invitations", json!({})).await.expect(201);
    let code = issued.text("code");
    let made_up = visitor.post("auth/register-doctor", doctor_form("AAAA-BBBB-CCCC-DDDD", "grace@example.org")).await;
    made_up.refuses(&["invitation_code"]);

    visitor.post("auth/register-doctor", doctor_form(&code.to_lowercase(), "grace@example.org")).await.expect(201);
    let me = visitor.sign_in("grace@example.org", PASSWORD).await.get("me").await.expect(200);
    assert_eq!(me.text("role"), "doctor");
    assert!(me.body["doctor_id"].is_string());

    let again = visitor.post("auth/register-doctor", doctor_form(code, "other@example.org")).await;
    again.refuses(&["invitation_code"]);
}

async fn an_invitation_may_be_bound_to_an_address(world: World) {
    let email = json!({"email": "grace@example.org"});
    let issued = world.admin().await.post("admin/invitations", email).await.expect(201);
    assert_eq!(issued.text("email"), "grace@example.org");
    let code = issued.text("code");
    let other = world.visitor().post("auth/register-doctor", doctor_form(code, "eve@example.org")).await;
    other.problem(422, "invalid");
    world.visitor().post("auth/register-doctor", doctor_form(code, "grace@example.org")).await.expect(201);
}

async fn an_invitation_expires(world: World) {
    let issued = world.admin().await.post("admin/invitations", json!({})).await.expect(201);
    assert!(issued.text("expires_at").ends_with('Z'));
    world.advance(Duration::days(14) + Duration::seconds(1));
    let late = world.visitor().post("auth/register-doctor", doctor_form(issued.text("code"), "g@example.org")).await;
    late.refuses(&["invitation_code"]);
}

async fn devices_are_listed_and_ended_one_by_one(world: World) {
    let phone = world.patient("Ada").await;
    let laptop = world.visitor().sign_in("ada@example.org", PASSWORD).await;
    let devices = laptop.get("me/sessions").await.expect(200);
    assert_eq!(devices.items().len(), 2);
    let of_phone = devices.items().iter().find(|device| device["current"] == false).expect("the phone is listed");
    laptop.delete(&format!("me/sessions/{}", of_phone["id"].as_str().unwrap_or_default())).await.expect(204);
    phone.get("me").await.problem(401, "unauthenticated");
    laptop.get("me").await.expect(200);
}

async fn all_other_devices_are_signed_out_at_once(world: World) {
    let phone = world.patient("Ada").await;
    let (tablet, stranger) = (world.visitor().sign_in("ada@example.org", PASSWORD).await, world.patient("Bea").await);
    tablet.delete("me/sessions").await.expect(204);
    phone.get("me").await.problem(401, "unauthenticated");
    for client in [&tablet, &stranger] {
        client.get("me").await.expect(200);
    }
    let mut browser = Browser::new(world.router.clone());
    let form = [("email", "ada@example.org"), ("password", PASSWORD)];
    browser.submit("/sign-in", "/do/auth/sign-in", &form).await.expect(303);
    browser.open("/account").await.expect(200).shows("Sign out everywhere else");
    browser.submit("/account", "/do/account/end-others", &[]).await.expect(303);
    tablet.get("me").await.problem(401, "unauthenticated");
    let alone = browser.open("/account").await.expect(200);
    alone.shows("All your other devices are signed out.");
    assert!(!alone.text().contains("Sign out everywhere else"), "there is no other");
}
