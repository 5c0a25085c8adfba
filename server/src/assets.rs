//! What the browser gets as files: WASM, style, icons, fonts. In a release they are part of the executable.

use std::borrow::Cow;

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::{
    api::ApiError,
    middleware::coding::{self, Coding},
};

/// The site as `scripts/build` lays it out; a debug build reads it from disk each time.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../target/site"]
#[allow_missing = true]
struct Site;

/// A year: the folder of the code and the names of fonts change with their content, and so does the version in a script's
/// address.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const A_DAY: HeaderValue = HeaderValue::from_static("public, max-age=86400");

/// Where the code of the pages is.
pub struct Code {
    /// `pkg`, in a release with the hash of all that is in it.
    pub folder: String,
    /// Of the main part, its WASM and the style sheet, without ending.
    pub name: String,
    /// Addresses of what an island loads; in development none is known, since they change while it runs.
    pub parts: Vec<String>,
}

impl Default for Code {
    fn default() -> Self {
        Self { folder: "pkg".into(), name: "anteroom".into(), parts: Vec::new() }
    }
}

/// None where no site was built.
pub fn code() -> Option<Code> {
    let style = Site::iter().find(|path| path.starts_with("pkg/") && path.ends_with(".css"))?;
    let (folder, name) = style.strip_suffix(".css")?.rsplit_once('/')?;
    let is_part = |path: &str| {
        let file =
            path.strip_prefix(folder).and_then(|file| file.strip_prefix('/')).filter(|file| !file.starts_with(name));
        file.is_some_and(|file| file.ends_with(".js") || file.ends_with(".wasm"))
    };
    let parts = Site::iter().filter(|path| hashed(folder) && is_part(path)).map(|path| format!("/{path}")).collect();
    Some(Code { folder: folder.to_owned(), name: name.to_owned(), parts })
}

/// The file at this path, in the coding that the browser likes best; none if there is none.
pub fn serve(method: &Method, uri: &Uri, headers: &HeaderMap) -> Option<Response> {
    let path = uri.path().trim_start_matches('/');
    if path.is_empty() || path.ends_with(".br") || path.ends_with(".gz") {
        return None;
    }
    let plain = Site::get(path)?;
    if !matches!(*method, Method::GET | Method::HEAD) {
        return Some(([(header::ALLOW, "GET, HEAD")], ApiError::MethodNotAllowed).into_response());
    }
    let hash = hash(&plain);
    let encoded = match coding::best(headers) {
        Some(coding @ Coding::Brotli) => Site::get(&format!("{path}.br")).map(|file| (coding, file)),
        Some(coding @ Coding::Gzip) => Site::get(&format!("{path}.gz")).map(|file| (coding, file)),
        Some(Coding::Identity) | None => None,
    };
    let (coding, file) = encoded.unwrap_or((Coding::Identity, plain));
    let tag = match coding {
        Coding::Identity => hash,
        // Other bytes, another tag.
        coding => format!("{hash}-{}", coding.name()),
    };
    let mut response = if is_known(headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        match file.data {
            Cow::Borrowed(bytes) => Body::from(bytes),
            Cow::Owned(bytes) => Body::from(bytes),
        }
        .into_response()
    };
    let set = response.headers_mut();
    set.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(path)));
    set.insert(header::CACHE_CONTROL, if is_immutable(path, uri.query()) { FOR_EVER } else { A_DAY });
    set.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{tag}\"")) {
        set.insert(header::ETAG, tag);
    }
    if coding != Coding::Identity {
        set.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding.name()));
    }
    Some(response)
}

/// Has the browser this file already? Tags are compared weakly, as If-None-Match wants (RFC 9110, 13.1.2).
fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let lines = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|line| line.to_str().ok());
    // A tag holds no quote: of the text between two of them, every other piece is one.
    lines.into_iter().any(|line| line.trim() == "*" || line.split('"').skip(1).step_by(2).any(|known| known == tag))
}

/// In development names carry no hash, so nothing there is for ever.
fn is_immutable(path: &str, query: Option<&str>) -> bool {
    path.starts_with("fonts/")
        || path.strip_prefix("pkg/").is_some_and(hashed)
        || query.and_then(|query| query.strip_prefix("v=")).is_some_and(hashed)
}

fn hashed(name: &str) -> bool {
    name.contains('-')
}

fn hash(file: &EmbeddedFile) -> String {
    file.metadata.sha256_hash().iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "webmanifest" => "application/manifest+json",
        "json" => "application/json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_the_browser_has_is_known_by_any_form_of_its_tag() {
        let cases: &[(&[&'static str], bool)] = &[
            (&[], false),
            (&["\"abc\""], true),
            (&["W/\"abc\""], true),
            (&["\"x\", \"abc\""], true),
            (&["\"x\",W/\"abc\",\"y\""], true),
            (&["\"x\"", "\"abc\""], true),
            (&["*"], true),
            (&[" * "], true),
            (&["\"abcd\""], false),
            (&["\"abc-br\""], false),
            (&["\"x,abc\""], false),
            (&["abc"], false),
            (&["\"*\""], false),
            (&["\"\""], false),
        ];
        for (lines, expected) in cases {
            let headers = lines.iter().map(|line| (header::IF_NONE_MATCH, HeaderValue::from_static(line))).collect();
            assert_eq!(is_known(&headers, "abc"), *expected, "{lines:?}");
        }
    }
}
