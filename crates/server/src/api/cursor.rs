//! Long lists in pieces: how many at most, and where to go on. A cursor belongs to the question that it was given for.

use super::{Refused, Told};
use crate::respond::fnv;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Items of a piece unless asked otherwise, and at most.
const USUAL: usize = 50;
const MOST: usize = 200;

/// Which piece is asked for.
pub struct Paging {
    /// Items at most.
    pub limit: usize,
    /// After so many.
    pub offset: usize,
    question: u64,
}

impl Paging {
    /// Reads it; `question` is all that the list depends on.
    pub fn of(limit: Option<usize>, cursor: Option<&str>, question: &impl std::fmt::Debug) -> Told<Self> {
        let question = fnv(format!("{question:?}").as_bytes());
        let limit = limit.unwrap_or(USUAL);
        if !(1..=MOST).contains(&limit) {
            return Err(Refused::unclear(format!("limit: use 1 to {MOST}")));
        }
        let offset = cursor.map_or(Ok(0), |cursor| read(cursor, question))?;
        Ok(Self { limit, offset, question })
    }

    /// A piece of a list that has `total` items in all.
    pub fn listed<T>(&self, items: Vec<T>, total: usize) -> Listed<T> {
        let after = self.offset + items.len();
        let more = !items.is_empty() && after < total;
        let next = more.then(|| URL_SAFE_NO_PAD.encode(format!("{after}.{:016x}", self.question)));
        Listed { items, total, next }
    }

    /// The piece of a list that is all here.
    pub fn cut<T>(&self, all: Vec<T>) -> Listed<T> {
        let total = all.len();
        self.listed(all.into_iter().skip(self.offset).take(self.limit).collect(), total)
    }
}

fn read(cursor: &str, question: u64) -> Told<usize> {
    let wrong = || Refused::unclear("cursor: it is none of this list; begin again without it");
    let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| wrong())?;
    let text = String::from_utf8(bytes).map_err(|_| wrong())?;
    let (after, of) = text.split_once('.').ok_or_else(wrong)?;
    let right = of == format!("{question:016x}");
    after.parse().ok().filter(|_| right).ok_or_else(wrong)
}

/// A piece of a list.
#[derive(Debug, serde::Serialize)]
pub struct Listed<T> {
    /// The piece.
    pub items: Vec<T>,
    /// How many there are in all, for whoever asks.
    pub total: usize,
    /// Where to go on; null at the end.
    pub next: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_on_in_its_own_list_only() {
        let first = Paging::of(Some(2), None, &"q").map(|paging| paging.cut(vec![1, 2, 3])).expect("a piece");
        assert_eq!((first.items, first.total), (vec![1, 2], 3));
        let next = first.next.expect("more");
        let last = Paging::of(Some(2), Some(&next), &"q").map(|paging| paging.cut(vec![1, 2, 3])).expect("a piece");
        assert_eq!((last.items, last.next), (vec![3], None));
        assert!(Paging::of(Some(2), Some(&next), &"another").is_err());
        assert!(Paging::of(Some(2), Some("nonsense"), &"q").is_err());
        assert!(Paging::of(Some(0), None, &"q").is_err() && Paging::of(Some(201), None, &"q").is_err());
    }
}
