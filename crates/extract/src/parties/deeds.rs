//! What a name is shown to be by what it does or has in the text: a crew claims attacks and keeps a leak site, an
//! outlet is told things and reports them. Reads the words beside one name; the phrases are in `data/parties.toml`.

use super::context::{Around, lower};
use super::lexicon::LEXICON;
use super::names::Found;
use crate::analysis::Analysis;

/// Farthest that a deed's object is looked for.
const REACH: usize = 16;

/// Whether a phrase ends in a word for a criminal or hostile group; words that firms use too ("group",
/// "operation") need one beside them that firms do not.
pub(crate) fn actor_phrase(phrase: &str) -> bool {
    let Some(head) = LEXICON.actor_head.ends(phrase) else { return false };
    let firm_too = matches!(
        head,
        "group"
            | "crew"
            | "collective"
            | "outfit"
            | "operation"
            | "brand"
            | "franchise"
            | "team"
            | "actor"
            | "actors"
            | "ring"
            | "cluster"
            | "affiliate"
            | "affiliates"
            | "operators"
            | "ransomware"
            | "spies"
    );
    let hostile = [
        "ransom",
        "extort",
        "hack",
        "crim",
        "cyber",
        "espionage",
        "threat",
        "pro-",
        "apt",
        "state-",
        "-linked",
        "-backed",
        "leak",
        "ddos",
        "underground",
        "dark web",
        "malware",
        "data theft",
        "blackmail",
    ];
    let security = ["security", "defence", "defense", "insurance", "response", "intelligence firm"];
    let other = phrase.strip_suffix(head).unwrap_or(phrase);
    if security.iter().any(|s| phrase.contains(s)) {
        return false;
    }
    if head == "ransomware" {
        return false;
    }
    !firm_too || hostile.iter().any(|h| other.contains(h))
}

/// Whether a mention shows a crew: "X claimed responsibility", "X's leak site", "claimed by X".
pub(super) fn of_crew(analysis: &Analysis<'_>, found: &Found, around: &Around) -> bool {
    // "X disputes ransomware gang's claim": the first word is a verb.
    let verb = around.behind.len() > 1 && around.behind[0].ends_with('s');
    let named = !verb && (1..=around.behind.len()).any(|n| actor_phrase(&around.behind[..n].join(" ")));
    named
        || is_crew_behind(analysis, found)
        || is_labelled(analysis, found)
        || owns_crews_things(analysis, found)
        || does_crews_deeds(analysis, found)
        || blamed(analysis, found)
        || attributed(analysis, found)
}

/// "Crew: X", "Threat actor: X": the value of a row that names who did it.
fn is_labelled(analysis: &Analysis<'_>, found: &Found) -> bool {
    let before = |n: usize| found.whole.start.checked_sub(n).map_or("", |at| word(analysis, at));
    let row = before(1) == ":" && matches!(before(2), "crew" | "group" | "gang" | "actor" | "operator" | "adversary");
    // "Put up by X on Tuesday", "Listed by X": the line under a name in a round-up of what crews posted.
    let line = found.whole.start < analysis.sentences[found.sentence].tokens.start + 4;
    row || line && before(1) == "by" && (before(2) == "up" && before(3) == "put" || before(2) == "listed")
}

/// "X, the crew behind last year's attack".
fn is_crew_behind(analysis: &Analysis<'_>, found: &Found) -> bool {
    word(analysis, found.name.end) == ","
        && (found.name.end + 1..found.name.end + 7).any(|t| {
            matches!(word(analysis, t), "crew" | "group" | "gang" | "collective" | "outfit" | "hackers")
                && matches!(word(analysis, t + 1), "behind" | "blamed" | "responsible")
        })
}

