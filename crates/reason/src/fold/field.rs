//! What one field amounts to: its standing, which way it goes, and its value where there is one.

use super::Fold;
use super::bearing::{Key, Side, Weight};
use super::nouns::number;
use super::pile::{Entry, Pile};
use sextant_model::*;
use std::collections::BTreeSet;

/// A field's state.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Outlook {
    pub standing: Standing,
    /// `Against` only for data that are said to be spared; anything else that is refuted is `denied`.
    pub side: Side,
    /// State or number.
    pub value: Option<String>,
    /// When this began.
    pub since: Instant,
    /// One voice says both: both are shown.
    pub split: bool,
    pub supporting: BTreeSet<usize>,
    pub against: BTreeSet<usize>,
}

impl Outlook {
    /// Whether a reader would see no difference but the number of claims.
    pub fn says_the_same(&self, other: &Self) -> bool {
        (self.standing, self.side, &self.value, self.split) == (other.standing, other.side, &other.value, other.split)
    }
}

/// What a claim says of its field besides which way.
pub(super) fn value_of(claim: &Claim) -> Option<String> {
    match &claim.proposition.content {
        Content::Service { state, .. } => Some(state.as_str().to_owned()),
        Content::Response { state, .. } => Some(state.as_str().to_owned()),
        Content::Impact { value, .. } => value.map(number),
        _ => None,
    }
}

/// `None` when nothing bears on it any more.
pub(super) fn outlook(fold: &Fold<'_>, key: &Key) -> Option<Outlook> {
    let pile = fold.pile(key).filter(|pile| !pile.is_empty())?;
    Some(match key {
        Key::Service(_) | Key::Response(_) => latest_state(fold, pile),
        Key::Impact(_, _, None) => counted(fold, pile),
        Key::Exposure(..) => exposure(fold, pile),
        _ => stated(pile),
    })
}

fn blank() -> Outlook {
    Outlook {
        standing: Standing::Unknown,
        side: Side::Open,
        value: None,
        since: Instant::UNIX_EPOCH,
        split: false,
        supporting: BTreeSet::new(),
        against: BTreeSet::new(),
    }
}

/// A field that is so or not so.
fn stated(pile: &Pile) -> Outlook {
    let verdict = pile.verdict();
    let standing = match (verdict.side, verdict.standing) {
        (Side::Against, _) => Standing::Denied,
        (_, standing) => standing,
    };
    let mut against = pile.claims(Side::Against);
    let mut supporting = pile.claims(Side::For);
    if verdict.side == Side::Open {
        supporting = pile.claims(Side::Open);
    } else {
        against.extend(pile.all().iter().filter(|e| e.side == Side::Open).map(|e| e.claim));
    }
    Outlook {
        standing,
        side: if verdict.side == Side::Open { Side::Open } else { Side::For },
        supporting,
        against,
        ..blank()
    }
}

/// A kind of data: taken, or expressly not.
fn exposure(fold: &Fold<'_>, pile: &Pile) -> Outlook {
    if pile.is_split() {
        let standing = pile.verdict_of(Side::For).standing;
        let (supporting, against) = (pile.claims(Side::For), pile.claims(Side::Against));
        return Outlook { standing, side: Side::For, split: true, supporting, against, ..blank() };
    }
    let verdict = pile.verdict();
    let (yes, no) = (pile.claims(Side::For), pile.claims(Side::Against));
    match verdict.side {
        Side::Open => Outlook { supporting: pile.claims(Side::Open), ..blank() },
        Side::Against => {
            Outlook { standing: verdict.standing, side: Side::Against, supporting: no, against: yes, ..blank() }
        }
        Side::For => {
            let denials = general_denials(fold);
            let refuted = !denials.is_empty() && no.is_empty() && verdict.standing != Standing::Confirmed;
            let standing = if refuted { Standing::Denied } else { verdict.standing };
            let against = if refuted { denials } else { no };
            Outlook { standing, side: Side::For, supporting: yes, against, ..blank() }
        }
    }
}

/// Claims by which a party in a position to know says that nothing was taken or nothing took place.
fn general_denials(fold: &Fold<'_>) -> BTreeSet<usize> {
    let refuted = [Key::Data, Key::Occurred].into_iter().filter_map(|key| fold.pile(&key)).filter(|pile| {
        let verdict = pile.verdict();
        verdict.side == Side::Against && verdict.standing == Standing::Confirmed
    });
    refuted.flat_map(|pile| pile.claims(Side::Against)).collect()
}

/// A service or a response: its latest state, whoever tells it.
fn latest_state(fold: &Fold<'_>, pile: &Pile) -> Outlook {
    let order = |e: &&Entry| {
        let claim = fold.claim(e.claim);
        (e.at, e.weight, claim.map(|c| c.start), claim.map(|c| c.id))
    };
    let Some(last) = pile.all().iter().filter(|e| e.side == Side::For).max_by_key(order) else { return stated(pile) };
    // From where the state has been this one without interruption.
    let changed = pile
        .all()
        .iter()
        .filter(|e| e.side == Side::For && e.value != last.value && e.at < last.at)
        .map(|e| e.at)
        .max();
    let holds = |e: &&Entry| e.side == Side::For && e.value == last.value && changed.is_none_or(|at| e.at >= at);
    let weight = pile.all().iter().filter(holds).map(|e| e.weight).max();
    Outlook {
        standing: standing_of(weight),
        side: Side::For,
        value: last.value.clone(),
        supporting: pile.all().iter().filter(holds).map(|e| e.claim).collect(),
        against: pile
            .all()
            .iter()
            .filter(|e| e.side == Side::For && e.at == last.at && e.value != last.value)
            .map(|e| e.claim)
            .collect(),
        ..blank()
    }
}

