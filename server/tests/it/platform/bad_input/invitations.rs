//! Invitations that are used, expired, revoked or unknown, and two who come at once.

use std::collections::BTreeMap;

use chrono::Duration;
use serde_json::{Value, json};

use super::names;
use crate::{
    browser::Browser,
    wire::{Remote, serve},
    world::{PASSWORD, World, on_both},
};

on_both! {
    an_invitation_that_is_not_open_is_refused_alike,
    a_known_address_leaves_the_invitation_open,
    one_invitation_makes_one_doctor_when_two_come_at_once,
    one_address_makes_one_account_when_many_come_at_once,
    an_invitation_that_was_used_cannot_be_revoked,
    a_code_in_a_query_is_not_taken,
}

fn form(code: &str, email: &str) -> Value {
    json!({
        "invitation_code": code, "email": email, "password": PASSWORD, "full_name": "Dr Grace",
        "specialty": "cardiology", "time_zone": "Europe/Berlin",
    })
}

async fn invited(world: &World, email: Value) -> (String, String) {
    let issued = world.admin().await.post("admin/invitations", json!({"email": email})).await.expect(201);
    (issued.text("id").to_owned(), issued.text("code").to_owned())
}

async fn an_invitation_that_is_not_open_is_refused_alike(world: World) {
    let visitor = world.visitor();
    let (_, used) = invited(&world, json!(null)).await;
    visitor.post("auth/register-doctor", form(&used, "first@example.org")).await.expect(201);
    let (revoked_id, revoked) = invited(&world, json!(null)).await;
    world.admin().await.delete(&format!("admin/invitations/{revoked_id}")).await.expect(204);
    let (_, anothers) = invited(&world, json!("other@example.org")).await;
    let (_, expired) = invited(&world, json!(null)).await;
    let codes =
        [("used", used), ("revoked", revoked), ("another's", anothers), ("unknown", "AAAA-BBBB-CCCC-DDDD".into())];
    let mut messages = Vec::new();
    for (what, code) in codes {
        messages.push(refused(&world, what, &code).await);
    }
    world.advance(Duration::days(14));
    messages.push(refused(&world, "expired", &expired).await);
    messages.dedup();
    assert_eq!(messages.len(), 1, "a code cannot be tried out by what is answered: {messages:?}");
    world.visitor().sign_in("first@example.org", PASSWORD).await.get("me").await.expect(200);
}

/// By the API and by the form, which keeps what was typed.
async fn refused(world: &World, what: &str, code: &str) -> String {
    let answer = world.visitor().post("auth/register-doctor", form(code, "grace@example.org")).await;
    let message = names(&answer, "invitation_code", what).expect("the code is named");
    let fields = [
        ("invitation_code", code),
        ("full_name", "Dr Grace"),
        ("email", "grace@example.org"),
        ("password", PASSWORD),
        ("specialty", "cardiology"),
        ("time_zone", "Europe/Berlin"),
    ];
    let mut browser = Browser::new(world.router.clone());
    let page = browser.submit("/register/doctor", "/do/auth/register-doctor", &fields).await.expect(422);
    assert_eq!(page.error_of("invitation_code").as_ref(), Some(&message), "{what}");
    for (name, value) in fields.iter().filter(|(name, _)| *name != "password") {
        assert!(page.keeps(name, value), "{what}: {name} is lost");
    }
    message
}

/// The invitation belongs to whoever was invited: somebody who is registered as a patient with the same address hears
/// by mail that the address is taken, and registers with another one. If the code were used up by it, a mistyped
/// address would lock a doctor out; and no account was made that it could have been used for.
async fn a_known_address_leaves_the_invitation_open(world: World) {
    world.patient("Ada").await;
    let (id, code) = invited(&world, json!(null)).await;
    let first = world.visitor().post("auth/register-doctor", form(&code, "ada@example.org")).await.expect(201);
    let state = |list: &crate::client::Answer| {
        list.items().iter().find(|each| each["id"] == id.as_str()).map(|each| each["state"].clone())
    };
    let listed = world.admin().await.get("admin/invitations").await.expect(200);
    assert_eq!(state(&listed), Some(json!("open")));
    let ada = world.visitor().sign_in("ada@example.org", PASSWORD).await.get("me").await.expect(200);
    assert_eq!((ada.text("role"), ada.text("full_name")), ("patient", "Ada"), "the account is as it was");
    let second = world.visitor().post("auth/register-doctor", form(&code, "grace@example.org")).await.expect(201);
    assert_eq!(first.body, second.body, "nobody learns from the answer who has an account");
    let listed = world.admin().await.get("admin/invitations").await.expect(200);
    assert_eq!(state(&listed), Some(json!("used")));
    let told = world.mail().await;
    let told = told.iter().filter(|mail| mail.message_id.starts_with("already-registered")).count();
    assert_eq!(told, 1, "the owner of the address has been told");
}

