//! What can be practised: added, renamed and retired by admins, and what everybody else sees of it.

use std::time::Duration;

use clinic::directory;
use serde_json::{Value, json};
use testing::postgres::Database;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    browser::Browser,
    client::Client,
    world::{PASSWORD, World, on_both},
};

on_both! {
    what_is_added_can_be_chosen_and_is_found_by_its_words,
    another_name_is_read_at_once_and_reaches_every_search,
    what_is_retired_is_kept_by_whoever_has_it_and_offered_to_nobody,
    of_two_admins_none_overwrites_the_other,
    the_list_is_narrowed_by_names_and_words,
    words_that_do_not_fit_are_named,
    a_page_asks_before_many_read_another_name,
    a_page_asks_before_nobody_can_choose_it,
}

const PATH: &str = "admin/specialties";
/// What has not come by then never comes.
const PATIENCE: Duration = Duration::from_secs(60);

async fn patch(admin: &Client, id: &str, patch: Value) -> crate::client::Answer {
    admin.patch(&format!("{PATH}/{id}"), patch).await
}

async fn found(world: &World, query: &str) -> i64 {
    world.visitor().get(&format!("doctors?{query}")).await.expect(200).number("total")
}

/// The ids of what can be chosen.
async fn offered(world: &World) -> Vec<String> {
    let all = world.visitor().get("specialties").await.expect(200);
    all.items().iter().map(|each| each["id"].as_str().unwrap_or_default().to_owned()).collect()
}

async fn what_is_added_can_be_chosen_and_is_found_by_its_words(world: World) {
    let (admin, grace) = (world.admin().await, world.doctor("Grace").await.client);
    assert_eq!(found(&world, "q=sprain").await, 0);
    let spec = json!({"name": " Sports medicine", "words": ["Sprain, torn muscle", "sprain", ""]});
    let added = admin.post(PATH, spec).await.expect(201).body;
    let expected = json!({
        "id": "sports-medicine", "name": "Sports medicine", "words": ["Sprain", "torn muscle"], "retired": false,
        "doctors": 0, "version": 1,
    });
    assert_eq!(added, expected);
    assert!(offered(&world).await.contains(&"sports-medicine".to_owned()));
    grace.patch("doctors/me", json!({"specialties": ["sports-medicine"]})).await.expect(200);
    for q in ["sprain", "sprains", "sprian", "torn%20muscles", "sports%20medicine", "sports", "grace%20sprain"] {
        assert_eq!(found(&world, &format!("q={q}")).await, 1, "{q}");
    }
    assert_eq!(found(&world, "specialty=Sports%20Medicine").await, 1);
    patch(&admin, "sports-medicine", json!({"words": ["bruise"]})).await.expect(200);
    assert_eq!((found(&world, "q=sprain").await, found(&world, "q=bruises").await), (0, 1));
    assert_eq!(admin.get("admin/specialties?q=bruise").await.expect(200).items()[0]["doctors"], 1);
    admin.post(PATH, json!({"name": "SPORTS medicine"})).await.refuses(&["name"]);
    let other = admin.post(PATH, json!({"name": "Sports & medicine"})).await;
    other.refuses(&["name"]);
    assert_eq!(
        admin.post(PATH, json!({"name": "Sports médicine 心"})).await.expect(201).body["id"],
        "sports-medicine-2"
    );
}

