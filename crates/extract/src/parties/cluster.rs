//! Names to parties: the same name twice, an abbreviation in brackets, a short form of a longer name.
//! What sort of party it is, is not decided here.

use super::context::{Around, lower};
use super::lexicon::LEXICON;
use super::names::{self, Found};
use crate::analysis::{Analysis, Tokens};
use crate::places;
use rustc_hash::FxHashMap;

/// Names that mean one party.
#[derive(Debug, Default)]
pub(crate) struct Cluster {
    /// The longest name, as first written.
    pub name: String,
    /// Lower-case forms.
    pub keys: Vec<String>,
    /// Other names as written.
    pub aliases: Vec<String>,
    /// Where: name and titles, with what stands round them.
    pub mentions: Vec<(Found, Around)>,
    /// As introduced, with the abbreviation: "National Cyber Security Centre (NCSC)".
    pub introduced: Option<String>,
    /// Common nouns that the text defines for it: (the "Company").
    pub defined: Vec<String>,
}

/// Groups names; in order of first mention.
pub(crate) fn group(analysis: &Analysis<'_>, found: Vec<Found>) -> Vec<Cluster> {
    let mut clusters = by_key(analysis, found);
    let mut parent: Vec<usize> = (0..clusters.len()).collect();
    abbreviations(analysis, &mut clusters, &mut parent);
    also_known(analysis, &clusters, &mut parent);
    short_forms(&clusters, &mut parent);
    merge(clusters, &parent)
}

/// Words of a key without the legal form.
pub(crate) fn words(key: &str) -> Vec<&str> {
    let mut words: Vec<&str> = key.split([' ', ',']).filter(|w| !w.is_empty()).collect();
    while words.len() > 1 && words.last().is_some_and(|w| LEXICON.legal_form.has(w)) {
        words.pop();
    }
    words
}

fn by_key(analysis: &Analysis<'_>, found: Vec<Found>) -> Vec<Cluster> {
    let mut index: FxHashMap<String, usize> = FxHashMap::default();
    let mut clusters: Vec<Cluster> = Vec::new();
    for one in found {
        let key = campaign(&words(&names::key(analysis, &one.name)).join(" "));
        let at = *index.entry(key.clone()).or_insert_with(|| {
            let name = written(analysis, &one.name);
            clusters.push(Cluster { name, keys: vec![key], ..Cluster::default() });
            clusters.len() - 1
        });
        let around = Around::look(analysis, &one.whole, one.name.end);
        let name = written(analysis, &one.name);
        if name != clusters[at].name && !clusters[at].aliases.contains(&name) {
            clusters[at].aliases.push(name);
        }
        clusters[at].mentions.push((one, around));
    }
    clusters
}

/// Most names looked at for one short form: a text with more is a list, not a report.
const MANY: usize = 64;

/// "emmanuel macron's campaign team" and "macron's party" are one body: "macron campaign".
fn campaign(key: &str) -> String {
    let base = ["'s campaign team", " campaign team", "'s campaign", "'s party"]
        .iter()
        .find_map(|tail| key.strip_suffix(tail));
    base.map_or_else(|| key.to_owned(), |b| format!("{} campaign", b.rsplit(' ').next().unwrap_or(b)))
}

fn written(analysis: &Analysis<'_>, name: &Tokens) -> String {
    let text = analysis.text(name);
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").trim_end_matches(['’', '\'']).to_owned()
}

fn root(parent: &[usize], mut at: usize) -> usize {
    while parent[at] != at {
        at = parent[at];
    }
    at
}