/// "X's leak site", "X affiliates".
fn owns_crews_things(analysis: &Analysis<'_>, found: &Found) -> bool {
    let from = found.name.end + usize::from(word(analysis, found.name.end) == "'s");
    let mut from = from;
    if matches!(word(analysis, from), "own" | "dark" | "new" | "main" | "public") && word(analysis, from) != "dark" {
        from += 1;
    }
    phrases(analysis, from, 3).any(|p| LEXICON.crew_thing.has(&p))
}

/// "X has claimed responsibility", "X threatened to publish", "X added the firm to its leak site".
fn does_crews_deeds(analysis: &Analysis<'_>, found: &Found) -> bool {
    let sentence = analysis.sentences[found.sentence].tokens.end;
    let mut at = found.name.end;
    while at < sentence
        && matches!(
            word(analysis, at),
            "has"
                | "have"
                | "had"
                | "also"
                | "later"
                | "then"
                | "now"
                | ","
                | "which"
                | "who"
                | "that"
                | "is"
                | "was"
                | "publicly"
                | "since"
        )
    {
        at += 1;
    }
    if phrases(analysis, at, 5).any(|p| LEXICON.crew_deed.has(&p)) {
        return true;
    }
    let lists = matches!(
        analysis.tokens.get(at).map_or("", |t| t.lemma.as_str()),
        "list" | "add" | "name" | "post" | "put" | "place" | "publish"
    );
    lists
        && (at..sentence.min(at + REACH)).any(|i| {
            matches!(word(analysis, i), "its" | "their")
                && phrases(analysis, i + 1, 3).any(|p| LEXICON.crew_thing.has(&p))
        })
}

/// "claimed by X", "affiliates of X".
fn blamed(analysis: &Analysis<'_>, found: &Found) -> bool {
    let at = found.whole.start;
    let at = if at > 0 && word(analysis, at - 1) == "the" { at - 1 } else { at };
    (1..=3).any(|n| at.checked_sub(n).is_some_and(|from| LEXICON.crew_before.has(&lower(analysis, &(from..at)))))
}

/// "We attribute the intrusion to X".
fn attributed(analysis: &Analysis<'_>, found: &Found) -> bool {
    let at = found.whole.start;
    let link = at.checked_sub(1).map_or("", |b| word(analysis, b));
    let start = analysis.sentences[found.sentence].tokens.start.max(at.saturating_sub(9));
    link == "to" && (start..at).any(|t| matches!(analysis.tokens[t].lemma.as_str(), "attribute" | "attribution"))
}

/// Whether a mention shows somebody who passes on what others say: "…, X reported.", "first reported by X", "told X".
pub(super) fn relays(analysis: &Analysis<'_>, found: &Found) -> bool {
    let start = found.whole.start;
    let start = if start > 0 && word(analysis, start - 1) == "the" { start - 1 } else { start };
    let before = |n: usize| start.checked_sub(n).map_or("", |at| word(analysis, at));
    let told = before(1) == "told"
        || before(1) == "by"
            && matches!(before(2), "reported" | "seen" | "obtained" | "reviewed" | "published" | "viewed");
    let closes = matches!(before(1), "," | "”" | "\"");
    let mut at = found.name.end;
    while matches!(word(analysis, at), "first" | "also" | "has" | "had" | "earlier" | "previously") {
        at += 1;
    }
    let writes = matches!(word(analysis, at), "reported" | "reports" | "wrote" | "writes" | "noted");
    let ends = matches!(word(analysis, at + 1), "." | "," | "on" | "earlier" | "last" | "”" | "");
    told || closes && writes && ends || reports_that(analysis, found)
}

/// "X reported that", "The X, which gave no source, reported that".
fn reports_that(analysis: &Analysis<'_>, found: &Found) -> bool {
    let clauses = analysis.sentences[found.sentence].clauses.clone();
    clauses.map(|c| &analysis.clauses[c]).any(|clause| {
        let subject = clause.subject.as_ref().is_some_and(|s| s.start <= found.name.start && found.name.end <= s.end);
        let after_aside = word(analysis, found.name.end) == ","
            && matches!(word(analysis, found.name.end + 1), "which" | "citing")
            && clause.subject.is_none();
        let reports = |at: usize| word(analysis, at) == "reported" && word(analysis, at + 1) == "that";
        let behind = (found.name.end..analysis.sentences[found.sentence].tokens.end).find(|&t| reports(t));
        behind.is_some() && (subject || after_aside)
    })
}

