//! Bodies, paths and queries that cannot be read at all.

use axum::{
    body::{Body, Bytes},
    http::Method,
};
use serde_json::json;

use super::{Cast, JARGON, Who, names};
use crate::{
    client::Answer,
    world::{PASSWORD, World, on_both},
};

on_both! {
    bodies_that_are_no_json,
    bodies_that_are_too_large,
    paths_and_methods_that_are_not_there,
    bytes_that_are_no_text,
    members_that_come_twice_and_halves_of_characters,
    forms_that_cannot_be_read,
    forms_that_are_too_large_are_given_back,
    words_in_many_scripts_survive,
}

const JSON: &[(&str, &str)] = &[("content-type", "application/json")];

async fn login(world: &World, body: impl Into<Body>, headers: &[(&str, &str)]) -> Answer {
    world.visitor().raw(Method::POST, "auth/login", body.into(), headers).await
}

async fn bodies_that_are_no_json(world: World) {
    for text in ["", "{", "{\"email\":", "nonsense", "{\"email\": \"a\", }", "\u{feff}{}"] {
        login(&world, text, JSON).await.problem(400, "malformed");
    }
    for text in ["[]", "null", "1", "\"text\""] {
        let status = login(&world, text, JSON).await.status.as_u16();
        assert!([400, 422].contains(&status), "{text}: {status}");
    }
    // Where a body may be left out, half of one is refused all the same.
    let patient = world.patient("Ada").await;
    let nobody = "appointments/00000000-0000-0000-0000-000000000000/cancel";
    for (client, path) in [(&patient, "auth/logout"), (&patient, nobody), (&world.admin().await, "admin/invitations")] {
        for text in ["{", "nonsense", "{\"reason\": "] {
            client.raw(Method::POST, path, text.into(), JSON).await.problem(400, "malformed");
        }
    }
    patient.get("me").await.expect(200);
    login(&world, "{}", JSON).await.refuses(&["email", "password"]);
    login(&world, r#"{"email": 1, "password": "x"}"#, JSON).await.refuses(&["email"]);
    let text = r#"{"email": "a@b.example", "password": "x"}"#;
    login(&world, text, &[]).await.problem(415, "unsupported-media-type");
    login(&world, text, &[("content-type", "text/plain")]).await.problem(415, "unsupported-media-type");
    login(&world, "email=a&password=b", &[("content-type", "application/x-www-form-urlencoded")])
        .await
        .problem(415, "unsupported-media-type");
    let deep = format!("{}{}", "[".repeat(30_000), "]".repeat(30_000));
    let status = login(&world, deep, JSON).await.status.as_u16();
    assert!([400, 422].contains(&status), "deep nesting: {status}");
}

async fn bodies_that_are_too_large(world: World) {
    let just_fits = json!({"email": "a@b.example", "password": "x".repeat(60 * 1024)}).to_string();
    login(&world, just_fits, JSON).await.problem(401, "invalid-credentials");
    let too_large = json!({"email": "a@b.example", "password": "x".repeat(64 * 1024)}).to_string();
    login(&world, too_large.clone(), JSON).await.problem(413, "too-large");
    // In pieces, without a Content-Length; and one that never ends by itself.
    let pieces =
        futures_util::stream::iter(too_large.into_bytes().chunks(1000).map(Bytes::copy_from_slice).collect::<Vec<_>>());
    let pieces = futures_util::StreamExt::map(pieces, Ok::<_, std::io::Error>);
    login(&world, Body::from_stream(pieces), JSON).await.problem(413, "too-large");
    let endless = futures_util::stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from_static(&[b' '; 1000])));
    login(&world, Body::from_stream(endless), JSON).await.problem(413, "too-large");
}

async fn members_that_come_twice_and_halves_of_characters(world: World) {
    let twice = r#"{"email": "a@b.example", "password": "x", "email": "c@d.example"}"#;
    let answer = login(&world, twice, JSON).await;
    assert!([400, 422].contains(&answer.status.as_u16()), "{}", answer.body);
    for text in [r#"{"email": "\ud800", "password": "x"}"#, r#"{"email": "\udc00\ud800", "password": "x"}"#] {
        let answer = login(&world, text, JSON).await;
        assert!([400, 422].contains(&answer.status.as_u16()), "{}", answer.body);
    }
    // Members that nobody knows are nobody's business.
    let more = json!({"email": "a@b.example", "password": "x", "role": "admin", "__proto__": {"admin": true}});
    login(&world, more.to_string(), JSON).await.problem(401, "invalid-credentials");
    // A pair that is whole is a character.
    let form = r#"{"email": "p@example.org", "password": "three good words", "full_name": "\ud83d\ude00", "time_zone": "UTC"}"#;
    let made = world.visitor().raw(Method::POST, "auth/register", Body::from(form), JSON).await;
    assert_eq!(made.status, 201, "{}", made.body);
}