/// "Marks and Spencer (M&S)", (the "Company"): the bracket's name joins the one before it.
fn abbreviations(analysis: &Analysis<'_>, clusters: &mut [Cluster], parent: &mut [usize]) {
    let index: FxHashMap<String, usize> = clusters.iter().enumerate().map(|(at, c)| (c.keys[0].clone(), at)).collect();
    for at in 0..clusters.len() {
        let Some((found, inside)) =
            clusters[at].mentions.iter().find_map(|(f, a)| a.brackets.clone().map(|b| (f.clone(), b)))
        else {
            continue;
        };
        let text = unquoted(&lower(analysis, &inside));
        let noun = text.strip_prefix("the ").unwrap_or(&text);
        let whole = found.name.start..inside.end + 1;
        if LEXICON.generic_noun.has(noun) || LEXICON.org_head.has(noun) && text.starts_with("the ") {
            clusters[at].defined.push(noun.to_owned());
            continue;
        }
        // (together with its subsidiaries, “Copperpot” or the “Company”)
        let words: Vec<&str> = text.split(' ').map(|w| w.trim_matches(',')).collect();
        for pair in words.windows(2).filter(|pair| pair[0] == "the") {
            if LEXICON.generic_noun.has(pair[1]) || matches!(pair[1], "registrant" | "group") {
                clusters[at].defined.push(pair[1].to_owned());
            }
        }
        let Some(&other) = index.get(noun).filter(|&&o| o != at) else { continue };
        let (full, short) = (&clusters[at].name, &clusters[other].name);
        if !may_abbreviate(full, short) {
            continue;
        }
        parent[root(parent, other)] = root(parent, at);
        if clusters[at].introduced.is_none() {
            clusters[at].introduced = Some(written(analysis, &whole));
        }
    }
}

/// "X, known as “Y”", "Qilin (also known as Agenda)": the same party.
fn also_known(analysis: &Analysis<'_>, clusters: &[Cluster], parent: &mut [usize]) {
    let mut ends: FxHashMap<usize, usize> = FxHashMap::default();
    for (at, cluster) in clusters.iter().enumerate() {
        for (found, _) in &cluster.mentions {
            ends.insert(found.name.end, at);
        }
    }
    for (at, cluster) in clusters.iter().enumerate() {
        for (found, _) in &cluster.mentions {
            let Some(phrase) = known_as_before(analysis, found.whole.start) else { continue };
            let other = (phrase.saturating_sub(3)..=phrase).rev().find_map(|end| ends.get(&end).copied());
            if let Some(other) = other.map(|o| root(parent, o)).filter(|&o| o != root(parent, at)) {
                let from = root(parent, at);
                parent[from] = other;
            }
        }
    }
}

/// Where "known as" and the like begin, right before a name (quotation marks and a sister name with "or" between).
fn known_as_before(analysis: &Analysis<'_>, mut at: usize) -> Option<usize> {
    let word = |i: usize| analysis.tokens.get(i).map_or("", |t| t.lower.as_str());
    while at > 0 && matches!(word(at - 1), "“" | "\"" | "‘" | "'") {
        at -= 1;
    }
    let known = at >= 2 && word(at - 1) == "as" && matches!(word(at - 2), "known" | "tracked" | "trading" | "called");
    let aka = at >= 1 && matches!(word(at - 1), "aka" | "a.k.a." | "formerly");
    let start = if known { at - 2 } else { at.checked_sub(1).filter(|_| aka)? };
    Some(if start > 0 && matches!(word(start - 1), "also" | "better" | "sometimes" | "previously" | "formerly") {
        start - 1
    } else {
        start
    })
}

fn unquoted(text: &str) -> String {
    text.split_whitespace()
        .filter(|w| !matches!(*w, "“" | "”" | "\"" | "'" | "‘" | "or" | "’"))
        .collect::<Vec<_>>()
        .join(" ")
}

/// A short form in capitals, or one whose letters stand in the full name, or the full name behind its abbreviation.
fn may_abbreviate(full: &str, short: &str) -> bool {
    let capitals = |s: &str| s.chars().filter(|c| c.is_uppercase()).count();
    let short_like = short.split_whitespace().count() == 1 && (capitals(short) > 1 || short.len() < 7);
    let full_like = full.split_whitespace().count() == 1 && capitals(full) > 1;
    (short_like || full_like) && (places::country(short).is_none()) || full.starts_with(short)
}

/// "Halvorsen" for "Halvorsen Sjømat", "Tiernan" for "Maeve Tiernan".
fn short_forms(clusters: &[Cluster], parent: &mut [usize]) {
    let keys: Vec<Vec<&str>> = clusters.iter().map(|c| c.keys[0].split(' ').collect()).collect();
    let mut by_word: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (at, words) in keys.iter().enumerate() {
        for word in words {
            let with = by_word.entry(word).or_default();
            if with.len() < MANY {
                with.push(at);
            }
        }
    }
    for (at, short) in keys.iter().enumerate() {
        if parent[at] != at || too_common(short) {
            continue;
        }
        let longer =
            by_word.get(short[0]).into_iter().flatten().copied().filter(|&l| l != at && keys[l].len() > short.len());
        let best = longer
            .filter_map(|l| Some((rank(short, &keys[l])?, l)))
            .min_by_key(|&(rank, l)| (rank, std::cmp::Reverse(clusters[l].mentions.len()), l));
        if let Some((_, long)) = best.or_else(|| acronym_of(short, &keys)) {
            let target = root(parent, long);
            if target != at {
                parent[at] = target;
            }
        }
    }
}

