//! What a statement is on, from the words in it (`data/propositions.toml`). Knows neither speaker nor stance.

use crate::analysis::{Analysis, Tag, Tokens, VerbGroup};
use sextant_model::PropositionKind;
use std::collections::HashMap;
use std::sync::LazyLock;

static WORDS: LazyLock<HashMap<String, u32>> = LazyLock::new(load);

/// The lists of the data file, one bit each.
const LISTS: &[&str] = &[
    "data",
    "take",
    "took_nouns",
    "within",
    "share",
    "share_nouns",
    "attack",
    "happen",
    "intruder",
    "place",
    "responsible",
    "linked",
    "ransom",
    "money_acts",
    "money",
    "recovery",
    "recovery_nouns",
    "notice",
    "addressee",
    "method",
    "entry",
    "through",
    "impact",
];
const DATA: u32 = 1;
const TAKE: u32 = 1 << 1;
const TOOK_NOUN: u32 = 1 << 2;
const WITHIN: u32 = 1 << 3;
const SHARE: u32 = 1 << 4;
const SHARE_NOUN: u32 = 1 << 5;
const ATTACK: u32 = 1 << 6;
const HAPPEN: u32 = 1 << 7;
const INTRUDER: u32 = 1 << 8;
const PLACE: u32 = 1 << 9;
const LINKED: u32 = 1 << 11;
const RANSOM: u32 = 1 << 12;
const MONEY: u32 = 1 << 14;
const RECOVERY: u32 = 1 << 15;
const RECOVERY_NOUN: u32 = 1 << 16;
const NOTICE: u32 = 1 << 17;
const ADDRESSEE: u32 = 1 << 18;
const METHOD: u32 = 1 << 19;
const ENTRY: u32 = 1 << 20;
const THROUGH: u32 = 1 << 21;
const IMPACT: u32 = 1 << 22;

fn load() -> HashMap<String, u32> {
    let lists: HashMap<String, String> =
        toml::from_str(include_str!("../../data/propositions.toml")).unwrap_or_default();
    let mut words: HashMap<String, u32> = HashMap::new();
    for (bit, list) in LISTS.iter().enumerate() {
        for word in lists.get(*list).map(String::as_str).unwrap_or_default().split_whitespace() {
            *words.entry(word.to_owned()).or_default() |= 1 << bit;
        }
    }
    words
}

fn bits(lemma: &str) -> u32 {
    WORDS.get(lemma).copied().unwrap_or(0)
}

type Test<S> = fn(&S) -> bool;

/// The words of a statement: what stands before its verb, the verb, what follows.
pub(crate) struct Statement<'a, 'd> {
    analysis: &'a Analysis<'d>,
    all: Tokens,
    verb: Option<VerbGroup>,
    before: u32,
    after: u32,
    head: u32,
}

impl<'a, 'd> Statement<'a, 'd> {
    /// A statement over `all`, with its verb if it has one.
    pub(crate) fn new(
        analysis: &'a Analysis<'d>,
        all: Tokens,
        subject: Option<&Tokens>,
        verb: Option<&VerbGroup>,
    ) -> Self {
        let sum = |range: Tokens| {
            analysis
                .tokens
                .get(range)
                .unwrap_or_default()
                .iter()
                .filter(|t| !matches!(t.tag, Tag::Mark | Tag::Determiner))
                .fold(0, |b, t| b | bits(&t.lemma) | bits(&t.lower))
        };
        let (before, after) = match verb {
            Some(verb) => {
                let own = all.start..verb.tokens.start.max(all.start);
                let subject = subject.filter(|s| s.end <= verb.tokens.start).map_or(0, |s| sum(s.clone()));
                (sum(own) | subject, sum(verb.tokens.end..all.end.max(verb.tokens.end)))
            }
            None => (0, sum(all.clone())),
        };
        let head = verb.map_or(0, |v| bits(&v.lemma));
        Self { analysis, all, verb: verb.cloned(), before, after, head }
    }

    fn any(&self, flag: u32) -> bool {
        (self.before | self.after) & flag != 0
    }

