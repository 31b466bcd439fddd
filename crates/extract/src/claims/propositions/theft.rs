//! Data taken, and what became of them.

use super::{
    DATA, HAPPEN, IMPACT, INTRUDER, METHOD, PLACE, SHARE, SHARE_NOUN, Statement, TAKE, TAKE_STRICT, TAKE_WEAK,
    TOOK_NOUN, WITHIN, bits,
};

impl Statement<'_, '_> {
    pub(super) fn shared(&self) -> bool {
        let data = self.any(DATA) || self.quantity_of_data() || self.has(&["it", "haul", "them", "any"]);
        self.head & SHARE != 0
            && data
            && !self.phrase("share with clients")
            && !self.has(&["statement", "announcement"])
            && !(self.is(&["release", "post"]) && self.has(&["screenshots"]))
            || self.phrase("for sale")
            || self.has(&["misuse", "misused"]) && self.verb.as_ref().is_none_or(|v| v.lemma != "contain")
            || self.is(&["use"])
                && (self.passive() && self.before & DATA != 0
                    || self.after & DATA != 0 && self.after & METHOD == 0 && self.before & INTRUDER != 0)
            || self.is(&["appear", "surface", "circulate"])
                && self.before & DATA != 0
                && self.has(&["web", "forum", "online", "telegram", "site"])
            || self.after & SHARE_NOUN != 0
                && self.any(DATA)
                && self.verb.as_ref().is_none_or(|v| bits(&v.lemma) & (TAKE | HAPPEN) == 0)
            || self.before & SHARE_NOUN != 0 && self.any(DATA) && self.is(&["be", "expect"])
            || self.is(&["wind", "end"])
                && self.has(&["up"])
                && self.has(&["internet", "online", "web", "hands", "forum"])
            || self.has(&["scam", "scammer", "scammers", "bogus", "impersonators"])
                && self.is(&["call", "ring", "plague", "phone", "pester", "target", "bombard", "receive", "get"])
            || self.is(&["hand", "pass", "give"]) && self.has(&["outsiders", "outsider", "strangers", "swindlers"])
            || self.phrase("identity theft") && !self.has(&["monitoring", "protection"])
    }

    pub(super) fn names_stolen(&self) -> bool {
        self.head & TAKE != 0 && self.names_data() && !self.has(&["stolen", "compromised"])
    }

    pub(super) fn taken(&self) -> bool {
        self.carried_off() || self.touched() || self.lies_within() || self.theft_told() || self.in_hands()
    }

    /// "copied the files", "names were stolen".
    fn carried_off(&self) -> bool {
        let whole = self.has(&["nothing", "anything", "none", "any", "everything"]);
        let ambiguous = self.is(&["take", "see", "lose", "read"]) && !self.data_is_taken() && !whole;
        let pronoun = self.has(&["it", "they", "these", "this"]);
        self.head & TAKE_STRICT != 0
            && (self.any(DATA) || self.quantity_of_data() || whole && self.passive())
            && !ambiguous
            || self.is(&["copy", "steal", "exfiltrate", "download", "view", "obtain", "decrypt", "open"])
                && self.passive()
                && pronoun
            || self.is(&["carry", "walk", "make", "run", "get", "leave", "go"])
                && ["off", "off with", "away with", "leave with"].iter().any(|p| self.phrase(p))
                && (self.after & DATA != 0 || self.quantity_of_data())
            || self.is(&["leave", "go"])
                && self.before & DATA != 0
                && (self.after & PLACE != 0 || self.has(&["hands", "building", "with", "missing"]))
            || self.is(&["make"]) && self.passive() && self.before_is(&["copies", "copy"])
            || self.is(&["miss"]) && self.before & DATA != 0
            || self.is(&["get", "take", "lay", "seize", "help"])
                && (self.phrase("hold of")
                    || self.phrase("hand on")
                    || self.is(&["seize"])
                    || self.has(&["themselves"]))
                && self.after & DATA != 0
            || self.head & TAKE != 0 && self.has(&["accounts", "account"]) && self.has(&["details", "data"])
    }

