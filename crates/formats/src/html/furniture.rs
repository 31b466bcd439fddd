//! What on a page is no part of the article: by element, role and name, by links (lists and cards that lead
//! elsewhere), and by the heading over it. Each rule only marks; the prose guard keeps a rule from taking a
//! large part of the page. No rule knows any particular page.

use super::page::{Page, Stretch};
use super::tag::Tag;
use super::tree::Attr;
use super::words::{self, Says};
use crate::text::cues;

/// What becomes of a node and all within it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Mark {
    #[default]
    Keep,
    Drop,
    /// Who, when, where: kept, not read.
    Aside,
}

/// How much is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Zeal {
    /// All rules.
    Full,
    /// Only elements and roles that never hold an article: for pages that the other rules would empty.
    Least,
}

/// Marks of all nodes, and which elements say that they hold the article's text.
pub(crate) struct Marks {
    marks: Vec<Mark>,
    pub bodies: Vec<usize>,
}

impl Marks {
    /// Applies the rules. `title` is the node of the page's headline.
    pub fn of(page: &Page, title: Option<usize>, zeal: Zeal) -> Self {
        let mut marks = Self { marks: vec![Mark::Keep; page.tree.nodes.len()], bodies: Vec::new() };
        marks.by_element(page, title, zeal);
        if zeal == Zeal::Full {
            marks.by_cards(page, title);
            marks.by_links(page, title);
            marks.by_headings(page, title);
        }
        marks
    }

    /// The mark of a node itself.
    pub fn at(&self, node: usize) -> Mark {
        self.marks.get(node).copied().unwrap_or_default()
    }

    /// The strongest mark of a node and what it lies in.
    pub fn over(&self, page: &Page, node: usize) -> Mark {
        let mut mark = Mark::Keep;
        for n in page.tree.ancestors(node) {
            match self.at(n) {
                Mark::Drop => return Mark::Drop,
                Mark::Aside => mark = Mark::Aside,
                Mark::Keep => {}
            }
        }
        mark
    }

    fn set(&mut self, node: usize, mark: Mark) {
        if let Some(slot) = self.marks.get_mut(node) {
            *slot = mark;
        }
    }

    /// Whether dropping `node` is out of the question: it holds the title or much of the page's prose.
    fn guarded(page: &Page, title: Option<usize>, node: usize) -> bool {
        let much = page.prose(node) * 5 > page.all_prose() * 2 && page.prose(node) > 400;
        much || title.is_some_and(|t| page.tree.within(t, node))
    }

    fn by_element(&mut self, page: &Page, title: Option<usize>, zeal: Zeal) {
        let mut skip_to = 0;
        for node in 1..page.tree.nodes.len() {
            if node < skip_to {
                continue;
            }
            let Some(n) = page.tree.nodes.get(node) else { break };
            if n.tag.is_inline() {
                continue;
            }
            let says = words::says(page.tree.names(node));
            let drop = never_article(page, node)
                || (zeal == Zeal::Full && (furniture_tag(page, node) || named_furniture(page, node, says)));
            let talk = zeal == Zeal::Full && says.comments && is_talk(page, title, node);
            if talk || (drop && !Self::guarded(page, title, node)) {
                self.set(node, Mark::Drop);
                skip_to = n.end as usize;
                continue;
            }
            if says.body || page.tree.attr(node, Attr::ItemProp).is_some_and(|p| p.contains("articleBody")) {
                self.bodies.push(node);
            }
            if n.tag == Tag::Caption || (says.aside && page.size(node) < 250 && !holds_title(page, title, node)) {
                self.set(node, Mark::Aside);
            }
        }
    }

    /// Rows of like children that each lead elsewhere: teasers.
    fn by_cards(&mut self, page: &Page, title: Option<usize>) {
        for parent in 0..page.tree.nodes.len() {
            if page.tree.nodes.get(parent).is_none_or(|n| n.tag.is_inline() || n.tag == Tag::Tr)
                || self.at(parent) == Mark::Drop
            {
                continue;
            }
            let cards: Vec<usize> =
                page.tree.children(parent).filter(|c| self.at(*c) != Mark::Drop && is_card(page, *c)).collect();
            let alone = cards.len() == 1;
            for card in cards {
                if (!alone || is_whole_link(page, card)) && !Self::guarded(page, title, card) {
                    self.set(card, Mark::Drop);
                }
            }
        }
    }

    /// Lists and blocks that are nearly all links.
    fn by_links(&mut self, page: &Page, title: Option<usize>) {
        for node in 1..page.tree.nodes.len() {
            let Some(n) = page.tree.nodes.get(node) else { break };
            let listy = match n.tag {
                Tag::Ul | Tag::Ol | Tag::Dl => page.linked(node) > 0.7 && words_of(page, node) >= 6,
                Tag::Div | Tag::Section | Tag::Table => {
                    page.linked(node) > 0.6
                        && page.size(node) > 30
                        && page.prose(node) < 200
                        && words_of(page, node) >= 6
                }
                Tag::P | Tag::H2 | Tag::H3 | Tag::H4 => {
                    page.linked(node) > 0.9 && words_of(page, node) >= 5 && !in_list_or_cell(page, node)
                }
                _ => false,
            };
            if listy && self.at(node) == Mark::Keep && !Self::guarded(page, title, node) {
                self.set(node, Mark::Drop);
            }
        }
    }

    /// What stands under a heading such as "Related stories".
    fn by_headings(&mut self, page: &Page, title: Option<usize>) {
        let labels: Vec<&Stretch> = page.stretches.iter().filter(|s| s.size < 60 && Some(s.block) != title).collect();
        for label in labels {
            if self.over(page, label.block) == Mark::Drop || !cues::is_furniture_heading(&page.text(label)) {
                continue;
            }
            let top = section_of(page, title, label);
            self.set(top, Mark::Drop);
            if top == label.block {
                self.drop_following(page, title, top);
            }
        }
    }

