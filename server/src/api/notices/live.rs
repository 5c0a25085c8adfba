//! The line over which an open page, or another front end, hears that something changed: server-sent events.

use std::{
    convert::Infallible,
    time::{Duration, Instant},
};

use axum::{
    extract::State,
    http::HeaderMap,
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use clinic::{
    Seldom,
    notices::live::{self, Subscription, Watched},
};
use contract::notices::{LiveEvent, LiveHello};
use domain::platform::{
    faults::{RequestFault, Wanted},
    ids::{AccountId, DoctorId},
    local::instant,
    problem::Problem,
};
use futures_util::{StreamExt, stream};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

use crate::{
    api::{extract::Call, problem::ApiError, query::Params, route::routes},
    bounds::Network,
    permits::{Full, Permit},
    state::AppState,
};

pub fn routes() -> OpenApiRouter<AppState> {
    routes!(listen)
}

/// A line with nothing to say says so, before anything between us and the reader takes it for dead.
const PULSE: Duration = Duration::from_secs(20);

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct LiveQuery {
    /// Doctors of whom the caller hears when profile, hours or free times change: ids with commas between, at most 50.
    /// Those who cannot be seen are left out.
    #[param(example = "0190c2b4-7a53-7cc1-9d3a-3c1f6f1f2f6b")]
    doctor: Option<String>,
    /// Whether to hear of any doctor whom the caller can see, when profile or hours change or a time may have become
    /// free: for lists of doctors.
    #[serde(default)]
    #[param(default = false)]
    directory: bool,
    /// The `id` of the last event that was heard (Unix milliseconds); `Last-Event-ID`, as browsers send it when they
    /// come again, stands above it. Notices that were missed since are told first, at most 5 and of 12 hours; then, if
    /// anything may have changed since, a `change` without either.
    #[param(minimum = 0)]
    since: Option<i64>,
    /// When what the caller shows was read (Unix milliseconds), for the first line: if any of it may have changed since, a
    /// `change` comes first.
    #[param(minimum = 0)]
    shown: Option<i64>,
    /// The process that the caller read from, as pages name it: by its own clock it knows to the millisecond what was
    /// changed since `shown`, by another's only about.
    #[param(value_type = Option<Uuid>)]
    node: Option<String>,
}

static TURNED_AWAY: Seldom = Seldom::new();

/// Who has a live line open: each line counts for its account and for the networks that it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Holder {
    Account(AccountId),
    Network(Network),
}

/// A permit for the caller's subscription, or a refusal while there are too many.
fn permit(state: &AppState, caller: &Call) -> Result<Permit<Holder>, Problem> {
    let account = caller.actor().account().map(|id| (Holder::Account(id), state.bounds.lines_per_account));
    let networks = caller.address.into_iter().flat_map(|from| state.bounds.lines_from(from));
    let networks = networks.map(|(network, most)| (Holder::Network(network), most));
    let holders: Vec<_> = account.into_iter().chain(networks).collect();
    state.lines.take(&holders).map_err(|full| {
        if let Some(unsaid) = TURNED_AWAY.say(Instant::now()) {
            let whose = match full {
                Full::InAll => "everybody",
                Full::One(Holder::Account(_)) => "one account",
                Full::One(Holder::Network(_)) => "one network",
            };
            tracing::warn!(whose, unsaid, "there are too many live lines; new ones are refused");
        }
        Problem::Unavailable
    })
}

/// The data of an event: of `hello`, which comes first, or of `change`.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
enum LiveData {
    Hello(LiveHello),
    Change(LiveEvent),
}

const EXAMPLE: &str = "event: hello\nid: 1795512600000\ndata: {\"account\":null}\n\n\
    event: change\nid: 1795512607250\ndata: {\"doctor\":\"0190c2b4-7a53-7cc1-9d3a-3c1f6f1f2f6b\",\"notice\":null}\n\n";

