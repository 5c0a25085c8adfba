//! What is done again and again by the clock.

use std::{future::Future, time::Duration};

use tokio::time;
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use super::sweeper::sweep;
use crate::{Clinic, Result, directory, insight::statistics, platform::security::SPAN};

/// When a task begins: not all at once, so that one after the other they do with the same connection to the database.
const TENTH: Duration = Duration::from_millis(100);
const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const TEN_MINUTES: Duration = Duration::from_secs(600);

/// Works until told to stop; what is under way then is finished. None waits for another.
pub async fn keep_up(clinic: Clinic, stop: CancellationToken) {
    let clinic = &clinic;
    tokio::join!(
        repeat(&stop, Duration::ZERO, SECOND, "first free times", || directory::refresh(clinic)),
        repeat(&stop, TENTH * 6, SECOND, "names of specialties", || directory::follow_names(clinic)),
        repeat(&stop, TENTH * 3, SECOND, "statistics", || statistics::count(clinic)),
        repeat(&stop, MINUTE, MINUTE, "specialties", || directory::renew_vocabulary(clinic)),
        repeat(&stop, SECOND, TEN_MINUTES, "sweeping", || sweep(clinic)),
    );
}

async fn repeat<F>(stop: &CancellationToken, first: Duration, pause: Duration, task: &'static str, work: impl Fn() -> F)
where
    F: Future<Output = Result<()>>,
{
    if stop.run_until_cancelled(time::sleep(first)).await.is_none() {
        return;
    }
    while !stop.is_cancelled() {
        let span = tracing::info_span!(target: SPAN, "task", task);
        if let Err(error) = work().instrument(span).await {
            tracing::error!(%error, task, "it is tried again later");
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = time::sleep(pause) => {}
        }
    }
}
