//! `/.well-known/security.txt`: whom to tell of a weakness (RFC 9116).

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use chrono::{SecondsFormat, TimeDelta};

use domain::platform::problem::Problem;

use crate::{api::ApiError, state::AppState};

/// Whoever finds an old copy is not to trust it for longer.
const GOOD_FOR: TimeDelta = TimeDelta::days(180);

/// Not found where the operator has named nobody.
pub async fn show(State(state): State<AppState>) -> Response {
    if state.security_contacts.is_empty() {
        return ApiError::Problem(Problem::NotFound).into_response();
    }
    let contacts: String = state.security_contacts.iter().map(|contact| format!("Contact: {contact}\n")).collect();
    let expires = (state.clinic.effects.clock.now() + GOOD_FOR).to_rfc3339_opts(SecondsFormat::Secs, true);
    let base_url = &state.clinic.settings.base_url;
    let text = format!(
        "{contacts}Expires: {expires}\nPreferred-Languages: en\nCanonical: {base_url}/.well-known/security.txt\n"
    );
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

/// `ANTEROOM_SECURITY_CONTACT`: one or more of `mailto:`, `https:` and `tel:`, with commas between; an error is the part
/// that is none of them.
pub fn parse_contacts(list: &str) -> Result<Vec<String>, String> {
    let parts = list.split(',').map(str::trim).filter(|part| !part.is_empty());
    let checked = |part: &str| {
        let known = ["mailto:", "https://", "tel:"].iter().any(|scheme| {
            part.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_graphic()))
        });
        if known { Ok(part.to_owned()) } else { Err(part.to_owned()) }
    };
    parts.map(checked).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_is_an_address_that_one_can_follow() {
        assert_eq!(parse_contacts(""), Ok(vec![]));
        let two = parse_contacts(" mailto:security@clinic.example, https://clinic.example/security ");
        assert_eq!(two, Ok(vec!["mailto:security@clinic.example".into(), "https://clinic.example/security".into()]));
        for bad in
            ["security@clinic.example", "mailto:", "http://clinic.example", "mailto:a b@c", "mailto:a\nExpires: x"]
        {
            assert_eq!(parse_contacts(bad), Err(bad.to_owned()));
        }
    }
}
