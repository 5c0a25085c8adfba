//! The directory's search, as the API answers it and as its page says it.

use domain::scheduling::location::Location;
use serde_json::json;
use store::scheduling::location_repo;

use crate::{
    browser::{Browser, Page},
    world::{World, on_both},
};

on_both! {
    a_search_that_finds_nobody_says_what_would_match,
    the_word_for_what_hurts_finds_the_specialty,
    words_are_of_names_specialties_and_languages,
    a_slip_is_forgiven_and_the_page_says_so,
    one_word_that_nobody_has_leads_on,
    what_is_typed_is_text_on_the_page_of_nobody,
    a_doctor_in_a_zone_that_is_unknown_here_hides_nobody_else,
}

/// Rules of zones may be older here than where the zone was chosen.
async fn a_doctor_in_a_zone_that_is_unknown_here_hides_nobody_else(world: World) {
    let (grace, _ida) = (world.doctor("Grace").await, world.doctor("Ida").await);
    let moves_to = async |zone: &str| {
        let mut tx = world.clinic.store.write().await.expect("a transaction");
        let first = location_repo::first(&mut tx, grace.id.parse().expect("an id")).await.expect("a query");
        let moved = Location { zone: zone.to_owned(), ..first.expect("a location") };
        location_repo::update(&mut tx, &moved).await.expect("it is set");
        tx.commit().await.expect("it is committed");
    };
    moves_to("America/Nuuk_2").await;
    for sort in ["soonest", "name"] {
        let found = world.visitor().get(&format!("doctors?sort={sort}")).await.expect(200);
        let names: Vec<_> = found.items().iter().filter_map(|item| item["full_name"].as_str()).collect();
        assert_eq!(names, ["Ida"], "{sort}");
        page(&world, &format!("sort={sort}")).await.shows("Ida");
    }
    // So that the end of the test finds everything whole.
    moves_to("Europe/Berlin").await;
}

/// The names that the API finds.
async fn names(world: &World, q: &str) -> Vec<String> {
    let q: String = q.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let answer = world.visitor().get(&format!("doctors?q={q}")).await.expect(200);
    assert_eq!(answer.number("total"), answer.items().len() as i64);
    answer.items().iter().filter_map(|item| item["full_name"].as_str()).map(str::to_owned).collect()
}

async fn page(world: &World, query: &str) -> Page {
    Browser::new(world.router.clone()).open(&format!("/doctors?{query}")).await.expect(200)
}

async fn the_word_for_what_hurts_finds_the_specialty(world: World) {
    let grace = world.doctor("Grace").await;
    world.doctor("Ida").await.client.patch("doctors/me", json!({"specialties": ["dermatology"]})).await.expect(200);
    for q in ["heart", "HEART", "palpitations", "grace%20heart"] {
        let found = world.visitor().get(&format!("doctors?q={q}")).await.expect(200);
        assert_eq!((found.number("total"), &found.items()[0]["id"]), (1, &json!(grace.id)), "{q}");
    }
    assert_eq!(world.visitor().get("doctors?q=ida%20heart").await.expect(200).number("total"), 0);
    // Whoever is called so comes first, also when free later.
    let heart = world.doctor("Heart").await.client;
    heart.put("doctors/me/exceptions/2026-11-23", json!({"kind": "closed"})).await.expect(200);
    heart.patch("doctors/me", json!({"specialties": ["dermatology"]})).await.expect(200);
    assert_eq!(names(&world, "heart").await, ["Heart", "Grace"]);
}

async fn a_search_that_finds_nobody_says_what_would_match(world: World) {
    let doctor = world.doctor("Grace").await;
    let mut browser = Browser::new(world.router.clone());
    let page = browser.open("/doctors?q=grace&kind=video&language=en").await.expect(200);
    page.shows("No doctor matches all of these");
    page.shows("Without Video: one doctor");
    assert!(!page.html.contains("Without “grace”"), "nobody is met by video, whatever the name");
    let statements = async |browser: &mut Browser| {
        let before = world.clinic.store.statements();
        browser.open("/doctors?q=grace&kind=video&language=de").await.expect(200).shows("No doctor matches");
        world.clinic.store.statements() - before
    };
    let few = statements(&mut browser).await;
    for n in 0..5 {
        world.doctor(&format!("Grace {n}")).await;
    }
    assert_eq!(statements(&mut browser).await, few);

    // A search has one address, and its doctors lead back to it; times are of what the card names.
    browser.open("/doctors?q=&kind=in_person&sort=").await.leads_to("/doctors?kind=in_person");
    let page = browser.open("/doctors?kind=in_person").await.expect(200);
    let profile = format!("/doctors/{}?type={}&amp;search=kind%3Din_person", doctor.id, doctor.visit_type);
    assert!(page.html.contains(&profile), "{}", page.html);
    page.shows("30 minutes · In person");
    let page = browser.open(&profile.replace("&amp;", "&")).await.expect(200);
    assert!(page.html.contains("href=\"/doctors?kind=in_person\""));
    // A time leads to its summary and from there back to the search, whether or not it can still be booked.
    let time = links(&page.html).find(|link| link.starts_with("/book?")).expect("a time");
    assert!(time.ends_with("&search=kind%3Din_person"), "{time}");
    let summary = browser.open(&time).await.expect(200);
    let back = links(&summary.html).find(|link| link.starts_with("/doctors/")).expect("a way back");
    assert!(back.ends_with("&search=kind%3Din_person"), "{back}");
    doctor.client.delete(&format!("doctors/me/visit-types/{}", doctor.visit_type)).await.expect(204);
    let gone = browser.open(&time).await.expect(404);
    assert!(links(&gone.html).any(|link| link == "/doctors?kind=in_person"), "{}", gone.html);
}

