//! What a party is said to be: sector, country and the nouns that may refer back to it, from its own name, from the
//! words in front of it and from appositions. Only words on that party count.

use super::Party;
use super::cluster::Cluster;
use super::context::{bases, lower};
use super::lexicon::{LEXICON, name_sector};
use crate::analysis::{Analysis, Tokens};
use crate::places::{self, PlaceKind};

/// Fills description, sector, country and nouns from a cluster's surroundings.
pub(crate) fn describe(analysis: &Analysis<'_>, cluster: &Cluster, party: &mut Party) {
    for (found, around) in &cluster.mentions {
        for phrase in [&around.before, &around.apposition].into_iter().flatten() {
            said(analysis, phrase, party);
        }
        if let Some(inside) = &around.brackets {
            bracket(analysis, inside, party);
        }
        owner(analysis, &around.before, found.whole.start, party);
        in_state(analysis, found.name.end, party);
        sites(analysis, found.name.end, party);
    }
    by_name(cluster, party);
    party.nouns.extend(cluster.defined.iter().cloned());
    party.nouns.sort();
    party.nouns.dedup();
}

/// "Norwegian salmon processor".
fn said(analysis: &Analysis<'_>, phrase: &Tokens, party: &mut Party) {
    let text = lower(analysis, phrase);
    if LEXICON.person_role.ends(&text).is_some() && !matches!(text.as_str(), "owner") {
        return;
    }
    let base = bases(analysis, phrase);
    if party.description.is_none() {
        party.description = Some(analysis.text(phrase).to_owned());
    }
    party.sector = party.sector.take().or_else(|| places::sector(&base).map(str::to_owned));
    if party.country.is_none() {
        party.country = country_in(analysis, phrase);
    }
    let last = base.rsplit(' ').next().unwrap_or_default().to_owned();
    if !last.is_empty() {
        party.nouns.push(last);
    }
    if let Some((_, second)) = base
        .rsplit_once(' ')
        .map(|(front, last)| (front, format!("{} {last}", front.rsplit(' ').next().unwrap_or_default())))
    {
        party.nouns.push(second);
    }
}

/// A nationality or a country in the phrase: "Norwegian", "South Africa's", "US".
pub(crate) fn country_in(analysis: &Analysis<'_>, phrase: &Tokens) -> Option<String> {
    phrase.clone().find_map(|at| {
        [3, 2, 1]
            .into_iter()
            .find_map(|n| {
                let words = at..(at + n).min(phrase.end);
                let text = analysis.text(&words);
                text.starts_with(char::is_uppercase).then(|| places::country(text)).flatten().map(str::to_owned)
            })
            .or_else(|| {
                analysis.tokens[at]
                    .text
                    .split('-')
                    .next()
                    .filter(|w| w.starts_with(char::is_uppercase) && analysis.tokens[at].text.ends_with("-based"))
                    .and_then(places::country)
                    .map(str::to_owned)
            })
    })
}

/// "Poland's Amber Coast Railway": the country that owns it.
fn owner(analysis: &Analysis<'_>, before: &Option<Tokens>, start: usize, party: &mut Party) {
    let first = before.as_ref().map_or(start, |b| b.start);
    if party.country.is_some() || first < 2 || analysis.tokens[first - 1].lower != "'s" {
        return;
    }
    for n in 1..=3 {
        if let Some(from) = (first - 1).checked_sub(n)
            && let Some(place) = places::place(analysis.text(&(from..first - 1)))
        {
            party.country = Some(place.code.to_owned());
        }
    }
}

/// "(Spain, healthcare)" behind a name.
pub(crate) fn bracket(analysis: &Analysis<'_>, inside: &Tokens, party: &mut Party) {
    let mut from = inside.start;
    for at in inside.start..=inside.end {
        if at == inside.end || matches!(analysis.tokens[at].text, "," | ";" | "/" | "|" | "-" | "–") {
            let part = from..at;
            let text = analysis.text(&part);
            if party.country.is_none()
                && places::place(text).is_some_and(|p| p.kind != PlaceKind::People || part.len() == 1)
            {
                party.country = places::country(text).map(str::to_owned);
            } else if party.sector.is_none() {
                party.sector = places::sector(text).map(str::to_owned);
            }
            from = at + 1;
        }
    }
}

