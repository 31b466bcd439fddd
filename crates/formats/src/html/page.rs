//! A page measured: its stretches of text (one for each block that holds words), how much of each is link, and
//! how much prose any part of the page holds. Measuring only; what is furniture is decided elsewhere.

use super::tag::Tag;
use super::tree::{Attr, Tree};

/// Letters and signs that make a stretch prose rather than a label.
const PROSE: u32 = 60;

/// A stretch of text that no block boundary interrupts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stretch {
    /// The block element it lies in directly.
    pub block: usize,
    /// Its first and one past its last text node.
    pub first: usize,
    pub last: usize,
    /// Bytes that are not white space, and those of them in links to elsewhere.
    pub size: u32,
    pub linked: u32,
}

impl Stretch {
    fn prose(&self) -> u32 {
        if self.size - self.linked >= PROSE && self.linked * 2 < self.size { self.size } else { 0 }
    }
}

/// A parsed page with its measures.
pub(crate) struct Page {
    pub tree: Tree,
    pub stretches: Vec<Stretch>,
    /// For each node, sums over all nodes before it.
    prose: Vec<u32>,
    size: Vec<u32>,
    linked: Vec<u32>,
}

impl Page {
    /// Parses and measures.
    pub fn new(html: &str) -> Self {
        let tree = Tree::parse(html);
        let stretches = stretches(&tree);
        let mut page = Self { tree, stretches, prose: Vec::new(), size: Vec::new(), linked: Vec::new() };
        page.measure();
        page
    }

    fn measure(&mut self) {
        let count = self.tree.nodes.len() + 1;
        let sums = |value: fn(&Stretch) -> u32| {
            let mut sums = vec![0u32; count];
            for stretch in &self.stretches {
                if let Some(slot) = sums.get_mut(stretch.first + 1) {
                    *slot += value(stretch);
                }
            }
            let mut total = 0u32;
            for slot in &mut sums {
                total = total.saturating_add(*slot);
                *slot = total;
            }
            sums
        };
        let (prose, size, linked) = (sums(Stretch::prose), sums(|s| s.size), sums(|s| s.linked));
        (self.prose, self.size, self.linked) = (prose, size, linked);
    }

    fn sum(&self, sums: &[u32], node: usize) -> u32 {
        let end = self.tree.nodes.get(node).map_or(0, |n| n.end as usize);
        let at = |i: usize| sums.get(i).copied().unwrap_or(0);
        at(end).saturating_sub(at(node))
    }

    /// Bytes of prose within a node.
    pub fn prose(&self, node: usize) -> u32 {
        self.sum(&self.prose, node)
    }

    /// Bytes of prose from one node to before another.
    pub fn prose_between(&self, from: usize, to: usize) -> u32 {
        let at = |i: usize| self.prose.get(i).copied().unwrap_or(0);
        at(to).saturating_sub(at(from))
    }

    /// Bytes of prose on the whole page.
    pub fn all_prose(&self) -> u32 {
        self.prose(0)
    }

    /// Bytes of text within a node.
    pub fn size(&self, node: usize) -> u32 {
        self.sum(&self.size, node)
    }

    /// Share of the text within a node that is links to elsewhere, 0 to 1.
    pub fn linked(&self, node: usize) -> f32 {
        let size = self.size(node);
        if size == 0 { 0.0 } else { self.sum(&self.linked, node) as f32 / size as f32 }
    }

    /// The stretches that begin within a node.
    pub fn stretches_in(&self, node: usize) -> &[Stretch] {
        let end = self.tree.nodes.get(node).map_or(node, |n| n.end as usize);
        let from = self.stretches.partition_point(|s| s.first < node);
        let to = self.stretches.partition_point(|s| s.first < end);
        self.stretches.get(from..to).unwrap_or_default()
    }

    /// The text of a stretch with line breaks at `br`.
    pub fn text(&self, stretch: &Stretch) -> String {
        let mut out = String::new();
        let mut skip_to = 0;
        for node in stretch.first..stretch.last {
            let Some(n) = self.tree.nodes.get(node) else { break };
            match n.tag {
                _ if node < skip_to => {}
                Tag::Text => out.push_str(self.tree.text_of(node)),
                Tag::Br => out.push('\u{2028}'),
                tag if unseen(tag) => skip_to = n.end as usize,
                _ => {}
            }
        }
        out
    }
}

/// Elements whose text is not shown.
fn unseen(tag: Tag) -> bool {
    matches!(tag, Tag::Script | Tag::Skip | Tag::Noscript | Tag::Control | Tag::Button | Tag::Head)
}

/// Whether a link leads elsewhere: not to a place on this page and not to a script.
fn leads_elsewhere(tree: &Tree, node: usize) -> bool {
    match tree.attr(node, Attr::Href) {
        Some(href) => !href.contains('#') && !href.starts_with("javascript:") && !href.starts_with("mailto:"),
        None => false,
    }
}

fn in_words(tree: &Tree, block: usize) -> bool {
    tree.nodes.get(block).is_some_and(|n| matches!(n.tag, Tag::P | Tag::Li) || n.tag.is_heading())
}

/// One pass over the nodes in document order.
fn stretches(tree: &Tree) -> Vec<Stretch> {
    let mut block_of: Vec<u32> = vec![0; tree.nodes.len()];
    let mut out: Vec<Stretch> = Vec::new();
    let (mut skip_to, mut link_to, mut parted) = (0usize, 0usize, true);
    let mut breaks = 0;
    for (i, node) in tree.nodes.iter().enumerate() {
        let above = block_of.get(node.parent as usize).copied().unwrap_or(0);
        // Elements that nobody knows part words where blocks stand, not inside a paragraph.
        let unknown = node.tag == Tag::Other && in_words(tree, above as usize);
        let inline = node.tag.is_inline() || unknown;
        if let Some(slot) = block_of.get_mut(i) {
            *slot = if inline { above } else { u32::try_from(i).unwrap_or(0) };
        }
        if i < skip_to {
            continue;
        }
        match node.tag {
            tag if unseen(tag) => {
                skip_to = node.end as usize;
                parted |= !inline;
            }
            Tag::A if leads_elsewhere(tree, i) => link_to = node.end as usize,
            Tag::Br => {
                breaks += 1;
                parted |= breaks > 1;
            }
            Tag::Text => {
                let size = tree.text_of(i).bytes().filter(|b| !b.is_ascii_whitespace()).count() as u32;
                if size == 0 {
                    continue;
                }
                breaks = 0;
                let linked = if i < link_to { size } else { 0 };
                match out.last_mut().filter(|s| !parted && s.block == above as usize) {
                    Some(stretch) => {
                        stretch.last = i + 1;
                        stretch.size += size;
                        stretch.linked += linked;
                    }
                    None => out.push(Stretch { block: above as usize, first: i, last: i + 1, size, linked }),
                }
                parted = false;
            }
            _ if !inline => parted = true,
            _ => {}
        }
    }
    out
}
