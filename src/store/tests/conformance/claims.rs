//! Nobody is double-booked: a person's five minutes have one holder, of whatever kind.

use chrono::TimeDelta;

use super::{fresh, on_both, practice, today};
use domain::scheduling::claim::{Claims, Holder, HolderKind, of_proposal};
use store::{
    ReadTx, Store,
    insight::integrity_repo,
    scheduling::{appointment_repo, claim_repo},
};

on_both!(a_cell_is_claimed_once, time_is_held_by_one_holder_of_whatever_kind);

async fn a_cell_is_claimed_once(store: Store) {
    let practice = practice(&store).await;
    let mut tx = store.write().await.expect("a transaction");
    let id = practice.book(&mut tx, today()).await;
    tx.commit().await.expect("committed");

    let mut tx = store.write().await.expect("a transaction");
    let cell = today().timestamp() / 300;
    let overlap = [(practice.account, cell + 7..cell + 9)];
    let refused = claim_repo::insert(&mut tx, id.into(), overlap.clone()).await.expect_err("the buffer is claimed");
    assert!(refused.is_taken(), "{refused}");
    tx.roll_back().await.expect("undone");

    let mut tx = store.write().await.expect("a transaction");
    claim_repo::insert(&mut tx, id.into(), [(practice.account, cell + 8..cell + 9)])
        .await
        .expect("the next cell is free");
    claim_repo::delete(&mut tx, id.into()).await.expect("freed");
    claim_repo::insert(&mut tx, id.into(), overlap).await.expect("free again, in the same transaction");
    tx.commit().await.expect("committed");
    let mut read = store.read().await.expect("a connection");
    let found = claim_repo::cells_of(&mut read, &[practice.account, practice.patient], cell, cell + 20).await;
    assert_eq!(found.expect("cells")[&practice.account], [cell + 7, cell + 8]);
}

async fn time_is_held_by_one_holder_of_whatever_kind(store: Store) {
    let practice = practice(&store).await;
    let mut tx = store.write().await.expect("a transaction");
    // Tomorrow, so that the scan counts its claims.
    let id = practice.book(&mut tx, today() + TimeDelta::days(1)).await;
    let booked = appointment_repo::find(&mut tx, id).await.expect("a query").expect("the visit").appointment;
    tx.commit().await.expect("committed");
    let cells = booked.cells().expect("it keeps its time").0;
    let theirs = [(practice.account, cells.clone())];
    for kind in HolderKind::ALL {
        let mut tx = store.write().await.expect("a transaction");
        let holder = Holder { kind: *kind, id: fresh() };
        let refused = claim_repo::insert(&mut tx, holder, theirs.clone()).await.expect_err("it is the visit's");
        assert!(refused.is_taken(), "{kind}: {refused}");
        tx.roll_back().await.expect("undone");
    }
    // Its own proposal claims what it does not keep; of the doctor's eight cells two are shared.
    let start = booked.start + TimeDelta::minutes(30);
    let Claims { of_doctor, of_patient } = of_proposal(&booked, start).expect("claims");
    assert_eq!((of_doctor.len(), of_patient.len()), (6, 6));
    let proposal = Holder { kind: HolderKind::Proposal, id: fresh() };
    let mut tx = store.write().await.expect("a transaction");
    let claims = [(practice.account, of_doctor), (practice.patient, of_patient)];
    claim_repo::insert(&mut tx, proposal, claims).await.expect("beside the visit's");
    let missing = async |tx: &mut ReadTx| {
        let found = integrity_repo::scan(tx, today()).await.expect("a scan");
        found.into_iter().filter(|(_, ids)| !ids.is_empty()).collect::<Vec<_>>()
    };
    let found = missing(&mut tx).await;
    // There are no proposals yet; the visit itself lacks nothing.
    assert_eq!(found, [("time is claimed without a visit that keeps it", vec![proposal.id])]);
    claim_repo::delete(&mut tx, Holder { kind: HolderKind::Hold, ..proposal }).await.expect("of another kind: nothing");
    assert_eq!(missing(&mut tx).await.len(), 1);
    claim_repo::delete(&mut tx, proposal).await.expect("withdrawn");
    assert_eq!(missing(&mut tx).await, [], "and the visit keeps all of its time");
    // With the proposal gone, what was the visit's alone still is.
    let again = claim_repo::insert(&mut tx, proposal, theirs).await.expect_err("it is the visit's");
    assert!(again.is_taken(), "{again}");
    tx.roll_back().await.expect("undone");
}
