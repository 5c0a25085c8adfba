//! The executable: command line, HTTP, REST API.

pub mod api;
pub mod assets;
pub mod commands;
pub mod config;
mod context;
mod dev_mail;
mod figures;
mod forms;
pub mod http;
pub mod listen;
pub mod middleware;
mod rights;
pub mod serve;
pub mod state;
pub mod telemetry;
pub mod tls;
