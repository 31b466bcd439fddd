//! Who is found in invented sentences, under which names, and whom the words that refer back mean.

use super::{Parties, PartyKind, find};
use crate::analysis::analyse;
use sextant_model::{Block, BlockKind, CleanDocument};

fn read(text: &str, check: impl Fn(&Parties, &dyn Fn(&str) -> Option<String>)) {
    let blocks = vec![Block { kind: BlockKind::Paragraph, start: 0, end: text.len() }];
    let document = CleanDocument { text: text.to_owned(), blocks, ..CleanDocument::default() };
    let analysis = analyse(&document);
    let parties = find(&analysis);
    let meant = |words: &str| {
        let mention = parties.mentions.iter().find(|m| analysis.text(&m.tokens) == words)?;
        parties.all[mention.party].short.clone()
    };
    check(&parties, &meant);
}

#[test]
fn names_are_whole_and_of_the_right_kind() {
    for (text, name, kind) in [
        ("The City of Fort Amberley said its phones were down.", "City of Fort Amberley", PartyKind::Organisation),
        ("Hackers hit Bright & Moss on Monday.", "Bright & Moss", PartyKind::Organisation),
        (
            "The matter was reported to the Danish Data Protection Agency.",
            "Danish Data Protection Agency",
            PartyKind::Authority,
        ),
        ("An extortion gang calling itself Velvet Otter posted the files.", "Velvet Otter", PartyKind::Actor),
        ("Chief executive Marta Lindholm said the mill was safe.", "Marta Lindholm", PartyKind::Person),
        ("It told the Harbour Gazette that the files were old.", "Harbour Gazette", PartyKind::Outlet),
    ] {
        read(text, |parties, _| {
            let party = parties.named(name).map(|id| parties.all[id].kind);
            assert_eq!(party, Some(kind), "{text}: {:?}", parties.all);
        });
    }
}

#[test]
fn words_refer_back_to_whom_they_fit() {
    for (text, word, name) in [
        (
            "Norwegian brewer Tindra Bryggeri shut two plants. The brewer has called the police.",
            "The brewer",
            "Tindra Bryggeri",
        ),
        ("Oakmere College lost its servers. It has told its students.", "It", "Oakmere College"),
        ("Oakmere College lost its servers.", "its", "Oakmere College"),
        (
            "A gang named Red Plover wrote to Solva Insurance. The insurer did not answer.",
            "The insurer",
            "Solva Insurance",
        ),
    ] {
        read(text, |_, meant| assert_eq!(meant(word).as_deref(), Some(name), "{text}"));
    }
}

#[test]
fn descriptions_give_sector_and_country() {
    read("Ardent Lines, a Greek ferry operator, said it was hacked.", |parties, _| {
        let party = &parties.all[parties.named("Ardent Lines").expect("named")];
        assert_eq!((party.sector.as_deref(), party.country.as_deref()), (Some("transportation"), Some("GR")));
    });
}
