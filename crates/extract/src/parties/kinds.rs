//! What sort of party a group of names stands for, told by the name itself and by the words round it.

use super::cluster::{Cluster, words};
use super::context::{Around, lower};
use super::deeds::{self, actor_phrase};
use super::lexicon::LEXICON;
use super::{Party, PartyKind};
use crate::analysis::{Analysis, Tokens};
use sextant_model::SpeakerKind;

/// A test and what it makes a name.
type Rule<T> = (fn(&T) -> bool, Sort);

/// What was found out about a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    /// A party of this kind, speaking as this.
    Party(PartyKind, SpeakerKind),
    /// A product, a platform: no party.
    Nothing,
}

const ORGANISATION: Sort = Sort::Party(PartyKind::Organisation, SpeakerKind::Other);
const AUTHORITY: Sort = Sort::Party(PartyKind::Authority, SpeakerKind::Authority);
const ACTOR: Sort = Sort::Party(PartyKind::Actor, SpeakerKind::Actor);
const OUTLET: Sort = Sort::Party(PartyKind::Outlet, SpeakerKind::Press);
const PERSON: Sort = Sort::Party(PartyKind::Person, SpeakerKind::Other);
const RESEARCHER: Sort = Sort::Party(PartyKind::Organisation, SpeakerKind::Researcher);

/// The sort of a cluster: first rule that fits.
pub(crate) fn sort(analysis: &Analysis<'_>, cluster: &Cluster) -> Sort {
    Named { analysis, cluster }.sort()
}

/// A party with its names, nothing else filled.
pub(crate) fn party(cluster: &Cluster, kind: PartyKind, speaker: SpeakerKind) -> Party {
    let name = cluster.introduced.clone().unwrap_or_else(|| cluster.name.clone());
    let short = cluster.name.clone();
    let aliases = cluster.aliases.iter().filter(|a| **a != short).cloned().collect();
    Party { aliases, ..Party::new(Some(name), Some(short), kind, speaker) }
}

struct Named<'a, 'd> {
    analysis: &'a Analysis<'d>,
    cluster: &'a Cluster,
}

impl Named<'_, '_> {
    fn sort(&self) -> Sort {
        let rules: [Rule<Self>; 12] = [
            (Self::is_no_name, Sort::Nothing),
            (|n| super::outlets::is_publisher(n.analysis, n.cluster), OUTLET),
            (Self::is_tool, Sort::Nothing),
            (Self::is_person_by_title, PERSON),
            (Self::is_actor, ACTOR),
            (Self::is_known_authority, AUTHORITY),
            (|n| super::outlets::is_outlet(n.analysis, n.cluster), OUTLET),
            (Self::is_researcher, RESEARCHER),
            (Self::is_product, Sort::Nothing),
            (Self::is_person, PERSON),
            (Self::is_supplier, Sort::Party(PartyKind::Organisation, SpeakerKind::Supplier)),
            (Self::is_authority, AUTHORITY),
        ];
        rules.iter().find(|(rule, _)| rule(self)).map_or(ORGANISATION, |(_, sort)| *sort)
    }

    fn key(&self) -> &str {
        &self.cluster.keys[0]
    }

    fn any_key(&self, test: impl Fn(&str) -> bool) -> bool {
        self.cluster.keys.iter().any(|k| test(k))
    }

    fn around(&self) -> impl Iterator<Item = &Around> {
        self.cluster.mentions.iter().map(|(_, a)| a)
    }

    fn phrase(&self, tokens: Option<&Tokens>) -> String {
        tokens.map(|t| lower(self.analysis, t)).unwrap_or_default()
    }

    /// Whether the phrase in front of a mention, or an apposition, ends in a word of the list.
    fn described(&self, test: impl Fn(&str) -> bool) -> bool {
        self.around().any(|a| test(&self.phrase(a.before.as_ref())) || test(&self.phrase(a.apposition.as_ref())))
    }

    fn last_word(&self) -> String {
        let words = words(self.key());
        words.last().map(|w| (*w).to_owned()).unwrap_or_default()
    }

    fn has_legal_form(&self) -> bool {
        let name = self.cluster.name.to_lowercase();
        name.rsplit([' ', ',']).next().is_some_and(|w| LEXICON.legal_form.has(w) && name.contains(' '))
    }

