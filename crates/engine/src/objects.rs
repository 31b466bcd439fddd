//! The objects of STIX that the store keeps, with their versions, for who may see them.

use crate::{Engine, Result, gate};
use serde::Serialize;
use sextant_model::{Instant, Tlp};
use sextant_stix::object::Object;
use sextant_store::{KeptObject, ObjectQuery};
use std::collections::HashMap;

/// Objects read at once.
const BATCH: usize = 1000;

/// Which objects.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ObjectsQuery {
    /// Only of this type.
    pub kind: Option<String>,
    /// For whom; `None`: everything.
    pub audience: Option<Tlp>,
    /// Lines, at most; 0: all.
    pub limit: usize,
}

/// One object, as its newest version has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ObjectLine {
    /// Its id.
    pub id: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// A name, a value, a path; none where it has none.
    pub name: Option<String>,
    /// What tells its versions apart; empty where there are none.
    pub version: String,
    /// How many versions are kept (that the audience may see).
    pub versions: usize,
    /// Whether its maker has withdrawn it.
    pub revoked: bool,
    /// The label that holds for it.
    pub tlp: Tlp,
    /// File or address that it came from.
    pub origin: String,
    /// When this store learnt it.
    pub added: Instant,
}

impl Engine {
    /// The objects that are kept, one line each, in the order in which they first came.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn objects(&self, query: &ObjectsQuery) -> Result<Vec<ObjectLine>> {
        let asked = query.kind.clone().map_or(ObjectQuery::All, ObjectQuery::Kind);
        self.ask(|ledger| {
            let (mut lines, mut places): (Vec<ObjectLine>, HashMap<String, usize>) = Default::default();
            for offset in (0..).step_by(BATCH) {
                let batch = ledger.objects(&asked, BATCH, offset)?;
                for kept in batch.iter().filter(|kept| gate::may_see(kept.object.tlp, query.audience)) {
                    match places.get(&kept.object.id).and_then(|at| lines.get_mut(*at)) {
                        Some(known) => known.learn(kept),
                        None => {
                            places.insert(kept.object.id.clone(), lines.len());
                            lines.push(line(kept));
                        }
                    }
                }
                if batch.len() < BATCH {
                    break;
                }
            }
            lines.truncate(if query.limit == 0 { usize::MAX } else { query.limit });
            Ok(lines)
        })
    }

    /// The versions of one object, oldest first, each with its bytes as they came. Nothing where the audience may see none.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn object_versions(&self, id: &str, audience: Option<Tlp>) -> Result<Vec<(ObjectLine, Vec<u8>)>> {
        let kept = self.ask(|ledger| Ok(ledger.objects(&ObjectQuery::Id(id.to_owned()), usize::MAX, 0)?))?;
        let seen = kept.into_iter().filter(|kept| gate::may_see(kept.object.tlp, audience));
        Ok(seen.map(|kept| (line(&kept), kept.object.bytes)).collect())
    }
}

impl ObjectLine {
    /// Another version of the same object.
    fn learn(&mut self, kept: &KeptObject) {
        let versions = self.versions + 1;
        if kept.object.version > self.version {
            *self = line(kept);
        }
        self.versions = versions;
    }
}

fn line(kept: &KeptObject) -> ObjectLine {
    let object = Object::parse(&kept.object.bytes).ok();
    let name = object.as_ref().map(crate::import::named).filter(|name| *name != kept.object.id);
    ObjectLine {
        id: kept.object.id.clone(),
        kind: kept.object.kind.clone(),
        name,
        version: kept.object.version.clone(),
        versions: 1,
        revoked: object.is_some_and(|object| object.is_revoked()),
        tlp: kept.object.tlp,
        origin: kept.origin.clone(),
        added: kept.added,
    }
}
