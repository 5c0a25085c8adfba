//! Lists that are narrowed: what each filter finds, what is refused, and what the pages say of it.

use serde_json::json;

use crate::{
    browser::{Browser, Page},
    world::{Doctor, PASSWORD, World, on_both},
};

on_both! {
    visits_are_narrowed_by_date_type_kind_and_doctor,
    what_belongs_to_others_narrows_to_nothing_and_is_not_named,
    what_cannot_be_meant_is_named_and_kept,
    a_filter_is_a_chip_that_can_be_taken_away,
    where_nothing_matches_the_page_says_what_excludes,
    a_patient_chooses_among_the_doctors_who_were_seen,
    lists_of_admins_are_narrowed_alike,
    pages_of_lists_take_as_many_statements_for_many_rows_as_for_few,
}

async fn signed_in(world: &World, email: &str) -> Browser {
    let mut browser = Browser::new(world.router.clone());
    browser.submit("/sign-in", "/do/auth/sign-in", &[("email", email), ("password", PASSWORD)]).await.expect(303);
    browser
}

/// The same doctor, who is booked by video.
async fn by_video(doctor: &Doctor) -> Doctor {
    let spec = json!({"name": "Talk", "minutes": 30, "kind": "video"});
    let added = doctor.client.post("doctors/me/visit-types", spec).await.expect(201);
    Doctor { client: doctor.client.clone(), id: doctor.id.clone(), visit_type: added.text("id").to_owned() }
}

fn title(page: &Page) -> String {
    let (_, rest) = page.html.split_once("<title>").expect("a title");
    rest.split_once("</title>").expect("its end").0.replace("&amp;", "&")
}

/// Where the chip leads that takes this away.
fn way(page: &Page, filter: &str) -> String {
    let tags: Vec<&str> = page.html.split("<a ").collect();
    let text = |tag: &str| {
        let inner = tag.split_once("</a>").map_or("", |(inner, _)| inner);
        let words: String = inner.split('<').filter_map(|part| part.split_once('>').map(|(_, words)| words)).collect();
        words
    };
    let tag = tags.iter().find(|tag| text(tag) == filter).unwrap_or_else(|| panic!("{filter} in {}", page.text()));
    let (_, rest) = tag.split_once("href=\"").expect("a link");
    rest.split_once('"').expect("its end").0.replace("&amp;", "&")
}

async fn visits_are_narrowed_by_date_type_kind_and_doctor(world: World) {
    let (grace, lise) = (world.doctor("Grace").await, world.doctor("Lise").await);
    let talk = by_video(&grace).await;
    let form = json!({
        "email": "far@example.org", "password": PASSWORD, "full_name": "Far Away", "time_zone": "Pacific/Auckland",
    });
    world.visitor().post("auth/register", form).await.expect(201);
    let patient = world.visitor().sign_in("far@example.org", PASSWORD).await;
    let starts = world.free_starts(&grace).await;
    // The last of a day in Berlin is the next day in Auckland.
    let first_day = starts[0].date_naive();
    let late = *starts.iter().rfind(|start| start.date_naive() == first_day).expect("a late time");
    world.book(&patient, &grace, late).await.expect(201);
    let other = starts.into_iter().find(|start| start.date_naive() > first_day).expect("another day");
    world.book(&patient, &talk, other).await.expect(201);
    let third = world.free_starts(&lise).await.into_iter().find(|start| *start > other).expect("a time");
    world.book(&patient, &lise, third).await.expect(201);
    let admin = world.admin().await;
    let (day, next) = (first_day, first_day.succ_opt().expect("a day"));
    for (who, client, query, expected) in [
        ("doctor", &grace.client, format!("from={day}&to={day}"), 1),
        ("doctor", &grace.client, format!("from={next}"), 1),
        ("doctor", &grace.client, format!("to={next}"), 2),
        ("patient", &patient, format!("from={day}&to={day}"), 0),
        ("patient", &patient, format!("from={next}&to={next}&kind=in_person&doctor={}", grace.id), 1),
        ("doctor", &grace.client, "kind=video".to_owned(), 1),
        ("doctor", &grace.client, format!("visit_type={}", grace.visit_type), 1),
        ("doctor", &grace.client, format!("visit_type={}&kind=video&status=booked&q=away", talk.visit_type), 1),
        ("doctor", &grace.client, format!("visit_type={}&kind=in_person", talk.visit_type), 0),
        ("patient", &patient, format!("doctor={}", grace.id), 2),
        ("patient", &patient, format!("doctor={}&status=cancelled", grace.id), 0),
        ("admin", &admin, format!("doctor={}", lise.id), 1),
        ("admin", &admin, "doctor_name=GRA".to_owned(), 2),
        ("admin", &admin, "doctor_name=far".to_owned(), 0),
        ("admin", &admin, "doctor_name=&from=&to=&kind=&visit_type=&doctor=".to_owned(), 3),
    ] {
        let found = client.get(&format!("appointments?{query}")).await.expect(200);
        assert_eq!(found.number("total"), expected, "{who}: {query}");
        assert_eq!(found.items().len() as i64, expected, "{who}: {query}");
    }
}

