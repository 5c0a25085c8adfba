//! What admins do and see.

use serde_json::json;

use crate::world::{World, on_both};

on_both! {
    invitations_are_issued_listed_and_revoked,
    figures_add_up,
    lists_of_people,
    a_list_that_grows_is_read_on_without_a_gap,
    mail_is_listed_without_addresses,
}

async fn invitations_are_issued_listed_and_revoked(world: World) {
    let admin = world.admin().await;
    let open = admin.post("admin/invitations", json!({})).await.expect(201);
    let bound = admin.post("admin/invitations", json!({"email": "Grace@Example.org"})).await.expect(201);
    assert_ne!(open.text("code"), bound.text("code"));
    admin.post("admin/invitations", json!({"email": "not an address"})).await.refuses(&["email"]);

    let listed = admin.get("admin/invitations").await.expect(200);
    assert_eq!(listed.number("total"), 2);
    assert!(!listed.body.to_string().contains(open.text("code")), "a code is shown once");

    let path = format!("admin/invitations/{}", open.text("id"));
    admin.delete(&path).await.expect(204);
    let listed = admin.get("admin/invitations").await.expect(200);
    let state = listed.items().iter().find(|item| item["id"] == open.body["id"]).map(|item| item["state"].clone());
    assert_eq!(state, Some(json!("revoked")));
    let form = json!({
        "invitation_code": open.text("code"), "email": "eve@example.org", "password": "a good password",
        "full_name": "Eve", "specialty": "cardiology", "time_zone": "UTC",
    });
    world.visitor().post("auth/register-doctor", form).await.refuses(&["invitation_code"]);
}

async fn figures_add_up(world: World) {
    let doctor = world.doctor("Grace").await;
    world.bare_doctor("Ida").await;
    let patient = world.patient("Ada").await;
    let mut ids = Vec::new();
    for start in world.free_starts(&doctor).await.into_iter().take(3) {
        ids.push(world.book(&patient, &doctor, start).await.expect(201).text("id").to_owned());
    }
    patient.post(&format!("appointments/{}/cancel", ids[0]), json!({})).await.expect(200);
    // 09:40: the one at 09:30 has begun.
    world.advance(chrono::TimeDelta::minutes(100));
    let doctor = world.again(&doctor.client).await;
    doctor.post(&format!("appointments/{}/no-show", ids[1]), json!({})).await.expect(200);
    let figures = world.admin().await.get("admin/figures").await.expect(200);
    for (name, expected) in [("patients", 1), ("doctors", 2), ("doctors_public", 1), ("upcoming", 1)] {
        assert_eq!(figures.number(name), expected, "{name}");
    }
    for (name, expected) in [("booked", 3), ("cancelled", 1), ("no_show", 1), ("completed", 0), ("new_patients", 1)] {
        assert_eq!(figures.body[name]["now"], expected, "{name}");
    }
    let days = figures.list("booked_per_day");
    assert_eq!(days.len(), 30);
    assert_eq!(days[29], json!({"date": "2026-11-23", "count": 3}));
}

async fn a_list_that_grows_is_read_on_without_a_gap(world: World) {
    // Some of one instant, some of others.
    for n in 0..7 {
        world.patient(&format!("Patient{n}")).await;
        if n % 3 == 0 {
            world.advance(chrono::TimeDelta::minutes(1));
        }
    }
    let admin = world.admin().await;
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let read = admin.get(&format!("admin/users?q=patient&per_page=2&after={after}")).await.expect(200);
        assert_eq!((read.number("page"), read.number("total")), (1, 7 - seen.len() as i64), "behind what was read");
        seen.extend(read.items().iter().map(|user| user["email"].as_str().unwrap_or_default().to_owned()));
        let Some(next) = read.body["next"].as_str() else { break };
        after = next.to_owned();
        // Who comes meanwhile stands before what was read.
        world.advance(chrono::TimeDelta::minutes(1));
        world.patient(&format!("Newcomer{}", seen.len())).await;
    }
    let all = admin.get("admin/users?q=patient&per_page=50").await.expect(200);
    let all: Vec<_> = all.items().iter().map(|user| user["email"].as_str().unwrap_or_default().to_owned()).collect();
    assert_eq!(seen, all);
    for bad in ["x", "-", "1795420800123-", "1795420800123-%00"] {
        admin.get(&format!("admin/users?after={bad}")).await.refuses(&["after"]);
    }
}

async fn lists_of_people(world: World) {
    world.doctor("Grace").await;
    world.patient("Ada").await;
    world.patient("Bea").await;
    let admin = world.admin().await;
    assert_eq!(admin.get("admin/users?role=patient").await.expect(200).number("total"), 2);
    assert_eq!(admin.get("admin/users?q=ada").await.expect(200).number("total"), 1);
    assert_eq!(admin.get("admin/users?per_page=1&page=2").await.expect(200).items().len(), 1);
    admin.get("admin/users?role=king").await.refuses(&["role"]);
    let doctors = admin.get("admin/doctors").await.expect(200);
    assert_eq!((doctors.number("total"), &doctors.items()[0]["is_public"]), (1, &json!(true)));
}

async fn mail_is_listed_without_addresses(world: World) {
    let doctor = world.doctor("Grace").await;
    let patient = world.patient("Ada").await;
    let start = world.free_start(&doctor, 0).await;
    world.book(&patient, &doctor, start).await.expect(201);
    let admin = world.admin().await;
    let listed = admin.get("admin/mail").await.expect(200);
    assert!(listed.number("total") >= 2, "{}", listed.body);
    assert!(!listed.body.to_string().contains("@example.org"), "{}", listed.body);
    admin.get("admin/mail?state=lost").await.refuses(&["state"]);
    world.deliver().await;
    assert_eq!(admin.get("admin/mail?state=waiting").await.expect(200).number("total"), 0);
    assert!(admin.get("admin/mail?state=sent").await.expect(200).number("total") >= 2);
}
