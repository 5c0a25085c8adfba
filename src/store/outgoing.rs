//! The way of a change out of its transaction: to this process at once, and to the others if there are any.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::mpsc;

use super::{Bus, Change};

/// So many changes wait to be sent to other processes. More than that come up only while the database is away, and
/// then the others, too, tell their pages to ask again.
const WAITING: usize = 4096;

#[derive(Clone, Default)]
pub(super) struct Outgoing {
    bus: Bus,
    /// Set while a carrier runs.
    carrier: Arc<Mutex<Option<mpsc::Sender<Change>>>>,
}

impl Outgoing {
    pub(super) fn bus(&self) -> &Bus {
        &self.bus
    }

    pub(super) fn publish(&self, change: Change) {
        self.bus.publish(change);
        let carrier = self.carrier.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(carrier) = carrier.as_ref() {
            carrier.try_send(change).ok();
        }
    }

    /// From now on every change also comes out here.
    pub(super) fn carried(&self) -> mpsc::Receiver<Change> {
        let (sender, receiver) = mpsc::channel(WAITING);
        *self.carrier.lock().unwrap_or_else(PoisonError::into_inner) = Some(sender);
        receiver
    }
}
