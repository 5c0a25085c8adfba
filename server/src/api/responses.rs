//! The refusals that routes have in common, for the OpenAPI document.

use std::collections::BTreeMap;

use utoipa::{
    IntoResponses, ToSchema,
    openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder},
};

use super::problem::{MEDIA_TYPE, ProblemBody};

/// A refusal: its status's meaning and the `type`s it may carry.
pub fn problem(description: &str) -> RefOr<Response> {
    let schema = Ref::from_schema_name(ProblemBody::name());
    ResponseBuilder::new()
        .description(description)
        .content(MEDIA_TYPE, ContentBuilder::new().schema(Some(schema)).build())
        .build()
        .into()
}

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident { $($status:literal => $description:literal,)+ })+) => {$(
        $(#[$doc])*
        pub struct $name;

        impl IntoResponses for $name {
            fn responses() -> BTreeMap<String, RefOr<Response>> {
                BTreeMap::from([$(($status.to_owned(), problem($description)),)+])
            }
        }
    )+};
}

refusals! {
    /// For routes that only some roles may use.
    Private {
        "401" => "Not signed in, or the access token is no longer valid: `/problems/unauthenticated`.",
        "403" => "The account's role may not do this: `/problems/forbidden`.",
    }
    /// For routes about one thing.
    Missing {
        "404" => "It does not exist, or it is not yours to see: `/problems/not-found`.",
    }
    /// For routes that read a body.
    BadBody {
        "400" => "The body is not JSON: `/problems/malformed`.",
        "413" => "The body is larger than 64 KiB: `/problems/too-large`.",
        "415" => "The Content-Type is not JSON: `/problems/unsupported-media-type`.",
        "422" => "Some fields do not fit; each is named: `/problems/invalid`.",
    }
    /// For routes that read a query or a date in the path.
    BadQuery {
        "422" => "Some parameters do not fit; each is named: `/problems/invalid`.",
    }
    /// For signing in and refreshing.
    BadCredentials {
        "401" => "The e-mail or the password, or the refresh token, is not right: `/problems/invalid-credentials`, `/problems/unauthenticated`.",
    }
    /// For routes that are throttled per address.
    Throttled {
        "429" => "Too many attempts; Retry-After says when to try again: `/problems/too-many`.",
    }
    /// For booking.
    NotBooked {
        "409" => "The time is gone, `/problems/slot-taken`, or the patient has another visit then, `/problems/patient-busy`.",
        "422" => "The start was never offered, `/problems/not-offered` with `reason`; the key was used with another body, `/problems/idempotency-mismatch`; or a field does not fit, `/problems/invalid`.",
    }
    /// For moving a visit through its life.
    NotMoved {
        "409" => "The visit is not in a state for this: `/problems/conflict`.",
        "422" => "A reason is needed, or does not fit: `/problems/invalid`.",
    }
    /// For what can be in a state that does not allow it.
    InTheWay {
        "409" => "Not possible as things stand: `/problems/conflict`.",
    }
}
