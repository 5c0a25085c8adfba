//! Invitation codes: hard to guess, easy to type, and in clear no longer than they must be.

use chrono::Duration;
use domain::notices::job::JobKind;
use serde_json::{Value, json};
use store::notices::outbox_repo;

use crate::{
    client::Answer,
    world::{PASSWORD, World, on_both},
};

on_both! {
    a_code_has_128_bits_and_is_typed_as_people_type,
    a_code_that_was_never_sent_is_forgotten_when_its_invitation_ends,
    a_code_whose_mail_was_given_up_is_forgotten_after_a_week,
}

async fn invited(world: &World, email: &str) -> Answer {
    world.admin().await.post("admin/invitations", json!({"email": email})).await.expect(201)
}

fn form(code: &str, email: &str) -> Value {
    json!({
        "invitation_code": code, "email": email, "password": PASSWORD, "full_name": "Dr Grace",
        "specialty": "cardiology", "time_zone": "Europe/Berlin",
    })
}

/// The codes that stand in the outbox in clear. Everything that waits is looked at, and nothing taken.
async fn codes_in_clear(world: &World) -> Vec<String> {
    let now = world.clinic.effects.clock.now();
    let mut tx = world.clinic.store.write().await.expect("a transaction");
    let jobs = outbox_repo::take(&mut tx, now, now, 1000).await.expect("what waits");
    tx.roll_back().await.expect("undone");
    let codes = jobs.into_iter().filter(|job| job.kind == JobKind::Invitation).filter_map(|job| job.secret);
    codes.collect()
}

async fn a_code_has_128_bits_and_is_typed_as_people_type(world: World) {
    let ways: [fn(&str) -> String; 6] = [
        |code: &str| code.to_owned(),
        |code: &str| code.to_lowercase(),
        |code: &str| code.replace('-', ""),
        |code: &str| format!("  {}\n", code.replace('-', " – ")),
        |code: &str| code.replace('0', "o").replace('1', "l"),
        |code: &str| code.replace('0', "O").replace('1', "I").replace('-', "\u{a0}"),
    ];
    for (n, typed) in ways.into_iter().enumerate() {
        let email = format!("grace{n}@example.org");
        let issued = invited(&world, &email).await;
        let code = issued.text("code");
        // A letter of 32 is five bits.
        assert!(code.replace('-', "").len() * 5 >= 128, "{code}");
        world.visitor().post("auth/register-doctor", form(&typed(code), &email)).await.expect(201);
    }
    // A code of which a part is missing is none.
    let issued = invited(&world, "last@example.org").await;
    let short = &issued.text("code")[..29];
    world.visitor().post("auth/register-doctor", form(short, "last@example.org")).await.refuses(&["invitation_code"]);
}

async fn a_code_that_was_never_sent_is_forgotten_when_its_invitation_ends(world: World) {
    let admin = world.admin().await;
    let used = invited(&world, "used@example.org").await;
    let revoked = invited(&world, "revoked@example.org").await;
    let expired = invited(&world, "expired@example.org").await;
    assert_eq!(codes_in_clear(&world).await.len(), 3);
    let form = form(used.text("code"), "used@example.org");
    world.visitor().post("auth/register-doctor", form).await.expect(201);
    admin.delete(&format!("admin/invitations/{}", revoked.text("id"))).await.expect(204);
    assert_eq!(codes_in_clear(&world).await, [expired.text("code")]);
    world.advance(Duration::days(14) - Duration::seconds(1));
    clinic::jobs::sweep(&world.clinic).await.expect("swept");
    assert_eq!(codes_in_clear(&world).await, [expired.text("code")]);
    world.advance(Duration::seconds(1));
    clinic::jobs::sweep(&world.clinic).await.expect("swept");
    assert!(codes_in_clear(&world).await.is_empty());
    // Nothing is sent of what has ended, and the admin can see why.
    let mail = world.mail().await;
    assert!(!mail.iter().any(|mail| mail.email.text.contains("Invitation code")), "only ended invitations");
    let dropped = world.admin().await.get("admin/mail?state=dropped").await.expect(200);
    assert_eq!(dropped.number("total"), 3);
    for item in dropped.items() {
        assert_eq!(item["last_error"], "the invitation has ended, or its code is not kept any more");
    }
}

async fn a_code_whose_mail_was_given_up_is_forgotten_after_a_week(world: World) {
    let (first, second) = (invited(&world, "first@example.org").await, invited(&world, "second@example.org").await);
    // The mail of both is given up, today and whenever it is tried again.
    let given_up = async || {
        let now = world.clinic.effects.clock.now();
        let mut tx = world.clinic.store.write().await.expect("a transaction");
        let jobs = outbox_repo::take(&mut tx, now, now, 1000).await.expect("what waits");
        let jobs: Vec<_> = jobs.into_iter().filter(|job| job.kind == JobKind::Invitation).collect();
        for job in &jobs {
            outbox_repo::give_up(&mut tx, job.id, "refused").await.expect("given up");
        }
        tx.commit().await.expect("committed");
        jobs
    };
    let jobs = given_up().await;
    let job_of = |issued: &Answer| {
        let job = jobs.iter().find(|job| job.subject.to_string() == issued.text("id"));
        job.map(|job| job.id).expect("its message")
    };
    // An admin may send it again as it is.
    let again = async |issued: &Answer| {
        let path = format!("admin/mail/{}/retry", job_of(issued));
        world.admin().await.post(&path, json!({})).await.expect(204);
        codes_in_clear(&world).await
    };
    world.advance(Duration::days(7) - Duration::seconds(1));
    clinic::jobs::sweep(&world.clinic).await.expect("swept");
    assert_eq!(again(&second).await, [second.text("code")]);
    given_up().await;
    world.advance(Duration::seconds(1));
    clinic::jobs::sweep(&world.clinic).await.expect("swept");
    assert!(again(&first).await.is_empty(), "a week has passed");
    assert_eq!(again(&second).await, [second.text("code")], "a week from the last try has not");
    // What cannot be sent any more is dropped; the invitation itself is open, for whoever has the code.
    let mail = world.mail().await;
    let sent: Vec<_> = mail.iter().filter(|mail| mail.email.text.contains("Invitation code")).collect();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].email.to, "second@example.org");
    world.visitor().post("auth/register-doctor", form(first.text("code"), "first@example.org")).await.expect(201);
}