    fn lemma(&self) -> &str {
        self.verb.as_ref().map_or("", |v| v.lemma.as_str())
    }

    fn is(&self, lemmas: &[&str]) -> bool {
        lemmas.contains(&self.lemma())
    }

    fn words(&self) -> impl Iterator<Item = &str> {
        self.analysis.tokens.get(self.all.clone()).unwrap_or_default().iter().map(|t| t.lower.as_str())
    }

    fn has(&self, words: &[&str]) -> bool {
        self.words().any(|w| words.contains(&w))
    }

    /// Whether these words stand next to one another somewhere.
    fn phrase(&self, phrase: &str) -> bool {
        let parts: Vec<&str> = phrase.split(' ').collect();
        let tokens = self.analysis.tokens.get(self.all.clone()).unwrap_or_default();
        tokens.windows(parts.len()).any(|w| w.iter().zip(&parts).all(|(t, p)| t.lower == *p || t.lemma == *p))
    }

    fn passive(&self) -> bool {
        self.verb.as_ref().is_some_and(|v| v.passive)
    }

    fn quantity_of_data(&self) -> bool {
        self.words().any(|w| {
            matches!(w, "gb" | "tb" | "gigabytes" | "terabytes" | "mb" | "megabytes")
                || w.ends_with("gb") && w.starts_with(|c: char| c.is_ascii_digit())
                || w.ends_with("tb") && w.starts_with(|c: char| c.is_ascii_digit())
        })
    }

    fn amount(&self) -> bool {
        self.words().any(|w| {
            w.starts_with(['$', '€', '£', '¥'])
                || w.starts_with("c$")
                || w.starts_with("a$")
                || matches!(
                    w,
                    "usd"
                        | "eur"
                        | "gbp"
                        | "bitcoin"
                        | "btc"
                        | "dollars"
                        | "euros"
                        | "pounds"
                        | "crowns"
                        | "francs"
                        | "zlotys"
                        | "yen"
                        | "rupees"
                        | "rand"
                )
        })
    }

    /// Whether it names things that can be taken.
    pub(crate) fn has_data(&self) -> bool {
        self.any(DATA)
    }

    /// Its kind, if its words show one.
    pub(crate) fn kind(&self) -> Option<PropositionKind> {
        use PropositionKind as K;
        let rules: [(K, Test<Self>); 13] = [
            (K::Linked, Self::linked),
            (K::Responsible, Self::responsible),
            (K::Ransom, Self::ransom),
            (K::DataShared, Self::shared),
            (K::StillPresent, Self::still_present),
            (K::Notice, Self::notice),
            (K::Impact, Self::people_affected),
            (K::Method, Self::method),
            (K::DataTaken, Self::taken),
            (K::Recovery, Self::recovery),
            (K::Occurred, Self::occurred),
            (K::Impact, Self::impact),
            (K::Method, Self::how),
        ];
        rules.iter().find(|(_, test)| test(self)).map(|(kind, _)| *kind)
    }

    fn linked(&self) -> bool {
        let predicate = self.is(&["link", "connect", "relate", "tie", "coordinate"])
            || self.is(&["be", "appear", "seem", "look"]) && self.after & LINKED != 0;
        let several = self.any(ATTACK) || self.has(&["they", "both", "two", "three", "each", "these"]);
        predicate && several && !self.phrase("related to the") && !self.phrase("part of a ransom")
            || self.phrase("link between")
            || self.phrase("links between")
            || self.phrase("connection between")
    }

