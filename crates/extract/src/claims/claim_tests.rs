//! Short reports and the claims that they hold, as `speaker | stance | kind` in any order, divided by ` ## `.

use crate::analysis::tests::document;
use std::collections::BTreeSet;

fn claims(text: &str) -> BTreeSet<String> {
    let paragraphs: Vec<&str> = text.split(" // ").collect();
    let mut document = document(&paragraphs);
    document.meta.language = Some("en".to_owned());
    let reading = crate::read(&document);
    let name = |s: &Option<String>| s.clone().unwrap_or_else(|| "-".to_owned());
    reading
        .claims
        .iter()
        .map(|c| format!("{} | {} | {}", name(&c.speaker.name), c.stance, c.proposition.kind))
        .collect()
}

#[test]
fn claims_say_who_how_firmly_and_on_what() {
    let mut faults = Vec::new();
    for (text, want) in CASES {
        let got = claims(&format!("{LEAD} // {text}"));
        let want: BTreeSet<String> = want.split(" ## ").filter(|w| !w.is_empty()).map(str::to_owned).collect();
        let lead: BTreeSet<String> = claims(LEAD);
        let got: BTreeSet<String> = got.difference(&lead).cloned().collect();
        let want: BTreeSet<String> = want.difference(&lead).cloned().collect();
        if got != want {
            faults.push(format!("{text}\n   want {want:?}\n   got  {got:?}"));
        }
    }
    assert!(faults.is_empty(), "{} of {}:\n{}", faults.len(), CASES.len(), faults.join("\n"));
}

#[test]
fn offsets_give_the_quote_back() {
    let mut document = document(&["Norvik Bank’s café system — “naïvely” open — was hacked, Norvik Bank said.", LEAD]);
    document.meta.language = Some("en".to_owned());
    let reading = crate::read(&document);
    for claim in &reading.claims {
        let quote: String =
            reading.text.chars().skip(claim.proof.start).take(claim.proof.end - claim.proof.start).collect();
        assert_eq!(quote, claim.proof.quote);
    }
}

#[test]
fn data_in_a_statement_on_theft_are_exposed_or_not_as_it_says() {
    for (text, want) in [
        ("Norvik Bank said that thieves made off with appointment notes and passwords.", "password exposed"),
        ("Norvik Bank said that no password had gone with the intruders.", "password not-exposed"),
        ("Norvik Bank said that it had seen no sign that passwords went with them.", "password unknown"),
    ] {
        let mut document = document(&[LEAD, text]);
        document.meta.language = Some("en".to_owned());
        let reading = crate::read(&document);
        let exposed: Vec<String> =
            reading.incidents[0].exposure.iter().map(|e| format!("{} {}", e.data, e.polarity)).collect();
        assert!(
            exposed.contains(&want.to_owned()) && exposed.iter().all(|e| !e.starts_with("password") || e == want),
            "{text}: {exposed:?}"
        );
    }
}

/// What every case begins with: a bank, attacked, that says so.
const LEAD: &str = "Norvik Bank, a Norwegian lender, said on Monday that hackers had broken into its network.";

