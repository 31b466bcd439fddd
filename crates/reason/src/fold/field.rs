//! What one field amounts to: its standing, which way it goes, and its value where there is one.

use super::Fold;
use super::bearing::{Key, People, Side, Weight, is_personal};
use super::nouns::number;
use super::pile::{Entry, Pile};
use sextant_model::*;
use std::collections::BTreeSet;

/// A field's state. Weighed at every moment that touches the field, so it looks at what each voice says last and no
/// further; all claims on either side are gathered for the record by [`claims_on`].
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
    /// What the voices that hold it say last.
    pub supporting: BTreeSet<usize>,
    /// What the voices against it say last.
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
        // What is only implied by particular kinds of data takes an exclusion back and is no statement of its own.
        Key::Exposure(..) if is_only_implied(pile) => {
            return pile.all().iter().any(|e| e.side == Side::Open).then(blank);
        }
        Key::Exposure(data, people) => exposure(fold, pile, *data, *people),
        _ => stated(fold, pile),
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

/// The claims by which voices hold a side now, where they are gathered yet.
fn gathered(fold: &Fold<'_>, pile: &Pile, side: Side) -> BTreeSet<usize> {
    if fold.gathers { pile.current(side) } else { BTreeSet::new() }
}

/// The claims of entries, where they are gathered yet.
fn claims_of<'e>(fold: &Fold<'_>, entries: impl Iterator<Item = &'e Entry>) -> BTreeSet<usize> {
    if fold.gathers { entries.map(|entry| entry.claim).collect() } else { BTreeSet::new() }
}

fn is_only_implied(pile: &Pile) -> bool {
    let stated = pile.standing_entries().any(|e| !e.implied);
    !stated && pile.standing_entries().next().is_some()
}

/// Every claim for and against what a field amounts to.
pub(super) fn claims_on(fold: &Fold<'_>, key: &Key, outlook: &Outlook) -> (BTreeSet<usize>, BTreeSet<usize>) {
    let Some(pile) = fold.pile(key) else { return (BTreeSet::new(), BTreeSet::new()) };
    let all = |side| pile.claims(side);
    if outlook.side == Side::Open {
        return (all(Side::Open), BTreeSet::new());
    }
    match key {
        Key::Service(_) | Key::Response(_) => {
            let holds = |e: &&Entry| e.side == Side::For && e.value == outlook.value && e.at >= outlook.since;
            (pile.all().iter().filter(holds).map(|e| e.claim).collect(), outlook.against.clone())
        }
        Key::Impact(_, _, None) if outlook.value.is_some() => {
            // A number that its own voice has replaced is history, not opposition.
            let held = all(Side::For);
            let agrees = |e: &&Entry| held.contains(&e.claim) && agree_with(fold, e, outlook);
            (pile.all().iter().filter(agrees).map(|e| e.claim).collect(), outlook.against.clone())
        }
        Key::Exposure(..) if outlook.side == Side::Against => (all(Side::Against), all(Side::For)),
        Key::Exposure(data, people) => {
            let no = all(Side::Against);
            let refuted = no.is_empty() && outlook.standing == Standing::Denied;
            (all(Side::For), if refuted { general_denials(fold, *data, *people) } else { no })
        }
        _ => (all(Side::For), all(Side::Against).union(&all(Side::Open)).copied().collect()),
    }
}

/// A field that is so or not so.
fn stated(fold: &Fold<'_>, pile: &Pile) -> Outlook {
    let verdict = pile.verdict();
    let standing = if verdict.side == Side::Against { Standing::Denied } else { verdict.standing };
    let side = if verdict.side == Side::Open { Side::Open } else { Side::For };
    let held = |side| gathered(fold, pile, side);
    Outlook { standing, side, supporting: held(Side::For), against: held(Side::Against), ..blank() }
}

/// A kind of data: taken, or expressly not.
fn exposure(fold: &Fold<'_>, pile: &Pile, data: DataKind, people: People) -> Outlook {
    let (yes, no) = (gathered(fold, pile, Side::For), gathered(fold, pile, Side::Against));
    if pile.is_split() {
        let standing = pile.verdict_of(Side::For).standing;
        return Outlook { standing, side: Side::For, split: true, supporting: yes, against: no, ..blank() };
    }
    let verdict = pile.verdict();
    match verdict.side {
        Side::Open => blank(),
        Side::Against => {
            Outlook { standing: verdict.standing, side: Side::Against, supporting: no, against: yes, ..blank() }
        }
        Side::For => {
            let excludes_none = pile.standing_entries().all(|e| e.side != Side::Against);
            let refuted =
                excludes_none && verdict.standing != Standing::Confirmed && is_denied_as_a_whole(fold, data, people);
            let standing = if refuted { Standing::Denied } else { verdict.standing };
            Outlook { standing, side: Side::For, supporting: yes, against: no, ..blank() }
        }
    }
}