    fn responsible(&self) -> bool {
        let phrases = [
            "behind",
            "carry out",
            "responsible for",
            "claim responsibility",
            "take credit",
            "take responsibility",
            "involvement in",
            "take part",
            "work of",
            "part of the",
            "hand in",
            "involve in the attack",
        ];
        self.phrase("carry out") && self.any(ATTACK)
            || self.is(&["claim"]) && self.passive() && self.before & ATTACK != 0
            || self.has(&["behind"])
                && (self.any(ATTACK | INTRUDER) || self.has(&["it", "them", "this", "that", "who"]))
                && self.lemma() != "leave"
            || phrases[2..9].iter().filter(|p| **p != "part of the").any(|p| self.phrase(p))
            || self.is(&["attribute", "blame", "orchestrate", "mastermind", "perpetrate"])
            || self.is(&["be"])
                && self.before & (INTRUDER | ATTACK) != 0
                && self.has(&["affiliates", "affiliate", "members", "state-backed", "state-sponsored"])
            || self.has(&["who"])
                && !self.names_data()
                && self.is(&["place", "do", "be", "launch", "plant", "steal", "hack"])
            || self.has(&["attribution", "perpetrators", "culprit", "culprits", "state-backed", "state-sponsored"])
            || self.has(&["motive", "hacker", "hackers", "attackers", "group", "gang"])
                && self.verb.is_none()
                && !self.any(ATTACK | DATA | RANSOM)
    }

    fn ransom(&self) -> bool {
        let criminals = self.has(&[
            "attackers",
            "hackers",
            "gang",
            "criminals",
            "group",
            "hacker",
            "attacker",
            "them",
            "extortionists",
            "demands",
            "demand",
        ]);
        let ransom = self.any(RANSOM) || self.is(&["extort", "blackmail", "negotiate"]);
        ransom
            || self.is(&["demand"]) && (self.amount() || self.any(MONEY))
            || self.is(&["ask", "want", "seek", "request"])
                && self.amount()
                && (self.before & INTRUDER != 0 || self.has(&["for"]))
            || self.is(&["pay"])
                && !self.any(ADDRESSEE & !MONEY)
                && !self.has(&["card", "monitoring", "compensation", "fine", "bills", "contractor", "invoice", "cards"])
                && (self.amount() || criminals || self.after == 0 || self.verb.as_ref().is_some_and(|v| v.negated))
            || self.phrase("demand for payment")
            || self.phrase("talk about a payment")
            || self.phrase("talk with the") && criminals
            || self.is(&["contact"]) && self.passive() && criminals
            || self.is(&["receive", "have"]) && self.has(&["demand", "demands", "threat", "threats"])
    }

    fn shared(&self) -> bool {
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
            || self.phrase("identity theft") && !self.has(&["monitoring", "protection"])
    }

    fn still_present(&self) -> bool {
        let inside = self.has(&["access", "inside", "foothold", "backdoor", "presence"]) || self.after & PLACE != 0;
        let still = self.has(&["still", "remain", "remains", "remained", "longer"]);
        still && inside && (self.before & INTRUDER != 0) && self.is(&["have", "remain", "be", "retain", "keep", "hold"])
    }

    fn notice(&self) -> bool {
        let told = if self.passive() { self.before } else { self.after };
        let verb = self.head & NOTICE != 0 && !self.is(&["call", "message", "phone"])
            || self.is(&["phone", "message"]) && self.after & ADDRESSEE != 0;
        let fits = told & ADDRESSEE != 0
            || self.passive() && self.is(&["notify", "inform", "alert", "tell"])
            || self.is(&["write"]) && self.has(&["to"])
            || self.is(&["report"]) && self.has(&["to"]);
        verb && fits && !(self.is(&["contact"]) && self.passive())
            || self.is(&["receive"])
                && self.has(&["report", "reports", "notification", "notifications", "notice"])
                && !self.any(RANSOM)
    }

    /// "the incident affected 55,447 patients", "11,600 people were affected".
    fn people_affected(&self) -> bool {
        let people =
            self.any(ADDRESSEE) || self.has(&["people", "users", "customers", "individuals", "accounts", "person"]);
        self.is(&["affect", "impact"]) && people && self.any_number() && !self.names_data()
            || self.phrase("how many") && people
            || self.phrase("user count")
            || self.phrase("preliminary figure")
            || self.has(&["number"]) && (self.phrase("number of people") || self.phrase("number of customers"))
    }

