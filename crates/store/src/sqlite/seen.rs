//! Values looked up: where each was seen, many at once.

use super::SqliteLedger;
use super::convert::{tlp_level, uuid, uuid_or_null};
use super::document::{REF_COLUMNS, document_ref};
use super::fault::Explain;
use crate::*;
use rusqlite::params;
use sextant_model::*;
use std::collections::{BTreeMap, BTreeSet};

/// Documents and objects told of one value, at most: of one that stands everywhere the newest say enough.
const TOLD: i64 = 50;

impl SqliteLedger {
    pub(super) fn look_up(&self, values: &[String], audience: Tlp) -> Result<Vec<Seen>> {
        let assignment = self.assignment(None)?;
        values.iter().map(|value| self.look_up_one(&assignment, &value.to_lowercase(), audience)).collect()
    }

    fn look_up_one(&self, assignment: &Assignment, value: &str, audience: Tlp) -> Result<Seen> {
        let mut claims = self.cached(
            "SELECT s.kind, i.id, d.id FROM (SELECT kind, claim FROM seen WHERE value = ?1 AND claim > 0 ORDER BY claim DESC LIMIT ?3) s
             JOIN claim c ON c.seq = s.claim JOIN claim_incident l ON l.claim = c.seq JOIN incident i ON i.seq = l.incident
             LEFT JOIN document d ON d.seq = c.document WHERE c.tlp <= ?2",
        )?;
        let (mut kinds, mut incidents, mut told) = (BTreeSet::new(), BTreeSet::new(), BTreeMap::new());
        let mut rows = claims.query(params![value, tlp_level(audience), TOLD]).explain(self)?;
        while let Some(row) = rows.next().explain(self)? {
            kinds.insert(row.get::<_, String>(0).explain(self)?);
            let base = IncidentId(uuid(row, 1).explain(self)?);
            let document = uuid_or_null(row, 2).explain(self)?.map(DocumentId);
            incidents.insert(assignment.incident_of(base, document));
            if let Some(id) = document {
                told.insert(id, ());
            }
        }
        let mut documents = Vec::new();
        let mut one = self.cached(&format!("SELECT {REF_COLUMNS} FROM document d WHERE d.id = ?1 AND d.tlp <= ?2"))?;
        for id in told.into_keys() {
            let found = one.query_map(params![id.0.as_bytes(), tlp_level(audience)], document_ref).explain(self)?;
            for document in found {
                documents.push(document.explain(self)?);
            }
        }
        documents.sort_by(|a, b| b.published.cmp(&a.published).then(a.id.cmp(&b.id)));
        let mut stated = self.cached(
            "SELECT s.kind, o.id FROM (SELECT kind, object FROM seen WHERE value = ?1 AND claim = 0 ORDER BY object DESC LIMIT ?3) s
             JOIN object o ON o.seq = s.object WHERE o.tlp <= ?2",
        )?;
        let mut objects = BTreeSet::new();
        let mut rows = stated.query(params![value, tlp_level(audience), TOLD]).explain(self)?;
        while let Some(row) = rows.next().explain(self)? {
            kinds.insert(row.get::<_, String>(0).explain(self)?);
            objects.insert(row.get::<_, String>(1).explain(self)?);
        }
        Ok(Seen {
            kinds: kinds.into_iter().collect(),
            documents,
            incidents: incidents.into_iter().collect(),
            objects: objects.into_iter().collect(),
        })
    }
}
