//! Whatever a mail server refuses, and at whatever command: only what is about the message is given up.

use std::time::Duration;

use effects::{Mail, MailerError, mailer::Email};

use super::smtp_server::{Server, mailer};

const PATIENCE: Duration = Duration::from_secs(60);

fn mail(to: &str) -> Mail {
    let text = "Hello.".to_owned();
    let email = Email { to: to.into(), subject: "Hello".into(), text: text.clone(), html: text, calendar: None };
    let from = "Anteroom <no-reply@clinic.example>".into();
    Mail { from, message_id: "welcome-1".into(), host: "clinic.example".into(), email }
}

/// A server that wants a sign-in, and answers this command so.
fn refusing(command: &'static str, answer: &'static str) -> Server {
    let offers: &[&str] = if command == "STARTTLS" { &["8BITMIME", "STARTTLS"] } else { &["8BITMIME"] };
    Server { sign_in: Some("235 welcome"), answers: Some((command, answer)), offers, ..Server::default() }
}

async fn url(server: &Server, command: &str) -> String {
    let tls = if command == "STARTTLS" { "?tls=required" } else { "" };
    format!("smtp://user:password@127.0.0.1:{}{tls}", server.start().await)
}

const COMMANDS: [&str; 8] = ["GREETING", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "END"];

/// Answers, and the commands at which they are about the message.
const ANSWERS: &[(&str, &[&str])] = &[
    ("421 4.3.2 closing", &[]),
    ("450 4.2.0 busy", &[]),
    ("451 4.7.1 greylisted", &[]),
    ("452 4.3.1 disk full", &[]),
    ("454 4.7.0 TLS not available", &[]),
    ("500 what?", &[]),
    ("501 5.5.4 invalid domain name", &[]),
    ("502 5.5.1 not implemented", &[]),
    ("503 5.5.1 bad sequence", &[]),
    ("504 5.5.2 <anteroom>: Helo command rejected: need fully-qualified hostname", &[]),
    ("521 5.3.2 no mail here", &[]),
    ("530 5.7.0 Must issue a STARTTLS command first", &[]),
    ("535 5.7.8 wrong password", &[]),
    ("550 no such mailbox", &["RCPT", "DATA", "END"]),
    ("550 relay not permitted", &[]),
    ("550 authentication required", &[]),
    ("550 5.1.1 no such mailbox", &["RCPT", "DATA", "END"]),
    ("550 5.7.1 Unable to relay", &[]),
    ("550 5.7.26 not authenticated by SPF or DKIM", &[]),
    ("552 5.2.2 mailbox full", &["RCPT", "DATA", "END"]),
    ("552 5.3.4 message too big", &["END"]),
    ("553 5.1.3 no such address", &["RCPT", "DATA", "END"]),
    ("553 5.7.1 sender address rejected: not owned by user", &[]),
    ("554 5.7.1 Relay access denied", &[]),
    ("554 5.7.1 looks like spam", &["END"]),
    ("554 no valid recipients", &["END"]),
    ("555 5.5.4 unknown parameter", &[]),
    ("556 5.1.10 does not accept mail", &["RCPT", "DATA", "END"]),
];

#[tokio::test]
async fn only_what_is_about_the_message_is_given_up() {
    for command in COMMANDS {
        for (answer, about) in ANSWERS {
            let server = refusing(command, answer);
            let refused = mailer(&url(&server, command).await, PATIENCE).send(mail("ada@example.org")).await;
            match refused.expect_err("it is refused") {
                MailerError::Refused(_) => assert!(about.contains(&command), "{answer} at {command} is about us"),
                MailerError::Unreachable(why) => {
                    assert!(!about.contains(&command), "{answer} at {command} is about the message");
                    assert!(why.starts_with(&format!("status {}", &answer[..3])), "{answer} at {command}: {why}");
                    assert!(!why.contains("anteroom") && !why.contains('@'), "{why}");
                }
                other => panic!("{answer} at {command}: {other}"),
            }
        }
    }
}

