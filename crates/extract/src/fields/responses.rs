//! What was done in answer to the incident, and how far it has come. What is denied, conditional or done by the
//! attackers is no response; a refusal to pay is one of its own.

use super::hold::{self, Hold, Scopes};
use super::lexicon::{Lexicon, in_class};
use super::pattern::Match;
use super::section::{self, Section};
use crate::analysis::spelt::is_word;
use crate::analysis::{Analysis, SentenceId, Tag, Tokens};
use serde::Deserialize;
use sextant_model::{BlockKind, ResponseAction, ResponseState};
use std::sync::LazyLock;

/// A response, before it is put on an incident.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// The words.
    pub span: Tokens,
    /// What.
    pub action: ResponseAction,
    /// How far.
    pub state: ResponseState,
    /// The rule.
    pub rule: String,
}

#[derive(Debug, Deserialize)]
struct Means {
    action: ResponseAction,
    state: Option<ResponseState>,
    #[serde(default)]
    opens: bool,
}

static RULES: LazyLock<Lexicon<Means>> = LazyLock::new(|| Lexicon::read(include_str!("../../data/responses.toml")));

/// Finds all responses, in text order.
pub(super) fn find(analysis: &Analysis<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for id in 0..analysis.sentences.len() {
        if matches!(analysis.sentences[id].kind, BlockKind::Aside) || section::of(analysis, id) == Section::Boilerplate
        {
            continue;
        }
        sentence(analysis, id, &mut found);
    }
    found
}

fn sentence(analysis: &Analysis<'_>, id: SentenceId, found: &mut Vec<Found>) {
    let run = analysis.sentences[id].tokens.clone();
    if analysis.tokens[run.clone()].last().is_some_and(|t| t.text == "?") {
        return;
    }
    let matches = RULES.find_all(&analysis.tokens, &run);
    let scopes = (!matches.is_empty()).then(|| Scopes::of(analysis, &run));
    for (rule, m) in matches {
        let Some(state) =
            scopes.as_ref().and_then(|s| state(analysis, &run, s, rule.means.action, rule.means.state, &m))
        else {
            continue;
        };
        if by_attacker(analysis, &run, m.tokens.start) && rule.means.action != ResponseAction::RefuseRansom {
            continue;
        }
        if rule.means.opens && !opens(analysis, &run, &m) || by_the_attack(analysis, &run, &m, rule.means.action) {
            continue;
        }
        if to_the_reader(analysis, &run, &m) || of_the_outlet(analysis, &run, &m) || bait(analysis, &run, &m) {
            continue;
        }
        let told = commanded(analysis, &run, &m, rule.means.action);
        let (action, state) =
            if told { (ResponseAction::AdvisePublic, ResponseState::Done) } else { (rule.means.action, state) };
        found.push(Found { span: m.tokens, action, state, rule: rule.id.clone() });
    }
    if section::of(analysis, id) == Section::Advice && imperative(analysis, &run) {
        found.push(Found {
            span: run.clone(),
            action: ResponseAction::AdvisePublic,
            state: ResponseState::Done,
            rule: "response.advice-section".to_owned(),
        });
    }
}

/// "sent phishing emails to staff": the attack, no answer to it.
fn bait(analysis: &Analysis<'_>, run: &Tokens, m: &Match) -> bool {
    let near = run.start.max(m.tokens.start.saturating_sub(2))..m.tokens.end;
    analysis.tokens[near].iter().any(|t| matches!(t.lower.as_str(), "phishing" | "malicious" | "fraudulent" | "bogus"))
}

/// "Reset the passwords of all accounts": an order to whoever reads, not something done.
fn commanded(analysis: &Analysis<'_>, run: &Tokens, m: &Match, action: ResponseAction) -> bool {
    let mark = |at: usize| analysis.tokens[at].tag == Tag::Mark || analysis.tokens[at].tag == Tag::Number;
    let first = run.clone().find(|&at| !mark(at));
    let token = &analysis.tokens[m.anchor];
    let base = token.lower == token.lemma && matches!(token.tag, Tag::Verb | Tag::Noun | Tag::Proper);
    let object =
        analysis.tokens.get(m.anchor + 1).is_some_and(|t| !matches!(t.tag, Tag::Mark | Tag::Auxiliary | Tag::Modal));
    let verb_like =
        !matches!(action, ResponseAction::Investigate | ResponseAction::LegalAction | ResponseAction::RefuseRansom);
    // "Letters to the passengers were sent": a thing, not an order.
    let thing = matches!(token.lower.as_str(), "letter" | "letters" | "notices" | "emails");
    first == Some(m.anchor) && base && object && verb_like && !thing
}

