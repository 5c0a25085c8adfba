//! The secret key that tokens are signed with.

use std::{fs, io, path::Path};

use anteroom::effects;

use super::{ConfigError, Options, wrong};

/// The key that is set; in development else the one in the data folder.
pub(super) fn secret_key(options: &Options, folder: &Path, production: bool) -> Result<Vec<u8>, ConfigError> {
    const HELP: &str =
        "It should be 32 characters or more that nobody can guess, such as the output of: openssl rand -base64 32";
    let given = options.secret_key.trim();
    if given.len() >= 32 {
        return Ok(given.as_bytes().to_vec());
    }
    if !given.is_empty() {
        return Err(wrong("ANTEROOM_SECRET_KEY", format!("it has only {} characters", given.len()), HELP));
    }
    if production {
        return Err(wrong("ANTEROOM_SECRET_KEY", "it is missing", HELP));
    }
    kept_key(folder).map_err(|error| {
        wrong("ANTEROOM_SECRET_KEY", format!("no key can be kept in {}: {error}", folder.display()), HELP)
    })
}

/// The key in the data folder, made when there is none; only its owner can read it.
fn kept_key(folder: &Path) -> io::Result<Vec<u8>> {
    let path = folder.join("secret.key");
    match fs::read(&path) {
        Ok(key) if key.len() >= 32 => return Ok(key),
        Ok(_) => return Err(io::Error::other("the kept key is damaged; remove secret.key to make a new one")),
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Err(_) => {}
    }
    fs::create_dir_all(folder)?;
    let key = effects::keys::opaque(effects::Rng::from_system().bytes());
    let mut file = fs::OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut file, 0o600);
    // `create_new`: of two that start at once, the second reads what the first wrote.
    match file.write(true).create_new(true).open(&path) {
        Ok(mut file) => io::Write::write_all(&mut file, key.as_bytes()).map(|()| key.into_bytes()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => fs::read(&path),
        Err(error) => Err(error),
    }
}
