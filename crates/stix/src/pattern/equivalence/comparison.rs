//! The normal form of what stands inside brackets: the set of least conjunctions of tests, without those that no single
//! object can satisfy.

use super::value::{Spelling, Value, value};
use crate::pattern::constant::unquoted;
use crate::pattern::syntax::{self, Condition, Constant, Order};
use crate::pattern::work::{TooMuchWork, Work};
use std::collections::BTreeSet;
use std::rc::Rc;

/// Tests that all hold.
pub(super) type Conjunction = BTreeSet<Rc<Test>>;
/// Conjunctions of which one holds; none contains another.
pub(super) type Disjunction = BTreeSet<Conjunction>;

/// One test.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Test {
    object_type: String,
    path: Vec<Step>,
    operator: Operator,
    negated: bool,
    operand: Vec<Value>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    /// By its number; what is beyond counting is compared as written.
    Index(Result<i64, String>),
    Any,
    Key(String),
}

/// `!=` is a negated `=`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Operator {
    Equal,
    Order(Order),
    In,
    Like,
    Matches,
    IsSubset,
    IsSuperset,
    Exists,
}

/// The normal form of a comparison.
pub(super) fn disjunction(parsed: &syntax::Comparison<'_>, work: &Work) -> Result<Disjunction, TooMuchWork> {
    let all = products(parsed, work)?;
    let possible: Disjunction = all.iter().filter(|c| is_possible(c)).cloned().collect();
    // Where nothing is possible, the two are compared by what they say.
    Ok(if possible.is_empty() { all } else { possible })
}

fn products(parsed: &syntax::Comparison<'_>, work: &Work) -> Result<Disjunction, TooMuchWork> {
    match parsed {
        syntax::Comparison::Test(test) => Ok(Disjunction::from([Conjunction::from([Rc::new(Test::of(test))])])),
        syntax::Comparison::Or(parts) => {
            let mut all = Disjunction::new();
            for part in parts {
                all.extend(products(part, work)?);
            }
            least(all, work)
        }
        syntax::Comparison::And(parts) => {
            let mut whole = Disjunction::from([Conjunction::new()]);
            for part in parts {
                let alternatives = products(part, work)?;
                let mut longer = Disjunction::new();
                for (left, right) in whole.iter().flat_map(|l| alternatives.iter().map(move |r| (l, r))) {
                    work.spend((left.len() + right.len()) as u64)?;
                    longer.insert(left.union(right).cloned().collect());
                }
                whole = least(longer, work)?;
            }
            Ok(whole)
        }
    }
}

/// Without the conjunctions that contain another one: they add nothing.
fn least(all: Disjunction, work: &Work) -> Result<Disjunction, TooMuchWork> {
    let mut by_size: Vec<Conjunction> = all.into_iter().collect();
    by_size.sort_by_key(BTreeSet::len);
    let mut kept: Vec<Conjunction> = Vec::new();
    // Conjunctions of one size contain one another only when equal, and these are a set.
    let single = by_size.partition_point(|c| c.len() < 2);
    for (at, conjunction) in by_size.into_iter().enumerate() {
        let mut absorbed = false;
        if at >= single {
            for smaller in &kept {
                work.spend(smaller.len() as u64)?;
                if smaller.is_subset(&conjunction) {
                    absorbed = true;
                    break;
                }
            }
        }
        if !absorbed {
            kept.push(conjunction);
        }
    }
    Ok(kept.into_iter().collect())
}

fn is_possible(conjunction: &Conjunction) -> bool {
    let mut types = conjunction.iter().map(|test| &test.object_type);
    types.next().is_none_or(|first| types.all(|other| other == first))
}

impl Test {
    fn of(parsed: &syntax::Test<'_>) -> Test {
        let path: Vec<Step> = parsed.path.steps.iter().map(Step::of).collect();
        let (operator, operand) = asked(&parsed.condition);
        let spelling = spelling(parsed.path.object_type, &path, operator);
        let mut operand: Vec<Value> = operand.iter().map(|c| value(*c, spelling)).collect();
        operand.sort();
        Test {
            object_type: parsed.path.object_type.to_owned(),
            path,
            operator,
            negated: parsed.negated != matches!(parsed.condition, Condition::NotEqual(_)),
            operand,
        }
    }
}

impl Step {
    fn of(parsed: &syntax::Step<'_>) -> Step {
        match parsed {
            syntax::Step::Name(name) => Step::Key((*name).to_owned()),
            syntax::Step::Quoted(text) => Step::Key(unquoted(text).into_owned()),
            syntax::Step::Index(number) => Step::Index(number.parse().map_err(|_| (*number).to_owned())),
            syntax::Step::Any => Step::Any,
        }
    }
}

fn asked<'c, 'a>(condition: &'c Condition<'a>) -> (Operator, &'c [Constant<'a>]) {
    match condition {
        Condition::Equal(c) | Condition::NotEqual(c) => (Operator::Equal, std::slice::from_ref(c)),
        Condition::Order(order, c) => (Operator::Order(*order), std::slice::from_ref(c)),
        Condition::In(members) => (Operator::In, members),
        Condition::Like(c) => (Operator::Like, std::slice::from_ref(c)),
        Condition::Matches(c) => (Operator::Matches, std::slice::from_ref(c)),
        Condition::IsSubset(c) => (Operator::IsSubset, std::slice::from_ref(c)),
        Condition::IsSuperset(c) => (Operator::IsSuperset, std::slice::from_ref(c)),
        Condition::Exists => (Operator::Exists, &[]),
    }
}

/// Where one value has several spellings: addresses, and registry keys and the names of their values, whose letter case
/// does not count. Not in regular expressions, where `\S` and `\s` differ.
fn spelling(object_type: &str, path: &[Step], operator: Operator) -> Spelling {
    if operator == Operator::Matches {
        return Spelling::AsWritten;
    }
    let key = |step: &Step, name: &str| matches!(step, Step::Key(k) if k == name);
    match (object_type, path) {
        ("ipv4-addr", [step]) if key(step, "value") => Spelling::Ipv4,
        ("ipv6-addr", [step]) if key(step, "value") => Spelling::Ipv6,
        ("windows-registry-key", [step]) if key(step, "key") => Spelling::AnyCase,
        ("windows-registry-key", [values, Step::Index(_) | Step::Any, name])
            if key(values, "values") && key(name, "name") =>
        {
            Spelling::AnyCase
        }
        _ => Spelling::AsWritten,
    }
}
