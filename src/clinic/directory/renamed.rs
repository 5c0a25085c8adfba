//! The names of specialties in the search keys of doctors: after a specialty is renamed, they follow.
//!
//! It may have thousands of doctors, whose bookings would wait for one transaction that changes them all. So they follow in
//! steps, and meanwhile the new name finds them as a word of the specialty. A step that is lost is done again.

use domain::platform::ids::DoctorId;
use store::directory::{name_repo, specialty_repo};
use uuid::Uuid;

use crate::{Clinic, Result};

/// So many doctors to a transaction.
const BATCH: i64 = 100;

/// Makes the keys anew that hold a name of before.
pub async fn follow_names(clinic: &Clinic) -> Result<()> {
    let renamed = specialty_repo::renamed(&mut clinic.store.read().await?).await?;
    for specialty in renamed {
        let mut behind = Some(DoctorId(Uuid::nil()));
        while let Some(last) = behind {
            let mut tx = clinic.store.write().await?;
            behind = name_repo::rekey_some(&mut tx, &specialty.id, last, BATCH).await?;
            tx.commit().await?;
        }
        let mut tx = clinic.store.write().await?;
        specialty_repo::set_keyed(&mut tx, &specialty).await?;
        tx.commit().await?;
    }
    Ok(())
}
