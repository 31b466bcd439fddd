//! From page to page of a collection, and where to begin the next time. Servers promise pages that they cannot give,
//! give pages that they do not announce, and lose the thread: a time goes on where a token does not, and a page that
//! brings nothing new ends it.

use super::answers::{Mark, Page, mark};
use serde::{Deserialize, Serialize};
use sextant_model::Instant;
use std::collections::HashSet;

/// Empty pages in a row that are still followed.
const EMPTY: usize = 3;
/// Without dates of its objects, what a server took in since this many seconds before it was asked is asked for again.
const MARGIN: i64 = 60;

/// Where one stands in a collection.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Cursor {
    /// Everything added up to here is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) added_after: Option<String>,
    /// The server's token for the page that comes next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) next: Option<String>,
    /// The item that comes next, of servers that page by ranges.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) item: Option<u64>,
}

/// What comes after a page.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// Ask from here.
    Go(Cursor),
    /// That was the last; begin here the next time.
    Done(Cursor),
    /// There should be more, but there is no way to it; begin here the next time.
    Stuck(Cursor, &'static str),
}

/// One walk through a collection.
#[derive(Debug, Default)]
pub(super) struct Paging {
    /// Objects asked for at once.
    pub(super) limit: usize,
    seen: HashSet<String>,
    empty: usize,
    highest: Option<Mark>,
    /// Whether objects came without a date.
    undated: bool,
    /// Where the walk last went on by time.
    by_time: Option<Instant>,
    /// The server's clock when it was first asked.
    began: Option<Instant>,
}

impl Paging {
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, ..Self::default() }
    }

    /// What to do after `page`, which was asked for at `at` and held so many objects, `fresh` of them not known before.
    pub(super) fn turn(&mut self, at: &Cursor, page: &Page, objects: usize, fresh: usize) -> Turn {
        self.began = self.began.or(page.date);
        self.undated |= objects > 0 && page.last.is_none();
        self.empty = if objects == 0 { self.empty + 1 } else { 0 };
        if let Some(last) = page.last.as_ref().filter(|last| self.highest.as_ref().is_none_or(|high| last.at > high.at))
        {
            self.highest = Some(last.clone());
        }
        if let Some((item, more)) = page.range {
            return if more && objects > 0 {
                Turn::Go(Cursor { item: Some(item), ..at.clone() })
            } else {
                Turn::Done(self.rest(at))
            };
        }
        // Without a word, a page as large as was asked for may have another after it; a larger one took no heed.
        let silent = page.more.is_none() && page.next.is_none();
        let promised = page.more.unwrap_or(page.next.is_some()) || (silent && objects == self.limit);
        if !promised {
            return Turn::Done(self.rest(at));
        }
        if self.empty > EMPTY {
            return Turn::Stuck(self.reached(at), "says that there is more, page after page without an object");
        }
        if let Some(next) = page.next.as_ref().filter(|next| self.seen.insert((*next).clone())) {
            return Turn::Go(Cursor { next: Some(next.clone()), item: None, ..at.clone() });
        }
        self.by_time(at, silent, fresh)
    }

    /// The server lost its token: the walk goes on by time.
    pub(super) fn without_token(&self, at: &Cursor) -> Cursor {
        self.reached(at)
    }

    fn by_time(&mut self, at: &Cursor, silent: bool, fresh: usize) -> Turn {
        match &self.highest {
            Some(high) if self.by_time.is_none_or(|last| high.at > last) => {
                self.by_time = Some(high.at);
                Turn::Go(Cursor { added_after: Some(before(high)), next: None, item: None })
            }
            _ if silent && fresh == 0 => Turn::Done(self.rest(at)),
            _ => Turn::Stuck(
                self.reached(at),
                "has more than it gives a way to: no new `next`, and no date that goes on",
            ),
        }
    }

    /// Where to begin the next time after a walk that did not come to its end: not past what came.
    fn reached(&self, at: &Cursor) -> Cursor {
        let added_after = self.highest.as_ref().map(before).or(at.added_after.clone());
        Cursor { added_after, next: None, item: None }
    }

    /// Where to begin the next time after a walk to the end.
    fn rest(&self, at: &Cursor) -> Cursor {
        let added_after = match (&self.highest, self.began) {
            // A date cut to the millisecond or the second stands for all that came within.
            (Some(high), _) if fraction(&high.text) >= 6 => Some(high.text.clone()),
            (Some(high), _) => Some(before(high)),
            (None, Some(began)) if self.undated => {
                let from = format!("{:.6}", began - jiff::SignedDuration::from_secs(MARGIN));
                let known = at.added_after.as_deref().and_then(mark);
                known.filter(|known| mark(&from).is_none_or(|from| known.at > from.at)).map(|m| m.text).or(Some(from))
            }
            (None, _) => at.added_after.clone(),
        };
        Cursor { added_after, next: None, item: None }
    }
}

/// Just before a time: what was added at the very moment comes again, and is known then.
fn before(mark: &Mark) -> String {
    format!("{:.6}", mark.at - jiff::SignedDuration::from_micros(1))
}

