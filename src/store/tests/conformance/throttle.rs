//! Strikes.

use chrono::TimeDelta;

use super::{on_both, today};
use domain::platform::throttle::{LONGEST, Record, Rule};
use store::{Store, platform::throttle_repo};

on_both!(
    strikes_add_up_as_the_rule_says,
    a_strike_is_taken_back,
    strikes_at_once_are_all_counted,
    what_has_worn_off_is_swept,
);

const KEY: throttle_repo::Key = [7; 16];
const RULE: Rule = Rule::SIGN_IN_PAIR;

async fn strikes_add_up_as_the_rule_says(store: Store) {
    let mut tx = store.write().await.expect("a transaction");
    let (mut expected, mut now) = (None::<Record>, today());
    // Now and then everything wears off in between; 200 at once reach the bound.
    for pause in [0, 0, 1, 60, 3600, 100_000, 5, 5, 900, 899].into_iter().chain([0; 200]) {
        now += TimeDelta::seconds(pause);
        let before = throttle_repo::strike(&mut tx, &KEY, &RULE, now).await.expect("a strike");
        let (told, waits) = (before, |record: Option<Record>| record.map(|record| RULE.wait(record, now)));
        assert_eq!(waits(Some(told)).unwrap_or_default(), waits(expected).unwrap_or_default(), "before the strike");
        let record = Record::struck(expected, &RULE, now);
        expected = Some(record);
        let found = throttle_repo::find(&mut tx, &[KEY, [8; 16]]).await.expect("a query");
        assert_eq!(found.get(&KEY), Some(&record));
        assert_eq!(found.len(), 1);
    }
    assert_eq!(expected.expect("struck").gone_at, now + LONGEST);
    assert!(throttle_repo::find(&mut tx, &[]).await.expect("no query").is_empty());
}

async fn a_strike_is_taken_back(store: Store) {
    let mut tx = store.write().await.expect("a transaction");
    for second in [0, 1, 2] {
        let at = today() + TimeDelta::seconds(second);
        throttle_repo::strike(&mut tx, &KEY, &RULE, at).await.expect("a strike");
    }
    throttle_repo::take_back(&mut tx, &KEY, &RULE).await.expect("taken back");
    let found = throttle_repo::find(&mut tx, &[KEY]).await.expect("a query");
    let expected = Record { last_at: today() + TimeDelta::seconds(1), gone_at: today() + RULE.wears_off * 2 };
    assert_eq!(found.get(&KEY), Some(&expected));
    throttle_repo::clear(&mut tx, &KEY).await.expect("cleared");
    throttle_repo::take_back(&mut tx, &KEY, &RULE).await.expect("nothing to take back");
    assert!(throttle_repo::find(&mut tx, &[KEY]).await.expect("a query").is_empty());
}

async fn strikes_at_once_are_all_counted(store: Store) {
    let tasks: Vec<_> = (0..20)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut tx = store.write().await.expect("a transaction");
                let before = throttle_repo::strike(&mut tx, &KEY, &RULE, today()).await.expect("a strike");
                tx.commit().await.expect("committed");
                (before.gone_at - today()).num_seconds() / RULE.wears_off.num_seconds()
            })
        })
        .collect();
    let mut seen = Vec::new();
    for task in tasks {
        seen.push(task.await.expect("no task failed"));
    }
    seen.sort_unstable();
    assert_eq!(seen, (0..20).collect::<Vec<_>>(), "each saw another number of strikes before its own");
}

async fn what_has_worn_off_is_swept(store: Store) {
    let mut tx = store.write().await.expect("a transaction");
    throttle_repo::strike(&mut tx, &KEY, &RULE, today()).await.expect("a strike");
    throttle_repo::keep(&mut tx, &[8; 16], today(), today() + TimeDelta::days(1)).await.expect("kept");
    throttle_repo::keep(&mut tx, &[8; 16], today(), today() + TimeDelta::days(90)).await.expect("kept longer");
    for (days, left) in [(0, 2), (1, 1), (89, 1), (90, 0)] {
        throttle_repo::sweep(&mut tx, today() + TimeDelta::days(days)).await.expect("swept");
        let found = throttle_repo::find(&mut tx, &[KEY, [8; 16]]).await.expect("a query");
        assert_eq!(found.len(), left, "after {days} days");
    }
}
