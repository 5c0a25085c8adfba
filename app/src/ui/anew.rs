//! Text that a browser may translate, in an island.

use html_escape::encode_text;
use leptos::prelude::*;

/// Text whose element is not looked into when it is hydrated, and is written anew when the text changes. A browser that
/// translates puts `<font>` elements in place of text nodes, before the page is hydrated or after: no island holds on to
/// one.
pub fn anew(text: impl Into<String>) -> impl IntoView {
    let text = encode_text(&text.into()).into_owned();
    view! { <span inner_html=text></span> }
}

/// The same in an element of this class, rather than in one more inside of it.
pub fn anew_as(class: &'static str, text: impl Into<String>) -> impl IntoView {
    let text = encode_text(&text.into()).into_owned();
    view! { <span class=class inner_html=text></span> }
}
