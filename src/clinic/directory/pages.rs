//! Pages of the directory, kept for a moment: the same few are asked for again and again.
//!
//! As with [`crate::scheduling::diary`], a copy ends with the bus's word and after a second. It ends sooner with the first
//! time on it that cannot be booked any more.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, SubsecRound, Utc};
use domain::{directory::search::DoctorSearch, platform::page::PageRequest};
use store::DirectoryVersion;

use super::listed::{self, Listed};
use crate::{
    Clinic, Result,
    scheduling::diary::{LONGEST, make_room},
};

/// So many pages are kept.
const MOST: usize = 64;

struct Kept {
    version: DirectoryVersion,
    at: DateTime<Utc>,
    listed: Arc<Listed>,
}

impl Kept {
    fn is_recent(&self, now: DateTime<Utc>) -> bool {
        (now - self.at).abs() < LONGEST && now <= self.listed.until
    }
}

/// The copies of this process. Cheap to clone.
#[derive(Clone, Default)]
pub struct Pages(Arc<Mutex<HashMap<(DoctorSearch, PageRequest), Kept>>>);

impl Pages {
    fn kept(&self) -> MutexGuard<'_, HashMap<(DoctorSearch, PageRequest), Kept>> {
        // Nothing in here panics half-way.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A page, read just now or a moment ago.
pub(super) async fn page(clinic: &Clinic, search: &DoctorSearch, page: PageRequest) -> Result<Arc<Listed>> {
    // As exactly as what is stored.
    let now = clinic.effects.clock.now().trunc_subsecs(3);
    // Before it is read: what changes meanwhile makes the copy old at once.
    let version = clinic.store.bus().directory_version();
    let key = (search.clone(), page);
    let copy = version.and_then(|version| {
        let kept = clinic.pages.kept();
        kept.get(&key).filter(|kept| kept.version == version && kept.is_recent(now)).map(|kept| kept.listed.clone())
    });
    if let Some(listed) = copy {
        return Ok(listed);
    }
    let listed = Arc::new(listed::read(clinic, search, page, now).await?);
    if let Some(version) = version {
        let mut kept = clinic.pages.kept();
        make_room(&mut kept, MOST, |kept| kept.is_recent(now));
        kept.insert(key, Kept { version, at: now, listed: listed.clone() });
    }
    Ok(listed)
}
