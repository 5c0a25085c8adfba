//! Sending mail: by SMTP, into files where there is no mail server, or into memory for tests.

mod about_us;
mod delivery_error;
mod email;
mod hello;
mod message;
mod smtp;

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

pub use self::{
    email::{CalendarPart, Email},
    hello::hello_name,
    message::host_of,
    smtp::{Patience, Relay},
};

/// A message with its sender and a stable id.
#[derive(Clone)]
pub struct Mail {
    /// E.g. `Anteroom <no-reply@clinic.example>`.
    pub from: String,
    /// The same for every try, so that a mail that arrives twice is known as one. Letters, digits and hyphens.
    pub message_id: String,
    /// What stands behind the id, as [`host_of`] gives it.
    pub host: String,
    pub email: Email,
}

/// Why a message could not be sent. Its text is shown to admins: no addresses.
#[derive(Debug, thiserror::Error)]
pub enum MailerError {
    #[error("The message could not be built: {0}")]
    Message(String),
    /// It is about this message or its recipient: trying again will not help.
    #[error("The mail server refused the message: {0}")]
    Refused(String),
    /// It is about the server or about us: once that is mended, the same message goes through.
    #[error("The mail server could not be used: {0}")]
    Unreachable(String),
    #[error("The mail folder cannot be written: {0}")]
    Folder(#[from] io::Error),
}

/// Where mail goes.
#[derive(Clone)]
pub enum Mailer {
    Smtp(Relay),
    /// For each message an `.eml` file; beside it, to be read, its HTML and, as `.txt`, its address and subject.
    Folder(Folder),
    Memory(Arc<Mutex<Vec<Mail>>>),
}

/// A folder in which each message is three files.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
    /// One message after the other: threads that create files in one folder would spin for its lock.
    turn: Arc<tokio::sync::Mutex<()>>,
}

impl Folder {
    pub fn path(&self) -> &Path {
        &self.path
    }

    async fn write(&self, mail: Mail, eml: Vec<u8>) -> io::Result<()> {
        let _turn = self.turn.lock().await;
        let path = self.path.clone();
        let write = move || {
            fs::create_dir_all(&path)?;
            let file = |ending| path.join(format!("{}.{ending}", mail.message_id));
            fs::write(file("eml"), eml)?;
            fs::write(file("txt"), format!("{}\n{}\n", mail.email.to, mail.email.subject))?;
            fs::write(file("html"), &mail.email.html)
        };
        tokio::task::spawn_blocking(write).await?
    }
}

impl Mailer {
    /// Writes each message to this folder.
    pub fn folder(path: PathBuf) -> Self {
        Self::Folder(Folder { path, turn: Arc::default() })
    }

    pub fn memory() -> Self {
        Self::Memory(Arc::default())
    }

    /// What a memory mailer has got so far.
    pub fn sent(&self) -> Vec<Mail> {
        match self {
            Self::Memory(sent) => sent.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            Self::Smtp(_) | Self::Folder(_) => Vec::new(),
        }
    }

    /// Sends one message; when it returns, the mail server (or the disk) has it.
    pub async fn send(&self, mail: Mail) -> Result<(), MailerError> {
        let message = message::message(&mail)?;
        match self {
            Self::Smtp(relay) => relay.send(&message).await,
            Self::Folder(folder) => Ok(folder.write(mail, message.formatted()).await?),
            Self::Memory(sent) => {
                sent.lock().unwrap_or_else(PoisonError::into_inner).push(mail);
                Ok(())
            }
        }
    }

    /// Would mail from this sender be taken? For the self-check: nothing is sent.
    pub async fn check(&self, from: &str) -> Result<(), MailerError> {
        match self {
            Self::Smtp(relay) => relay.check(from).await,
            Self::Folder(folder) => Ok(tokio::fs::create_dir_all(&folder.path).await?),
            Self::Memory(_) => Ok(()),
        }
    }
}

/// Is this an address that mail can be sent from, such as `Anteroom <no-reply@clinic.example>`?
pub fn is_mailbox(text: &str) -> bool {
    message::mailbox(text).is_ok()
}

/// Is its domain one that means the same everywhere? Mail from any other is refused, and nobody can answer it.
pub fn is_from_anywhere(text: &str) -> bool {
    message::mailbox(text).is_ok_and(|mailbox| hello::qualified(mailbox.email.domain()).is_some())
}
