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

#[test]
fn a_name_that_only_stands_where_places_stand_is_no_party() {
    let text = "A clinic in Horsley closed its doors. Surgeries in Stowbeck, Horsley and Nellby sent people home. A firm \
                from Atherdon cleaned the machines. Vets across the Midlow had to wait. Investors with a stake in \
                Tarnwick sold it. Customers in the districts of Altbrook and Wendel got letters.";
    read(text, |parties, _| {
        for place in ["Horsley", "Stowbeck", "Nellby", "Atherdon", "Midlow", "Altbrook", "Wendel"] {
            assert_eq!(parties.named(place), None, "{place}: {:?}", parties.all);
        }
        assert!(parties.named("Tarnwick").is_some(), "one has a stake in a firm: {:?}", parties.all);
    });
    let text = "Shops in Tarnwick were shut. Tarnwick said it had called the police.";
    read(text, |parties, _| assert!(parties.named("Tarnwick").is_some(), "what speaks is somebody"));
}

#[test]
fn capitals_that_only_open_a_sentence_or_stand_on_a_form_name_nobody() {
    let text = "Friends,\n\nLectures went ahead. Criminals who call themselves nothing sent every W-2 to a stranger. It cost R110 \
                million. Canadians were told.";
    read(text, |parties, _| {
        for word in ["Friends", "Lectures", "Criminals", "W-2", "R110", "Canadians"] {
            assert_eq!(parties.named(word), None, "{word}: {:?}", parties.all);
        }
    });
}

#[test]
fn what_hangs_on_a_place_is_left_off_the_name() {
    read("Ryme-based Ballinard Municipal District has put off its meeting.", |parties, _| {
        assert!(parties.named("Ballinard Municipal District").is_some(), "{:?}", parties.all);
    });
    read("The theft was seen by Sheriff's Capt. Boyle Ferring.", |parties, _| {
        let id = parties.named("Boyle Ferring").expect("the officer is named");
        assert_eq!(parties.all[id].kind, PartyKind::Person);
    });
}

#[test]
fn a_row_names_the_crew_and_a_paper_that_reports_is_an_outlet() {
    let text = "Ballinard Mills\nCountry: Ireland. Crew: Grey Lantern. Posted: 3 May 2025. Grey Lantern says that it holds \
                contracts.\nThe Sunday Courier, which gave no source, reported that the mill had paid.";
    read(text, |parties, _| {
        assert_eq!(parties.all[parties.named("Grey Lantern").unwrap()].kind, PartyKind::Actor);
        let courier = parties.named("Sunday Courier").expect("the paper is named");
        assert_eq!(parties.all[courier].speaker, sextant_model::SpeakerKind::Press);
    });
}
