//! Recipients: named, each with a way to reach it, a clearance, and what it gets.

use crate::access::random;
use crate::said::{Kept, Said, all, find, keep};
use crate::{Engine, EngineError, Result};
use base64::Engine as _;
use serde::{Deserialize, Serialize};
use sextant_model::{Account, Tlp};

/// How a recipient is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// By mail.
    Mail,
    /// By a signed request to an address of theirs.
    Webhook,
}

impl Way {
    /// The word of pages and the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Webhook => "webhook",
        }
    }
}

impl std::str::FromStr for Way {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        match text {
            "mail" => Ok(Self::Mail),
            "webhook" => Ok(Self::Webhook),
            _ => Err(format!("unknown way {text:?}: use mail or webhook")),
        }
    }
}

/// Somebody who is sent things.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// What it is called.
    pub name: String,
    /// How it is reached.
    pub way: Way,
    /// Where.
    pub address: String,
    /// The strictest label that may leave for it.
    pub clearance: Tlp,
    /// Whether it gets every advisory that it is cleared for.
    pub advisories: bool,
    /// With what its webhooks are signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) secret: Option<String>,
    /// Whether it was removed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub removed: bool,
}

impl std::fmt::Debug for Recipient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Without the secret: what is printed for somebody to mend ends up in logs.
        write!(f, "{} by {} up to {}", self.name, self.way.as_str(), self.clearance)
    }
}

impl Recipient {
    /// One that gets advisories.
    #[must_use]
    pub fn new(name: &str, way: Way, address: &str, clearance: Tlp) -> Self {
        let (name, address) = (name.trim().to_owned(), address.trim().to_owned());
        Self { name, way, address, clearance, advisories: true, secret: None, removed: false }
    }

    fn check(&self) -> Result<()> {
        if !Account::is_name(&self.name) {
            let told = format!("{:?} cannot be a name: use up to 64 letters, digits and ._@-", self.name);
            return Err(EngineError::Invalid(told));
        }
        match self.way {
            Way::Mail => super::mail::address(&self.address).map(drop).map_err(EngineError::Invalid),
            Way::Webhook => crate::fetch::session::address(&self.address).map(drop).map_err(EngineError::Input),
        }
    }
}

impl Said for Recipient {
    const KIND: &'static str = "recipient";

    fn name(&self) -> &str {
        &self.name
    }

    fn shelf(&self) -> &'static str {
        if self.removed { "removed" } else { "" }
    }

    fn detail(&self) -> String {
        let what = if self.removed { "removed" } else { "stated" };
        format!("{what}: by {} up to TLP:{}", self.way.as_str(), self.clearance.as_str().to_uppercase())
    }
}

impl Engine {
    /// States a recipient; gives the secret with which its webhooks are signed, where one was drawn for it. Another
    /// address gets another secret.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] for a name or an address that is none; when the store cannot be written.
    pub fn set_recipient(&self, mut recipient: Recipient, by: &str) -> Result<Option<String>> {
        recipient.check()?;
        let mut ledger = self.writer()?;
        let before: Option<Kept<Recipient>> = find(&*ledger, &recipient.name)?;
        let same = |kept: &&Kept<Recipient>| !kept.value.removed && kept.value.address == recipient.address;
        recipient.secret = before.as_ref().filter(same).and_then(|kept| kept.value.secret.clone());
        let mut drawn = None;
        if recipient.way == Way::Webhook && recipient.secret.is_none() {
            let word = base64::engine::general_purpose::STANDARD.encode(random::<32>()?);
            drawn = Some(format!("whsec_{word}"));
            recipient.secret.clone_from(&drawn);
        }
        keep(&mut *ledger, &recipient, before.map_or(0, |kept| kept.seq), by, crate::clock::now())?;
        Ok(drawn)
    }

    /// Removes a recipient: nothing leaves for it any more, and what waits is given up.
    ///
    /// # Errors
    /// [`EngineError::NotFound`]; when the store cannot be written.
    pub fn remove_recipient(&self, name: &str, by: &str) -> Result<()> {
        let mut ledger = self.writer()?;
        let kept = find::<Recipient>(&*ledger, name)?.filter(|kept| !kept.value.removed);
        let kept = kept.ok_or_else(|| EngineError::not_found("recipient", name))?;
        let removed = Recipient { removed: true, secret: None, ..kept.value };
        keep(&mut *ledger, &removed, kept.seq, by, crate::clock::now())?;
        Ok(())
    }

    /// Recipients, by name.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn recipients(&self) -> Result<Vec<Recipient>> {
        let kept: Vec<Kept<Recipient>> = self.ask(|ledger| all(ledger, Some("")))?;
        let mut recipients: Vec<Recipient> = kept.into_iter().map(|kept| kept.value).collect();
        recipients.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(recipients)
    }
}
