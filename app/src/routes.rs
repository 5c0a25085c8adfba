//! Every page of Anteroom. Pictures, calendar files, health and the REST API are served by the server crate.

use domain::{people::account::Role, platform::problem::Problem};
use leptos::prelude::*;
use leptos_meta::{Meta, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{FlatRoutes, Route, Router},
    path,
};

use crate::{
    features::{directory, insight, notices, people, scheduling},
    frame::{DemoBanner, Footer, Header, Passing, SkipLink},
    load::load,
    viewer::viewer,
};

/// What holds of a page besides what it shows.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// `:id` stands for an id.
    pub path: &'static str,
    pub readers: Readers,
    /// Its name in the menus of those who find it there.
    pub menu: Option<(&'static str, Menu)>,
    /// One to work on: a table, a week, figures. It takes the room that there is.
    wide: bool,
    /// It holds an island, whose code is fetched at once; on a page that does not say so, only when the rest is there.
    islands: bool,
}

/// Who may open a page. Whether they may see what it is about is asked when it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readers {
    Anybody,
    SignedIn,
    Only(Role),
}

/// In whose menu a page stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Menu {
    /// Of those who are not signed in.
    Visitor,
    VisitorAndPatient,
    Patient,
    Doctor,
    /// What a doctor sets up once and changes seldom.
    Practice,
    Admin,
    Account,
}

const ANYBODY: Page = Page { path: "", readers: Readers::Anybody, menu: None, wide: false, islands: false };
const SIGNED_IN: Page = Page { readers: Readers::SignedIn, ..ANYBODY };
const PATIENT: Page = Page { readers: Readers::Only(Role::Patient), ..ANYBODY };
const DOCTOR: Page = Page { readers: Readers::Only(Role::Doctor), ..ANYBODY };
const ADMIN: Page = Page { readers: Readers::Only(Role::Admin), wide: true, ..ANYBODY };

/// Declares the table of all pages, and the frame that shows the one at the reader's address.
macro_rules! pages {
    ($($path:tt $page:path { $base:ident $(, $field:ident: $value:expr)* })*) => {
        /// Every page; menus list them in this order.
        pub const PAGES: &[Page] = &[$(Page { path: $path, $($field: $value,)* ..$base }),*];

        /// The frame of every page.
        #[component]
        pub fn App() -> impl IntoView {
            provide_meta_context();
            // Those who fetch previews do not resolve paths.
            let preview = format!("{}/preview.png", viewer().base_url);
            let class = here().is_some_and(|page| page.wide).then_some("wide");
            view! {
                <Meta property="og:image" content=preview/>
                <Router>
                    <SkipLink/>
                    <DemoBanner/>
                    <Header/>
                    <main id="main" tabindex="-1" class=class>
                        <Passing/>
                        <FlatRoutes fallback=NotFound>
                            $(<Route path=path!($path) view=$page ssr=SsrMode::Async/>)*
                        </FlatRoutes>
                    </main>
                    <Footer/>
                </Router>
            }
        }
    };
}

pages! {
    "/" directory::HomePage { ANYBODY }
    "/doctors" directory::DirectoryPage { ANYBODY, menu: Some(("Find a doctor", Menu::VisitorAndPatient)) }
    "/doctors/:id" directory::doctor::DoctorPage { ANYBODY, islands: true }
    "/book" scheduling::SummaryPage { ANYBODY }
    "/visits/:id/booked" scheduling::BookedPage { SIGNED_IN }
    "/sign-in" people::SignInPage { ANYBODY }
    "/register" people::RegisterPage { ANYBODY, menu: Some(("Register", Menu::Visitor)) }
    "/register/doctor" people::RegisterDoctorPage { ANYBODY }
    "/visits" scheduling::VisitsPage { PATIENT, menu: Some(("My visits", Menu::Patient)) }
    "/visits/:id" scheduling::VisitPage { SIGNED_IN }
    "/practice" scheduling::TodayPage { DOCTOR, menu: Some(("Today", Menu::Doctor)) }
    "/practice/week" scheduling::WeekPage { DOCTOR, menu: Some(("Week", Menu::Doctor)), wide: true }
    "/practice/visits" scheduling::PracticeVisitsPage { DOCTOR, menu: Some(("Visits", Menu::Doctor)), wide: true }
    "/practice/figures" insight::FiguresPage { DOCTOR, menu: Some(("Figures", Menu::Doctor)), wide: true }
    "/practice/hours" scheduling::HoursPage { DOCTOR, menu: Some(("Hours", Menu::Practice)) }
    "/practice/visit-types" scheduling::VisitTypesPage { DOCTOR, menu: Some(("Visit types", Menu::Practice)) }
    "/practice/profile" directory::ProfilePage { DOCTOR, menu: Some(("Profile", Menu::Practice)) }
    "/admin" insight::AdminPage { ADMIN, menu: Some(("Figures", Menu::Admin)) }
    "/admin/users" people::AdminUsersPage { ADMIN, menu: Some(("Users", Menu::Admin)) }
    "/admin/doctors" directory::AdminDoctorsPage { ADMIN, menu: Some(("Doctors", Menu::Admin)) }
    "/admin/specialties" directory::AdminSpecialtiesPage { ADMIN, menu: Some(("Specialties", Menu::Admin)) }
    "/admin/invitations" people::AdminInvitationsPage { ADMIN, menu: Some(("Invitations", Menu::Admin)) }
    "/admin/appointments" scheduling::AdminAppointmentsPage { ADMIN, menu: Some(("Visits", Menu::Admin)) }
    "/admin/mail" notices::AdminMailPage { ADMIN, menu: Some(("Mail", Menu::Admin)) }
    "/account" people::AccountPage { SIGNED_IN, menu: Some(("Account", Menu::Account)) }
}

/// What stands at an address that has no page.
#[component]
fn NotFound() -> impl IntoView {
    load(async { Err::<(), _>(Problem::NotFound.into()) }, |()| ())
}

/// The page at the reader's address, if one is there.
pub fn here() -> Option<&'static Page> {
    let viewer = viewer();
    let path = viewer.path.split(['?', '#']).next().unwrap_or_default();
    PAGES.iter().find(|page| page.is_at(path))
}

impl Page {
    /// Does it hold an island?
    pub fn has_islands(&self) -> bool {
        self.islands
    }

    fn is_at(&self, path: &str) -> bool {
        let (mut own, mut asked) = (self.path.split('/'), path.split('/'));
        loop {
            match (own.next(), asked.next()) {
                (None, None) => return true,
                (Some(":id"), Some(id)) if !id.is_empty() => {}
                (Some(part), Some(same)) if part == same => {}
                _ => return false,
            }
        }
    }
}