#[tokio::test]
async fn the_self_check_goes_as_far_as_a_recipient() {
    for command in &COMMANDS[..6] {
        for (answer, about) in ANSWERS {
            let server = refusing(command, answer);
            let checked =
                mailer(&url(&server, command).await, PATIENCE).check("Anteroom <no-reply@clinic.example>").await;
            match checked {
                Ok(()) => assert!(about.contains(command), "{answer} at {command} was not seen"),
                Err(error) => {
                    assert!(!about.contains(command), "{answer} at {command}: another would be taken");
                    assert!(error.to_string().ends_with(&answer[4..]), "{answer} at {command}: {error}");
                }
            }
        }
    }
    let server = Server::default();
    let port = server.start().await;
    mailer(&format!("smtp://127.0.0.1:{port}"), PATIENCE).check("no-reply@clinic.example").await.expect("all is well");
    let heard = server.heard.lock().expect("not poisoned").clone();
    assert_eq!(heard[0], "EHLO clinic.example");
    assert_eq!(heard[1], "MAIL FROM:<no-reply@clinic.example>");
    assert!(heard[2].starts_with("RCPT TO:<"), "{heard:?}");
    assert!(!heard.contains(&"DATA".to_owned()), "nothing is sent: {heard:?}");
}

#[tokio::test]
async fn what_the_server_lacks_is_said() {
    let lacking = Server { offers: &[], ..Server::default() };
    let port = lacking.start().await;
    for (url, to, about_the_message, told) in [
        (format!("smtp://user:password@127.0.0.1:{port}"), "ada@example.org", false, "it offers no sign-in"),
        (format!("smtp://127.0.0.1:{port}?tls=required"), "ada@example.org", false, "it offers no STARTTLS"),
        (format!("smtps://127.0.0.1:{port}"), "ada@example.org", false, "no secure connection"),
        (format!("smtp://127.0.0.1:{port}"), "дарья@почта.рф", true, "letters beyond ASCII before its @"),
    ] {
        match mailer(&url, PATIENCE).send(mail(to)).await.expect_err("it is not sent") {
            MailerError::Refused(why) => assert!(about_the_message && why.contains(told), "{url}: {why}"),
            MailerError::Unreachable(why) => assert!(!about_the_message && why.contains(told), "{url}: {why}"),
            other => panic!("{url}: {other}"),
        }
    }
}

/// Every message has the sender: that it is not taken is about none of them.
#[tokio::test]
async fn a_sender_that_the_server_cannot_take_is_our_fault() {
    let server = Server { offers: &[], ..Server::default() };
    let mailer = mailer(&format!("smtp://127.0.0.1:{}", server.start().await), PATIENCE);
    let from = "Clinic <büro@clinic.example>".to_owned();
    for outcome in [
        mailer.send(Mail { from: from.clone(), ..mail("ada@example.org") }).await,
        mailer.send(Mail { from: from.clone(), ..mail("дарья@почта.рф") }).await,
        mailer.check(&from).await,
    ] {
        match outcome.expect_err("it is not sent") {
            MailerError::Unreachable(why) => assert!(why.contains("ANTEROOM_MAIL_FROM"), "{why}"),
            other => panic!("{other}"),
        }
    }
}

#[tokio::test]
async fn a_host_beyond_ascii_gets_its_mail_without_smtputf8() {
    let server = Server { offers: &[], ..Server::default() };
    let port = server.start().await;
    mailer(&format!("smtp://127.0.0.1:{port}"), PATIENCE).send(mail("ada@müller.example")).await.expect("it is sent");
    assert_eq!(server.taken("ada@xn--mller-kva.example"), 1);
}

#[tokio::test]
async fn a_mailbox_beyond_ascii_gets_its_mail_where_the_server_can() {
    let server = Server::default();
    let port = server.start().await;
    mailer(&format!("smtp://127.0.0.1:{port}"), PATIENCE).send(mail("дарья@почта.рф")).await.expect("it is sent");
    assert_eq!(server.taken("дарья@xn--80a1acny.xn--p1ai"), 1);
    let heard = server.heard.lock().expect("not poisoned").clone();
    assert!(heard.iter().any(|line| line.starts_with("MAIL") && line.contains("SMTPUTF8")), "{heard:?}");
}
