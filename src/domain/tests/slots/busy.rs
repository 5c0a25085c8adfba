//! The set of claimed cells.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration};
use domain::scheduling::slots::{Busy, cells};
use proptest::{collection::vec, prelude::*};

#[test]
fn nothing_claimed_is_never_busy() {
    let busy = Busy::from_cells(&[]);
    assert!(!busy.any(i64::MIN / 600, 0));
    assert!(!busy.any(-10, 10));
    assert!(!Busy::default().any(0, 1));
}

#[test]
fn an_empty_range_is_never_busy() {
    let busy = Busy::from_cells(&[7]);
    assert!(!busy.any(7, 7));
    assert!(busy.any(7, 8));
    assert!(!busy.any(8, 7));
}

#[test]
fn the_borders_of_words_are_kept_apart() {
    let busy = Busy::from_cells(&[100, 163, 164, 227]);
    for cell in 90..240 {
        assert_eq!(busy.any(cell, cell + 1), [100, 163, 164, 227].contains(&cell), "{cell}");
    }
}

#[test]
fn a_visit_covers_the_cells_it_touches() {
    let at = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
    assert_eq!(cells(at, at + Duration::minutes(30)), 6_000_000..6_000_006);
    assert_eq!(cells(at, at + Duration::seconds(1)), 6_000_000..6_000_001, "a begun cell counts");
    assert_eq!(cells(at, at), 6_000_000..6_000_000);
    let before_1970 = DateTime::from_timestamp(-1, 0).unwrap();
    assert_eq!(cells(before_1970, before_1970 + Duration::seconds(1)), -1..0);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn busy_is_a_set_of_cells(claimed in vec(-500..500_i64, 0..60), from in -600..600_i64, length in 0..200_i64) {
        let set: BTreeSet<_> = claimed.iter().copied().collect();
        let busy = Busy::from_cells(&claimed);
        let expected = (from..from + length).any(|cell| set.contains(&cell));
        prop_assert_eq!(busy.any(from, from + length), expected);
    }
}
