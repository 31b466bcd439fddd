//! What the victim is called, by the documents that tell of it: the name that most of them use.

use sextant_model::*;
use std::collections::BTreeMap;

/// How often each name, sector and country was given.
#[derive(Debug, Default)]
pub(super) struct Naming {
    names: BTreeMap<String, usize>,
    aliases: BTreeMap<String, usize>,
    sectors: BTreeMap<String, usize>,
    countries: BTreeMap<String, usize>,
}

impl Naming {
    pub fn take(&mut self, claim: &Claim) {
        self.count(claim, |n| n + 1);
    }

    pub fn give_back(&mut self, claim: &Claim) {
        self.count(claim, |n| n.saturating_sub(1));
    }

    fn count(&mut self, claim: &Claim, step: impl Fn(usize) -> usize) {
        let Content::Event { victim, .. } = &claim.proposition.content else { return };
        let bump = |table: &mut BTreeMap<String, usize>, word: &str| {
            let count = table.entry(word.to_owned()).or_default();
            *count = step(*count);
        };
        bump(&mut self.names, &victim.name);
        victim.aliases.iter().for_each(|alias| bump(&mut self.aliases, alias));
        victim.sector.iter().for_each(|sector| bump(&mut self.sectors, sector));
        victim.country.iter().for_each(|country| bump(&mut self.countries, country));
    }

    pub fn preferred(&self) -> String {
        most(&self.names).unwrap_or_default()
    }

    pub fn victim(&self) -> RecordVictim {
        let name = self.preferred();
        let given = |table: &BTreeMap<String, usize>| -> Vec<String> {
            table.iter().filter(|(_, n)| **n > 0).map(|(word, _)| word.clone()).collect()
        };
        let mut aliases = given(&self.names);
        aliases.extend(given(&self.aliases));
        aliases.retain(|alias| *alias != name);
        aliases.sort();
        aliases.dedup();
        RecordVictim { name, aliases, sector: most(&self.sectors), country: most(&self.countries) }
    }
}

/// The word given most often; of equals the longest, then the first by the alphabet.
fn most(table: &BTreeMap<String, usize>) -> Option<String> {
    let given = table.iter().filter(|(_, n)| **n > 0);
    given.max_by_key(|(word, n)| (**n, word.len(), std::cmp::Reverse(*word))).map(|(word, _)| word.clone())
}
