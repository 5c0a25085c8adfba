//! The ways that every page offers: in the header where there is room, in a sheet where there is not.

use contract::people::Me;
use domain::people::account::Role;
use leptos::prelude::*;

use crate::{
    features::people::SignOut,
    routes::{Menu, PAGES},
    ui::{Avatar, Icon, Sign, link, path_of},
    viewer::{Viewer, viewer},
};

/// Address and label.
type Way = (&'static str, &'static str);

/// The pages of these menus.
fn ways(menus: &[Menu]) -> Vec<Way> {
    let named = PAGES.iter().filter_map(|page| page.menu.map(|(label, menu)| (page.path, label, menu)));
    named.filter(|(.., menu)| menus.contains(menu)).map(|(path, label, _)| (path, label)).collect()
}

/// The ways of a reader, and which of them the page stands under.
struct Ways {
    first: Vec<Way>,
    practice: Vec<Way>,
    account: Vec<Way>,
    here: String,
    nearest: Option<&'static str>,
}

impl Ways {
    fn of(viewer: &Viewer) -> Self {
        let (first, practice) = match viewer.role() {
            Some(Role::Patient) => (ways(&[Menu::VisitorAndPatient, Menu::Patient]), Vec::new()),
            Some(Role::Doctor) => (ways(&[Menu::Doctor]), ways(&[Menu::Practice])),
            Some(Role::Admin) => (ways(&[Menu::Admin]), Vec::new()),
            None => (ways(&[Menu::VisitorAndPatient, Menu::Visitor]), Vec::new()),
        };
        let account = ways(&[Menu::Account]);
        let here = viewer.path.split('?').next().unwrap_or_default().to_owned();
        let own_page = viewer.me.as_ref().and_then(|me| me.doctor_id).map(|id| format!("/doctors/{id}"));
        // A visit of a doctor's stands under the doctor's visits, and their public page under their profile.
        let shelf = match (here.strip_prefix("/visits/"), viewer.role()) {
            (Some(_), Some(Role::Doctor)) => "/practice/visits",
            (Some(_), Some(Role::Admin)) => "/admin/appointments",
            _ if own_page.as_ref() == Some(&here) => "/practice/profile",
            _ => here.as_str(),
        };
        let above = |href: &str| shelf.strip_prefix(href).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let all = first.iter().chain(&practice).chain(&account).map(|(href, _)| *href);
        let nearest = all.filter(|href| above(href)).max_by_key(|href| href.len());
        Self { first, practice, account, here, nearest }
    }

    fn links(&self, ways: &[Way]) -> impl IntoView + use<> {
        ways.iter().map(|way| self.link(*way)).collect_view()
    }

    fn link(&self, (href, label): Way) -> impl IntoView + use<> {
        let current = if self.here == href { Some("page") } else { (self.nearest == Some(href)).then_some("true") };
        view! { <li><a class="nav-link" href=href aria-current=current>{label}</a></li> }
    }

    /// Does the page stand under one of these?
    fn within(&self, ways: &[Way]) -> Option<&'static str> {
        let nearest = self.nearest?;
        ways.iter().any(|(href, _)| *href == nearest).then_some("true")
    }
}

/// The navigation of the reader's role. Where it has no room stands a link to the sheet with the same ways; `frontend` makes
/// the sheet modal.
#[component]
pub fn Navigation() -> impl IntoView {
    let viewer = viewer();
    let ways = Ways::of(&viewer);
    let practice = (!ways.practice.is_empty()).then(|| {
        view! {
            <li>
                <details class="nav-menu">
                    <summary class="nav-link" aria-current=ways.within(&ways.practice)>"Practice"</summary>
                    <ul>{ways.links(&ways.practice)}</ul>
                </details>
            </li>
        }
    });
    let account = viewer
        .me
        .clone()
        .map(|me| view! { <li class="nav-account"><AccountMenu me account=ways.links(&ways.account)/></li> });
    let sign_in = viewer.me.is_none().then(|| {
        view! { <a class="btn btn-secondary nav-sign-in" href=sign_in(&viewer, &ways.here)>"Sign in"</a> }
    });
    view! {
        <nav class="site-nav" aria-label="Main"><ul>{ways.links(&ways.first)}{practice}{account}</ul></nav>
        {sign_in}
        <a class="btn btn-secondary menu-button" href="#menu">
            <Icon sign=Sign::Menu/>
            <span>"Menu"</span>
        </a>
    }
}

/// The sheet that the menu's link opens.
#[component]
pub fn Sheet() -> impl IntoView {
    let viewer = viewer();
    let ways = Ways::of(&viewer);
    let account = match &viewer.me {
        Some(me) => view! {
            {ways.links(&ways.account)}
            <li class="menu-end">
                <p class="menu-name">{me.full_name.clone()}</p>
                <SignOut/>
            </li>
        }
        .into_any(),
        None => {
            let href = sign_in(&viewer, &ways.here);
            view! { <li class="menu-end"><a class="btn btn-primary" href=href>"Sign in"</a></li> }.into_any()
        }
    };
    view! {
        <dialog id="menu" aria-label="Menu">
            <a class="btn btn-secondary menu-close" href="#main" data-close="">
                <Icon sign=Sign::Cross/>
                <span>"Close"</span>
            </a>
            <nav aria-label="Menu"><ul>{ways.links(&ways.first)}{ways.links(&ways.practice)}{account}</ul></nav>
        </dialog>
    }
}

/// Whose account it is, and what one does with it.
#[component]
fn AccountMenu<V: IntoView + 'static>(me: Me, account: V) -> impl IntoView {
    view! {
        <details class="nav-menu account-menu">
            <summary class="nav-link">
                <Avatar name=me.full_name.clone()/>
                <span class="sr-only">"Account of "</span>
                <span class="nav-name">{me.full_name}</span>
            </summary>
            <ul>{account}<li><SignOut/></li></ul>
        </details>
    }
}

#[component]
fn SignOut() -> impl IntoView {
    view! {
        <form method="post" action={path_of::<SignOut>()}>
            <input type="hidden" name="page" value="/"/>
            <button type="submit" class="nav-link" data-busy="Signing out…">
                <span>"Sign out"</span>
            </button>
        </form>
    }
}

/// Signing in leads back to the page, where it is one to come back to.
fn sign_in(viewer: &Viewer, here: &str) -> String {
    link::sign_in(if here == "/sign-in" || here.starts_with("/register") || here == "/" { "" } else { &viewer.path })
}