fn fraction(text: &str) -> usize {
    text.split_once('.').map_or(0, |(_, rest)| rest.bytes().take_while(u8::is_ascii_digit).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(more: Option<bool>, next: Option<&str>, last: Option<&str>) -> Page {
        Page { more, next: next.map(str::to_owned), last: last.and_then(mark), ..Page::default() }
    }

    fn after(text: &str) -> Cursor {
        Cursor { added_after: Some(text.to_owned()), ..Cursor::default() }
    }

    const T1: &str = "2026-03-01T10:00:00.000001Z";
    const T2: &str = "2026-03-01T11:00:00.000001Z";

    #[test]
    fn pages_are_followed_by_their_tokens() {
        let mut paging = Paging::new(2);
        let start = Cursor::default();
        let Turn::Go(at) = paging.turn(&start, &page(Some(true), Some("a"), Some(T1)), 2, 2) else { panic!() };
        assert_eq!((at.next.as_deref(), at.added_after.as_deref()), (Some("a"), None));
        assert_eq!(paging.turn(&at, &page(Some(false), None, Some(T2)), 1, 1), Turn::Done(after(T2)));
        // `next` without `more` is a promise; `next` with more=false is none.
        assert!(matches!(Paging::new(2).turn(&start, &page(None, Some("a"), None), 2, 2), Turn::Go(_)));
        assert!(matches!(Paging::new(2).turn(&start, &page(Some(false), Some("a"), None), 2, 2), Turn::Done(_)));
    }

    #[test]
    fn a_token_that_comes_again_or_is_missing_gives_way_to_time() {
        let mut paging = Paging::new(2);
        let start = Cursor::default();
        paging.turn(&start, &page(Some(true), Some("a"), Some(T1)), 2, 2);
        let turn = paging.turn(&start, &page(Some(true), Some("a"), Some(T2)), 2, 2);
        assert_eq!(turn, Turn::Go(after("2026-03-01T11:00:00.000000Z")), "what shares the last moment comes again");
        assert!(matches!(paging.turn(&start, &page(Some(true), Some("a"), Some(T2)), 2, 0), Turn::Stuck(..)));
        let mut silent = Paging::new(2);
        assert!(matches!(silent.turn(&start, &page(None, None, Some(T1)), 2, 2), Turn::Go(_)), "a full page");
        assert_eq!(silent.turn(&start, &page(None, None, Some(T1)), 2, 0), Turn::Done(after(T1)));
        let date = mark("2026-03-01T10:00:00Z").map(|mark| mark.at);
        let stuck = Paging::new(2).turn(&start, &Page { date, ..Page::default() }, 2, 2);
        assert!(matches!(stuck, Turn::Stuck(at, _) if at == start), "what was not reached is not passed over");
        assert!(
            matches!(Paging::new(2).turn(&start, &page(None, None, None), 9, 9), Turn::Done(_)),
            "limit not heeded"
        );
    }

    #[test]
    fn promises_without_objects_come_to_an_end() {
        let mut paging = Paging::new(2);
        let turns =
            (0..10).map(|n| paging.turn(&Cursor::default(), &page(Some(true), Some(&n.to_string()), None), 0, 0));
        let turns: Vec<Turn> = turns.collect();
        assert!(turns[..3].iter().all(|turn| matches!(turn, Turn::Go(_))) && matches!(turns[3], Turn::Stuck(..)));
    }

    #[test]
    fn the_next_time_begins_where_nothing_can_have_been_missed() {
        let date = mark("2026-03-01T10:00:00Z").map(|mark| mark.at);
        let done = |page: Page, at: Cursor| match Paging::new(9).turn(&at, &page, 1, 1) {
            Turn::Done(cursor) => cursor.added_after,
            turn => panic!("{turn:?}"),
        };
        let none = Cursor::default;
        let cut = page(None, None, Some("2026-03-01T10:00:00.123Z"));
        assert_eq!(done(cut, none()).as_deref(), Some("2026-03-01T10:00:00.122999Z"), "cut to the millisecond");
        assert_eq!(done(Page { date, ..Page::default() }, none()).as_deref(), Some("2026-03-01T09:59:00.000000Z"));
        assert_eq!(done(Page { date, ..Page::default() }, after(T1)).as_deref(), Some(T1));
        assert_eq!(done(Page::default(), none()), None, "everything, again");
    }

    #[test]
    fn ranges_are_followed_to_their_end() {
        let ranged = |range| Page { range: Some(range), ..Page::default() };
        let mut paging = Paging::new(9);
        let Turn::Go(at) = paging.turn(&Cursor::default(), &ranged((100, true)), 100, 100) else { panic!() };
        assert_eq!(at.item, Some(100));
        assert!(matches!(paging.turn(&at, &ranged((150, false)), 50, 50), Turn::Done(_)));
        assert!(matches!(paging.turn(&at, &ranged((150, true)), 0, 0), Turn::Done(_)));
    }
}