/// A form as bytes, sent by a browser.
async fn form(cast: &Cast, who: Who, action: &str, body: impl Into<Body>) -> Answer {
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("accept", "text/html"),
        ("sec-fetch-site", "same-origin"),
    ];
    cast.client(who).raw(Method::POST, action, body.into(), &headers).await
}

async fn forms_that_cannot_be_read(world: World) {
    let cast = Cast::new(world).await;
    let rest = "&password=three+good+words&time_zone=UTC&page=/register";
    // A field that is missing, or comes twice, is named.
    for (body, words) in [
        (format!("full_name=Ada{rest}"), "Please fill this in."),
        (format!("full_name=Ada&email=a@example.org&email=b@example.org{rest}"), "This was sent twice."),
        (format!("full_name=Ada&email[x]=a@example.org{rest}"), "the form did not arrive as it was sent"),
        (format!("full_name=Ada&email[0][0][0][0][0][0][0][0]=a{rest}"), "the form did not arrive as it was sent"),
    ] {
        let answer = form(&cast, Who::Visitor, "/do/auth/register", body.clone()).await;
        let page = answer.body.to_string();
        assert!([400, 422].contains(&answer.status.as_u16()), "{body}: {} {page}", answer.status);
        assert!(answer.header("content-type").starts_with("text/html"), "{body}");
        assert!(page.contains(words), "{body}: {page}");
        assert!(page.contains("value=\\\"Ada\\\""), "{body}: the name is kept: {page}");
        assert!(!JARGON.iter().any(|word| page.contains(&format!("{word} "))), "{body}: {page}");
    }
    // Bytes that are no text, and percents that are no bytes.
    for name in ["%ff%fe", "%", "%zz", "%e2%28%a1", "%00", "%C0%80", "%ED%A0%80"] {
        let body = format!("full_name={name}&email=a%40example.org{rest}");
        let answer = form(&cast, Who::Visitor, "/do/auth/register", body).await;
        assert!([303, 400, 422].contains(&answer.status.as_u16()), "{name}: {} {}", answer.status, answer.body);
    }
    for body in
        [&b"\xff\xfe\x00=\xff"[..], b"", b"&&&===", b"=", b"full_name", b"[]=1&[=2&]=3", b"page=//evil.example&email=a"]
    {
        for action in ["/do/auth/register", "/do/auth/sign-in", "/do/booking/book", "/do/practice/save-profile"] {
            let answer = form(&cast, Who::Doctor, action, body).await;
            assert!(
                [303, 400, 403, 422].contains(&answer.status.as_u16()),
                "{action} {body:?}: {} {}",
                answer.status,
                answer.body
            );
        }
    }
    // Something that is no form: as a page for browsers, as data for programs.
    for (kind, accept) in
        [("text/plain", "text/html"), ("multipart/form-data; boundary=x", "text/html"), ("application/json", "*/*")]
    {
        let headers = [("content-type", kind), ("accept", accept)];
        let answer = cast.client(Who::Visitor).raw(Method::POST, "/do/auth/sign-in", Body::from("{}"), &headers).await;
        assert!([400, 415, 422].contains(&answer.status.as_u16()), "{kind}: {} {}", answer.status, answer.body);
    }
    for path in ["/do", "/do/", "/do/auth", "/do/../api", "/do/%ff", "/do/%00"] {
        let answer = form(&cast, Who::Visitor, path, "page=/").await;
        assert!([303, 404, 405].contains(&answer.status.as_u16()), "{path}: {} {}", answer.status, answer.body);
    }
    for path in
        ["/%ff", "/%", "/%zz", "/doctors/%ff", "/visits/%zz", "/doctors/%E2%80%AE", "/..%2f..%2fetc/passwd", "/%00"]
    {
        let headers = [("accept", "text/html")];
        let answer = cast.client(Who::Patient).raw(Method::GET, path, Body::empty(), &headers).await;
        assert!([400, 404].contains(&answer.status.as_u16()), "{path}: {} {}", answer.status, answer.body);
        assert!(answer.header("content-type").starts_with("text/html"), "{path}");
    }
}

