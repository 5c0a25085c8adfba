//! Is the file of an SQLite database still the one that was opened?
//!
//! A file that was moved or removed stays open under its old handle: SQLite would go on writing to it, and everything
//! written would be gone with the process.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::StoreError;

/// Where the file stands, and which one it is. Cheap to clone.
#[derive(Clone)]
pub(super) struct DatabaseFile(Option<Arc<(PathBuf, Identity)>>);

impl DatabaseFile {
    /// The file at this path as it is now; a database without one, in memory, is never gone.
    pub fn of(path: &Path) -> Self {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        Self(identity(&path).map(|identity| Arc::new((path, identity))))
    }

    /// Refuses when something else, or nothing, stands there.
    pub fn must_be_there(&self) -> Result<(), StoreError> {
        match &self.0 {
            Some(file) if identity(&file.0).as_ref() != Some(&file.1) => Err(StoreError::Gone),
            _ => Ok(()),
        }
    }
}

#[cfg(unix)]
type Identity = (u64, u64);

#[cfg(unix)]
fn identity(path: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).ok().map(|file| (file.dev(), file.ino()))
}

#[cfg(not(unix))]
type Identity = ();

#[cfg(not(unix))]
fn identity(path: &Path) -> Option<Identity> {
    fs::metadata(path).ok().map(|_| ())
}
