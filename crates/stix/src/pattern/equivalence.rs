//! Whether two patterns mean the same, as python-stix2 defines it: both are brought into one normal form (boolean
//! algebra inside brackets, then that of observations with their bindings), and the forms are compared.
//!
//! Inside brackets the normal form is the set of least conjunctions, which is unique. Between observations AND does not
//! merge what is equal (two bindings are asked for), FOLLOWEDBY keeps its order, and nothing is moved across a
//! qualifier.

use super::fault::Fault;
use super::syntax::{Observation, Qualifier};
use super::work::{TooMuchWork, Work};
use super::{Pattern, Version};

mod absorption;
mod comparison;
mod value;

use absorption::without_absorbed;
use comparison::{Disjunction, disjunction};
use value::{Amount, Moment, amount, moment};

/// Why the question has no answer.
#[derive(Debug, thiserror::Error)]
pub enum EquivalenceError {
    /// The grammar does not accept one of the patterns.
    #[error(transparent)]
    Pattern(#[from] Fault),
    /// The normal form grows beyond what is held.
    #[error(transparent)]
    Work(#[from] TooMuchWork),
}

/// Steps that bringing one pattern into its normal form may take.
const WORK: u64 = 2_000_000;

/// Whether two patterns are equivalent.
///
/// # Errors
/// When one is no pattern, or its normal form is too large.
pub fn equivalent(p1: &str, p2: &str, version: Version) -> Result<bool, EquivalenceError> {
    Ok(normal(p1, version)? == normal(p2, version)?)
}

fn normal(text: &str, version: Version) -> Result<Form, EquivalenceError> {
    let pattern = Pattern::parse(text, version)?;
    let work = Work::new(WORK);
    let form = Form::of(&pattern.root, &work)?;
    let form = settled(form, &work)?;
    let form = distributed(form, &work)?;
    Ok(settled(form, &work)?)
}

/// An observation expression with its comparisons in normal form. The order of the variants and of what they hold is the
/// order in which parts of AND and OR are put.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Form {
    Test(Disjunction),
    And(Vec<Form>),
    Or(Vec<Form>),
    FollowedBy(Vec<Form>),
    Qualified(Condition, Box<Form>),
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Condition {
    Repeats(Amount),
    Within(Amount),
    StartStop(Moment, Moment),
}

type Worked<T> = Result<T, TooMuchWork>;

impl Form {
    fn of(parsed: &Observation<'_>, work: &Work) -> Worked<Form> {
        let each = |parts: &[Observation<'_>]| parts.iter().map(|p| Form::of(p, work)).collect::<Worked<Vec<_>>>();
        Ok(match parsed {
            Observation::Test(comparison) => Form::Test(disjunction(comparison, work)?),
            Observation::And(parts) => Form::And(each(parts)?),
            Observation::Or(parts) => Form::Or(each(parts)?),
            Observation::FollowedBy(parts) => Form::FollowedBy(each(parts)?),
            Observation::Qualified(inner, qualifier) => {
                let condition = match qualifier {
                    Qualifier::Repeats(times) => Condition::Repeats(amount(times.text)),
                    Qualifier::Within(length) => Condition::Within(amount(length.text)),
                    Qualifier::StartStop(start, stop) => Condition::StartStop(moment(start.text), moment(stop.text)),
                };
                Form::Qualified(condition, Box::new(Form::of(inner, work)?))
            }
        })
    }

    fn size(&self) -> u64 {
        1 + match self {
            Form::Test(disjunction) => disjunction.len() as u64,
            Form::And(parts) | Form::Or(parts) | Form::FollowedBy(parts) => parts.iter().map(Form::size).sum(),
            Form::Qualified(_, inner) => inner.size(),
        }
    }
}

/// Flattened, ordered, without what another alternative already says; from the leaves up. One pass is enough: what a
/// part becomes is settled before the whole is looked at, and a whole that shrinks to one part is that part.
fn settled(form: Form, work: &Work) -> Worked<Form> {
    let each = |parts: Vec<Form>| parts.into_iter().map(|p| settled(p, work)).collect::<Worked<Vec<_>>>();
    Ok(match form {
        Form::Test(_) => form,
        Form::Qualified(condition, inner) => Form::Qualified(condition, Box::new(settled(*inner, work)?)),
        Form::And(parts) => {
            let mut parts = flat(each(parts)?, |p| match p {
                Form::And(inner) => Ok(inner),
                other => Err(other),
            });
            parts.sort();
            alone(parts, Form::And)
        }
        Form::FollowedBy(parts) => {
            let parts = flat(each(parts)?, |p| match p {
                Form::FollowedBy(inner) => Ok(inner),
                other => Err(other),
            });
            alone(parts, Form::FollowedBy)
        }
        Form::Or(parts) => {
            let mut parts = flat(each(parts)?, |p| match p {
                Form::Or(inner) => Ok(inner),
                other => Err(other),
            });
            parts.sort();
            parts.dedup();
            alone(without_absorbed(parts, work)?, Form::Or)
        }
    })
}

/// Parts that are of the same operator give their own parts in their place.
fn flat(parts: Vec<Form>, open: impl Fn(Form) -> Result<Vec<Form>, Form>) -> Vec<Form> {
    let mut flat = Vec::with_capacity(parts.len());
    for part in parts {
        match open(part) {
            Ok(inner) => flat.extend(inner),
            Err(other) => flat.push(other),
        }
    }
    flat
}

fn alone(mut parts: Vec<Form>, whole: fn(Vec<Form>) -> Form) -> Form {
    match (parts.pop(), parts.is_empty()) {
        (Some(one), true) => one,
        (Some(last), false) => {
            parts.push(last);
            whole(parts)
        }
        (None, _) => whole(parts),
    }
}

/// AND and FOLLOWEDBY drawn into OR: `A AND (B OR C)` becomes `(A AND B) OR (A AND C)`.
fn distributed(form: Form, work: &Work) -> Worked<Form> {
    let each = |parts: Vec<Form>| parts.into_iter().map(|p| distributed(p, work)).collect::<Worked<Vec<_>>>();
    Ok(match form {
        Form::Test(_) => form,
        Form::Qualified(condition, inner) => Form::Qualified(condition, Box::new(distributed(*inner, work)?)),
        Form::Or(parts) => Form::Or(each(parts)?),
        Form::And(parts) => drawn(each(parts)?, Form::And, work)?,
        Form::FollowedBy(parts) => drawn(each(parts)?, Form::FollowedBy, work)?,
    })
}

fn drawn(parts: Vec<Form>, whole: fn(Vec<Form>) -> Form, work: &Work) -> Worked<Form> {
    if !parts.iter().any(|p| matches!(p, Form::Or(_))) {
        return Ok(whole(parts));
    }
    let mut products: Vec<Vec<Form>> = vec![Vec::new()];
    for part in parts {
        let alternatives = match part {
            Form::Or(alternatives) => alternatives,
            other => vec![other],
        };
        let mut longer = Vec::new();
        for product in &products {
            for alternative in &alternatives {
                work.spend(product.iter().map(Form::size).sum::<u64>() + alternative.size())?;
                longer.push([product.as_slice(), std::slice::from_ref(alternative)].concat());
            }
        }
        products = longer;
    }
    // What an alternative brings may itself be an OR.
    let redrawn = products.into_iter().map(|product| drawn(product, whole, work)).collect::<Worked<Vec<_>>>()?;
    Ok(Form::Or(redrawn))
}