async fn forms_that_are_too_large_are_given_back(world: World) {
    let mut cast = Cast::new(world).await;
    let about = "long text & more ".repeat(6000);
    let fields = [
        ("designation", "Doctor <of> many words"),
        ("specialties[]", "cardiology"),
        ("languages[]", "en"),
        ("experience_years", "12"),
        ("about", about.as_str()),
        ("address", "1 Street"),
        ("directions", ""),
        ("phone", "+1 212 555 0143"),
        ("practice_email", "desk@practice.example"),
    ];
    let page = cast.browser(Who::Doctor).submit("/practice/profile", "/do/practice/save-profile", &fields).await;
    assert_eq!(page.status, 413, "{}", page.text().chars().take(500).collect::<String>());
    assert!(page.error_of("about").is_some_and(|message| message.contains("shorten")), "the field is named");
    for (name, value) in fields {
        assert!(page.keeps(name, value), "{name} is lost");
    }
    // Beyond that nobody has typed it: a page that says so, and data for programs.
    let flood = "x".repeat(300 * 1024);
    let page =
        cast.browser(Who::Doctor).submit("/practice/profile", "/do/practice/save-profile", &[("about", &flood)]).await;
    assert_eq!(page.status, 413);
    assert!(page.is_html() && page.text().contains("64 KiB"), "{}", page.text());
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("accept", "application/json")];
    let body = Body::from(format!("about={}", "x".repeat(70 * 1024)));
    let answer = cast.client(Who::Doctor).raw(Method::POST, "/do/practice/save-profile", body, &headers).await;
    answer.problem(413, "too-large");
    let unchanged = cast.client(Who::Doctor).get("doctors/me").await.expect(200);
    assert_eq!(unchanged.text("about"), "");
    let answer = cast.client(Who::Doctor).patch("doctors/me", json!({"about": about, "designation": PASSWORD})).await;
    assert!(answer.status == 413 || names(&answer, "about", "").is_some(), "{}", answer.body);
}

async fn paths_and_methods_that_are_not_there(world: World) {
    let visitor = world.visitor();
    for path in
        ["/api", "/api/", "/api/v1", "/api/v1/", "/api/v2/doctors", "/api/v1/nothing", "/api/v1/doctors/me/nothing"]
    {
        visitor.get(path).await.problem(404, "not-found");
    }
    let answer = visitor.delete("specialties").await.problem(405, "method-not-allowed");
    assert!(answer.header("allow").contains("GET"), "{:?}", answer.headers);
    visitor.get("auth/login").await.problem(405, "method-not-allowed");
    visitor.delete("/api/openapi.json").await.problem(405, "method-not-allowed");
    let patient = world.patient("Ada").await;
    for id in ["x", "1", "..%2f..", "%00", "%ff", "00000000-0000-0000-0000-000000000000"] {
        patient.get(&format!("appointments/{id}")).await.problem(404, "not-found");
        visitor.get(&format!("doctors/{id}")).await.problem(404, "not-found");
    }
}

async fn bytes_that_are_no_text(world: World) {
    login(&world, vec![0xff, 0xfe, 0x00], JSON).await.problem(400, "malformed");
    login(&world, b"{\"email\": \"\xff\", \"password\": \"x\"}".to_vec(), JSON).await.problem(400, "malformed");
    // A NUL cannot be stored by PostgreSQL: it must be refused before it gets there.
    let form = |name: &str, email: &str| json!({"email": email, "password": "a good password", "full_name": name, "time_zone": "UTC"});
    world.visitor().post("auth/register", form("A\u{0}da", "ada@example.org")).await.refuses(&["full_name"]);
    world.visitor().post("auth/register", form("Ada", "ada\u{0}@example.org")).await.refuses(&["email"]);
    world
        .visitor()
        .post("auth/login", json!({"email": "a\u{0}", "password": "\u{0}"}))
        .await
        .problem(401, "invalid-credentials");
    for query in ["q=%00", "q=%ff", "specialty=%00", "language=%00", "q=%F0%9F%92%89"] {
        let status = world.visitor().get(&format!("doctors?{query}")).await.status.as_u16();
        assert!([200, 422, 400].contains(&status), "{query}: {status}");
    }
    let patient = world.patient("Ada").await;
    let headers = [("content-type", "application/json"), ("idempotency-key", "ключ")];
    let answer = patient.raw(Method::POST, "appointments", Body::from("{}"), &headers).await;
    assert_eq!(answer.status, 422, "{}", answer.body);
}

async fn words_in_many_scripts_survive(world: World) {
    for (n, name) in
        ["Владимир", "愛子", "أحمد", "Zoë O'Hara", "'; DROP TABLE account; --", "<b>Ada</b>", "👩‍⚕️"].iter().enumerate()
    {
        let email = format!("person{n}@example.org");
        let form = json!({"email": email, "password": "пароль пароль", "full_name": name, "time_zone": "UTC"});
        world.visitor().post("auth/register", form).await.expect(201);
        let me = world.visitor().sign_in(&email, "пароль пароль").await.get("me").await.expect(200);
        assert_eq!(me.text("full_name"), *name);
    }
}
