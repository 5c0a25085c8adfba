//! Badges: a state in a word, a sign and a colour, never in colour alone.

use domain::scheduling::lifecycle::Status;
use leptos::prelude::*;

use super::{Icon, Sign};

/// What a colour means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Calm,
    Accent,
    Good,
    Warn,
    Bad,
}

impl Tone {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Calm => "calm",
            Self::Accent => "accent",
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
        }
    }
}

/// A short word with a sign.
#[component]
pub fn Badge(#[prop(into)] label: String, #[prop(optional)] tone: Tone, sign: Sign) -> impl IntoView {
    view! {
        <span class=format!("badge badge-{}", tone.word())>
            <Icon sign/>
            {label}
        </span>
    }
}

/// Where a visit stands.
#[component]
pub fn StatusBadge(status: Status) -> impl IntoView {
    let (tone, sign) = match status {
        Status::Requested => (Tone::Warn, Sign::Bell),
        Status::Booked => (Tone::Accent, Sign::Check),
        Status::CheckedIn => (Tone::Accent, Sign::Door),
        Status::InProgress => (Tone::Accent, Sign::Play),
        Status::Completed => (Tone::Good, Sign::CheckAll),
        Status::Declined => (Tone::Bad, Sign::Minus),
        Status::Referred => (Tone::Calm, Sign::ArrowRight),
        Status::Cancelled => (Tone::Calm, Sign::Cross),
        Status::Expired => (Tone::Calm, Sign::Hourglass),
        Status::NoShow => (Tone::Warn, Sign::UserMissing),
    };
    view! { <Badge label=status.label() tone sign/> }
}
