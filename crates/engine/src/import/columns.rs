//! Tables of indicators: how a table is cut, and which column holds what. Guessed from the headings and the cells, shown
//! to whoever asks, and corrected by whoever knows better.

use serde::Serialize;
use sextant_extract::indicators::{find, refang::Refanged};
use sextant_model::{IndicatorType, Problem};
use std::collections::BTreeMap;

/// Rows that are looked at for a guess.
const LOOKED_AT: usize = 200;
/// Cells of one row, at most.
const WIDEST: usize = 256;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The indicator.
    Value,
    /// Its type.
    Type,
    /// Words on it.
    Comment,
    /// When it was seen or told of.
    Date,
    /// Its label.
    Tlp,
    /// Who says so.
    Source,
    /// Nothing that is taken in.
    Ignored,
}

impl Role {
    /// The role that a word names: ours, or a heading of others.
    fn named(word: &str) -> Option<Self> {
        let word = word.trim().to_lowercase().replace([' ', '-'], "_");
        Some(match word.as_str() {
            "value" | "indicator" | "ioc" | "indicator_value" | "ioc_value" | "observable" | "artifact" => Self::Value,
            "ip" | "ip_address" | "domain" | "hostname" | "url" | "hash" | "md5" | "sha1" | "sha256" => Self::Value,
            "type" | "indicator_type" | "ioc_type" | "kind" | "observable_type" => Self::Type,
            "comment" | "comments" | "description" | "note" | "notes" | "context" | "malware" | "threat" => {
                Self::Comment
            }
            "date" | "first_seen" | "first_seen_utc" | "last_seen" | "timestamp" | "seen" | "published" | "created" => {
                Self::Date
            }
            "tlp" | "marking" => Self::Tlp,
            "source" | "reporter" | "publisher" | "provider" | "feed" => Self::Source,
            "_" | "ignored" | "skip" => Self::Ignored,
            _ => return None,
        })
    }
}

/// How a table is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Columns {
    /// Between cells.
    pub delimiter: char,
    /// Whether the first row is headings.
    pub header: bool,
    /// What each column holds.
    pub roles: Vec<Role>,
}

/// A table as it is read, for whoever wants to see before anything is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Guess {
    /// How it is read.
    #[serde(flatten)]
    pub columns: Columns,
    /// The first row that is no heading.
    pub example: Vec<String>,
    /// Rows that are no headings.
    pub rows: usize,
    /// Indicators by type.
    pub indicators: BTreeMap<String, usize>,
    /// Rows that hold none.
    pub problems: Vec<Problem>,
}

/// One row: its number in the file, and its cells.
pub(super) type Row = (usize, Vec<String>);

/// The rows of a table.
pub(super) fn rows(text: &str, delimiter: char) -> Vec<Row> {
    let mut reader = csv::ReaderBuilder::new();
    let delimiter = u8::try_from(delimiter).unwrap_or(b',');
    let mut reader = reader
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .comment(Some(b'#'))
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records().flatten() {
        let line = record.position().map_or(rows.len() + 1, |position| usize::try_from(position.line()).unwrap_or(0));
        let cells: Vec<String> = record.iter().take(WIDEST).map(unguarded).collect();
        if cells.iter().any(|cell| !cell.is_empty()) {
            rows.push((line, cells));
        }
    }
    rows
}

/// A cell without the apostrophe that guards spreadsheets against formulas.
fn unguarded(cell: &str) -> String {
    let bare = cell.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@']));
    bare.unwrap_or(cell).to_owned()
}

impl Columns {
    /// How `text` is read; `told` are the columns that somebody named, in order.
    ///
    /// # Errors
    /// A word that names no role, or no column that holds the value.
    pub fn of(text: &str, told: Option<&str>) -> Result<Self, String> {
        let delimiter = delimiter(text);
        let rows = rows(text, delimiter);
        let named = told.map(roles).transpose()?;
        let header = rows.first().is_some_and(|(_, cells)| is_header(cells));
        let columns = named.unwrap_or_else(|| guessed(&rows, header));
        if !columns.contains(&Role::Value) {
            return Err("no column holds indicators: name the columns, such as --columns value,type,comment".to_owned());
        }
        Ok(Self { delimiter, header, roles: columns })
    }