/// An order opens its sentence, or the clause after a mark.
fn opens(analysis: &Analysis<'_>, run: &Tokens, m: &Match) -> bool {
    let before = m.tokens.start.checked_sub(1).filter(|&i| i >= run.start).map(|i| &analysis.tokens[i]);
    let next = analysis.tokens.get(m.tokens.start).is_some_and(|t| t.lower == t.lemma);
    next && before.is_none_or(|t| matches!(t.text, ":" | ";" | "•" | "-" | "–") || t.lower == "please")
}

/// "A flood took down the ticket shop": what the attack took down was not taken offline in answer to it.
fn by_the_attack(analysis: &Analysis<'_>, run: &Tokens, m: &Match, action: ResponseAction) -> bool {
    let left = &analysis.tokens[run.start.max(m.tokens.start.saturating_sub(4))..m.tokens.start];
    let passive = left.last().is_some_and(|t| t.tag == Tag::Auxiliary || t.lemma == "be");
    let attack = |t: &&crate::analysis::Token<'_>| {
        matches!(t.tag, Tag::Noun) && (in_class("attack", &t.lower) || in_class("malware", &t.lower))
            || t.lower == "flood"
    };
    action == ResponseAction::SystemsOffline && !passive && left.iter().rev().take(4).any(|t| attack(&t))
}

/// "Nobody can tell you", "we told you at 11.15": the outlet speaks to its reader.
fn to_the_reader(analysis: &Analysis<'_>, run: &Tokens, m: &Match) -> bool {
    let tells = analysis.tokens[m.anchor].lemma == "tell"
        && analysis.tokens.get(m.anchor + 1).is_some_and(|t| t.lower == "you");
    let mut left = analysis.tokens[run.start..m.anchor].iter().rev().take(3);
    tells || left.any(|t| matches!(t.lower.as_str(), "nobody" | "no-one"))
}

/// "Our online report has been taken down": what an outlet does with its own pages.
fn of_the_outlet(analysis: &Analysis<'_>, run: &Tokens, m: &Match) -> bool {
    let from = run.start.max(m.tokens.start.saturating_sub(6));
    let own = ["report", "article", "story", "video", "tweet", "podcast", "paste"];
    let words = &analysis.tokens[from..m.tokens.end];
    let down = words.iter().any(|t| t.lower == "down" || t.lower == "offline" || t.lower == "removed");
    down && words.iter().any(|t| own.contains(&t.lemma.as_str()))
}

/// "Ask your bank for a new card."
fn imperative(analysis: &Analysis<'_>, run: &Tokens) -> bool {
    analysis
        .tokens
        .get(run.start)
        .is_some_and(|t| t.tag == Tag::Verb || matches!(t.lower.as_str(), "please" | "do" | "keep" | "you"))
}

