//! Tokens to a tree, by the grammar (STIX 2.1 §9; in 2.0 the same without `EXISTS`). The first token that cannot stand
//! where it stands is the error. Depth and path length are bounded.

use super::fault::{Code, Fault};
use super::syntax::{Comparison, Condition, Constant, ConstantKind, Observation, Order, Path, Qualifier, Step, Test};
use super::token::{Kind, Lexer, Token};
use super::{MAX_DEPTH, MAX_STEPS, Version};

/// A parsed pattern with what only the text shows.
pub(super) struct Parsed<'a> {
    pub root: Observation<'a>,
    pub repeated: Vec<RepeatedQualifier>,
}

/// A second qualifier of one kind on one expression.
pub(super) struct RepeatedQualifier {
    pub at: usize,
    pub name: &'static str,
    /// Directly on `[…]`, not on a group in parentheses.
    pub direct: bool,
}

/// Parses the whole text.
pub(super) fn parse(text: &str, version: Version) -> Result<Parsed<'_>, Fault> {
    let mut lexer = Lexer::new(text, version);
    let token = lexer.next();
    let mut parser = Parser { text, version, lexer, token, depth: 0, repeated: Vec::new() };
    let root = parser.followed_by()?;
    parser.expect(Kind::End, "the end of the pattern")?;
    Ok(Parsed { root, repeated: parser.repeated })
}

struct Parser<'a> {
    text: &'a str,
    version: Version,
    lexer: Lexer<'a>,
    token: Token,
    depth: usize,
    repeated: Vec<RepeatedQualifier>,
}

type Parse<T> = Result<T, Fault>;

impl<'a> Parser<'a> {
    fn advance(&mut self) -> Token {
        std::mem::replace(&mut self.token, self.lexer.next())
    }

    fn take(&mut self, kind: Kind) -> bool {
        let there = self.token.kind == kind;
        if there {
            self.advance();
        }
        there
    }

    fn expect(&mut self, kind: Kind, wanted: &str) -> Parse<Token> {
        if self.token.kind == kind { Ok(self.advance()) } else { Err(self.unexpected(wanted)) }
    }

