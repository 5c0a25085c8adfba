//! Secrets: from the environment, or from files that it names. Never from the command line, which everybody on the
//! machine can read (`ps`).

use std::{ffi::OsString, fs, path::PathBuf};

use super::{ConfigError, wrong};

/// A secret's variable, and the one that names a file with the secret instead.
struct Variable {
    name: &'static str,
    file: &'static str,
}

const DATABASE_URL: Variable = Variable { name: "ANTEROOM_DATABASE_URL", file: "ANTEROOM_DATABASE_URL_FILE" };
const SMTP_URL: Variable = Variable { name: "ANTEROOM_SMTP_URL", file: "ANTEROOM_SMTP_URL_FILE" };
const SECRET_KEY: Variable = Variable { name: "ANTEROOM_SECRET_KEY", file: "ANTEROOM_SECRET_KEY_FILE" };
const ADMIN_PASSWORD: Variable = Variable { name: "ANTEROOM_ADMIN_PASSWORD", file: "ANTEROOM_ADMIN_PASSWORD_FILE" };

/// What the server must be told and nobody else may know. What is not set is empty.
#[derive(Clone, Default)]
pub struct Secrets {
    pub database_url: String,
    pub smtp_url: String,
    pub secret_key: String,
    /// Files that some of them were read from.
    pub files: Vec<PathBuf>,
}

impl Secrets {
    /// Reads all but the admin's password, which only one command wants.
    pub fn from_environment() -> Result<Self, ConfigError> {
        Self::read(variable)
    }

    fn read(look: impl Fn(&str) -> Option<OsString>) -> Result<Self, ConfigError> {
        let mut files = Vec::new();
        let mut one = |variable| {
            let (value, file) = find(&look, variable)?;
            files.extend(file);
            Ok::<_, ConfigError>(value)
        };
        Ok(Self { database_url: one(&DATABASE_URL)?, smtp_url: one(&SMTP_URL)?, secret_key: one(&SECRET_KEY)?, files })
    }
}

/// The password of the admin to be made, when it is set.
pub fn admin_password() -> Result<Option<String>, ConfigError> {
    let (password, _) = find(&variable, &ADMIN_PASSWORD)?;
    Ok((!password.is_empty()).then_some(password))
}

fn variable(name: &str) -> Option<OsString> {
    #[expect(clippy::disallowed_methods, reason = "this is where the environment is read")]
    std::env::var_os(name)
}

/// A secret, and the file that it was read from. A variable that is set to nothing is not set.
fn find(
    look: &impl Fn(&str) -> Option<OsString>,
    variable: &Variable,
) -> Result<(String, Option<PathBuf>), ConfigError> {
    let set = |name| look(name).filter(|value| !value.is_empty());
    match (set(variable.name), set(variable.file)) {
        (None, None) => Ok((String::new(), None)),
        (Some(_), Some(_)) => {
            let problem = format!("{} is set as well", variable.name);
            Err(wrong(variable.file, problem, "Set one of the two."))
        }
        (Some(value), None) => {
            let value = value.into_string();
            let value = value.map_err(|_| wrong(variable.name, "it is no UTF-8", "It should be plain text."))?;
            Ok((value, None))
        }
        (None, Some(path)) => {
            let path = PathBuf::from(path);
            let help =
                "It should be the path of a text file that the server may read, with the secret on its first line.";
            let bad = |problem: String| wrong(variable.file, format!("{}: {problem}", path.display()), help);
            let text = fs::read_to_string(&path).map_err(|error| bad(error.to_string()))?;
            // Editors and `echo` end the line.
            let secret = text.trim_end_matches(['\r', '\n']);
            if secret.is_empty() {
                return Err(bad("it is empty".into()));
            }
            if secret.contains(['\r', '\n']) {
                return Err(bad("it has more than one line".into()));
            }
            Ok((secret.to_owned(), Some(path)))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::{self, Write},
        path::Path,
    };

    use super::*;

    fn read(set: &[(&str, &Path)]) -> Result<Secrets, ConfigError> {
        Secrets::read(|name| {
            set.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_os_str().to_owned())
        })
    }

    fn file(text: &str) -> io::Result<tempfile::NamedTempFile> {
        let mut file = tempfile::NamedTempFile::new()?;
        file.write_all(text.as_bytes())?;
        Ok(file)
    }

    #[test]
    fn a_secret_comes_from_the_environment_or_from_a_file() {
        let files = ["postgres://a:b@c/d\n", "smtp://e:f@g\r\n", "the key, with = and spaces "].map(file);
        let files = files.map(|file| file.expect("a file"));
        let secrets = read(&[
            ("ANTEROOM_DATABASE_URL_FILE", files[0].path()),
            ("ANTEROOM_SMTP_URL_FILE", files[1].path()),
            ("ANTEROOM_SECRET_KEY_FILE", files[2].path()),
            ("ANTEROOM_SECRET_KEY", Path::new("")),
        ]);
        let secrets = secrets.expect("all are readable");
        assert_eq!(secrets.database_url, "postgres://a:b@c/d");
        assert_eq!(secrets.smtp_url, "smtp://e:f@g");
        assert_eq!(secrets.secret_key, "the key, with = and spaces ");
        assert_eq!(secrets.files.len(), 3);
        let secrets = read(&[("ANTEROOM_SMTP_URL", Path::new("smtp://h"))]).expect("nothing is missing here");
        assert_eq!((secrets.smtp_url.as_str(), secrets.secret_key.as_str()), ("smtp://h", ""));
        assert!(secrets.files.is_empty());
    }

    #[test]
    fn a_file_that_holds_no_secret_is_refused_by_its_variable() {
        let (empty, lines, key) = (file("\n"), file("one\ntwo\n"), file("a key"));
        let (empty, lines, key) = (empty.expect("a file"), lines.expect("a file"), key.expect("a file"));
        const FILE: &str = "ANTEROOM_SECRET_KEY_FILE";
        let cases: [&[(&str, &Path)]; 5] = [
            &[(FILE, empty.path())],
            &[(FILE, lines.path())],
            &[(FILE, Path::new("/no/such/file"))],
            &[(FILE, Path::new("/"))],
            &[(FILE, key.path()), ("ANTEROOM_SECRET_KEY", Path::new("another key"))],
        ];
        for set in cases {
            let error = read(set).err().expect("it is refused");
            assert_eq!(error.variable, FILE, "{error}");
            assert!(!error.to_string().contains("a key") && !error.to_string().contains("another"), "{error}");
        }
    }
}
