//! Who one is to a server: a name with a password, or a token. It is held here and said to that server alone; nothing prints it.

use crate::fetch::session::Secret;
use sextant_model::Problem;
use std::fmt;
use url::Url;

/// A name with a password, or a token.
#[derive(Clone, PartialEq, Eq)]
pub enum Access {
    /// Basic.
    Basic {
        /// The name.
        user: String,
        /// The password.
        password: String,
    },
    /// Bearer.
    Bearer(String),
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Basic { .. } => "Basic(…)",
            Self::Bearer(_) => "Bearer(…)",
        })
    }
}

impl Access {
    /// What a file in the form of `.netrc` says for this host: `machine HOST login NAME password WORD`, or
    /// `machine HOST token WORD`; `default` stands for all other hosts. Comments start with `#`.
    #[must_use]
    pub fn of_netrc(text: &str, host: &str) -> Option<Self> {
        let lines = text.lines().map(|line| if line.trim_start().starts_with('#') { "" } else { line });
        let mut words = lines.flat_map(str::split_whitespace);
        let (mut ours, mut entries) = (false, Vec::new());
        while let Some(word) = words.next() {
            match word {
                "machine" => ours = words.next().is_some_and(|name| name.eq_ignore_ascii_case(host)),
                "default" => ours = entries.is_empty(),
                "login" | "password" | "token" | "account" => {
                    entries.extend(words.next().filter(|_| ours).map(|value| (word, value)));
                }
                _ => {}
            }
        }
        let said = |name: &str| entries.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        match (said("token"), said("login"), said("password")) {
            (Some(token), ..) => Some(Self::Bearer(token)),
            (None, Some(user), Some(password)) => Some(Self::Basic { user, password }),
            _ => None,
        }
    }

    /// What is said to the server at `url`. Nothing is said in the clear over a network, but where private addresses are
    /// allowed.
    pub(super) fn secret(&self, url: &Url, private: bool) -> Result<Secret, Problem> {
        if url.scheme() != "https" && !private {
            let told = "a password or token goes over https only (or with --allow-private)";
            return Err(Problem::new("not-encrypted", url.as_str(), told));
        }
        let header = match self {
            Self::Basic { user, password } => format!("Basic {}", base64(format!("{user}:{password}").as_bytes())),
            Self::Bearer(token) => format!("Bearer {token}"),
        };
        if !header.chars().all(|c| c.is_ascii_graphic() || c == ' ') {
            return Err(Problem::new("token", url.as_str(), "the token holds characters that no token has"));
        }
        Ok(Secret { origin: url.origin(), header })
    }
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_netrc_names_hosts_and_a_default() {
        let text = "# machine taxii.example login no password no\nmachine taxii.example login ana\n  password s3cret\n\
                    machine feed.example token abc\ndefault login guest password guest\n";
        let basic =
            |user: &str, password: &str| Some(Access::Basic { user: user.to_owned(), password: password.to_owned() });
        for (host, expected) in [
            ("TAXII.example", basic("ana", "s3cret")),
            ("feed.example", Some(Access::Bearer("abc".to_owned()))),
            ("other.example", basic("guest", "guest")),
        ] {
            assert_eq!(Access::of_netrc(text, host), expected, "{host}");
        }
        assert_eq!(Access::of_netrc("machine a.example login x", "a.example"), None, "half an entry is none");
    }

    #[test]
    fn nothing_secret_is_printed_or_sent_in_the_clear() {
        let access = Access::Basic { user: "ana".to_owned(), password: "s3cret".to_owned() };
        assert!(!format!("{access:?}{:?}", Access::Bearer("s3cret".to_owned())).contains("s3cret"));
        let plain = Url::parse("http://taxii.example/").unwrap();
        assert_eq!(access.secret(&plain, false).map(drop).unwrap_err().code, "not-encrypted");
        let secret = access.secret(&Url::parse("https://taxii.example/").unwrap(), false);
        assert_eq!(secret.map(|s| s.header).ok().as_deref(), Some("Basic YW5hOnMzY3JldA=="));
        assert!(Access::Bearer("a\r\nX: y".to_owned()).secret(&plain, true).is_err());
    }
}
