//! Lists: pages that do not exist, words that no filter knows, and searches for anything at all.

use std::collections::BTreeSet;

use super::{Cast, Who, names};
use crate::world::{World, on_both};

on_both! {
    pages_and_words_that_do_not_exist_are_named,
    anything_can_be_searched_for,
    pages_of_lists_say_what_is_wrong_and_keep_it,
}

/// Every list of the API, who may see it, and its filters by words.
const LISTS: &[(Who, &str, &[&str])] = &[
    (Who::Visitor, "/doctors", &["kind", "sort"]),
    (Who::Patient, "/appointments", &["status", "kind", "from", "to", "doctor", "visit_type"]),
    (Who::Admin, "/admin/invitations", &["state"]),
    (Who::Admin, "/admin/users", &["role"]),
    (Who::Admin, "/admin/doctors", &["hidden"]),
    (Who::Admin, "/admin/specialties", &[]),
    (Who::Admin, "/admin/mail", &["state"]),
];

/// Searches, percent-encoded. Those of the second list cannot be meant.
const SEARCHES: [&str; 9] = [
    "%25",
    "_",
    "%5C",
    "'%3B%20DROP%20TABLE%20account%3B%20--",
    "%F0%9F%91%A9%E2%80%8D%E2%9A%95%EF%B8%8F",
    "%D0%98%D0%B2%D0%B0%D0%BD",
    "%22%29%20OR%201%3D1%20--",
    "%%",
    "%zz",
];
const HIDDEN: [&str; 4] = ["%00", "a%00b", "%E2%80%AEb", "a%E2%80%8Bb"];