    fn any_number(&self) -> bool {
        self.analysis.tokens.get(self.all.clone()).unwrap_or_default().iter().any(|t| t.tag == Tag::Number)
            || self.has(&["all", "any", "no", "some", "thousands"])
    }

    fn names_data(&self) -> bool {
        self.has(&["data", "information", "details", "names", "records", "passwords", "numbers", "addresses", "files"])
    }

    fn method(&self) -> bool {
        let entry = self.head & ENTRY != 0;
        let way = self.after & METHOD != 0
            && (self.after & THROUGH != 0
                || self.is(&["exploit", "open", "click", "reply", "place", "plant", "inject", "receive", "buy"]));
        let how = self.has(&["how", "where"])
            && (entry || self.is(&["happen", "occur", "access", "breach", "infiltrate", "obtain", "steal", "manage"]));
        entry && way && !self.names_stolen()
            || how
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
            || self.is(&["fall"]) && self.has(&["phishing"])
            || self.is(&["trick", "impersonate", "pose"])
            || self.is(&["break"]) && self.has(&["email"]) && self.passive()
    }

    fn names_stolen(&self) -> bool {
        self.head & TAKE != 0 && self.names_data() && !self.has(&["stolen", "compromised"])
    }

    fn how(&self) -> bool {
        self.phrase("what happened") || self.phrase("nature of")
    }

    fn taken(&self) -> bool {
        let strict = self.is(&[
            "steal",
            "take",
            "copy",
            "exfiltrate",
            "download",
            "obtain",
            "acquire",
            "extract",
            "grab",
            "siphon",
            "scrape",
            "harvest",
            "view",
            "remove",
            "decrypt",
            "loot",
            "read",
            "see",
            "lose",
            "lift",
            "swipe",
            "export",
            "collect",
        ]);
        let weak = self.is(&[
            "compromise",
            "expose",
            "breach",
            "access",
            "affect",
            "involve",
            "impact",
            "disclose",
            "reveal",
            "leak",
            "visible",
            "present",
        ]);
        let holds = self.is(&["include", "contain", "hold", "comprise", "cover", "show"]);
        let whole = self.has(&["nothing", "anything", "none", "any", "everything"]);
        strict
            && (self.any(DATA) || self.quantity_of_data() || whole && self.passive())
            && !(self.is(&["take", "see", "lose", "read"]) && !self.data_is_taken() && !whole)
            || weak
                && (if self.passive() {
                    self.before & DATA != 0
                } else {
                    self.after & DATA != 0 && !self.after_place_only()
                })
                && !self.has(&["account"])
            || weak && self.names_data() && self.passive()
            || self.is(&["copy", "steal", "exfiltrate", "download", "view", "obtain", "decrypt"])
                && self.passive()
                && self.has(&["it", "they", "these", "this"])
            || self.head & TAKE != 0 && self.has(&["accounts", "account"]) && self.has(&["details", "data"])
            || holds
                && self.after & DATA != 0
                && (self.before & DATA != 0
                    || self.has(&["it", "they", "haul", "that", "which", "leak", "theft", "affected"]))
            || self.is(&["be"])
                && (self.before & DATA != 0)
                && (self.after & WITHIN != 0
                    && (self.after & DATA != 0 || self.phrase("in it") || self.phrase("in them"))
                    || self.has(&["visible", "viewable", "accessible", "readable", "hands", "exposed"]))
            || self.is(&["be", "have", "do"]) && self.before & DATA != 0 && self.ellipsis()
            || self.is(&["come"])
                && self.has(&["from"])
                && self.after & PLACE != 0
                && self.has(&["it", "data", "records", "none", "files", "sample"])
            || self.is(&["log", "have", "get", "gain"]) && self.has(&["access"]) && self.names_data()
            || self.after & TOOK_NOUN != 0 && (self.any(DATA) || self.verb.is_none())
            || self.before & TOOK_NOUN != 0 && self.any(DATA)
            || self.verb.is_none() && self.names_data() && self.any(TAKE)
            || self.verb.is_none() && self.has(&["exfiltration"])
            || self.has(&["exfiltration"]) && !self.any(IMPACT)
            || self.is(&["rule"]) && self.has(&["exfiltration"])
            || self.is(&["store", "keep", "have", "hold", "possess"]) && self.quantity_of_data()
            || self.is(&["be", "appear", "seem", "look"])
                && self.before & DATA != 0
                && self.has(&["genuine", "authentic", "real", "legitimate", "fake"])
            || self.is(&["show", "present", "serve"]) && self.passive() && self.after & DATA != 0
    }

