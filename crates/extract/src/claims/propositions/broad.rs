//! What a statement is on where no closer rule fits: who acts (intruders, data, services), what is done, to what.
//! Only for statements that somebody makes; the narrator's own sentences need closer words.

use super::{
    ADDRESSEE, ATTACK, DATA, INTRUDER, MALWARE, MEANS, METHOD, PLACE, PropositionKind as K, SERVICE, SHARE, Statement,
    TAKE_STRICT, Test,
};
use crate::analysis::Tag;

/// Verbs that carry data off or lay them open, for a subject that only points back ("these may have been seen").
const TAKEN: &[&str] = &[
    "take",
    "copy",
    "see",
    "view",
    "read",
    "open",
    "steal",
    "download",
    "obtain",
    "touch",
    "reach",
    "access",
    "export",
    "exfiltrate",
    "extract",
    "remove",
    "photograph",
    "scrape",
    "lift",
    "swipe",
    "nick",
    "pinch",
    "expose",
    "affect",
];

/// Things that are "taken" or "opened" without being stolen.
const NOT_THEFT: &[&str] = &[
    "steps",
    "step",
    "measures",
    "action",
    "precautions",
    "care",
    "time",
    "advice",
    "systems",
    "servers",
    "network",
    "website",
    "site",
    "decision",
    "decisions",
    "seriously",
    "investigation",
    "inquiry",
    "case",
    "probe",
    "offline",
];

impl Statement<'_, '_> {
    /// Its kind by looser words.
    pub(crate) fn broadly(&self) -> Option<K> {
        let rules: [(K, Test<Self>); 19] = [
            (K::Linked, Self::same_hands),
            (K::Ransom, Self::money_asked),
            (K::DataTaken, Self::passively_taken),
            (K::DataTaken, Self::data_moved),
            (K::DataTaken, Self::kept_apart),
            (K::DataTaken, Self::in_intruders_hands),
            (K::DataShared, Self::passed_on),
            (K::Responsible, Self::named_as_culprit),
            (K::StillPresent, Self::access_ended),
            (K::Method, Self::by_means),
            (K::Occurred, Self::intruded),
            (K::Notice, Self::told_somebody),
            (K::Recovery, Self::works_again),
            (K::Impact, Self::services_fared),
            (K::Ransom, Self::money_handed),
            (K::DataTaken, Self::not_there),
            (K::Notice, Self::files_passed),
            (K::Occurred, Self::attack_at_work),
            (K::Impact, Self::stands_still),
        ];
        let inside = self.verb.is_none().then(|| self.participle_inside()).flatten();
        inside.or_else(|| rules.iter().find(|(_, test)| test(self)).map(|(kind, _)| *kind))
    }

    /// "has anything to do with the other", "the same people".
    fn same_hands(&self) -> bool {
        let pair = self.has(&[
            "other",
            "another",
            "both",
            "two",
            "three",
            "each",
            "attack",
            "attacks",
            "incident",
            "incidents",
        ]);
        pair && (self.phrase("to do with") || self.phrase("in common"))
            || self.has(&["coincidence"])
            || self.phrase("same people")
            || self.phrase("same group")
            || self.phrase("same attacker")
    }

    /// "they offer 60k", "they are not getting a penny", "make a good offer".
    fn money_asked(&self) -> bool {
        let money = self.amount()
            || self.has(&["money", "payment", "cash", "dime", "penny", "cent", "sum", "offer", "price", "payout"]);
        let who = self.any(INTRUDER) || self.before_is(&["they", "it", "he", "she", "whoever", "email", "message"]);
        self.is(&["want", "ask", "offer", "demand", "quote", "name"]) && money && who
            || self.is(&["get", "see", "receive", "have"])
                && self.has(&["dime", "penny", "cent"])
                && self.verb.as_ref().is_some_and(|v| v.negated)
            || self.is(&["negotiate", "bargain", "haggle"])
            || self.is(&["have"]) && self.phrase("no intention of") && self.has(&["paying", "rewarding", "negotiating"])
            || self.verb_first() && self.is(&["pay"]) && self.amount()
    }

    /// "it was not taken from us", "these may have been seen".
    fn passively_taken(&self) -> bool {
        let thing = self.before & (PLACE | SERVICE) == 0 || self.before & DATA != 0;
        let plainly = self.is(&["copy", "steal", "exfiltrate", "download"]);
        self.passive() && self.is(TAKEN) && (thing || plainly) && !self.has(NOT_THEFT)
    }

