//! Speakers whom a phrase describes: by a name that they go by ("a user called Moss"), by an office or a body that has
//! no name ("the teachers' union", "his lawyer"), or as the body whose paper the text is ("the Group").

use crate::Context;
use crate::analysis::{Tag, Token, Tokens};
use crate::incidents::Narrator;
use crate::parties::nameless;
use sextant_model::SpeakerKind;

/// Nouns that point back to a body already named, whichever it is.
const POINTING: &[&str] = &[
    "company",
    "firm",
    "group",
    "business",
    "organisation",
    "organization",
    "body",
    "operator",
    "provider",
    "maker",
    "chain",
    "agency",
    "owner",
    "spokesman",
    "spokeswoman",
    "spokesperson",
    "representative",
    "one",
    "pair",
    "two",
    "man",
    "woman",
    "other",
    "former",
    "latter",
];

/// Words before the name that somebody goes by.
const GOES_BY: &[&str] = &[
    "calling",
    "calls",
    "call",
    "called",
    "signing",
    "signs",
    "sign",
    "signed",
    "named",
    "nicknamed",
    "dubbed",
    "known",
    "goes",
    "going",
    "styling",
    "styles",
    "handle",
    "alias",
    "nickname",
    "name",
];

/// Those who are known by a name that they chose, attackers apart.
const ONLINE: &[&str] = &[
    "user",
    "account",
    "seller",
    "poster",
    "handle",
    "channel",
    "group",
    "collective",
    "outfit",
    "bunch",
    "broker",
    "message",
    "post",
];

/// "a user called velvet_hook", "criminals who sign themselves Jararaca": the name.
pub(super) fn nickname(context: &Context<'_, '_>, phrase: &Tokens, cue: usize) -> Option<String> {
    let tokens = &context.analysis.tokens;
    let own = tokens.get(phrase.clone())?;
    let online = |t: &Token<'_>| ONLINE.contains(&t.lemma.as_str());
    let lead = &own[..own.iter().position(|t| GOES_BY.contains(&t.lower.as_str())).unwrap_or(own.len())];
    if nameless::kind(lead) != Some(SpeakerKind::Actor) && !nameless::head(lead).is_some_and(online) {
        return None;
    }
    let end = cue.max(phrase.end).min(tokens.len()).min(phrase.start + 24);
    let goes = (phrase.start..end).find(|&i| GOES_BY.contains(&tokens[i].lower.as_str()))?;
    let filler = |t: &Token<'_>| {
        matches!(t.tag, Tag::Mark | Tag::Pronoun | Tag::Preposition | Tag::Determiner | Tag::Adverb)
            || matches!(
                t.lower.as_str(),
                "itself" | "themselves" | "himself" | "herself" | "messages" | "posts" | "name"
            )
    };
    let start = (goes + 1..end.min(goes + 7)).find(|&i| !filler(&tokens[i]))?;
    let part = |i: usize| {
        let t = &tokens[i];
        let written = t.text.chars().any(|c| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '_' | '@'));
        i == start && !matches!(t.tag, Tag::Verb | Tag::Modal | Tag::Auxiliary) || written && t.tag != Tag::Mark
    };
    let stop = (start..end).find(|&i| !part(i)).unwrap_or(end);
    let quoted = tokens.get(start.checked_sub(1)?).is_some_and(|t| matches!(t.text, "\"" | "“" | "‘" | "'"));
    let close = (start..end).find(|&i| quoted && matches!(tokens[i].text, "\"" | "”" | "’" | "'"));
    let stop = close.unwrap_or(stop);
    let name =
        context.analysis.text(&(start..stop)).trim_matches(|c: char| !c.is_alphanumeric() && c != '@').to_owned();
    let plain = name.chars().all(|c| c.is_lowercase()) && !quoted && !name.contains(['_', '@']);
    (!name.is_empty() && !plain).then_some(name)
}

