//! Engine and oracle agree.

use std::collections::BTreeSet;

use chrono::{DateTime, Days, Duration, NaiveTime, Offset, TimeZone, Utc};
use domain::scheduling::{
    attention::outside,
    schedule::{Hours, Window},
    slots::{NotOffered, VisitRules, explain, slots},
};
use effects::zones;
use proptest::prelude::*;

use crate::{
    cases::{Case, any_case, changes},
    oracle::{self, Instant},
};

/// What the engine offers in the case's range, after checking that it is in order and of the right length.
fn offered(case: &Case) -> Vec<DateTime<Utc>> {
    let busy = case.busy();
    let slots: Vec<_> = slots(case.question(&busy), case.from, case.to).collect();
    assert!(slots.is_sorted_by(|a, b| a.start < b.start), "in order, each once");
    for slot in &slots {
        assert_eq!(slot.end - slot.start, Duration::minutes(i64::from(case.rules.minutes)));
        let outside = outside(&case.zone, &case.hours, slot.start, slot.end);
        assert_eq!(outside, None, "what the hours offer, they hold, also when clocks change");
    }
    slots.into_iter().map(|slot| slot.start).collect()
}

fn expected(case: &Case) -> Vec<DateTime<Utc>> {
    let instants = oracle::walk(case, case.from, case.to);
    instants.into_iter().filter(|instant| oracle::offered(case, *instant)).map(|instant| instant.at).collect()
}

/// Does what `explain` says of this instant hold?
fn explained(case: &Case, instant: Instant) -> Result<(), TestCaseError> {
    let busy = case.busy();
    let verdict = explain(case.question(&busy), instant.at);
    prop_assert_eq!(verdict.is_ok(), oracle::offered(case, instant), "{:?} {:?}", instant, verdict);
    let holds = match verdict {
        Ok(slot) => slot.start == instant.at,
        Err(NotOffered::Past) => oracle::past(case, instant),
        Err(NotOffered::TooSoon) => oracle::too_soon(case, instant) && !oracle::past(case, instant),
        Err(NotOffered::TooFar) => oracle::too_far(case, instant),
        Err(NotOffered::Taken) => oracle::taken(case, instant),
        Err(NotOffered::Closed) => {
            case.hours.exceptions.contains_key(&instant.wall.date()) && oracle::windows(case, instant.wall).is_empty()
        }
        Err(NotOffered::OutsideHours) => !oracle::within_hours(case, instant.wall),
        Err(NotOffered::OffGrid) => {
            oracle::within_hours(case, instant.wall) && (instant.repeated || !oracle::on_grid(case, instant.wall))
        }
        // The instant exists, so the wall showed it: the clocks did not skip it.
        Err(NotOffered::SkippedByClockChange) => false,
        // Of hours alone nobody can say so.
        Err(NotOffered::NoAddress) => false,
    };
    prop_assert!(holds, "{:?} is explained by {:?}, which is not so", instant, verdict);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn slots_are_what_the_oracle_offers(case in any_case()) {
        prop_assert_eq!(offered(&case), expected(&case));
    }

    #[test]
    fn explain_agrees_with_slots_and_gives_a_reason_that_holds(case in any_case(), stride in 1..17_usize) {
        let offered: BTreeSet<_> = offered(&case).into_iter().collect();
        let instants = oracle::walk(&case, case.from, case.to);
        let busy = case.busy();
        for (n, instant) in instants.into_iter().enumerate() {
            if n % stride == 0 || offered.contains(&instant.at) {
                explained(&case, instant)?;
                let bookable = explain(case.question(&busy), instant.at).is_ok();
                prop_assert_eq!(bookable, offered.contains(&instant.at));
            }
        }
    }

    #[test]
    fn a_start_off_the_raster_is_never_offered(case in any_case(), seconds in 1..300_i64) {
        let busy = case.busy();
        for start in offered(&case) {
            prop_assert!(explain(case.question(&busy), start + Duration::seconds(seconds)).is_err());
        }
    }
}

/// Every change of clocks from 2020 to 2037, in every zone: round the clock, so that no hour of the day escapes.
#[test]
fn every_change_of_clocks_in_every_zone() {
    let round_the_clock = |start| Hours {
        weekly: std::array::from_fn(|_| vec![Window { start, end: 1440 }]),
        exceptions: Default::default(),
    };
    let mut checked = BTreeSet::new();
    for zone in zones::in_use().zones() {
        for date in (2020..=2037).flat_map(|year| changes(zone, year)) {
            // Aliases and neighbours change their clocks in the same way: once is enough.
            let offset = |days| zone.offset_from_utc_datetime(&(date + Days::new(days)).and_time(NaiveTime::MIN)).fix();
            let instant = (0..1440)
                .map(|minute| date.and_time(NaiveTime::MIN) + Duration::minutes(minute))
                .find(|at| zone.offset_from_utc_datetime(at).fix() != offset(0));
            if !checked.insert((instant, offset(0).local_minus_utc(), offset(1).local_minus_utc())) {
                continue;
            }
            let from = date.and_time(NaiveTime::MIN).and_utc() - Duration::hours(15);
            for (start, minutes) in [(0, 30), (5, 20), (15, 45)] {
                let case = Case {
                    zone,
                    hours: round_the_clock(start),
                    rules: VisitRules {
                        minutes,
                        buffer_before: 0,
                        buffer_after: 0,
                        minimum_notice: 0,
                        booking_window_days: 366,
                    },
                    claimed: BTreeSet::new(),
                    now: from - Duration::days(1),
                    from,
                    to: from + Duration::hours(54),
                };
                assert_eq!(offered(&case), expected(&case), "{zone} {date}");
            }
        }
    }
    assert!(checked.len() > 300, "only {} changes of clocks found", checked.len());
}
