//! Leak sites: "the crew added X to its leak site", a heading that names an organisation above the crew's own words.

use super::{Search, Voice};
use crate::parties::{PartyId, PartyKind};
use sextant_model::BlockKind;

/// Looks for listings in this sentence.
pub(super) fn collect(search: &mut Search<'_, '_>) {
    added(search);
    labelled(search);
    listed_by(search);
    headed(search);
}

/// "Bleakwater lists X", "put X on its leak site", "named X as a victim".
fn added(search: &mut Search<'_, '_>) {
    const VERBS: &[&str] = &["list", "add", "put", "name", "post", "claim", "publish", "place", "feature"];
    let tokens = search.tokens();
    let actor = tokens
        .clone()
        .any(|t| search.parties.at(t).is_some_and(|m| search.parties.all[m.party].kind == PartyKind::Actor))
        || tokens.clone().any(|t| matches!(search.lower(t), "crew" | "gang" | "extortionists"));
    let site = tokens.clone().any(|t| {
        matches!(
            search.lower(t),
            "site" | "blog" | "leak" | "portal" | "listing" | "listings" | "victim" | "victims" | "lists"
        )
    });
    if !actor || !site {
        return;
    }
    let Some(verb) = tokens.clone().find(|&t| VERBS.contains(&search.lemma(t))) else { return };
    let listed: Vec<PartyId> = (verb + 1..tokens.end).filter_map(|t| search.victim_at(t)).collect();
    for party in listed {
        search.push(party, verb..verb + 1, Voice::Claimed, 3, "event.listed");
    }
}

/// "X would not comment on a listing by the gang Y".
fn listed_by(search: &mut Search<'_, '_>) {
    let tokens = search.tokens();
    let listing = tokens.clone().find(|&t| {
        matches!(search.lemma(t), "listing" | "entry" | "posting")
            && matches!(search.lower(t + 1), "by" | "from")
            && (t + 2..(t + 8).min(tokens.end))
                .any(|a| search.parties.at(a).is_some_and(|m| search.parties.all[m.party].kind == PartyKind::Actor))
    });
    let Some(at) = listing else { return };
    let spoken_of = search.subject(at).or_else(|| search.victim_after(tokens.start, 4)).or(search.protagonist);
    let outside = |p: &PartyId| {
        use sextant_model::SpeakerKind::{Authority, Press, Researcher};
        !matches!(search.parties.all[*p].speaker, Authority | Press | Researcher)
    };
    if let Some(party) = spoken_of.filter(outside) {
        search.push(party, at..at + 1, Voice::Claimed, 3, "event.listed-by");
    }
}

/// "victim: X" in an export of what crews posted.
fn labelled(search: &mut Search<'_, '_>) {
    for at in search.tokens() {
        let label = matches!(search.lower(at), "victim" | "target") && search.lower(at + 1) == ":";
        if !label {
            continue;
        }
        let end = (at + 9).min(search.tokens().end);
        if let Some(party) = (at + 2..end).find_map(|t| search.victim_at(t)) {
            search.push(party, at..at + 1, Voice::Claimed, 3, "event.listing-label");
        }
    }
}

/// A heading or short line that names an organisation, right above a quotation or a block in a crew's "we" voice.
fn headed(search: &mut Search<'_, '_>) {
    let sentence = &search.analysis.sentences[search.sentence];
    let card = sentence.tokens.clone().any(|t| matches!(search.lower(t), "country" | "revenue" | "added" | ">>"))
        && search.lower(sentence.tokens.start) != "we";
    let short = sentence.tokens.len() <= if card { 40 } else { 14 };
    let title = search.sentence == 0;
    if title
        || !tells_of_crews(search)
        || !short
        || sentence.kind == BlockKind::Quotation && *search.narrator != crate::incidents::Narrator::Crew
        || matches!(search.narrator, crate::incidents::Narrator::Party(_))
        || !matches!(
            sentence.kind,
            BlockKind::Heading
                | BlockKind::Paragraph
                | BlockKind::ListItem
                | BlockKind::Preformatted
                | BlockKind::Quotation
                | BlockKind::TableRow
        )
    {
        return;
    }
    let party = sentence.tokens.clone().find_map(|t| search.victim_at(t));
    if let Some(party) = party.filter(|_| put_up_by(search)) {
        let at = sentence.tokens.clone();
        search.push(party, at, Voice::Claimed, 3, "event.listing-head");
        return;
    }
    let Some(next) = search.analysis.sentences[search.sentence + 1..]
        .iter()
        .take(9)
        .find(|s| s.block != sentence.block && speaks(search, s.tokens.clone()))
    else {
        return;
    };
    let close = next.block <= sentence.block + 3;
    if let (true, Some(party)) = (close && crew(search, next.tokens.clone()), party) {
        let at = sentence.tokens.clone();
        search.push(party, at, Voice::Claimed, 3, "event.listing-head");
    }
}

/// "Put up by Ninefold on Tuesday.", right under the name.
fn put_up_by(search: &Search<'_, '_>) -> bool {
    let under = search.analysis.sentences.iter().skip(search.sentence + 1).take(2);
    under.into_iter().any(|s| {
        let by = s.tokens.clone().take(4).find(|&t| search.lower(t) == "by");
        let listed =
            matches!(search.lemma(s.tokens.start), "put" | "post" | "list" | "add" | "name" | "claim" | "publish");
        let crew = by.and_then(|by| search.parties.at(by + 1));
        listed && crew.is_some_and(|m| search.parties.all[m.party].kind == PartyKind::Actor)
    })
}

/// A crew is named, or speaks: else no heading stands over its words.
fn tells_of_crews(search: &Search<'_, '_>) -> bool {
    *search.narrator == crate::incidents::Narrator::Crew
        || search.parties.all.iter().any(|p| p.kind == PartyKind::Actor && p.name.is_some())
}

fn speaks(search: &Search<'_, '_>, tokens: crate::analysis::Tokens) -> bool {
    tokens.into_iter().any(|t| matches!(search.lower(t), "we" | "our" | "hands"))
}

/// The boast of a crew: it took, locked or will publish.
fn crew(search: &Search<'_, '_>, tokens: crate::analysis::Tokens) -> bool {
    const BOASTS: &[&str] = &[
        "download",
        "downloaded",
        "steal",
        "stole",
        "stolen",
        "took",
        "take",
        "taken",
        "lock",
        "locked",
        "encrypt",
        "encrypted",
        "hack",
        "hacked",
        "publish",
        "leak",
        "hands",
        "exfiltrated",
        "copied",
        "gb",
        "tb",
    ];
    let block = search.analysis.sentence_of(tokens.start).map_or(0, |s| search.analysis.sentences[s].block);
    let all = search.analysis.sentences.iter().filter(|s| s.block == block);
    all.flat_map(|s| s.tokens.clone()).any(|t| BOASTS.contains(&search.lower(t)))
}
