//! `[oidc]`: the provider at which people log in.

use super::{Networks, set};
use anyhow::{Context, anyhow};
use serde::Deserialize;
use sextant_engine::access::oidc::{Provider, Settings};
use sextant_engine::fetch::Reach;
use sextant_model::{Role, Tlp};
use std::path::PathBuf;

/// The provider at which people log in.
#[derive(Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ProviderKeys {
    /// Its address, as its tokens name it.
    pub issuer: Option<String>,
    /// What the button says.
    pub name: Option<String>,
    /// What it knows this server by.
    pub client_id: Option<String>,
    /// The word by which this server asks for tokens.
    pub client_secret: Option<String>,
    /// A file with that word.
    pub client_secret_file: Option<PathBuf>,
    /// The claim that says which roles somebody has.
    pub role_claim: Option<String>,
    /// Values of that claim, and the roles that they give.
    pub roles: Option<Given>,
    /// The clearance of accounts that are made.
    pub clearance: Option<Tlp>,
    /// Networks besides the public ones where it may be.
    pub networks: Option<Networks>,
}

impl std::fmt::Debug for ProviderKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Without the secret.
        f.debug_struct("ProviderKeys").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

/// Roles and the values that give them, in a text: `analyst = staff, administrator = admins`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(try_from = "String")]
pub struct Given(pub Vec<(Role, String)>);

impl std::str::FromStr for Given {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let pairs = text.split(',').map(str::trim).filter(|pair| !pair.is_empty());
        let given = pairs.map(|pair| {
            let (role, value) = pair.split_once('=').ok_or_else(|| format!("{pair:?} is no role = value"))?;
            let role: Role = role.trim().parse().map_err(|error| format!("{error}"))?;
            Ok((role, value.trim().to_owned()))
        });
        given.collect::<Result<_, String>>().map(Self)
    }
}

impl TryFrom<String> for Given {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl ProviderKeys {
    pub(super) fn environment(&mut self, get: &impl Fn(&str) -> Option<String>) -> anyhow::Result<()> {
        set(&mut self.issuer, "SEXTANT_OIDC_ISSUER", get)?;
        set(&mut self.name, "SEXTANT_OIDC_NAME", get)?;
        set(&mut self.client_id, "SEXTANT_OIDC_CLIENT_ID", get)?;
        set(&mut self.client_secret, "SEXTANT_OIDC_CLIENT_SECRET", get)?;
        set(&mut self.client_secret_file, "SEXTANT_OIDC_CLIENT_SECRET_FILE", get)?;
        set(&mut self.role_claim, "SEXTANT_OIDC_ROLE_CLAIM", get)?;
        set(&mut self.roles, "SEXTANT_OIDC_ROLES", get)?;
        set(&mut self.clearance, "SEXTANT_OIDC_CLEARANCE", get)?;
        set(&mut self.networks, "SEXTANT_OIDC_NETWORKS", get)
    }

    /// The provider, where one is named.
    pub(super) fn provider(&self) -> anyhow::Result<Option<Provider>> {
        let Some(issuer) = self.issuer.clone() else {
            anyhow::ensure!(*self == Self::default(), "oidc.issuer is needed: the provider's address");
            return Ok(None);
        };
        let client =
            self.client_id.clone().context("oidc.client_id is needed: what the provider knows this server by")?;
        let secret = match (&self.client_secret, &self.client_secret_file) {
            (Some(_), Some(_)) => anyhow::bail!("oidc.client_secret and oidc.client_secret_file: name one"),
            (Some(word), None) => Some(word.clone()),
            (None, Some(file)) => {
                let read = std::fs::read_to_string(file);
                let word = read.with_context(|| format!("oidc.client_secret_file {}", file.display()))?;
                Some(word.trim().to_owned())
            }
            (None, None) => None,
        };
        let roles = self.roles.clone().unwrap_or_default().0;
        anyhow::ensure!(roles.is_empty() || self.role_claim.is_some(), "oidc.roles needs oidc.role_claim");
        let host = issuer.split("//").nth(1).and_then(|rest| rest.split(['/', ':']).next());
        let name = self.name.clone().or(host.map(str::to_owned)).unwrap_or_default();
        let networks = self.networks.clone().unwrap_or_default().0;
        let reach = if networks.is_empty() { Reach::Public } else { Reach::PublicAnd(networks) };
        let (role_claim, clearance) = (self.role_claim.clone(), self.clearance);
        let settings = Settings { issuer, name, client, secret, role_claim, roles, clearance, reach };
        Provider::new(settings).map(Some).map_err(|error| anyhow!("oidc.issuer: {error}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_together_is_named_together() {
        let keys = |text: &str| toml::from_str::<ProviderKeys>(text).unwrap().provider();
        assert!(keys("").unwrap().is_none());
        let whole = "issuer = \"https://login.example/realms/x\"\nclient_id = \"sextant\"\n";
        assert_eq!(keys(whole).unwrap().unwrap().name(), "login.example");
        assert!(keys(&format!("{whole}role_claim = \"groups\"\nroles = \"analyst = staff\"")).is_ok());
        for wrong in [
            "client_id = \"x\"",
            "issuer = \"https://login.example\"",
            "issuer = \"http://login.example\"\nclient_id = \"x\"",
        ] {
            assert!(keys(wrong).is_err(), "{wrong}");
        }
        for more in [
            "roles = \"analyst = staff\"",
            "client_secret = \"a\"\nclient_secret_file = \"b\"",
            "client_secret_file = \"/nowhere\"",
        ] {
            assert!(keys(&format!("{whole}{more}")).is_err(), "{more}");
        }
        assert!("analyst".parse::<Given>().is_err() && "king = staff".parse::<Given>().is_err());
        assert!(toml::from_str::<ProviderKeys>("client_id = \"x\"\npassword = \"y\"").is_err());
    }
}
