//! Signing in and registering are throttled for each address.

use std::{net::IpAddr, num::NonZeroU32, sync::Arc};

use anteroom::domain::problem::Problem;
use axum::{
    extract::{ConnectInfo, Request, State},
    http::Method,
    middleware::Next,
    response::{IntoResponse, Response},
};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter, clock::Clock};

use crate::{api::ApiError, state::AppState};

/// Counts attempts; off in tests and under load.
#[derive(Clone, Default)]
pub struct Limiter(Option<Arc<Limits>>);

struct Limits {
    sign_in: DefaultKeyedRateLimiter<IpAddr>,
    register: DefaultKeyedRateLimiter<IpAddr>,
}

impl Limiter {
    pub fn on() -> Self {
        // At once, and then again every so often.
        let limit = |burst: u32, per_minute: u32| {
            let (burst, rate) = (NonZeroU32::new(burst), NonZeroU32::new(per_minute));
            let quota =
                Quota::per_minute(rate.unwrap_or(NonZeroU32::MIN)).allow_burst(burst.unwrap_or(NonZeroU32::MIN));
            RateLimiter::keyed(quota)
        };
        Self(Some(Arc::new(Limits { sign_in: limit(20, 10), register: limit(10, 5) })))
    }

    pub fn off() -> Self {
        Self(None)
    }

    /// May this address try what this path does?
    pub fn check(&self, path: &str, peer: Option<IpAddr>) -> Result<(), Problem> {
        let (Some(limits), Some(peer)) = (&self.0, peer) else { return Ok(()) };
        let limiter = match path {
            "/api/v1/auth/login" | "/do/auth/sign-in" => &limits.sign_in,
            "/api/v1/auth/register"
            | "/api/v1/auth/register-doctor"
            | "/do/auth/register"
            | "/do/auth/register-doctor" => &limits.register,
            _ => return Ok(()),
        };
        limiter.check_key(&peer).map_err(|until| {
            let wait = until.wait_time_from(governor::clock::DefaultClock::default().now());
            Problem::TooMany { retry_after_seconds: wait.as_secs() + 1 }
        })
    }
}

/// The peer's address, when the server listens on a socket.
pub fn peer(request: &Request) -> Option<IpAddr> {
    request.extensions().get::<ConnectInfo<std::net::SocketAddr>>().map(|info| info.0.ip())
}

/// For the API; forms ask the limiter themselves, so that a person gets the form back.
pub async fn throttle_api(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if request.method() == Method::POST
        && path.starts_with("/api/")
        && let Err(problem) = state.limiter.check(path, peer(&request))
    {
        return ApiError::Refused(problem).into_response();
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_throttled_alone_and_told_for_how_long() {
        let limiter = Limiter::on();
        let (one, other) = (Some(IpAddr::from([127, 0, 0, 1])), Some(IpAddr::from([127, 0, 0, 2])));
        let tries = (0..30).filter(|_| limiter.check("/do/auth/sign-in", one).is_ok()).count();
        assert_eq!(tries, 20);
        assert!(matches!(
            limiter.check("/api/v1/auth/login", one),
            Err(Problem::TooMany { retry_after_seconds: 1..=7 })
        ));
        assert!(limiter.check("/do/auth/sign-in", other).is_ok());
        assert!(limiter.check("/do/auth/register", one).is_ok(), "registering has a limit of its own");
        assert!(Limiter::off().check("/do/auth/sign-in", one).is_ok());
    }
}
