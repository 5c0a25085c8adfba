//! A mail server of a test, which does what it is told to.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use effects::{Mailer, Patience, Relay};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::Notify,
};

/// Mail goes to the server at that address.
pub fn mailer(url: &str, patience: Duration) -> Mailer {
    Mailer::Smtp(Relay::from_url(url, "clinic.example").expect("an address").within(of_one(patience)))
}

/// The same for each command and for the end.
pub fn of_one(patience: Duration) -> Patience {
    Patience { command: patience, end: patience }
}

/// What the mail server does with messages to an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Does {
    Takes,
    /// Answers the recipient with this line.
    Says(&'static str),
    /// Answers the whole message with this line.
    SaysAtTheEnd(&'static str),
    /// Answers the whole message only when it is told to, and has taken it.
    Scans,
    /// Answers no more.
    Hangs,
    /// Closes the line in the middle of the message.
    Drops,
}

/// A mail server of a test.
#[derive(Clone)]
pub struct Server {
    pub does: Arc<Mutex<HashMap<String, Does>>>,
    /// Recipients of what was taken.
    pub taken: Arc<Mutex<Vec<String>>>,
    pub hangs: Arc<Notify>,
    /// Ends a scan.
    pub scanned: Arc<Notify>,
    /// Answer to a sign-in, where one is wanted.
    pub sign_in: Option<&'static str>,
    /// Answers a command (`GREETING`, `EHLO`, … or `END` of the message) so, whoever it is about.
    pub answers: Option<(&'static str, &'static str)>,
    /// Every command that came, as it came.
    pub heard: Arc<Mutex<Vec<String>>>,
    /// Extensions offered beside those that a sign-in needs.
    pub offers: &'static [&'static str],
}

impl Default for Server {
    fn default() -> Self {
        Self {
            does: Arc::default(),
            taken: Arc::default(),
            hangs: Arc::default(),
            scanned: Arc::default(),
            sign_in: None,
            answers: None,
            heard: Arc::default(),
            offers: &["8BITMIME", "SMTPUTF8"],
        }
    }
}

impl Server {
    pub async fn start(&self) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let server = self.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = server.clone();
                tokio::spawn(async move { server.talk(stream).await });
            }
        });
        port
    }

    pub fn now(&self, to: &str, does: Does) {
        self.does.lock().expect("not poisoned").insert(to.to_owned(), does);
    }

    pub fn taken(&self, to: &str) -> usize {
        self.taken.lock().expect("not poisoned").iter().filter(|each| *each == to).count()
    }

    /// SMTP as far as one message needs it (RFC 5321). Ends with the line.
    async fn talk(&self, stream: TcpStream) -> Option<()> {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        let mut say = async |line: &str| write.write_all(format!("{line}\r\n").as_bytes()).await.ok();
        let scripted = |command: &str| self.answers.filter(|(at, _)| *at == command).map(|(_, answer)| answer);
        say(scripted("GREETING").unwrap_or("220 test")).await?;
        let (mut to, mut does) = (String::new(), Does::Takes);
        while let Some(line) = lines.next_line().await.ok()? {
            self.heard.lock().expect("not poisoned").push(line.clone());
            let command = line.split([' ', ':']).next()?.to_ascii_uppercase();
            if let Some(answer) = scripted(&command) {
                say(answer).await?;
                continue;
            }
            match command.as_str() {
                "EHLO" => {
                    let sign_in = self.sign_in.map(|_| "AUTH PLAIN");
                    for extension in self.offers.iter().copied().chain(sign_in) {
                        say(&format!("250-{extension}")).await?;
                    }
                    say("250 HELP").await?;
                }
                "AUTH" => say(self.sign_in?).await?,
                "RCPT" => {
                    to = line.split(['<', '>']).nth(1)?.to_owned();
                    does = self.does.lock().expect("not poisoned").get(&to).copied().unwrap_or(Does::Takes);
                    match does {
                        Does::Says(answer) => say(answer).await?,
                        Does::Hangs => {
                            self.hangs.notify_one();
                            std::future::pending::<()>().await;
                        }
                        _ => say("250 ok").await?,
                    }
                }
                "DATA" => {
                    say("354 go on").await?;
                    let mut n = 0;
                    while lines.next_line().await.ok()?? != "." {
                        n += 1;
                        if does == Does::Drops && n == 5 {
                            return None;
                        }
                    }
                    if does == Does::Scans {
                        self.hangs.notify_one();
                        self.scanned.notified().await;
                    }
                    let answer = match does {
                        Does::SaysAtTheEnd(answer) => Some(answer),
                        _ => scripted("END"),
                    };
                    if let Some(answer) = answer {
                        say(answer).await?;
                    } else {
                        self.taken.lock().expect("not poisoned").push(to.clone());
                        say("250 taken").await?;
                    }
                }
                "QUIT" => return say("221 bye").await,
                _ => say("250 ok").await?,
            }
        }
        Some(())
    }
}
