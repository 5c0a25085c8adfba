//! The way of a change out of its transaction: to this process at once, and to the others if there are any.

use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use tokio::sync::mpsc;

use crate::{Bus, Change};

/// So many changes wait to be sent to other processes. More than that come up only while the database is away; what
/// finds no place is made good by one word that anything may have changed.
const WAITING: usize = 4096;

#[derive(Clone, Default)]
pub(crate) struct Outgoing {
    bus: Bus,
    /// Set while a carrier runs.
    carrier: Arc<Mutex<Option<Sender>>>,
}

struct Sender {
    changes: mpsc::Sender<Change>,
    missed: Arc<AtomicBool>,
}

/// What is to be carried to other processes.
pub(crate) struct Carried {
    changes: mpsc::Receiver<Change>,
    /// Something found no place.
    missed: Arc<AtomicBool>,
}

impl Outgoing {
    pub(crate) fn bus(&self) -> &Bus {
        &self.bus
    }

    fn carrier(&self) -> MutexGuard<'_, Option<Sender>> {
        // Nothing in here panics half-way.
        self.carrier.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn publish(&self, change: Change) {
        self.bus.publish(change);
        let carrier = self.carrier();
        let Some(Sender { changes, missed }) = carrier.as_ref() else { return };
        if changes.try_send(change).is_err() {
            missed.store(true, Ordering::SeqCst);
            // If all that waited was taken just now, nothing else would make the taker look.
            changes.try_send(Change::Anything).ok();
        }
    }

    /// From now on every change also comes out here.
    pub(crate) fn carried(&self) -> Carried {
        let (sender, changes) = mpsc::channel(WAITING);
        let missed = Arc::<AtomicBool>::default();
        *self.carrier() = Some(Sender { changes: sender, missed: missed.clone() });
        Carried { changes, missed }
    }

    /// What comes from now on stays in this process; [`Outgoing::carried`] ends with what waits in it.
    pub(crate) fn carry_no_more(&self) {
        *self.carrier() = None;
    }
}

impl Carried {
    /// What has come up since, about so many at most; waits for something. Nothing: nothing will come any more.
    pub(crate) async fn next(&mut self, most: usize) -> Vec<Change> {
        let mut changes = Vec::new();
        self.changes.recv_many(&mut changes, most).await;
        if self.missed.swap(false, Ordering::SeqCst) {
            changes.push(Change::Anything);
        }
        changes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_found_no_place_is_said_to_be_missed() {
        let outgoing = Outgoing::default();
        let mut carried = outgoing.carried();
        for _ in 0..WAITING + 7 {
            outgoing.publish(Change::Platform);
        }
        outgoing.carry_no_more();
        let (mut told, mut anything) = (0, 0);
        loop {
            let changes = carried.next(1000).await;
            if changes.is_empty() {
                break;
            }
            anything += changes.iter().filter(|change| **change == Change::Anything).count();
            told += changes.len();
        }
        assert_eq!((told, anything), (WAITING + 1, 1));
    }

    #[tokio::test]
    async fn what_waits_is_still_told_when_no_more_is_carried() {
        let outgoing = Outgoing::default();
        let mut carried = outgoing.carried();
        outgoing.publish(Change::Platform);
        outgoing.carry_no_more();
        outgoing.publish(Change::Platform);
        assert_eq!(carried.next(10).await, [Change::Platform]);
        assert_eq!(carried.next(10).await, []);
    }
}