/// How good a short form of the longer name: first words, last words, words inside; none if not at all.
fn rank(short: &[&str], long: &[&str]) -> Option<usize> {
    let person = long.len() <= 4 && LEXICON.first_name.has(long[0]);
    if long.starts_with(short) {
        let rest = &long[short.len()..];
        // "Kestrel Bank of South Africa" is Kestrel Bank; "Bank" is not the Bank of Ireland.
        let land = rest.first() == Some(&"of")
            && short.len() > 1
            && places::country(&rest[1..].iter().map(|w| capitalised(w)).collect::<Vec<_>>().join(" ")).is_some();
        let joined = !land && matches!(rest.first(), Some(&("and" | "&" | "of" | "for" | "campaign")));
        return (!person && !joined).then_some(0);
    }
    if long.ends_with(short) {
        let lead = long[..long.len() - short.len()].join(" ");
        let of = long.contains(&"of") && short.len() < long.len();
        let bare = places::country(&capitalised(&lead)).is_some();
        let particle =
            matches!(short[0], "van" | "von" | "de" | "der" | "di" | "del" | "la" | "le" | "da") && lead.len() > 2;
        if particle && long.len() == short.len() + 1 {
            return Some(1);
        }
        let plain = short.len() == 1 && !LEXICON.org_head.has(short[0]) && !LEXICON.authority_head.has(short[0]);
        return (person || of || bare || plain).then_some(1);
    }
    None
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().collect::<String>() + chars.as_str())
}

/// "ONWASA" where the text also writes the name out.
fn acronym_of(short: &[&str], keys: &[Vec<&str>]) -> Option<(usize, usize)> {
    let [word] = short else { return None };
    if !(3..=7).contains(&word.len()) {
        return None;
    }
    keys.iter()
        .position(|k| k.len() == word.len() && k.iter().zip(word.chars()).all(|(w, c)| w.starts_with(c)))
        .map(|at| (2, at))
}

/// A single word that says only what sort of body it is, or a place.
fn too_common(words: &[&str]) -> bool {
    words.iter().all(|w| LEXICON.org_head.has(w) && words.len() == 1 || LEXICON.link.has(w))
        || words.len() == 1
            && (LEXICON.authority_head.has(words[0]) || LEXICON.first_name.has(words[0]) && words[0].len() < 3)
        || LEXICON.authority_name.has(&words.join(" "))
        || LEXICON.product.has(&words.join(" "))
}

fn merge(clusters: Vec<Cluster>, parent: &[usize]) -> Vec<Cluster> {
    let mut merged: Vec<Cluster> = Vec::new();
    let mut place: FxHashMap<usize, usize> = FxHashMap::default();
    for (at, cluster) in clusters.into_iter().enumerate() {
        let root = root(parent, at);
        match place.get(&root) {
            Some(&into) => absorb(&mut merged[into], cluster, root == at),
            None => {
                place.insert(root, merged.len());
                merged.push(cluster);
            }
        }
    }
    for cluster in &mut merged {
        cluster.mentions.sort_by_key(|(f, _)| f.name.start);
    }
    merged
}

/// Takes another cluster in; `leads` if its name is the full one.
fn absorb(into: &mut Cluster, other: Cluster, leads: bool) {
    let mut name = other.name;
    if leads {
        std::mem::swap(&mut into.name, &mut name);
        into.introduced = other.introduced.or(into.introduced.take());
    } else if into.introduced.is_none() {
        into.introduced = other.introduced;
    }
    for alias in std::iter::once(name).chain(other.aliases) {
        if alias != into.name && !into.aliases.contains(&alias) {
            into.aliases.push(alias);
        }
    }
    into.keys.extend(other.keys);
    into.mentions.extend(other.mentions);
    into.defined.extend(other.defined);
}
