//! Prints what the analysis makes of plain text on standard input: clauses, scopes and frames, one sentence at a time.

use sextant_extract::analysis::{Analysis, analyse};
use sextant_model::{Block, BlockKind, CleanDocument};
use std::io::Read;

fn main() -> std::io::Result<()> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let mut blocks = Vec::new();
    let mut start = 0;
    for paragraph in text.split('\n') {
        let end = start + paragraph.len();
        if !paragraph.trim().is_empty() {
            blocks.push(Block { kind: BlockKind::Paragraph, start, end });
        }
        start = end + 1;
    }
    let document = CleanDocument { text, blocks, ..CleanDocument::default() };
    print(&analyse(&document));
    Ok(())
}

fn print(analysis: &Analysis<'_>) {
    for sentence in &analysis.sentences {
        let words: Vec<String> = sentence
            .tokens
            .clone()
            .map(|t| format!("{}/{:?}", analysis.tokens[t].text, analysis.tokens[t].tag))
            .collect();
        println!("\n{}", words.join(" "));
        for clause in sentence.clauses.clone().map(|c| &analysis.clauses[c]) {
            let part = |t: &Option<std::ops::Range<usize>>| t.as_ref().map_or("-", |t| analysis.text(t)).to_owned();
            let verb = clause.verb.as_ref().map(|v| v.tokens.clone());
            println!("   {:?}: [{}] [{}] [{}]", clause.kind, part(&clause.subject), part(&verb), part(&clause.object));
        }
        let mut run: Option<(String, usize)> = None;
        for at in sentence.tokens.clone() {
            let scope = analysis.scope_at(at);
            let name = format!("{}{:?} {}", if scope.negated { "not " } else { "" }, scope.modality, scope.rule);
            match &run {
                Some((same, _)) if *same == name => {}
                _ => {
                    if let Some((name, from)) = run.take().filter(|r| !r.0.contains("scope.none")) {
                        println!("   ~ {name}: {}", analysis.text(&(from..at)));
                    }
                    run = Some((name, at));
                }
            }
        }
        if let Some((name, from)) = run.filter(|r| !r.0.contains("scope.none")) {
            println!("   ~ {name}: {}", analysis.text(&(from..sentence.tokens.end)));
        }
        for frame in analysis.frames.iter().filter(|f| sentence.tokens.contains(&f.cue.start)) {
            let speaker = frame.speaker.as_ref().map_or("-", |s| analysis.text(s));
            let content: Vec<&str> = frame.content.iter().map(|c| analysis.text(c)).collect();
            println!(
                "   > {:?} {} [{}] {:?}: {content:?} {:?}",
                frame.act,
                frame.rule,
                speaker,
                analysis.text(&frame.cue),
                frame.continues
            );
        }
    }
}
