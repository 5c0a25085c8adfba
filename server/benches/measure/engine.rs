//! The slot engine by itself, on one core.

use std::{hint::black_box, time::Instant};

use crate::report::{Aim, Report};
use testing::slots as clinic;

pub fn measure(report: &mut Report) {
    let now = clinic::now();
    let (one, all) = (clinic::doctor(now, 0), clinic::clinic(now));
    let total = clinic::clinic_wide(&all, now);
    assert!((clinic::SLOTS..clinic::SLOTS + 50).contains(&total), "{total} slots");
    let whole = middle(500, || clinic::clinic_wide(black_box(&all), now));
    report.figure("Slots of 88 doctors, 2,160 in all, one core", whole, "ms", Aim::AtMost(2.0));
    let month = middle(2000, || clinic::found(black_box(&one), now, 31, usize::MAX));
    report.figure("Slots of one doctor, 31 days", month, "ms", Aim::AtMost(0.2));
}

/// The middle of so many runs, in milliseconds.
fn middle<T>(runs: usize, mut what: impl FnMut() -> T) -> f64 {
    let mut times: Vec<f64> = (0..runs)
        .map(|_| {
            let started = Instant::now();
            black_box(what());
            started.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[runs / 2]
}
