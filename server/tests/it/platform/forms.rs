//! Pages and forms as a browser without JavaScript uses them.

use axum::http::header;
use chrono::Duration;

use crate::{
    browser::Browser,
    world::{PASSWORD, World, on_both},
};

on_both! {
    a_patient_registers_books_and_cancels_with_forms_only,
    a_refused_form_keeps_what_was_typed_but_no_password,
    a_session_lives_on_in_cookies_and_ends_on_sign_out,
    whoever_must_sign_in_first_comes_back,
    a_form_of_somebody_signed_out_meanwhile_is_given_back,
    whoever_signs_in_to_book_keeps_the_search_that_led_there,
    a_time_that_went_meanwhile_is_said_and_others_are_offered,
    other_sites_cannot_send_forms,
    no_page_lets_itself_be_framed_or_kept,
}

fn browser(world: &World) -> Browser {
    Browser::new(world.router.clone())
}

async fn sign_in(world: &World, email: &str) -> Browser {
    let mut browser = browser(world);
    let fields = [("email", email), ("password", PASSWORD)];
    browser.submit("/sign-in", "/do/auth/sign-in", &fields).await.expect(303);
    browser
}

async fn a_patient_registers_books_and_cancels_with_forms_only(world: World) {
    let doctor = world.doctor("Grace Hopper").await;
    let start = world.free_start(&doctor, 2).await.to_rfc3339();
    let mut browser = browser(&world);
    browser.open("/doctors?q=grace").await.expect(200).shows("Grace Hopper");
    browser.open(&format!("/doctors/{}", doctor.id)).await.expect(200).shows("Grace Hopper");

    let form = [
        ("full_name", "Ada Lovelace"),
        ("email", "ada@example.org"),
        ("password", PASSWORD),
        ("time_zone", "Europe/London"),
        ("next", "/visits"),
    ];
    browser.submit("/register?next=/visits", "/do/auth/register", &form).await.leads_to("/visits");
    browser.open("/visits").await.expect(200);

    let wish = [("doctor", doctor.id.as_str()), ("visit_type", doctor.visit_type.as_str()), ("start", start.as_str())];
    let summary = serde_urlencoded::to_string(wish).expect("a query");
    browser.open(&format!("/book?{summary}")).await.expect(200).shows("Grace Hopper");
    let press = [wish.as_slice(), &[("idempotency_key", "one-press")]].concat();
    let booked = browser.submit(&format!("/book?{summary}"), "/do/booking/book", &press).await.expect(303);
    let done = booked.headers[header::LOCATION].to_str().expect("a path").to_owned();
    let again = browser.submit(&format!("/book?{summary}"), "/do/booking/book", &press).await;
    again.leads_to(&done);
    browser.open(&done).await.expect(200).shows("Grace Hopper");

    let visit = done.trim_end_matches("/booked").to_owned();
    browser.open("/visits").await.expect(200).shows("Grace Hopper");
    let cancel = [("id", visit.trim_start_matches("/visits/")), ("transition", "cancel"), ("reason", "")];
    browser.submit(&visit, "/do/visits/move", &cancel).await.leads_to(&visit);
    let page = browser.open(&visit).await.expect(200);
    page.shows("Cancelled");
    assert!(world.free_starts(&doctor).await.iter().any(|free| free.to_rfc3339() == start));
    let file = browser.open(&format!("{visit}/calendar.ics")).await.expect(200);
    assert!(file.html.contains("STATUS:CANCELLED"), "{}", file.html);
}

async fn a_refused_form_keeps_what_was_typed_but_no_password(world: World) {
    let form =
        [("full_name", "Ada Lovelace"), ("email", "not an address"), ("password", "short"), ("time_zone", "UTC")];
    let page = browser(&world).submit("/register", "/do/auth/register", &form).await.expect(422);
    assert!(page.has_value("full_name", "Ada Lovelace"), "{}", page.html);
    assert!(page.has_value("email", "not an address"));
    assert!(!page.html.contains("short"), "no password comes back");
    page.shows("Please write an address like name@example.org.");
    page.shows("Please use at least 10 characters.");

    world.patient("Ada").await;
    let wrong = [("email", "ada@example.org"), ("password", "not the password")];
    let page = browser(&world).submit("/sign-in", "/do/auth/sign-in", &wrong).await.expect(401);
    page.shows("E-mail or password is wrong. Please try again.");
    assert!(page.has_value("email", "ada@example.org"));
}

