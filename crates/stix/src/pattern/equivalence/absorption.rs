//! What an alternative already says: `A OR (A AND B)` is `A`, and the same with FOLLOWEDBY.
//!
//! Whether one form is a part of another is asked at any depth. It has to be: absorption runs before AND and FOLLOWEDBY
//! are drawn into OR and after it, and only a relation that survives being put into any surroundings leaves the same
//! least alternatives whichever came first. (`A` is part of `A FOLLOWEDBY B`, so `A AND C` has to be part of
//! `(A FOLLOWEDBY B) AND C`.) A qualified expression is a part of what holds its equal, and nothing inside it is looked
//! at.

use super::{Form, Worked};
use crate::pattern::work::Work;

/// The alternatives of an OR without those of which another one is a part. Nothing qualified absorbs: that is how the
/// reference has it.
pub(super) fn without_absorbed(parts: Vec<Form>, work: &Work) -> Worked<Vec<Form>> {
    let mut kept = vec![true; parts.len()];
    for i in 0..parts.len() {
        if !kept[i] || matches!(parts[i], Form::Qualified(..)) {
            continue;
        }
        for j in 0..parts.len() {
            if i != j && kept[j] {
                kept[j] = !is_part(&parts[i], &parts[j], work)?;
            }
        }
    }
    Ok(parts.into_iter().zip(kept).filter_map(|(part, keep)| keep.then_some(part)).collect())
}

/// Whether whatever satisfies `whole` satisfies `part`, by what it is made of.
fn is_part(part: &Form, whole: &Form, work: &Work) -> Worked<bool> {
    if part == whole {
        work.spend(whole.size())?;
        return Ok(true);
    }
    match part {
        Form::And(few) => together_in(&few.iter().collect::<Vec<_>>(), whole, work),
        Form::FollowedBy(few) => in_turn_in(few, whole, work),
        Form::Test(_) | Form::Or(_) | Form::Qualified(..) => in_one_of(whole, work, |one| is_part(part, one, work)),
    }
}

/// Whether one of the parts of `whole` holds it.
fn in_one_of(whole: &Form, work: &Work, holds: impl Fn(&Form) -> Worked<bool>) -> Worked<bool> {
    work.spend(1)?;
    let (Form::And(parts) | Form::FollowedBy(parts)) = whole else { return Ok(false) };
    for one in parts {
        if holds(one)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether the few, joined by AND, are a part of `whole`.
fn together_in(few: &[&Form], whole: &Form, work: &Work) -> Worked<bool> {
    match (few, whole) {
        ([one], _) => is_part(one, whole, work),
        (_, Form::And(many)) => is_sub_bag(few, many, work),
        _ => in_one_of(whole, work, |one| together_in(few, one, work)),
    }
}

/// Whether the few, joined by FOLLOWEDBY, are a part of `whole`.
fn in_turn_in(few: &[Form], whole: &Form, work: &Work) -> Worked<bool> {
    match (few, whole) {
        ([one], _) => is_part(one, whole, work),
        (_, Form::FollowedBy(many)) => is_sub_sequence(few, many, work),
        _ => in_one_of(whole, work, |one| in_turn_in(few, one, work)),
    }
}

/// Whether the few can be shared out among the many, so that each of the many holds what it is given.
fn is_sub_bag(few: &[&Form], many: &[Form], work: &Work) -> Worked<bool> {
    // Giving what is equal to its equal loses nothing: what that one would hold instead can go where its equal would.
    let mut free: Vec<&Form> = many.iter().collect();
    let mut wanting = Vec::new();
    work.spend((few.len() + many.len()) as u64)?;
    for wanted in few {
        match free.binary_search(wanted) {
            Ok(at) => drop(free.remove(at)),
            Err(_) => wanting.push(*wanted),
        }
    }
    shared_out(&wanting, &free, &mut vec![Vec::new(); free.len()], work)
}

/// Tries each of the many for the first of the few that want a place.
fn shared_out<'f>(wanting: &[&'f Form], many: &[&Form], given: &mut [Vec<&'f Form>], work: &Work) -> Worked<bool> {
    let Some((next, rest)) = wanting.split_first() else { return Ok(true) };
    for (at, one) in many.iter().enumerate() {
        given[at].push(next);
        if together_in(&given[at], one, work)? && shared_out(rest, many, given, work)? {
            return Ok(true);
        }
        given[at].pop();
    }
    Ok(false)
}

/// Whether the few can be cut into runs that the many hold in their order. Each takes as long a run as it can: less
/// would leave more for those that come after.
fn is_sub_sequence(few: &[Form], many: &[Form], work: &Work) -> Worked<bool> {
    let mut rest = few;
    for one in many {
        let mut taken = 0;
        while taken < rest.len() && in_turn_in(&rest[..=taken], one, work)? {
            taken += 1;
        }
        rest = &rest[taken..];
    }
    Ok(rest.is_empty())
}
