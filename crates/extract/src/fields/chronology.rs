//! The order in which a text tells its story: as it stands, or, in a live page or a status log with the newest entry on
//! top, turned round entry by entry. What an entry says is the newest only where nothing later says otherwise.

use super::dates::stamped_day;
use crate::analysis::{Analysis, SentenceId, Tokens};
use jiff::civil::Date;
use std::ops::Range;

/// How many time stamps make a log, and how many tokens into its line a stamp may stand.
const ENTRIES: usize = 3;
const LEAD: usize = 7;

/// One entry: its sentences, its day (if shown) and its minute.
#[derive(Debug, Clone)]
struct Entry {
    sentences: Range<SentenceId>,
    day: Option<Date>,
    minute: u32,
}

/// All sentences, the oldest first.
pub(super) fn sentences(analysis: &Analysis<'_>) -> Vec<SentenceId> {
    let all = 0..analysis.sentences.len();
    let entries = entries(analysis);
    if !newest_first(&entries) {
        return all.collect();
    }
    let first = entries.first().map_or(all.end, |e| e.sentences.start);
    let told = entries.iter().rev().flat_map(|e| e.sentences.clone());
    (0..first).chain(told).collect()
}

fn entries(analysis: &Analysis<'_>) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for (id, sentence) in analysis.sentences.iter().enumerate() {
        let opens = id.checked_sub(1).is_none_or(|before| analysis.sentences[before].block != sentence.block);
        let Some(minute) = opens.then(|| stamp(analysis, &sentence.tokens)).flatten() else { continue };
        if let Some(last) = entries.last_mut() {
            last.sentences.end = id;
        }
        let day =
            stamped_day(analysis, &(sentence.tokens.start..sentence.tokens.end.min(sentence.tokens.start + LEAD)));
        entries.push(Entry { sentences: id..analysis.sentences.len(), day, minute });
    }
    entries
}

/// The minute of the day at the head of a line: "5.40pm", "Update - Oct 15, 09:30".
fn stamp(analysis: &Analysis<'_>, line: &Tokens) -> Option<u32> {
    let head = line.start..line.end.min(line.start + LEAD);
    head.clone().find_map(|at| {
        let next = analysis.tokens.get(at + 1).filter(|_| at + 1 < head.end).map_or("", |t| t.lower.as_str());
        clock(&analysis.tokens[at].lower, next)
    })
}

/// "09:30", "5.40pm", "5:40 pm".
fn clock(word: &str, next: &str) -> Option<u32> {
    let (half, digits) = match (word.strip_suffix("pm"), word.strip_suffix("am")) {
        (Some(digits), _) => (Some(12), digits),
        (_, Some(digits)) => (Some(0), digits),
        _ => (
            matches!(next, "pm" | "p.m" | "p.m.").then_some(12).or(matches!(next, "am" | "a.m" | "a.m.").then_some(0)),
            word,
        ),
    };
    let (hour, minute) = digits.split_once(':').or_else(|| half.and_then(|_| digits.split_once('.')))?;
    let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.get(..2)?.parse().ok()?);
    let hour = half.map_or(hour, |h| hour % 12 + h);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

/// Most steps from one entry to the next go back in time.
fn newest_first(entries: &[Entry]) -> bool {
    let back = |pair: &&[Entry]| match (pair[0].day, pair[1].day) {
        (Some(a), Some(b)) if a != b => a > b,
        _ => pair[0].minute > pair[1].minute,
    };
    let steps = entries.len().saturating_sub(1);
    entries.len() >= ENTRIES && entries.windows(2).filter(back).count() * 3 > steps * 2
}