    /// "records left the building", "the file did not originate from its systems", "no numbers could have gone".
    fn data_moved(&self) -> bool {
        self.before & DATA != 0
            && (self.is(&["go", "leave", "disappear", "vanish", "escape"])
                || self.is(&["originate", "come", "stem"]) && self.after & PLACE != 0)
            && !self.has(&["live", "missing", "without"])
            || self.is(&["send", "upload", "transmit", "forward", "transfer", "pack"])
                && self.any(DATA)
                && (self.any(INTRUDER) || self.has(&["out", "outside", "server", "abroad"]))
            || self.is(&["leave"])
                && self.before_is(&["nothing", "none", "anything"])
                && self.has(&["building", "network", "hands", "premises", "servers", "systems"])
            || self.quantity_of_data() && self.is(&["be", "sit", "lie", "go"])
    }

    /// "bank details are held elsewhere": what lay in another place was not reached.
    pub(crate) fn kept_apart(&self) -> bool {
        let apart = self.has(&["elsewhere", "separately", "separate", "different", "isolated", "segregated"])
            || self.passive() && self.phrase("by a");
        self.before & DATA != 0
            && apart
            && self.is(&["keep", "hold", "store", "be", "sit", "process", "handle", "manage", "save", "live", "host"])
    }

    /// "some crook has my date of birth", "the attackers did not reach them".
    fn in_intruders_hands(&self) -> bool {
        let theirs = self.before & INTRUDER != 0;
        theirs && self.is(&["have", "hold", "get", "possess", "grab", "obtain", "keep"]) && self.after & DATA != 0
            || self.is(&["sit"]) && self.has(&["on"]) && self.after & DATA != 0
            || (theirs || self.before_is(&["they"]))
                && self.is(&["read", "see", "copy", "take", "open"])
                && self.has(&["everything", "every", "anything", "all", "lot"])
            || (theirs || self.before_is(&["they"]))
                && self.is(&["reach", "touch", "see", "open", "find"])
                && (self.after & DATA != 0 || self.has(&["them", "it", "those", "any", "that"]))
    }

    /// "had been passed on to anyone", "have turned up anywhere", "is selling the export for $40,000".
    fn passed_on(&self) -> bool {
        let about = self.has(&["on", "around", "round", "up", "out", "anywhere", "online", "elsewhere"]);
        let things = self.before & DATA != 0 || self.before_is(&["they", "it", "them", "these", "those", "any"]);
        self.is(&["pass", "turn", "crop", "surface", "show", "spread", "go", "hand", "put"])
            && about
            && things
            && (self.passive() || !self.is(&["pass", "put", "hand", "show"]))
            && !self.is(&["go", "turn", "show"]) | self.has(&["around", "round", "up", "anywhere"])
            || self.is(&["sell", "auction", "leak", "dump"]) && (self.amount() || self.head & SHARE != 0)
    }

    /// "it is responsible", "anyone has been identified".
    fn named_as_culprit(&self) -> bool {
        let duty = ["for running", "for operating", "for protecting", "for the security"];
        self.is(&["be"])
            && self.has(&["responsible"])
            && self.before_is(&["it", "they", "he", "she", "who"])
            && !duty.iter().any(|p| self.phrase(p))
            || self.is(&["identify", "name", "catch", "arrest", "find"])
                && self.passive()
                && (self.before & INTRUDER != 0 || self.before_is(&["anyone", "anybody", "nobody", "who", "one"]))
    }

    /// "no longer has access", "they are out".
    fn access_ended(&self) -> bool {
        self.has(&["longer", "still"])
            && self.has(&["access", "inside", "foothold"])
            && self.is(&["have", "be", "hold", "retain", "keep"])
            || self.before & INTRUDER != 0 && self.is(&["be"]) && self.has(&["out", "gone", "inside"])
    }

    /// A means of entry, in whatever words: "a textbook case of credential stuffing", "had clicked on a link".
    fn by_means(&self) -> bool {
        let means = (self.before | self.after) & MEANS != 0;
        let slip = self.is(&["click", "follow", "reuse", "guess", "type", "phish", "exploit", "trick", "dupe", "fool"]);
        let due = self.is(&["be"]) && self.has(&["due", "because", "caused", "through", "via"]);
        means && !self.passive_of_data()
            || self.is(&["click"])
            || slip && self.any(METHOD | DATA)
            || due && self.any(METHOD)
            || self.phrase("find their way in")
            || self.phrase("way in") && self.verb.is_some()
    }

    /// "Passwords were …": the data are what it is on, not the way in.
    fn passive_of_data(&self) -> bool {
        self.passive() && self.before & DATA != 0 && !self.is(&["guess", "reuse", "phish", "use", "crack"])
    }