async fn what_belongs_to_others_narrows_to_nothing_and_is_not_named(world: World) {
    let (grace, lise) = (world.doctor("Grace").await, world.doctor("Lise Secret").await);
    let (ada, bob) = (world.patient("Ada").await, world.patient("Bob").await);
    lise.client.post("doctors/me/visit-types", json!({"name": "Hidden talk", "minutes": 30})).await.expect(201);
    world.book(&ada, &grace, world.free_start(&grace, 0).await).await.expect(201);
    world.book(&bob, &lise, world.free_start(&lise, 1).await).await.expect(201);
    let nobody = "01938a52-0000-7000-8000-00000000dead";
    for id in [lise.visit_type.as_str(), nobody] {
        let found = grace.client.get(&format!("appointments?visit_type={id}")).await.expect(200);
        assert_eq!(found.number("total"), 0);
    }
    for id in [lise.id.as_str(), nobody] {
        assert_eq!(ada.get(&format!("appointments?doctor={id}")).await.expect(200).number("total"), 0);
        assert_eq!(grace.client.get(&format!("appointments?doctor={id}")).await.expect(200).number("total"), 0);
    }
    let mut pages = Vec::new();
    let mut browser = signed_in(&world, "grace@example.org").await;
    for id in [lise.visit_type.as_str(), nobody] {
        pages.push(browser.open(&format!("/practice/visits?visit_type={id}")).await.expect(200).text().replace(id, ""));
    }
    let mut browser = signed_in(&world, "ada@example.org").await;
    for id in [lise.id.as_str(), nobody] {
        pages.push(browser.open(&format!("/visits?part=past&doctor={id}")).await.expect(200).text().replace(id, ""));
    }
    for page in &pages {
        assert!(
            page.contains("No visit matches this") && !page.contains("Secret") && !page.contains("Hidden"),
            "{page}"
        );
    }
}

