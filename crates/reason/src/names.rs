//! Names reduced to keys under which the same organisation or actor is found again. A key is for finding; whether
//! two tellings are of one event is decided elsewhere, and the same name alone never decides it.

use std::collections::{BTreeMap, BTreeSet};

/// Legal forms and the like that close a name without distinguishing it.
const CLOSING: &[&str] = &[
    "inc",
    "incorporated",
    "ltd",
    "limited",
    "plc",
    "llc",
    "llp",
    "lp",
    "corp",
    "corporation",
    "co",
    "company",
    "gmbh",
    "ag",
    "sa",
    "sas",
    "srl",
    "bv",
    "nv",
    "ab",
    "oy",
    "oyj",
    "pty",
    "kk",
    "kg",
    "group",
    "holdings",
    "holding",
];

/// Words that say what sort of party an actor is, not which.
const ACTOR_SORT: &[&str] = &[
    "ransomware",
    "group",
    "gang",
    "hackers",
    "hacker",
    "hacking",
    "crew",
    "collective",
    "cybercrime",
    "extortion",
    "operation",
    "threat",
    "actor",
    "actors",
    "criminals",
];

/// First words that many organisations share.
const COMMON_FIRST: &[&str] = &[
    "university",
    "bank",
    "city",
    "county",
    "national",
    "royal",
    "new",
    "first",
    "general",
    "american",
    "british",
    "united",
    "north",
    "northern",
    "south",
    "southern",
    "east",
    "eastern",
    "west",
    "western",
    "saint",
    "port",
    "lake",
    "department",
    "ministry",
    "office",
    "public",
    "state",
    "federal",
    "central",
    "international",
    "global",
    "world",
    "great",
    "greater",
    "blue",
    "green",
    "black",
    "white",
    "golden",
    "hospital",
    "school",
    "college",
    "town",
    "regional",
    "community",
    "health",
    "medical",
    "digital",
    "german",
    "french",
    "italian",
    "spanish",
    "canadian",
    "australian",
    "european",
    "japanese",
    "swiss",
    "dutch",
    "grand",
    "little",
    "upper",
    "lower",
    "best",
    "capital",
    "premier",
    "summit",
    "delta",
    "pacific",
    "atlantic",
    "metro",
    "mutual",
    "union",
    "allied",
    "advanced",
    "applied",
    "universal",
    "republic",
];

/// The key of one name: lower case, without accents, article, legal form and punctuation.
///
/// ```
/// use sextant_reason::key;
/// assert_eq!(key("Marks and Spencer Group plc"), key("Marks & Spencer"));
/// assert_eq!(key("the Co-op"), "co op");
/// assert_eq!(key("M&S"), "m&s");
/// ```
#[must_use]
pub fn key(name: &str) -> String {
    let mut words = words_of(name);
    if words.len() > 1 && words.first().is_some_and(|w| w == "the") {
        words.remove(0);
    }
    if words.len() > 2 {
        let last = words.len() - 1;
        let mut at = 0;
        words.retain(|w| {
            at += 1;
            !((w == "and" || w == "&") && at > 1 && at <= last)
        });
    }
    while words.len() > 1 && words.last().is_some_and(|w| CLOSING.contains(&w.as_str())) {
        words.pop();
    }
    words.join(" ")
}

fn words_of(name: &str) -> Vec<String> {
    let mut plain = String::with_capacity(name.len());
    for c in name.chars().flat_map(char::to_lowercase) {
        match c {
            '\'' | '’' | '‘' | '`' | '.' | '$' | '®' | '™' => {}
            '&' => plain.push('&'),
            c if c.is_alphanumeric() => push_plain(&mut plain, c),
            _ => plain.push(' '),
        }
    }
    plain.split_whitespace().map(ToOwned::to_owned).collect()
}

/// A letter without its accent.
fn push_plain(text: &mut String, c: char) {
    let plain = match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'č' => "c",
        'ď' | 'đ' => "d",
        'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' => "e",
        'ğ' => "g",
        'ì'..='ï' | 'ī' | 'į' | 'ı' => "i",
        'ł' => "l",
        'ñ' | 'ń' | 'ň' => "n",
        'ò'..='ö' | 'ø' | 'ō' | 'ő' => "o",
        'œ' => "oe",
        'ř' => "r",
        'ś' | 'ş' | 'š' | 'ș' => "s",
        'ß' => "ss",
        'ť' | 'ţ' | 'ț' => "t",
        'ù'..='ü' | 'ū' | 'ů' | 'ű' | 'ų' => "u",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        '\u{300}'..='\u{36f}' => "",
        other => return text.push(other),
    };
    text.push_str(plain);
}

/// The key of an actor's name: "the DragonForce ransomware group" and "DragonForce" are one; "DragonForce Malaysia"
/// is another.
#[must_use]
pub fn actor_key(name: &str) -> String {
    let full = key(name);
    let kept: Vec<&str> = full.split(' ').filter(|word| !ACTOR_SORT.contains(word)).collect();
    if kept.is_empty() { full } else { kept.join(" ") }
}

/// All keys of an organisation with these names. For names of several words, and for single words, there is a weak
/// key as well (`~` and the first word, unless many share it): under it "Kestrelberg" finds "Kestrelberg Bank".
#[must_use]
pub fn keys<'a>(names: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    let mut found: BTreeSet<String> = names.into_iter().map(key).filter(|k| !k.is_empty()).collect();
    let weak: Vec<String> = found.iter().filter_map(|k| weak_key(k)).collect();
    found.extend(weak);
    found
}

fn weak_key(key: &str) -> Option<String> {
    let first = key.split(' ').next()?;
    (first.chars().count() >= 5 && !COMMON_FIRST.contains(&first)).then(|| format!("~{first}"))
}

/// Adds the keys of other names that the aliases which hold give (`Assignment::aliases`), in both directions.
pub fn add_aliases(keys: &mut BTreeSet<String>, aliases: &BTreeMap<&str, Vec<&str>>) {
    for (name, others) in aliases {
        let all: BTreeSet<String> = others.iter().copied().chain([*name]).map(key).collect();
        if all.iter().any(|k| keys.contains(k)) {
            keys.extend(all);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_share_a_key() {
        for (one, other) in [
            ("Marks & Spencer", "Marks and Spencer plc"),
            ("Harrods Ltd.", "Harrods"),
            ("The Kestrelberg Bank", "Kestrelberg Bank"),
            ("Telefónica", "Telefonica S.A."),
            ("Fjordline’s", "Fjordlines"),
        ] {
            assert_eq!(key(one), key(other), "{one} / {other}");
        }
        assert_ne!(key("Marks Electrical"), key("Marks & Spencer"));
        assert_eq!(key("and"), "and");
    }

    #[test]
    fn an_actor_is_not_its_namesake() {
        assert_eq!(actor_key("the DragonForce ransomware group"), actor_key("DragonForce"));
        assert_ne!(actor_key("DragonForce Malaysia"), actor_key("DragonForce"));
        assert_eq!(actor_key("the group"), "group");
    }

    #[test]
    fn weak_keys_leave_common_words_out() {
        assert!(keys(["Kestrelberg Bank"]).contains("~kestrelberg"));
        assert_eq!(keys(["University of Aster"]).len(), 1);
    }

    #[test]
    fn aliases_work_in_both_directions() {
        let aliases = BTreeMap::from([("Fjordline", vec!["FL Ferries"])]);
        let mut found = keys(["FL Ferries"]);
        add_aliases(&mut found, &aliases);
        assert!(found.contains("fjordline"));
    }
}