async fn one_invitation_makes_one_doctor_when_two_come_at_once(world: World) {
    let remote = Remote::new(serve(world.router.clone()).await);
    for round in 0..4 {
        let (_, code) = invited(&world, json!(null)).await;
        let send = |n: usize| {
            let (remote, form) = (remote.clone(), form(&code, &format!("doctor{round}.{n}@example.org")));
            async move { remote.post("auth/register-doctor", &form).await.expect("an answer") }
        };
        let answers: [(u16, Value); 4] = tokio::join!(send(0), send(1), send(2), send(3)).into();
        let mut statuses = answers.clone().map(|(status, _)| status);
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 422, 422, 422], "{answers:?}");
        for (status, body) in answers {
            assert!(status == 201 || body["fields"][0]["field"] == "invitation_code", "{body}");
        }
    }
    let doctors = world.admin().await.get("admin/users?role=doctor").await.expect(200);
    assert_eq!(doctors.number("total"), 4, "no account of those who came too late");
    assert_eq!(world.admin().await.get("admin/doctors").await.expect(200).number("total"), 4);
}

async fn one_address_makes_one_account_when_many_come_at_once(world: World) {
    let remote = Remote::new(serve(world.router.clone()).await);
    let (_, code) = invited(&world, json!(null)).await;
    let patient = |n: usize| {
        let form = json!({
            "email": if n.is_multiple_of(2) { "ada@example.org" } else { " ADA@Example.org " }, "full_name": format!("Ada {n}"),
            "password": format!("{PASSWORD} {n}"), "time_zone": "UTC",
        });
        let remote = remote.clone();
        async move { remote.post("auth/register", &form).await.expect("an answer") }
    };
    let doctor = {
        let (remote, form) = (remote.clone(), form(&code, "ada@example.org"));
        async move { remote.post("auth/register-doctor", &form).await.expect("an answer") }
    };
    let answers: [(u16, Value); 5] = tokio::join!(patient(0), patient(1), patient(2), patient(3), doctor).into();
    assert!(answers.iter().all(|(status, body)| *status == 201 && *body == answers[0].1), "{answers:?}");

    // By forms too: the first is signed in, the others are led to sign in, and nobody is told that there is an account.
    let mut browsers = [(); 3].map(|()| Browser::new(world.router.clone()));
    let form = |n: usize| {
        vec![
            ("full_name", format!("Bea {n}")),
            ("email", "bea@example.org".to_owned()),
            ("password", format!("{PASSWORD} {n}")),
            ("time_zone", "UTC".to_owned()),
        ]
    };
    let [one, two, three] = &mut browsers;
    let send = async |browser: &mut Browser, n: usize| {
        let form = form(n);
        let fields: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let page = browser.submit("/register", "/do/auth/register", &fields).await.expect(303);
        page.headers["location"].to_str().expect("a path").to_owned()
    };
    let places: [String; 3] = tokio::join!(send(one, 0), send(two, 1), send(three, 2)).into();
    let mut tally: BTreeMap<String, usize> = BTreeMap::new();
    places.into_iter().for_each(|place| *tally.entry(place).or_default() += 1);
    assert_eq!(tally, BTreeMap::from([("/".to_owned(), 1), ("/sign-in?next=%2F&after=register".to_owned(), 2)]));

    let admin = world.admin().await;
    for email in ["ada", "bea"] {
        let found = admin.get(&format!("admin/users?q={email}@example.org")).await.expect(200);
        assert_eq!(found.number("total"), 1, "{}", found.body);
    }
}

async fn an_invitation_that_was_used_cannot_be_revoked(world: World) {
    let (id, code) = invited(&world, json!(null)).await;
    world.visitor().post("auth/register-doctor", form(&code, "grace@example.org")).await.expect(201);
    let admin = world.admin().await;
    admin.delete(&format!("admin/invitations/{id}")).await.problem(409, "conflict");
    let (id, _) = invited(&world, json!(null)).await;
    admin.delete(&format!("admin/invitations/{id}")).await.expect(204);
    admin.delete(&format!("admin/invitations/{id}")).await.problem(409, "conflict");
}

/// A query stands in the logs of every proxy; what is behind the # does not leave the browser.
async fn a_code_in_a_query_is_not_taken(world: World) {
    let (_, code) = invited(&world, Value::Null).await;
    let mut browser = Browser::new(world.router.clone());
    for name in ["code", "invitation_code", "invitation"] {
        let page = browser.open(&format!("/register/doctor?{name}={code}")).await.expect(200);
        page.shows("Invitation code");
        assert!(!page.has_value("invitation_code", &code), "{name} is read from the query");
    }
}