async fn pages_and_words_that_do_not_exist_are_named(world: World) {
    let cast = Cast::new(world).await;
    let document = cast.world.visitor().get("/api/openapi.json").await.expect(200).body;
    let paged = |item: &serde_json::Value| {
        item["get"]["parameters"].as_array().is_some_and(|all| all.iter().any(|each| each["name"] == "per_page"))
    };
    let documented = document["paths"].as_object().into_iter().flatten().filter(|(_, item)| paged(item));
    let documented: BTreeSet<&str> = documented.map(|(path, _)| path.trim_start_matches("/api/v1")).collect();
    let rows: BTreeSet<&str> = LISTS.iter().map(|(_, path, _)| *path).collect();
    assert_eq!(rows, documented, "every list has a row");

    let mut wrong = Vec::new();
    for (who, path, words) in LISTS {
        let client = cast.client(*who);
        let mut cases: Vec<(String, String)> = Vec::new();
        for value in ["0", "-1", "1000000000", "99999999999999999999", "x", "1.5", "1e3", "%00", "%EF%BC%91"] {
            cases.push(("page".into(), value.into()));
            cases.push(("per_page".into(), value.into()));
        }
        cases.push(("per_page".into(), "101".into()));
        cases.push(("per_page".into(), "1000000".into()));
        for word in *words {
            for value in ["x", "%00", "'%3B--", "id;DROP", "BOOKED", "%F0%9F%92%8A"] {
                cases.push(((*word).into(), value.into()));
            }
        }
        for (field, value) in cases {
            let query = format!("/api/v1{path}?{field}={value}");
            let answer = client.get(&query).await;
            if names(&answer, &field, &query).is_none() {
                wrong.push(format!("{query}: {} {}", answer.status, answer.body));
            }
        }
        // Far, but not beyond what anybody may ask: an empty page.
        let answer = client.get(&format!("/api/v1{path}?page=100000&per_page=100")).await.expect(200);
        assert!(answer.items().is_empty(), "{path}");
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

async fn anything_can_be_searched_for(world: World) {
    let cast = Cast::new(world).await;
    let mut wrong = Vec::new();
    for (who, path) in [
        (Who::Visitor, "doctors"),
        (Who::Patient, "appointments"),
        (Who::Doctor, "appointments"),
        (Who::Admin, "appointments"),
        (Who::Admin, "admin/users"),
        (Who::Admin, "admin/doctors"),
        (Who::Admin, "admin/specialties"),
    ] {
        for q in SEARCHES {
            let answer = cast.client(who).get(&format!("{path}?q={q}")).await;
            if answer.status != 200 || answer.number("total") != 0 {
                wrong.push(format!("{path}?q={q}: {} {}", answer.status, answer.body));
            }
        }
        for q in HIDDEN.into_iter().map(str::to_owned).chain(["a".repeat(101), "a".repeat(20_000)]) {
            let answer = cast.client(who).get(&format!("{path}?q={q}")).await;
            if names(&answer, "q", path).is_none() {
                wrong.push(format!("{path}?q={}: {}", q.chars().take(30).collect::<String>(), answer.status));
            }
        }
        let answer = cast.client(who).get(&format!("{path}?q={}", "a".repeat(100))).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        // What is no text at all is refused or read as well as it can be.
        let answer = cast.client(who).get(&format!("{path}?q=%ff%fe&q=twice&page=1&page=2")).await;
        assert!([200, 400, 422].contains(&answer.status.as_u16()), "{path}: {} {}", answer.status, answer.body);
    }
    for field in ["specialty", "language"] {
        for value in HIDDEN {
            let answer = cast.client(Who::Visitor).get(&format!("doctors?{field}={value}")).await;
            assert!(names(&answer, field, value).is_some(), "{field}={value}: {} {}", answer.status, answer.body);
        }
        let nobody = cast.client(Who::Visitor).get(&format!("doctors?{field}=klingon")).await.expect(200);
        assert_eq!(nobody.number("total"), 0);
    }
    for zone in ["Mars/Olympus", "europe/berlin", "%00", "+01:00"] {
        let answer = cast.client(Who::Visitor).get(&format!("doctors?time_zone={zone}")).await;
        assert!(names(&answer, "time_zone", zone).is_some(), "{zone}: {}", answer.body);
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Pages of lists, with the filters that they know.
pub const PAGES: &[(Who, &str, &[&str])] = &[
    (Who::Visitor, "/doctors", &["q", "kind", "sort", "page"]),
    (Who::Patient, "/visits", &["part", "doctor", "page"]),
    (Who::Doctor, "/practice/visits", &["part", "q", "from", "to", "status", "visit_type", "kind", "page"]),
    (Who::Admin, "/admin/users", &["q", "role", "page"]),
    (Who::Admin, "/admin/doctors", &["q", "page"]),
    (Who::Admin, "/admin/specialties", &["q", "page"]),
    (Who::Admin, "/admin/appointments", &["part", "q", "from", "to", "status", "kind", "page"]),
    (Who::Admin, "/admin/invitations", &["state", "page"]),
    (Who::Admin, "/admin/mail", &["state", "page"]),
];

async fn pages_of_lists_say_what_is_wrong_and_keep_it(world: World) {
    let mut cast = Cast::new(world).await;
    let mut wrong = Vec::new();
    let long = "longer".repeat(17);
    for (who, path, fields) in PAGES {
        for field in *fields {
            let values = match *field {
                "page" => vec!["0", "-1", "1000000000", "99999999999999999999", "x", "1.5"],
                "q" => vec![long.as_str()],
                _ => vec!["nonsense", "'; DROP TABLE"],
            };
            for value in values {
                let query = serde_urlencoded::to_string([(*field, value)]).expect("a query");
                let page = cast.browser(*who).open(&format!("{path}?{query}")).await;
                let case = format!("{path} {field}={value}");
                if page.status != 422 || !page.is_html() {
                    wrong.push(format!("{case}: {}", page.status));
                } else if !page.keeps(field, value) || !page.text().contains("Please") {
                    wrong.push(format!("{case}: what was typed is lost in {}", page.text()));
                }
            }
        }
        let far = cast.browser(*who).open(&format!("{path}?page=100000")).await;
        assert_eq!(far.status, 200, "{path}");
        // Whatever else stands in the address, there is a page.
        for query in ["q=%ff", "q=%zz", "q=%", "&&==&", "page=1&page=2", "q=%00", "q=%F0%9F%92%8A", "%00=%00"] {
            let page = cast.browser(*who).open(&format!("{path}?{query}")).await;
            assert!([200, 400, 422].contains(&page.status.as_u16()), "{path}?{query}: {}", page.status);
            assert!(page.is_html(), "{path}?{query}");
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
