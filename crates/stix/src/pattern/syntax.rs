//! What a pattern says, as a tree that borrows from its text (STIX 2.1 §9.2 to §9.7). Parentheses are gone: only their
//! grouping is left. Chains of one operator are one node, so that a long pattern is no deep tree.

/// An observation expression (§9.3).
#[derive(Debug, Clone, PartialEq)]
pub enum Observation<'a> {
    /// `[…]`: one observation that holds an object of which the comparison is true.
    Test(Comparison<'a>),
    /// All of them, by different observations.
    And(Vec<Observation<'a>>),
    /// One of them.
    Or(Vec<Observation<'a>>),
    /// All of them, by different observations, none earlier than the one before.
    FollowedBy(Vec<Observation<'a>>),
    /// One of these with a condition on time or number.
    Qualified(Box<Observation<'a>>, Qualifier<'a>),
}

/// A condition on time or number (§9.4).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Qualifier<'a> {
    /// So many times; the number as written.
    Repeats(Constant<'a>),
    /// All within so many seconds.
    Within(Constant<'a>),
    /// All from the first instant on, before the second.
    StartStop(Constant<'a>, Constant<'a>),
}

/// A comparison expression (§9.5).
#[derive(Debug, Clone, PartialEq)]
pub enum Comparison<'a> {
    /// One property of an object.
    Test(Test<'a>),
    /// All true of one object.
    And(Vec<Comparison<'a>>),
    /// One true.
    Or(Vec<Comparison<'a>>),
}

/// A property and what is asked of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Test<'a> {
    /// Where it begins in the text, in bytes.
    pub at: usize,
    /// Which property.
    pub path: Path<'a>,
    /// Whether `NOT` stands before the operator.
    pub negated: bool,
    /// What is asked.
    pub condition: Condition<'a>,
}

/// An object path (§9.7).
#[derive(Debug, Clone, PartialEq)]
pub struct Path<'a> {
    /// The type of the object that it starts from.
    pub object_type: &'a str,
    /// The steps from there; at least one.
    pub steps: Vec<Step<'a>>,
}

/// One step of a path.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Step<'a> {
    /// A property, named plainly.
    Name(&'a str),
    /// A property, named in quotes; the quotes and backslashes are still there.
    Quoted(&'a str),
    /// An element of a list, by its number as written.
    Index(&'a str),
    /// Any element of a list.
    Any,
}

/// A comparison operator with its operand (§9.6).
#[derive(Debug, Clone, PartialEq)]
pub enum Condition<'a> {
    /// `=`, `==`
    Equal(Constant<'a>),
    /// `!=`, `<>`
    NotEqual(Constant<'a>),
    /// `<`, `<=`, `>`, `>=`
    Order(Order, Constant<'a>),
    /// `IN (…)`
    In(Vec<Constant<'a>>),
    /// `LIKE '…'`
    Like(Constant<'a>),
    /// `MATCHES '…'`
    Matches(Constant<'a>),
    /// `ISSUBSET '…'`
    IsSubset(Constant<'a>),
    /// `ISSUPERSET '…'`
    IsSuperset(Constant<'a>),
    /// `EXISTS` (2.1)
    Exists,
}

/// Which way an order is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Order {
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
}

/// A constant (§9.1) as it is written, with its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Constant<'a> {
    /// Of which kind.
    pub kind: ConstantKind,
    /// The text, prefix and quotes included.
    pub text: &'a str,
    /// Where it begins in the pattern, in bytes.
    pub at: usize,
}

/// The kinds of constants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConstantKind {
    /// A whole number
    Integer,
    /// A number with a point
    Float,
    /// `h'…'`
    Hex,
    /// `b'…'`
    Binary,
    /// `'…'`
    String,
    /// `true`, `false`
    Boolean,
    /// `t'…'`
    Timestamp,
}

impl<'a> Comparison<'a> {
    /// Calls for each test, in the order of the text.
    pub fn each_test(&self, with: &mut impl FnMut(&Test<'a>)) {
        match self {
            Comparison::Test(test) => with(test),
            Comparison::And(parts) | Comparison::Or(parts) => parts.iter().for_each(|p| p.each_test(with)),
        }
    }
}

impl<'a> Observation<'a> {
    /// Calls for each bracketed comparison, in the order of the text.
    pub fn each_comparison(&self, with: &mut impl FnMut(&Comparison<'a>)) {
        match self {
            Observation::Test(comparison) => with(comparison),
            Observation::And(parts) | Observation::Or(parts) | Observation::FollowedBy(parts) => {
                parts.iter().for_each(|p| p.each_comparison(with));
            }
            Observation::Qualified(inner, _) => inner.each_comparison(with),
        }
    }
}
