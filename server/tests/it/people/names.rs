//! What people type is one text, however their keyboard, system or browser composed it.

use axum::http::Method;
use clinic::people::accounts;
use serde_json::json;

use crate::{
    client::Client,
    world::{World, on_both},
};

on_both! {
    a_password_fits_however_its_letters_were_composed,
    an_address_is_one_in_its_own_letters_and_as_browsers_send_it,
    an_invitation_fits_both_forms_of_its_address,
    a_press_is_one_in_both_forms_of_its_address,
    strikes_count_both_forms_of_an_address,
    names_are_stored_composed,
    every_search_finds_names_as_they_are_typed,
}

fn newcomer(email: &str, password: &str, name: &str) -> serde_json::Value {
    json!({"email": email, "password": password, "full_name": name, "time_zone": "Europe/Berlin"})
}

async fn a_password_fits_however_its_letters_were_composed(world: World) {
    let composed = "schöne Grüße";
    let apart = "scho\u{308}ne Gru\u{308}ße";
    let wide = "schöne\u{3000}Grüße";
    let visitor = world.visitor();
    for (n, set) in [composed, apart, wide].into_iter().enumerate() {
        let email = format!("p{n}@example.org");
        visitor.post("auth/register", newcomer(&email, set, "Ada")).await.expect(201);
        for typed in [composed, apart, wide] {
            visitor.post("auth/login", json!({"email": email, "password": typed})).await.expect(200);
        }
        for other in ["schone Gruße", "Schöne Grüße", "schöneGrüße"] {
            let refused = visitor.post("auth/login", json!({"email": email, "password": other})).await;
            refused.problem(401, "invalid-credentials");
        }
    }
}

async fn an_address_is_one_in_its_own_letters_and_as_browsers_send_it(world: World) {
    let forms = ["ada@exämple.org", "ada@xn--exmple-cua.org", "ADA@EXA\u{308}MPLE.org", "ada@exämple。org"];
    let password = "three good words";
    let visitor = world.visitor();
    for (n, registered) in forms.into_iter().enumerate() {
        let with = |form: &str| form.to_lowercase().replace("ada@", &format!("ada{n}@"));
        visitor.post("auth/register", newcomer(&with(registered), password, "Ada")).await.expect(201);
        for typed in forms {
            let me = Client::clone(&visitor).sign_in(&with(typed), password).await.get("me").await.expect(200);
            assert_eq!(me.text("email"), format!("ada{n}@xn--exmple-cua.org"), "{registered}, {typed}");
        }
    }
    // Made on the command line as well; and found by both.
    accounts::create_admin(&world.clinic, "root@exämple.org", password, "Root").await.expect("an admin");
    let twice = accounts::create_admin(&world.clinic, "root@xn--exmple-cua.org", password, "Root").await;
    assert!(twice.is_err(), "it is the same address");
    let admin = visitor.sign_in("root@xn--exmple-cua.org", password).await;
    for q in ["root@ex%C3%A4mple.org", "root@xn--exmple-cua.org", "root%20exa"] {
        let found = admin.get(&format!("admin/users?q={q}")).await.expect(200);
        assert_eq!(found.number("total"), 1, "{q}: {}", found.body);
    }
    let mail = world.mail().await;
    assert!(mail.iter().all(|mail| mail.email.to.is_ascii()), "every mail server takes it");
    // People read it in its own letters.
    let mut browser = crate::browser::Browser::new(world.router.clone());
    let sent = [("email", "root@exämple.org"), ("password", password)];
    browser.submit("/sign-in", "/do/auth/sign-in", &sent).await.expect(303);
    let page = browser.open("/admin/users?q=root").await.expect(200);
    assert!(page.html.contains("@exämple.org") && !page.html.contains("xn--"), "{}", page.text());
}

async fn an_invitation_fits_both_forms_of_its_address(world: World) {
    let admin = world.admin().await;
    for (n, (bound, typed)) in
        [("exämple.org", "xn--exmple-cua.org"), ("xn--exmple-cua.org", "exämple.org")].into_iter().enumerate()
    {
        let issued = admin.post("admin/invitations", json!({"email": format!("Grace{n}@{bound}")})).await.expect(201);
        let form = |email: String, code: &str| {
            json!({"invitation_code": code, "email": email, "password": "three good words", "full_name": "Grace",
                "specialty": "cardiology", "time_zone": "UTC"})
        };
        let code = issued.text("code");
        let other = world.visitor().post("auth/register-doctor", form(format!("eve@{typed}"), code)).await;
        other.refuses(&["invitation_code"]);
        // Typed in full width, as some keyboards write it.
        let wide: String = code.chars().map(|c| char::from_u32(c as u32 + 0xFEE0).unwrap_or(c)).collect();
        world.visitor().post("auth/register-doctor", form(format!("grace{n}@{typed}"), &wide)).await.expect(201);
    }
}

