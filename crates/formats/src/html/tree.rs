//! A page as a flat tree: nodes in document order, each knowing where its subtree ends. Built from tokens with
//! the few rules of implied end tags that matter for text. Depth and size are bounded, nothing recurses, so no
//! nesting can exhaust the stack. It knows nothing of furniture.

use html5gum::Tokenizer;
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use std::convert::Infallible;

use super::tag::Tag;

/// Open elements at most; what lies deeper becomes flat.
const DEPTH: usize = 256;
/// Nodes at most; what comes later is left out.
const NODES: usize = 3_000_000;

/// Attributes that are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Attr {
    /// `class`, `id` and the data attributes by which components are named, one after the other.
    Names,
    Role,
    ItemProp,
    Href,
    Rel,
    DateTime,
    Name,
    Property,
    Content,
    Lang,
    Type,
    Hidden,
    Style,
    Charset,
}

impl Attr {
    fn of(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"class" | b"id" | b"data-component" | b"data-testid" | b"data-module" | b"data-block" => Self::Names,
            b"role" => Self::Role,
            b"itemprop" => Self::ItemProp,
            b"href" => Self::Href,
            b"rel" => Self::Rel,
            b"datetime" => Self::DateTime,
            b"name" => Self::Name,
            b"property" => Self::Property,
            b"content" => Self::Content,
            b"lang" => Self::Lang,
            b"type" => Self::Type,
            b"hidden" | b"aria-hidden" => Self::Hidden,
            b"style" => Self::Style,
            b"charset" => Self::Charset,
            _ => return None,
        })
    }
}

/// An element or a text.
#[derive(Debug)]
pub(crate) struct Node {
    pub tag: Tag,
    pub parent: u32,
    /// Index of the first node after this one's subtree.
    pub end: u32,
    /// For text: where it lies in [`Tree::text`]. For elements: where its text begins and ends there.
    pub from: u32,
    pub to: u32,
    attrs: (u32, u32),
}

/// A parsed page.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    pub nodes: Vec<Node>,
    /// All text of the page, scripts included, in order.
    pub text: String,
    attrs: Vec<(Attr, String)>,
    /// Whether something was left out for size.
    pub cut: bool,
}

impl Tree {
    /// Parses a page. Never fails.
    pub fn parse(page: &str) -> Self {
        let mut builder = Builder::new();
        builder.push(Tag::Root);
        let mut emitter =
            CallbackEmitter::new(|event: CallbackEvent<'_>, _: html5gum::Span<()>| -> Option<Infallible> {
                builder.event(&event);
                None
            });
        emitter.naively_switch_states(true);
        let Ok(()) = Tokenizer::new_with_emitter(page, emitter).finish();
        builder.finish()
    }

    /// The value of an attribute (the first, where it came twice).
    pub fn attr(&self, node: usize, attr: Attr) -> Option<&str> {
        let (from, to) = self.nodes.get(node)?.attrs;
        let attrs = self.attrs.get(from as usize..to as usize)?;
        attrs.iter().find(|(a, _)| *a == attr).map(|(_, v)| v.as_str())
    }

    /// All naming attributes of an element.
    pub fn names(&self, node: usize) -> impl Iterator<Item = &str> {
        let (from, to) = self.nodes.get(node).map_or((0, 0), |n| n.attrs);
        let attrs = self.attrs.get(from as usize..to as usize).unwrap_or_default();
        attrs.iter().filter(|(a, _)| *a == Attr::Names).map(|(_, v)| v.as_str())
    }

    /// The text of a text node, or all text within an element.
    pub fn text_of(&self, node: usize) -> &str {
        let Some(n) = self.nodes.get(node) else { return "" };
        self.text.get(n.from as usize..n.to as usize).unwrap_or_default()
    }

    /// Whether `node` lies within `outer` (or is it).
    pub fn within(&self, node: usize, outer: usize) -> bool {
        node >= outer && self.nodes.get(outer).is_some_and(|o| node < o.end as usize)
    }

    /// The nodes under `node`, itself excluded.
    pub fn inside(&self, node: usize) -> std::ops::Range<usize> {
        node + 1..self.nodes.get(node).map_or(node + 1, |n| n.end as usize)
    }

    /// The children of a node.
    pub fn children(&self, node: usize) -> impl Iterator<Item = usize> {
        self.row(self.inside(node))
    }

    /// The children of `parent` after one of them.
    pub fn siblings_after(&self, node: usize, parent: usize) -> impl Iterator<Item = usize> {
        let start = self.inside(node).end.max(node + 1);
        self.row(start..self.inside(parent).end)
    }

    /// Nodes side by side, from the first of a range on.
    fn row(&self, range: std::ops::Range<usize>) -> impl Iterator<Item = usize> {
        let mut next = range.start;
        std::iter::from_fn(move || {
            let child = (next < range.end).then_some(next)?;
            next = (self.nodes.get(child)?.end as usize).max(child + 1);
            Some(child)
        })
    }

    /// The node's parent; none for the root.
    pub fn parent(&self, node: usize) -> Option<usize> {
        (node > 0).then(|| self.nodes.get(node).map(|n| n.parent as usize)).flatten()
    }

    /// The node and what it lies in, inside out.
    pub fn ancestors(&self, node: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(node), |n| self.parent(*n))
    }
}

