//! Dates that count from the day of publication ("yesterday", "last month") or from the day told of last ("two days
//! later").

use crate::analysis::Tag;

use super::words::small_number;
use super::{Parsed, Parser, When};

impl Parser<'_, '_> {
    pub(super) fn relative(&self, at: usize) -> Parsed {
        let day = match self.word(at) {
            "today" | "tonight" => Some(0),
            "yesterday" => Some(1),
            _ => None,
        };
        if let Some(ago) = day {
            return Some((When::DaysAgo(ago), at + 1));
        }
        // "got in overnight": the night before the paper; "overnight on Tuesday" says which.
        let said = self.is(at + 1, &["on", "from", "between", "into", "to"]) || self.simple_weekday(at + 1);
        let adjective = self.tokens.get(at + 1).is_some_and(|t| t.tag == Tag::Noun)
            || at.checked_sub(1).is_some_and(|i| matches!(self.tokens[i].tag, Tag::Determiner | Tag::Adjective));
        if self.is(at, &["overnight"]) && !said && !adjective {
            return Some((When::Range(Box::new(When::DaysAgo(1)), Box::new(When::DaysAgo(0))), at + 1));
        }
        if self.is(at, &["the"])
            && self.is(at + 1, &["day", "night", "evening"])
            && self.is(at + 2, &["before"])
            && self.is(at + 3, &["yesterday", "last"])
        {
            return Some((When::DaysAgo(2), at + 4));
        }
        self.this_or_last(at).or_else(|| self.ago(at)).or_else(|| self.same_day(at)).or_else(|| self.weekend(at))
    }

    fn simple_weekday(&self, at: usize) -> bool {
        super::weekday(self.word(at)).is_some()
    }

    fn this_or_last(&self, at: usize) -> Parsed {
        if self.is(at, &["this"]) && self.is(at + 1, &["morning", "afternoon", "evening"]) {
            return Some((When::DaysAgo(0), at + 2));
        }
        let back = match self.word(at) {
            "last" => 1,
            "this" => 0,
            _ => return None,
        };
        if back == 1 && self.is(at + 1, &["night"]) {
            return Some((When::DaysAgo(1), at + 2));
        }
        let unit = self.word(at + 1);
        let when = match unit.strip_suffix("'s").unwrap_or(unit) {
            "week" => When::WeeksAgo(back),
            "month" => When::MonthsAgo(back),
            "year" => When::YearsAgo(back),
            _ => return None,
        };
        Some((when, at + 2))
    }

    /// "two days ago", "a week ago", "five days earlier".
    fn ago(&self, at: usize) -> Parsed {
        let number = small_number(self.word(at))?;
        let unit = self.word(at + 1).trim_end_matches('s');
        let days = match unit {
            "day" => number,
            "week" => number * 7,
            "month" | "year" => 0,
            _ => return None,
        };
        match (self.word(at + 2), unit) {
            ("ago", "day") => Some((When::DaysAgo(days), at + 3)),
            ("ago", "week") => Some((When::DaysAgo(days), at + 3)),
            ("ago", "month") => Some((When::MonthsAgo(number), at + 3)),
            ("ago", "year") => Some((When::YearsAgo(number), at + 3)),
            ("earlier" | "before" | "previously", "day" | "week") if !self.names_event(at + 3) => {
                Some((When::FromLast(-days), at + 3 + usize::from(self.that_day(at + 3))))
            }
            ("later" | "afterwards" | "after", "day" | "week") if !self.names_event(at + 3) => {
                Some((When::FromLast(days), at + 3 + usize::from(self.that_day(at + 3))))
            }
            _ => None,
        }
    }

    /// "before the gala": what follows "before" says from when to count.
    fn names_event(&self, at: usize) -> bool {
        let before = self.word(at - 1);
        matches!(before, "before" | "after") && !matches!(self.word(at), "" | "," | "." | ";") && !self.that_day(at)
    }

    /// "three days after that".
    fn that_day(&self, at: usize) -> bool {
        self.is(at, &["that", "this"]) && matches!(self.word(at + 1), "" | "," | "." | ";" | "and" | "by" | "the")
    }

    fn same_day(&self, at: usize) -> Parsed {
        let lead = usize::from(self.is(at, &["the", "that"]));
        let same = usize::from(self.is(at + lead, &["same", "very"]));
        let unit = at + lead + same;
        if lead + same > 0
            && (same > 0 || self.is(at, &["that"]))
            && self.is(unit, &["day", "evening", "night", "morning", "afternoon"])
        {
            return Some((When::FromLast(0), unit + 1));
        }
        let the_day = self.is(at, &["the"]) && self.is(at + 1, &["day", "night", "evening", "morning"]);
        let closes = matches!(self.word(at + 3), "" | "." | "," | ";" | ")" | "and" | "but" | "when" | "by" | "from");
        match self.word(at + 2) {
            "before" | "earlier" if the_day && closes => return Some((When::FromLast(-1), at + 3)),
            "after" | "later" if the_day && closes => return Some((When::FromLast(1), at + 3)),
            _ => {}
        }
        let next = at + usize::from(self.is(at, &["the"]));
        if self.is(next, &["next", "following"]) && self.is(next + 1, &["day", "morning"]) {
            return Some((When::FromLast(1), next + 2));
        }
        (self.is(next, &["previous"]) && self.is(next + 1, &["day", "evening", "night"]))
            .then_some((When::FromLast(-1), next + 2))
    }

    fn two_days(&self, at: usize) -> Parsed {
        let (first, end) = self.absolute(at)?;
        Some((When::Range(Box::new(first.clone()), Box::new(When::FromDate(1, Box::new(first)))), end))
    }

    fn weekend(&self, at: usize) -> Parsed {
        let lead = usize::from(self.is(at, &["the", "last", "this"]));
        let past = usize::from(self.is(at + lead, &["past", "last"]));
        let end = at + lead + past + 1;
        if lead == 0 || !self.is(end - 1, &["weekend"]) {
            return None;
        }
        // "the weekend of 18 and 19 May", "the weekend of 18 May"
        let dated = self.is(end, &["of"]).then(|| self.range(end + 1).or_else(|| self.two_days(end + 1))).flatten();
        Some(dated.unwrap_or((When::Weekend, end)))
    }
}