async fn a_press_is_one_in_both_forms_of_its_address(world: World) {
    const KEY: &[(&str, &str)] = &[("Idempotency-Key", "one-wish")];
    let visitor = world.visitor();
    let issued = world.admin().await.post("admin/invitations", json!({})).await.expect(201);
    let mut counts = Vec::new();
    for host in ["exämple.org", "xn--exmple-cua.org", "exa\u{308}mple.org", "EXÄMPLE.org"] {
        let form = newcomer(&format!("ada@{host}"), "three good words", "Ada");
        visitor.send(Method::POST, "auth/register", Some(form), KEY).await.expect(201);
        let mut form = newcomer(&format!("grace@{host}"), "three good words", "Grace");
        form["invitation_code"] = json!(issued.text("code"));
        form["specialty"] = json!("cardiology");
        visitor.send(Method::POST, "auth/register-doctor", Some(form), KEY).await.expect(201);
        counts.push(world.mail().await.len());
    }
    assert!(counts.iter().all(|count| *count == counts[0]), "nobody is told that the address is known: {counts:?}");
}

async fn strikes_count_both_forms_of_an_address(mut world: World) {
    world.set_settings(|settings| settings.rate_limit = true);
    let guess = |email: &str| json!({"email": email, "password": "a wrong guess"});
    let mut waits = false;
    for n in 0..60 {
        let form = ["ada@exämple.org", "ada@xn--exmple-cua.org", "ADA@exa\u{308}mple.org"][n % 3];
        waits = world.visitor().post("auth/login", guess(form)).await.status == 429;
        if waits {
            break;
        }
    }
    assert!(waits, "guesses are bounded");
    for form in ["ada@exämple.org", "ada@xn--exmple-cua.org"] {
        assert_eq!(world.visitor().post("auth/login", guess(form)).await.status, 429, "{form}");
    }
}

async fn names_are_stored_composed(world: World) {
    let doctor = world.doctor("Grace").await;
    let name = "Zoe\u{308} Mu\u{308}ller";
    let me = doctor.client.patch("me", json!({"full_name": name})).await.expect(200);
    assert_eq!(me.text("full_name"), "Zoë Müller");
    let saved = doctor.client.patch("doctors/me", json!({"about": "U\u{308}ber mich"})).await.expect(200);
    assert_eq!(saved.text("about"), "Über mich");
}

async fn every_search_finds_names_as_they_are_typed(world: World) {
    let doctor = world.doctor("Tomas").await;
    doctor.client.patch("me", json!({"full_name": "Dr. Tomás O’Brien"})).await.expect(200);
    let patient = world.patient("Anna Müller").await;
    world.patient("Dentina Mull").await;
    let start = world.free_start(&doctor, 2).await;
    world.book(&patient, &doctor, start).await.expect(201);
    let admin = world.admin().await;
    for (client, path, q, expected) in [
        (&world.visitor(), "doctors", "o'brien", 1),
        (&world.visitor(), "doctors", "O%E2%80%99BRIEN%20tom", 1),
        (&world.visitor(), "doctors", "brien,%20tomas", 1),
        // Within a word, and too short to be a slip.
        (&world.visitor(), "doctors", "ien", 0),
        (&patient, "appointments", "obrien%20tomas", 1),
        (&doctor.client, "appointments", "muller%20anna", 1),
        (&doctor.client, "appointments", "mueller", 1),
        (&doctor.client, "appointments", "mu%CC%88ller", 1),
        (&doctor.client, "appointments", "uller", 0),
        (&admin, "appointments", "muller%20obrien", 1),
        (&admin, "appointments", "anna%20tomas%20nobody", 0),
        (&admin, "admin/users", "muller,%20anna", 1),
        (&admin, "admin/users", "mull", 2),
        (&admin, "admin/users", "tina", 0),
        (&admin, "admin/doctors", "TOM%C3%81%C5%A0", 1),
        (&admin, "admin/doctors", "brien%20cardio", 1),
    ] {
        let found = client.get(&format!("{path}?q={q}")).await.expect(200);
        assert_eq!(found.number("total"), expected, "{path} {q}: {}", found.body);
    }
}