fn word<'a>(analysis: &'a Analysis<'_>, at: usize) -> &'a str {
    analysis.tokens.get(at).map_or("", |t| t.lower.as_str())
}

/// The first `most` words from `from` on, shortest first, as phrases.
fn phrases<'a>(analysis: &'a Analysis<'_>, from: usize, most: usize) -> impl Iterator<Item = String> + 'a {
    (1..=most).map(move |n| lower(analysis, &(from..(from + n).min(analysis.tokens.len()))))
}

/// Whether a mention shows a person: "X, who was mayor", "X of the consultancy Y said", "X … he".
pub(super) fn of_person(analysis: &Analysis<'_>, found: &Found, around: &Around) -> bool {
    let end = found.name.end;
    let comma = matches!(word(analysis, end), "," | "—" | "–");
    let who = comma && word(analysis, end + 1) == "who";
    let belongs = matches!(word(analysis, end), "of" | "from" | "at")
        && phrases(analysis, end + 1, 4).any(|p| {
            let bare = p.strip_prefix("the ").unwrap_or(&p);
            LEXICON.research_head.has(bare) || LEXICON.helper_noun.has(bare)
        });
    let start = found.whole.start;
    let office = (1..=3)
        .any(|n| start.checked_sub(n).is_some_and(|from| LEXICON.person_role.has(&lower(analysis, &(from..start)))));
    // "says X Y of Fjordlight Labs"
    let before = start.checked_sub(1).map_or("", |b| analysis.tokens[b].lemma.as_str());
    let said = matches!(before, "say" | "tell" | "add" | "write" | "warn")
        && matches!(word(analysis, end), "of" | "from" | "at")
        && analysis.tokens.get(end + 1).is_some_and(super::names::capital);
    let aged = comma && analysis.tokens.get(end + 1).is_some_and(|t| t.text.len() == 2 && t.text.parse::<u8>().is_ok());
    let role = around.apposition.as_ref().is_some_and(|a| LEXICON.person_role.ends(&lower(analysis, a)).is_some());
    who || belongs || office || said || aged || role || is_he(analysis, found) || by_trade(analysis, found, around)
}

/// "harbour master X told a conference": a word for what somebody does, and a verb of saying behind the name.
fn by_trade(analysis: &Analysis<'_>, found: &Found, around: &Around) -> bool {
    let says = matches!(
        analysis.tokens.get(found.name.end).map_or("", |t| t.lemma.as_str()),
        "say" | "tell" | "write" | "add"
    );
    let Some(before) = around.before.as_ref().filter(|_| says) else { return false };
    let words = lower(analysis, before);
    let last = words.rsplit(' ').next().unwrap_or_default();
    let does = ["er", "or", "man", "woman", "ist", "ian", "ant"].iter().any(|e| last.ends_with(e));
    does && !LEXICON.generic_noun.has(last) && !LEXICON.brand_noun.has(last) && crate::places::sector(&words).is_none()
}

/// "X told reporters that he …": the pronoun of a person in the same sentence, with nobody else named between.
fn is_he(analysis: &Analysis<'_>, found: &Found) -> bool {
    let end = analysis.sentences[found.sentence].tokens.end.min(found.name.end + 14);
    let between = (found.name.end..end).take_while(|&t| {
        let token = &analysis.tokens[t];
        !(token.tag == crate::analysis::Tag::Proper && super::names::capital(token))
    });
    between.into_iter().any(|t| matches!(word(analysis, t), "he" | "she"))
}