async fn another_name_is_read_at_once_and_reaches_every_search(world: World) {
    let (admin, grace) = (world.admin().await, world.doctor("Grace").await);
    let profile = format!("doctors/{}", grace.id);
    let named = async || world.visitor().get(&profile).await.expect(200).body["specialties"].clone();
    assert_eq!(named().await, json!([{"id": "cardiology", "name": "Cardiology"}]));
    let renamed = patch(&admin, "cardiology", json!({"name": "Circulation"})).await.expect(200);
    assert_eq!((&renamed.body["id"], &renamed.body["version"]), (&json!("cardiology"), &json!(2)));
    assert_eq!(named().await, json!([{"id": "cardiology", "name": "Circulation"}]));
    let card = world.visitor().get("doctors").await.expect(200);
    assert_eq!(card.items()[0]["specialties"][0]["name"], "Circulation");
    assert_eq!(found(&world, "q=circulation").await, 1, "it is a word of its own");
    let in_lists = async || admin.get("admin/doctors?q=circulation").await.expect(200).number("total");
    assert_eq!(in_lists().await, 0, "the keys follow");
    directory::follow_names(&world.clinic).await.expect("they follow");
    assert_eq!(in_lists().await, 1);
    for query in ["q=grace%20circul", "q=cardiologist", "specialty=circulation", "specialty=cardiology"] {
        assert_eq!(found(&world, query).await, 1, "{query}");
    }
    // Whoever registers now is found by the new name, too.
    world.doctor("Ida").await.client.patch("doctors/me", json!({"specialties": ["cardiology"]})).await.expect(200);
    assert_eq!(in_lists().await, 2);
    // A change of nothing is none.
    let same = patch(&admin, "cardiology", json!({"name": " Circulation "})).await.expect(200);
    assert_eq!(same.body["version"], 2);
}

async fn what_is_retired_is_kept_by_whoever_has_it_and_offered_to_nobody(world: World) {
    let (admin, grace, ida) = (world.admin().await, world.doctor("Grace").await, world.doctor("Ida").await.client);
    ida.patch("doctors/me", json!({"specialties": ["ent"]})).await.expect(200);
    assert_eq!(patch(&admin, "cardiology", json!({"retired": true})).await.expect(200).body["retired"], true);
    assert!(!offered(&world).await.contains(&"cardiology".to_owned()));
    assert_eq!(found(&world, "q=heart").await, 0, "its words mean nothing");
    for query in ["specialty=cardiology", "specialty=cardiology&q=grace", ""] {
        assert!(found(&world, query).await > 0, "{query}: an address that names it finds who practises it");
    }
    let mut browser = Browser::new(world.router.clone());
    let home = browser.open("/").await.expect(200);
    assert!(!home.html.contains("specialty=cardiology") && home.html.contains("specialty=ent"));
    browser.open("/doctors?specialty=cardiology").await.expect(200).shows("One doctor for Cardiology");
    browser.open(&format!("/doctors/{}", grace.id)).await.expect(200).shows("Cardiology");

    // Who has it keeps it, whatever else is saved.
    let mine = grace.client.patch("doctors/me", json!({"about": "Hearts."})).await.expect(200);
    assert_eq!(mine.body["specialties"], json!(["cardiology"]));
    grace.client.patch("doctors/me", json!({"specialties": ["ent", "cardiology"]})).await.expect(200);
    // Nobody else can have it, nor can who has left it.
    ida.patch("doctors/me", json!({"specialties": ["ent", "cardiology"]})).await.refuses(&["specialties"]);
    let code = admin.post("admin/invitations", json!({})).await.expect(201).text("code").to_owned();
    let form = |specialty: &str| {
        json!({
            "invitation_code": code, "email": "eve@example.org", "password": PASSWORD, "full_name": "Eve",
            "specialty": specialty, "time_zone": "UTC",
        })
    };
    world.visitor().post("auth/register-doctor", form("cardiology")).await.refuses(&["specialty"]);
    grace.client.patch("doctors/me", json!({"specialties": ["ent"]})).await.expect(200);
    grace.client.patch("doctors/me", json!({"specialties": ["cardiology"]})).await.refuses(&["specialties"]);
    assert_eq!(
        admin.get("admin/figures?specialty=cardiology").await.expect(200).body["picture"]["specialty"]["id"],
        "cardiology"
    );

    patch(&admin, "cardiology", json!({"retired": false})).await.expect(200);
    world.visitor().post("auth/register-doctor", form("cardiology")).await.expect(201);
    ida.patch("doctors/me", json!({"specialties": ["cardiology"]})).await.expect(200);
    assert_eq!(found(&world, "q=heart").await, 1);
}

