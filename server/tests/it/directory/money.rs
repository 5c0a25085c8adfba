//! Prices in the clinic's one currency.

use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::{
    browser::Browser,
    process::executable::Folder,
    world::{PASSWORD, World, on_both},
};

on_both! {
    prices_are_taken_and_shown_as_the_currency_has_them,
    a_price_that_the_currency_does_not_have_is_refused_by_its_rule,
    the_document_tells_the_rule_of_the_currency,
}

async fn prices_are_taken_and_shown_as_the_currency_has_them(mut world: World) {
    for (n, (code, sent, kept, written, typed)) in [
        ("EUR", json!("45,50"), json!(45.5), "€45.50", "45.50"),
        ("JPY", json!(5000), json!(5000), "¥5,000", "5000"),
        ("ISK", json!(5000.0), json!(5000), "ISK\u{a0}5,000", "5000"),
        ("VND", json!(1_500_000), json!(1_500_000), "₫1,500,000", "1500000"),
        ("KWD", json!(12.125), json!(12.125), "KWD\u{a0}12.125", "12.125"),
        ("BHD", json!("7.5"), json!(7.5), "BHD\u{a0}7.500", "7.500"),
    ]
    .into_iter()
    .enumerate()
    {
        world.set_currency(code);
        let doctor = world.doctor(&format!("Grace{n}")).await;
        let path = format!("doctors/me/visit-types/{}", doctor.visit_type);
        let changed = doctor.client.patch(&path, json!({"price": sent})).await.expect(200);
        assert_eq!(changed.body["price"], kept, "{code}");
        let again = doctor.client.patch(&path, json!({"minutes": 30})).await.expect(200);
        assert_eq!(again.body["price"], kept, "{code}: what is left out stays");
        let patient = world.patient(&format!("Ada{n}")).await;
        let start = world.free_start(&doctor, 0).await;
        let booked = world.book(&patient, &doctor, start).await.expect(201);
        assert_eq!(booked.body["price"], kept, "{code}");
        let mut visitor = Browser::new(world.router.clone());
        visitor.open(&format!("/doctors/{}", doctor.id)).await.expect(200).shows(written);
        let later = world.free_start(&doctor, 1).await.format("%Y-%m-%dT%H:%M:%SZ");
        let summary = format!("/book?doctor={}&visit_type={}&start={later}", doctor.id, doctor.visit_type);
        visitor.open(&summary).await.expect(200).shows(written);
        let mut grace = signed_in(&world, &format!("grace{n}@example.org")).await;
        grace.open("/practice/visit-types").await.expect(200).shows(written);
        let form = grace.open(&format!("/practice/visit-types?edit={}", doctor.visit_type)).await.expect(200);
        assert!(form.has_value("price", typed), "{code}: {typed} stands in the form");
        grace.open(&format!("/visits/{}", booked.text("id"))).await.expect(200).shows(written);
    }
}

async fn a_price_that_the_currency_does_not_have_is_refused_by_its_rule(mut world: World) {
    let doctor = world.doctor("Grace").await;
    for (code, sent, told) in [
        (
            "JPY",
            json!(5000.5),
            "Please give a price in JPY such as 4500, without decimals, and leave it empty for none.",
        ),
        (
            "VND",
            json!("0.01"),
            "Please give a price in VND such as 4500, without decimals, and leave it empty for none.",
        ),
        ("EUR", json!(12.125), "Please give a price in EUR such as 45 or 45.50 and leave it empty for none."),
        ("KWD", json!("1.0005"), "Please give a price in KWD such as 45 or 45.500 and leave it empty for none."),
        ("EUR", json!("1,000"), "Please give a price in EUR such as 45 or 45.50 and leave it empty for none."),
        ("GBP", json!("1.500"), "Please give a price in GBP such as 45 or 45.50 and leave it empty for none."),
        (
            "KRW",
            json!("45,000"),
            "Please give a price in KRW such as 4500, without decimals, and leave it empty for none.",
        ),
        ("CHF", json!(1_000_000_001), "Please give at most CHF\u{a0}1,000,000,000."),
        ("USD", json!("much"), "Please give a price in USD such as 45 or 45.50 and leave it empty for none."),
    ] {
        world.set_currency(code);
        let client = world.again(&doctor.client).await;
        let path = format!("doctors/me/visit-types/{}", doctor.visit_type);
        let refused = client.patch(&path, json!({"price": sent})).await;
        assert_eq!(refused.body["fields"][0]["message"], told, "{code}: {}", refused.body);
        refused.refuses(&["price"]);
        let mut grace = signed_in(&world, "grace@example.org").await;
        let typed = sent.as_str().map_or(sent.to_string(), str::to_owned);
        let fields = [("name", "Visit"), ("minutes", "30"), ("price", typed.as_str())];
        let page = grace.submit("/practice/visit-types", "/do/practice/save-visit-type", &fields).await.expect(422);
        page.shows(told);
        assert!(page.has_value("price", &typed), "{code}: what was typed stays");
    }
}

async fn the_document_tells_the_rule_of_the_currency(mut world: World) {
    for (code, step, about) in [
        ("EUR", json!(0.01), "In EUR, with at most 2 decimals."),
        ("JPY", json!(1), "In JPY, without decimals."),
        ("KWD", json!(0.001), "In KWD, with at most 3 decimals."),
    ] {
        world.set_currency(code);
        let page = Browser::new(world.router.clone()).open("/api/openapi.json").await.expect(200);
        let document: Value = serde_json::from_str(&page.html).expect("JSON");
        for name in ["Price", "Amount"] {
            let schema = &document["components"]["schemas"][name];
            assert_eq!(schema["multipleOf"], step, "{schema}");
            assert!(schema["description"].as_str().is_some_and(|text| text.ends_with(about)), "{schema}");
        }
    }
}

async fn signed_in(world: &World, email: &str) -> Browser {
    let mut browser = Browser::new(world.router.clone());
    let fields = [("email", email), ("password", PASSWORD)];
    assert_eq!(browser.submit("/sign-in", "/do/auth/sign-in", &fields).await.status, 303);
    browser
}

#[test]
fn another_currency_is_refused_at_the_start_once_there_are_prices() {
    let folder = Folder::new();
    let run = |command: &str, currency: &str| -> Output {
        Command::new(env!("CARGO_BIN_EXE_anteroom"))
            .current_dir(&folder.0)
            .env("ANTEROOM_DATABASE_URL", "sqlite://anteroom.db")
            .env("ANTEROOM_CURRENCY", currency)
            .arg(command)
            .output()
            .expect("the executable runs")
    };
    for (command, currency) in [("migrate", "EUR"), ("migrate", "JPY"), ("demo", "JPY"), ("migrate", "JPY")] {
        let ran = run(command, currency);
        assert!(ran.status.success(), "{command} {currency}: {}", String::from_utf8_lossy(&ran.stderr));
    }
    let refused = run("serve", "EUR");
    let told = String::from_utf8_lossy(&refused.stderr);
    assert!(!refused.status.success());
    assert!(told.contains("ANTEROOM_CURRENCY is not usable: the prices in the database are in JPY"), "{told}");
}