fn standing_of(weight: Option<Weight>) -> Standing {
    match weight {
        None => Standing::Unknown,
        Some(Weight::Rumoured | Weight::Hedged) => Standing::Possible,
        Some(Weight::Claimed) => Standing::Claimed,
        Some(Weight::Reported) => Standing::Reported,
        Some(Weight::Confirmed) => Standing::Confirmed,
    }
}

/// A count: the heaviest words hold; where they name different numbers, they dispute it and the latest is shown.
fn counted(fold: &Fold<'_>, pile: &Pile) -> Outlook {
    let entries: Vec<&Entry> =
        pile.standing_entries().filter(|e| e.side == Side::For && !is_refuted(fold, e)).collect();
    let Some(weight) = entries.iter().map(|e| e.weight).max() else { return stated(pile) };
    let top: Vec<&&Entry> = entries.iter().filter(|e| e.weight == weight).collect();
    let start = |e: &Entry| std::cmp::Reverse(fold.claim(e.claim).map(|c| (c.start, c.id)));
    let Some(shown) = top.iter().max_by_key(|e| (e.at, start(e))) else { return stated(pile) };
    let agrees = |e: &Entry| agree(fold, e, shown);
    let disputed = top.iter().any(|e| !agrees(e));
    let holding = pile.claims(Side::For);
    let (supporting, against) =
        pile.all().iter().filter(|e| holding.contains(&e.claim)).partition::<Vec<&Entry>, _>(|e| agrees(e));
    let current: BTreeSet<usize> = entries.iter().map(|e| e.claim).collect();
    Outlook {
        standing: if disputed { Standing::Disputed } else { standing_of(Some(weight)) },
        side: Side::For,
        value: shown.value.clone(),
        supporting: supporting.iter().map(|e| e.claim).collect(),
        // A number that its own voice has replaced is history, not opposition.
        against: against.iter().map(|e| e.claim).filter(|c| current.contains(c)).collect(),
        ..blank()
    }
}

/// Whether two numbers can both be right: equal, close, or one a bound that the other keeps to.
fn agree(fold: &Fold<'_>, one: &Entry, other: &Entry) -> bool {
    let parse = |e: &Entry| e.value.as_deref().and_then(|v| v.replace(',', "").parse::<f64>().ok());
    let (Some(a), Some(b)) = (parse(one), parse(other)) else { return one.value == other.value };
    let quote = |e: &Entry| fold.claim(e.claim).map(|c| c.quote.to_lowercase()).unwrap_or_default();
    let (at_least_a, at_least_b) = (is_lower_bound(&quote(one)), is_lower_bound(&quote(other)));
    let close = (a - b).abs() <= 0.02 * a.abs().max(b.abs());
    // "Over 6 million" and "6.5 million" agree; "over 1 million" and "9 million" are two statements.
    close || (at_least_a && a <= b && b <= 2.0 * a) || (at_least_b && b <= a && a <= 2.0 * b)
}

/// Whether the words make a number a lower bound.
pub(super) fn is_lower_bound(quote: &str) -> bool {
    ["over ", "more than ", "at least ", "upwards of ", "exceed", "north of "].iter().any(|word| quote.contains(word))
}

/// Whether somebody of no less weight says that this number was wrong.
fn is_refuted(fold: &Fold<'_>, entry: &Entry) -> bool {
    let Some(value) = entry.value.as_deref().and_then(|v| v.replace(',', "").parse::<f64>().ok()) else { return false };
    let denials = fold.piles.iter().filter(|(key, _)| matches!(key, Key::Statement(PropositionKind::Impact, _)));
    denials.flat_map(|(_, pile)| pile.standing_entries()).any(|denial| {
        let words = fold
            .claim(denial.claim)
            .map(|c| format!("{} {}", c.proposition.object.as_deref().unwrap_or_default(), c.quote));
        denial.side == Side::Against
            && denial.weight >= entry.weight
            && words.is_some_and(|w| numbers_in(&w).contains(&value))
    })
}

/// Numbers in words: "1.2 million", "870,000".
fn numbers_in(words: &str) -> Vec<f64> {
    let tokens: Vec<&str> = words.split_whitespace().collect();
    let mut found = Vec::new();
    for (n, token) in tokens.iter().enumerate() {
        let digits: String = token.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
        let Ok(value) = digits.trim_end_matches('.').parse::<f64>() else { continue };
        let scale =
            match tokens.get(n + 1).map(|t| t.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()).as_deref() {
                Some("thousand") => 1e3,
                Some("million") => 1e6,
                Some("billion") => 1e9,
                _ => 1.0,
            };
        found.push(value * scale);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_from_words() {
        assert_eq!(numbers_in("its preliminary figure of 1.2 million was wrong"), [1_200_000.0]);
        assert_eq!(numbers_in("870,000 customers, not 1.2 million."), [870_000.0, 1_200_000.0]);
        assert!(is_lower_bound("over 6.5 million") && !is_lower_bound("up to 6.5 million"));
    }
}
