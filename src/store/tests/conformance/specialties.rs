//! Specialties are kept, listed and counted alike on both engines.

use super::{names, on_both, today};
use domain::directory::specialty::SpecialtyEntry;
use store::{Store, directory::specialty_repo};

on_both!(what_is_kept_comes_back_by_name_with_its_doctors, two_who_change_specialties_wait_for_each_other);

fn entry(id: &str, name: &str) -> SpecialtyEntry {
    let words = ["Ärzte'schaft", "blood pressure", "50%"].map(str::to_owned).to_vec();
    SpecialtyEntry { id: id.into(), name: name.into(), words, retired_at: Some(today()), version: 1 }
}

async fn what_is_kept_comes_back_by_name_with_its_doctors(store: Store) {
    let new = [entry("last", "zzz"), entry("first", "Ähnlich"), entry("second", "ahnung")];
    let mut tx = store.write().await.expect("a transaction");
    for each in &new {
        specialty_repo::insert(&mut tx, each).await.expect("a specialty");
    }
    names::doctor(&mut tx, "Ada Berg", Some("first")).await;
    names::doctor(&mut tx, "Bo Berg", Some("first")).await;
    tx.commit().await.expect("committed");
    let mut read = store.read().await.expect("a connection");
    let all = specialty_repo::all(&mut read).await.expect("a list");
    assert_eq!((&all[0], &all[1], all.last()), (&new[1], &new[2], Some(&new[0])), "in the order of people");
    let before = store.statements();
    let practised = specialty_repo::all_practised(&mut read).await.expect("a list");
    assert_eq!(store.statements() - before, 1);
    let entries: Vec<_> = practised.iter().map(|each| each.entry.clone()).collect();
    assert_eq!(entries, all);
    assert_eq!((practised[0].doctors, practised[1].doctors), (2, 0));
    assert_eq!(specialty_repo::renamed(&mut read).await.expect("a list"), [], "a new one is in all keys");
    drop(read);
    let mut tx = store.write().await.expect("a transaction");
    let taken = specialty_repo::insert(&mut tx, &entry("first", "Another")).await;
    assert!(taken.is_err_and(|error| error.is_taken()));
}

async fn two_who_change_specialties_wait_for_each_other(store: Store) {
    let renamed = async |name: &str| {
        let mut tx = store.write().await.expect("a transaction");
        specialty_repo::hold_all(&mut tx).await.expect("they are held");
        let known = specialty_repo::find(&mut tx, "ent").await.expect("a query").expect("a specialty");
        tokio::task::yield_now().await;
        let changed = specialty_repo::update(&mut tx, &SpecialtyEntry { name: name.into(), ..known }).await;
        tx.commit().await.expect("committed");
        changed.expect("an update")
    };
    for _ in 0..5 {
        assert_eq!(tokio::join!(renamed("Nose"), renamed("Ear")), (true, true), "none is overtaken");
    }
    let mut read = store.read().await.expect("a connection");
    let ent = specialty_repo::find(&mut read, "ent").await.expect("a query").expect("a specialty");
    assert_eq!(ent.version, 11);
}