fn state(
    analysis: &Analysis<'_>,
    run: &Tokens,
    scopes: &Scopes,
    action: ResponseAction,
    fixed: Option<ResponseState>,
    m: &Match,
) -> Option<ResponseState> {
    let group = hold::verb_group(analysis, run.start, m.anchor);
    if let Some(done) = fixed {
        let planned = group == Hold::Unreal || intends(analysis, m);
        return Some(if planned { ResponseState::Planned } else { done });
    }
    let stated_noun = fixed.is_none() && group == Hold::Not;
    if stated_noun || conditional(analysis, run, m.anchor) || expectation(analysis, run, m.anchor) {
        return None;
    }
    // "National Bureau of Investigation", "media enquiries", "the fraud dates back to March", "paid back in full"
    let named = token_is_name(analysis, m, action);
    let other_back = m.anchor > run.start
        && analysis.tokens[m.anchor].lower == "back"
        && matches!(
            analysis.tokens[m.anchor - 1].lemma.as_str(),
            "date" | "dates" | "pay" | "claw" | "buy" | "look" | "hold" | "report"
        );
    if named || other_back {
        return None;
    }
    // "Please review your statements"
    let asked = m.anchor > run.start && analysis.tokens[m.anchor - 1].lower == "please";
    if asked && action == ResponseAction::Investigate {
        return None;
    }
    if noun_like(analysis, action, m) || action == ResponseAction::PasswordReset && advice(analysis, run, m) {
        return None;
    }
    if action == ResponseAction::PayRansom && !paid(analysis, run, m) {
        return None;
    }
    if action == ResponseAction::PayRansom && scopes.clause(analysis, run.start, m.anchor) != Hold::So {
        return None;
    }
    let token = &analysis.tokens[m.anchor];
    if group == Hold::Unreal || to_come(analysis, run, m.anchor) {
        return Some(ResponseState::Planned);
    }
    let progressive = token.lower.ends_with("ing") && (token.tag != Tag::Noun || be_before(analysis, run, m.anchor));
    let being = analysis.tokens[run.start.max(m.anchor.saturating_sub(3))..m.anchor].iter().any(|t| t.lower == "being");
    let looking = action == ResponseAction::Investigate && token.tag != Tag::Participle;
    let offered =
        action == ResponseAction::OfferMonitoring && matches!(token.tag, Tag::Noun | Tag::Adjective | Tag::Number);
    let under_way =
        offered || token.tag == Tag::Gerund || progressive || being || looking || unfinished(analysis, run, m);
    Some(if under_way { ResponseState::UnderWay } else { ResponseState::Done })
}

/// "has yet to completely relaunch its network", "not yet fully restored": begun, not done.
fn unfinished(analysis: &Analysis<'_>, run: &Tokens, m: &Match) -> bool {
    let near = run.start.max(m.tokens.start.min(m.anchor).saturating_sub(4))..m.anchor + 1;
    analysis.tokens[near].iter().any(|t| t.lower == "yet")
}

/// A body's name or a line for the press, not an inquiry.
fn token_is_name(analysis: &Analysis<'_>, m: &Match, action: ResponseAction) -> bool {
    let before = m.anchor.checked_sub(1).map_or("", |i| analysis.tokens[i].lower.as_str());
    action == ResponseAction::Investigate
        && (analysis.tokens[m.anchor].tag == Tag::Proper || matches!(before, "media" | "press" | "investor"))
}

/// "phone numbers of customers": a noun spelt like a verb of telling.
fn noun_like(analysis: &Analysis<'_>, action: ResponseAction, m: &Match) -> bool {
    let token = &analysis.tokens[m.anchor];
    let telling =
        matches!(action, ResponseAction::NotifyPeople | ResponseAction::NotifyRegulator | ResponseAction::NotifyPolice);
    telling && matches!(token.tag, Tag::Noun | Tag::Adjective | Tag::Proper)
}

/// "Change your passwords regularly": told to the reader.
fn advice(analysis: &Analysis<'_>, run: &Tokens, m: &Match) -> bool {
    let own = analysis.tokens[m.tokens.clone()].iter().any(|t| t.lower == "your");
    let left = &analysis.tokens[run.start.max(m.anchor.saturating_sub(4))..m.anchor];
    let to = left.last().is_some_and(|t| t.lower == "to");
    let near = &analysis.tokens[run.start.max(m.anchor.saturating_sub(8))..m.anchor];
    let passive = |at: usize| near.get(at.wrapping_sub(1)).is_some_and(|t| t.tag == Tag::Auxiliary || t.lemma == "be");
    let asks = |t: &crate::analysis::Token<'_>| matches!(t.lemma.as_str(), "tell" | "ask" | "urge" | "advise" | "want");
    let asked = to && near.iter().enumerate().any(|(at, t)| asks(t) && !passive(at));
    let urged = asked
        || left
            .iter()
            .any(|t| matches!(t.lemma.as_str(), "urge" | "advise" | "recommend" | "encourage" | "remind" | "should"));
    urged
        || own
            && analysis.tokens[run.start..m.tokens.start]
                .iter()
                .all(|t| !matches!(t.tag, Tag::Pronoun | Tag::Noun | Tag::Proper))
}