    fn is_no_name(&self) -> bool {
        super::doubtful::is_no_name(self.analysis, self.cluster)
    }

    fn is_person_by_title(&self) -> bool {
        let last = self.last_word();
        !LEXICON.org_head.has(&last)
            && !LEXICON.authority_head.has(&last)
            && self.cluster.mentions.iter().any(|(found, _)| {
                let title = &self.analysis.tokens[found.whole.start..found.name.start];
                title.last().is_some_and(|t| LEXICON.title.has(&t.lower) && t.lower.len() > 1)
            })
    }

    fn is_actor(&self) -> bool {
        self.around().any(|a| {
            let before = self.phrase(a.before.as_ref());
            actor_phrase(&before)
                || actor_phrase(&self.phrase(a.apposition.as_ref()))
                || a.behind.first().is_some_and(|w| w == "affiliates" || w == "actors")
        }) || self.cluster.mentions.iter().any(|(found, around)| deeds::of_crew(self.analysis, found, around))
            || self.named_by_actor()
            || self.any_key(|k| LEXICON.actor_name.has(k) && (!LEXICON.actor_word.has(k) || self.among_actors()))
            || self.is_named_group()
    }

    /// "a loader that we call X", "a virus called “X”", "the X malware", "X: a quiet loader".
    fn is_tool(&self) -> bool {
        if !self.has_legal_form() && super::doubtful::is_software(&self.cluster.name) {
            return true;
        }
        if matches!(
            self.last_word().as_str(),
            "ransomware" | "malware" | "virus" | "trojan" | "loader" | "stealer" | "backdoor" | "vpn"
        ) {
            return true;
        }
        // "Install X 11.2.8": what has versions is a program.
        let version = |word: &str| {
            let parts: Vec<&str> = word.split('.').collect();
            parts.len() > 2
                && parts.iter().all(|p| !p.is_empty() && p.len() < 4 && p.chars().all(|c| c.is_ascii_digit()))
        };
        if self.around().any(|a| a.behind.first().is_some_and(|w| version(w))) {
            return true;
        }
        let tool = |word: &str| LEXICON.tool_noun.has(word);
        let phrase = |p: &str| LEXICON.tool_noun.ends(p).is_some();
        self.cluster.mentions.iter().any(|(found, around)| {
            let at = found.whole.start;
            let words = &self.analysis.tokens[at.saturating_sub(9)..at];
            let named =
                words.iter().rev().take(3).any(|t| matches!(t.lemma.as_str(), "call" | "dub" | "name" | "track"));
            let before = named
                && words.iter().any(|t| tool(&t.lemma))
                && !words.iter().any(|t| LEXICON.actor_noun.has(&t.lower) || t.lower == "group");
            let colon = self.analysis.tokens.get(found.name.end).is_some_and(|t| t.text == ":")
                && (found.name.end + 1..found.name.end + 5)
                    .any(|i| self.analysis.tokens.get(i).is_some_and(|t| tool(&t.lemma)));
            before
                || colon
                || phrase(&self.phrase(around.before.as_ref()))
                || phrase(&self.phrase(around.apposition.as_ref()))
                || around.behind.first().is_some_and(|w| tool(w) && w != "ransomware")
        })
    }

    /// "the X crew", and "the X group" where attacks are claimed.
    fn is_named_group(&self) -> bool {
        self.cluster.mentions.iter().any(|(found, around)| {
            let the = found.whole.start > 0 && self.analysis.tokens[found.whole.start - 1].lower == "the";
            match around.behind.first().map(String::as_str) {
                Some("crew" | "collective" | "gang" | "hackers" | "ransomware") => {
                    the && around.behind.get(1).is_none_or(|w| actor_phrase(&around.behind.join(" ")) || w != "attack")
                        && (around.behind[0] != "ransomware" || actor_phrase(&around.behind.join(" ")))
                }
                Some("group") => the && self.among_actors() && around.before.is_none(),
                _ => false,
            }
        })
    }

