//! Whatever people type is text: on every page, for every reader, in refused forms given back, and in letters.
//!
//! A marker that would be an element if it were taken for markup anywhere, and another text if it were escaped twice, is
//! typed into everything that takes text. Pages are found by their links and forms by standing on them, so that a new
//! one is looked at by itself.

mod dom;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use self::dom::Dom;
use effects::Mailer;
use leptos_axum::generate_route_list;
use serde_json::json;

use crate::{
    browser::{Browser, Page},
    platform::bad_input::{
        Cast, Who,
        lists::PAGES,
        rows::{ELSEWHERE, OTHER_FORMS, ROWS, Values},
        values::Kind,
    },
    world::{PASSWORD, World, on_sqlite},
};

/// The pages are the same on both databases: what is stored comes from the same use cases.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_people_type_is_nowhere_markup() {
    on_sqlite(typed_everywhere).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_are_no_markup_in_the_list_of_mail() {
    on_sqlite(mail_in_a_folder).await;
}

/// Begins every marker, with a number behind it.
const SIGN: &str = "zq";
/// Closes whatever reads text as it is, and quotes; `&lt;` must not be read twice.
const TAIL: &str = "&lt;</title></textarea></script></svg><x-marker a='\">";
/// As much of it as an address may hold before its @. Browsers read the first three characters as `<`.
const LOCAL: &str = "&lt'";

fn marker(n: usize) -> String {
    format!("{SIGN}{n}{TAIL}")
}

/// What is wrong, and which markers were seen as they are.
#[derive(Default)]
struct Found {
    wrong: Vec<String>,
    seen: BTreeMap<usize, BTreeSet<String>>,
}

impl Found {
    /// Reads a page, a letter or a part of one.
    fn look(&mut self, place: &str, html: &str) -> Dom {
        let dom = Dom::of(html);
        for element in &dom.elements {
            if element.name == "x-marker" {
                self.wrong.push(format!("{place}: markup"));
            }
            for (name, value) in element.attributes.iter().filter(|(name, _)| name != "nonce") {
                if name.contains(SIGN) || name.contains('<') {
                    self.wrong.push(format!("{place}: <{} {name}> was broken open", element.name));
                }
                let value = match name.as_str() {
                    "data-props" => value.replace("\\\"", "\""),
                    "href" | "action" | "value" if value.starts_with(['/', 'h', 'm']) => decoded(value),
                    _ => value.clone(),
                };
                self.read(&format!("{place}: <{} {name}>", element.name), &value);
            }
        }
        for (around, text) in &dom.texts {
            self.read(&format!("{place}: {around}"), text);
        }
        dom
    }

    fn read(&mut self, place: &str, text: &str) {
        for rest in text.split(SIGN).skip(1) {
            let digits = rest.chars().take_while(char::is_ascii_digit).count();
            let Ok(n) = rest[..digits].parse() else { continue };
            if rest[digits..].starts_with(TAIL) || rest[digits..].starts_with(LOCAL) {
                self.seen.entry(n).or_default().insert(place.to_owned());
            } else if !rest[digits..].starts_with(['”', '-']) {
                // A word of a search stands alone where nobody has it: letters and digits between quotes. And in the id of a
                // specialty there are only these, with dashes between.
                self.wrong.push(format!("{place}: {SIGN}{}", rest.chars().take(60).collect::<String>()));
            }
        }
    }
}

/// What an address says, also one within another.
fn decoded(url: &str) -> String {
    let mut url = url.to_owned();
    for _ in 0..3 {
        let pair: Vec<(String, String)> =
            serde_urlencoded::from_str(&format!("x={}", url.replace('&', "%26"))).unwrap_or_default();
        url = pair.into_iter().map(|(_, value)| value).collect();
    }
    url
}

/// Everybody's texts are markers: each field of each row has one of its own.
async fn everything_typed(cast: &mut Cast, told: &mut Vec<(usize, String)>) {
    for (n, row) in ROWS.iter().enumerate() {
        let Some((action, page)) = row.form else { continue };
        let mut values: Values = row.filled(cast, 500 + n).await;
        for (name, value) in &mut values {
            let number = 1000 + told.len();
            match row.fields.iter().find(|(field, _)| field == name) {
                Some((_, Kind::Line(..) | Kind::Paragraph(_))) => *value = json!(marker(number)),
                Some((_, Kind::Email)) => *value = json!(format!("{SIGN}{number}{LOCAL}@example.org")),
                _ => continue,
            }
            told.push((number, format!("{action} {name}")));
        }
        let page = page.replace("{id}", &cast.doctor.visit_type);
        let typed = crate::platform::bad_input::fields::typed(&values);
        let typed: Vec<(&str, &str)> = typed.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let mut visitor = Browser::new(cast.world.router.clone());
        let browser = if row.who == Who::Visitor { &mut visitor } else { cast.browser(row.who) };
        let sent = browser.submit(&page, action, &typed).await;
        assert!(matches!(sent.status.as_u16(), 200 | 303), "{action}: {}", sent.text());
    }
}

