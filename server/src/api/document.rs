//! The OpenAPI document: what the API is about, how to sign in, and what every route may answer.
//!
//! utoipa writes down routes and types. This makes of it what stands at `/api/openapi.json`: names of formats become the
//! patterns of the domain, names of problems become responses, and every body gets an example.

use std::sync::LazyLock;

use domain::platform::currency::Currency;
use serde_json::{Map, Value, json};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        Components, ComponentsBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, PathsBuilder,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
        tag::TagBuilder,
    },
};

use super::{
    MEDIA_TYPE,
    example::Examples,
    formats, links,
    problem::{ApiError, ProblemBody},
    responses::PROBLEMS,
    route::REFUSED,
};

const DESCRIPTION: &str = "\
What Anteroom's own pages do, but for the list of visits outside of a doctor's hours, for other front ends.

Sign in at `/api/v1/auth/login` and send `Authorization: Bearer <access_token>`. Access tokens last ten minutes; \
`/api/v1/auth/refresh` gives the next pair, again and however late if its answer was lost; an older refresh token is \
taken for stolen and ends the session. Keep the `device_token` of a sign-in also after signing out, and send it with \
the next one: who is known on a device does not wait for what strangers tried. Instants are RFC 3339 in UTC; `local` times are wall time in the zone \
named beside them. Refusals are problem+json (RFC 9457): decide by `type`, show `detail`. \
What is at no path here answers 404, and a method that a path does not have 405, in the same way.

Members and parameters that are not described here are passed over; a parameter left empty is as good as left out. \
Texts are trimmed. Links say what may follow an answer: a member of a body that begins with a dollar sign is a \
runtime expression. A front end on another origin is \
let in when the server's configuration names its origin (`ANTEROOM_CORS_ORIGINS`); it signs in by bearer token, as \
cookies never count across origins.";

const TAGS: [(&str, &str); 7] = [
    ("auth", "Registering, signing in and out."),
    ("me", "The caller's own account."),
    ("doctors", "Finding doctors and free times; open to everybody."),
    ("appointments", "Booking visits and moving them through their life."),
    ("practice", "A doctor's own profile, hours and visit types."),
    ("live", "Hearing of changes as they happen."),
    ("admin", "What admins do and see."),
];

/// Refusals of a request as such, whatever it asks for: name, status and code.
const BEFORE: [(&str, &str, &str); 3] = [
    ("MethodNotAllowed", "405", "method-not-allowed"),
    ("NotAcceptable", "406", "not-acceptable"),
    ("HeadTooLarge", "431", "head-too-large"),
];

/// The document before its paths.
pub fn empty() -> OpenApi {
    OpenApiBuilder::new().components(Some(Components::new())).build()
}

/// The whole document, from one whose paths lack the prefix.
pub fn complete(v1: OpenApi, currency: Currency) -> Value {
    let mut document = serde_json::to_value(framed(v1)).unwrap_or_default();
    formats::write_out(&mut document, currency);
    // What is answered before any operation is reached.
    for (name, status, code) in BEFORE {
        document["components"]["responses"][name] = refusal(status, &[json!(code)]);
    }
    let examples = Examples::of(&document);
    for item in document["paths"].as_object_mut().into_iter().flat_map(Map::values_mut) {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            finish(method, operation, &examples);
            links::give(operation);
        }
    }
    document
}

fn framed(v1: OpenApi) -> OpenApi {
    let mut paths = PathsBuilder::new();
    for (path, item) in v1.paths.paths {
        paths = paths.path(format!("/api/v1{path}"), item);
    }
    let mut schemas = vec![(ProblemBody::name().into_owned(), ProblemBody::schema())];
    ProblemBody::schemas(&mut schemas);
    let mut components = v1.components.unwrap_or_default();
    components.schemas.extend(schemas);
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .description(Some("The `access_token` of `/api/v1/auth/login` or `/api/v1/auth/refresh`."))
        .build();
    let components =
        ComponentsBuilder::from(components).security_scheme("bearer", SecurityScheme::Http(bearer)).build();
    let info = InfoBuilder::new()
        .title("Anteroom")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(DESCRIPTION))
        .license(Some(LicenseBuilder::new().name("MIT OR Apache-2.0").identifier(Some("MIT OR Apache-2.0")).build()))
        .build();
    let tags = TAGS.map(|(name, about)| TagBuilder::new().name(name).description(Some(about)).build());
    OpenApiBuilder::new().info(info).paths(paths).components(Some(components)).tags(Some(tags)).build()
}

