//! Sentences and the frames that they hold: `speaker < cue > content`, several divided by ` ## `.

use super::tests::document;
use super::{Analysis, Frame, analyse};

fn show(analysis: &Analysis<'_>, frame: &Frame) -> String {
    let speaker = frame.speaker.as_ref().map_or("-", |s| analysis.text(s));
    let content: Vec<&str> = frame.content.iter().map(|c| analysis.text(c)).collect();
    format!("{speaker} < {} > {}", analysis.text(&frame.cue), content.join(" | "))
}

fn frames(text: &str) -> String {
    let paragraphs: Vec<&str> = text.split(" // ").collect();
    let document = document(&paragraphs);
    let analysis = analyse(&document);
    analysis.frames.iter().map(|f| show(&analysis, f)).collect::<Vec<_>>().join(" ## ")
}

#[test]
fn frames_hold_speaker_cue_and_content() {
    let faults: Vec<String> = CASES
        .iter()
        .filter(|(text, want)| frames(text) != *want)
        .map(|(text, want)| format!("{text}\n   want {want}\n   got  {}", frames(text)))
        .collect();
    assert!(faults.is_empty(), "{} of {}:\n{}", faults.len(), CASES.len(), faults.join("\n"));
}

#[test]
fn quotations_go_on_with_their_speaker() {
    let document = document(&["“We found it,” Ms Hale said. “It is gone now.”", "“Nobody was hurt by it.”"]);
    let analysis = analyse(&document);
    let of: Vec<_> =
        analysis.quotations.iter().map(|q| q.frame.and_then(|f| analysis.frames[f].continues.or(Some(f)))).collect();
    assert_eq!(of.len(), 3);
    assert!(of.iter().all(Option::is_some), "{of:?}");
}

const CASES: &[(&str, &str)] = &[
    ("They stayed until Monday, he said, when staff noticed.", "he < said > They stayed until Monday"),
    (
        "Sheriff Gaudet said 911 dispatch, which runs apart, worked all day.",
        "Sheriff Gaudet < said > 911 dispatch, which runs apart, worked all day",
    ),
    ("A hacker bragged on a forum that he had the files.", "A hacker < bragged > he had the files"),
    (
        "The system was not broken into, said technology director Mai Thao.",
        "technology director Mai Thao < said > The system was not broken into",
    ),
    (
        "The deadline was put back, Regula Amstad, the head of services, announced.",
        "Regula Amstad < announced > The deadline was put back",
    ),
    (
        "The key was left in public, managing director Ada Roe told reporters.",
        "managing director Ada Roe < told > The key was left in public",
    ),
    ("Before he left, prosecutors allege, he sent himself lists.", "prosecutors < allege > he sent himself lists"),
    (
        "Plants were never in danger, Mr Pontes insisted: pumps are run apart.",
        "Mr Pontes < insisted > Plants were never in danger",
    ),
    ("Norvik Bank said that its app was down.", "Norvik Bank < said > its app was down"),
    ("Norvik Bank said its app was down.", "Norvik Bank < said > its app was down"),
    ("The mill’s servers were encrypted, the owner said.", "the owner < said > The mill’s servers were encrypted"),
    ("“The files are gone,” said director Ann Roe.", "director Ann Roe < said > The files are gone"),
    ("“The files,” Ann Roe said, “are gone.”", "Ann Roe < said > The files | are gone"),
    ("According to Norvik Bank, no money was lost.", "Norvik Bank < According to > no money was lost"),
    ("No money was lost, according to Norvik Bank.", "Norvik Bank < according to > No money was lost"),
    ("Norvik told customers that cards were safe.", "Norvik < told > cards were safe"),
    ("Norvik told the Gazette it had paid nothing.", "Norvik < told > it had paid nothing"),
    ("Police, who seized a server, said that the attack began in May.", "Police < said > the attack began in May"),
    (
        "The firm said that names were copied and that cards were not.",
        "The firm < said > names were copied | cards were not",
    ),
    ("The gang claimed that it had copied contracts.", "The gang < claimed > it had copied contracts"),
    (
        "The attack was claimed by the group Redfern.",
        "the group Redfern < claimed > The attack was claimed by the group Redfern",
    ),
    ("The intruders are believed to be former staff.", "- < believed > The intruders are believed to be former staff"),
    ("The mayor declined to comment.", "The mayor < declined to comment > The mayor declined to comment"),
    (
        "The firm has found no evidence that files were copied.",
        "The firm < no evidence > The firm has found no evidence that files were copied",
    ),
    ("The union fears that wages will be late.", "The union < fears > The union fears that wages will be late"),
    ("The ministry confirmed the breach.", "The ministry < confirmed > the breach"),
    ("The bank denied that accounts were emptied.", "The bank < denied > accounts were emptied"),
    ("OSLO, 3 May 2025 (Fjord Wire) - Norvik Bank said that it was hacked.", "Norvik Bank < said > it was hacked"),
    ("On Monday, the clinic said that phones were down.", "the clinic < said > phones were down"),
    (
        "The clinic, a charity in Bath, said that phones were down.",
        "The clinic, a charity in Bath < said > phones were down",
    ),
    ("The gang’s claim that it holds passports is false.", "The gang < claim > it holds passports is false"),
    ("It does not believe that cards were seen.", "It < not believe > It does not believe that cards were seen"),
    (
        "The bank issued a statement: “No card was seen by anybody.”",
        "The bank < statement > No card was seen by anybody",
    ),
    ("Ann Roe, who took over in May, told reporters that the app was down.", "Ann Roe < told > the app was down"),
    ("Redfern, which named the mill, claims to hold passports.", "Redfern < claims > to hold passports"),
    ("The mill denied having paid the crew.", "The mill < denied > having paid the crew"),
    ("The clinic wants to pay.", ""),
    ("The mill confirmed the theft but gave no date.", "The mill < confirmed > the theft"),
    ("The mill knows of claims that files were sold and has asked the police.", "- < claims > files were sold"),
    (
        "Confirmation that files are gone came on Friday from the owner.",
        "the owner < Confirmation > files are gone came on Friday from the owner",
    ),
    (
        "The vendor saw no sign of theft, according to the mill.",
        "The vendor < no sign > The vendor saw no sign of theft ## the mill < according to > The vendor saw no sign of theft",
    ),
    ("3 May 2025 - The mill’s phones were down, it said.", "it < said > The mill’s phones were down"),
    (
        "The crew that calls itself Redfern posted on Sunday that it had the files.",
        "The crew that calls itself Redfern < posted > it had the files",
    ),
    ("The app is down, she said, and cards were not touched.", "she < said > The app is down | cards were not touched"),
    ("The app is down, she said, and she gave no date.", "she < said > The app is down"),
    ("The mill put the number of guests hit at 4,000.", "The mill < put > the number of guests hit at 4,000"),
    ("The mill put the files at the gate.", ""),
    ("Guests complained that their bookings were gone.", "Guests < complained > their bookings were gone"),
    ("She was adamant that the backups were whole.", "She < was > the backups were whole"),
];
