//! The executable `anteroom`.

use std::{io::Write, process::ExitCode};

use anteroom_server::{commands, config::Cli};
use clap::Parser;

/// A page is thousands of small pieces of text; the system's allocator had a third of the time that one takes.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    match commands::run(Cli::parse()).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            writeln!(std::io::stderr(), "anteroom: {error}").ok();
            ExitCode::FAILURE
        }
    }
}