    /// The cell of a row that has this role.
    pub(super) fn cell<'r>(&self, row: &'r [String], role: Role) -> Option<&'r str> {
        let at = self.roles.iter().position(|known| *known == role)?;
        row.get(at).map(String::as_str).filter(|cell| !cell.is_empty())
    }
}

fn roles(told: &str) -> Result<Vec<Role>, String> {
    let named = told.split(',').map(|word| {
        let known = "value, type, comment, date, tlp, source or - for what is left out";
        Role::named(word).ok_or_else(|| format!("{word:?} is no column that is known: {known}"))
    });
    named.collect()
}

/// What cuts most lines into the same number of cells.
fn delimiter(text: &str) -> char {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')).collect();
    let lines = &lines[..lines.len().min(LOOKED_AT)];
    let agreeing = |sign: char| {
        let counts = lines.iter().map(|line| line.matches(sign).count());
        let mut by_count: BTreeMap<usize, usize> = BTreeMap::new();
        counts.filter(|count| *count > 0).for_each(|count| *by_count.entry(count).or_default() += 1);
        by_count.values().copied().max().unwrap_or(0)
    };
    [',', ';', '\t', '|'].into_iter().rev().max_by_key(|sign| agreeing(*sign)).unwrap_or(',')
}

/// Headings are words that name roles, and hold no indicator.
fn is_header(cells: &[String]) -> bool {
    let told = cells.iter().filter(|cell| Role::named(cell).is_some()).count();
    told > 0 && cells.iter().all(|cell| lone(cell).is_none())
}

fn guessed(rows: &[Row], header: bool) -> Vec<Role> {
    let width = rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0);
    let (heads, rest) = if header { rows.split_at(1) } else { rows.split_at(0) };
    let body = &rest[..rest.len().min(LOOKED_AT)];
    let mut taken = Vec::new();
    // The column with most indicators holds the value, whatever its heading says.
    let indicators =
        |at: usize| body.iter().filter(|(_, cells)| cells.get(at).is_some_and(|c| lone(c).is_some())).count();
    let value = (0..width).max_by_key(|at| (indicators(*at), usize::MAX - at)).filter(|at| indicators(*at) > 0);
    for at in 0..width {
        let head = heads.first().and_then(|(_, cells)| cells.get(at)).and_then(|cell| Role::named(cell));
        let role = match head {
            _ if Some(at) == value => Role::Value,
            Some(Role::Value) | None => of_cells(body, at),
            Some(role) => role,
        };
        let role = if role != Role::Ignored && taken.contains(&role) { Role::Ignored } else { role };
        taken.push(role);
    }
    taken
}

/// What most cells of a column look like.
fn of_cells(body: &[Row], at: usize) -> Role {
    let cells: Vec<&str> =
        body.iter().filter_map(|(_, cells)| cells.get(at)).map(String::as_str).filter(|c| !c.is_empty()).collect();
    let most = |test: &dyn Fn(&str) -> bool| {
        !cells.is_empty() && cells.iter().filter(|cell| test(cell)).count() * 2 > cells.len()
    };
    if most(&|cell| super::misp::type_of(cell).is_some()) {
        return Role::Type;
    }
    if most(&|cell| cell.to_ascii_lowercase().starts_with("tlp:")) {
        return Role::Tlp;
    }
    if most(&|cell| cell.len() >= 10 && crate::ingest::instant(cell).is_some()) {
        return Role::Date;
    }
    if most(&|cell| cell.contains(' ')) { Role::Comment } else { Role::Ignored }
}

/// The indicator that a cell is, as a whole: its type, and its value with the defanging undone.
pub(super) fn lone(cell: &str) -> Option<(IndicatorType, String)> {
    let refanged = Refanged::new(cell.trim());
    let text = refanged.text.as_str();
    let whole = find::candidates(text).into_iter().find(|c| c.start == 0 && c.end == text.len() && !c.weak);
    whole.map(|candidate| (candidate.kind, candidate.value))
}

