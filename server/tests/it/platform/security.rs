//! What browsers are told to do with answers, on every kind of route; cookies; and a flood of passwords to check.

use axum::http::{HeaderMap, Method, header};
use effects::Passwords;
use serde_json::json;
use store::platform::throttle_repo;
use tokio::task::JoinSet;

use crate::{
    browser::Browser,
    client::{Answer, Client},
    world::{PASSWORD, World, on_both},
};

on_both! {
    every_answer_tells_browsers_to_be_careful,
    pages_have_nonces_and_nothing_inline,
    https_is_remembered_and_cookies_are_its_own,
    cookies_and_addresses_follow_the_configuration_and_no_header,
    a_proxy_may_rename_the_host_but_not_the_origin,
    a_flood_of_passwords_is_told_that_the_server_is_busy,
    a_password_that_was_not_examined_does_not_count,
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

async fn every_answer_tells_browsers_to_be_careful(world: World) {
    let doctor = world.doctor("Grace").await;
    let ada = world.patient("Ada").await;
    let start = world.free_start(&doctor, 2).await;
    let visit = world.book(&ada, &doctor, start).await.expect(201).text("id").to_owned();
    let paths = [
        "/",
        "/doctors",
        &format!("/doctors/{}", doctor.id),
        &format!("/doctors/{}/picture", doctor.id),
        "/visits",
        &format!("/visits/{visit}"),
        &format!("/visits/{visit}/calendar.ics"),
        "/account",
        "/practice",
        "/practice/week",
        "/practice/figures",
        "/practice/figures/bookings.csv",
        "/admin",
        "/admin/users",
        "/admin/figures/bookings.csv",
        "/sign-in",
        "/no/such/page",
        "/do/auth/sign-in",
        "/dev/mail",
        "/api/openapi.json",
        "/api/v1/specialties",
        "/api/v1/me",
        "/api/v1/no-such-thing",
        "/api/",
        "/healthz",
        "/readyz",
        "/.well-known/security.txt",
        "/metrics",
    ];
    let visitor = world.visitor();
    for client in [&ada, &doctor.client, &world.admin().await, &visitor] {
        for path in paths {
            for (accept, method) in
                [("text/html", Method::GET), ("application/json", Method::GET), ("*/*", Method::POST)]
            {
                let answer = client.raw(method.clone(), path, "".into(), &[("accept", accept)]).await;
                careful(&answer, &format!("{method} {path} as {accept}"));
            }
        }
    }
    // Before any page or handler is reached.
    let cross_site = [("sec-fetch-site", "cross-site"), ("accept", "text/html")];
    careful(&visitor.raw(Method::POST, "/do/auth/sign-out", "".into(), &cross_site).await.expect(403), "cross-site");
    let bad_token = visitor.with_token("garbage").get("/").await.expect(401);
    careful(&bad_token, "a bad token");
    let too_large = "x".repeat(1024 * 1024);
    let form = [("content-type", "application/x-www-form-urlencoded"), ("accept", "text/html")];
    careful(&visitor.raw(Method::POST, "/do/auth/sign-in", too_large.into(), &form).await.expect(413), "too large");
    for path in ["/boom", "/api/boom"] {
        let broken = Client::new(world.with_route(path, || async { panic!("a bug") }));
        careful(&broken.raw(Method::GET, path, "".into(), &form).await.expect(500), "a panic");
    }
}

#[track_caller]
fn careful(answer: &Answer, what: &str) {
    let header = |name: &str| answer.header(name);
    assert_eq!(header("x-content-type-options"), "nosniff", "{what}");
    assert_eq!(header("referrer-policy"), "same-origin", "{what}");
    assert_eq!(header("x-frame-options"), "DENY", "{what}");
    assert_eq!(header("cross-origin-opener-policy"), "same-origin", "{what}");
    assert_eq!(header("cross-origin-resource-policy"), "same-origin", "{what}");
    for nobodys in ["geolocation", "camera", "microphone"] {
        assert!(header("permissions-policy").contains(&format!("{nobodys}=()")), "{what}: {nobodys}");
    }
    assert_eq!(header("strict-transport-security"), "", "{what}: this clinic is served over http");
    // A picture is the same for everybody who may see it.
    let kept = what.contains("/picture ") && answer.status == 200;
    assert_eq!(header("cache-control"), if kept { "private, max-age=3600" } else { "no-store" }, "{what}");
    let policies: Vec<_> = answer.headers.get_all(header::CONTENT_SECURITY_POLICY).iter().collect();
    assert_eq!(policies.len(), 1, "{what}: {policies:?}");
    let policy = header("content-security-policy");
    assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe-inline"), "{what}: {policy}");
    assert!(!policy.contains("'unsafe-eval'"), "{what}: {policy}");
    let page = header("content-type").starts_with("text/html");
    assert!(policy.starts_with("default-src 'none'") || page && policy.contains("'nonce-"), "{what}: {policy}");
}

async fn pages_have_nonces_and_nothing_inline(world: World) {
    let doctor = world.doctor("Grace").await;
    let mut nonces = Vec::new();
    // One page twice: a nonce must not follow from the address.
    for path in ["/", "/doctors", &format!("/doctors/{}", doctor.id), "/sign-in", "/register", "/no/such/page", "/"] {
        let page = Browser::new(world.router.clone()).open(path).await;
        let policy = text(&page.headers, "content-security-policy");
        let (_, rest) = policy.split_once("'nonce-").expect("a nonce");
        let nonce = rest.split_once('\'').expect("a whole nonce").0.to_owned();
        assert!(policy.contains("'wasm-unsafe-eval'") && policy.contains("style-src 'self';"), "{policy}");
        assert!(policy.contains("'strict-dynamic'"), "a script of ours without the nonce does not run: {policy}");
        for script in page.html.split("<script").skip(1) {
            let tag = script.split('>').next().unwrap_or_default();
            assert!(tag.contains(&format!("nonce=\"{nonce}\"")), "{path}: <script{tag}>");
        }
        assert!(!page.html.contains(" style=\"") && !page.html.contains("<style"), "{path}");
        for event in ["onclick", "onload", "onsubmit", "onchange", "onerror"] {
            assert!(!page.html.contains(&format!(" {event}=")), "{path}: {event}");
        }
        assert!(!page.html.contains("javascript:"), "{path}");
        nonces.push(nonce);
    }
    nonces.sort_unstable();
    nonces.dedup();
    assert_eq!(nonces.len(), 7, "each answer has its own");
    assert!(nonces.iter().all(|nonce| nonce.len() >= 22), "128 bits: {nonces:?}");
}

async fn https_is_remembered_and_cookies_are_its_own(world: World) {
    world.patient("Ada").await;
    let visitor = Client::new(world.served_over_https());
    for path in ["/", "/healthz", "/api/v1/specialties", "/no/such/page"] {
        let told = visitor.get(path).await.header("strict-transport-security").to_owned();
        assert_eq!(told, "max-age=31536000; includeSubDomains", "{path}");
    }
    let form = [("content-type", "application/x-www-form-urlencoded"), ("accept", "text/html")];
    let fields = format!("email=ada%40example.org&password={}", PASSWORD.replace(' ', "+"));
    let signed_in = visitor.raw(Method::POST, "/do/auth/sign-in", fields.into(), &form).await.expect(303);
    let cookies = set_cookies(&signed_in);
    assert_eq!(cookies.len(), 3, "{cookies:?}");
    let token = cookies.iter().find_map(|cookie| cookie.split(';').next()).expect("a cookie").to_owned();
    let headers = [form[0], form[1], ("cookie", token.as_str())];
    let signed_out = visitor.raw(Method::POST, "/do/auth/sign-out", "".into(), &headers).await.expect(303);
    let left = set_cookies(&signed_out);
    assert!(left.iter().any(|cookie| cookie.starts_with("__Host-anteroom_notice=You")), "{left:?}");
    for cookie in cookies.iter().chain(&left) {
        assert!(cookie.starts_with("__Host-"), "{cookie}");
        for attribute in ["; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/"] {
            assert!(cookie.contains(attribute), "{attribute} in {cookie}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
    }
    // The next page shows the notice and lets it be forgotten.
    let notice = left.iter().find(|cookie| cookie.starts_with("__Host-anteroom_notice")).expect("a notice");
    let notice = notice.split(';').next().unwrap_or_default();
    let page = visitor.raw(Method::GET, "/", "".into(), &[("cookie", notice)]).await.expect(200);
    assert!(page.body.as_str().is_some_and(|html| html.contains("You are signed out.")));
    assert!(set_cookies(&page).iter().any(|cookie| cookie.starts_with("__Host-anteroom_notice=; ")));
}

fn set_cookies(answer: &Answer) -> Vec<String> {
    let values = answer.headers.get_all(header::SET_COOKIE).iter();
    values.filter_map(|value| value.to_str().ok().map(str::to_owned)).collect()
}

/// What a request says of its own scheme and host counts for nothing, whoever brings it: the public address is set.
async fn cookies_and_addresses_follow_the_configuration_and_no_header(world: World) {
    world.patient("Ada").await;
    let form = format!("email=ada%40example.org&password={}", PASSWORD.replace(' ', "+"));
    // Plain http on loopback, asked by somebody who is trusted and somebody who is not; then https behind a proxy.
    let routers = [
        (world.asked_from("10.0.0.5", "10.0.0.0/8"), false),
        (world.asked_from("192.0.2.1", "10.0.0.0/8"), false),
        (world.served_over_https(), true),
    ];
    for (router, secure) in routers {
        let client = Client::new(router);
        for scheme in ["https", "http"] {
            let headers = [
                ("content-type", "application/x-www-form-urlencoded"),
                ("accept", "text/html"),
                ("x-forwarded-proto", scheme),
                ("x-forwarded-ssl", "on"),
                ("forwarded", "for=203.0.113.9;proto=https;host=evil.example"),
                ("x-forwarded-host", "evil.example"),
            ];
            let answer = client.raw(Method::POST, "/do/auth/sign-in", form.clone().into(), &headers).await.expect(303);
            let cookies = set_cookies(&answer);
            assert_eq!(cookies.len(), 3, "{cookies:?}");
            assert!(cookies.iter().all(|cookie| cookie.contains("; Secure") == secure), "{scheme}: {cookies:?}");
            assert_eq!(answer.header("strict-transport-security").is_empty(), !secure, "{scheme}");
            assert!(!answer.header("location").contains("evil"), "{:?}", answer.headers);
            let page = client.raw(Method::GET, "/sign-in", "".into(), &headers[1..]).await.expect(200);
            assert!(!page.body.to_string().contains("evil.example"), "{scheme}");
        }
    }
    // Nor does it stand in a message.
    assert!(world.mail().await.iter().all(|mail| !mail.email.html.contains("evil.example")));
}

async fn a_proxy_may_rename_the_host_but_not_the_origin(world: World) {
    let visitor = Client::new(world.served_over_https());
    let sign_out = async |origin: &str, host: &str| {
        let form = ("content-type", "application/x-www-form-urlencoded");
        let headers = [form, ("origin", origin), ("x-forwarded-host", host)];
        visitor.raw(Method::POST, "/do/auth/sign-out", "".into(), &headers).await.status.as_u16()
    };
    // The test's requests name another host than the public one.
    assert_eq!(sign_out("https://clinic.example", "").await, 200);
    for evil in ["https://evil.example", "http://clinic.example", "https://clinic.example.evil.example", "null"] {
        assert_eq!(sign_out(evil, "evil.example").await, 403, "{evil}");
    }
}

async fn a_flood_of_passwords_is_told_that_the_server_is_busy(mut world: World) {
    world.patient("Ada").await;
    // Two at once take some milliseconds each; of strangers, 48 wait; the others are too many.
    world.set_effects(|effects| effects.passwords = Passwords::new());
    let guess = |email: &str| json!({"email": email, "password": "a guess at it"});
    let mut attempts = JoinSet::new();
    for n in 0..200 {
        let (visitor, guess) = (world.visitor(), guess(&format!("person{n}@example.org")));
        attempts.spawn(async move { visitor.post("auth/login", guess).await });
    }
    let (mut examined, mut busy) = (0, 0);
    while let Some(answer) = attempts.join_next().await {
        let answer = answer.expect("no panic");
        if answer.status == 503 {
            let answer = answer.problem(503, "unavailable");
            assert_eq!(answer.header("retry-after"), "5");
            busy += 1;
        } else {
            answer.problem(401, "invalid-credentials");
            examined += 1;
        }
    }
    assert!(examined >= 50 && busy > 0 && examined + busy == 200, "{examined} examined, {busy} turned away");
    world.visitor().sign_in("ada@example.org", PASSWORD).await.get("me").await.expect(200);
}

async fn a_password_that_was_not_examined_does_not_count(mut world: World) {
    world.set_settings(|settings| settings.rate_limit = true);
    let strikes = [world.clinic.effects.keys.throttle("sign-in account", &[b"bea@example.org"])];
    let now = world.clinic.effects.clock.now();
    let guess = || json!({"email": "bea@example.org", "password": "a guess at it"});
    for (passwords, status, struck) in [(Passwords::full(), 503, 0), (Passwords::cheap(), 401, 1)] {
        world.set_effects(|effects| effects.passwords = passwords);
        world.visitor().post("auth/login", guess()).await.expect(status);
        let mut read = world.clinic.store.read().await.expect("a connection");
        let found = throttle_repo::find(&mut read, &strikes).await.expect("a query");
        assert_eq!(found.values().filter(|strike| strike.gone_at > now).count(), struck, "{status}");
    }
}
