//! Teams: people who work together, under a name that collections can be opened to. Who is in one is known to
//! administrators; an account that goes leaves its teams, so that whoever gets its name later inherits nothing.

use super::Visitor;
use crate::said::{Kept, Said, all, find, keep};
use crate::{Engine, EngineError, Result};
use serde::{Deserialize, Serialize};
use sextant_model::{Account, Parties, Role};
use sextant_store::Statements;

/// Signs of what a team says of itself.
const ABOUT: usize = 200;
/// Members of one team.
const MEMBERS: usize = 1_000;

/// A team.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    /// Its name: none of an account or a role.
    pub name: String,
    /// What it is for.
    #[serde(default)]
    pub about: String,
    /// The account that leads it, one of its members.
    #[serde(default)]
    pub lead: Option<String>,
    /// The accounts in it, by name.
    pub members: Vec<String>,
    /// Whether it was removed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub removed: bool,
}

impl Said for Team {
    const KIND: &'static str = "team";

    fn name(&self) -> &str {
        &self.name
    }

    fn shelf(&self) -> &'static str {
        if self.removed { "removed" } else { "" }
    }

    fn detail(&self) -> String {
        match (self.removed, &self.lead) {
            (true, _) => "removed".to_owned(),
            (false, Some(lead)) => format!("{}, led by {lead}", self.members.join(", ")),
            (false, None) => self.members.join(", "),
        }
    }
}

fn told<T>(told: impl Into<String>) -> Result<T> {
    Err(EngineError::Invalid(told.into()))
}

/// The teams of an account.
pub(super) fn of(ledger: &(impl Statements + ?Sized), account: &str) -> Result<Vec<String>> {
    let teams: Vec<Kept<Team>> = all(ledger, Some(""))?;
    let mine = teams.into_iter().filter(|kept| kept.value.members.iter().any(|member| member == account));
    Ok(mine.map(|kept| kept.value.name).collect())
}

impl Engine {
    /// All teams, by name.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn teams(&self) -> Result<Vec<Team>> {
        let kept: Vec<Kept<Team>> = self.ask(|ledger| all(ledger, Some("")))?;
        let mut teams: Vec<Team> = kept.into_iter().map(|kept| kept.value).collect();
        teams.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(teams)
    }

    /// States a team for whoever asks; the last statement under a name holds. Members are sorted, the lead among them.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] for a name that is none, or an account's or a role's; [`EngineError::NotFound`] for a member
    /// without an account; when the store cannot be written.
    pub fn set_team(&self, mut team: Team, who: &Visitor) -> Result<()> {
        let is_role = Role::ALL.iter().any(|role| role.as_str().eq_ignore_ascii_case(&team.name));
        let is_word = ["everybody", "nobody"].contains(&team.name.as_str());
        if !Account::is_name(&team.name) || is_role || is_word {
            return told(format!("{:?} cannot be a team's name: use up to 64 letters, digits and ._@-", team.name));
        }
        team.about = team.about.trim().chars().filter(|sign| !sign.is_control()).take(ABOUT).collect();
        team.members.extend(team.lead.clone());
        team.members.sort();
        team.members.dedup();
        team.removed = false;
        if team.members.len() > MEMBERS {
            return told("that is too large for a team");
        }
        let accounts = self.accounts()?;
        let is_there = |name: &str| accounts.iter().any(|account| account.name == name);
        if is_there(&team.name) {
            return told(format!("there is an account {}: call the team something else", team.name));
        }
        if let Some(nobody) = team.members.iter().find(|member| !is_there(member)) {
            return Err(EngineError::not_found("account", nobody));
        }
        let mut ledger = self.writer()?;
        let after = find::<Team>(&*ledger, &team.name)?.map_or(0, |kept| kept.seq);
        keep(&mut *ledger, &team, after, who.name(), crate::clock::now())?;
        Ok(())
    }

    /// Removes a team.
    ///
    /// # Errors
    /// [`EngineError::NotFound`]; when the store cannot be written.
    pub fn remove_team(&self, name: &str, who: &Visitor) -> Result<()> {
        let mut ledger = self.writer()?;
        let kept = find::<Team>(&*ledger, name)?.filter(|kept| !kept.value.removed);
        let kept = kept.ok_or_else(|| EngineError::not_found("team", name))?;
        let removed = Team { removed: true, members: Vec::new(), lead: None, ..kept.value };
        keep(&mut *ledger, &removed, kept.seq, who.name(), crate::clock::now())?;
        Ok(())
    }

    /// Takes an account out of its teams.
    pub(super) fn leave_teams(&self, account: &str, by: &str) -> Result<()> {
        let mut ledger = self.writer()?;
        for Kept { seq, value, .. } in all::<Team>(&*ledger, Some(""))? {
            if value.members.iter().any(|member| member == account) {
                let members = value.members.into_iter().filter(|member| member != account).collect();
                let lead = value.lead.filter(|lead| lead != account);
                keep(&mut *ledger, &Team { members, lead, ..value }, seq, by, crate::clock::now())?;
            }
        }
        Ok(())
    }

    /// Whether a team goes by this name.
    pub(super) fn is_team(&self, name: &str) -> Result<bool> {
        Ok(self.teams()?.iter().any(|team| team.name.eq_ignore_ascii_case(name)))
    }
}