    /// Somebody from outside in a place of the victim's; an attack that is there; malware at work.
    fn intruded(&self) -> bool {
        // In reported words "they" are as often those who speak.
        let stayed = self.is(&["be", "get", "stay", "remain", "enter", "move", "roam", "sit", "lurk", "come"]);
        let they = self.before & INTRUDER != 0 || self.before_is(&["they", "whoever", "nobody"]) && stayed;
        let within = self.has(&["in", "into", "inside", "on", "onto", "through", "around", "to"]);
        let there = self.before_is(&["there"]) && self.is(&["be"]) && self.strong_attack();
        let seized = self.passive()
            && self.is(&["compromise", "hijack", "infect", "deface", "attack", "seize", "encrypt", "lock", "breach"])
            && (self.before & PLACE != 0 || self.any(ATTACK | INTRUDER));
        let broke = self.before & INTRUDER != 0
            && self.is(&["compromise", "hijack", "seize", "erase", "wipe", "destroy", "delete", "encrypt", "lock"]);
        they && within && self.after & PLACE != 0 && !self.is(&["claim", "threaten", "promise"])
            || there
            || seized
            || broke
            || self.before & MALWARE != 0 && self.is(&["run", "spread", "get", "lock", "hit", "scramble", "serve"])
            || they && self.after & MALWARE != 0
            || self.is(&["find", "discover", "plant", "insert", "deploy", "run", "set"])
                && (self.after & MALWARE != 0 || self.has(&["code", "script"]))
            || self.is(&["be", "make", "become"]) && self.has(&["aware"]) && self.any(ATTACK)
    }

    /// "it's told the FBI", "bosses kept quiet for days".
    fn told_somebody(&self) -> bool {
        let late = self.is(&["hear", "find", "learn"])
            && self.has(&["nothing", "out", "newspapers", "media", "press"])
            && (self.has(&["from"]));
        let lodged = self.is(&["lodge", "file", "make", "take"]) && self.has(&["report", "complaint"])
            || self.is(&["report"]) && self.has(&["itself", "themselves"])
            || self.is(&["hand", "pass", "give", "refer"]) && self.has(&["police", "fbi", "regulator", "authorities"]);
        let quiet = self.is(&["keep", "stay", "remain"]) && self.has(&["quiet", "silent", "secret", "dark"]);
        let call = self.is(&["call", "ring", "phone", "email"]) && self.after & ADDRESSEE != 0;
        let told = self.is(&["tell", "inform", "notify", "alert", "warn"]) && self.any(ADDRESSEE);
        quiet || call || told || late || lodged
    }

    /// "have been able to book again".
    fn works_again(&self) -> bool {
        let again = self.has(&["again", "back", "recoverable", "recovered"]);
        again && (self.any(SERVICE | PLACE) || self.has(&["able", "recoverable", "recovered"]))
    }

    /// "can take cards again".
    pub(super) fn possible_again(&self) -> bool {
        let hoped = self.has(&["can", "able"]) || self.passive() && self.has(&["would", "will"]);
        self.has(&["again"]) && hoped && !self.is(&["happen", "occur", "attack", "breach", "hit"])
    }

    /// "he could not open call records": what somebody could not do to data.
    pub(super) fn out_of_data(&self) -> bool {
        let unable = self.verb.as_ref().is_some_and(|v| v.negated) && self.has(&["could"]);
        unable && self.is(&["open", "see", "read", "view", "access", "reach", "get"]) && self.after & DATA != 0
    }

    /// Of a noun with a participle: "no sign of the data being traded".
    pub(super) fn participle_inside(&self) -> Option<K> {
        let tokens = self.analysis.tokens.get(self.all.clone()).unwrap_or_default();
        let doing = tokens.iter().filter(|t| matches!(t.tag, Tag::Participle | Tag::Gerund));
        let bits = doing.fold(0, |b, t| b | super::bits(&t.lemma));
        let shared = bits & SHARE != 0 || self.has(&["misused", "abused", "passed", "traded"]);
        if !self.any(DATA) && !self.has(&["account", "accounts", "it", "them"]) {
            return None;
        }
        shared.then_some(K::DataShared).or((bits & TAKE_STRICT != 0).then_some(K::DataTaken))
    }

    /// How services, deliveries or money fared.
    fn services_fared(&self) -> bool {
        let fares = self.is(&[
            "run", "work", "operate", "continue", "remain", "stay", "stop", "fall", "slow", "open", "close", "hold",
            "go", "be", "miss", "fail", "lose", "cancel", "postpone", "delay", "ground", "reroute", "divert", "ship",
        ]);
        let state = self.has(&[
            "normally",
            "normal",
            "usual",
            "open",
            "closed",
            "shut",
            "out",
            "up",
            "hitch",
            "paper",
            "hand",
            "by",
            "delayed",
            "late",
            "time",
            "throughout",
            "affected",
            "unaffected",
            "ahead",
        ]);
        let spoilt =
            self.passive() && self.is(&["erase", "wipe", "delete"]) && !self.has(&["copies", "copy"]) || self.spares();
        self.before & SERVICE != 0 && fares && state
            || spoilt
            || self.before & SERVICE != 0 && self.is(&["have"]) && self.has(&["no"])
            || self.phrase("at risk") && self.is(&["put", "be"])
            || self.is(&["put", "hold", "call", "push"]) && self.passive() && self.has(&["off", "up", "back"])
            || self.is(&["suffer", "incur"]) && self.has(&["loss", "losses", "damage", "harm"])
            || self.is(&["wait", "queue"]) && self.any(SERVICE)
            || self.is(&[
                "lose", "cost", "borrow", "spend", "miss", "forfeit", "put", "knock", "wipe", "shave", "set", "be",
            ]) && self.amount()
                && (!self.is(&["be", "put", "set"])
                    || self.has(&["bill", "cost", "loss", "damage", "revenue", "aside"]))
            || self.is(&["have"]) && self.has(&["borrow", "cancel", "postpone", "close", "divert", "reschedule"])
    }

