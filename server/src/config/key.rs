//! The secret key that tokens are signed with.

use std::{collections::HashSet, fs, io, path::Path, thread, time::Duration};

use super::{ConfigError, wrong};

/// No shorter key is taken, in bytes.
const SHORTEST: usize = 32;
/// How often and how long a key is waited for that is not whole yet.
const TRIES: usize = 20;
const PAUSE: Duration = Duration::from_millis(50);
/// Parts of keys that stand in examples, and that nobody draws by chance.
const PLACEHOLDERS: [&str; 7] = ["secret", "password", "changeme", "change-me", "change_me", "example", "anteroom"];

/// The key that is set; in development else the one in the data folder.
pub(super) fn secret_key(given: &str, folder: &Path, production: bool) -> Result<Vec<u8>, ConfigError> {
    const HELP: &str =
        "It should be 32 characters or more that nobody can guess, such as the output of: openssl rand -base64 32";
    let refused = |problem: String| Err(wrong("ANTEROOM_SECRET_KEY", problem, HELP));
    let given = given.trim();
    match given.len() {
        0 if production => refused("it is missing".into()),
        0 => kept_key(folder, || thread::sleep(PAUSE))
            .or_else(|error| refused(format!("no key can be kept in {}: {error}", folder.display()))),
        length if length < SHORTEST => refused(format!("it has only {length} characters")),
        _ if production && is_guessable(given) => refused("it is easily guessed".into()),
        _ => Ok(given.as_bytes().to_vec()),
    }
}

/// Few characters, one thing again and again, a row of the alphabet, or what stands in examples. Whatever was drawn at
/// random passes: of a billion keys of 32 hexadecimal digits, not one is taken for guessable.
fn is_guessable(key: &str) -> bool {
    let bytes = key.to_ascii_lowercase().into_bytes();
    let distinct: HashSet<u8> = bytes.iter().copied().collect();
    let triples: HashSet<&[u8]> = bytes.windows(3).collect();
    let steps = bytes.windows(2).filter(|pair| pair[0].abs_diff(pair[1]) <= 1).count();
    let again = triples.len() * 4 < (bytes.len() - 2) * 3;
    let placeholder = PLACEHOLDERS.iter().any(|word| bytes.windows(word.len()).any(|part| part == word.as_bytes()));
    distinct.len() < 6 || again || steps * 4 > bytes.len() * 3 || placeholder
}

/// The key in the data folder, made when there is none; only its owner can read it.
fn kept_key(folder: &Path, mut pause: impl FnMut()) -> io::Result<Vec<u8>> {
    let path = folder.join("secret.key");
    if let Some(key) = read_whole(&path, &mut pause)? {
        return Ok(key);
    }
    let key = effects::keys::opaque(effects::Rng::from_system().bytes());
    // Under a name of its own until it is whole, then in its place at once: whoever finds it there finds all of it.
    let mut file = tempfile::Builder::new().prefix(".secret-").tempfile_in(folder)?;
    io::Write::write_all(&mut file, key.as_bytes())?;
    file.as_file().sync_all()?;
    match file.persist_noclobber(&path) {
        Ok(_) => Ok(key.into_bytes()),
        // Somebody else was first, and theirs is the key.
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
            read_whole(&path, &mut pause)?.ok_or_else(|| io::Error::other("the kept key is gone again"))
        }
        Err(error) => Err(error.error),
    }
}

/// The kept key; none when there is none. A short one may still be written, by hand or by an earlier version.
fn read_whole(path: &Path, pause: &mut impl FnMut()) -> io::Result<Option<Vec<u8>>> {
    for _ in 0..TRIES {
        match fs::read(path) {
            Ok(key) if key.len() >= SHORTEST => return Ok(Some(key)),
            Ok(_) => pause(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::other("the kept key is damaged; remove secret.key to make a new one"))
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;

    use super::*;

    #[test]
    fn many_that_start_at_once_have_one_whole_key() {
        for _ in 0..20 {
            let folder = tempfile::tempdir().expect("a folder");
            let (start, folder) = (Barrier::new(16), folder.path());
            let keys: HashSet<Vec<u8>> = thread::scope(|scope| {
                let one = || {
                    start.wait();
                    secret_key("", folder, false).expect("a key")
                };
                let all: Vec<_> = (0..16).map(|_| scope.spawn(one)).collect();
                all.into_iter().map(|thread| thread.join().expect("it ends")).collect()
            });
            assert_eq!(keys.len(), 1, "all sign with the same key");
            let key = keys.into_iter().next().expect("a key");
            assert!(key.len() >= SHORTEST);
            let left: Vec<_> =
                fs::read_dir(folder).expect("a folder").map(|file| file.expect("a file").path()).collect();
            assert_eq!(left, [folder.join("secret.key")], "nothing else is left behind");
            assert_eq!(fs::read(&left[0]).expect("it is there"), key);
        }
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_reads_the_kept_key() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        secret_key("", folder.path(), false).expect("a key");
        let mode = fs::metadata(folder.path().join("secret.key")).expect("it is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_key_that_is_not_whole_yet_is_waited_for() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("secret.key");
        fs::write(&path, "").expect("an empty file, as an earlier version began");
        let (whole, mut pauses) = ("k".repeat(SHORTEST), 0);
        let key = kept_key(folder.path(), || {
            pauses += 1;
            fs::write(&path, if pauses < 3 { "k" } else { &whole }).expect("it is written");
        });
        assert_eq!((key.expect("it comes"), pauses), (whole.into_bytes(), 3));
    }

    #[test]
    fn a_damaged_key_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        for damaged in ["", "short"] {
            fs::write(folder.path().join("secret.key"), damaged).expect("a file");
            let error = kept_key(folder.path(), || {}).expect_err("it signs nothing");
            assert!(error.to_string().contains("damaged"), "{error}");
        }
    }

    #[test]
    fn production_takes_no_key_that_is_easily_guessed() {
        let folder = Path::new("/no/such/folder");
        for weak in [
            "a".repeat(32),
            "ab".repeat(40),
            "0123456789".repeat(4),
            "0123456789abcdef0123456789abcdef".into(),
            "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz".into(),
            "zyxwvutsrqponmlkjihgfedcba987654321".into(),
            "1234567890123456789012345678901234567890".into(),
            "let me in let me in let me in let me in".into(),
            "00000000000000000000000000000001".into(),
            "please-put-your-own-SECRET-in-here-now".into(),
            "ChangeMe-to-something-nobody-knows-42".into(),
            "12345678901234567890123456789012".into(),
        ] {
            let error = secret_key(&weak, folder, true).expect_err(&weak);
            assert!(error.variable == "ANTEROOM_SECRET_KEY" && !error.to_string().contains(&weak), "{error}");
            assert!(secret_key(&weak, folder, false).is_ok(), "{weak}: development is for this machine");
        }
    }

    #[test]
    fn whatever_is_drawn_at_random_is_taken() {
        let rng = effects::Rng::seeded(11);
        for _ in 0..2000 {
            let bytes: [u8; 32] = rng.bytes();
            let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            let digits: String = bytes.iter().map(|byte| char::from(b'0' + byte % 10)).collect();
            for key in [effects::keys::opaque(bytes), hex[..32].to_owned(), hex, digits] {
                assert!(!is_guessable(&key), "{key}");
            }
        }
    }
}