/// The indicator of a row.
pub(super) fn indicator(columns: &Columns, row: &[String]) -> Result<(IndicatorType, String), String> {
    let Some(cell) = columns.cell(row, Role::Value) else { return Err("the row has no value".to_owned()) };
    let said = columns.cell(row, Role::Type).and_then(super::misp::type_of);
    match (lone(cell), said) {
        // An address with a port, or a host named as a URL: what the cell is holds.
        (Some(found), _) => Ok(found),
        (None, Some(kind)) if !matches!(kind, IndicatorType::Md5 | IndicatorType::Sha1 | IndicatorType::Sha256) => {
            let is_name = matches!(kind, IndicatorType::FileName | IndicatorType::FilePath | IndicatorType::Mutex)
                || matches!(kind, IndicatorType::RegistryKey | IndicatorType::Asn);
            if is_name { Ok((kind, cell.to_owned())) } else { Err(format!("{cell:?} is no {kind}")) }
        }
        (None, Some(kind)) => Err(format!("{cell:?} is no {kind}")),
        (None, None) => Err(format!("{cell:?} is no indicator that is known")),
    }
}

/// A table as it would be read.
///
/// # Errors
/// As [`Columns::of`].
pub fn guess(bytes: &[u8], place: &str, told: Option<&str>) -> Result<Guess, String> {
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_start_matches('\u{feff}');
    let columns = Columns::of(text, told)?;
    let rows = rows(text, columns.delimiter);
    let body = &rows[usize::from(columns.header).min(rows.len())..];
    let (mut indicators, mut problems) = (BTreeMap::new(), Vec::new());
    for (line, row) in body {
        match indicator(&columns, row) {
            Ok((kind, _)) => *indicators.entry(kind.to_string()).or_default() += 1,
            Err(why) => problems.push(Problem::new("no-indicator", format!("{place}, line {line}"), why)),
        }
    }
    let example = body.first().map(|(_, row)| row.clone()).unwrap_or_default();
    Ok(Guess { columns, example, rows: body.len(), indicators, problems })
}

#[cfg(test)]
mod tests {
    use super::*;
    use Role::{Comment, Date, Ignored, Source, Tlp, Type, Value};

    #[test]
    fn columns_are_guessed_from_headings_and_cells() {
        for (text, delimiter, header, expected) in [
            ("value,type,comment\n198.51.100.3,ip-dst,beacons\n", ',', true, &[Value, Type, Comment][..]),
            ("first_seen;ioc;reporter\n2025-03-01;evil[.]example;ann\n", ';', true, &[Date, Value, Source]),
            ("domain\tevil.example\tseen in mail\n", '\t', false, &[Type, Value, Comment]),
            (
                "1,TLP:RED,hxxp://evil[.]example/a,x\n2,TLP:RED,198.51.100.3,y\n",
                ',',
                false,
                &[Ignored, Tlp, Value, Ignored],
            ),
        ] {
            let columns = Columns::of(text, None);
            let columns = columns.unwrap_or_else(|why| panic!("{why}: {text}"));
            assert_eq!(
                (columns.delimiter, columns.header, &columns.roles[..]),
                (delimiter, header, expected),
                "{text}"
            );
        }
        assert!(Columns::of("a,b\nc,d\n", None).is_err());
        assert!(Columns::of("a,b\n", Some("value,colour")).is_err_and(|why| why.contains("colour")));
    }

    #[test]
    fn rows_that_hold_no_indicator_are_named() {
        let text = "ioc,type\nevil[.]example,domain\nno such thing,domain\n\"'=1+1\",x\na.dll,filename\n";
        let guess = guess(text.as_bytes(), "t.csv", None).unwrap_or_else(|why| panic!("{why}"));
        assert_eq!((guess.rows, guess.problems.len()), (4, 2), "{guess:?}");
        assert_eq!(guess.problems[0].place, "t.csv, line 3");
    }
}