/// Where a party in a position to know says that nothing took place, that nothing was taken, or no personal data.
fn refuted_as_a_whole<'f>(fold: &'f Fold<'_>, data: DataKind, people: People) -> impl Iterator<Item = &'f Pile> {
    let personal = is_personal(data) && data != DataKind::PersonalData;
    let all_personal = personal.then_some(Key::Exposure(DataKind::PersonalData, people));
    let wholes = [Key::Data, Key::Occurred].into_iter().chain(all_personal);
    wholes.filter_map(|key| fold.pile(&key)).filter(|pile| {
        let verdict = pile.verdict();
        verdict.side == Side::Against && verdict.standing == Standing::Confirmed
    })
}

fn is_denied_as_a_whole(fold: &Fold<'_>, data: DataKind, people: People) -> bool {
    refuted_as_a_whole(fold, data, people).next().is_some()
}

fn general_denials(fold: &Fold<'_>, data: DataKind, people: People) -> BTreeSet<usize> {
    refuted_as_a_whole(fold, data, people).flat_map(|pile| pile.claims(Side::Against)).collect()
}

/// A service or a response: its latest state, whoever tells it.
fn latest_state(fold: &Fold<'_>, pile: &Pile) -> Outlook {
    let order = |e: &&Entry| {
        let claim = fold.claim(e.claim);
        (e.at, e.weight, claim.map(|c| c.start), claim.map(|c| c.id))
    };
    let told = || pile.standing_entries().filter(|e| e.side == Side::For);
    let Some(last) = told().max_by_key(order) else { return stated(fold, pile) };
    let same = || told().filter(|e| e.value == last.value);
    Outlook {
        standing: standing_of(same().map(|e| e.weight).max()),
        side: Side::For,
        value: last.value.clone(),
        supporting: claims_of(fold, same()),
        against: claims_of(fold, told().filter(|e| e.at == last.at && e.value != last.value)),
        ..blank()
    }
}

pub(super) fn standing_of(weight: Option<Weight>) -> Standing {
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
    let Some(weight) = entries.iter().map(|e| e.weight).max() else { return stated(fold, pile) };
    let top: Vec<&&Entry> = entries.iter().filter(|e| e.weight == weight).collect();
    let start = |e: &Entry| std::cmp::Reverse(fold.claim(e.claim).map(|c| (c.start, c.id)));
    let Some(shown) = top.iter().max_by_key(|e| (e.at, start(e))) else { return stated(fold, pile) };
    let (with, against) = entries.iter().partition::<Vec<&Entry>, _>(|e| agree(fold, e, shown));
    let disputed = against.iter().any(|e| e.weight == weight);
    Outlook {
        standing: if disputed { Standing::Disputed } else { standing_of(Some(weight)) },
        side: Side::For,
        value: shown.value.clone(),
        supporting: claims_of(fold, with.into_iter()),
        against: claims_of(fold, against.into_iter()),
        ..blank()
    }
}

/// Whether an entry's number agrees with the one that is shown.
fn agree_with(fold: &Fold<'_>, entry: &Entry, outlook: &Outlook) -> bool {
    let pile = outlook.supporting.iter().filter_map(|c| fold.claim(*c).map(|claim| (*c, claim)));
    entry.value == outlook.value
        || outlook.supporting.contains(&entry.claim)
        || pile.into_iter().any(|(claim, told)| {
            let shown = Entry { claim, value: value_of(told), ..entry.clone() };
            shown.value == outlook.value && agree(fold, entry, &shown)
        })
}

/// Whether two numbers can both be right: equal, close, or one a bound that the other keeps to.
fn agree(fold: &Fold<'_>, one: &Entry, other: &Entry) -> bool {
    let parse = |e: &Entry| e.value.as_deref().and_then(|v| v.replace(',', "").parse::<f64>().ok());
    let (Some(a), Some(b)) = (parse(one), parse(other)) else { return one.value == other.value };
    let at_least = |e: &Entry| fold.claim(e.claim).is_some_and(|c| is_lower_bound(&c.quote.to_lowercase()));
    // "Over 6 million" and "6.5 million" agree; "over 1 million" and "9 million" are two statements.
    (a - b).abs() <= 0.02 * a.abs().max(b.abs())
        || (a <= b && b <= 2.0 * a && at_least(one))
        || (b <= a && a <= 2.0 * b && at_least(other))
}

/// Whether the words make a number a lower bound.
pub(super) fn is_lower_bound(quote: &str) -> bool {
    ["over ", "more than ", "at least ", "upwards of ", "exceed", "north of "].iter().any(|word| quote.contains(word))
}

/// Whether somebody of no less weight says that this number was wrong.
fn is_refuted(fold: &Fold<'_>, entry: &Entry) -> bool {
    let Some(value) = entry.value.as_deref().and_then(|v| v.replace(',', "").parse::<f64>().ok()) else { return false };
    let of_impact = |key: &Key| matches!(key, Key::Statement(PropositionKind::Impact, _));
    // A record may hold thousands of indicators: only the piles in question are looked at.
    let first = Key::Statement(PropositionKind::Impact, String::new());
    let denials = fold.piles.range(first..).take_while(|(key, _)| of_impact(key));
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
