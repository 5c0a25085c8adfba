//! Who may read the files of the clinic: nobody but the user that the server runs as.

use std::path::PathBuf;

use crate::config::Config;

/// From here on, whatever this process makes is its user's alone: folders 0700, files 0600.
pub fn keep_to_ourselves() {
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
}

/// Files and folders that more may read than should. An earlier version, a copy or an unpacked backup left them so.
pub fn too_wide(config: &Config) -> Vec<PathBuf> {
    // Ours alone; the operator may let a group of theirs read a key, as Debian does in /etc/ssl/private.
    let (ours, operators) = (0o077, 0o037);
    let folder = &config.data_folder;
    let mut found = wide(ours, [folder.clone(), folder.join("secret.key"), folder.join("mail")]);
    if let Some(file) = config.database_file() {
        let beside = ["-wal", "-shm", "-journal"].map(|ending| {
            let mut name = file.clone().into_os_string();
            name.push(ending);
            PathBuf::from(name)
        });
        found.extend(wide(ours, [file].into_iter().chain(beside)));
    }
    let key = config.tls.as_ref().map(|certificate| certificate.key_path().to_owned());
    found.extend(wide(operators, config.secret_files.iter().cloned().chain(key)));
    found
}

/// Those of them that are there and have any of these rights.
#[cfg(unix)]
fn wide(rights: u32, paths: impl IntoIterator<Item = PathBuf>) -> Vec<PathBuf> {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &PathBuf| std::fs::metadata(path).map_or(0, |meta| meta.permissions().mode());
    paths.into_iter().filter(|path| mode(path) & rights != 0).collect()
}

#[cfg(not(unix))]
fn wide(_: u32, _: impl IntoIterator<Item = PathBuf>) -> Vec<PathBuf> {
    Vec::new()
}
