//! Whom a stretch is about where its words do not say: the name at the head of an entry, else the party of the title, of
//! the lead, or the only one of the text.

use super::super::Narrator;
use super::super::lexicon::LEXICON;
use super::{Search, in_title};
use crate::analysis::Tag;
use crate::parties::{PartyId, PartyKind};
use sextant_model::SpeakerKind;

/// Whom a sentence is about by its place.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Head {
    pub party: Option<PartyId>,
    /// The sentence is the head of an entry itself: nothing but the name.
    pub is_head: bool,
}

/// For each sentence.
pub(super) fn by_sentence(search: &Search<'_, '_>) -> Vec<Head> {
    let whole = of_text(search);
    let sentences = &search.analysis.sentences;
    let heads: Vec<Option<PartyId>> = (0..sentences.len()).map(|id| bare_name(search, id)).collect();
    // A crew's post may have one entry only.
    let entries = heads.iter().flatten().count() > usize::from(*search.narrator != Narrator::Crew);
    let mut entry: Option<(PartyId, usize, bool)> = None;
    (0..sentences.len())
        .map(|id| {
            let block = sentences[id].block;
            if let Some(party) = heads[id].filter(|_| entries && (id > 0 || *search.narrator == Narrator::Crew)) {
                // A name that fills its block heads what follows; one that opens a block heads that block.
                let alone = sentences.get(id + 1).is_none_or(|next| next.block != block);
                entry = Some((party, block, alone));
                return Head { party: Some(party), is_head: true };
            }
            let inside = entry.filter(|(_, of, alone)| *of == block || *alone);
            Head { party: inside.map(|(party, ..)| party).or(whole), is_head: false }
        })
        .collect()
}

/// "The newcomers put up four names over the weekend": a text whose entries are what a crew listed.
pub(super) fn lists_names(search: &Search<'_, '_>) -> bool {
    if *search.narrator == Narrator::Crew || reads_leak_sites(search) {
        return true;
    }
    search.analysis.sentences.iter().take(12).any(|s| {
        let crew = search
            .parties
            .within(&s.tokens)
            .iter()
            .map(|m| &search.parties.all[m.party])
            .any(|p| p.kind == PartyKind::Actor && p.name.is_some());
        let words = &search.analysis.tokens[s.tokens.clone()];
        let lists = words.iter().any(|t| {
            matches!(t.lemma.as_str(), "put" | "list" | "post" | "name" | "add" | "publish" | "claim" | "upload")
        });
        let names = words.iter().any(|t| {
            matches!(
                t.lower.as_str(),
                "names" | "victims" | "entries" | "organisations" | "organizations" | "companies"
            )
        });
        crew && lists && names
    })
}

/// A tracker's page: its head speaks of leak sites, and several entries follow.
fn reads_leak_sites(search: &Search<'_, '_>) -> bool {
    let head = search.analysis.sentences.iter().take(8);
    let speaks = head.map(|s| search.analysis.text(&s.tokens).to_lowercase()).any(|s| {
        ["leak site", "leak-site", "leak blog", "leaksite", "extortion site"].iter().any(|word| s.contains(word))
    });
    let entries = (1..search.analysis.sentences.len()).filter_map(|id| bare_name(search, id)).take(2).count();
    speaks && entries > 1
}

/// A sentence of one name and no verb: "1. Corrigan Freight.", "Brandvik Elektro (Norway)".
fn bare_name(search: &Search<'_, '_>, id: usize) -> Option<PartyId> {
    let line = search.analysis.sentences[id].tokens.clone();
    let words = &search.analysis.tokens[line.clone()];
    let verbless = !words
        .iter()
        .any(|t| matches!(t.tag, Tag::Verb | Tag::Auxiliary | Tag::Modal | Tag::Preposition) && t.lower != "of");
    let [mention] = search.parties.within(&line) else { return None };
    let rest = words.iter().filter(|t| t.text.starts_with(char::is_alphanumeric)).count();
    let bare =
        mention.by_name && verbless && rest <= mention.tokens.len() + 4 && line.len() <= mention.tokens.len() + 7;
    let label = LEXICON.entry_label.contains(search.lower(mention.tokens.start)) && rest > mention.tokens.len();
    Some(mention.party).filter(|&p| bare && !label && plain(search, p))
}

fn plain(search: &Search<'_, '_>, id: PartyId) -> bool {
    search.eligible(id) && search.parties.all[id].speaker == SpeakerKind::Other
}

/// The only party that can be a victim, or the only such one in the title, or the first of the lead.
fn of_text(search: &Search<'_, '_>) -> Option<PartyId> {
    let organisation = |id: &PartyId| plain(search, *id) && search.parties.all[*id].kind == PartyKind::Organisation;
    let mut all: Vec<PartyId> =
        search.parties.mentions.iter().filter(|m| m.by_name).map(|m| m.party).filter(organisation).collect();
    all.sort_unstable();
    all.dedup();
    if let [one] = all[..] {
        return Some(one);
    }
    let titled: Vec<PartyId> = all.iter().copied().filter(|&p| in_title(search.analysis, search.parties, p)).collect();
    match titled[..] {
        [one] => Some(one),
        [] => of_lead(search, &organisation),
        _ => None,
    }
}

/// The only party of the first sentence with a verb.
fn of_lead(search: &Search<'_, '_>, organisation: &dyn Fn(&PartyId) -> bool) -> Option<PartyId> {
    let lead = search.analysis.sentences.iter().skip(1).find(|s| {
        s.tokens.len() > 8
            && search.analysis.tokens[s.tokens.clone()].iter().any(|t| matches!(t.tag, Tag::Verb | Tag::Auxiliary))
    })?;
    let mut named: Vec<PartyId> = search
        .parties
        .within(&lead.tokens)
        .iter()
        .filter(|m| m.by_name)
        .map(|m| m.party)
        .filter(|p| organisation(p))
        .collect();
    named.dedup();
    if let [one] = named[..] { Some(one) } else { None }
}
