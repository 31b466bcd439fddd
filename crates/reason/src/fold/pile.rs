//! All that bears on one field, and what it amounts to. A later statement of one voice replaces its earlier one; a
//! hedge does not take a firm statement back; two statements of one voice in one moment are a denial told beside the
//! admission that ended it, so the admission stands.

use super::bearing::{Side, Weight};
use sextant_model::*;
use std::collections::{BTreeMap, BTreeSet};

/// Who speaks, for the purpose of replacing: everyone who speaks for the victim is one voice.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Voice {
    Victim,
    Named(String),
    Outlet(GroupId),
}

/// One claim on the field. `claim` is its position in the dossier's sorted claims.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    pub claim: usize,
    pub at: Instant,
    pub voice: Voice,
    pub side: Side,
    pub weight: Weight,
    pub implied: bool,
    /// What the claim says of the field besides its side: a state, a number.
    pub value: Option<String>,
}

/// What a field amounts to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Verdict {
    pub standing: Standing,
    pub side: Side,
}

/// All that bears on one field.
#[derive(Debug, Clone, Default)]
pub(super) struct Pile {
    all: Vec<Entry>,
    /// For each voice, what it says last.
    latest: BTreeMap<Voice, Vec<Entry>>,
}

impl Pile {
    pub fn add(&mut self, entry: Entry) {
        let late = self.all.last().is_some_and(|last| entry.at < last.at);
        self.place(&entry);
        self.all.push(entry);
        if late {
            self.rebuild();
        }
    }

    /// Takes a claim back; what it had replaced stands again.
    pub fn remove(&mut self, claim: usize) {
        self.all.retain(|entry| entry.claim != claim);
        self.rebuild();
    }

    fn rebuild(&mut self) {
        let mut all = std::mem::take(&mut self.all);
        all.sort_by_key(|entry| (entry.at, entry.claim));
        self.latest.clear();
        all.iter().for_each(|entry| self.place(entry));
        self.all = all;
    }

    fn place(&mut self, entry: &Entry) {
        if entry.side == Side::Open {
            return;
        }
        let said = self.latest.entry(entry.voice.clone()).or_default();
        let Some(last) = said.first() else { return said.push(entry.clone()) };
        if entry.at == last.at {
            said.push(entry.clone());
        } else if entry.at > last.at && !keeps(said, entry) {
            *said = vec![entry.clone()];
        }
    }

    /// Every entry, in the order of time.
    pub fn all(&self) -> &[Entry] {
        &self.all
    }

    /// What every voice says last.
    pub fn standing_entries(&self) -> impl Iterator<Item = &Entry> {
        self.latest.values().flatten()
    }