    /// "an extortion gang calling itself X".
    fn named_by_actor(&self) -> bool {
        self.cluster.mentions.iter().any(|(found, _)| {
            let start = found.whole.start;
            let quote = start > 0 && matches!(self.analysis.tokens[start - 1].text, "“" | "\"" | "‘" | "'");
            let article = start > 0 && self.analysis.tokens[start - 1].lower == "the";
            let at = if quote || article { start - 1 } else { start };
            super::names::names_before(self.analysis, at)
                && self.analysis.tokens[at.saturating_sub(9)..at].iter().any(|t| {
                    LEXICON.actor_noun.has(&t.lower)
                        || matches!(
                            t.lower.as_str(),
                            "group"
                                | "collective"
                                | "outfit"
                                | "operation"
                                | "apt"
                                | "newcomers"
                                | "newcomer"
                                | "duo"
                                | "trio"
                                | "channel"
                                | "seller"
                                | "youths"
                                | "account"
                                | "handle"
                                | "persona"
                                | "poster"
                                | "nickname"
                                | "moniker"
                                | "alias"
                        )
                })
        })
    }

    /// A gang's name that is also a common word counts where gangs are spoken of.
    fn among_actors(&self) -> bool {
        let has_form = self.has_legal_form() || LEXICON.org_head.has(&self.last_word()) && self.key().contains(' ');
        !has_form
            && self.cluster.mentions.iter().any(|(found, _)| {
                let sentence = self.analysis.sentences[found.sentence].tokens.clone();
                self.analysis.tokens[sentence].iter().any(|t| {
                    matches!(
                        t.lower.as_str(),
                        "ransomware"
                            | "gang"
                            | "group"
                            | "hackers"
                            | "claimed"
                            | "claims"
                            | "responsibility"
                            | "leak"
                            | "affiliates"
                            | "attack"
                            | "apt"
                            | "actors"
                            | "attributed"
                            | "linked"
                            | "crew"
                    )
                })
            })
    }

    fn is_known_authority(&self) -> bool {
        self.any_key(|k| {
            LEXICON.authority_name.has(k)
                || k.split_once(' ').is_some_and(|(first, rest)| {
                    LEXICON.authority_name.has(rest) && crate::places::country(&capital(first)).is_some()
                })
        })
    }

    fn is_researcher(&self) -> bool {
        self.any_key(|k| LEXICON.research_name.has(k))
            || self.described(|p| LEXICON.research_head.ends(p).is_some_and(|head| !is_person_head(head)))
            || matches!(
                self.last_word().as_str(),
                "labs" | "intelligence" | "cyber" | "research" | "infosec" | "threat"
            ) && self.cluster.mentions.iter().any(|(found, _)| {
                let before = found.whole.start.checked_sub(1).map_or("", |b| self.analysis.tokens[b].lower.as_str());
                matches!(before, "of" | "at" | "from" | "with")
            })
            || self.cluster.mentions.iter().any(|(found, _)| {
                let start = found.whole.start;
                start >= 2
                    && matches!(self.analysis.tokens[start - 1].lower.as_str(), "at" | "from" | "of" | "with")
                    && matches!(
                        self.analysis.tokens[start - 2].lower.as_str(),
                        "researchers" | "researcher" | "analysts" | "analyst" | "consultancy"
                    )
            })
    }

    fn is_product(&self) -> bool {
        self.any_key(|k| LEXICON.product.has(k))
            && !self.has_legal_form()
            && self.around().all(|a| a.apposition.is_none())
            || self.key().starts_with("cve-")
            || self.key().starts_with("http")
    }

    fn is_person(&self) -> bool {
        let words: Vec<&str> = self.key().split(' ').collect();
        let last = self.last_word();
        let organised = self.has_legal_form() || LEXICON.org_head.has(&last) || LEXICON.authority_head.has(&last);
        let initial = |w: &&str| w.len() == 2 && w.ends_with('.') || w.len() == 1 && w.chars().all(char::is_alphabetic);
        let named = (2..=4).contains(&words.len())
            && (LEXICON.first_name.has(words[0]) || words.len() == 3 && initial(&words[1]) && words[1] != "y")
            && !words.iter().any(|w| matches!(*w, "and" | "&" | "the" | "of"));
        let described = || self.described(|p| LEXICON.person_role.ends(p).is_some());
        let joined = self.cluster.name.contains('&');
        let author = self.analysis.document.meta.author.iter().any(|a| a.to_lowercase().contains(self.key()));
        !organised
            && !joined
            && (named
                || author
                || words.len() <= 4 && (described() || self.acts_as_person(&words) || self.goes_by_surname(&words)))
    }