/// Hear of changes.
///
/// An endless answer of server-sent events. `hello` comes first; its `account` is the id of whose line it is, null for
/// visitors. Then comes `change` for each change that concerns the caller: the data is a `LiveEvent`; ask again for
/// whatever you show. Signed in, one hears of one's own account and visits, with a sentence for what the other side did;
/// everybody hears of the doctors named, and with `directory` of others. When the line ends, open it again with `since`,
/// waiting longer after each failure; it ends after an empty `change` when the session does. Time passes between reading
/// and listening: say with `shown` when you read.
#[utoipa::path(
    get, path = "/live", tag = "live",
    params(
        LiveQuery,
        ("Last-Event-ID" = Option<i64>, Header, description = "The `id` of the last event that was heard.", minimum = 0),
    ),
    responses(
        (status = 200, body = LiveData, content_type = "text/event-stream", example = json!(EXAMPLE)),
    ),
)]
async fn listen(
    caller: Call,
    State(state): State<AppState>,
    headers: HeaderMap,
    Params(query): Params<LiveQuery>,
) -> Result<Response, ApiError> {
    let doctors = doctors(query.doctor.as_deref().unwrap_or_default())?;
    let node = query.node.as_deref().map(str::parse::<Uuid>).transpose();
    let node = node.map_err(|_| Problem::field("node", RequestFault::NotA { wanted: Wanted::ProcessId }))?;
    let watched = Watched { doctors, directory: query.directory };
    let permit = permit(&state, &caller)?;
    let line = caller.answer(live::open(&caller.clinic, caller.session.clone(), &watched).await)?;
    let mut first = vec![hello(&line)];
    let since = last_heard(&headers)?.or(query.since);
    if let Some(since) = since {
        let missed = caller.answer(line.missed(instant(since)).await)?;
        first.extend(missed.into_iter().map(|notice| change(&line, LiveEvent { doctor: None, notice: Some(notice) })));
    }
    let exact = since.is_none() && node == Some(state.node);
    if since.or(query.shown).is_some_and(|known| line.has_changed(instant(known), exact)) {
        first.push(change(&line, LiveEvent::default()));
    }
    let changes = stream::unfold((line, permit), |(mut line, permit)| async {
        let event = line.next().await?;
        Some((change(&line, event), (line, permit)))
    });
    let events = stream::iter(first).chain(changes).map(Ok::<_, Infallible>);
    let events = events.take_until(state.stop.clone().cancelled_owned());
    let sse = Sse::new(events).keep_alive(KeepAlive::new().interval(PULSE));
    // nginx would gather events before it passes them on.
    Ok(([("x-accel-buffering", "no")], sse).into_response())
}

/// What browsers send by themselves when they come again.
fn last_heard(headers: &HeaderMap) -> Result<Option<i64>, Problem> {
    const NAME: &str = "Last-Event-ID";
    let Some(id) = headers.get(NAME).filter(|id| !id.is_empty()) else { return Ok(None) };
    let id = id.to_str().ok().and_then(|id| id.parse().ok()).filter(|id: &i64| *id >= 0);
    id.map(Some).ok_or_else(|| Problem::field(NAME, RequestFault::NotA { wanted: Wanted::EventId }))
}

fn doctors(list: &str) -> Result<Vec<DoctorId>, Problem> {
    let ids = list.split(',').map(str::trim).filter(|id| !id.is_empty()).map(str::parse);
    let ids: Result<Vec<_>, _> = ids.collect();
    ids.map_err(|_| Problem::field("doctor", RequestFault::NotA { wanted: Wanted::DoctorIds }))
}

fn hello(line: &Subscription) -> Event {
    named("hello", line, &LiveData::Hello(LiveHello { account: line.account() }))
}

fn change(line: &Subscription, event: LiveEvent) -> Event {
    named("change", line, &LiveData::Change(event))
}

fn named(name: &str, line: &Subscription, data: &LiveData) -> Event {
    let data = serde_json::to_string(data).unwrap_or_else(|_| "{}".to_owned());
    Event::default().event(name).id(line.now().to_string()).data(data)
}
