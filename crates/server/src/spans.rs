//! A document's text cut into stretches, so that every claim's words can be marked though claims overlap.

use sextant_model::{BlockKind, Claim, ClaimId, CleanDocument};
use std::collections::BTreeSet;

/// A block of the text with its stretches.
#[derive(Debug, PartialEq, Eq)]
pub struct MarkedBlock {
    /// `h2`, `p`, `li`, `tr`, `blockquote`, `pre`, `aside`.
    pub element: &'static str,
    /// In order.
    pub stretches: Vec<Stretch>,
}

/// A run of text that the same claims quote.
#[derive(Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The words.
    pub text: String,
    /// Claims that quote them, the one with the shortest quote first.
    pub claims: Vec<ClaimId>,
    /// Claims whose words begin here (anchors).
    pub begins: Vec<ClaimId>,
}

impl Stretch {
    /// The claim that a click leads to.
    ///
    /// Nothing to click on: white space between words that different claims quote.
    pub fn first(&self) -> Option<&ClaimId> {
        self.claims.first().filter(|_| !self.text.trim().is_empty())
    }

    /// All claims, for the script that lights them up.
    pub fn list(&self) -> String {
        self.claims.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }

    /// How heavily it is quoted: 1, 2 or 3 (and more).
    pub fn depth(&self) -> usize {
        self.claims.len().min(3)
    }
}

struct ByteSpan {
    id: ClaimId,
    start: usize,
    end: usize,
}

/// Cuts the text. Claims whose offsets do not lie in it are left unmarked.
pub fn marked(document: &CleanDocument, claims: &[Claim]) -> Vec<MarkedBlock> {
    let spans = byte_spans(&document.text, claims);
    let cut = |start: usize, end: usize| stretches(&document.text, start, end, &spans);
    if document.blocks.is_empty() && !document.text.is_empty() {
        return vec![MarkedBlock { element: "p", stretches: cut(0, document.text.len()) }];
    }
    document.blocks.iter().map(|b| MarkedBlock { element: element(b.kind), stretches: cut(b.start, b.end) }).collect()
}

fn element(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Heading => "h2",
        BlockKind::Paragraph => "p",
        BlockKind::ListItem => "li",
        BlockKind::TableRow => "tr",
        BlockKind::Quotation => "blockquote",
        BlockKind::Preformatted => "pre",
        BlockKind::Aside => "aside",
    }
}

fn byte_spans(text: &str, claims: &[Claim]) -> Vec<ByteSpan> {
    let mut bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    bytes.push(text.len());
    let quoted = claims.iter().filter(|c| c.start < c.end && !c.quote.is_empty());
    let mut spans: Vec<ByteSpan> = quoted
        .filter_map(|c| Some(ByteSpan { id: c.id, start: *bytes.get(c.start)?, end: *bytes.get(c.end)? }))
        .collect();
    spans.sort_by_key(|s| (s.end - s.start, s.start, s.id));
    spans
}

fn stretches(text: &str, start: usize, end: usize, spans: &[ByteSpan]) -> Vec<Stretch> {
    let inside: Vec<&ByteSpan> = spans.iter().filter(|s| s.start < end && s.end > start).collect();
    let mut cuts = BTreeSet::from([start, end]);
    cuts.extend(inside.iter().flat_map(|s| [s.start.max(start), s.end.min(end)]));
    let cuts: Vec<usize> = cuts.into_iter().collect();
    cuts.windows(2)
        .filter_map(|pair| {
            let &[from, to] = pair else { return None };
            let over = inside.iter().filter(|s| s.start <= from && s.end >= to);
            Some(Stretch {
                text: text.get(from..to)?.to_owned(),
                claims: over.map(|s| s.id).collect(),
                begins: inside.iter().filter(|s| s.start == from).map(|s| s.id).collect(),
            })
        })
        .collect()
}