/// "the teachers' union", "his lawyer", "the paper's commercial manager": nobody with a name, but somebody in
/// particular; `None` for words that only point back.
pub(super) fn in_particular(context: &Context<'_, '_>, phrase: &Tokens) -> Option<(String, SpeakerKind)> {
    let tokens = context.analysis.tokens.get(phrase.clone())?;
    let first = tokens.first()?;
    let possessor = matches!(first.lower.as_str(), "its" | "their" | "his" | "her");
    let stop = tokens.iter().position(|t| t.text == "," || t.tag == Tag::Subordinator).unwrap_or(tokens.len());
    let own = &tokens[..stop];
    let head = nameless::head(own)?;
    let several = own.iter().filter(|t| matches!(t.tag, Tag::Noun | Tag::Adjective | Tag::Proper)).count() > 1;
    let possessed = possessor || own.iter().any(|t| t.lower == "'s");
    let pointing = POINTING.contains(&head.lemma.as_str()) || nameless::is_paper(own);
    if !possessor && first.lower != "the" || pointing || !(several || possessed) {
        return None;
    }
    let kind = nameless::kind(own).filter(|k| *k != SpeakerKind::Unnamed);
    let body = kind.or_else(|| nameless::names_authority(own).then_some(SpeakerKind::Authority));
    let office = nameless::is_office(own);
    let kind = body.or_else(|| office.then_some(SpeakerKind::Other))?;
    let name = context.analysis.text(&(phrase.start + 1..phrase.start + stop)).trim().to_owned();
    (!name.is_empty()).then_some((name, kind))
}

/// "a nurse at the hospital", "two investigators who asked not to be named": people of whom nobody is named.
pub(super) fn unnamed(context: &Context<'_, '_>, phrase: &Tokens) -> Option<SpeakerKind> {
    let tokens = context.analysis.tokens.get(phrase.clone())?;
    let first = tokens.first()?;
    let indefinite =
        matches!(first.lower.as_str(), "a" | "an" | "one" | "another" | "several" | "some" | "many" | "most")
            || first.tag == Tag::Number;
    let stop = tokens.iter().position(|t| t.tag == Tag::Preposition || t.text == "," || t.tag == Tag::Subordinator);
    let own = &tokens[..stop.unwrap_or(tokens.len())];
    let counted = own.len() == 1 && tokens.get(stop?).is_some_and(|t| t.lower == "of");
    let named = own.iter().any(|t| t.tag == Tag::Proper) || tokens.iter().any(|t| GOES_BY.contains(&t.lower.as_str()));
    let apposed = tokens.iter().skip_while(|t| t.text != ",").nth(1).is_some_and(|t| t.tag == Tag::Proper);
    let kind = if counted { Some(SpeakerKind::Unnamed) } else { nameless::kind(own) };
    let someone = kind.filter(|k| {
        counted
            || matches!(k, SpeakerKind::Insider | SpeakerKind::Authority | SpeakerKind::Other | SpeakerKind::Researcher)
    });
    someone.filter(|_| indefinite && !named && !apposed)
}

/// The name that a crew's site bears: spaced out in its head ("[ Q U A R R Y ]"), or before the first mark of its title.
pub(super) fn site(context: &Context<'_, '_>) -> Option<String> {
    let analysis = context.analysis;
    if !crate::incidents::narrator::is_crews_post(analysis) {
        return None;
    }
    let head = analysis.document.text.lines().find(|l| !l.trim().is_empty()).unwrap_or_default();
    let title = analysis.document.meta.title.as_deref().unwrap_or_default();
    [head, title].into_iter().find_map(|line| {
        let lead = line.trim_start_matches(|c: char| !c.is_alphanumeric());
        let name = lead.split(['|', '/', ':', '[', ']', '\t', '–', '—', '•', '>', '<', '=', '*', '#']).next()?.trim();
        let spaced = name.split(' ').count() > 2 && name.split(' ').all(|w| w.chars().count() == 1);
        let name = if spaced { name.replace(' ', "") } else { name.to_owned() };
        let parted = lead.len() > name.len() || line.len() > lead.len();
        let fits = parted && (3..=30).contains(&name.chars().count()) && name.split(' ').count() <= 3;
        let capital = name.starts_with(char::is_uppercase);
        let named = context.parties.named(&name).is_some_and(|p| context.events.all.iter().any(|e| e.victim == p));
        (fits && capital && !named).then_some(name)
    })
}

/// "the Group", "the Board", "Management": in a paper that a body filed, the body itself.
pub(super) fn is_the_filer(context: &Context<'_, '_>, phrase: &Tokens) -> bool {
    const ITSELF: &[&str] = &[
        "group",
        "company",
        "board",
        "management",
        "registrant",
        "directors",
        "office",
        "authority",
        "commission",
        "bank",
        "trust",
        "society",
        "issuer",
        "corporation",
        "commissioner",
    ];
    let tokens = context.analysis.tokens.get(phrase.clone()).unwrap_or_default();
    let words: Vec<&Token<'_>> = tokens.iter().filter(|t| t.lower != "the").collect();
    matches!(context.events.narrator, Narrator::Party(_))
        && matches!(words[..], [word] if ITSELF.contains(&word.lower.as_str()) && word.text.starts_with(char::is_uppercase))
}