async fn what_cannot_be_meant_is_named_and_kept(world: World) {
    let doctor = world.doctor("Grace").await;
    world.patient("Ada").await;
    let admin = world.admin().await;
    for (query, fields) in [
        ("from=2026-02-30", &["from"][..]),
        ("from=tomorrow&to=24.11.2026", &["from", "to"]),
        ("from=2026-12-05&to=2026-12-04", &["to"]),
        ("to=1999-12-31", &["to"]),
        ("kind=phone", &["kind"]),
        ("visit_type=x&doctor=1&kind=y&status=z", &["status", "visit_type", "doctor", "kind"]),
    ] {
        for client in [&doctor.client, &admin] {
            client.get(&format!("appointments?{query}")).await.refuses(fields);
        }
    }
    let long = "a".repeat(101);
    admin.get(&format!("appointments?doctor_name={long}")).await.refuses(&["doctor_name"]);
    admin.get("appointments?from=2026-12-05&from=2026-12-06").await.refuses(&["from"]);
    admin.get("admin/invitations?state=lost").await.refuses(&["state"]);
    admin.get("admin/doctors?hidden=maybe").await.refuses(&["hidden"]);
    assert_eq!(admin.get("appointments?from=2200-12-31&page=100000").await.expect(200).items().len(), 0);

    for (email, path) in [
        ("grace@example.org", "/practice/visits"),
        ("admin@example.org", "/admin/appointments"),
        ("ada@example.org", "/visits"),
    ] {
        let mut browser = signed_in(&world, email).await;
        let page = browser.open(&format!("{path}?from=2026-12-05&to=2026-12-04&kind=video")).await.expect(422);
        page.shows("Please give a last day that is not before the first: 2026-12-05 or later.");
        assert!(page.html.contains("id=\"field-to-error\""), "{path}: it stands beside the field");
        for (name, value) in [("from", "2026-12-05"), ("to", "2026-12-04"), ("kind", "video")] {
            assert!(page.has_value(name, value), "{path} keeps {name}");
        }
        let page = browser.open(&format!("{path}?from=5+December&to=2026-12-04")).await.expect(422);
        page.shows("Please give a real date");
        assert!(page.has_value("from", "5 December") && page.has_value("to", "2026-12-04"), "{path}");
        for query in ["visit_type=mine", "doctor=grace", "status=lost", "part=later", "page=0"] {
            browser.open(&format!("{path}?{query}")).await.expect(422).shows("Please");
        }
    }
}

async fn a_filter_is_a_chip_that_can_be_taken_away(world: World) {
    let doctor = world.doctor("Grace").await;
    let patient = world.patient("Ada").await;
    let start = world.free_start(&doctor, 0).await;
    world.book(&patient, &doctor, start).await.expect(201);
    for (email, path) in [("grace@example.org", "/practice/visits"), ("admin@example.org", "/admin/appointments")] {
        world.admin().await;
        let mut browser = signed_in(&world, email).await;
        let bare = browser.open(path).await.expect(200);
        assert_eq!(title(&bare), "1 upcoming visit · Anteroom");
        assert!(!bare.html.contains("Remove filter"));
        // A form without JavaScript sends what is empty.
        browser
            .open(&format!("{path}?part=upcoming&q=&from=2026-11-01&to=&status=&kind="))
            .await
            .leads_to(&format!("{path}?part=upcoming&from=2026-11-01"));
        let page = browser.open(&format!("{path}?part=upcoming&status=booked&from=2026-11-01&q=ada")).await.expect(200);
        assert_eq!(title(&page), "1 upcoming visit, “ada”, from Sun 1 Nov 2026, booked · Anteroom");
        page.shows("1 upcoming visit, “ada”, from Sun 1 Nov 2026, booked.");
        let from = way(&page, "Remove filter: From Sun 1 Nov 2026");
        assert_eq!(from, format!("{path}?part=upcoming&q=ada&status=booked"));
        assert_eq!(way(&page, "Remove filter: Status Booked"), format!("{path}?part=upcoming&q=ada&from=2026-11-01"));
        assert_eq!(way(&page, "Clear all"), format!("{path}?part=upcoming"));
        let page = browser.open(&from).await.expect(200);
        let page = browser.open(&way(&page, "Remove filter: Name “ada”")).await.expect(200);
        assert!(!page.text().contains("Clear all"), "one alone is cleared by itself");
        // Tabs keep what is set; the link in a row is the name.
        assert_eq!(way(&page, "Past"), format!("{path}?part=past&status=booked"));
        assert!(way(&page, "Ada").starts_with("/visits/"));
        // A status is looked for everywhere, unless a part is named.
        assert_eq!(title(&browser.open(&format!("{path}?status=booked")).await), "1 visit, booked · Anteroom");
    }
}