    /// Drops the siblings after a furniture heading, up to the next heading or prose.
    fn drop_following(&mut self, page: &Page, title: Option<usize>, heading: usize) {
        let Some(parent) = page.tree.parent(heading) else { return };
        let level = page.tree.nodes.get(heading).map_or(Tag::Other, |n| n.tag);
        for sibling in page.tree.siblings_after(heading, parent) {
            let Some(n) = page.tree.nodes.get(sibling) else { break };
            if n.tag.is_inline() {
                continue;
            }
            let next_section = n.tag.is_heading() && (!level.is_heading() || n.tag as u8 <= level as u8);
            let prose = page.prose(sibling) > 0 && n.tag == Tag::P && !level.is_heading();
            if next_section || prose || Self::guarded(page, title, sibling) {
                break;
            }
            self.set(sibling, Mark::Drop);
        }
    }
}

/// Whether something named as comments can be left out whole: it comes after the headline and some prose.
fn is_talk(page: &Page, title: Option<usize>, node: usize) -> bool {
    title.is_some_and(|t| t < node && !page.tree.within(t, node) && page.prose_between(t, node) >= 100)
}

fn holds_title(page: &Page, title: Option<usize>, node: usize) -> bool {
    title.is_some_and(|t| page.tree.within(t, node))
}

/// Elements and roles under which no article ever lies, and what is hidden.
fn never_article(page: &Page, node: usize) -> bool {
    let tree = &page.tree;
    let tag = tree.nodes.get(node).map_or(Tag::Other, |n| n.tag);
    let role = tree.attr(node, Attr::Role).unwrap_or_default();
    let hidden = tree.attr(node, Attr::Hidden).is_some_and(|v| v != "false")
        || tree.attr(node, Attr::Style).is_some_and(|s| {
            let packed: String = s.split_whitespace().collect();
            packed.contains("display:none") || packed.contains("visibility:hidden")
        });
    hidden
        || matches!(tag, Tag::Nav | Tag::Dialog | Tag::Skip | Tag::Noscript | Tag::Script | Tag::Control)
        || matches!(
            role,
            "navigation"
                | "contentinfo"
                | "search"
                | "dialog"
                | "alertdialog"
                | "menu"
                | "menubar"
                | "tablist"
                | "banner"
                | "toolbar"
        )
        || (tag == Tag::Form && page.prose(node) < 300)
}

/// Elements that hold furniture unless they hold the title.
fn furniture_tag(page: &Page, node: usize) -> bool {
    let tag = page.tree.nodes.get(node).map_or(Tag::Other, |n| n.tag);
    let parent = page.tree.parent(node).and_then(|p| page.tree.nodes.get(p)).map_or(Tag::Other, |n| n.tag);
    match tag {
        Tag::Aside => true,
        Tag::Footer => parent != Tag::Blockquote,
        Tag::Header => !page
            .tree
            .ancestors(node)
            .any(|a| page.tree.nodes.get(a).is_some_and(|n| matches!(n.tag, Tag::Article | Tag::Main | Tag::Section))),
        _ => page.tree.attr(node, Attr::Role) == Some("complementary"),
    }
}

fn named_furniture(page: &Page, node: usize, says: Says) -> bool {
    let tag = page.tree.nodes.get(node).map_or(Tag::Other, |n| n.tag);
    says.furniture
        && !says.body
        && !matches!(tag, Tag::Html | Tag::Body | Tag::Main | Tag::Root | Tag::Td | Tag::Tr | Tag::Tbody)
}

fn words_of(page: &Page, node: usize) -> usize {
    page.tree.text_of(node).split_whitespace().take(12).count()
}

fn in_list_or_cell(page: &Page, node: usize) -> bool {
    page.tree
        .ancestors(node)
        .any(|a| page.tree.nodes.get(a).is_some_and(|n| matches!(n.tag, Tag::Li | Tag::Td | Tag::Dd)))
}

/// A block that is short, holds a linked heading (or is a link altogether) and a teaser at most.
fn is_card(page: &Page, node: usize) -> bool {
    let Some(n) = page.tree.nodes.get(node) else { return false };
    let boxed = matches!(n.tag, Tag::Div | Tag::Article | Tag::Section | Tag::Li | Tag::Figure | Tag::A | Tag::Other);
    if !boxed || page.size(node) < 15 || page.size(node) > 450 || words_of(page, node) < 4 {
        return false;
    }
    is_whole_link(page, node) || linked_heading(page, node)
}

/// Whether nearly all text is link: a linked box.
fn is_whole_link(page: &Page, node: usize) -> bool {
    page.linked(node) > 0.85
}

/// Whether it begins with a heading that is a link as a whole.
fn linked_heading(page: &Page, node: usize) -> bool {
    let heading = page.tree.inside(node).find(|i| page.tree.nodes.get(*i).is_some_and(|n| n.tag.is_heading()));
    heading.is_some_and(|h| page.linked(h) > 0.9 && words_of(page, h) >= 3)
}

/// The largest element that begins with this label and holds neither the title nor much prose.
fn section_of(page: &Page, title: Option<usize>, label: &Stretch) -> usize {
    let mut top = label.block;
    for outer in page.tree.ancestors(label.block).skip(1) {
        let tag = page.tree.nodes.get(outer).map_or(Tag::Root, |n| n.tag);
        let begins = page.stretches_in(outer).first().is_some_and(|s| s.first == label.first);
        let whole = matches!(tag, Tag::Root | Tag::Html | Tag::Body | Tag::Main);
        if whole || !begins || Marks::guarded(page, title, outer) {
            break;
        }
        top = outer;
    }
    top
}
