//! Who may do what: accounts with a role and a clearance, tokens, and collections with who may read and write them.

use crate::problem::UnknownWord;
use crate::time::Instant;
use crate::tlp::Tlp;
use serde::{Deserialize, Serialize};

/// What an account may do, from the least to the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Reads what the clearance allows.
    Reader,
    /// Works on incidents.
    Analyst,
    /// Decides what goes out.
    Publisher,
    /// Everything, accounts among it.
    Administrator,
}

impl Role {
    /// All roles, the least first.
    pub const ALL: [Self; 4] = [Self::Reader, Self::Analyst, Self::Publisher, Self::Administrator];

    /// The word of the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Analyst => "analyst",
            Self::Publisher => "publisher",
            Self::Administrator => "administrator",
        }
    }

    /// The strictest label that the role may see, unless the account says otherwise.
    #[must_use]
    pub fn clearance(self) -> Tlp {
        match self {
            Self::Reader => Tlp::Green,
            Self::Analyst | Self::Publisher => Tlp::AmberStrict,
            Self::Administrator => Tlp::Red,
        }
    }
}

impl std::fmt::Display for Role {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

impl std::str::FromStr for Role {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        let known = Self::ALL.into_iter().find(|role| role.as_str() == text);
        known.ok_or_else(|| UnknownWord::new("role", text, &Self::ALL.map(Self::as_str)))
    }
}

/// Somebody, or some program, who may log in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The name to log in with.
    pub name: String,
    /// What the account may do.
    pub role: Role,
    /// The strictest label that it may see; none: what its role may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clearance: Option<Tlp>,
}

impl Account {
    /// The strictest label that the account may see.
    #[must_use]
    pub fn cleared(&self) -> Tlp {
        self.clearance.unwrap_or(self.role.clearance())
    }

    /// Whether a name may be an account's: it goes into logs, lists and the header of Basic.
    #[must_use]
    pub fn is_name(text: &str) -> bool {
        (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._@-".contains(&b))
    }
}

/// A word that stands for an account where no password can be typed. The word itself is nowhere kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// What it is called; the word begins with it.
    pub id: String,
    /// The account that it stands for.
    pub user: String,
    /// The strictest label that it may be used for, where that is less than the account's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clearance: Option<Tlp>,
    /// From when on it is worth nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Instant>,
    /// When it was made.
    pub created: Instant,
    /// SHA-256 of the word, lower-case hex.
    pub digest: String,
}

/// Who may read or write a collection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Parties {
    /// Nobody.
    Nobody,
    /// Every account.
    Everybody,
    /// Accounts of these roles, and those with these names.
    These(Vec<String>),
}

impl Parties {
    /// Whether the account is among them.
    #[must_use]
    pub fn include(&self, account: &Account) -> bool {
        match self {
            Self::Nobody => false,
            Self::Everybody => true,
            Self::These(words) => words.iter().any(|word| *word == account.name || word == account.role.as_str()),
        }
    }
}

impl From<Parties> for String {
    fn from(parties: Parties) -> Self {
        match parties {
            Parties::Nobody => "nobody".to_owned(),
            Parties::Everybody => "everybody".to_owned(),
            Parties::These(words) => words.join(","),
        }
    }
}

impl std::fmt::Display for Parties {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&String::from(self.clone()))
    }
}

impl TryFrom<String> for Parties {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl std::str::FromStr for Parties {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.trim() {
            "nobody" => return Ok(Self::Nobody),
            "everybody" => return Ok(Self::Everybody),
            _ => {}
        }
        let words: Vec<String> = text.split(',').map(|word| word.trim().to_owned()).collect();
        match words.iter().find(|word| !Account::is_name(word)) {
            Some(word) => {
                Err(format!("{word:?} is neither a role nor an account: use everybody, nobody, or names with commas"))
            }
            None => Ok(Self::These(words)),
        }
    }
}

/// A set of objects that others read from or write to over TAXII.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collection {
    /// A UUID.
    pub id: String,
    /// A word that may stand for the id in addresses.
    pub alias: String,
    /// What it is called.
    pub title: String,
    /// What it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Who may read it.
    pub read: Parties,
    /// Who may write to it.
    pub write: Parties,
    /// The label of objects that carry none.
    pub label: Tlp,
    /// Whether it holds what is published under its label: then only those cleared for it know of it, and only the
    /// act of publishing writes to it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub published: bool,
}

impl Collection {
    /// The alias of the collection that a store has from its first start.
    pub const INBOX: &'static str = "inbox";

    /// Whether a word may be an alias: it stands in addresses.
    #[must_use]
    pub fn is_alias(text: &str) -> bool {
        (1..=64).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_".contains(&b))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parties_are_roles_and_names() {
        let mara = Account { name: "mara".into(), role: Role::Analyst, clearance: None };
        for (text, included) in
            [("everybody", true), ("nobody", false), ("analyst", true), ("publisher, mara", true), ("reader", false)]
        {
            let parties: Parties = text.parse().expect(text);
            assert_eq!(parties.include(&mara), included, "{text}");
            assert_eq!(parties.to_string().parse(), Ok(parties), "{text}");
        }
        assert!("a,,b".parse::<Parties>().is_err());
    }

    #[test]
    fn a_clearance_follows_from_the_role_unless_set() {
        let cleared = |role, clearance| Account { name: "a".into(), role, clearance }.cleared();
        assert_eq!(cleared(Role::Reader, None), Tlp::Green);
        assert_eq!(cleared(Role::Administrator, None), Tlp::Red);
        assert_eq!(cleared(Role::Publisher, Some(Tlp::Clear)), Tlp::Clear);
    }
}