/// A payment made: past, and nothing negative near it.
fn paid(analysis: &Analysis<'_>, run: &Tokens, m: &Match) -> bool {
    let past = analysis.tokens[m.tokens.clone()]
        .iter()
        .any(|t| matches!(t.lower.as_str(), "paid" | "gave" | "given" | "met" | "transferred" | "made" | "handed"));
    let left = &analysis.tokens[run.start.max(m.tokens.start.saturating_sub(7))..m.tokens.start];
    past && !left.iter().any(|t| {
        t.tag == Tag::Negation || matches!(t.lower.as_str(), "no" | "against" | "refused" | "declined" | "without")
    })
}

fn intends(analysis: &Analysis<'_>, m: &Match) -> bool {
    analysis.tokens[m.tokens.clone()].iter().any(|t| matches!(t.lemma.as_str(), "intend" | "plan" | "intention"))
}

fn be_before(analysis: &Analysis<'_>, run: &Tokens, at: usize) -> bool {
    at > run.start && is_word(&analysis.tokens[at - 1], "be")
}

/// "if it paid", "whether to notify": not done.
fn conditional(analysis: &Analysis<'_>, run: &Tokens, at: usize) -> bool {
    analysis.tokens[run.start.max(at.saturating_sub(6))..at]
        .iter()
        .any(|t| matches!(t.lower.as_str(), "if" | "unless" | "whether" | "must" | "never"))
}

/// "is expected to", "failed to", "before it could".
fn expectation(analysis: &Analysis<'_>, run: &Tokens, at: usize) -> bool {
    let left = &analysis.tokens[run.start.max(at.saturating_sub(4))..at];
    left.iter().any(|t| is_word(t, "fail") || is_word(t, "unable") || t.lower == "without" || t.lower == "too")
}

/// "plans to notify", "is to be restored", "considering".
fn to_come(analysis: &Analysis<'_>, run: &Tokens, at: usize) -> bool {
    let left = &analysis.tokens[run.start.max(at.saturating_sub(5))..at];
    left.iter().any(|t| {
        matches!(t.lemma.as_str(), "plan" | "intend" | "consider" | "prepare" | "mull" | "weigh")
            || matches!(t.lower.as_str(), "will" | "'ll")
    })
}

/// The attackers do it, not the victim.
fn by_attacker(analysis: &Analysis<'_>, run: &Tokens, start: usize) -> bool {
    for at in (run.start..start).rev().take(5) {
        let token = &analysis.tokens[at];
        if in_class("attackers", &token.lower) {
            return at
                .checked_sub(1)
                .filter(|&i| i >= run.start)
                .is_none_or(|i| !matches!(analysis.tokens[i].lower.as_str(), "to" | "with" | "by" | "from"));
        }
        if matches!(token.text, "," | ";")
            || token.tag == Tag::Conjunction
            || matches!(token.lower.as_str(), "that" | "which" | "who")
        {
            return false;
        }
    }
    false
}

/// One for each action, the furthest state first told.
pub(super) fn settle(found: Vec<Found>) -> Vec<Found> {
    let rank = |s: ResponseState| match s {
        ResponseState::Done => 3,
        ResponseState::UnderWay => 2,
        ResponseState::Planned => 1,
        ResponseState::Refused => 0,
    };
    let mut kept: Vec<Found> = Vec::new();
    for item in found {
        match kept.iter_mut().find(|k| k.action == item.action) {
            Some(old) if rank(item.state) > rank(old.state) => *old = item,
            Some(_) => {}
            None => kept.push(item),
        }
    }
    let refused = kept.iter().any(|k| k.action == ResponseAction::RefuseRansom && k.state == ResponseState::Done);
    kept.retain(|k| !(refused && k.action == ResponseAction::PayRansom));
    kept
}

#[cfg(test)]
pub(super) fn faults() -> &'static [String] {
    &RULES.faults
}