/// Where the links of a page lead.
fn links(html: &str) -> impl Iterator<Item = String> {
    html.split("href=\"").skip(1).filter_map(|rest| Some(rest.split_once('"')?.0.replace("&amp;", "&")))
}

async fn words_are_of_names_specialties_and_languages(world: World) {
    let grace = world.doctor("Grace O'Brien").await.client;
    grace.patch("doctors/me", json!({"languages": ["en", "de"]})).await.expect(200);
    let ida = world.doctor("Ida").await.client;
    ida.patch("doctors/me", json!({"specialties": ["dentistry"], "languages": ["en"]})).await.expect(200);
    for (q, expected) in [
        ("cardiologists", &["Grace O'Brien"][..]),
        ("german cardiologist", &["Grace O'Brien"]),
        ("heart doctor, o'brien", &["Grace O'Brien"]),
        ("Deutsch", &["Grace O'Brien"]),
        ("dentists near me", &["Ida"]),
        ("german dentist", &[]),
        ("ent", &[]),
        ("doctor", &["Ida", "Grace O'Brien"]),
        ("a specialist for me", &["Ida", "Grace O'Brien"]),
    ] {
        assert_eq!(names(&world, q).await, expected, "{q}");
    }
    page(&world, "q=german%20dentist").await.shows("One doctor matches “german”");
}

async fn a_slip_is_forgiven_and_the_page_says_so(world: World) {
    world.doctor("Ann-Kristin Lindqvist").await;
    world.doctor("Bo").await.client.patch("doctors/me", json!({"specialties": ["dermatology"]})).await.expect(200);
    for q in ["lindqvsit", "lindqist", "Kristin lindqvistt"] {
        assert_eq!(names(&world, q).await, ["Ann-Kristin Lindqvist"], "{q}");
    }
    assert_eq!(names(&world, "dermatolgists").await, ["Bo"]);
    let found = page(&world, "q=Lindqvsit").await;
    found.shows("Showing results for “lindqvist”.");
    assert!(found.has_value("q", "Lindqvsit"), "what was typed stays");
    page(&world, "q=englsh+dermatolgist").await.shows("Showing results for “english dermatologist”.");
    for exact in ["q=lindqvist", "q=kristin", "q=derm", ""] {
        assert!(!page(&world, exact).await.text().contains("Showing results"), "{exact}");
    }
    // A slip that nobody was meant by is no result.
    page(&world, "q=lindqvsit+dermatologist").await.shows("One doctor matches “dermatologist”");
}

async fn one_word_that_nobody_has_leads_on(world: World) {
    let nobody = page(&world, "q=foo").await;
    nobody.shows("Nobody matches “foo”");
    nobody.shows("There are no doctors to be found");
    world.doctor("Grace").await;
    world.doctor("Ida").await.client.patch("doctors/me", json!({"specialties": ["dentistry"]})).await.expect(200);
    let nobody = page(&world, "q=Foo,+dentist").await;
    nobody.shows("Nobody matches “Foo”");
    nobody.shows("One doctor matches “dentist”");
    assert!(nobody.html.contains("href=\"/doctors?q=dentist\""));
    for query in ["q=foo", "language=vi", "q=foo+bar", "q=%25", "q=foo&kind=video"] {
        let nobody = page(&world, query).await;
        nobody.shows("Cardiology: one doctor");
        assert!(nobody.html.contains("href=\"/doctors?specialty=dentistry\""), "{query}");
        assert!(!nobody.text().contains("Neurology:"), "nobody is one");
    }
    page(&world, "q=foo+bar").await.shows("Nobody matches “foo bar”");
    let nobody = page(&world, "q=foo+ida&language=en").await;
    nobody.shows("One doctor matches “ida”");
    assert!(nobody.html.contains("href=\"/doctors?language=en&amp;q=ida\""));
}

async fn what_is_typed_is_text_on_the_page_of_nobody(world: World) {
    world.doctor("Grace").await;
    for typed in ["%3Cb%3Ex%3C/b%3E", "%22%3E%3Cscript%3Ealert(1)%3C/script%3E", "foo%20%3Ci%3Egrace", "%00%01"] {
        let page = Browser::new(world.router.clone()).open(&format!("/doctors?q={typed}")).await;
        for markup in ["<b>x", "<script>alert", "<i>grace"] {
            assert!(!page.html.contains(markup), "{typed}");
        }
    }
    world.visitor().get(&format!("doctors?q={}", "x".repeat(101))).await.problem(422, "invalid");
    let many = "w%20".repeat(50);
    world.visitor().get(&format!("doctors?q={many}")).await.expect(200);
}