async fn where_nothing_matches_the_page_says_what_excludes(world: World) {
    let doctor = world.doctor("Grace").await;
    let patient = world.patient("Ada").await;
    for n in [0, 3] {
        let start = world.free_start(&doctor, n).await;
        world.book(&patient, &doctor, start).await.expect(201);
    }
    world.admin().await;
    let query = "part=upcoming&kind=video&from=2026-11-01";
    let mut browser = signed_in(&world, "grace@example.org").await;
    let page = browser.open(&format!("/practice/visits?{query}")).await.expect(200);
    assert_eq!(title(&page), "No upcoming visits, from Sun 1 Nov 2026, video · Anteroom");
    page.shows("No visit matches all of these");
    page.shows("Looked for: from Sun 1 Nov 2026, video.");
    assert_eq!(way(&page, "Without Video: 2 visits"), "/practice/visits?part=upcoming&from=2026-11-01");
    assert!(!page.text().contains("Without From"), "what would find nothing is not offered");
    assert!(!page.text().contains("At any time"), "nor another part that has none");
    let page = browser.open("/practice/visits?part=past&status=booked").await.expect(200);
    assert_eq!(way(&page, "At any time: 2 visits"), "/practice/visits?part=all&status=booked");
    // All visits of the clinic are not counted again and again.
    let mut browser = signed_in(&world, "admin@example.org").await;
    let page = browser.open(&format!("/admin/appointments?{query}")).await.expect(200);
    assert_eq!(way(&page, "Without Video"), "/admin/appointments?part=upcoming&from=2026-11-01");
    assert_eq!(way(&page, "Clear all filters"), "/admin/appointments?part=upcoming");
}

async fn a_patient_chooses_among_the_doctors_who_were_seen(world: World) {
    let (grace, lise) = (world.doctor("Grace").await, world.doctor("Lise").await);
    world.doctor("Marie").await;
    let patient = world.patient("Ada").await;
    let mut visits = Vec::new();
    for (doctor, n) in [(&grace, 0), (&lise, 1), (&grace, 2)] {
        let start = world.free_start(doctor, n).await;
        visits.push(world.book(&patient, doctor, start).await.expect(201).text("id").to_owned());
    }
    for visit in &visits {
        patient.post(&format!("appointments/{visit}/cancel"), json!({})).await.expect(200);
    }
    let mut browser = signed_in(&world, "ada@example.org").await;
    let all = browser.open("/visits?part=cancelled").await.expect(200);
    assert_eq!(title(&all), "My visits: 3 cancelled visits · Anteroom");
    let options = |page: &Page| page.html.matches("<option").count();
    assert_eq!(options(&all), 3, "every doctor, and the two who were seen");
    let of_lise = browser.open(&format!("/visits?part=cancelled&doctor={}", lise.id)).await.expect(200);
    assert_eq!(title(&of_lise), "My visits: 1 cancelled visit, with Lise · Anteroom");
    assert_eq!(way(&of_lise, "Remove filter: Doctor Lise"), "/visits?part=cancelled");
    browser.open("/visits?part=cancelled&doctor=").await.leads_to("/visits?part=cancelled");
    assert_eq!(options(&browser.open("/visits").await.expect(200)), 0);
}

