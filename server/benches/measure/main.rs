//! `make bench`: the figures of the whole program, from the slot engine to five thousand open pages.
//!
//! Runs the release executable as a child, on loopback and in folders of its own. Usage:
//! `measure run TARGET RESULTS NOTES DISK [--postgres URL] [--only NAME]`.

#![allow(clippy::expect_used, clippy::panic, reason = "a measurement that goes wrong must stop")]

mod bare;
mod bookings;
mod clinic;
mod directory;
mod engine;
mod http;
mod live;
mod pages;
mod process;
mod report;
mod statistics;

use std::path::Path;

fn main() {
    // `cargo bench` adds a word of its own.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["static", address, file] => {
            let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
            runtime.block_on(pages::serve_static(address, Path::new(file)));
        }
        ["run", target, results, notes, disk, options @ ..] => {
            // One thread: the client takes as little as it can from the server.
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(run(Path::new(target), Path::new(results), Path::new(notes), disk, options));
        }
        // `cargo test --benches` asks whether it runs at all.
        _ => {}
    }
}

async fn run(target: &Path, results: &Path, notes: &Path, disk: &str, options: &[&str]) {
    let option = |name: &str| options.iter().position(|word| *word == name).and_then(|at| options.get(at + 1)).copied();
    let only = option("--only");
    let wanted = |part: &str| only.is_none_or(|only| only.split(',').any(|name| name == part));
    let mut report = report::Report::default();
    if wanted("engine") {
        engine::measure(&mut report);
    }
    if wanted("pages") {
        pages::measure(&mut report, target).await;
    }
    if wanted("bookings") {
        bookings::measure(&mut report, target, option("--postgres")).await;
    }
    if wanted("directory") {
        directory::measure(&mut report, target, option("--postgres")).await;
    }
    if wanted("live") {
        live::measure(&mut report, target).await;
    }
    if let (true, Some(postgres)) = (wanted("figures"), option("--postgres")) {
        statistics::measure(&mut report, target, postgres).await;
    }
    if only.is_none() {
        report.write(results, notes, disk);
    }
}
