//! The executable as a process of its own: its settings, files, sockets and end.

mod crash;
mod example;
pub(crate) mod executable;
mod exposure;
pub(crate) mod pooler;
mod proxy;
mod secrets;
mod security_events;
mod stop;
mod strangers;
pub(crate) mod tls;
mod unfit_postgres;