const CASES: &[(&str, &str)] = &[
    ("A user called velvet_hook said that it had stolen names of customers.", "velvet_hook | claims | data-taken"),
    ("The teachers' union said that names of customers had been stolen.", "teachers' union | asserts | data-taken"),
    ("A nurse at the bank said that names of customers had been stolen.", "- | asserts | data-taken"),
    ("The bank, known for its Gold card, said that names had been stolen.", "Norvik Bank | confirms | data-taken"),
    ("Norvik Bank said that names and emails of customers had been stolen.", "Norvik Bank | confirms | data-taken"),
    (
        "Names were taken but not passwords, Norvik Bank said.",
        "Norvik Bank | confirms | data-taken ## Norvik Bank | denies | data-taken",
    ),
    ("No card numbers were copied, the bank said.", "Norvik Bank | denies | data-taken"),
    ("The bank said that it had no evidence that data had been misused.", "Norvik Bank | no-evidence | data-shared"),
    ("The bank could not rule out that passwords were copied.", "Norvik Bank | possible | data-taken"),
    ("The bank said that health records may have been viewed.", "Norvik Bank | possible | data-taken"),
    ("The bank does not believe that passwords were affected.", "Norvik Bank | denies | data-taken"),
    ("Norvik Bank declined to say whether it had paid a ransom.", "Norvik Bank | cannot-say | ransom"),
    ("Norvik Bank said that it had refused to pay the ransom.", "Norvik Bank | confirms | ransom"),
    ("Norvik Bank said that its branches were closed on Monday.", "Norvik Bank | confirms | impact"),
    ("Norvik Bank said that its app had been restored.", "Norvik Bank | confirms | recovery"),
    ("Norvik Bank said it had notified the police.", "Norvik Bank | confirms | notice"),
    ("The attackers got in through a supplier’s account, Norvik Bank said.", "Norvik Bank | confirms | method"),
    (
        "The ransomware gang Redfern said that it had stolen 40 GB of data from Norvik Bank.",
        "Redfern | claims | data-taken",
    ),
    (
        "The ransomware gang Redfern claimed responsibility for the attack on Norvik Bank.",
        "Redfern | claims | responsible",
    ),
    ("Police said it was too early to say who was behind the attack.", "Police | cannot-say | responsible"),
    ("“No customer data was taken,” the bank said.", "Norvik Bank | denies | data-taken"),
    ("Norvik Bank said that 12,000 customers were affected.", "Norvik Bank | confirms | impact"),
    ("Norvik Bank denied that customer records had been stolen.", "Norvik Bank | denies | data-taken"),
    ("Norvik Bank said its payment systems were working normally.", "Norvik Bank | confirms | impact"),
    ("Norvik Bank said that it did not know how the intruders got in.", "Norvik Bank | cannot-say | method"),
    ("Norvik Bank said stolen files had been published on the dark web.", "Norvik Bank | confirms | data-shared"),
    ("Norvik Bank fears that the hackers still have access to its network.", "Norvik Bank | fears | still-present"),
    (
        "While account numbers were taken, passwords were not, the bank said.",
        "Norvik Bank | confirms | data-taken ## Norvik Bank | denies | data-taken",
    ),
    ("Norvik Bank would not comment on the attack.", "Norvik Bank | cannot-say | occurred"),
    ("In a statement, the bank said: “We can confirm that names were copied.”", "Norvik Bank | confirms | data-taken"),
    ("Redfern, a ransomware gang, claims to have 300 GB of files of the bank.", "Redfern | claims | data-taken"),
    ("The bank denied claims that data had been stolen.", "Norvik Bank | denies | data-taken"),
    ("The way in was an old gateway, Norvik Bank said.", "Norvik Bank | confirms | method"),
    ("The bank has ruled out that passwords were copied.", "Norvik Bank | denies | data-taken"),
    ("Norvik Bank said not a single file had left its servers.", "Norvik Bank | denies | data-taken"),
    ("Norvik Bank put the number of customers hit at 52,000.", "Norvik Bank | confirms | impact"),
    (
        "Its app was down, Norvik Bank said, and card numbers were not touched.",
        "Norvik Bank | confirms | impact ## Norvik Bank | denies | data-taken",
    ),
    (
        "The gang that calls itself Redfern posted on Sunday that it had carried off contracts of the bank.",
        "Redfern | claims | data-taken",
    ),
    ("Norvik Bank said that the attackers had demanded 40 bitcoin.", "Norvik Bank | confirms | ransom"),
    ("“Customers have no reason to worry,” the bank said.", ""),
    ("Norvik Bank said that its annual meeting would take place in June.", ""),
    ("Police said it was too soon to name those responsible.", "Police | cannot-say | responsible"),
    ("The bank’s director, Imogen Hale, said that names had been stolen.", "Imogen Hale | confirms | data-taken"),
    ("Carla Roe, who runs the bank, said that its app was down.", "Carla Roe | confirms | impact"),
    ("Carla Roe, who used to shop near the bank, said that its app was down.", "Carla Roe | asserts | impact"),
    ("Insurers will cover part of the bill, the bank said.", "Norvik Bank | confirms | recovery"),
    ("It was a ransomware attack, the bank said.", "Norvik Bank | confirms | occurred"),
    ("The boss of the bank hit back: “No card number was copied by anybody.”", "Norvik Bank | denies | data-taken"),
    // What others claim is not what the bank says, though the bank speaks of it.
    ("The bank said that it was aware of claims that data had been stolen.", "- | claims | data-taken"),
    ("Redfern, a ransomware gang, plans to have 300 members.", ""),
    (
        "According to two people familiar with the matter, the attackers used a contractor’s password.",
        "- | asserts | method",
    ),
    ("A customer complained that his details had been published.", "- | asserts | data-shared"),
    ("The Gazette could not verify the claim that passports were stolen.", "- | doubts | data-taken"),
    ("The bank said that the files appeared genuine.", "Norvik Bank | possible | data-taken"),
    ("The bank said it had taken steps to ensure that this does not happen again.", ""),
    ("Logs suggest that files were copied, the bank said.", "Norvik Bank | possible | data-taken"),
    // Looser words: what is moved, kept apart, seen, asked for.
    ("“There has been no breach of our systems,” the bank said.", "Norvik Bank | denies | occurred"),
    ("The bank said that the forms may have been seen.", "Norvik Bank | possible | data-taken"),
    ("Card numbers are kept on a separate system, the bank said.", "Norvik Bank | denies | data-taken"),
    ("The bank said that its app ran without a hitch.", "Norvik Bank | confirms | impact"),
    ("Norvik Bank put the bill at €3 million.", "Norvik Bank | confirms | impact"),
    ("The bank said that some branches had no cash on Monday.", "Norvik Bank | confirms | impact"),
    ("Police said that the two cases had nothing to do with one another.", "Police | denies | linked"),
    (
        "The bank said that thieves had broken into a server and copied names.",
        "Norvik Bank | confirms | occurred ## Norvik Bank | confirms | data-taken",
    ),
    ("The bank said that no card numbers were kept in the mailbox.", "Norvik Bank | denies | data-taken"),
    ("Police said that they were looking into the case.", ""),
    // Whose words: a time is nobody, an office speaks for the bank, a nickname is a name.
    (
        "Norvik Bank, which has 40 branches, said Thursday that names were copied.",
        "Norvik Bank | confirms | data-taken",
    ),
    ("Imogen Hale, the chief risk officer, said that its app was down.", "Imogen Hale | confirms | impact"),
    ("“Our branches were closed all day,” said Carla Roe.", "Carla Roe | confirms | impact"),
    ("The bank said on its website this morning that names were copied.", "Norvik Bank | confirms | data-taken"),
    // Nothing new is said: the question, or what was spoken of before, is meant.
    ("Were names copied? The bank says it does not know yet.", "Norvik Bank | cannot-say | data-taken"),
    ("The bank said that it had no way of telling which files were read.", "Norvik Bank | cannot-say | data-taken"),
    (
        "The bank said that it had seen nothing so far to suggest that data were sold.",
        "Norvik Bank | no-evidence | data-shared",
    ),
    ("If passwords were taken, customers will be told.", ""),
    ("Customers should change their passwords.", ""),
];