    fn written(&self, token: Token) -> &'a str {
        &self.text[token.start..token.end]
    }

    #[cold]
    fn unexpected(&self, wanted: &str) -> Fault {
        let message = match self.token.kind {
            Kind::End => format!("the pattern ends where {wanted} should stand"),
            Kind::Stray if self.written(self.token) == "'" => {
                "a string that is not closed, or in which a backslash stands before something other than a quote or a \
                 backslash"
                    .to_owned()
            }
            _ => format!("{} stands where {wanted} should", shown(self.written(self.token))),
        };
        Fault::at(self.text, self.token.start, Code::Syntax, message)
    }

    #[cold]
    fn beyond(&self, message: String) -> Fault {
        Fault::at(self.text, self.token.start, Code::Limit, message)
    }

    fn deeper(&mut self) -> Parse<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.beyond(format!("parentheses more than {MAX_DEPTH} deep")));
        }
        Ok(())
    }

    fn followed_by(&mut self) -> Parse<Observation<'a>> {
        let first = self.observation_or()?;
        self.chain(first, Kind::FollowedBy, Self::observation_or, Observation::FollowedBy)
    }

    fn observation_or(&mut self) -> Parse<Observation<'a>> {
        let first = self.observation_and()?;
        self.chain(first, Kind::Or, Self::observation_and, Observation::Or)
    }

    fn observation_and(&mut self) -> Parse<Observation<'a>> {
        let first = self.observation()?;
        self.chain(first, Kind::And, Self::observation, Observation::And)
    }

    /// `first operator next operator next …` as one node; `first` alone stays what it is.
    fn chain<T>(
        &mut self,
        first: T,
        operator: Kind,
        next: fn(&mut Self) -> Parse<T>,
        joined: fn(Vec<T>) -> T,
    ) -> Parse<T> {
        if self.token.kind != operator {
            return Ok(first);
        }
        let mut parts = vec![first];
        while self.take(operator) {
            parts.push(next(self)?);
        }
        Ok(joined(parts))
    }

    fn observation(&mut self) -> Parse<Observation<'a>> {
        let (mut observation, direct) = match self.token.kind {
            Kind::OpenBracket => {
                self.advance();
                let comparison = self.comparison_or()?;
                self.expect(Kind::CloseBracket, "']', AND or OR")?;
                (Observation::Test(comparison), true)
            }
            Kind::OpenParen => {
                self.deeper()?;
                self.advance();
                let inner = self.followed_by()?;
                self.expect(Kind::CloseParen, "')', a qualifier, AND, OR or FOLLOWEDBY")?;
                self.depth -= 1;
                (inner, false)
            }
            _ => return Err(self.unexpected("'[' or '('")),
        };
        let mut seen: [bool; 3] = [false; 3];
        let mut count = 0;
        while let Some((which, name)) = qualifier_kind(self.token.kind) {
            if std::mem::replace(&mut seen[which], true) {
                self.repeated.push(RepeatedQualifier { at: self.token.start, name, direct });
            }
            count += 1;
            if count > MAX_DEPTH {
                return Err(self.beyond(format!("more than {MAX_DEPTH} qualifiers on one expression")));
            }
            observation = Observation::Qualified(Box::new(observation), self.qualifier()?);
        }
        Ok(observation)
    }

    fn qualifier(&mut self) -> Parse<Qualifier<'a>> {
        match self.advance().kind {
            Kind::Repeats => {
                let times = self.constant(&[Kind::IntPos], "a whole number without minus")?;
                self.expect(Kind::Times, "TIMES")?;
                Ok(Qualifier::Repeats(times))
            }
            Kind::Within => {
                let seconds = self.constant(&[Kind::IntPos, Kind::FloatPos], "a number without minus")?;
                self.expect(Kind::Seconds, "SECONDS")?;
                Ok(Qualifier::Within(seconds))
            }
            _ => {
                let start = self.constant(&[Kind::Timestamp], "a timestamp t'…'")?;
                self.expect(Kind::Stop, "STOP")?;
                Ok(Qualifier::StartStop(start, self.constant(&[Kind::Timestamp], "a timestamp t'…'")?))
            }
        }
    }

    fn comparison_or(&mut self) -> Parse<Comparison<'a>> {
        let first = self.comparison_and()?;
        self.chain(first, Kind::Or, Self::comparison_and, Comparison::Or)
    }

    fn comparison_and(&mut self) -> Parse<Comparison<'a>> {
        let first = self.test()?;
        self.chain(first, Kind::And, Self::test, Comparison::And)
    }

    fn test(&mut self) -> Parse<Comparison<'a>> {
        let at = self.token.start;
        match self.token.kind {
            Kind::OpenParen => {
                self.deeper()?;
                self.advance();
                let inner = self.comparison_or()?;
                self.expect(Kind::CloseParen, "')', AND or OR")?;
                self.depth -= 1;
                Ok(inner)
            }
            Kind::Not | Kind::Exists if self.version == Version::V21 => {
                let negated = self.take(Kind::Not);
                self.expect(Kind::Exists, "EXISTS (NOT stands before an operator, not before a path)")?;
                Ok(Comparison::Test(Test { at, path: self.path()?, negated, condition: Condition::Exists }))
            }
            _ => {
                let path = self.path()?;
                let negated = self.take(Kind::Not);
                Ok(Comparison::Test(Test { at, path, negated, condition: self.condition()? }))
            }
        }
    }

    fn condition(&mut self) -> Parse<Condition<'a>> {
        let operator = self.token.kind;
        let order = match operator {
            Kind::Less => Order::Less,
            Kind::LessEqual => Order::LessEqual,
            Kind::Greater => Order::Greater,
            Kind::GreaterEqual => Order::GreaterEqual,
            Kind::Equal => return self.after_operator().map(Condition::Equal),
            Kind::NotEqual => return self.after_operator().map(Condition::NotEqual),
            Kind::In => return self.set().map(Condition::In),
            Kind::Like => return self.string_operand().map(Condition::Like),
            Kind::Matches => return self.string_operand().map(Condition::Matches),
            Kind::IsSubset => return self.string_operand().map(Condition::IsSubset),
            Kind::IsSuperset => return self.string_operand().map(Condition::IsSuperset),
            _ => return Err(self.unexpected("an operator, '.' or '['")),
        };
        self.advance();
        Ok(Condition::Order(order, self.constant(ORDERABLE, "a constant that has an order")?))
    }

    fn after_operator(&mut self) -> Parse<Constant<'a>> {
        self.advance();
        self.constant(ANY_CONSTANT, "a constant")
    }

    fn string_operand(&mut self) -> Parse<Constant<'a>> {
        self.advance();
        self.constant(&[Kind::String], "a string")
    }

    fn set(&mut self) -> Parse<Vec<Constant<'a>>> {
        self.advance();
        self.expect(Kind::OpenParen, "'('")?;
        let mut members = Vec::new();
        if self.take(Kind::CloseParen) {
            return Ok(members);
        }
        loop {
            let wanted = if members.is_empty() { "a constant or ')'" } else { "a constant" };
            members.push(self.constant(ANY_CONSTANT, wanted)?);
            if !self.take(Kind::Comma) {
                self.expect(Kind::CloseParen, "',' or ')'")?;
                return Ok(members);
            }
        }
    }

    fn constant(&mut self, allowed: &[Kind], wanted: &str) -> Parse<Constant<'a>> {
        match constant_kind(self.token.kind).filter(|_| allowed.contains(&self.token.kind)) {
            Some(kind) => {
                let token = self.advance();
                Ok(Constant { kind, text: self.written(token), at: token.start })
            }
            None => Err(self.unexpected(wanted)),
        }
    }

    fn path(&mut self) -> Parse<Path<'a>> {
        let object_type = match self.token.kind {
            Kind::Name | Kind::HyphenName => self.advance(),
            _ => return Err(self.unexpected("an object type or '('")),
        };
        self.expect(Kind::Colon, "':'")?;
        let mut steps = Vec::with_capacity(2);
        steps.push(self.key()?);
        loop {
            if self.take(Kind::Dot) {
                steps.push(self.key()?);
            } else if self.take(Kind::OpenBracket) {
                steps.push(self.index()?);
                self.expect(Kind::CloseBracket, "']'")?;
            } else {
                return Ok(Path { object_type: self.written(object_type), steps });
            }
            if steps.len() > MAX_STEPS {
                return Err(self.beyond(format!("a path of more than {MAX_STEPS} steps")));
            }
        }
    }

    fn key(&mut self) -> Parse<Step<'a>> {
        match self.token.kind {
            Kind::Name => {
                let token = self.advance();
                Ok(Step::Name(self.written(token)))
            }
            Kind::String => {
                let token = self.advance();
                Ok(Step::Quoted(self.written(token)))
            }
            Kind::HyphenName => Err(self.unexpected("a property name in quotes, because it holds a hyphen,")),
            _ => Err(self.unexpected("a property name")),
        }
    }

    fn index(&mut self) -> Parse<Step<'a>> {
        match self.token.kind {
            Kind::IntPos | Kind::IntNeg => {
                let token = self.advance();
                Ok(Step::Index(self.written(token)))
            }
            _ => self.expect(Kind::Asterisk, "a whole number or '*'").map(|_| Step::Any),
        }
    }
}

