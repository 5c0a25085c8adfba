//! Handing one message to a mail server (RFC 5321), command by command: the library's own `send` does not say which command
//! was refused, and that is what tells whose fault it is.

use std::time::Duration;

use lettre::{
    Address, Message,
    transport::smtp::{
        authentication::{Credentials, Mechanism},
        client::{AsyncSmtpConnection, Tls, TlsParameters},
        commands::{Data, Mail, Rcpt, Rset},
        extension::{ClientId, Extension, MailBodyParameter, MailParameter},
    },
};
use percent_encoding::percent_decode_str;
use tokio::time::timeout;
use url::{Host, Url};

use super::{
    MailerError,
    delivery_error::{DeliveryError, Step},
    message::mailbox,
};

/// How long a mail server may take.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For the connection, and for each command.
    pub command: Duration,
    /// For its answer to the whole message. Many scan it first; one whose answer nobody waited for may be delivered all
    /// the same, and again with each try (RFC 5321, 4.5.3.2.6 and 6.1).
    pub end: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { command: Duration::from_secs(30), end: Duration::from_secs(600) }
    }
}

/// How long it may take to say goodbye, when all is done.
const FAREWELL: Duration = Duration::from_secs(1);
const MECHANISMS: &[Mechanism] = &[Mechanism::Plain, Mechanism::Login];
/// Asked about by the self-check. Nobody's (RFC 2606), and not of our own domain: patients are elsewhere as well.
const NOBODY: &str = "postmaster@example.org";

/// A mail server, and how to speak with it. A connection for each message: a kept one may be dead or stuck without anybody
/// knowing.
#[derive(Clone)]
pub struct Relay {
    host: String,
    port: u16,
    tls: Tls,
    credentials: Option<Credentials>,
    hello: ClientId,
    patience: Patience,
}

