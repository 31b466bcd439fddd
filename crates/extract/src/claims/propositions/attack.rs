//! That it happened, how, by whom, and with what it is linked.

use super::{ATTACK, DATA, ENTRY, HAPPEN, INTRUDER, LINKED, METHOD, PLACE, RANSOM, STRIKE, Statement, THROUGH};
use crate::analysis::Tag;

impl Statement<'_, '_> {
    pub(super) fn linked(&self) -> bool {
        let predicate = self.is(&["link", "connect", "relate", "tie", "coordinate"])
            || self.is(&["be", "appear", "seem", "look"]) && self.after & LINKED != 0;
        let several = self.any(ATTACK) || self.has(&["they", "both", "two", "three", "each", "these"]);
        predicate && several && !self.phrase("related to the") && !self.phrase("part of a ransom")
            || self.phrase("link between")
            || self.phrase("links between")
            || self.phrase("connection between")
    }

    pub(super) fn responsible(&self) -> bool {
        let phrases = [
            "responsible for",
            "claim responsibility",
            "take credit",
            "take responsibility",
            "involvement in",
            "take part",
            "work of",
            "hand in",
            "lend a hand",
            "involve in the attack",
        ];
        self.phrase("carry out") && self.any(ATTACK)
            || self.is(&["claim"]) && self.passive() && self.before & ATTACK != 0
            || self.behind_it()
            || self.verb.is_none()
                && !self.names_data()
                && self.has(&["who", "whom", "whose", "responsible", "culprit", "culprits", "perpetrators"])
            || self.is(&["be"]) && self.before & INTRUDER != 0 && self.phrase("be responsible")
            || phrases.iter().any(|p| self.phrase(p))
            || self.is(&["attribute", "blame", "orchestrate", "mastermind", "perpetrate"])
            || self.is(&["be"])
                && self.before & (INTRUDER | ATTACK) != 0
                && self.has(&["affiliates", "affiliate", "members", "state-backed", "state-sponsored"])
            || self.opens_with("who")
                && !self.names_data()
                && self.is(&["place", "do", "be", "launch", "plant", "steal", "hack"])
            || self.has(&[
                "attribution",
                "perpetrators",
                "culprit",
                "culprits",
                "state-backed",
                "state-sponsored",
                "suspect",
            ]) && (self.verb.is_none() || self.is(&["be", "find", "know", "identify", "name", "trace", "regard"]))
            || !self.names_data() && self.before & ATTACK == 0 && self.claims_the_deed()
            || self.has(&["motive", "hacker", "hackers", "attackers", "group", "gang"])
                && self.verb.is_none()
                && !self.any(ATTACK | DATA | RANSOM)
    }

    /// "they had done it", "who did this": the deed is the object.
    fn claims_the_deed(&self) -> bool {
        self.is(&["do"])
            && ["do it", "do this"].iter().any(|p| self.phrase(p))
            && self.verb.as_ref().is_some_and(|v| !v.progressive)
            && self.before_is(&["they", "he", "she", "it", "who", "we"])
    }

    /// A question word at the head of the statement.
    fn opens_with(&self, word: &str) -> bool {
        self.words().find(|w| w.chars().any(char::is_alphanumeric)).is_some_and(|w| w == word)
    }

    pub(super) fn still_present(&self) -> bool {
        let inside = self.has(&["access", "inside", "foothold", "backdoor", "presence"]) || self.after & PLACE != 0;
        let still = self.has(&["still", "remain", "remains", "remained", "longer"]);
        still && inside && (self.before & INTRUDER != 0) && self.is(&["have", "remain", "be", "retain", "keep", "hold"])
    }

    /// "behind the attack", "behind it", and not "the database behind the card".
    fn behind_it(&self) -> bool {
        let words: Vec<_> = self.analysis.tokens.get(self.all.clone()).unwrap_or_default().iter().collect();
        let Some(at) = words.iter().position(|t| t.lower == "behind") else { return false };
        let after = &words[at + 1..];
        let pronoun = after.first().is_none_or(|t| matches!(t.lower.as_str(), "it" | "them" | "this" | "that"));
        pronoun || after.iter().take(5).any(|t| super::bits(&t.lemma) & ATTACK != 0)
    }

