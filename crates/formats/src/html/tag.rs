//! The elements that matter for text, and what is known of each kind. The rest are `Inline` (they do not part
//! words) or `Other` (unknown, taken as a block without meaning).

/// An element's kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Tag {
    Root,
    Text,
    Html,
    Head,
    Body,
    Title,
    Meta,
    Link,
    Base,
    Script,
    /// Style sheets, templates, drawings, players, frames: nothing of them is text.
    Skip,
    Noscript,
    Main,
    Article,
    Section,
    Div,
    Header,
    Footer,
    Nav,
    Aside,
    Dialog,
    Form,
    Control,
    Button,
    Object,
    H1,
    H2,
    H3,
    H4,
    H5,
    H6,
    P,
    Pre,
    Blockquote,
    Ul,
    Ol,
    Li,
    Dl,
    Dt,
    Dd,
    Table,
    Tbody,
    Tr,
    Td,
    Th,
    Figure,
    Caption,
    Details,
    Summary,
    Address,
    Hr,
    Br,
    Img,
    A,
    Time,
    Inline,
    Other,
}

impl Tag {
    /// How many kinds there are.
    pub const KINDS: usize = Self::Other as usize + 1;

    /// The kind of a tag name, which the tokenizer gives in lower case.
    pub fn of(name: &[u8]) -> Self {
        match name {
            b"html" => Self::Html,
            b"head" => Self::Head,
            b"body" => Self::Body,
            b"title" => Self::Title,
            b"meta" => Self::Meta,
            b"link" => Self::Link,
            b"base" => Self::Base,
            b"script" => Self::Script,
            b"style" | b"template" | b"svg" | b"math" | b"canvas" | b"audio" | b"video" | b"iframe" | b"map"
            | b"noembed" | b"noframes" => Self::Skip,
            b"noscript" => Self::Noscript,
            b"main" => Self::Main,
            b"article" => Self::Article,
            b"section" => Self::Section,
            b"div" => Self::Div,
            b"header" | b"hgroup" => Self::Header,
            b"footer" => Self::Footer,
            b"nav" | b"menu" => Self::Nav,
            b"aside" => Self::Aside,
            b"dialog" => Self::Dialog,
            b"form" => Self::Form,
            b"select" | b"textarea" | b"option" | b"optgroup" | b"datalist" | b"progress" | b"meter" => Self::Control,
            b"button" => Self::Button,
            b"object" => Self::Object,
            b"h1" => Self::H1,
            b"h2" => Self::H2,
            b"h3" => Self::H3,
            b"h4" => Self::H4,
            b"h5" => Self::H5,
            b"h6" => Self::H6,
            b"p" => Self::P,
            b"pre" | b"listing" | b"xmp" | b"plaintext" => Self::Pre,
            b"blockquote" => Self::Blockquote,
            b"ul" | b"dir" => Self::Ul,
            b"ol" => Self::Ol,
            b"li" => Self::Li,
            b"dl" => Self::Dl,
            b"dt" => Self::Dt,
            b"dd" => Self::Dd,
            b"table" => Self::Table,
            b"tbody" | b"thead" | b"tfoot" => Self::Tbody,
            b"tr" => Self::Tr,
            b"td" => Self::Td,
            b"th" => Self::Th,
            b"figure" | b"picture" => Self::Figure,
            b"figcaption" | b"caption" => Self::Caption,
            b"details" => Self::Details,
            b"summary" => Self::Summary,
            b"address" => Self::Address,
            b"hr" => Self::Hr,
            b"br" => Self::Br,
            b"img" | b"input" | b"source" | b"track" | b"embed" | b"area" | b"col" | b"wbr" | b"param" => Self::Img,
            b"a" => Self::A,
            b"time" => Self::Time,
            b"b" | b"i" | b"em" | b"strong" | b"span" | b"font" | b"u" | b"s" | b"small" | b"big" | b"sub" | b"sup"
            | b"code" | b"kbd" | b"samp" | b"var" | b"tt" | b"q" | b"cite" | b"abbr" | b"acronym" | b"mark"
            | b"ins" | b"del" | b"strike" | b"dfn" | b"bdi" | b"bdo" | b"data" | b"label" | b"ruby" | b"rt"
            | b"nobr" | b"output" => Self::Inline,
            _ => Self::Other,
        }
    }

    /// Elements that hold nothing.
    pub fn is_void(self) -> bool {
        matches!(self, Self::Meta | Self::Link | Self::Base | Self::Hr | Self::Br | Self::Img)
    }

    /// Elements that there is one of.
    pub fn once(self) -> bool {
        matches!(self, Self::Html | Self::Head | Self::Body)
    }

    /// `h1` to `h6`.
    pub fn is_heading(self) -> bool {
        matches!(self, Self::H1 | Self::H2 | Self::H3 | Self::H4 | Self::H5 | Self::H6)
    }

    /// Elements that do not part the words around them.
    pub fn is_inline(self) -> bool {
        matches!(
            self,
            Self::Text
                | Self::A
                | Self::Time
                | Self::Inline
                | Self::Img
                | Self::Button
                | Self::Script
                | Self::Skip
                | Self::Br
        )
    }

    /// Elements that begin on a line of their own.
    pub fn is_block(self) -> bool {
        !self.is_inline()
            && !matches!(
                self,
                Self::Root
                    | Self::Html
                    | Self::Head
                    | Self::Title
                    | Self::Meta
                    | Self::Link
                    | Self::Base
                    | Self::Noscript
                    | Self::Control
                    | Self::Other
            )
    }

    /// Elements whose start ends an open paragraph.
    pub fn ends_paragraph(self) -> bool {
        self.is_block()
            && !matches!(self, Self::Td | Self::Th | Self::Tr | Self::Tbody | Self::Caption | Self::Object | Self::Body)
    }

    /// Whether an end tag must not reach past an open element of this kind.
    pub fn stops(self, ending: Self) -> bool {
        let container = matches!(self, Self::Table | Self::Td | Self::Th | Self::Body);
        (container && ending != Self::Table && !ending.once() && !matches!(ending, Self::Tr | Self::Tbody))
            || (ending.is_inline() && self.is_block())
    }
}
