//! Buttons, and links that look like them.

use leptos::prelude::*;

use super::{Icon, Sign};

/// How much a button asks for attention. At most one primary on a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    #[default]
    Primary,
    Secondary,
    /// No border: for what is seldom needed.
    Quiet,
    /// Takes something away.
    Danger,
}

impl ButtonKind {
    fn class(self) -> &'static str {
        match self {
            Self::Primary => "btn btn-primary",
            Self::Secondary => "btn btn-secondary",
            Self::Quiet => "btn btn-quiet",
            Self::Danger => "btn btn-danger",
        }
    }
}

/// A button that sends its form. While the form is on its way it shows `busy` and cannot be pressed again.
#[component]
pub fn Button(
    #[prop(optional)] kind: ButtonKind,
    /// Text while the form is being sent, e.g. "Booking…".
    #[prop(default = "One moment…")]
    busy: &'static str,
    #[prop(optional)] sign: Option<Sign>,
    /// Name and value sent with the form when this button was the one pressed.
    #[prop(optional, into)]
    name: String,
    #[prop(optional, into)] value: String,
    /// Full label for screen readers where the visible one is short, e.g. "Cancel the visit with Dr Lind".
    #[prop(optional, into)]
    label: String,
    children: Children,
) -> impl IntoView {
    let name = (!name.is_empty()).then_some(name);
    let value = name.is_some().then_some(value);
    let label = (!label.is_empty()).then_some(label);
    view! {
        <button type="submit" class=kind.class() name=name value=value aria-label=label data-busy=busy>
            {sign.map(|sign| view! { <Icon sign/> })}
            <span>{children()}</span>
        </button>
    }
}

/// A link that looks like a button, for going on to another page.
#[component]
pub fn ButtonLink(
    #[prop(into)] href: String,
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional)] sign: Option<Sign>,
    #[prop(optional, into)] label: String,
    /// Offer the target as a file to keep.
    #[prop(optional)]
    download: bool,
    children: Children,
) -> impl IntoView {
    let label = (!label.is_empty()).then_some(label);
    view! {
        <a href=href class=kind.class() aria-label=label download=download.then_some("")>
            {sign.map(|sign| view! { <Icon sign/> })}
            <span>{children()}</span>
        </a>
    }
}