async fn a_session_lives_on_in_cookies_and_ends_on_sign_out(world: World) {
    world.patient("Ada").await;
    let mut browser = sign_in(&world, "ada@example.org").await;
    let refresh = browser.cookie("anteroom_refresh").expect("a refresh token").to_owned();
    browser.open("/visits").await.expect(200);
    assert_eq!(browser.cookie("anteroom_refresh"), Some(refresh.as_str()), "as long as the access token is good");
    world.advance(Duration::minutes(11));
    browser.open("/visits").await.expect(200);
    assert_ne!(browser.cookie("anteroom_refresh"), Some(refresh.as_str()), "the next pair came with the page");
    // The browser dropped the access token: the refresh token is enough.
    browser.forget("anteroom_access");
    browser.open("/visits").await.expect(200);
    browser.submit("/visits", "/do/auth/sign-out", &[]).await.leads_to("/");
    assert_eq!(browser.cookie("anteroom_refresh"), None);
    browser.open("/visits").await.leads_to("/sign-in?next=%2Fvisits");
}

async fn whoever_must_sign_in_first_comes_back(world: World) {
    let doctor = world.doctor("Grace").await;
    world.patient("Ada").await;
    let mut browser = browser(&world);
    browser.open("/account?x=1").await.leads_to("/sign-in?next=%2Faccount%3Fx%3D1");
    let start = world.free_start(&doctor, 2).await.to_rfc3339();
    let press = [
        ("doctor", doctor.id.as_str()),
        ("visit_type", doctor.visit_type.as_str()),
        ("start", start.as_str()),
        ("idempotency_key", "k"),
    ];
    let sent = browser.submit("/book", "/do/booking/book", &press).await.expect(303);
    let to = sent.headers[header::LOCATION].to_str().expect("a path").to_owned();
    assert!(to.starts_with("/sign-in?next=%2Fbook%3Fdoctor%3D"), "{to}");
    let form = [("email", "ada@example.org"), ("password", PASSWORD), ("next", "/book?doctor=1")];
    browser.submit(&to, "/do/auth/sign-in", &form).await.leads_to("/book?doctor=1");
    for elsewhere in ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"] {
        let form = [("email", "ada@example.org"), ("password", PASSWORD), ("next", elsewhere)];
        browser.submit("/sign-in", "/do/auth/sign-in", &form).await.leads_to("/");
    }
}

async fn whoever_signs_in_to_book_keeps_the_search_that_led_there(world: World) {
    let doctor = world.doctor("Grace").await;
    let start = world.free_start(&doctor, 0).await.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let wish = [("doctor", doctor.id.as_str()), ("visit_type", doctor.visit_type.as_str()), ("start", start.as_str())];
    let search = [("search", "q=grace%20h&kind=in_person")];
    let form = [wish.as_slice(), &search, &[("idempotency_key", "one-press")]].concat();
    let page = browser(&world).submit("/book", "/do/booking/book", &form).await.expect(303);
    let to = page.headers[header::LOCATION].to_str().expect("a path");
    let query = |address: &str| -> Vec<(String, String)> {
        serde_urlencoded::from_str(address.split_once('?').expect("a query").1).expect("pairs")
    };
    let [(name, next)] = query(to).try_into().expect("one pair");
    let expected: Vec<_> = wish.iter().chain(&search).map(|(name, value)| ((*name).into(), (*value).into())).collect();
    assert_eq!((name.as_str(), query(&next)), ("next", expected));
}

