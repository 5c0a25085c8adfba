//! The executable `anteroom`.

use std::{io::Write, process::ExitCode};

use anteroom_server::{commands, config::Cli};
use clap::Parser;

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