async fn lists_of_admins_are_narrowed_alike(world: World) {
    world.doctor("Grace").await;
    world.patient("Ada").await;
    let admin = world.admin().await;
    let open = admin.post("admin/invitations", json!({})).await.expect(201);
    assert_eq!(admin.get("admin/invitations?state=open").await.expect(200).items()[0]["id"], open.body["id"]);
    assert_eq!(admin.get("admin/invitations?state=used").await.expect(200).number("total"), 1);
    assert_eq!(admin.get("admin/doctors?hidden=true").await.expect(200).number("total"), 0);
    assert_eq!(admin.get("admin/doctors?hidden=false").await.expect(200).number("total"), 1);
    for (specialty, doctors) in [("cardiology", 1), ("ent", 0), ("%25", 0), ("", 1)] {
        let found = admin.get(&format!("admin/doctors?specialty={specialty}")).await.expect(200);
        assert_eq!(found.number("total"), doctors, "{specialty}");
    }
    let mut browser = signed_in(&world, "admin@example.org").await;
    for (address, words) in [
        ("/admin/users", "3 accounts"),
        ("/admin/users?q=ada&role=patient", "1 account, “ada”, patient"),
        ("/admin/users?q=ada&role=doctor", "No accounts, “ada”, doctor"),
        ("/admin/doctors", "1 doctor"),
        ("/admin/doctors?specialty=cardiology", "1 doctor, cardiology"),
        ("/admin/doctors?specialty=ent&q=gr", "No doctors, “gr”, ear, nose and throat"),
        ("/admin/doctors?q=gr&hidden=yes", "No doctors, “gr”, whom patients cannot find"),
        ("/admin/specialties", "14 specialties"),
        ("/admin/specialties?q=heart", "1 specialty, “heart”"),
        ("/admin/invitations", "2 invitations"),
        ("/admin/invitations?state=open", "1 invitation, open"),
        ("/admin/invitations?state=revoked", "No invitations, revoked"),
        ("/admin/mail?state=failed", "No messages, failed"),
    ] {
        let page = browser.open(address).await.expect(200);
        assert_eq!(title(&page), format!("{words} · Anteroom"), "{address}");
    }
    let page = browser.open("/admin/users?q=ada&role=doctor").await.expect(200);
    assert_eq!(way(&page, "Remove filter: Role Doctor"), "/admin/users?q=ada");
    assert_eq!(way(&page, "Without “ada”"), "/admin/users?role=doctor");
    assert_eq!(way(&page, "Clear all"), "/admin/users");
    let page = browser.open("/admin/doctors?hidden=yes").await.expect(200);
    assert_eq!(way(&page, "Remove filter: Patients cannot find them"), "/admin/doctors");
    assert_eq!(way(&page, "Clear all filters"), "/admin/doctors");
    for path in [
        "/admin/users?q=&role=",
        "/admin/doctors?q=&specialty=&hidden=",
        "/admin/mail?state=",
        "/admin/invitations?state=",
    ] {
        browser.open(path).await.leads_to(path.split('?').next().unwrap_or_default());
    }
}

async fn pages_of_lists_take_as_many_statements_for_many_rows_as_for_few(world: World) {
    let doctor = world.doctor("Grace").await;
    let patient = world.patient("Ada").await;
    world.admin().await;
    let mut before: Option<Vec<u64>> = None;
    for more in [1, 8] {
        for n in 0..more {
            let start = world.free_start(&doctor, 0).await;
            let visit = world.book(&patient, &doctor, start).await.expect(201);
            let start = world.free_start(&doctor, 0).await;
            world.book(&patient, &doctor, start).await.expect(201);
            let cancel = format!("appointments/{}/cancel", visit.text("id"));
            patient.post(&cancel, json!({})).await.expect(200);
            world.bare_doctor(&format!("Doctor {more} {n}")).await;
        }
        let mut counts = Vec::new();
        for (email, paths) in [
            (
                "grace@example.org",
                &["/practice/visits?from=2026-11-01&kind=in_person", "/practice/visits?kind=video&q=x"][..],
            ),
            ("ada@example.org", &["/visits", "/visits?part=cancelled"]),
            (
                "admin@example.org",
                &[
                    "/admin/appointments?doctor_name=gra&from=2026-11-01&to=2027-11-01",
                    "/admin/users?role=doctor",
                    "/admin/doctors?hidden=yes&specialty=cardiology",
                    "/admin/specialties?q=heart",
                    "/admin/invitations?state=used",
                    "/admin/mail?state=waiting",
                ],
            ),
        ] {
            let mut browser = signed_in(&world, email).await;
            for path in paths {
                let from = world.clinic.store.statements();
                browser.open(path).await.expect(200);
                counts.push(world.clinic.store.statements() - from);
            }
        }
        assert!(counts.iter().all(|count| (1..=16).contains(count)), "{counts:?}");
        match &before {
            None => before = Some(counts),
            Some(few) => assert_eq!(few, &counts),
        }
    }
}
