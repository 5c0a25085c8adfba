//! What many readers of one change ask is asked once.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::OnceCell;

/// Answers by question. Who asks what is just being found out waits for it; a failure is nobody's answer.
pub struct Asked<Q, A>(Mutex<HashMap<Q, Arc<OnceCell<A>>>>);

impl<Q, A> Default for Asked<Q, A> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<Q: Eq + Hash, A: Clone> Asked<Q, A> {
    /// The answer to this question, found out unless it is known.
    pub async fn once<E, F: Future<Output = Result<A, E>>>(
        &self,
        question: Q,
        find_out: impl FnOnce() -> F,
    ) -> Result<A, E> {
        // Nothing in here panics half-way.
        let answer = self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(question).or_default().clone();
        answer.get_or_try_init(find_out).await.cloned()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::task::{JoinSet, yield_now};

    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn who_asks_at_the_same_time_gets_the_same_answer() {
        let (asked, times) = (Arc::new(Asked::default()), Arc::new(AtomicUsize::new(0)));
        assert_eq!(asked.once(7, async || Err::<usize, _>("no connection")).await, Err("no connection"));
        let mut readers = JoinSet::new();
        for n in 0..40 {
            let (asked, times) = (asked.clone(), times.clone());
            readers.spawn(async move {
                let find_out = async || {
                    yield_now().await;
                    Ok::<_, ()>(times.fetch_add(1, Ordering::Relaxed))
                };
                asked.once(n % 2, find_out).await
            });
        }
        while let Some(answer) = readers.join_next().await {
            assert!(answer.expect("no panic").expect("an answer") < 2);
        }
        assert_eq!(times.load(Ordering::Relaxed), 2, "two questions");
    }
}