impl Relay {
    /// From `smtp://user:password@host:587?tls=required`, `smtps://host` or `smtp://[::1]:1025`. Greets by that name.
    pub fn from_url(url: &str, hello: &str) -> Result<Self, MailerError> {
        let wrong = |what: &str| MailerError::Message(what.to_owned());
        let url = Url::parse(url).map_err(|error| MailerError::Message(error.to_string()))?;
        let host = Host::parse(url.host_str().unwrap_or_default()).map_err(|_| wrong("it names no host"))?;
        let host = match host {
            Host::Domain(name) => name,
            Host::Ipv4(address) => address.to_string(),
            Host::Ipv6(address) => address.to_string(),
        };
        let query: Vec<_> = url.query_pairs().collect();
        let tls = match query.as_slice() {
            [] => None,
            [(key, value)] if key == "tls" => Some(value.as_ref()),
            _ => return Err(wrong("it says more than tls=…")),
        };
        if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
            return Err(wrong("it has a path"));
        }
        let secure = || TlsParameters::new(host.clone()).map_err(|error| MailerError::Message(error.to_string()));
        let (port, tls) = match (url.scheme(), tls) {
            ("smtp", None) => (25, Tls::None),
            ("smtp", Some("required")) => (587, Tls::Required(secure()?)),
            ("smtp", Some("opportunistic")) => (587, Tls::Opportunistic(secure()?)),
            ("smtps", None) => (465, Tls::Wrapper(secure()?)),
            _ => return Err(wrong("it has another scheme or tls than those known")),
        };
        let decoded =
            |text| percent_decode_str(text).decode_utf8().map(String::from).map_err(|_| wrong("it is not UTF-8"));
        let password = url.password().map(decoded).transpose()?;
        let user = decoded(url.username())?;
        if password.is_none() && !user.is_empty() {
            return Err(wrong("it has a user without a password"));
        }
        let credentials = password.map(|password| Credentials::new(user, password));
        let (port, hello) = (url.port().unwrap_or(port), ClientId::Domain(hello.to_owned()));
        Ok(Self { host, port, tls, credentials, hello, patience: Patience::default() })
    }

    /// With another patience.
    pub fn within(self, patience: Patience) -> Self {
        Self { patience, ..self }
    }

    pub(super) async fn send(&self, message: &Message) -> Result<(), MailerError> {
        let mut line = self.open().await?;
        self.hand_over(&mut line, message).await?;
        // It has the message, whatever becomes of the goodbye.
        timeout(FAREWELL, line.abort()).await.ok();
        Ok(())
    }

    /// What the server answers to one command, if it does so in time.
    async fn answer<T>(
        &self,
        step: Step,
        command: impl Future<Output = Result<T, lettre::transport::smtp::Error>>,
    ) -> Result<T, DeliveryError> {
        let patience = if step == Step::Text { self.patience.end } else { self.patience.command };
        match timeout(patience, command).await {
            Ok(answer) => answer.map_err(|error| DeliveryError::Answer(step, error)),
            Err(_) => Err(DeliveryError::TooLong),
        }
    }

    /// Goes as far as a recipient. The server's words are told: there is nobody's address but our own in them.
    pub(super) async fn check(&self, from: &str) -> Result<(), MailerError> {
        let (from, to) = (mailbox(from)?.email, mailbox(NOBODY)?.email);
        // All of it in the time of one command: somebody sits and waits.
        let asked = timeout(self.patience.command, async {
            let mut line = self.open().await?;
            let answer = match parameters(&line, &from, &to) {
                Ok(parameters) => self.ask(&mut line, &from, &to, parameters).await,
                Err(refusal) => Err(refusal),
            };
            line.command(Rset).await.ok();
            timeout(FAREWELL, line.abort()).await.ok();
            answer
        });
        match asked.await {
            // That there is no such mailbox is a good answer: the server would have taken another.
            Ok(Err(refusal)) if !refusal.is_about_the_message() => {
                let words = refusal.words().map_or(String::new(), |words| format!(". It says: {words}"));
                Err(MailerError::Unreachable(format!("{}{words}", refusal.reason())))
            }
            Ok(_) => Ok(()),
            Err(_) => Err(DeliveryError::TooLong.into()),
        }
    }

    /// A connection that is secure and signed in, as far as wanted.
    async fn open(&self) -> Result<AsyncSmtpConnection, DeliveryError> {
        let wrapped = match &self.tls {
            Tls::Wrapper(parameters) => Some(parameters.clone()),
            _ => None,
        };
        let server = (self.host.as_str(), self.port);
        // A host may have several addresses, of which the first may be silent.
        let one_address = self.patience.command / 3;
        let line = AsyncSmtpConnection::connect_tokio1(server, Some(one_address), &self.hello, wrapped, None);
        let mut line = self.answer(Step::Greeting, line).await?;
        match &self.tls {
            Tls::Required(_) if !line.can_starttls() => return Err(DeliveryError::NoTls),
            Tls::Required(parameters) | Tls::Opportunistic(parameters) if line.can_starttls() => {
                self.answer(Step::StartTls, line.starttls(parameters.clone(), &self.hello)).await?;
            }
            _ => {}
        }
        if let Some(credentials) = &self.credentials {
            if line.server_info().get_auth_mechanism(MECHANISMS).is_none() {
                return Err(DeliveryError::NoSignIn);
            }
            self.answer(Step::SignIn, line.auth(MECHANISMS, credentials)).await?;
        }
        Ok(line)
    }

    /// Names sender and recipient.
    async fn ask(
        &self,
        line: &mut AsyncSmtpConnection,
        from: &Address,
        to: &Address,
        parameters: Vec<MailParameter>,
    ) -> Result<(), DeliveryError> {
        self.answer(Step::Sender, line.command(Mail::new(Some(from.clone()), parameters))).await?;
        self.answer(Step::Recipient, line.command(Rcpt::new(to.clone(), vec![]))).await?;
        Ok(())
    }

    async fn hand_over(&self, line: &mut AsyncSmtpConnection, message: &Message) -> Result<(), DeliveryError> {
        let envelope = message.envelope();
        let (Some(from), [to]) = (envelope.from(), envelope.to()) else { return Err(DeliveryError::NoEnvelope) };
        let text = message.formatted();
        let mut parameters = parameters(line, from, to)?;
        if !text.is_ascii() {
            parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        self.ask(line, from, to, parameters).await?;
        self.answer(Step::Data, line.command(Data)).await?;
        self.answer(Step::Text, line.message(&text)).await?;
        Ok(())
    }
}

/// What the envelope asks of the server.
fn parameters(line: &AsyncSmtpConnection, from: &Address, to: &Address) -> Result<Vec<MailParameter>, DeliveryError> {
    let (from, to) = (from.user().is_ascii(), to.user().is_ascii());
    match line.server_info().supports_feature(Extension::SmtpUtfEight) {
        _ if from && to => Ok(Vec::new()),
        true => Ok(vec![MailParameter::SmtpUtfEight]),
        false if from => Err(DeliveryError::NoUtf8),
        false => Err(DeliveryError::NoUtf8ForUs),
    }
}
