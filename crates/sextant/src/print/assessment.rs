//! An assessment as an analyst writes it: the probability with its phrase, confidence with reasons, the strongest
//! evidence for and against, what would change it.

use super::words::{day, faint, heading, plain, probability, short, wrap};
use sextant_engine::assess::{Assessment, EvidenceLine, PairLine};
use sextant_model::IncidentId;
use std::cmp::Ordering;
use std::fmt::Write;

/// The assessment as text, `width` columns wide.
#[must_use]
pub fn text(assessment: &Assessment, width: usize) -> String {
    let mut page = Page { of: assessment, width, text: String::new() };
    page.head();
    page.judgements();
    page.persons();
    page.confidence();
    page.evidence();
    page.hypotheses();
    page.otherwise();
    page.acts_like();
    page.would_change();
    page.watch();
    page.text
}

struct Page<'a> {
    of: &'a Assessment,
    width: usize,
    text: String,
}

impl Page<'_> {
    fn line(&mut self, line: &str) {
        let _ = writeln!(self.text, "{line}");
    }

    fn paragraph(&mut self, words: &str, first: &str, rest: &str) {
        let wrapped = wrap(words, self.width, first, rest);
        self.line(&wrapped);
    }

    fn section(&mut self, title: &str) {
        self.line(&format!("\n{}", heading(title)));
    }

    fn name(&self, id: IncidentId) -> String {
        let at = self.of.incidents.iter().position(|incident| *incident == id);
        at.map_or_else(|| short(id), |at| plain(&self.of.victims[at]))
    }

    fn pair(&self, pair: &PairLine) -> String {
        format!("{} and {}", self.name(pair.a), self.name(pair.b))
    }

    fn head(&mut self) {
        let question = wrap(&self.of.question, self.width, "", "");
        self.line(&heading(&question));
        let when = self.of.as_of.map_or("all that is known".to_owned(), |at| format!("as known on {}", day(Some(at))));
        let ids: Vec<String> = self.of.incidents.iter().map(short).collect();
        let words = format!(
            "{when}, by the clock {}; incidents {}; prior of a pair {}",
            self.of.clock.as_str(),
            ids.join(" "),
            prior(self.of.prior)
        );
        self.line(&faint(&wrap(&words, self.width, "", "")));
    }

    /// The probability never stands without its phrase, nor the phrase without the number.
    fn judgements(&mut self) {
        self.section("Judgement");
        let mut pairs: Vec<&PairLine> = self.of.pairs.iter().collect();
        pairs.sort_by(|x, y| y.p.total_cmp(&x.p));
        for pair in pairs {
            let likely = if pair.phrase.ends_with("chance") || pair.phrase.ends_with("possibility") {
                format!("There is a {} ({}) that {} were", pair.phrase, probability(pair.p), self.pair(pair))
            } else {
                format!("It is {} ({}) that {} were", pair.phrase, probability(pair.p), self.pair(pair))
            };
            self.paragraph(&format!("{likely} the work of the same operators."), "  ", "    ");
        }
        let unknown = format!("Operators whom no evidence names: {}.", probability(self.of.unknown_actor));
        self.paragraph(&unknown, "  ", "    ");
    }

    /// What persons put beside the numbers, and how it was.
    fn persons(&mut self) {
        for o in &self.of.overrides {
            let pair = format!("{} and {}", self.name(o.a), self.name(o.b));
            let words = format!(
                "Overridden by {} until {}: {pair} {} ({:.2}) where {:.2} was computed: {}",
                plain(&o.by),
                o.until,
                o.phrase,
                o.p,
                o.computed,
                plain(&o.reason)
            );
            self.paragraph(&words, "  ! ", "    ");
        }
        for o in &self.of.outcomes {
            let how = if o.linked { "the same operators" } else { "different operators" };
            let pair = format!("{} and {}", self.name(o.a), self.name(o.b));
            let (by, reason) = (plain(&o.by), plain(&o.reason));
            let words = format!(
                "Resolved on {} by {by}: {pair} were the work of {how} ({reason}); Brier score of this answer {:.3}",
                o.on, o.brier
            );
            self.paragraph(&words, "  = ", "    ");
        }
    }

    fn confidence(&mut self) {
        self.section(&format!("Confidence: {}", self.of.confidence.rating.as_str()));
        for reason in &self.of.confidence.reasons {
            self.paragraph(reason, "  - ", "    ");
        }
    }

    fn evidence(&mut self) {
        let mut counted: Vec<&EvidenceLine> = self.of.evidence.iter().filter(|e| !e.dropped).collect();
        counted.sort_by(|a, b| b.lr.ln().abs().total_cmp(&a.lr.ln().abs()).then_with(|| a.id.cmp(&b.id)));
        let parts = [
            ("Evidence for a link", Ordering::Greater),
            ("Evidence against", Ordering::Less),
            ("Says nothing either way", Ordering::Equal),
        ];
        for (title, side) in parts {
            let of_part: Vec<&EvidenceLine> =
                counted.iter().copied().filter(|e| e.lr.partial_cmp(&1.0) == Some(side)).collect();
            if !of_part.is_empty() {
                self.section(title);
            }
            of_part.into_iter().for_each(|e| self.piece(e));
        }
        if !counted.iter().any(|e| e.lr < 1.0) {
            self.section("Evidence against");
            self.line("  none known");
        }
        let dropped: Vec<&EvidenceLine> = self.of.evidence.iter().filter(|e| e.dropped).collect();
        if !dropped.is_empty() {
            self.section("Left out of account, as asked");
            dropped.into_iter().for_each(|e| self.piece(e));
        }
    }

    fn piece(&mut self, e: &EvidenceLine) {
        let who = e.who.as_ref().map_or(String::new(), |who| format!("{}: ", plain(who)));
        let on: Vec<String> = e.scope.iter().map(|id| self.name(*id)).collect();
        let outlets =
            if e.outlets.len() > 1 { format!("; {} outlets, 1 origin", e.outlets.len()) } else { String::new() };
        let words = format!("{who}{} ({}; since {}{outlets})", e.what, on.join(", "), e.known_from);
        self.paragraph(
            &words,
            &format!("  {:>5} ", format!("×{:.4}", e.lr).trim_end_matches('0').trim_end_matches('.')),
            "        ",
        );
        if let Some(quote) = &e.quote {
            self.line(&faint(&wrap(&format!("“{quote}”"), self.width, "        ", "         ")));
        }
        for doubt in &e.doubts {
            self.paragraph(&super::words::in_doubt(doubt), "        ! ", "          ");
        }
        self.line(&faint(&format!("        evidence:{}", e.id)));
    }

    fn hypotheses(&mut self) {
        self.section("Hypotheses: who belongs together");
        for hypothesis in self.of.hypotheses.iter().take(8) {
            let blocks: Vec<String> = hypothesis
                .blocks
                .iter()
                .map(|block| block.iter().map(|id| self.name(*id)).collect::<Vec<_>>().join(" + "))
                .collect();
            let words = format!("{:.3}  (before: {:.3})  {}", hypothesis.p, hypothesis.prior, blocks.join(" | "));
            self.paragraph(&words, "  ", "                          ");
        }
        let more = self.of.hypotheses.len().saturating_sub(8);
        if more > 0 {
            let rest: f64 = self.of.hypotheses.iter().skip(8).map(|h| h.p).sum();
            self.line(&faint(&format!("  {rest:.3}  {more} more")));
        }
    }

    fn otherwise(&mut self) {
        self.section("What it would be otherwise");
        let sensitivity = &self.of.sensitivity;
        let mut rows = vec![("without what actors claim".to_owned(), &sensitivity.without_actor_claims)];
        let moving = sensitivity.without_group.iter().filter(|group| group.pairs != self.of.pairs);
        rows.extend(moving.map(|group| (format!("without {}", plain(&group.who)), &group.pairs)));
        rows.extend(sensitivity.prior_sweep.iter().map(|s| (format!("with a prior of {:.2}", s.prior), &s.pairs)));
        let rows: Vec<(String, String)> = rows.into_iter().map(|(what, pairs)| (what, self.figures(pairs))).collect();
        for (what, figures) in rows {
            self.paragraph(&format!("{what}: {figures}"), "  ", "    ");
        }
        if let Some(counted) = &sensitivity.counting_outlets {
            let figures = self.figures(&counted.pairs);
            let words = format!("Not an answer but an error: {figures}, which {}.", plain(&counted.error));
            self.paragraph(&words, "  ! ", "    ");
        }
    }

    fn figures(&self, pairs: &[PairLine]) -> String {
        let figures = pairs.iter().map(|pair| format!("{} {}", self.pair(pair), probability(pair.p)));
        figures.collect::<Vec<_>>().join("; ")
    }

    fn acts_like(&mut self) {
        if self.of.acts_like.is_empty() {
            return;
        }
        self.section("Acts like");
        for like in &self.of.acts_like {
            let (name, known) = (self.name(like.incident), like.features.len());
            let words = match like.unknown {
                Some(unknown) => {
                    let groups = like.ranking.iter().map(|r| format!("{} {:.2}", plain(&r.group), r.p));
                    let groups = groups.collect::<Vec<_>>().join("; ");
                    format!("{name}: {groups}; none of the groups known {unknown:.2} ({known} techniques and programs)")
                }
                None => format!("{name}: {known} techniques and programs known, {} are needed", like.needed),
            };
            self.paragraph(&words, "  ", "    ");
        }
        self.line(&faint("  going by behaviour alone, as people describe it afterwards: no attribution"));
    }

    fn would_change(&mut self) {
        self.section("What would change it");
        for missing in &self.of.missing_evidence {
            let on: Vec<String> = missing.scope.iter().map(|id| self.name(*id)).collect();
            let words = format!(
                "{} → {}  {} ({})",
                probability(missing.p),
                probability(missing.p_with),
                missing.what,
                on.join(" and ")
            );
            self.paragraph(&words, "  ", "               ");
        }
    }

    fn watch(&mut self) {
        if self.of.watch.is_empty() {
            return;
        }
        self.section("Indicators to look for");
        for watched in self.of.watch.iter().take(20) {
            let seen: Vec<String> = watched.seen.iter().map(|id| self.name(*id)).collect();
            let look: Vec<String> = watched.look_in.iter().map(|id| self.name(*id)).collect();
            let words =
                format!("{} {}: seen at {}, look at {}", watched.kind, watched.value, seen.join(", "), look.join(", "));
            self.paragraph(&words, "  ", "    ");
        }
    }
}

/// A prior as it was given: two digits where they say all of it, and never rounded to 0 or 1.
fn prior(prior: f64) -> String {
    let short = format!("{prior:.2}");
    if short.parse() == Ok(prior) { short } else { prior.to_string() }
}
