//! Signs drawn on a grid of 24, with a stroke in the colour of the text.

use leptos::prelude::*;

/// What a sign shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    Add,
    ArrowLeft,
    ArrowRight,
    Bell,
    Calendar,
    Check,
    CheckAll,
    Clock,
    Cross,
    Door,
    Hourglass,
    Info,
    Leaf,
    Mail,
    Menu,
    Minus,
    Pin,
    Play,
    Print,
    Search,
    Shield,
    Share,
    Star,
    Trend,
    TrendDown,
    User,
    UserMissing,
    Users,
    Video,
    Warning,
}

impl Sign {
    fn path(self) -> &'static str {
        match self {
            Self::Add => "M12 5v14M5 12h14",
            Self::ArrowLeft => "M19 12H5m6-6-6 6 6 6",
            Self::ArrowRight => "M5 12h14m-6-6 6 6-6 6",
            Self::Bell => "M6 17V11a6 6 0 0 1 12 0v6l1.5 2h-15ZM10 21h4",
            Self::Calendar => {
                "M5 5h14a1 1 0 0 1 1 1v13a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1Zm-1 5h16M8 3v4m8-4v4"
            }
            Self::Check => "m5 12.5 4.5 4.5L19 7.5",
            Self::CheckAll => "m2.5 12.5 4.5 4.5 9-9.5M12 16l1 1 9-9.5",
            Self::Clock => "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0-14v5l3.5 2",
            Self::Cross => "M6 6l12 12M18 6 6 18",
            Self::Door => "M14 4h4a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1h-4M4 12h10m-4-4 4 4-4 4",
            Self::Hourglass => "M7 3h10M7 21h10M8 3v4l4 5 4-5V3M8 21v-4l4-5 4 5v4",
            Self::Info => "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0-10v5m0-8.5v.01",
            Self::Leaf => "M5 19c0-9 5-14 15-14 0 10-5 15-12 14M5 21c1-5 4-9 9-11",
            Self::Mail => "M4 6h16v12H4Zm0 1 8 6 8-6",
            Self::Menu => "M4 7h16M4 12h16M4 17h16",
            Self::Minus => "M5 12h14",
            Self::Pin => {
                "M12 21s7-6.2 7-11.5A7 7 0 0 0 5 9.5C5 14.8 12 21 12 21Zm0-9a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z"
            }
            Self::Play => "M7 5v14l12-7Z",
            Self::Print => "M7 8V4h10v4M7 17H4V8h16v9h-3M7 14h10v6H7Z",
            Self::Search => "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm5-2 4.5 4.5",
            Self::Shield => "M12 3 5 6v6c0 4.5 3 7.5 7 9 4-1.5 7-4.5 7-9V6Z",
            Self::Share => "M4 12v7h16v-7M12 15V4M8 8l4-4 4 4",
            Self::Star => "m12 4 2.5 5.2 5.5.8-4 4 1 5.7-5-2.7-5 2.7 1-5.7-4-4 5.5-.8Z",
            Self::Trend => "M4 17l6-6 4 4 6-7m-5 0h5v5",
            Self::TrendDown => "M4 7l6 6 4-4 6 7m-5 0h5v-5",
            Self::User => "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7 8c.5-4 3-6 7-6s6.5 2 7 6",
            Self::UserMissing => {
                "M10 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7 8c.5-4 3-6 7-6 1.5 0 2.8.3 3.9.900M16 15l5 5m0-5-5 5"
            }
            Self::Users => {
                "M9 12a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-6 7c.5-3.5 2.5-5 6-5s5.5 1.5 6 5m1-14.500a3.5 3.5 0 0 1 0 7m2 2.800c1.7.7 2.7 2.2 3 4.7"
            }
            Self::Video => {
                "M4 6h10a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1Zm11 5 6-3.500v9L15 13Z"
            }
            Self::Warning => "M12 4 2.5 20h19Zm0 6v4.500m0 2.500v.01",
        }
    }
}

/// A sign beside a text that says the same; hidden from screen readers.
#[component]
pub fn Icon(sign: Sign, #[prop(default = "icon")] class: &'static str) -> impl IntoView {
    view! {
        <svg
            class=class
            viewBox="0 0 24 24"
            fill="none"
            stroke="currentColor"
            stroke-width="2"
            stroke-linecap="round"
            stroke-linejoin="round"
            aria-hidden="true"
            focusable="false"
        >
            <path d=sign.path()></path>
        </svg>
    }
}