struct Builder {
    tree: Tree,
    stack: Vec<u32>,
    /// Elements too deep to be opened whose end tags are still to come.
    flat: usize,
    /// Whether the element whose attributes are coming was kept.
    attribute: Option<Attr>,
    void: bool,
    /// How many elements of each kind are open, so that most look-ups need no search.
    open: [u16; Tag::KINDS],
}

impl Builder {
    fn new() -> Self {
        let stack = Vec::with_capacity(64);
        Self { tree: Tree::default(), stack, flat: 0, attribute: None, void: false, open: [0; Tag::KINDS] }
    }

    fn is_open(&self, tag: Tag) -> bool {
        self.open.get(tag as usize).is_some_and(|n| *n > 0)
    }

    fn event(&mut self, event: &CallbackEvent<'_>) {
        match event {
            CallbackEvent::OpenStartTag { name } => self.open(Tag::of(name)),
            CallbackEvent::AttributeName { name } => self.name_attribute(name),
            CallbackEvent::AttributeValue { value } => self.set_attribute(value),
            CallbackEvent::CloseStartTag { .. } => self.close_start(),
            CallbackEvent::EndTag { name } => self.close(Tag::of(name)),
            CallbackEvent::String { value } => self.characters(value),
            _ => {}
        }
    }

    fn top(&self) -> u32 {
        self.stack.last().copied().unwrap_or(0)
    }

    fn tag_at(&self, index: usize) -> Tag {
        self.stack.get(index).and_then(|n| self.tree.nodes.get(*n as usize)).map_or(Tag::Other, |n| n.tag)
    }

    fn here(&self) -> u32 {
        u32::try_from(self.tree.nodes.len()).unwrap_or(u32::MAX)
    }

    fn offset(&self) -> u32 {
        u32::try_from(self.tree.text.len()).unwrap_or(u32::MAX)
    }

    fn add(&mut self, tag: Tag) -> bool {
        if self.tree.nodes.len() >= NODES {
            self.tree.cut = true;
            return false;
        }
        let attrs = u32::try_from(self.tree.attrs.len()).unwrap_or(u32::MAX);
        let (here, offset) = (self.here(), self.offset());
        let parent = self.top();
        self.tree.nodes.push(Node { tag, parent, end: here + 1, from: offset, to: offset, attrs: (attrs, attrs) });
        true
    }

    fn push(&mut self, tag: Tag) {
        let here = self.here();
        if self.add(tag) {
            self.stack.push(here);
            if let Some(count) = self.open.get_mut(tag as usize) {
                *count += 1;
            }
        }
    }

    fn pop(&mut self) {
        let (here, offset) = (self.here(), self.offset());
        if let Some(node) = self.stack.pop().and_then(|n| self.tree.nodes.get_mut(n as usize)) {
            node.end = here;
            node.to = offset;
            if let Some(count) = self.open.get_mut(node.tag as usize) {
                *count = count.saturating_sub(1);
            }
        }
    }

    /// Closes everything down to the stack's place `index`, which is closed too.
    fn pop_to(&mut self, index: usize) {
        while self.stack.len() > index.max(1) {
            self.pop();
        }
    }

    fn open(&mut self, tag: Tag) {
        self.attribute = None;
        self.void = tag.is_void();
        if tag.once() && self.is_open(tag) {
            self.void = true;
            return;
        }
        self.imply_ends(tag);
        if self.stack.len() >= DEPTH && !self.void {
            self.flat += 1;
            self.void = true;
            self.add(tag);
            return;
        }
        self.push(tag);
    }

    /// Closes what the start of `tag` closes without saying so.
    fn imply_ends(&mut self, tag: Tag) {
        if tag.is_block() || tag == Tag::Body {
            self.close_upto(&[Tag::Head], &[]);
        }
        if tag.ends_paragraph() {
            self.close_upto(&[Tag::P], &[Tag::Td, Tag::Th, Tag::Table, Tag::Button, Tag::Object]);
        }
        match tag {
            Tag::Li => self.close_upto(&[Tag::Li], &[Tag::Ul, Tag::Ol, Tag::Table]),
            Tag::Dt | Tag::Dd => self.close_upto(&[Tag::Dt, Tag::Dd], &[Tag::Dl, Tag::Table]),
            Tag::Td | Tag::Th => self.close_upto(&[Tag::Td, Tag::Th], &[Tag::Tr, Tag::Table]),
            Tag::Tr => self.close_upto(&[Tag::Tr], &[Tag::Table]),
            Tag::Tbody => self.close_upto(&[Tag::Tbody], &[Tag::Table]),
            Tag::A => self.close_upto(&[Tag::A], &[Tag::Td, Tag::Table]),
            h if h.is_heading() && self.tag_at(self.stack.len().saturating_sub(1)).is_heading() => self.pop(),
            _ => {}
        }
    }

