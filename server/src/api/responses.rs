//! The refusals of use cases that routes have in common, for the OpenAPI document.
//!
//! A route names its sets; `route` adds what its arguments refuse, `document` what every route may answer. There each `type` is
//! written out with an example.

use std::collections::BTreeMap;

use utoipa::{
    IntoResponses,
    openapi::{RefOr, Response, ResponseBuilder, extensions::ExtensionsBuilder},
};

/// Where a response keeps the names of its problems until the document is complete.
pub const PROBLEMS: &str = "x-problems";

fn refusal(problems: &[&str]) -> RefOr<Response> {
    let extensions = ExtensionsBuilder::new().add(PROBLEMS, problems).build();
    ResponseBuilder::new().extensions(Some(extensions)).build().into()
}

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident { $($status:literal => $($problem:literal),+;)+ })+) => {$(
        $(#[$doc])*
        pub struct $name;

        impl IntoResponses for $name {
            fn responses() -> BTreeMap<String, RefOr<Response>> {
                BTreeMap::from([$(($status.to_owned(), refusal(&[$($problem),+])),)+])
            }
        }
    )+};
}

// Of two sets with the same status, the one named last holds: it lists all that the other does.
refusals! {
    /// For what only one side of a visit may do.
    OneSide {
        "403" => "forbidden";
    }
    /// For routes whose body or query names something.
    Missing {
        "404" => "not-found";
    }
    /// For signing in and refreshing.
    BadCredentials {
        "401" => "invalid-credentials";
    }
    /// For routes that are throttled.
    Throttled {
        "429" => "too-many";
    }
    /// For booking.
    NotBooked {
        "409" => "slot-taken", "patient-busy", "too-many-visits";
        "422" => "not-offered";
    }
    /// For moving a visit through its life.
    NotMoved {
        "409" => "conflict";
        "422" => "invalid";
    }
    /// For what can be in a state that does not allow it.
    InTheWay {
        "409" => "conflict";
    }
}