    /// "X Y, who was mayor", "said X Y of the consultancy Z", "X Y … he said": two or three plain words that people's
    /// words go with.
    fn acts_as_person(&self, words: &[&str]) -> bool {
        let plain = (2..=3).contains(&words.len())
            && words.iter().all(|w| w.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '.')))
            && self.cluster.name.split(' ').all(|w| w.chars().any(char::is_lowercase) || w.ends_with('.'))
            && !words.iter().any(|w| LEXICON.org_head.has(w) || LEXICON.authority_head.has(w) || *w == "of")
            && !LEXICON.org_lead.has(words[0]);
        plain && self.cluster.mentions.iter().any(|(found, around)| deeds::of_person(self.analysis, found, around))
    }

    /// "Prashanth Hegde, an official" and then "Hegde said": firms are shortened from the other end.
    fn goes_by_surname(&self, words: &[&str]) -> bool {
        let plain = words.len() == 2 && words.iter().all(|w| w.chars().all(|c| c.is_alphabetic() || c == '-'));
        let alone = |found: &super::names::Found| {
            found.name.len() == 1 && self.analysis.tokens[found.name.start].lower == words[1]
        };
        let speaks = |found: &super::names::Found| {
            let verb = |at: usize| {
                self.analysis.tokens.get(at).is_some_and(|t| {
                    matches!(
                        t.lemma.as_str(),
                        "say" | "tell" | "add" | "write" | "explain" | "recall" | "call" | "note"
                    )
                })
            };
            verb(found.name.end) || found.name.start.checked_sub(1).is_some_and(verb)
        };
        let found = || self.cluster.mentions.iter().map(|(found, _)| found);
        let body = |p: &str| {
            let last = p.rsplit(' ').next().unwrap_or_default();
            LEXICON.generic_noun.has(last) || LEXICON.brand_noun.has(last) || crate::places::sector(last).is_some()
        };
        plain
            && !self.described(body)
            && found().all(|f| f.name.len() > 1 || alone(f))
            && found().any(|f| alone(f) && speaks(f))
    }

    fn is_supplier(&self) -> bool {
        self.described(|p| LEXICON.helper_noun.ends(p).is_some())
    }

    fn is_authority(&self) -> bool {
        if LEXICON.serving_body.ends(self.key()).is_some() {
            return false;
        }
        let last = self.last_word();
        if LEXICON.public_body.has(&last)
            || LEXICON.org_lead.has(self.key().split(' ').next().unwrap_or_default())
                && !LEXICON.authority_head.has(&last)
        {
            return LEXICON.public_body.has(&last)
                && !matches!(last.as_str(), "council" | "government" | "service" | "administration")
                || LEXICON.public_body.has(self.key().split(' ').next().unwrap_or_default());
        }
        LEXICON.authority_head.ends(self.key()).is_some()
            || [
                "office of the ",
                "department of ",
                "ministry of ",
                "bureau of ",
                "federal bureau",
                "attorney general",
                "office of ",
                "commission ",
            ]
            .iter()
            .any(|p| self.key().starts_with(p) || self.key().contains(&format!(" {p}")))
            || self.key().contains("commissioner")
            || self.described(|p| {
                LEXICON.authority_head.ends(p).is_some_and(|h| {
                    !matches!(h, "government" | "agency" | "court" | "army" | "parliament" | "authority")
                        || p.contains("data")
                        || p.contains("cyber")
                })
            })
            || self.key().split(' ').next().is_some_and(|w| matches!(w, "cert" | "police" | "csirt"))
            || self.key().contains(" police")
    }
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().collect::<String>() + chars.as_str())
}

fn is_person_head(head: &str) -> bool {
    matches!(
        head,
        "researcher"
            | "security researcher"
            | "analyst"
            | "expert"
            | "professor"
            | "security analyst"
            | "security expert"
            | "threat researcher"
    )
}
