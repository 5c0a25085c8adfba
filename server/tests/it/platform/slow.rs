//! An answer that takes too long is given up, and programs and people are told so, each in their way.

use std::{convert::Infallible, time::Duration};

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use axum::{
    body::{Body, Bytes, HttpBody},
    http::Method,
};
use futures_util::stream;
use http_body::{Frame, SizeHint};

use crate::{
    client::Client,
    world::{World, on_both},
};

on_both! { what_takes_too_long_is_given_up_and_told }

/// A request whose rest never comes: whoever waits for it waits for ever.
fn endless() -> Body {
    Body::from_stream(stream::pending::<Result<Bytes, Infallible>>())
}

/// A form of a length that is told, as browsers do, and of which nothing comes.
struct Stalled;

impl HttpBody for Stalled {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Pending
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(100)
    }
}

async fn what_takes_too_long_is_given_up_and_told(world: World) {
    let impatient = Client::new(world.impatient(Duration::from_millis(20)));
    let json = [("content-type", "application/json")];
    let answer = impatient.raw(Method::POST, "auth/login", endless(), &json).await.problem(503, "unavailable");
    assert_eq!(answer.header("retry-after"), "5");
    assert!(answer.text("detail").contains("too long"), "{}", answer.body);

    let form = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("origin", "http://127.0.0.1:3000"),
        ("accept", "text/html"),
    ];
    let program = impatient.raw(Method::POST, "/do/auth/sign-in", endless(), &form[..2]).await;
    program.problem(503, "unavailable");
    for body in [endless(), Body::new(Stalled)] {
        let person = impatient.raw(Method::POST, "/do/auth/sign-in", body, &form).await.expect(503);
        assert_eq!(person.header("content-type"), "text/html; charset=utf-8");
        assert_eq!(person.header("retry-after"), "5");
        let page = person.body.as_str().expect("a page");
        assert!(page.contains("<h1>That did not work</h1>") && page.contains("This took too long"), "{page}");
    }
}