    /// "compromised names", "addresses were exposed": weaker words, on data only.
    fn touched(&self) -> bool {
        let weak = self.head & TAKE_WEAK != 0;
        let on_data =
            if self.passive() { self.before & DATA != 0 } else { self.after & DATA != 0 && !self.after_place_only() };
        weak && on_data && !self.has(&["account"])
            || weak && self.names_data() && self.passive()
            || self.is(&["show", "present", "serve"]) && self.passive() && self.after & DATA != 0
    }

    /// "the haul includes names", "phone numbers were among the records".
    fn lies_within(&self) -> bool {
        let holds = self.is(&["include", "contain", "hold", "comprise", "cover", "show"]);
        let holder =
            self.before & DATA != 0 || self.has(&["it", "they", "haul", "that", "which", "leak", "theft", "affected"]);
        let among = self.after & WITHIN != 0
            && (self.after & DATA != 0 || self.phrase("in it") || self.phrase("in them"))
            || self.has(&["visible", "viewable", "accessible", "readable", "hands", "exposed", "missing", "gone"]);
        holds && self.after & DATA != 0 && holder
            || self.is(&["be"]) && self.before & DATA != 0 && among
            || self.is(&["be"]) && self.before & DATA != 0 && self.part_of_haul()
            || self.is(&["keep", "store", "hold"])
                && self.passive()
                && self.before & DATA != 0
                && (self.verb.as_ref().is_some_and(|v| v.negated) || self.has(&["no", "none", "neither", "nor"]))
            || self.is(&["be", "have", "do"]) && self.before & DATA != 0 && self.ellipsis()
    }

    /// "were not part of the haul", "are not among them".
    fn part_of_haul(&self) -> bool {
        let phrases = [
            "part of the",
            "among them",
            "among the",
            "among those",
            "in the haul",
            "on it",
            "in it",
            "on them",
            "in them",
            "on there",
            "in there",
            "in reach",
            "within reach",
        ];
        phrases.iter().any(|p| self.phrase(p))
    }

    /// "the theft of files", "exfiltration".
    fn theft_told(&self) -> bool {
        self.after & TOOK_NOUN != 0 && (self.any(DATA) || self.verb.is_none())
            || self.before & TOOK_NOUN != 0 && self.any(DATA)
            || self.verb.is_none() && self.names_data() && self.any(TAKE)
            || self.has(&["exfiltration"]) && (self.verb.is_none() || !self.any(IMPACT) || self.is(&["rule"]))
    }

    /// "has 40 GB", "the files appear genuine", "the data come from its server".
    fn in_hands(&self) -> bool {
        self.is(&["come"])
            && self.has(&["from"])
            && self.after & PLACE != 0
            && self.has(&["it", "data", "records", "none", "files", "sample"])
            || self.is(&["log", "have", "get", "gain"]) && self.has(&["access"]) && self.names_data()
            || self.is(&["store", "keep", "have", "hold", "possess"]) && self.quantity_of_data()
            || self.is(&["be", "appear", "seem", "look"])
                && (self.before & DATA != 0 || self.before_is(&["they", "it", "these"]))
                && self.has(&["genuine", "authentic", "real", "legitimate", "fake"])
    }

    /// "passwords were not": the verb is the one of the clause before.
    pub(crate) fn ellipsis(&self) -> bool {
        self.verb.as_ref().is_some_and(|v| v.negated && v.tokens.end >= self.all.end)
    }

    /// The thing taken is data and no time, place or measure ("take weeks", "see the notice").
    pub(super) fn data_is_taken(&self) -> bool {
        let side = if self.passive() { self.before } else { self.after };
        side & DATA != 0 && !self.has(&["weeks", "months", "offline", "days", "steps", "part"])
            || self.quantity_of_data()
    }

    pub(super) fn after_place_only(&self) -> bool {
        self.after & PLACE != 0
            && !self.names_data()
            && !self.has(&["documents", "mailbox", "mailboxes", "messages", "database", "databases", "portions"])
    }
}
