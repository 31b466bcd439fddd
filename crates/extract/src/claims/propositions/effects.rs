//! What it did and what came after: impact, recovery, ransom, notice.

use super::{ADDRESSEE, DATA, IMPACT, INTRUDER, MONEY, NOTICE, PLACE, RANSOM, RECOVERY, RECOVERY_NOUN, Statement};
use crate::analysis::Tag;

impl Statement<'_, '_> {
    pub(super) fn ransom(&self) -> bool {
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
            || self.verb.is_none() && self.has(&["amount", "sum"])
            || self.is(&["demand"]) && (self.amount() || self.any(MONEY))
            || self.is(&["ask", "want", "seek", "request"])
                && (self.amount() || self.has(&["money", "payment"]))
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

    pub(super) fn notice(&self) -> bool {
        let told = if self.passive() { self.before } else { self.after };
        let verb = self.head & NOTICE != 0 && !self.is(&["call", "message", "phone"])
            || self.is(&["phone", "message"]) && self.after & ADDRESSEE != 0;
        let pronoun = self.verb.as_ref().and_then(|v| self.analysis.tokens.get(v.tokens.end));
        let fits = told & ADDRESSEE != 0
            || self.is(&["notify", "inform", "alert"])
                && pronoun.is_some_and(|t| matches!(t.lower.as_str(), "it" | "us" | "them"))
            || self.passive() && self.is(&["notify", "inform", "alert", "tell"])
            || self.is(&["write"]) && self.has(&["to"])
            || self.is(&["report"]) && self.has(&["to"]);
        verb && fits && !(self.is(&["contact"]) && self.passive())
            || self.is(&["receive"])
                && self.has(&["report", "reports", "notification", "notifications", "notice"])
                && !self.any(RANSOM)
    }

    /// "the incident affected 55,447 patients", "11,600 people were affected".
    pub(super) fn people_affected(&self) -> bool {
        let people =
            self.any(ADDRESSEE) || self.has(&["people", "users", "customers", "individuals", "accounts", "person"]);
        self.is(&["affect", "impact"]) && people && self.any_number() && !self.names_data()
            || self.phrase("how many") && people
            || self.phrase("user count")
            || self.phrase("preliminary figure")
            || self.has(&["number"])
                && (self.phrase("number of people")
                    || self.phrase("number of") && people
                    || self.phrase("number of customers"))
    }

    pub(super) fn any_number(&self) -> bool {
        self.analysis.tokens.get(self.all.clone()).unwrap_or_default().iter().any(|t| t.tag == Tag::Number)
            || self.has(&["all", "any", "no", "some", "thousands"])
    }

    pub(super) fn recovery(&self) -> bool {
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
            || self.verb.is_none() && self.has(&["date", "when"])
            || self.phrase("to restore")
            || self.is(&["cover"]) && self.has(&["insurance", "funds", "insurer", "insurers"])
    }

    pub(super) fn impact(&self) -> bool {
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
            "dark",
            "stuck",
            "shortage",
            "shortages",
        ]);
        let business =
            ["results", "operations", "financial", "condition", "business", "earnings", "outlook", "guidance"];
        self.has(&["affect", "effect", "impact"]) && self.has(&business)
            || self.head & IMPACT != 0 && !self.is(&["work"])
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
