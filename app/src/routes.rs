//! Every page of Anteroom. Pictures, calendar files, health and the REST API are served by the server crate.

use domain::platform::problem::Problem;
use leptos::prelude::*;
use leptos_meta::{Meta, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{FlatRoutes, Route, Router},
    path,
};

use crate::{
    features::{account, admin, auth, booking, directory, doctor, home, practice, visits},
    load::load,
    ui::{DemoBanner, Footer, Header, Passing, SkipLink},
    viewer::viewer,
};

/// The frame of every page and the table of all pages, one line each.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    // Those who fetch previews do not resolve paths.
    let preview = format!("{}/preview.png", viewer().base_url);
    let class = is_wide(&viewer().path).then_some("wide");
    view! {
        <Meta property="og:image" content=preview/>
        <Router>
            <SkipLink/>
            <DemoBanner/>
            <Header/>
            <main id="main" tabindex="-1" class=class>
                <Passing/>
                <FlatRoutes fallback=NotFound>
                    <Route path=path!("/") view=home::HomePage ssr=SsrMode::Async/>
                    <Route path=path!("/doctors") view=directory::DirectoryPage ssr=SsrMode::Async/>
                    <Route path=path!("/doctors/:id") view=doctor::DoctorPage ssr=SsrMode::Async/>
                    <Route path=path!("/book") view=booking::SummaryPage ssr=SsrMode::Async/>
                    <Route path=path!("/visits/:id/booked") view=booking::BookedPage ssr=SsrMode::Async/>
                    <Route path=path!("/sign-in") view=auth::SignInPage ssr=SsrMode::Async/>
                    <Route path=path!("/register") view=auth::RegisterPage ssr=SsrMode::Async/>
                    <Route path=path!("/register/doctor") view=auth::RegisterDoctorPage ssr=SsrMode::Async/>
                    <Route path=path!("/visits") view=visits::VisitsPage ssr=SsrMode::Async/>
                    <Route path=path!("/visits/:id") view=visits::VisitPage ssr=SsrMode::Async/>
                    <Route path=path!("/account") view=account::AccountPage ssr=SsrMode::Async/>
                    <Route path=path!("/practice") view=practice::TodayPage ssr=SsrMode::Async/>
                    <Route path=path!("/practice/week") view=practice::WeekPage ssr=SsrMode::Async/>
                    <Route path=path!("/practice/visits") view=practice::PracticeVisitsPage ssr=SsrMode::Async/>
                    <Route path=path!("/practice/figures") view=practice::FiguresPage ssr=SsrMode::Async/>
                    <Route path=path!("/practice/hours") view=practice::HoursPage ssr=SsrMode::Async/>
                    <Route path=path!("/practice/visit-types") view=practice::VisitTypesPage ssr=SsrMode::Async/>
                    <Route path=path!("/practice/profile") view=practice::ProfilePage ssr=SsrMode::Async/>
                    <Route path=path!("/admin") view=admin::AdminPage ssr=SsrMode::Async/>
                    <Route path=path!("/admin/users") view=admin::AdminUsersPage ssr=SsrMode::Async/>
                    <Route path=path!("/admin/doctors") view=admin::AdminDoctorsPage ssr=SsrMode::Async/>
                    <Route path=path!("/admin/invitations") view=admin::AdminInvitationsPage ssr=SsrMode::Async/>
                    <Route path=path!("/admin/appointments") view=admin::AdminAppointmentsPage ssr=SsrMode::Async/>
                    <Route path=path!("/admin/mail") view=admin::AdminMailPage ssr=SsrMode::Async/>
                </FlatRoutes>
            </main>
            <Footer/>
        </Router>
    }
}

/// What stands at an address that has no page.
#[component]
fn NotFound() -> impl IntoView {
    load(async { Err::<(), _>(Problem::NotFound.into()) }, |()| ())
}

/// Is the page at this address one to work on: a table, a week, figures? Those take the room that there is.
fn is_wide(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    path == "/admin"
        || path.starts_with("/admin/")
        || ["/practice/week", "/practice/visits", "/practice/figures"].contains(&path)
}

/// Does the page at this address hold an island? Only those load the WASM. Whoever adds an island adds its page here;
/// without it the island stays the plain form that it is without JavaScript.
pub fn has_islands(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    path.strip_prefix("/doctors/").is_some_and(|id| !id.is_empty())
}
