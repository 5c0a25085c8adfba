//! E-mail addresses and telephone numbers in text.

use domain::platform::email;
use leptos::prelude::*;

/// An e-mail address in its own letters, which breaks before its @ where it has to break; `link` lets the reader write to it.
#[component]
pub fn Mailbox(#[prop(into)] address: String, #[prop(optional)] link: bool) -> impl IntoView {
    let (href, address) = (email::mailto(&address), email::shown(&address));
    let (person, place) = address
        .split_once('@')
        .map_or((address.clone(), String::new()), |(person, place)| (person.to_owned(), format!("@{place}")));
    let text = view! { {person}<wbr/>{place} };
    if link {
        view! { <a class="mailbox" href=href>{text}</a> }.into_any()
    } else {
        view! { <span class="mailbox">{text}</span> }.into_any()
    }
}

/// A telephone number that the reader can call.
#[component]
pub fn Telephone(#[prop(into)] number: String) -> impl IntoView {
    let digits: String = number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    view! { <a class="mailbox" href=format!("tel:{digits}")>{number}</a> }
}
