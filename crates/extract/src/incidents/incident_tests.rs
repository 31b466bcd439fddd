//! Who is a victim in invented reports, and whether it happened: each line is a phenomenon, not a sample.

use sextant_model::{Block, BlockKind, CleanDocument, Realis};

/// Victims and whether it happened, of a text whose lines are paragraphs.
fn read(text: &str) -> Vec<(String, Realis)> {
    let mut blocks = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        let end = start + line.len();
        if !line.trim().is_empty() {
            blocks.push(Block { kind: BlockKind::Paragraph, start, end });
        }
        start = end + 1;
    }
    let document = CleanDocument { text: text.to_owned(), blocks, ..CleanDocument::default() };
    crate::read(&document).incidents.into_iter().map(|i| (i.victim.name, i.realis)).collect()
}

fn expect(cases: &[(&str, &[(&str, Realis)])]) {
    for (text, victims) in cases {
        let victims: Vec<(String, Realis)> = victims.iter().map(|(n, r)| ((*n).to_owned(), *r)).collect();
        assert_eq!(read(text), victims, "{text}");
    }
}

#[test]
fn harm_to_a_thing_befalls_its_owner() {
    use Realis::Actual;
    expect(&[
        ("Somebody crept into the stock database of Arlen Timber on Friday.", &[("Arlen Timber", Actual)]),
        (
            "Brookside Dental, whose booking server was broken into last week, has told its patients.",
            &[("Brookside Dental", Actual)],
        ),
        (
            "Intruders had been inside Marlow Foods's warehouse system for a month, the firm said.",
            &[("Marlow Foods", Actual)],
        ),
        (
            "Floods of junk traffic knocked out the websites of Pelham Ferries and Corran Council on Sunday.",
            &[("Pelham Ferries", Actual), ("Corran Council", Actual)],
        ),
    ]);
}

#[test]
fn the_spared_the_feared_and_the_imitated_are_no_victims() {
    use Realis::Actual;
    expect(&[
        (
            "Since Monday phones have rung with text messages that claim to come from Postvale. They link to a page where \
             card numbers are stolen. Postvale has not been hacked.",
            &[],
        ),
        (
            "Ketling Mills and Otter Farm, though not Dunford Eggs, were struck by ransomware on Monday.",
            &[("Ketling Mills", Actual), ("Otter Farm", Actual)],
        ),
        ("Were ransomware to lock the cranes of Port Ellery, ships would have to wait.", &[]),
        ("Fraudsters posing as Larch Bank tricked a pensioner out of 4,000 pounds.", &[]),
        ("A firm that has just lost its computers does not need another form, said a lawyer for Tarn Steel.", &[]),
    ]);
}

#[test]
fn a_crews_word_is_never_the_narrators() {
    use Realis::{Actual, Alleged, Denied, Possible};
    expect(&[
        (
            "The crew that calls itself Tin Heron posted on Sunday that it had carried off the contracts of Osier Dairy. Osier has not answered.",
            &[("Osier Dairy", Alleged)],
        ),
        (
            "The ransomware gang Tin Heron says that it has been inside the servers of Osier Dairy. The dairy is checking whether the claim is true.",
            &[("Osier Dairy", Possible)],
        ),
        ("Osier Dairy denied a claim by hackers that they had broken into its network.", &[("Osier Dairy", Denied)]),
        (
            "The gang Tin Heron posted that it had copied the contracts of Osier Dairy. Osier concedes that the boast is true.",
            &[("Osier Dairy", Actual)],
        ),
    ]);
}

#[test]
fn crews_and_outlets_are_no_victims_whatever_stands_behind_their_names() {
    use Realis::Alleged;
    expect(&[
        (
            "The Amber Stoat extortion gang claims to have stolen data from Holm Savings Bank. The gang made the claim on its leak site, the Harbour Register reported.",
            &[("Holm Savings Bank", Alleged)],
        ),
        (
            "Amber Stoat has claimed responsibility for an attack on Holm Savings Bank.",
            &[("Holm Savings Bank", Alleged)],
        ),
    ]);
}

#[test]
fn money_that_a_clerk_sent_to_crooks_is_lost_by_the_employer() {
    use Realis::Actual;
    expect(&[
        ("Dunmore Athletic wired the fee for its new keeper to crooks.", &[("Dunmore Athletic", Actual)]),
        ("Orrin Builders's bookkeeper sent 80,000 pounds to swindlers in May.", &[("Orrin Builders", Actual)]),
        ("Orrin Builders sent 80,000 pounds to a charity for the blind in May.", &[]),
    ]);
}

#[test]
fn customers_of_a_supplier_suffer_unless_the_text_spares_them() {
    use Realis::Actual;
    expect(&[(
        "Hackers broke into the booking database of Tablewise on Friday, and Tablewise told its clients by email.\nThe \
         Harbour Museum said the names of 3,150 visitors were copied.\nWeir Gallery said its customers were not affected.",
        &[("Tablewise", Actual), ("Harbour Museum", Actual)],
    )]);
}
