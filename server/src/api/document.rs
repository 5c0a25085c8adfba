//! The frame of the OpenAPI document: what it is about, how to sign in, and what every route may answer.

use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        Components, ComponentsBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, PathItem, PathsBuilder,
        path::Operation,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
        tag::TagBuilder,
    },
};

use super::{problem::ProblemBody, responses};

const DESCRIPTION: &str = "\
Everything that Anteroom's own pages do, for other front ends.

Sign in at `/api/v1/auth/login` and send `Authorization: Bearer <access_token>`. Access tokens last ten minutes; \
`/api/v1/auth/refresh` gives the next pair. Instants are RFC 3339 in UTC; `local` times are wall time in the zone \
named beside them. Refusals are problem+json (RFC 9457): decide by `type`, show `detail`.";

const TAGS: [(&str, &str); 6] = [
    ("auth", "Registering, signing in and out."),
    ("me", "The caller's own account."),
    ("doctors", "Finding doctors and free times; open to everybody."),
    ("appointments", "Booking visits and moving them through their life."),
    ("practice", "A doctor's own profile, hours and visit types."),
    ("admin", "What admins do and see."),
];

/// The document before its paths.
pub fn empty() -> OpenApi {
    OpenApiBuilder::new().components(Some(Components::new())).build()
}

/// The whole document, from one whose paths lack the prefix.
pub fn complete(v1: OpenApi) -> OpenApi {
    let mut paths = PathsBuilder::new();
    for (path, mut item) in v1.paths.paths {
        for operation in operations(&mut item) {
            any_route_may_refuse(operation);
        }
        paths = paths.path(format!("/api/v1{path}"), item);
    }
    let mut schemas = vec![(ProblemBody::name().into_owned(), ProblemBody::schema())];
    ProblemBody::schemas(&mut schemas);
    let mut components = v1.components.unwrap_or_default();
    components.schemas.extend(schemas);
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    let components =
        ComponentsBuilder::from(components).security_scheme("bearer", SecurityScheme::Http(bearer)).build();
    let info = InfoBuilder::new()
        .title("Anteroom")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(DESCRIPTION))
        .license(Some(LicenseBuilder::new().name("MIT OR Apache-2.0").build()))
        .build();
    let tags = TAGS.map(|(name, about)| TagBuilder::new().name(name).description(Some(about)).build());
    OpenApiBuilder::new().info(info).paths(paths).components(Some(components)).tags(Some(tags)).build()
}

fn any_route_may_refuse(operation: &mut Operation) {
    let default = "Any other refusal, among them `/problems/internal` (500) and `/problems/unavailable` (503).";
    operation.responses.responses.insert("default".into(), responses::problem(default));
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.put, &mut item.post, &mut item.delete, &mut item.patch].into_iter().flatten()
}
