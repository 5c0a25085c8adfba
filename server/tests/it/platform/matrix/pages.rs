//! The matrix of the pages, and of the few other addresses that a browser opens.

use std::collections::BTreeSet;

use app::routes::{PAGES, Readers};
use axum::http::Method;
use domain::people::account::Role;
use leptos_axum::generate_route_list;

use super::{Cast, Differences, Thing};
use crate::world::{World, on_both};

on_both! { every_page_for_every_role }

/// Address, thing in it, and status for visitor, patient, other patient, doctor, other doctor, admin. Whoever must sign
/// in first is sent there (303); pages of another role, and other people's, are not found.
const ROWS: &[(&str, Thing, [u16; 6])] = &[
    // Doctors and admins start at their desk.
    ("/", Thing::Nothing, [200, 200, 200, 303, 303, 303]),
    ("/doctors", Thing::Nothing, [200; 6]),
    ("/doctors/{id}", Thing::Doctor, [200; 6]),
    ("/book", Thing::Start, [200; 6]),
    ("/visits/{id}/booked", Thing::Visit, SIDES),
    ("/sign-in", Thing::Nothing, [200; 6]),
    ("/register", Thing::Nothing, [200; 6]),
    ("/register/doctor", Thing::Nothing, [200; 6]),
    ("/visits", Thing::Nothing, [303, 200, 200, 404, 404, 404]),
    ("/visits/{id}", Thing::Visit, SIDES),
    ("/visits/{id}/calendar.ics", Thing::Visit, SIDES),
    ("/account", Thing::Nothing, [303, 200, 200, 200, 200, 200]),
    ("/practice", Thing::Nothing, DOCTORS),
    ("/practice/week", Thing::Nothing, DOCTORS),
    ("/practice/visits", Thing::Nothing, DOCTORS),
    ("/practice/figures", Thing::Nothing, DOCTORS),
    ("/practice/figures/load.csv", Thing::Nothing, DOCTORS),
    ("/practice/figures/nothing.csv", Thing::Nothing, [404; 6]),
    ("/practice/hours", Thing::Nothing, DOCTORS),
    ("/practice/visit-types", Thing::Nothing, DOCTORS),
    ("/practice/profile", Thing::Nothing, DOCTORS),
    ("/admin", Thing::Nothing, ADMINS),
    ("/admin/figures/bookings.csv", Thing::Nothing, ADMINS),
    ("/admin/figures/bookings", Thing::Nothing, [404; 6]),
    ("/admin/users", Thing::Nothing, ADMINS),
    ("/admin/doctors", Thing::Nothing, ADMINS),
    ("/admin/specialties", Thing::Nothing, ADMINS),
    ("/admin/invitations", Thing::Nothing, ADMINS),
    ("/admin/appointments", Thing::Nothing, ADMINS),
    ("/admin/mail", Thing::Nothing, ADMINS),
    ("/nothing-here", Thing::Nothing, [404; 6]),
    // Without a picture, and where mail is not written to files.
    ("/doctors/{id}/picture", Thing::Doctor, [404; 6]),
    ("/dev/mail", Thing::Nothing, [404; 6]),
    ("/healthz", Thing::Nothing, [200; 6]),
    ("/readyz", Thing::Nothing, [200; 6]),
    // Nobody is named to whom weaknesses are told.
    ("/.well-known/security.txt", Thing::Nothing, [404; 6]),
];

/// Served by the server crate, not by Leptos.
const NOT_PAGES: [&str; 11] = [
    "/visits/{id}/calendar.ics",
    "/nothing-here",
    "/doctors/{id}/picture",
    "/dev/mail",
    "/healthz",
    "/readyz",
    "/.well-known/security.txt",
    "/practice/figures/load.csv",
    "/practice/figures/nothing.csv",
    "/admin/figures/bookings.csv",
    "/admin/figures/bookings",
];

const SIDES: [u16; 6] = [303, 200, 404, 200, 404, 200];
const DOCTORS: [u16; 6] = [303, 404, 404, 200, 200, 404];
const ADMINS: [u16; 6] = [303, 404, 404, 404, 404, 200];

/// Is this what visitor, patient, other patient, doctor, other doctor and admin meet by the table of pages? Whose page it is not
/// gets nothing to see; whose it is may still look for another's visit.
fn by_table(readers: Readers, expected: [u16; 6]) -> bool {
    let roles = [Role::Patient, Role::Patient, Role::Doctor, Role::Doctor, Role::Admin];
    let of_roles = || roles.into_iter().zip(expected.into_iter().skip(1));
    match readers {
        Readers::Anybody => expected.iter().all(|status| matches!(status, 200 | 303)) && expected[0] == 200,
        Readers::SignedIn => expected[0] == 303 && of_roles().all(|(_, status)| matches!(status, 200 | 404)),
        Readers::Only(role) => {
            expected[0] == 303 && of_roles().all(|(other, status)| status == if other == role { 200 } else { 404 })
        }
    }
}

async fn every_page_for_every_role(world: World) {
    let pages: BTreeSet<String> =
        generate_route_list(app::routes::App).iter().map(|page| page.path().to_owned()).collect();
    let rows: BTreeSet<String> =
        ROWS.iter().map(|(path, ..)| (*path).to_owned()).filter(|path| !NOT_PAGES.contains(&path.as_str())).collect();
    assert_eq!(rows, pages, "every page has a row, and every row a page");
    for page in PAGES {
        let own = page.path.replace(":id", "{id}");
        let (path, _, expected) = *ROWS.iter().find(|(path, ..)| *path == own).expect("a row");
        assert!(by_table(page.readers, expected), "{path}: {:?}, but {expected:?}", page.readers);
    }

    let cast = Cast::new(world).await;
    let mut differences = Differences::default();
    for (path, thing, expected) in ROWS {
        let id = cast.make(*thing).await;
        let mut address = path.replace("{id}", &id);
        if *path == "/book" {
            let wish = [("doctor", &cast.doctor.id), ("visit_type", &cast.doctor.visit_type), ("start", &id)];
            address.push_str(&format!("?{}", serde_urlencoded::to_string(wish).expect("a query")));
        }
        for (role, expected) in expected.iter().enumerate() {
            let client = cast.client(role).await;
            let answer = client.raw(Method::GET, &address, "".into(), &[("accept", "text/html")]).await;
            differences.note(path, role, *expected, answer.status.as_u16());
        }
    }
    differences.none();
}
