//! The executable: command line, HTTP, REST API.

pub mod api;
pub mod assets;
pub mod bounds;
pub mod commands;
pub mod config;
mod context;
mod csv;
mod dev_mail;
mod forms;
pub mod http;
pub mod listen;
pub mod middleware;
pub mod permits;
mod rights;
pub mod security_txt;
pub mod serve;
pub mod state;
pub mod telemetry;
pub mod tls;