    /// "it handed C$16,000 to the people who locked up its email".
    fn money_handed(&self) -> bool {
        let to = self.any(INTRUDER) || self.has(&["them", "people", "attackers", "hackers", "extortionists"]);
        self.is(&["hand", "give", "transfer", "wire", "send", "part"]) && self.amount() && to
    }

    /// "Social Security numbers were not in the system".
    fn not_there(&self) -> bool {
        let denied = self.verb.as_ref().is_some_and(|v| v.negated) || self.has(&["never", "no", "none"]);
        self.is(&["be", "store", "keep", "hold", "sit"]) && denied && self.before & DATA != 0 && self.after & PLACE != 0
    }

    /// "it had been passed the file", "its cyber crime unit had been called".
    fn files_passed(&self) -> bool {
        let file = self.has(&["file", "case", "report", "matter", "complaint", "dossier"]);
        let unit = self.before_is(&["unit", "we", "it", "police", "officers", "team", "detectives"]);
        self.passive() && (self.is(&["pass", "hand", "give", "send", "refer"]) && file || self.is(&["call"]) && unit)
    }

    /// "a cyberattack silenced its phones", "malicious encryption software had been activated", "has been under attack".
    fn attack_at_work(&self) -> bool {
        let verb = !self.is(&[
            "be",
            "affect",
            "impact",
            "cost",
            "cause",
            "have",
            "show",
            "investigate",
            "end",
            "mean",
            "raise",
            "lead",
            "remind",
            "prompt",
            "force",
            "come",
            "follow",
            "make",
            "leave",
            "continue",
        ]);
        let program =
            self.before & MALWARE != 0 || self.before_is(&["software"]) && self.has(&["malicious", "encryption"]);
        let strikes = self.before_is(&["attack", "cyberattack", "cyber-attack", "hack", "ransomware", "virus", "worm"]);
        let under = self.is(&["be", "come"]) && self.has(&["under"]) && self.strong_attack();
        let found =
            self.is(&["find", "see", "come"]) && self.has(&["nothing", "evidence", "sign"]) && self.strong_attack();
        verb && self.verb.is_some() && (program || strikes && !self.passive()) || under || found
    }

    /// "its press shops have been standing still since Saturday".
    fn stands_still(&self) -> bool {
        self.is(&["stand", "lie", "sit"]) && self.has(&["still", "idle", "empty"])
            || self.is(&["double", "treble", "triple"]) && !self.names_data()
    }

    /// "wants $2 million": a demand in its own words.
    pub(crate) fn demands(&self) -> bool {
        self.is(&["want", "ask", "demand"]) && self.amount()
    }

    /// A verb of harm in the passive, denied: "no packages were modified".
    pub(crate) fn spares(&self) -> bool {
        let harm = [
            "affect",
            "impact",
            "interrupt",
            "disrupt",
            "harm",
            "compromise",
            "modify",
            "alter",
            "tamper",
            "damage",
            "corrupt",
            "change",
        ];
        self.passive() && (self.is(&harm) || self.is(&["put"]) && self.phrase("at risk"))
    }

    /// What a question asks by its word alone: "who did it", "how", "which country".
    pub(crate) fn asks(&self) -> Option<K> {
        let words: Vec<&str> = self.words().collect();
        let pair = |a: &str, b: &[&str]| words.windows(2).any(|w| w[0] == a && b.contains(&w[1]));
        if self.has(&["who", "whose", "whom"]) || pair("which", &["country", "group", "gang", "state"]) {
            return Some(K::Responsible);
        }
        if pair("how", &["much"]) {
            return None;
        }
        if pair("how", &["many", "long"]) {
            return Some(K::Impact);
        }
        self.has(&["how"]).then_some(K::Method)
    }

    /// The statement opens with its verb: "Pay up £10k".
    fn verb_first(&self) -> bool {
        let first = self.analysis.tokens.get(self.all.clone()).and_then(|t| t.iter().find(|t| t.tag != Tag::Mark));
        first.is_some_and(|t| t.lemma == self.lemma())
    }
}
