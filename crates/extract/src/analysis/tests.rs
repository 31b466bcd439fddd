//! Tokens, sentences, quotations and tags of short texts.

use super::*;
use sextant_model::{Block, DocumentMeta};

/// A document of paragraphs; one that begins with `# ` is a heading, with `> ` a block quotation.
pub(crate) fn document(paragraphs: &[&str]) -> CleanDocument {
    let mut text = String::new();
    let mut blocks = Vec::new();
    for paragraph in paragraphs {
        let (kind, words) = match paragraph.get(..2) {
            Some("# ") => (BlockKind::Heading, &paragraph[2..]),
            Some("> ") => (BlockKind::Quotation, &paragraph[2..]),
            Some("* ") => (BlockKind::ListItem, &paragraph[2..]),
            _ => (BlockKind::Paragraph, *paragraph),
        };
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        let start = text.len();
        text.push_str(words);
        blocks.push(Block { kind, start, end: text.len() });
    }
    let meta = DocumentMeta { published: Some("2025-05-13".into()), ..DocumentMeta::default() };
    CleanDocument { meta, text, blocks, problems: Vec::new() }
}

#[test]
fn sentences_end_where_a_reader_ends_them() {
    for (text, sentences) in [
        ("It fell. The bank said so.", 2),
        ("Acme Inc. said on Jan. 20 that the U.S. unit was hit at 3 p.m. on Monday.", 1),
        ("It works for Acme Inc. The firm said no more.", 2),
        ("“We did it. It was bad,” he said. “Sorry!” she added.", 3),
        ("He asked: “Is it safe?” and left.", 1),
        ("Police Lt. Carl Bowditch said so. J. Smith agreed.", 2),
        ("The count rose to 4.2 million. 600 were told.", 2),
        ("Records were taken… The firm denied it.", 2),
        ("The firm (Acme) fell. (It rose later.) Then it fell.", 3),
    ] {
        let document = document(&[text]);
        let analysis = analyse(&document);
        let cut: Vec<_> = analysis.sentences.iter().map(|s| analysis.text(&s.tokens)).collect();
        assert_eq!(cut.len(), sentences, "{cut:?}");
    }
}

#[test]
fn quotations_are_found_and_apostrophes_are_not() {
    for (text, quoted) in [
        ("“We did,” he said, “and it’s bad.”", vec!["We did,", "and it’s bad."]),
        ("\"We did,\" he said, \"and it's bad.\"", vec!["We did,", "and it's bad."]),
        ("The firms' staff said 'no data' was taken.", vec!["no data"]),
        ("He said ‘the names’ are safe.", vec!["the names"]),
    ] {
        let document = document(&[text]);
        let analysis = analyse(&document);
        let found: Vec<_> = analysis.quotations.iter().map(|q| analysis.text(&q.tokens)).collect();
        assert_eq!(found, quoted, "{text}");
    }
}

#[test]
fn tags_follow_context() {
    for text in [
        "The/D gang/N said/V that/S it/O had/A stolen/Q the/D files/N ./M",
        "Hackers/N copied/V a/D file/N with/I names/N ./M",
        "Names/N and/C emails/N were/A taken/Q ,/M but/C not/G passwords/N ./M",
        "Data/N stolen/Q in/I the/D attack/N was/A leaked/Q ./M",
        "Acme/P claims/V that/S no/D data/N was/A lost/Q ./M",
        "The/D claims/N are/V false/J ./M",
        "It/O did/A n't/G report/V the/D breach/N ./M",
        "Police/N report/V that/S the/D attack/N failed/V ./M",
        "The/D data/N may/L include/V health/N records/N ./M",
        "A/D file/N containing/R names/N was/A copied/Q ./M",
        "Emails/N sent/Q from/I the/D resorts/N may/L be/V bogus/J ./M",
        "Bank/N details/N ,/M held/Q elsewhere/B ,/M were/A not/G affected/Q ./M",
        "The/D firm/N refused/V to/T pay/V the/D ransom/N ./M",
        "Ransomware/N locked/V the/D servers/N on/I Monday/P ./M",
        "It/O is/A investigating/R the/D incident/N ./M",
        "The/D attackers/N are/A believed/Q to/T be/V affiliates/N of/I Akira/P ./M",
    ] {
        check_tags(text);
    }
}

fn check_tags(marked: &str) {
    let words: Vec<(&str, &str)> = marked.split(' ').filter_map(|w| w.rsplit_once('/')).collect();
    let text = words.iter().fold(String::new(), |mut s, (w, _)| {
        if !s.is_empty() && !matches!(*w, "." | "," | "n't") {
            s.push(' ');
        }
        s.push_str(w);
        s
    });
    let document = document(&[&text]);
    let analysis = analyse(&document);
    let found: Vec<String> = analysis.tokens.iter().map(|t| format!("{}/{}", t.text, letter(t.tag))).collect();
    assert_eq!(found.join(" "), marked);
}

fn letter(tag: Tag) -> char {
    match tag {
        Tag::Noun => 'N',
        Tag::Proper => 'P',
        Tag::Pronoun => 'O',
        Tag::Verb => 'V',
        Tag::Participle => 'Q',
        Tag::Gerund => 'R',
        Tag::Auxiliary => 'A',
        Tag::Modal => 'L',
        Tag::Adjective => 'J',
        Tag::Adverb => 'B',
        Tag::Negation => 'G',
        Tag::Determiner => 'D',
        Tag::Preposition => 'I',
        Tag::To => 'T',
        Tag::Conjunction => 'C',
        Tag::Subordinator => 'S',
        Tag::Number => 'U',
        Tag::Mark => 'M',
        Tag::Other => 'X',
    }
}