async fn a_time_that_went_meanwhile_is_said_and_others_are_offered(world: World) {
    let doctor = world.doctor("Grace").await;
    let other = world.patient("Bea").await;
    world.patient("Ada").await;
    let mut browser = sign_in(&world, "ada@example.org").await;
    let start = world.free_start(&doctor, 2).await;
    world.book(&other, &doctor, start).await.expect(201);
    let start = start.to_rfc3339();
    let wish = [("doctor", doctor.id.as_str()), ("visit_type", doctor.visit_type.as_str()), ("start", start.as_str())];
    let page = format!("/book?{}", serde_urlencoded::to_string(wish).expect("a query"));
    let press = [wish.as_slice(), &[("idempotency_key", "k")]].concat();
    let answer = browser.submit(&page, "/do/booking/book", &press).await.expect(409);
    answer.shows("This time is not free any more");
    let offered = answer.html.matches("/book?").count();
    assert!(offered >= 3, "the nearest free times are offered: {offered}");
}

async fn other_sites_cannot_send_forms(world: World) {
    let visitor = world.visitor();
    for headers in [
        &[("sec-fetch-site", "cross-site"), ("content-type", "application/x-www-form-urlencoded")],
        &[("origin", "https://evil.example"), ("content-type", "application/x-www-form-urlencoded")],
        &[("sec-fetch-site", "same-site"), ("content-type", "application/json")],
    ] {
        for path in ["/do/auth/sign-out", "/api/v1/auth/logout"] {
            visitor.raw(axum::http::Method::POST, path, "".into(), headers).await.problem(403, "cross-site");
        }
    }
    // Links from elsewhere are welcome.
    let answer = visitor.raw(axum::http::Method::GET, "/", "".into(), &[("sec-fetch-site", "cross-site")]).await;
    assert_eq!(answer.status, 200);
}

async fn no_page_lets_itself_be_framed_or_kept(world: World) {
    let page = browser(&world).open("/").await.expect(200);
    let header =
        |name: &str| page.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("x-frame-options"), "DENY");
    assert_eq!(header("cache-control"), "no-store");
    let policy = header("content-security-policy");
    for part in ["default-src 'self'", "frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'", "'nonce-"] {
        assert!(policy.contains(part), "{part} in {policy:?}");
    }
    assert!(!policy.contains("unsafe-inline"), "{policy}");
    assert!(!policy.contains("'unsafe-eval'"), "{policy}");
}

async fn a_form_of_somebody_signed_out_meanwhile_is_given_back(world: World) {
    let elsewhere = world.patient("Ada").await;
    let mut browser = sign_in(&world, "ada@example.org").await;
    let devices = elsewhere.get("me/sessions").await.expect(200);
    for device in devices.list("items").iter().filter(|device| device["current"] == false) {
        let id = device["id"].as_str().expect("an id");
        elsewhere.delete(&format!("me/sessions/{id}")).await.expect(204);
    }
    let typed = [("full_name", "Ada \"the first\" <L>"), ("time_zone", "Asia/Tokyo")];
    let page = browser.submit("/account", "/do/account/save", &typed).await.expect(401);
    for part in [
        "Please sign in first.",
        "<a href=\"/sign-in\" target=\"_blank\">",
        "<form method=\"post\" action=\"/do/account/save\"",
        "name=\"full_name\" value=\"Ada &quot;the first&quot; &lt;L&gt;\"",
        "name=\"time_zone\" value=\"Asia/Tokyo\"",
    ] {
        assert!(page.html.contains(part), "{part} in {}", page.html);
    }
    browser.submit("/sign-in", "/do/auth/sign-in", &[("email", "ada@example.org"), ("password", PASSWORD)]).await;
    // Sent for another account than it was shown to, it is given back as well.
    let other = uuid::Uuid::nil().to_string();
    let of_another = [typed.as_slice(), &[("reader", other.as_str())]].concat();
    let page = browser.submit("/account", "/do/account/save", &of_another).await.expect(409);
    assert!(
        page.html.contains("Another account is signed in here now.") && page.html.contains("Ada &quot;the first&quot;")
    );
    assert_eq!(elsewhere.get("me").await.expect(200).text("time_zone"), "Europe/Berlin");
    browser.submit("/account", "/do/account/save", &typed).await.expect(303);
    assert_eq!(elsewhere.get("me").await.expect(200).text("time_zone"), "Asia/Tokyo");
}