/// What is neither free text nor a form of a row.
const NO_TEXT: [&str; 11] = [
    "email",
    "password",
    "refresh_token",
    "device_token",
    "doctor_id",
    "visit_type_id",
    "start",
    "time_zone",
    "kind",
    "retired",
    "version",
];

async fn typed_everywhere(world: World) {
    let mut cast = Cast::new(world.clone()).await;
    let (mut found, mut told) = (Found::default(), Vec::new());
    // Texts of the API that no row has: each is here, or is none.
    let mut elsewhere: BTreeSet<&str> = ELSEWHERE.iter().flat_map(|(_, _, fields)| *fields).copied().collect();
    elsewhere.retain(|field| !NO_TEXT.contains(field));
    assert_eq!(elsewhere, BTreeSet::from(["device_name", "reason", "weekly", "windows", "words"]));
    everything_typed(&mut cast, &mut told).await;
    let (device, reason) = (told.len() + 1000, told.len() + 1001);
    told.extend([(device, "device_name".to_owned()), (reason, "reason".to_owned())]);
    // As much of a marker as a word may hold.
    let words = told.len() + 1000;
    told.push((words, "words".to_owned()));
    let words = json!({"words": [format!("{SIGN}{words}{LOCAL}")]});
    cast.client(Who::Admin).patch("admin/specialties/dermatology", words).await.expect(200);
    for email in ["ada@example.org", "grace@example.org", "admin@example.org"] {
        let login = json!({"email": email, "password": PASSWORD, "device_name": marker(device)});
        world.visitor().post("auth/login", login).await.expect(200);
    }

    cast.doctor.client.put("doctors/me/exceptions/2026-12-24", json!({"kind": "closed"})).await.expect(200);
    // Visits of each kind: to come, cancelled by either side, over.
    let mut visits = Vec::new();
    for n in [3, 5, 7, 9] {
        let start = world.free_start(&cast.doctor, n).await;
        let booked = world.book(cast.client(Who::Patient), &cast.doctor, start).await.expect(201);
        visits.push(booked.text("id").to_owned());
    }
    for (who, visit) in [Who::Patient, Who::Doctor].into_iter().zip(&visits) {
        let cancelled = json!({"reason": marker(reason)});
        cast.client(who).post(&format!("appointments/{visit}/cancel"), cancelled).await.expect(200);
    }
    for (n, mail) in world.mail().await.into_iter().enumerate() {
        found.look(&format!("letter {n} ({})", mail.email.subject), &mail.email.html);
    }

    // Whoever travels is offered the time of where they are.
    cast.browser(Who::Patient).set_cookie("anteroom_zone", "Asia%2FTokyo");
    let all = [Who::Visitor, Who::Patient, Who::Doctor, Who::Admin];
    let mut forms = BTreeMap::new();
    for who in all {
        crawl(&mut cast, who, &visits, &mut found, &mut forms).await;
    }
    let known: BTreeSet<&str> =
        ROWS.iter().filter_map(|row| Some(row.form?.0)).chain(OTHER_FORMS.iter().copied()).collect();
    let seen: BTreeSet<&str> = forms.keys().map(|(action, ..)| action.as_str()).collect();
    let unseen: Vec<_> = known.iter().filter(|action| !seen.contains(*action)).collect();
    // Nothing has failed to be sent, so that nothing can be sent again.
    assert_eq!(unseen, [&"/do/admin/retry-mail"], "every form stands on some page");
    refused_forms(&mut cast, &forms, &mut found).await;
    // What was taken of it is shown to everybody else.
    for who in all {
        crawl(&mut cast, who, &visits, &mut found, &mut forms).await;
    }
    for (number, field) in &told {
        if !found.seen.contains_key(number) {
            found.wrong.push(format!("{field} is shown nowhere"));
        }
    }
    let titled = found.seen.values().flatten().any(|place| place.ends_with(": title"));
    let typed = found.seen.values().flatten().any(|place| place.ends_with(": textarea"));
    assert!(titled && typed, "no name stood in a title, or nothing in a field of several lines");
    assert!(found.wrong.is_empty(), "{} are wrong: {:#?}", found.wrong.len(), found.wrong);
}

type Forms = BTreeMap<(String, String, Vec<String>), (Who, String, Vec<(String, String, bool)>)>;