fn finish(method: &str, operation: &mut Value, examples: &Examples) {
    // Two areas may each have a `list`.
    let (tag, name) = (operation["tags"][0].as_str(), operation["operationId"].as_str());
    if let (Some(tag), Some(name)) = (tag, name) {
        operation["operationId"] = format!("{tag}_{name}").into();
    }
    for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
        never_null(&mut parameter["schema"]);
        formats::bounded(&mut parameter["schema"]);
        if parameter["in"] == "query" && parameter["required"] != true {
            parameter["allowEmptyValue"] = true.into();
        }
    }
    if let Some(content) = operation.pointer_mut("/requestBody/content") {
        examples.give(content);
    }
    let refused = operation.as_object_mut().and_then(|operation| operation.remove(REFUSED));
    let Some(responses) = operation["responses"].as_object_mut() else { return };
    let mut may_answer = |status: &str, problem: &str| {
        let response = responses.entry(status).or_insert_with(|| json!({}));
        match response.get_mut(PROBLEMS).and_then(Value::as_array_mut) {
            Some(named) if named.iter().any(|name| name == problem) => {}
            Some(named) => named.push(problem.into()),
            None => response[PROBLEMS] = json!([problem]),
        }
    };
    for refused in refused.iter().flat_map(|refused| refused.as_array()).flatten() {
        may_answer(refused[0].as_str().unwrap_or_default(), refused[1].as_str().unwrap_or_default());
    }
    // A token that is no longer valid is told, even where none is needed: the caller believes to be signed in.
    may_answer("401", "unauthenticated");
    if !matches!(method, "get" | "head") {
        may_answer("403", "cross-site");
    }
    may_answer("500", "internal");
    may_answer("503", "unavailable");
    for (status, response) in responses {
        match response.get(PROBLEMS).and_then(Value::as_array) {
            Some(problems) => *response = refusal(status, problems),
            None => {
                if let Some(content) = response.get_mut("content") {
                    examples.give(content);
                }
                if response["description"].as_str().is_none_or(str::is_empty) {
                    let made = status.as_str() == "201";
                    response["description"] = if made { "It has been made." } else { "Here it is." }.into();
                }
            }
        }
    }
}

/// A parameter is there or not; it cannot be null.
fn never_null(schema: &mut Value) {
    if let Some(types) = schema["type"].as_array() {
        let rest: Vec<_> = types.iter().filter(|name| **name != "null").cloned().collect();
        if let [only] = rest.as_slice() {
            schema["type"] = only.clone();
        }
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        let rest: Vec<_> = choices.iter().filter(|choice| choice["type"] != "null").cloned().collect();
        if let [only] = rest.as_slice() {
            *schema = only.clone();
        }
    }
}

static EXAMPLES: LazyLock<Vec<ApiError>> = LazyLock::new(ApiError::examples);

/// The `type`s that there are.
pub fn problem_types() -> Vec<String> {
    EXAMPLES.iter().map(|example| format!("/problems/{}", example.code())).collect()
}

fn refusal(status: &str, problems: &[Value]) -> Value {
    let mut examples = Map::new();
    let mut lines = Vec::new();
    for example in EXAMPLES.iter().filter(|example| problems.iter().any(|name| name == example.code())) {
        let body = example.body();
        lines.push(format!("`{}`: {}.", body.kind, about(example.code(), body.title)));
        examples.insert(example.code().into(), json!({"summary": body.title, "value": body}));
    }
    let kinds: Vec<_> = examples.values().map(|example| example["value"]["type"].clone()).collect();
    let number = status.parse::<u16>().unwrap_or_default();
    let schema = json!({"allOf": [
        {"$ref": "#/components/schemas/Problem"},
        {"type": "object", "properties": {"type": {"enum": kinds}, "status": {"const": number}}},
    ]});
    let mut response = json!({
        "description": lines.join(" "),
        "content": {MEDIA_TYPE: {"schema": schema, "examples": examples}},
    });
    match number {
        401 => {
            let schema = json!({"type": "string", "const": "Bearer"});
            response["headers"]["WWW-Authenticate"] = json!({"description": "Always `Bearer`.", "schema": schema});
        }
        429 | 503 => {
            let schema = json!({"type": "integer", "minimum": 1, "examples": [30]});
            response["headers"]["Retry-After"] =
                json!({"description": "Seconds after which it may be tried again.", "schema": schema});
        }
        _ => {}
    }
    response
}

/// What the title does not say.
fn about(code: &str, title: &'static str) -> &'static str {
    match code {
        "unauthenticated" => "Not signed in, or the token is not valid (any more)",
        "forbidden" => "The account's role may not do this",
        "cross-site" => "A page of another origin sent this, and the origin is not among those that are let in",
        "not-found" => "It does not exist, or it is not yours to see",
        "malformed" => "The body or the query cannot be read",
        "invalid" => "Some fields do not fit; each is named in `fields`",
        "not-offered" => "The start was never offered; `reason` says why",
        "idempotency-mismatch" => "The Idempotency-Key was used before, with another body",
        "too-large" => "The body is larger than 64 KiB",
        "unsupported-media-type" => "The Content-Type is not JSON",
        "internal" => "Something went wrong on our side; name `ref_id` when asking for help",
        "unavailable" => {
            "The server is busy, its database cannot be reached, or the answer took too long; nothing was changed, unless `detail` leaves it open"
        }
        _ => title,
    }
}