const ORDERABLE: &[Kind] = &[
    Kind::String,
    Kind::IntPos,
    Kind::IntNeg,
    Kind::FloatPos,
    Kind::FloatNeg,
    Kind::Timestamp,
    Kind::Hex,
    Kind::Binary,
];

const ANY_CONSTANT: &[Kind] = &[
    Kind::String,
    Kind::IntPos,
    Kind::IntNeg,
    Kind::FloatPos,
    Kind::FloatNeg,
    Kind::Timestamp,
    Kind::Hex,
    Kind::Binary,
    Kind::Bool,
];

fn constant_kind(kind: Kind) -> Option<ConstantKind> {
    Some(match kind {
        Kind::IntNeg | Kind::IntPos => ConstantKind::Integer,
        Kind::FloatNeg | Kind::FloatPos => ConstantKind::Float,
        Kind::Hex => ConstantKind::Hex,
        Kind::Binary => ConstantKind::Binary,
        Kind::String => ConstantKind::String,
        Kind::Bool => ConstantKind::Boolean,
        Kind::Timestamp => ConstantKind::Timestamp,
        _ => return None,
    })
}

fn qualifier_kind(kind: Kind) -> Option<(usize, &'static str)> {
    match kind {
        Kind::Within => Some((0, "WITHIN")),
        Kind::Repeats => Some((1, "REPEATS")),
        Kind::Start => Some((2, "START … STOP")),
        _ => None,
    }
}

/// The written words, shortened: a message is no place for a megabyte.
fn shown(written: &str) -> String {
    let mut short: String = written.chars().take(40).collect();
    if short.len() < written.len() {
        short.push('…');
    }
    format!("{short:?}")
}
