//! The specialties and what is meant by which word, kept while no specialty changes: every search asks for them.
//!
//! A copy ends with the bus's word, so that no reader waits for another. Should a process be killed before it could tell of a
//! change, the clock makes the copies of the others anew.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::directory::meant::Vocabulary;
use store::{Epoch, directory::specialty_repo};

use crate::{Clinic, Result};

/// When it was made, by the bus, and the copy.
type Kept = Option<(Epoch, Arc<Vocabulary>)>;

/// The copy of this process. Cheap to clone.
#[derive(Clone, Default)]
pub struct KeptVocabulary(Arc<Mutex<Kept>>);

impl KeptVocabulary {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        // Nothing in here panics half-way.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The vocabulary as it is now, as far as this process has heard.
pub async fn vocabulary(clinic: &Clinic) -> Result<Arc<Vocabulary>> {
    let epoch = clinic.store.bus().epoch();
    let kept = clinic.vocabulary.kept().as_ref().filter(|(made, _)| Some(*made) == epoch).map(|(_, kept)| kept.clone());
    match kept {
        Some(vocabulary) => Ok(vocabulary),
        None => anew(clinic).await,
    }
}

/// Makes the copy anew.
pub async fn renew_vocabulary(clinic: &Clinic) -> Result<()> {
    anew(clinic).await.map(drop)
}

async fn anew(clinic: &Clinic) -> Result<Arc<Vocabulary>> {
    // Before it is read: what changes meanwhile makes the copy old at once.
    let epoch = clinic.store.bus().epoch();
    let specialties = specialty_repo::all(&mut clinic.store.read().await?).await?;
    let vocabulary = Arc::new(Vocabulary::of(specialties));
    if let Some(epoch) = epoch {
        *clinic.vocabulary.kept() = Some((epoch, vocabulary.clone()));
    }
    Ok(vocabulary)
}
