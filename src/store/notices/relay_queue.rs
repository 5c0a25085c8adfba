//! Publishes committed changes: to the bus of this process at once, and to the relay to other processes, if one runs.

use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use tokio::sync::mpsc;

use crate::{Bus, Change};

/// Capacity. It overflows only while the database is away; on overflow one [`Change::Anything`] is sent instead.
const WAITING: usize = 4096;

#[derive(Clone, Default)]
pub(crate) struct RelayQueue {
    bus: Bus,
    /// Set while a relay runs.
    relay: Arc<Mutex<Option<Sender>>>,
}

struct Sender {
    changes: mpsc::Sender<Change>,
    missed: Arc<AtomicBool>,
}

/// The end from which the relay takes changes.
pub(crate) struct RelayReceiver {
    changes: mpsc::Receiver<Change>,
    /// The queue has overflowed.
    missed: Arc<AtomicBool>,
}

impl RelayQueue {
    pub(crate) fn bus(&self) -> &Bus {
        &self.bus
    }

    fn relay(&self) -> MutexGuard<'_, Option<Sender>> {
        // Nothing in here panics half-way.
        self.relay.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn publish(&self, change: Change) {
        self.bus.publish(change);
        let relay = self.relay();
        let Some(Sender { changes, missed }) = relay.as_ref() else { return };
        if changes.try_send(change).is_err() {
            missed.store(true, Ordering::SeqCst);
            // If all that waited was taken just now, nothing else would make the taker look.
            changes.try_send(Change::Anything).ok();
        }
    }

    /// From now on every change also comes out here.
    pub(crate) fn receiver(&self) -> RelayReceiver {
        let (sender, changes) = mpsc::channel(WAITING);
        let missed = Arc::<AtomicBool>::default();
        *self.relay() = Some(Sender { changes: sender, missed: missed.clone() });
        RelayReceiver { changes, missed }
    }

    /// What comes from now on stays in this process; [`RelayQueue::receiver`] ends with what waits in it.
    pub(crate) fn close(&self) {
        *self.relay() = None;
    }
}

impl RelayReceiver {
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
    async fn an_overflow_is_one_change_of_anything() {
        let relay_queue = RelayQueue::default();
        let mut receiver = relay_queue.receiver();
        for _ in 0..WAITING + 7 {
            relay_queue.publish(Change::Platform);
        }
        relay_queue.close();
        let (mut told, mut anything) = (0, 0);
        loop {
            let changes = receiver.next(1000).await;
            if changes.is_empty() {
                break;
            }
            anything += changes.iter().filter(|change| **change == Change::Anything).count();
            told += changes.len();
        }
        assert_eq!((told, anything), (WAITING + 1, 1));
    }

    #[tokio::test]
    async fn what_waits_is_still_sent_after_close() {
        let relay_queue = RelayQueue::default();
        let mut receiver = relay_queue.receiver();
        relay_queue.publish(Change::Platform);
        relay_queue.close();
        relay_queue.publish(Change::Platform);
        assert_eq!(receiver.next(10).await, [Change::Platform]);
        assert_eq!(receiver.next(10).await, []);
    }
}
