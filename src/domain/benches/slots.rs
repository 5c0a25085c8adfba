//! How long the slot engine takes: a month of one doctor, and the directory's whole clinic.

#![allow(clippy::expect_used, reason = "a benchmark may stop")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};

use testing::slots as clinic;

fn benchmarks(c: &mut Criterion) {
    let now = clinic::now();
    let one = clinic::doctor(now, 0);
    c.bench_function("one doctor, 31 days", |b| {
        b.iter(|| black_box(clinic::found(black_box(&one), now, 31, usize::MAX)));
    });

    let all = clinic::clinic(now);
    let total = clinic::clinic_wide(&all, now);
    assert!((clinic::SLOTS..clinic::SLOTS + 50).contains(&total), "{total} slots");
    c.bench_function("88 doctors, 2,160 slots", |b| b.iter(|| clinic::clinic_wide(black_box(&all), now)));
    c.bench_function("next three free times of 88 doctors", |b| {
        b.iter(|| black_box(&all).iter().map(|doctor| clinic::found(doctor, now, 90, 3)).sum::<usize>());
    });
}

criterion_group!(benches, benchmarks);
criterion_main!(benches);