async fn of_two_admins_none_overwrites_the_other(world: World) {
    let admin = world.admin().await;
    let stale = json!({"name": "Hearts", "version": 1});
    patch(&admin, "cardiology", json!({"words": ["pulse"], "version": 1})).await.expect(200);
    patch(&admin, "cardiology", stale).await.problem(409, "conflict");
    // What is left out stays as another left it, however many change it at once.
    for n in 0..8 {
        let (name, word) = (format!("Name {n}"), format!("word{n}"));
        let (one, two) =
            tokio::join!(patch(&admin, "ent", json!({"name": name})), patch(&admin, "ent", json!({"words": [word]})));
        assert_eq!((one.status.as_u16(), two.status.as_u16()), (200, 200));
        let now = admin.get("admin/specialties?q=name").await.expect(200).items()[0].clone();
        assert_eq!((&now["name"], &now["words"]), (&json!(name), &json!([word])));
    }
    // Nor do two come to be called alike.
    let spec = || json!({"name": "Oncology"});
    let (one, two) = tokio::join!(admin.post(PATH, spec()), admin.post(PATH, spec()));
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 422]);
    for unknown in ["nothing", "%00", "Cardiology"] {
        patch(&admin, unknown, json!({})).await.problem(404, "not-found");
    }
}

async fn the_list_is_narrowed_by_names_and_words(world: World) {
    let admin = world.admin().await;
    patch(&admin, "ent", json!({"retired": true})).await.expect(200);
    let all = admin.get("admin/specialties?per_page=5&page=3").await.expect(200);
    assert_eq!((all.number("total"), all.items().len()), (14, 4));
    for (q, ids) in [
        ("heart", &["cardiology"][..]),
        ("EAR", &["ent"]),
        ("throat ear", &["ent"]),
        ("general pract", &["general-practice"]),
        ("allergy", &["dermatology", "ent"]),
        ("doctor klingon", &[]),
    ] {
        let found = admin.get(&format!("admin/specialties?q={}", q.replace(' ', "%20"))).await.expect(200);
        let found: Vec<_> = found.items().iter().filter_map(|each| each["id"].as_str()).collect();
        assert_eq!(found, ids, "{q}");
    }
}

async fn words_that_do_not_fit_are_named(world: World) {
    let admin = world.admin().await;
    let many: Vec<String> = (0..61).map(|n| format!("word{n}")).collect();
    for words in [json!(["doctor"]), json!(["a b c"]), json!(["x"]), json!(["x\u{202E}y"]), json!(many), json!("heart")]
    {
        admin.post(PATH, json!({"name": "Name", "words": words})).await.refuses(&["words"]);
        patch(&admin, "ent", json!({"words": words})).await.refuses(&["words"]);
    }
    for (field, value) in [("retired", json!("yes")), ("version", json!("x")), ("version", json!(1.5))] {
        patch(&admin, "ent", json!({field: value})).await.refuses(&[field]);
    }
    assert_eq!(admin.get("admin/specialties?q=ear").await.expect(200).items()[0]["version"], 1);
    let mut browser = signed_in(&world).await;
    let form = [("name", "Name"), ("words", "heart, the doctor")];
    let page = browser.submit("/admin/specialties", "/do/admin/save-specialty", &form).await.expect(422);
    assert!(page.error_of("words").is_some_and(|error| error.contains("“the doctor”")), "{}", page.text());
    assert!(page.keeps("name", "Name") && page.keeps("words", "heart, the doctor"));
}

async fn signed_in(world: &World) -> Browser {
    world.admin().await;
    let mut browser = Browser::new(world.router.clone());
    let form = [("email", "admin@example.org"), ("password", PASSWORD)];
    browser.submit("/sign-in", "/do/auth/sign-in", &form).await.expect(303);
    browser
}

const SAVE: &str = "/do/admin/save-specialty";
const EDIT: &str = "/admin/specialties?edit=cardiology";

