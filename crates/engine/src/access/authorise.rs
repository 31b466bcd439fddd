//! The one function that says who may do what.

use super::{Caller, Scope, Visitor};
use sextant_model::{Collection, Parties, Role};

/// What a request needs.
#[derive(Debug, Clone, Copy)]
pub enum Needs<'a> {
    /// Nothing: the page to log in, style, the question whether the server lives.
    Nothing,
    /// An account of this role at least.
    Role(Role),
    /// An account of this role at least, and no token that may only read.
    Change(Role),
    /// To change what one's own account logs in with: a person, not a token.
    Oneself,
    /// To know of a collection.
    Know(&'a Collection),
    /// To read from a collection.
    Read(&'a Collection),
    /// To write to a collection.
    Write(&'a Collection),
    /// To take out of a collection.
    Delete(&'a Collection),
    /// To be told what became of a delivery of this account.
    Told(&'a str),
}

/// What comes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It may be.
    Yes,
    /// Whoever asks must say who they are.
    LogIn,
    /// It may not be.
    No,
    /// It may not even be known of: as if it were not there.
    Hidden,
}

/// Whether a visitor may have what a request needs. Labels of what is shown are the gate's matter, not this one's.
#[must_use]
pub fn authorise(visitor: &Visitor, needs: Needs<'_>) -> Verdict {
    match (visitor, needs) {
        (_, Needs::Nothing) => Verdict::Yes,
        (Visitor::Stranger, _) => Verdict::LogIn,
        (_, Needs::Role(role)) => yes(has_role(visitor, role), Verdict::No),
        (_, Needs::Change(role)) => yes(has_role(visitor, role) && changes(visitor), Verdict::No),
        (_, Needs::Oneself) => yes(!matches!(visitor, Visitor::Known(caller) if caller.by_token), Verdict::No),
        (_, Needs::Told(owner)) => {
            let may = visitor.name() == owner || has_role(visitor, Role::Administrator);
            yes(may, Verdict::Hidden)
        }
        (_, Needs::Know(collection)) => yes(knows(visitor, collection), Verdict::Hidden),
        (_, Needs::Read(collection)) => on(visitor, collection, reads(visitor, collection)),
        (_, Needs::Write(collection)) => on(visitor, collection, writes(visitor, collection)),
        (_, Needs::Delete(collection)) => {
            on(visitor, collection, reads(visitor, collection) && writes(visitor, collection))
        }
    }
}

fn yes(may: bool, otherwise: Verdict) -> Verdict {
    if may { Verdict::Yes } else { otherwise }
}

fn has_role(visitor: &Visitor, role: Role) -> bool {
    match visitor {
        Visitor::Keeper => true,
        Visitor::Stranger => false,
        Visitor::Known(caller) => caller.account.role >= role,
    }
}

/// Whether whoever asks may change anything.
fn changes(visitor: &Visitor) -> bool {
    match visitor {
        Visitor::Keeper => true,
        Visitor::Stranger => false,
        Visitor::Known(caller) => caller.scope == Scope::Write,
    }
}

/// On a collection that one has no right to at all, anything is as if there were none.
fn on(visitor: &Visitor, collection: &Collection, may: bool) -> Verdict {
    let any = reads(visitor, collection) || writes(visitor, collection);
    yes(may, if any { Verdict::No } else { Verdict::Hidden })
}

fn reads(visitor: &Visitor, collection: &Collection) -> bool {
    match visitor {
        Visitor::Keeper => collection.read != sextant_model::Parties::Nobody,
        Visitor::Stranger => false,
        Visitor::Known(caller) => is_among(&collection.read, caller) && cleared(visitor, collection),
    }
}

fn writes(visitor: &Visitor, collection: &Collection) -> bool {
    match visitor {
        _ if collection.published || !changes(visitor) => false,
        Visitor::Keeper => collection.write != sextant_model::Parties::Nobody,
        Visitor::Stranger => false,
        Visitor::Known(caller) => is_among(&collection.write, caller),
    }
}

/// By name, by role, or by a team.
fn is_among(parties: &Parties, caller: &Caller) -> bool {
    parties.include(&caller.account) || super::teams::among(&caller.teams, parties)
}

/// Of a label's collection only those know who are cleared for it.
fn cleared(visitor: &Visitor, collection: &Collection) -> bool {
    !collection.published || crate::gate::may_see(collection.label, visitor.audience())
}

/// A collection that is closed to everybody is no secret; one that is open to others is.
fn knows(visitor: &Visitor, collection: &Collection) -> bool {
    let closed = [&collection.read, &collection.write].iter().all(|who| **who == sextant_model::Parties::Nobody);
    closed || reads(visitor, collection) || writes(visitor, collection)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Caller;
    use sextant_model::{Account, Tlp};

    fn known(name: &str, role: Role) -> Visitor {
        let account = Account { name: name.into(), role, clearance: None };
        let (clearance, scope, by_token) = (account.cleared(), Scope::Write, false);
        Visitor::Known(Caller { clearance, account, statement: 1, scope, by_token, teams: Vec::new() })
    }

    fn collection(read: &str, write: &str, published: bool) -> Collection {
        Collection {
            id: "i".into(),
            alias: "a".into(),
            title: "t".into(),
            description: None,
            read: read.parse().expect("parties"),
            write: write.parse().expect("parties"),
            label: Tlp::Amber,
            published,
        }
    }

    #[test]
    fn rights_on_collections() {
        use Verdict::{Hidden, No, Yes};
        let (mara, ines) = (known("mara", Role::Reader), known("ines", Role::Administrator));
        let shared = collection("everybody", "administrator", false);
        let both = |collection: &Collection, visitor: &Visitor| {
            [Needs::Know(collection), Needs::Read(collection), Needs::Write(collection), Needs::Delete(collection)]
                .map(|needs| authorise(visitor, needs))
        };
        assert_eq!(both(&shared, &mara), [Yes, Yes, No, No]);
        assert_eq!(both(&shared, &ines), [Yes; 4]);
        assert_eq!(both(&collection("nobody", "mara", false), &mara), [Yes, No, Yes, No]);
        assert_eq!(both(&collection("nobody", "mara", false), &ines), [Hidden; 4]);
        assert_eq!(both(&collection("nobody", "nobody", false), &mara), [Yes, Hidden, Hidden, Hidden]);
        assert_eq!(both(&collection("everybody", "everybody", true), &mara), [Hidden; 4], "amber is not for readers");
        assert_eq!(both(&collection("everybody", "everybody", true), &ines), [Yes, Yes, No, No]);
        assert_eq!(authorise(&Visitor::Stranger, Needs::Read(&shared)), Verdict::LogIn);
    }

    #[test]
    fn a_token_that_may_read_changes_nothing() {
        let Visitor::Known(caller) = known("ines", Role::Administrator) else { panic!("known") };
        let token = Visitor::Known(Caller { scope: Scope::Read, by_token: true, ..caller.clone() });
        let shared = collection("everybody", "everybody", false);
        assert_eq!(authorise(&token, Needs::Role(Role::Administrator)), Verdict::Yes);
        assert_eq!(authorise(&token, Needs::Read(&shared)), Verdict::Yes);
        for needs in [Needs::Change(Role::Reader), Needs::Oneself, Needs::Write(&shared), Needs::Delete(&shared)] {
            assert_eq!(authorise(&token, needs), Verdict::No, "{needs:?}");
        }
        let written = Visitor::Known(Caller { by_token: true, ..caller });
        assert_eq!(authorise(&written, Needs::Change(Role::Administrator)), Verdict::Yes);
        assert_eq!(authorise(&written, Needs::Oneself), Verdict::No, "no token makes another");
    }

    #[test]
    fn rights_of_roles() {
        let mara = known("mara", Role::Analyst);
        assert_eq!(authorise(&mara, Needs::Role(Role::Reader)), Verdict::Yes);
        assert_eq!(authorise(&mara, Needs::Role(Role::Publisher)), Verdict::No);
        assert_eq!(authorise(&mara, Needs::Told("mara")), Verdict::Yes);
        assert_eq!(authorise(&mara, Needs::Told("ines")), Verdict::Hidden);
        assert_eq!(authorise(&Visitor::Stranger, Needs::Nothing), Verdict::Yes);
        assert_eq!(authorise(&Visitor::Keeper, Needs::Role(Role::Administrator)), Verdict::Yes);
    }
}