/// Opens every page that this reader can come to, once for each way to ask for it.
async fn crawl(cast: &mut Cast, who: Who, visits: &[String], found: &mut Found, forms: &mut Forms) {
    let mut todo: VecDeque<String> = generate_route_list(app::routes::App)
        .iter()
        .flat_map(|route| {
            let path = route.path();
            let ids = if path.starts_with("/visits") { visits } else { std::slice::from_ref(&cast.doctor.id) };
            ids.iter().map(|id| path.replace("{id}", id)).collect::<BTreeSet<_>>()
        })
        .collect();
    for (_, path, fields) in PAGES.iter().filter(|(reader, ..)| *reader == who) {
        for field in *fields {
            let query = serde_urlencoded::to_string([(*field, marker(7))]).expect("a query");
            todo.push_back(format!("{path}?{query}"));
        }
    }
    let mut asked = BTreeSet::new();
    while let Some(address) = todo.pop_front() {
        let (path, query) = address.split_once('?').unwrap_or((&address, ""));
        let names: Vec<&str> = query.split('&').map(|pair| pair.split('=').next().unwrap_or(pair)).collect();
        let hostile = query.contains(SIGN);
        if !asked.insert((path.to_owned(), names.join("&"), hostile)) || path.starts_with("/api") {
            continue;
        }
        let page = cast.browser(who).open(&address).await;
        if !page.headers.contains_key("content-type") || !page.is_html() {
            continue;
        }
        let dom = found.look(&format!("{who:?} {address}"), &page.html);
        todo.extend(dom.links().map(str::to_owned));
        for form in dom.forms() {
            let names: Vec<String> = form.controls.iter().map(|(name, ..)| name.clone()).collect();
            if form.method == "get" {
                for name in names {
                    let query = serde_urlencoded::to_string([(name, marker(8))]).expect("a query");
                    todo.push_back(format!("{}?{query}", form.action));
                }
            } else {
                forms.entry((form.action, format!("{who:?}"), names)).or_insert((who, address.clone(), form.controls));
            }
        }
    }
}

/// They would end the readers' sessions, and nobody writes anything into them.
const ENDS: [&str; 2] = ["/do/auth/sign-out", "/do/account/end-session"];

/// Every form with a marker in all that can be written into, in each of its controls, and from somebody signed out.
async fn refused_forms(cast: &mut Cast, forms: &Forms, found: &mut Found) {
    let hidden = format!("{SIGN}9{TAIL}\u{200b}");
    for ((action, ..), (who, page, controls)) in
        forms.iter().filter(|((action, ..), _)| !ENDS.contains(&action.as_str()))
    {
        let filled = |text: &str, wrong: &dyn Fn(usize, bool) -> bool| -> Vec<(String, String)> {
            let fill = |(n, (name, value, free)): (usize, &(String, String, bool))| {
                (name.clone(), if wrong(n, *free) { text.to_owned() } else { value.clone() })
            };
            controls.iter().enumerate().map(fill).collect()
        };
        let marked = marker(9);
        let everywhere = [filled(&marked, &|_, free| free), filled(&hidden, &|_, free| free)];
        let one_by_one = (0..controls.len()).map(|each| filled(&marked, &|n, _| n == each));
        for (n, fields) in everywhere.into_iter().chain(one_by_one).enumerate() {
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            let place = format!("{who:?} {action} {n}");
            let answer = cast.browser(*who).submit(page, action, &fields).await;
            look_at(found, &place, &answer);
            if n == 0 {
                let answer = Browser::new(cast.world.router.clone()).submit(page, action, &fields).await;
                look_at(found, &format!("{place} signed out"), &answer);
            }
        }
    }
}

fn look_at(found: &mut Found, place: &str, answer: &Page) {
    if answer.status.is_server_error() {
        found.wrong.push(format!("{place}: {}", answer.status));
    } else if answer.status != 303 && answer.is_html() {
        found.look(place, &answer.html);
    }
}

async fn mail_in_a_folder(mut world: World) {
    #[expect(clippy::disallowed_methods, reason = "a folder that no other test has")]
    let folder = std::env::temp_dir().join(format!("anteroom-mail-{}", uuid::Uuid::new_v4()));
    world.set_effects(|effects| effects.mailer = Mailer::folder(folder.clone()));
    let mut told = Vec::new();
    let mut cast = Cast::new(world.clone()).await;
    everything_typed(&mut cast, &mut told).await;
    world.deliver().await;
    let mut browser = Browser::new(world.in_development(&folder, "127.0.0.1", ""));
    let mut found = Found::default();
    let list = browser.open("/dev/mail").await.expect(200);
    let dom = found.look("/dev/mail", &list.html);
    let letters: Vec<String> = dom.links().filter(|link| link.starts_with("/dev/mail/")).map(str::to_owned).collect();
    assert!(letters.len() >= 5, "{letters:?}");
    for letter in letters {
        found.look(&letter, &browser.open(&letter).await.expect(200).html);
    }
    std::fs::remove_dir_all(&folder).expect("the folder can be removed");
    assert!(!found.seen.is_empty(), "addresses are shown");
    assert!(found.wrong.is_empty(), "{:#?}", found.wrong);
}