async fn a_page_asks_before_many_read_another_name(world: World) {
    world.doctor("Grace").await;
    let mut browser = signed_in(&world).await;
    browser.open("/admin/specialties").await.expect(200).shows("blood pressure");
    let page = browser.open(EDIT).await.expect(200);
    page.shows("One doctor practises it.");
    assert!(page.html.contains("href=\"/admin/doctors?specialty=cardiology\""));
    let form = |name, version, confirmed| {
        [("id", "cardiology"), ("name", name), ("words", "heart"), ("version", version), ("confirmed", confirmed)]
    };
    // Words alone are nothing to ask about.
    browser.submit(EDIT, SAVE, &form("Cardiology", "1", "")).await.leads_to(EDIT);
    let asks = browser.submit(EDIT, SAVE, &form("Circulation", "2", "")).await.expect(200);
    asks.shows("Rename “Cardiology”?");
    asks.shows("One doctor practises it.");
    assert!(
        asks.has_value("name", "Circulation") && asks.has_value("version", "2") && asks.has_value("confirmed", "yes")
    );
    browser.open(EDIT).await.expect(200).shows("Cardiology");
    // What does not fit is refused before anything is asked.
    assert!(browser.submit(EDIT, SAVE, &form("", "2", "")).await.expect(422).error_of("name").is_some());
    browser.submit(EDIT, SAVE, &form("Circulation", "2", "yes")).await.leads_to(EDIT);
    browser.open(EDIT).await.expect(200).shows("Circulation");
    // Another admin was faster: what was typed is kept beside what holds now.
    for confirmed in ["", "yes"] {
        let late = browser.submit(EDIT, SAVE, &form("Heart", "2", confirmed)).await.expect(409);
        late.shows("Now it is called “Circulation” and found by: heart.");
        assert!(late.keeps("name", "Heart") && late.has_value("version", "3"));
    }
    // Nobody practises it: nobody is surprised.
    let ent = [("id", "ent"), ("name", "Nose"), ("version", "1")];
    browser.submit("/admin/specialties?edit=ent", SAVE, &ent).await.leads_to("/admin/specialties?edit=ent");
    browser.open("/admin/specialties?edit=nothing").await.expect(404);
}

async fn a_page_asks_before_nobody_can_choose_it(world: World) {
    world.doctor("Grace").await;
    let mut browser = signed_in(&world).await;
    let step = "/admin/specialties?edit=cardiology&step=retire";
    assert!(browser.open(EDIT).await.expect(200).html.contains(&step.replace('&', "&amp;")));
    let page = browser.open(step).await.expect(200);
    page.shows("Retire “Cardiology”?");
    page.shows("One doctor practises it.");
    let offer = "/do/admin/offer-specialty";
    browser.submit(step, offer, &[("id", "cardiology"), ("retired", "yes")]).await.leads_to(EDIT);
    let page = browser.open(EDIT).await.expect(200);
    page.shows("Offer it again");
    page.shows("Retired");
    assert!(!browser.open(step).await.expect(200).text().contains("Retire “Cardiology”?"), "it is already");
    let mut doctor = Browser::new(world.router.clone());
    let form = [("email", "grace@example.org"), ("password", PASSWORD)];
    doctor.submit("/sign-in", "/do/auth/sign-in", &form).await.expect(303);
    let profile = doctor.open("/practice/profile").await.expect(200);
    profile.shows("Once left out, it cannot be chosen again.");
    browser.submit(EDIT, offer, &[("id", "cardiology")]).await.leads_to(EDIT);
    assert!(offered(&world).await.contains(&"cardiology".to_owned()));
}

/// Two processes on one Postgres: what is changed here ends the copy there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_process_shows_what_was_changed_here() {
    let database = Database::create().await;
    let (here, there) = (World::open(&database.url).await, World::open(&database.url).await);
    let admin = here.admin().await;
    let stop = CancellationToken::new();
    let changed_and_seen = async {
        // No copy is kept until the changes of other processes are heard.
        while [&here, &there].iter().any(|world| world.clinic.store.bus().epoch().is_none()) {
            sleep(Duration::from_millis(5)).await;
        }
        assert!(offered(&there).await.contains(&"ent".to_owned()));
        let before = there.clinic.store.statements();
        offered(&there).await;
        assert_eq!(there.clinic.store.statements(), before, "a copy is kept");
        patch(&admin, "ent", json!({"retired": true})).await.expect(200);
        let seen = async {
            while offered(&there).await.contains(&"ent".to_owned()) {
                sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(PATIENCE, seen).await.expect("the change crosses");
        stop.cancel();
    };
    tokio::join!(
        here.clinic.store.relay_changes(Uuid::from_u128(1), stop.clone()),
        there.clinic.store.relay_changes(Uuid::from_u128(2), stop.clone()),
        changed_and_seen
    );
    here.clinic.store.close().await;
    there.clinic.store.close().await;
    database.drop().await;
}
