//! Long lists in pieces: how many at most, and where to go on. A cursor holds the key of the last item that was told, not
//! how many were told, so that a list that changes meanwhile neither skips nor repeats; and it belongs to the question that
//! it was given for.

use super::{Refused, Told};
use crate::respond::fnv;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Items of a piece unless asked otherwise, and at most.
const USUAL: usize = 50;
const MOST: usize = 200;

/// Which piece is asked for.
pub struct Paging {
    /// Items at most.
    pub limit: usize,
    after: Option<serde_json::Value>,
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
        let after = cursor.map(|cursor| read(cursor, question)).transpose()?;
        Ok(Self { limit, after, question })
    }

    /// The key of the last item told before; none at the beginning.
    pub fn after<K: DeserializeOwned>(&self) -> Told<Option<K>> {
        let after = self.after.clone().map(serde_json::from_value).transpose();
        after.map_err(|_| none_of_this_list())
    }

    /// The cursor that goes on after an item with this key.
    pub fn next(&self, last: &impl Serialize) -> String {
        let told = serde_json::json!([format!("{:016x}", self.question), last]);
        URL_SAFE_NO_PAD.encode(told.to_string())
    }

    /// The piece of a list that is all here, in the order of its keys. No two items have the same key, and what an item
    /// is changed to does not change its key.
    pub fn cut<T, K>(&self, mut all: Vec<T>, key: impl Fn(&T) -> K) -> Told<Listed<T>>
    where
        K: Ord + Serialize + DeserializeOwned,
    {
        let (total, after) = (all.len(), self.after::<K>()?);
        all.retain(|item| after.as_ref().is_none_or(|after| key(item) > *after));
        all.sort_by_cached_key(&key);
        let more = all.len() > self.limit;
        all.truncate(self.limit);
        let next = all.last().filter(|_| more).map(|last| self.next(&key(last)));
        Ok(Listed { items: all, total, next })
    }
}

fn none_of_this_list() -> Refused {
    Refused::unclear("cursor: it is none of this list; begin again without it")
}

fn read(cursor: &str, question: u64) -> Told<serde_json::Value> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| none_of_this_list())?;
    let (of, after): (String, serde_json::Value) = serde_json::from_slice(&bytes).map_err(|_| none_of_this_list())?;
    if of == format!("{question:016x}") { Ok(after) } else { Err(none_of_this_list()) }
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

    fn piece(cursor: Option<&str>, question: &str, list: &[u32]) -> Told<Listed<u32>> {
        Paging::of(Some(2), cursor, &question)?.cut(list.to_vec(), |item| *item)
    }

    #[test]
    fn a_cursor_leads_on_in_its_own_list_only() {
        let first = piece(None, "q", &[1, 2, 3]).expect("a piece");
        assert_eq!((first.items, first.total), (vec![1, 2], 3));
        let next = first.next.expect("more");
        let last = piece(Some(&next), "q", &[1, 2, 3]).expect("a piece");
        assert_eq!((last.items, last.next), (vec![3], None));
        assert!(piece(Some(&next), "another", &[1, 2, 3]).is_err());
        assert!(piece(Some("nonsense"), "q", &[1]).is_err());
        assert!(Paging::of(Some(0), None, &"q").is_err() && Paging::of(Some(201), None, &"q").is_err());
    }

    #[test]
    fn a_list_that_changes_meanwhile_neither_skips_nor_repeats() {
        let next = |list: &[u32]| piece(None, "q", list).expect("a piece").next.expect("more");
        for (now, then) in [
            (vec![10, 20, 30, 40], vec![30, 40]),
            (vec![1, 2, 10, 20, 30, 40], vec![30, 40]),
            (vec![30, 40], vec![30, 40]),
            (vec![10, 15, 20, 25, 40], vec![25, 40]),
        ] {
            let cursor = next(&[10, 20, 30, 40]);
            assert_eq!(piece(Some(&cursor), "q", &now).expect("a piece").items, then, "{now:?}");
        }
    }
}