/// Whether a team of these is among the parties.
pub(super) fn among(teams: &[String], parties: &Parties) -> bool {
    matches!(parties, Parties::These(words) if words.iter().any(|word| teams.contains(word)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Credential, OpenMode};

    const PASSWORD: &str = "a long enough word";

    #[test]
    fn a_team_is_of_accounts_and_goes_by_a_name_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::open(&folder.path().join("store.db"), OpenMode::Write).unwrap();
        for name in ["ines", "mara", "noor"] {
            let account = Account { name: name.into(), role: Role::Analyst, clearance: None };
            engine.add_account(&account, Some(PASSWORD), "keeper").unwrap();
        }
        let team = |name: &str, members: &[&str], lead: Option<&str>| Team {
            name: name.into(),
            members: members.iter().map(|member| (*member).to_owned()).collect(),
            lead: lead.map(str::to_owned),
            ..Team::default()
        };
        for wrong in ["a b", "", "administrator", "Reader", "everybody", "mara"] {
            assert!(engine.set_team(team(wrong, &["mara"], None), &Visitor::Keeper).is_err(), "{wrong}");
        }
        assert!(engine.set_team(team("retail", &["nobody-here"], None), &Visitor::Keeper).is_err());
        engine.set_team(team("retail", &["noor", "mara", "noor"], Some("ines")), &Visitor::Keeper).unwrap();
        let kept = engine.teams().unwrap();
        assert_eq!(kept, [team("retail", &["ines", "mara", "noor"], Some("ines"))]);
        let teams = || {
            let who = Credential::Password { name: "mara", password: PASSWORD };
            engine.who(who).unwrap().unwrap().teams
        };
        assert_eq!(teams(), ["retail"]);
        assert!(among(&teams(), &"analyst2,retail".parse().unwrap()) && !among(&teams(), &"retai".parse().unwrap()));
        // No account takes its name, and whoever goes leaves it.
        let taken = Account { name: "retail".into(), role: Role::Reader, clearance: None };
        assert!(engine.add_account(&taken, Some(PASSWORD), "keeper").is_err());
        engine.remove_account("ines", "keeper").unwrap();
        assert_eq!(engine.teams().unwrap(), [team("retail", &["mara", "noor"], None)]);
        // What was known of somebody a moment ago does not keep them in.
        engine.set_team(team("retail", &["noor"], None), &Visitor::Keeper).unwrap();
        assert!(teams().is_empty());
        engine.remove_team("retail", &Visitor::Keeper).unwrap();
        assert!(engine.remove_team("retail", &Visitor::Keeper).is_err() && engine.teams().unwrap().is_empty());
        engine.set_team(team("retail", &["noor"], Some("noor")), &Visitor::Keeper).unwrap();
        assert!(engine.verify().unwrap().sound());
    }
}
