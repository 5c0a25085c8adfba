//! The executable: command line, HTTP, REST API.

pub mod api;
pub mod assets;
pub mod commands;
pub mod config;
mod context;
mod dev_mail;
mod forms;
mod figures;
pub mod http;
pub mod middleware;
pub mod serve;
pub mod state;
pub mod telemetry;
