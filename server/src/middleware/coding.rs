//! In which content coding an answer goes out, by the weights that its reader gives (RFC 9110, 12.5.3).
//!
//! Files that were compressed beforehand and answers that are compressed on the way both look here, so that they cannot
//! differ. What is not worth compressing (a few bytes, pictures, open lines) goes as it is, whatever was asked for.

use axum::{
    extract::Request,
    http::{Extensions, HeaderMap, HeaderValue, StatusCode, Version, header},
};
use tower_http::compression::{
    CompressionLayer,
    predicate::{DefaultPredicate, NotForContentType, Predicate},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    Brotli,
    Gzip,
    /// As it is.
    Identity,
}

/// Best first: among those that are weighed alike, the smallest answer is sent.
const CODINGS: [Coding; 3] = [Coding::Brotli, Coding::Gzip, Coding::Identity];

impl Coding {
    pub fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
            Self::Identity => "identity",
        }
    }
}

/// Marks a request whose reader takes no coding that we have.
#[derive(Clone, Copy)]
struct NoChoice;

/// Leaves the chosen coding alone in the request: whoever compresses has no choice any more.
pub async fn choose(mut request: Request) -> Request {
    match best(request.headers()) {
        Some(Coding::Identity) => drop(request.headers_mut().remove(header::ACCEPT_ENCODING)),
        Some(coding) => {
            request.headers_mut().insert(header::ACCEPT_ENCODING, HeaderValue::from_static(coding.name()));
        }
        None => {
            // The refusal itself goes as it is.
            request.headers_mut().remove(header::ACCEPT_ENCODING);
            request.extensions_mut().insert(NoChoice);
        }
    }
    request
}

/// Compresses on the way what was not compressed before. Fonts are compressed in themselves. A strong entity tag names
/// these very bytes (RFC 9110, 8.8.1), so what bears one goes as it is.
pub fn compression() -> CompressionLayer<impl Predicate> {
    let is_strong =
        |headers: &HeaderMap| headers.get(header::ETAG).is_some_and(|tag| !tag.as_bytes().starts_with(b"W/"));
    let worth = move |_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions| !is_strong(headers);
    CompressionLayer::new().compress_when(DefaultPredicate::new().and(NotForContentType::const_new("font/")).and(worth))
}

/// Does the reader take any coding that we have?
pub(super) fn has_choice(extensions: &Extensions) -> bool {
    extensions.get::<NoChoice>().is_none()
}

/// The coding with the greatest weight; none if each is refused. Without the header, or when it names nothing that we
/// have, an answer goes as it is.
pub fn best(headers: &HeaderMap) -> Option<Coding> {
    let lines = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|line| line.to_str().ok());
    let (mut named, mut others) = ([None; 3], None);
    for (name, weight) in lines.flat_map(|line| line.split(',')).filter_map(weighed) {
        if name == "*" {
            others = Some(weight);
        } else if let Some(n) = CODINGS.iter().position(|coding| is_called(*coding, name)) {
            named[n] = Some(weight);
        }
    }
    let weight = |n: usize| named[n].or(others);
    // A coding is taken when it is named, as it is unless that is ruled out; `max_by_key` takes the last of equals.
    let taken = (0..CODINGS.len()).rev().filter(|n| match CODINGS[*n] {
        Coding::Identity => weight(*n) != Some(0),
        Coding::Brotli | Coding::Gzip => weight(*n).is_some_and(|weight| weight > 0),
    });
    taken.max_by_key(|n| weight(*n)).map(|n| CODINGS[n])
}

fn is_called(coding: Coding, name: &str) -> bool {
    name.eq_ignore_ascii_case(coding.name()) || coding == Coding::Gzip && name.eq_ignore_ascii_case("x-gzip")
}

/// `br;q=0.5` as a name and thousandths; none if it cannot be read.
fn weighed(part: &str) -> Option<(&str, u16)> {
    let (name, parameter) = part.split_once(';').map_or((part, None), |(name, rest)| (name, Some(rest.trim())));
    let weight = match parameter {
        None => 1.0,
        Some(text) => text.strip_prefix("q=").or_else(|| text.strip_prefix("Q="))?.parse::<f32>().ok()?,
    };
    (0.0..=1.0).contains(&weight).then_some((name.trim(), (weight * 1000.0).round() as u16))
}

#[cfg(test)]
mod tests {
    use axum::{Router, body::Body, routing::get};
    use tower::ServiceExt;

    use super::*;

    #[tokio::test]
    async fn what_bears_a_strong_tag_goes_as_it_is() {
        for (media, tag, coded) in [
            ("text/css", None, true),
            ("text/css", Some("W/\"1\""), true),
            ("text/css", Some("\"1\""), false),
            ("font/woff2", None, false),
            ("image/png", None, false),
        ] {
            let answer = move || async move {
                let mut headers = HeaderMap::new();
                headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
                headers.extend(tag.map(|tag| (header::ETAG, HeaderValue::from_static(tag))));
                (headers, "a".repeat(1000))
            };
            let router = Router::new().route("/", get(answer)).layer(compression());
            let request = Request::get("/").header(header::ACCEPT_ENCODING, "br").body(Body::empty()).unwrap();
            let answer = router.oneshot(request).await.unwrap();
            assert_eq!(answer.headers().contains_key(header::CONTENT_ENCODING), coded, "{media} {tag:?}");
        }
    }

    #[test]
    fn the_reader_chooses_the_coding() {
        let (br, gzip, identity) = (Some(Coding::Brotli), Some(Coding::Gzip), Some(Coding::Identity));
        let cases: &[(&[&'static str], Option<Coding>)] = &[
            (&[], identity),
            (&[""], identity),
            (&["br"], br),
            (&["gzip, deflate, br, zstd"], br),
            (&["gzip", "br"], br),
            (&["GZIP"], gzip),
            (&["x-gzip"], gzip),
            (&["deflate"], identity),
            (&["br;q=0"], identity),
            (&["br;q=0.000, gzip"], gzip),
            (&["br;q=0.1, gzip;q=0.2"], gzip),
            (&["br ; q=0.5 , gzip ; q=0.5"], br),
            (&["gzip;q=0.001"], gzip),
            (&["identity, gzip;q=0.5"], identity),
            (&["identity;q=0.5, gzip;q=0.5"], gzip),
            (&["*"], br),
            (&["*;q=0.1"], br),
            (&["br;q=0, *"], gzip),
            (&["gzip, *;q=0"], gzip),
            (&["*;q=0, identity"], identity),
            (&["*;q=0, identity;q=0.1"], identity),
            (&["identity;q=0, br;q=0.1"], br),
            // Each is refused.
            (&["*;q=0"], None),
            (&["identity;q=0"], None),
            (&["identity;q=0, br;q=0, gzip;q=0"], None),
            (&["deflate, *;q=0"], None),
            // What cannot be read names nothing.
            (&["br;q=x"], identity),
            (&["br;q=2, gzip"], gzip),
            (&["br;q=-1"], identity),
            (&["br;level=4, gzip"], gzip),
            (&[";,;q=0,,"], identity),
        ];
        for (lines, expected) in cases {
            let headers = lines.iter().map(|line| (header::ACCEPT_ENCODING, HeaderValue::from_static(line))).collect();
            assert_eq!(best(&headers), *expected, "{lines:?}");
        }
    }
}
