//! What a route says of itself in the document follows from what its handler takes: who may ask, and what is refused
//! before the handler runs. So no route can say another role than it takes, and none can take arguments without saying
//! first who may ask.

use axum::{extract::State, http::HeaderMap};
use domain::{
    people::policy::{Actor, Right},
    platform::ids::{AccountId, DoctorId},
};
use serde_json::{Value, json};
use utoipa::openapi::{path::Operation, security::SecurityRequirement};
use utoipa_axum::router::UtoipaMethodRouter;
use uuid::Uuid;

use crate::state::AppState;

/// Where an operation keeps what its arguments refuse, status and problem, until the document is complete.
pub const REFUSED: &str = "x-refused";

/// The router of these handlers, described.
macro_rules! routes {
    ($($handler:ident),+ $(,)?) => {
        utoipa_axum::router::OpenApiRouter::new()
            $(.routes($crate::api::route::described(utoipa_axum::routes!($handler), $handler)))+
    };
}
pub(crate) use routes;

/// What an argument refuses a request for: status and problem.
pub trait Argument {
    const REFUSES: &'static [(u16, &'static str)] = &[];
}

impl Argument for State<AppState> {}
impl Argument for HeaderMap {}

/// The first argument of every handler: who may ask.
pub trait Asks {
    fn who() -> Who;
}

/// Who may ask, and what the others are told.
#[derive(Default)]
pub struct Who {
    /// How one says who one is; none where it makes no difference.
    security: Option<Vec<SecurityRequirement>>,
    refused: Vec<(u16, &'static str)>,
}

impl Who {
    /// Whoever has this right: it is asked about every kind of actor.
    pub fn has<R: Right>() -> Self {
        let (account, doctor) = (AccountId(Uuid::nil()), DoctorId(Uuid::nil()));
        let all = [Actor::Visitor, Actor::Patient(account), Actor::Doctor(account, doctor), Actor::Admin(account)];
        let refused = all.into_iter().filter_map(|actor| R::of(actor).err());
        let visitors = R::of(Actor::Visitor).is_ok().then(SecurityRequirement::default);
        let bearer = SecurityRequirement::new("bearer", [""; 0]);
        Self {
            security: Some(visitors.into_iter().chain([bearer]).collect()),
            refused: refused.map(|problem| (problem.status(), problem.code())).collect(),
        }
    }
}

/// A handler that says who may ask, and whose arguments say what they refuse.
pub trait Described<Arguments> {
    fn describe(operation: &mut Operation);
}

macro_rules! described {
    ($($argument:ident)*) => {
        impl<F, R, A: Asks, $($argument: Argument),*> Described<(A, $($argument,)*)> for F
        where
            F: Fn(A, $($argument),*) -> R,
        {
            fn describe(operation: &mut Operation) {
                let Who { security, refused } = A::who();
                operation.security = security;
                let refused = [refused.as_slice(), $($argument::REFUSES),*].concat();
                let refused: Value = refused.iter().map(|(status, problem)| json!([status.to_string(), problem])).collect();
                operation.extensions.get_or_insert_default().insert(REFUSED.into(), refused);
            }
        }
    };
}
described!();
described!(B);
described!(B C);
described!(B C D);

/// Writes into the one operation of these paths what its handler's arguments say.
pub fn described<F: Described<Arguments>, Arguments>(
    (schemas, mut paths, router): UtoipaMethodRouter<AppState>,
    _: F,
) -> UtoipaMethodRouter<AppState> {
    for item in paths.paths.values_mut() {
        let operations = [&mut item.get, &mut item.put, &mut item.post, &mut item.delete, &mut item.patch];
        operations.into_iter().flatten().for_each(F::describe);
    }
    (schemas, paths, router)
}
