//! The refusals that routes have in common, for the OpenAPI document.
//!
//! A route names its sets; `document` adds what every route may answer, and writes out each `type` with an example.

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
    /// For routes that only some roles may use.
    Private {
        "401" => "unauthenticated";
        "403" => "forbidden";
    }
    /// For routes that everybody who is signed in may use.
    AnyRole {
        "401" => "unauthenticated";
    }
    /// For routes about one thing.
    Missing {
        "404" => "not-found";
    }
    /// For routes that read a body.
    BadBody {
        "400" => "malformed";
        "413" => "too-large";
        "415" => "unsupported-media-type";
        "422" => "invalid";
    }
    /// For routes that read a query or a date in the path.
    BadQuery {
        "400" => "malformed";
        "422" => "invalid";
    }
    /// For signing in and refreshing.
    BadCredentials {
        "401" => "invalid-credentials", "unauthenticated";
    }
    /// For routes that are throttled.
    Throttled {
        "429" => "too-many";
    }
    /// For routes that make something, besides those that read a body.
    Keyed {
        "422" => "idempotency-mismatch", "invalid";
    }
    /// For booking.
    NotBooked {
        "409" => "slot-taken", "patient-busy", "too-many-visits";
        "422" => "not-offered", "idempotency-mismatch", "invalid";
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