    pub(super) fn method(&self) -> bool {
        let entry = self.head & ENTRY != 0;
        let way = self.after & METHOD != 0
            && (self.after & THROUGH != 0
                || self.is(&["exploit", "open", "click", "reply", "place", "plant", "inject", "receive", "buy"]));
        let how = self.has(&["how", "where"])
            && (entry || self.is(&["happen", "occur", "access", "breach", "infiltrate", "obtain", "steal", "manage"]));
        entry && way && !self.names_stolen()
            || how
            || self.is(&["come", "get", "break", "enter", "log", "sneak", "slip"])
                && ["in through", "in via", "in with", "in by", "in using", "in on", "inside with", "inside through"]
                    .iter()
                    .any(|p| self.phrase(p))
            || self.is(&["be"]) && self.phrase("way in")
            || self.is(&["do"]) && (self.phrase("it through") || self.phrase("it by") || self.phrase("it with"))
            || self.is(&["type", "reuse", "give", "hand", "share"]) && self.has(&["password", "passwords", "login"])
            || self.is(&["leave"]) && self.passive() && self.has(&["open", "exposed", "unpatched", "unprotected"])
            || self.is(&["place", "plant", "inject", "install"])
                && self.has(&["code", "malware", "skimmer", "backdoor"])
            || self.is(&["identify"]) && self.has(&["virus", "ransomware", "malware", "strain"])
            || self.phrase("cause of")
            || self.phrase("root cause")
            || self.is(&["come", "originate", "stem"])
                && self.has(&["from"])
                && self.has(&["passwords", "password", "credentials"])
            || self.is(&["exploit"])
            || self.is(&["use", "abuse"]) && self.before & INTRUDER != 0 && self.after & METHOD != 0
            || self.is(&["fall"]) && self.has(&["phishing", "for"])
            || self.is(&["trick", "impersonate", "pose"])
            || self.is(&["break"]) && self.has(&["email"]) && self.passive()
    }

    pub(super) fn how(&self) -> bool {
        self.phrase("what happened") || self.phrase("nature of")
    }

    pub(super) fn occurred(&self) -> bool {
        let unauthorised = self.has(&["unauthorised", "unauthorized", "suspicious", "malicious", "unusual"])
            && self.has(&["access", "activity", "login", "logins", "party", "user", "person"]);
        let entered = self.is(&[
            "break",
            "get",
            "enter",
            "log",
            "gain",
            "access",
            "infiltrate",
            "penetrate",
            "intrude",
            "be",
            "come",
            "breach",
        ]) && (self.before & INTRUDER != 0 || self.has(&["we"]) && self.has(&["your"]))
            && (self.after & PLACE != 0 || self.has(&["inside", "access", "in", "into"]));
        let struck = self.head & STRIKE != 0;
        self.verb.is_none() && self.any(ATTACK) && self.strong_attack()
            || self.is(&["be", "become"]) && self.has(&["aware"]) && self.any(ATTACK)
            || struck && (self.passive() || self.any(ATTACK | INTRUDER) || self.after & PLACE != 0)
            || entered
            || unauthorised
            || self.head & HAPPEN != 0
                && self.any(ATTACK)
                && !self.is(&["affect", "impact", "access", "get", "be"])
                && (self.strong_attack() || !self.is(&["experience", "face", "suffer", "take"]))
            || self.is(&["be", "become", "fall"])
                && (self.phrase("target of")
                    || self.phrase("victim of")
                    || self.phrase("victim to")
                    || self.phrase("subject to a")
                    || self.phrase("a breach")
                    || self.phrase("target for"))
            || self.is(&["investigate", "look", "probe", "examine"]) && self.any(ATTACK)
            || self.is(&["send"]) && self.has(&["fraudsters", "scammers", "criminals"])
            || self.is(&["happen", "occur"])
            || self.is(&["be"]) && self.before_is(&["it", "this"]) && self.strong_attack() && self.verb_is_last("be")
            || self.phrase("take place") && (self.any(ATTACK) || self.before_is(&["nothing", "this", "it", "that"]))
            || self.is(&["shut", "freeze", "paralyse", "paralyze", "disable", "knock", "take", "halt", "stop"])
                && !self.passive()
                && self.before_is(&["ransomware", "malware", "virus", "worm"])
            || (self.is(&["own", "come"]) && (self.phrase("up to") || self.phrase("clean about"))
                || self.is(&["go"]) && self.phrase("public with")
                || self.is(&["make"]) && self.has(&["public"]))
                && (self.strong_attack() || self.has(&["leak"]))
    }

    /// "It was an attack", and not "it was aware of the attack".
    fn verb_is_last(&self, lemma: &str) -> bool {
        let Some(verb) = self.verb.as_ref().filter(|v| v.lemma == lemma) else { return false };
        let after = self.analysis.tokens.get(verb.tokens.end..self.all.end).unwrap_or_default();
        let noun = after.iter().position(|t| t.tag == Tag::Noun).unwrap_or(after.len());
        after[..noun].iter().all(|t| t.tag != Tag::Preposition)
            && after.first().is_some_and(|t| t.tag == Tag::Determiner)
            && after.iter().take(6).any(|t| super::bits(&t.lemma) & ATTACK != 0)
    }

    /// A word that means an attack by itself.
    pub(super) fn strong_attack(&self) -> bool {
        self.words().any(|w| {
            let w = w.strip_suffix('s').unwrap_or(w);
            matches!(
                w,
                "attack"
                    | "cyberattack"
                    | "cyber-attack"
                    | "breach"
                    | "hack"
                    | "incident"
                    | "intrusion"
                    | "ransomware"
                    | "malware"
                    | "break-in"
                    | "breache"
                    | "ddo"
                    | "theft"
                    | "cyberincident"
                    | "infiltration"
                    | "hacking"
            )
        }) || self.has(&["unauthorised", "unauthorized"])
    }
}