    /// The claims by which voices hold this side now.
    pub fn current(&self, side: Side) -> BTreeSet<usize> {
        self.standing_entries().filter(|e| e.side == side).map(|e| e.claim).collect()
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether one voice says both in one moment (some card data were taken, full numbers were not).
    pub fn is_split(&self) -> bool {
        self.latest.values().any(|said| {
            let firm = |side| said.iter().any(|e| e.side == side && !e.implied);
            firm(Side::For) && firm(Side::Against)
        })
    }

    /// The verdict, an admission overruling a denial told beside it.
    pub fn verdict(&self) -> Verdict {
        judge(self.latest.values().flat_map(|said| {
            let admits = said.iter().any(|e| e.side == Side::For && e.weight >= Weight::Hedged);
            said.iter().filter(move |e| e.side == Side::For || !admits)
        }))
    }

    /// The verdict on one side alone.
    pub fn verdict_of(&self, side: Side) -> Verdict {
        judge(self.standing_entries().filter(|e| e.side == side))
    }

    /// Claims on a side: of voices that hold it still.
    pub fn claims(&self, side: Side) -> BTreeSet<usize> {
        if side == Side::Open {
            return self.all.iter().filter(|e| e.side == Side::Open).map(|e| e.claim).collect();
        }
        let holds = |e: &&Entry| self.latest.get(&e.voice).is_some_and(|said| said.iter().any(|s| s.side == side));
        self.all.iter().filter(|e| e.side == side).filter(holds).map(|e| e.claim).collect()
    }

    /// Claims on the other side that their own voice has since replaced.
    pub fn replaced(&self) -> impl Iterator<Item = &Entry> {
        self.all.iter().filter(|e| {
            e.side != Side::Open
                && self.latest.get(&e.voice).is_some_and(|said| said.iter().all(|s| s.side != e.side && s.at > e.at))
        })
    }
}

/// Whether what was said before stands although `entry` is later.
fn keeps(said: &[Entry], entry: &Entry) -> bool {
    let firm = |weight: Weight| weight != Weight::Hedged && weight != Weight::Rumoured;
    let same_side = said.iter().any(|s| s.side == entry.side && firm(s.weight));
    same_side && (!firm(entry.weight) || entry.implied)
}

/// From the heaviest words down: where both sides have some of that weight they dispute it, else that side has it.
fn judge<'a>(entries: impl Iterator<Item = &'a Entry>) -> Verdict {
    let (mut heaviest_for, mut heaviest_against) = (None, None);
    for entry in entries {
        let heaviest = if entry.side == Side::For { &mut heaviest_for } else { &mut heaviest_against };
        *heaviest = (*heaviest).max(Some(entry.weight));
    }
    let weight = heaviest_for.max(heaviest_against);
    let standing = match weight {
        None => return Verdict { standing: Standing::Unknown, side: Side::Open },
        Some(Weight::Rumoured | Weight::Hedged) => Standing::Possible,
        Some(Weight::Claimed) => Standing::Claimed,
        Some(Weight::Reported) => Standing::Reported,
        Some(Weight::Confirmed) => Standing::Confirmed,
    };
    match (heaviest_for == weight, heaviest_against == weight) {
        (true, true) => Verdict { standing: Standing::Disputed, side: Side::For },
        (true, false) => Verdict { standing, side: Side::For },
        _ => Verdict { standing, side: Side::Against },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(claim: usize, second: i64, voice: &str, side: Side, weight: Weight) -> Entry {
        Entry {
            claim,
            at: Instant::from_second(second).unwrap(),
            voice: Voice::Named(voice.into()),
            side,
            weight,
            implied: false,
            value: None,
        }
    }

    fn verdict(entries: &[Entry]) -> (Standing, Side) {
        let mut pile = Pile::default();
        entries.iter().cloned().for_each(|e| pile.add(e));
        (pile.verdict().standing, pile.verdict().side)
    }

    #[test]
    fn standings_follow_the_heaviest_words() {
        use Side::*;
        use Weight::*;
        let one = |side, weight| entry(0, 0, "a", side, weight);
        let two = |side, weight| entry(1, 1, "b", side, weight);
        for (entries, expected) in [
            (vec![], (Standing::Unknown, Open)),
            (vec![one(For, Claimed)], (Standing::Claimed, For)),
            (vec![one(For, Claimed), two(For, Hedged)], (Standing::Possible, For)),
            (vec![one(For, Hedged), two(For, Reported)], (Standing::Reported, For)),
            (vec![one(For, Claimed), two(Against, Confirmed)], (Standing::Confirmed, Against)),
            (vec![one(For, Confirmed), two(Against, Confirmed)], (Standing::Disputed, For)),
            (vec![one(For, Confirmed), two(Against, Claimed)], (Standing::Confirmed, For)),
            (vec![one(For, Reported), two(Against, Reported)], (Standing::Disputed, For)),
        ] {
            assert_eq!(verdict(&entries), expected, "{entries:?}");
        }
    }

    #[test]
    fn a_later_word_replaces_and_a_hedge_does_not() {
        use Side::*;
        use Weight::*;
        let said = |n, side, weight| entry(n, n as i64, "victim", side, weight);
        assert_eq!(verdict(&[said(0, Against, Confirmed), said(1, For, Confirmed)]), (Standing::Confirmed, For));
        assert_eq!(verdict(&[said(0, For, Confirmed), said(1, For, Hedged)]), (Standing::Confirmed, For));
        assert_eq!(verdict(&[said(0, Against, Confirmed), said(1, For, Hedged)]), (Standing::Possible, For));
        let together = [entry(0, 5, "victim", Against, Confirmed), entry(1, 5, "victim", For, Confirmed)];
        assert_eq!(verdict(&together), (Standing::Confirmed, For));
    }

    #[test]
    fn what_was_replaced_stands_again_when_the_later_claim_is_withdrawn() {
        let mut pile = Pile::default();
        pile.add(entry(0, 0, "v", Side::Against, Weight::Confirmed));
        pile.add(entry(1, 1, "v", Side::For, Weight::Confirmed));
        assert_eq!(pile.replaced().map(|e| e.claim).collect::<Vec<_>>(), [0]);
        pile.remove(1);
        assert_eq!(pile.verdict(), Verdict { standing: Standing::Confirmed, side: Side::Against });
    }
}