/// "Pine Hollow, Ohio,": the state or country behind a comma.
fn in_state(analysis: &Analysis<'_>, after: usize, party: &mut Party) {
    let text = |at: usize| analysis.tokens.get(at).map_or("", |t| t.text);
    if party.country.is_some() || text(after) != "," {
        return;
    }
    for n in [3, 2, 1] {
        let end = after + 1 + n;
        let place = places::place(analysis.text(&(after + 1..end.min(analysis.tokens.len()))));
        if place.is_some_and(|p| p.kind != PlaceKind::People) && matches!(text(end), "," | "." | ")" | "") {
            party.country = place.map(|p| p.code.to_owned());
            return;
        }
    }
}

/// ", which runs four hospitals in the west of Ireland"; " of Dublin"; " in Norway": its own sites.
fn sites(analysis: &Analysis<'_>, after: usize, party: &mut Party) {
    let token = |at: usize| analysis.tokens.get(at).map_or("", |t| t.lower.as_str());
    if party.country.is_some() {
        return;
    }
    let relative = token(after) == ","
        && matches!(token(after + 1), "which" | "serving" | "based" | "headquartered" | "an" | "a" | "the");
    let own = relative || matches!(token(after), "serving" | "based" | "headquartered" | "runs" | "operates" | "in");
    if !own {
        return;
    }
    let limit = if relative { 18 } else { 12 };
    let reach = (after + 1..(after + limit).min(analysis.tokens.len())).take_while(|&at| {
        let t = &analysis.tokens[at];
        !matches!(t.text, "." | ";" | "“" | "\"")
            && (t.text != "," || at <= after + 3)
            && !matches!(t.lower.as_str(), "said" | "says" | "told" | "was" | "confirmed" | "denied" | "by")
    });
    let mut in_place = !relative;
    for at in reach {
        if matches!(token(at), "in" | "of" | "across" | "around" | "serving" | "throughout") {
            in_place = true;
        }
        if in_place || token(at - 1) == "a" || token(at - 1) == "an" {
            let place = [3, 2, 1].into_iter().find_map(|n| {
                let text = analysis.text(&(at..(at + n).min(analysis.tokens.len())));
                text.starts_with(char::is_uppercase).then(|| places::country(text)).flatten()
            });
            if let Some(code) = place {
                party.country = Some(code.to_owned());
                return;
            }
        }
    }
}

/// What the name itself says: "… University", "Banco …", "City of …".
fn by_name(cluster: &Cluster, party: &mut Party) {
    for key in &cluster.keys {
        if let Some((_, land)) = key.rsplit_once(" of ").filter(|_| party.country.is_none()) {
            let written: Vec<String> = land.split(' ').map(capitalised).collect();
            party.country = places::country(&written.join(" ")).map(str::to_owned);
        }
        let words = super::cluster::words(key);
        let (Some(first), Some(last)) = (words.first(), words.last()) else { continue };
        if words.len() > 1 {
            for word in [first, last] {
                if LEXICON.org_head.has(word) || LEXICON.org_lead.has(word) {
                    party.nouns.push((*word).to_owned());
                    party.nouns.push(word.trim_end_matches('s').to_owned());
                }
            }
        }
    }
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().collect::<String>() + chars.as_str())
}

/// The sector that a name shows by itself, where no words on the party do: "… Airways", "Banco …", "University of …".
pub(crate) fn sector_of_name(names: &[String]) -> Option<String> {
    names.iter().find_map(|name| {
        let words = super::cluster::words(name);
        let (first, last) = (words.first()?, words.last()?);
        if words.len() < 2 {
            return None;
        }
        let lead = || LEXICON.org_lead.has(first).then(|| name_sector(first)).flatten();
        let whole = if name.contains(" of ") { None } else { places::sector(&words.join(" ")) };
        let of = || name.contains(" of ").then(lead).flatten();
        let inside = || words.iter().rev().skip(1).filter(|w| **w != *first).find_map(|w| name_sector(w));
        of().or(whole).or_else(|| name_sector(last)).or_else(lead).or_else(inside).map(str::to_owned)
    })
}