    /// "passwords were not": the verb is the one of the clause before.
    fn ellipsis(&self) -> bool {
        self.verb.as_ref().is_some_and(|v| v.negated && v.tokens.end >= self.all.end)
    }

    /// The thing taken is data and no time, place or measure ("take weeks", "see the notice").
    fn data_is_taken(&self) -> bool {
        let side = if self.passive() { self.before } else { self.after };
        side & DATA != 0 && !self.has(&["weeks", "months", "offline", "days", "steps", "part"])
            || self.quantity_of_data()
    }

    fn after_place_only(&self) -> bool {
        self.after & PLACE != 0
            && !self.names_data()
            && !self.has(&["documents", "mailbox", "mailboxes", "messages", "database", "databases", "portions"])
    }

    fn recovery(&self) -> bool {
        let back = self.has(&["back", "again"])
            && (self.has(&["online", "service", "sale", "up", "running", "operation", "working", "open"])
                || self.is(&["work", "come", "bring", "get", "be"]));
        self.head & RECOVERY != 0 && !self.any(DATA & !PLACE) && !self.is(&["mail", "clean"])
            || self.is(&["restore", "rebuild", "recover", "resume", "reimburse", "refund", "replace"])
            || back
            || self.is(&["block", "cut", "revoke"]) && self.has(&["access"])
            || self.is(&["be"])
                && self.has(&["secure", "secured", "contained", "restored"])
                && self.has(&["now", "system", "systems", "network", "incident"])
            || self.any(RECOVERY_NOUN)
            || self.is(&["be"]) && self.before & INTRUDER != 0 && self.phrase("out of")
            || self.phrase("to fix")
            || self.phrase("to recover")
            || self.phrase("to restore")
            || self.is(&["cover"]) && self.has(&["insurance", "funds"])
    }

    fn occurred(&self) -> bool {
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
            && (self.after & PLACE != 0 || self.has(&["inside", "access", "in"]));
        let struck = self.is(&[
            "hack",
            "breach",
            "hit",
            "attack",
            "infiltrate",
            "target",
            "encrypt",
            "infect",
            "penetrate",
            "lock",
            "ransack",
            "defraud",
            "dupe",
            "deface",
            "scam",
            "break",
            "cripple",
        ]);
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
    }

    /// A word that means an attack by itself.
    fn strong_attack(&self) -> bool {
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

    fn impact(&self) -> bool {
        let own_measure = self.is(&["take", "shut", "switch", "bring", "disconnect"])
            && !self.passive()
            && self.has(&["offline", "down", "off"]);
        if own_measure || self.is(&["be"]) && self.has(&["aware"]) {
            return false;
        }
        let state = self.has(&[
            "offline",
            "down",
            "unavailable",
            "unable",
            "closed",
            "normally",
            "normal",
            "usual",
            "schedule",
            "running",
            "inaccessible",
            "disruption",
            "outage",
            "limited",
            "delays",
            "open",
            "suspended",
            "interruption",
            "issues",
            "problems",
            "shortage",
            "shortages",
        ]);
        self.head & IMPACT != 0 && !self.is(&["work"])
            || state && self.verb.is_some()
            || self.phrase("as usual")
            || self.is(&["have", "see"]) && self.any(IMPACT)
            || self.phrase("material impact")
            || self.has(&["lost", "loss", "losses", "cost"]) && self.amount()
            || self.is(&["work"]) && self.has(&["normally", "usual", "normal", "again"])
            || self.phrase("extent of the impact")
            || self.is(&["be"]) && self.has(&["gone", "lost"])
            || self.phrase("no fresh")
    }
}