    /// Closes the innermost of `targets` unless one of `barriers` lies before it.
    fn close_upto(&mut self, targets: &[Tag], barriers: &[Tag]) {
        if !targets.iter().any(|t| self.is_open(*t)) {
            return;
        }
        for index in (1..self.stack.len()).rev() {
            let tag = self.tag_at(index);
            if targets.contains(&tag) {
                return self.pop_to(index);
            }
            if barriers.contains(&tag) {
                return;
            }
        }
    }

    fn name_attribute(&mut self, name: &[u8]) {
        self.attribute = Attr::of(name);
        match self.attribute {
            Some(Attr::Hidden) if name == b"hidden" => self.keep(Attr::Hidden, "true".to_owned()),
            _ => {}
        }
    }

    fn set_attribute(&mut self, value: &[u8]) {
        let Some(attr) = self.attribute.take() else { return };
        self.keep(attr, String::from_utf8_lossy(value.get(..8192).unwrap_or(value)).into_owned());
    }

    fn keep(&mut self, attr: Attr, value: String) {
        let Some(node) = self.tree.nodes.last_mut() else { return };
        // Only the node just opened owns the tail of the list, and attributes of tags that were not kept go to none.
        if node.attrs.1 as usize != self.tree.attrs.len() || node.tag == Tag::Text || node.attrs.1 - node.attrs.0 > 64 {
            return;
        }
        self.tree.attrs.push((attr, value));
        node.attrs.1 += 1;
    }

    fn close_start(&mut self) {
        self.attribute = None;
        if self.void
            && self.stack.last().is_some_and(|n| *n + 1 == self.here() && self.tag_at(self.stack.len() - 1).is_void())
        {
            self.pop();
        }
        self.void = false;
    }

    fn close(&mut self, tag: Tag) {
        self.attribute = None;
        if self.flat > 0 && !tag.is_void() {
            self.flat -= 1;
            return;
        }
        if tag == Tag::Br || tag == Tag::P && !self.is_open(Tag::P) {
            self.add(tag);
            return;
        }
        if !tag.is_heading() && !self.is_open(tag) {
            return;
        }
        for index in (1..self.stack.len()).rev() {
            let open = self.tag_at(index);
            if open == tag || (tag.is_heading() && open.is_heading()) {
                return self.pop_to(index);
            }
            if open.stops(tag) {
                return;
            }
        }
    }

    fn characters(&mut self, value: &[u8]) {
        if value.is_empty() {
            return;
        }
        let text = String::from_utf8_lossy(value);
        if self.add(Tag::Text) {
            self.tree.text.push_str(&text);
            let offset = self.offset();
            if let Some(node) = self.tree.nodes.last_mut() {
                node.to = offset;
            }
        }
    }

    fn finish(mut self) -> Tree {
        while !self.stack.is_empty() {
            self.pop();
        }
        self.tree
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(page: &str) -> String {
        let tree = Tree::parse(page);
        let mut out = String::new();
        for (i, node) in tree.nodes.iter().enumerate().skip(1) {
            let depth = tree.ancestors(i).count() - 2;
            let shown =
                if node.tag == Tag::Text { format!("{:?}", tree.text_of(i)) } else { format!("{:?}", node.tag) };
            out.push_str(&format!("{}{shown} ", "-".repeat(depth)));
        }
        out.trim_end().to_owned()
    }

    #[test]
    fn end_tags_that_are_not_written() {
        assert_eq!(outline("<p>a<p>b<ul><li>c<li>d</ul>e"), "P -\"a\" P -\"b\" Ul -Li --\"c\" -Li --\"d\" \"e\"");
        assert_eq!(
            outline("<table><tr><td>a<td>b<tr><td>c</table>"),
            "Table -Tr --Td ---\"a\" --Td ---\"b\" -Tr --Td ---\"c\""
        );
        assert_eq!(outline("<div>a<br>b<img src=x>c</div>d"), "Div -\"a\" -Br -\"b\" -Img -\"c\" \"d\"");
    }

    #[test]
    fn wrong_ends_close_no_block() {
        assert_eq!(outline("<b><p>a</b>b</p>c"), "Inline -P --\"a\" --\"b\" -\"c\"");
        assert_eq!(outline("<div>a</span>b</div>"), "Div -\"a\" -\"b\"");
    }

    #[test]
    fn attributes_and_entities() {
        let tree = Tree::parse("<p class='a b' id=c hidden>x &amp; y &eacute;</p><p>z");
        assert_eq!(tree.names(1).collect::<Vec<_>>(), ["a b", "c"]);
        assert_eq!(tree.attr(1, Attr::Hidden), Some("true"));
        assert_eq!(tree.text_of(1), "x & y é");
        assert_eq!(tree.names(3).count(), 0);
    }

    #[test]
    fn depth_is_bounded() {
        let page = format!("{}x{}<p>after", "<div>".repeat(100_000), "</div>".repeat(100_000));
        let tree = Tree::parse(&page);
        let last = tree.nodes.len() - 1;
        assert_eq!(tree.text_of(last), "after");
        assert!(tree.ancestors(last).count() <= DEPTH);
    }
}
