//! Mails: plain text over SMTP. Until the message itself goes over the line nothing can have arrived; after that, an answer
//! that does not come leaves it in doubt.

use super::Desk;
use super::deliver::{Came, Parcel};
use crate::access::digest;
use lettre::Address;
use lettre::message::{Mailbox, Message, header::ContentType};
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{Certificate, CertificateStore, SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use std::time::Duration;

/// How the connection to a mail server is kept private.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte (port 465).
    Tls,
    /// TLS before anything is said (port 587); without it nothing is sent.
    StartTls,
    /// None: for a server on this machine.
    Open,
}

impl std::str::FromStr for Security {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "tls" => Ok(Self::Tls),
            "starttls" => Ok(Self::StartTls),
            "none" => Ok(Self::Open),
            _ => Err(format!("unknown security {text:?}: use tls, starttls or none")),
        }
    }
}

/// A server that takes mails.
#[derive(Clone)]
pub struct MailServer {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is kept private.
    pub security: Security,
    /// Name and password.
    pub login: Option<(String, String)>,
    /// Whom mails are from: `CERT <advisories@cert.example>`.
    pub from: String,
    /// Certificates (PEM) to trust in place of the public ones.
    pub trusted: Option<Vec<u8>>,
    /// How long it may be silent.
    pub silence: Duration,
}

impl std::fmt::Debug for MailServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{} ({:?})", self.host, self.port, self.security)
    }
}

impl MailServer {
    /// Whether mails can be from whom it says.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(&self) -> Result<(), String> {
        self.from.parse::<Mailbox>().map(drop).map_err(|error| format!("{:?} is no address: {error}", self.from))
    }
}

/// An address for mails: one, and nothing besides.
pub(super) fn address(text: &str) -> Result<Address, String> {
    text.parse().map_err(|error| format!("{text:?} is no address for mails: {error}"))
}

/// Sends one.
pub(super) fn send(desk: &Desk, parcel: &Parcel) -> Came {
    let Some(server) = &desk.mail else { return Came::Later("no mail server is configured ([mail])".to_owned()) };
    let (from, to) = match (server.from.parse::<Mailbox>(), address(&parcel.to.address)) {
        (Ok(from), Ok(to)) => (from, to),
        (Err(error), _) => return Came::Never(format!("mail.from is no address: {error}")),
        (_, Err(error)) => return Came::Never(error),
    };
    let message = match message(parcel, &from, &to) {
        Ok(message) => message,
        Err(error) => return Came::Never(format!("the mail cannot be written: {error}")),
    };
    let mut line = match hello(server, from.email, to) {
        Ok(line) => line,
        Err(error) if error.is_permanent() => return Came::Never(error.to_string()),
        Err(error) => return Came::Later(error.to_string()),
    };
    // From here on an answer that does not come says nothing.
    let came = match line.message(&message) {
        Ok(response) => Came::Arrived(format!("the mail server took it ({})", response.code())),
        Err(error) if error.is_permanent() => Came::Never(error.to_string()),
        Err(error) if error.is_transient() => Came::Later(error.to_string()),
        Err(error) => Came::Unsure(format!("the mail server did not say whether it took it: {error}")),
    };
    let _ = line.quit();
    came
}

/// The message, the same for every attempt: the other side can drop a repeat by its id.
fn message(parcel: &Parcel, from: &Mailbox, to: &Address) -> Result<Vec<u8>, lettre::error::Error> {
    let id = format!("<{}@{}>", &digest(&parcel.id)[..32], from.email.domain());
    let message = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to.clone()))
        .subject(parcel.subject.clone())
        .message_id(Some(id))
        .header(ContentType::TEXT_PLAIN)
        .body(parcel.text.clone())?;
    Ok(message.formatted())
}

/// Everything before the message itself.
fn hello(server: &MailServer, from: Address, to: Address) -> Result<SmtpConnection, lettre::transport::smtp::Error> {
    let tls = match server.security {
        Security::Open => None,
        Security::Tls | Security::StartTls => Some(tls(server)?),
    };
    let name = ClientId::Domain(from.domain().to_owned());
    let at_once = tls.as_ref().filter(|_| server.security == Security::Tls);
    let place = (server.host.as_str(), server.port);
    let mut line = SmtpConnection::connect(place, Some(server.silence), &name, at_once, None)?;
    if let Some(tls) = tls.as_ref().filter(|_| server.security == Security::StartTls) {
        line.starttls(tls, &name)?;
    }
    if let Some((user, password)) = &server.login {
        line.auth(&[Mechanism::Plain, Mechanism::Login], &Credentials::new(user.clone(), password.clone()))?;
    }
    line.command(Mail::new(Some(from), Vec::new()))?;
    line.command(Rcpt::new(to, Vec::new()))?;
    line.command(Data)?;
    Ok(line)
}

fn tls(server: &MailServer) -> Result<TlsParameters, lettre::transport::smtp::Error> {
    let mut parameters = TlsParameters::builder(server.host.clone());
    if let Some(pem) = &server.trusted {
        parameters = parameters.certificate_store(CertificateStore::None);
        parameters = parameters.add_root_certificate(Certificate::from_pem(pem)?);
    }
    parameters.build()
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn an_address_is_one_and_holds_no_more() {
        assert!(address("ines@cert.example").is_ok());
        for wrong in
            ["", "ines", "a@b.example\r\nBcc: x@y.example", "a@b.example, c@d.example", "<a@b.example>", "a b@c"]
        {
            assert!(address(wrong).is_err(), "{wrong}");
        }
    }
}
