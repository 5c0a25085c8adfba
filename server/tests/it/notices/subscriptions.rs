//! Live lines: how many one may hold, and what many of them cost.

use anteroom_server::bounds::Bounds;
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, header},
};
use futures_util::StreamExt;
use tower::ServiceExt;

use crate::{
    client::Client,
    world::{BOUNDS, World, on_both},
};

on_both! {
    one_account_has_so_many_lines_and_no_more,
    one_network_has_so_many_lines_and_no_more,
    many_lines_of_one_account_cost_one_look_up_a_change,
}

/// The body of an open line of this client at this address; what refused it otherwise.
async fn open(router: &Router, client: Option<&Client>, address: &str, watch: &str) -> Result<Body, String> {
    let mut request = Request::get(format!("/api/v1/live?{watch}")).header(header::HOST, "127.0.0.1:3000");
    request = request.header("x-forwarded-for", address);
    if let Some(token) = client.and_then(|client| client.access_token.as_deref()) {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    let request = request.body(Body::empty()).expect("a request");
    let answer = router.clone().oneshot(request).await.expect("an answer");
    let (head, body) = answer.into_parts();
    if head.status == 200 {
        return Ok(body);
    }
    assert_eq!((head.status.as_u16(), head.headers[header::RETRY_AFTER].as_bytes()), (503, &b"5"[..]));
    let refusal = to_bytes(body, usize::MAX).await.expect("a refusal");
    Err(String::from_utf8_lossy(&refusal).into_owned())
}

async fn one_account_has_so_many_lines_and_no_more(world: World) {
    let (ada, bea) = (world.patient("Ada").await, world.patient("Bea").await);
    let router = world.within(Bounds { lines_per_account: 2, lines_per_network: 100, lines: 5, ..BOUNDS });
    let mut held = Vec::new();
    // Wherever it signs in from, and on whatever device.
    let other_device = world.visitor().sign_in("ada@example.org", crate::world::PASSWORD).await;
    for (client, address) in [(&ada, "192.0.2.1"), (&other_device, "198.51.100.1")] {
        held.push(open(&router, Some(client), address, "").await.expect("a line"));
    }
    let refused = open(&router, Some(&ada), "203.0.113.1", "").await.expect_err("a third one");
    assert!(refused.contains("/problems/unavailable"), "{refused}");
    held.push(open(&router, Some(&bea), "192.0.2.1", "").await.expect("another account"));
    held.push(open(&router, None, "192.0.2.1", "").await.expect("a visitor"));
    drop(held.remove(0));
    held.push(open(&router, Some(&ada), "192.0.2.1", "").await.expect("one has gone"));
    held.push(open(&router, None, "192.0.2.1", "").await.expect("the fifth"));
    open(&router, None, "192.0.2.2", "").await.expect_err("everybody together has no more");
    drop(held);
    drop(open(&router, Some(&ada), "192.0.2.1", "").await.expect("all have gone"));
}

async fn one_network_has_so_many_lines_and_no_more(world: World) {
    let ada = world.patient("Ada").await;
    let router = world.within(Bounds { lines_per_network: 2, ..BOUNDS });
    let mut held = Vec::new();
    for [first, second, third, elsewhere] in [
        ["192.0.2.1", "192.0.2.1", "::ffff:192.0.2.1", "192.0.2.2"],
        ["2001:db8:1:2::1", "2001:db8:1:2:ffff::", "2001:db8:1:2:3:4:5:6", "2001:db8:1:3::1"],
    ] {
        held.push(open(&router, None, first, "").await.expect("a line"));
        held.push(open(&router, Some(&ada), second, "").await.expect("a line"));
        open(&router, None, third, "").await.expect_err("a third one");
        open(&router, Some(&ada), third, "").await.expect_err("signed in or not");
        // What a client says of itself stands to the left of what the proxy saw.
        open(&router, None, &format!("{elsewhere}, {third}"), "").await.expect_err("an address that is made up");
        held.push(open(&router, None, elsewhere, "").await.expect("another network"));
    }
    // However many /64 a customer has: the /56 around them has three, the /48 four.
    open(&router, None, "2001:db8:1:4::1", "").await.expect_err("another /64 of the same /56");
    held.push(open(&router, None, "2001:db8:1:100::1", "").await.expect("another /56"));
    open(&router, None, "2001:db8:1:200::1", "").await.expect_err("another /56 of the same /48");
    held.push(open(&router, None, "2001:db8:2::1", "").await.expect("another /48"));
    // A question that is refused holds no place.
    let other = "203.0.113.9";
    for _ in 0..5 {
        let bad =
            Request::get("/api/v1/live?doctor=x").header(header::HOST, "127.0.0.1").header("x-forwarded-for", other);
        let refused = router.clone().oneshot(bad.body(Body::empty()).expect("a request")).await.expect("an answer");
        assert_eq!(refused.status(), 422);
    }
    held.push(open(&router, None, other, "").await.expect("nothing is held"));
}

async fn many_lines_of_one_account_cost_one_look_up_a_change(world: World) {
    let doctor = world.doctor("Grace").await;
    let patient = world.patient("Ada").await;
    let watch = format!("doctor={}", doctor.id);
    let mut lines = Vec::new();
    let mut costs = Vec::new();
    for many in [1, 12] {
        while lines.len() < many * 3 {
            for client in [Some(&patient), Some(&doctor.client), None] {
                let body = open(&world.router, client, "192.0.2.1", &watch).await.expect("a line");
                let mut line = Box::pin(body.into_data_stream());
                let hello = line.next().await.expect("a greeting").expect("a line");
                assert!(hello.starts_with(b"event: hello"), "{hello:?}");
                lines.push(line);
            }
        }
        let start = world.free_start(&doctor, 0).await;
        world.deliver().await;
        let before = world.clinic.store.statements();
        world.book(&patient, &doctor, start).await.expect(201);
        for line in &mut lines {
            let told = line.next().await.expect("a change").expect("a line");
            assert!(told.starts_with(b"event: change"), "{told:?}");
        }
        costs.push(world.clinic.store.statements() - before);
    }
    assert!(costs[1] <= costs[0] + 2, "thirty-three more lines cost {costs:?} statements");
}
