//! Questions about incidents: what is on them after all decisions, and the claims themselves.

use super::SqliteLedger;
use super::convert::{ClaimBody, id_range, instant, instant_or_null, tlp, uuid, uuid_or_null};
use super::document::{REF_COLUMNS, document_ref};
use super::fault::Explain;
use crate::*;
use rusqlite::{OptionalExtension, Row, params};
use sextant_model::*;
use std::collections::{BTreeSet, HashMap, HashSet};

/// The columns of a claim, read by [`SqliteLedger::claim_from`].
pub(super) const CLAIM_COLUMNS: &str = "c.id, d.id, c.grp, c.recorded, c.published, c.supersedes, c.tlp, c.body";
/// How many they are.
pub(super) const CLAIM_WIDTH: usize = 8;
pub(super) const CLAIM_JOIN: &str = "LEFT JOIN document d ON d.seq = c.document";

/// More claims than one page of them.
const MANY: usize = 200;

/// A claim of an incident.
struct Found {
    claim: Claim,
    /// It counts no more.
    withdrawn: bool,
}

impl SqliteLedger {
    pub(super) fn find_incident(&self, id: IncidentId) -> Result<Option<i64>> {
        self.cached("SELECT seq FROM incident WHERE id = ?1")?
            .query_row([id.0.as_bytes()], |row| row.get(0))
            .optional()
            .explain(self)
    }

    pub(super) fn known_incident(&self, id: IncidentId) -> Result<i64> {
        self.find_incident(id)?.ok_or_else(|| StoreError::Missing { what: "incident", id: id.to_string() })
    }

    pub(super) fn claim_row(&self, id: ClaimId) -> Result<i64> {
        self.cached("SELECT seq FROM claim WHERE id = ?1")?
            .query_row([id.0.as_bytes()], |row| row.get(0))
            .optional()
            .explain(self)?
            .ok_or_else(|| StoreError::Missing { what: "claim", id: id.to_string() })
    }

    pub(super) fn read_decisions(&self) -> Result<Vec<Decision>> {
        let mut statement = self.cached("SELECT body FROM decision ORDER BY seq")?;
        let bodies = statement.query_map([], |row| row.get::<_, String>(0)).explain(self)?;
        bodies.map(|body| serde_json::from_str(&body.explain(self)?).explain(self)).collect()
    }

    /// The decisions that hold: all, or those recorded by `until`.
    pub(super) fn assignment(&self, until: Option<Instant>) -> Result<Assignment> {
        let mut decisions = self.read_decisions()?;
        decisions.retain(|d| until.is_none_or(|until| d.recorded <= until));
        Ok(Assignment::new(decisions))
    }

    pub(super) fn standing_incidents(&self) -> Result<Vec<IncidentId>> {
        let assignment = self.assignment(None)?;
        let mut statement = self.cached("SELECT id FROM incident ORDER BY id")?;
        let ids = statement.query_map([], |row| uuid(row, 0).map(IncidentId)).explain(self)?;
        let all: Vec<IncidentId> = ids.collect::<rusqlite::Result<_>>().explain(self)?;
        Ok(all.into_iter().filter(|id| assignment.incident_of(*id, None) == *id).collect())
    }

    pub(super) fn incident_ids_from(&self, prefix: &str) -> Result<Vec<IncidentId>> {
        let Some((low, high)) = id_range(prefix) else { return Ok(Vec::new()) };
        let mut statement = self.cached("SELECT id FROM incident WHERE id BETWEEN ?1 AND ?2 ORDER BY id")?;
        let ids = statement.query_map(params![low, high], |row| uuid(row, 0).map(IncidentId)).explain(self)?;
        ids.collect::<rusqlite::Result<_>>().explain(self)
    }

    pub(super) fn incidents_of_document(&self, document: DocumentId) -> Result<Vec<IncidentId>> {
        let assignment = self.assignment(None)?;
        let mut statement = self.cached(
            "SELECT i.id FROM sighting s JOIN incident i ON i.seq = s.incident JOIN document d ON d.seq = s.document
             WHERE d.id = ?1 AND s.gone IS NULL AND s.forgotten IS NULL
             UNION SELECT i.id FROM claim c JOIN claim_incident l ON l.claim = c.seq JOIN incident i ON i.seq = l.incident
             JOIN document d ON d.seq = c.document WHERE d.id = ?1
             AND NOT EXISTS (SELECT 1 FROM retraction r WHERE r.claim = c.seq)",
        )?;
        let ids = statement.query_map([document.0.as_bytes()], |row| uuid(row, 0).map(IncidentId)).explain(self)?;
        let bases: Vec<IncidentId> = ids.collect::<rusqlite::Result<_>>().explain(self)?;
        let here: BTreeSet<_> = bases.into_iter().map(|base| assignment.incident_of(base, Some(document))).collect();
        Ok(here.into_iter().collect())
    }

    pub(super) fn read_dossier(&self, incident: IncidentId, as_of: AsOf) -> Result<Option<Dossier>> {
        let until = if as_of.clock == Clock::Recorded { as_of.until } else { None };
        let assignment = self.assignment(until)?;
        if self.find_incident(incident)?.is_none() {
            return Ok(None);
        }
        let incident = assignment.incident_of(incident, None);
        let found = self.claims_on(&assignment, incident)?;
        let (withdrawn, live): (Vec<_>, Vec<_>) = found.iter().partition(|found| found.withdrawn);
        let withdrawn: Vec<ClaimId> = withdrawn.into_iter().map(|found| found.claim.id).collect();
        let retractions = self.retractions_of(&withdrawn)?;
        let told = live.into_iter().filter_map(|found| found.claim.document).collect();
        let documents = self.documents_on(&assignment, incident, told)?;
        let claims = found.into_iter().map(|found| found.claim).collect();
        let doubts = self.doubts_on(&assignment, incident)?;
        Ok(Some(Dossier { incident, claims, retractions, documents, doubts, copies: Vec::new() }))
    }

    pub(super) fn read_claims(&self, of: &ClaimsOf) -> Result<Vec<Claim>> {
        match of {
            ClaimsOf::Document(id) => self.select_claims("d.id = ?1", &[id.0.as_bytes()]),
            ClaimsOf::Group(id) => self.select_claims("c.grp = ?1", &[id.0.as_bytes()]),
            ClaimsOf::Incident(id) => {
                let assignment = self.assignment(None)?;
                let found = self.claims_on(&assignment, assignment.incident_of(*id, None))?;
                Ok(found.into_iter().map(|found| found.claim).collect())
            }
            ClaimsOf::Ids(ids) => {
                let mut claims = Vec::with_capacity(ids.len());
                for id in ids {
                    claims.extend(self.select_claims("c.id = ?1", &[id.0.as_bytes()])?);
                }
                Ok(claims)
            }
            ClaimsOf::IdPrefix(prefix) => match id_range(prefix) {
                Some((low, high)) => self.select_claims("c.id BETWEEN ?1 AND ?2", &[&low, &high]),
                None => Ok(Vec::new()),
            },
        }
    }

    fn select_claims(&self, condition: &str, argument: &[&[u8; 16]]) -> Result<Vec<Claim>> {
        let sql = format!("SELECT {CLAIM_COLUMNS} FROM claim c {CLAIM_JOIN} WHERE {condition} ORDER BY c.seq");
        let mut statement = self.cached(&sql)?;
        let mut rows = statement.query(rusqlite::params_from_iter(argument.iter())).explain(self)?;
        let mut ids = HashMap::new();
        let mut claims = Vec::new();
        while let Some(row) = rows.next().explain(self)? {
            claims.push(self.claim_looking_up(row, &mut ids)?);
        }
        Ok(claims)
    }

    /// Claims that belong to `incident` under `assignment`, each once, in order of appending.
    fn claims_on(&self, assignment: &Assignment, incident: IncidentId) -> Result<Vec<Found>> {
        let sql = format!(
            "SELECT {CLAIM_COLUMNS}, c.seq,
               c.forgotten IS NOT NULL OR EXISTS (SELECT 1 FROM retraction r WHERE r.claim = c.seq)
             FROM claim_incident l JOIN claim c ON c.seq = l.claim {CLAIM_JOIN} WHERE l.incident = ?1 ORDER BY c.seq"
        );
        let mut claims = std::collections::BTreeMap::new();
        let mut ids = HashMap::new();
        for base in assignment.bases_of(incident) {
            let Some(base_row) = self.find_incident(base)? else { continue };
            let mut statement = self.cached(&sql)?;
            let mut rows = statement.query([base_row]).explain(self)?;
            while let Some(row) = rows.next().explain(self)? {
                let document = uuid_or_null(row, 1).explain(self)?.map(DocumentId);
                if assignment.incident_of(base, document) == incident {
                    let seq: i64 = row.get(CLAIM_WIDTH).explain(self)?;
                    let withdrawn = row.get(CLAIM_WIDTH + 1).explain(self)?;
                    claims.insert(seq, Found { claim: self.claim_looking_up(row, &mut ids)?, withdrawn });
                }
            }
        }
        Ok(claims.into_values().collect())
    }

    /// All incidents by row number, for reading many claims.
    pub(super) fn incident_rows(&self) -> Result<HashMap<i64, IncidentId>> {
        let mut statement = self.cached("SELECT seq, id FROM incident")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, IncidentId(uuid(row, 1)?)))).explain(self)?;
        rows.collect::<rusqlite::Result<_>>().explain(self)
    }

    fn claim_looking_up(&self, row: &Row<'_>, ids: &mut HashMap<i64, IncidentId>) -> Result<Claim> {
        let body: ClaimBody =
            serde_json::from_str(row.get_ref(7).explain(self)?.as_str().unwrap_or_default()).explain(self)?;
        for incident in &body.incidents {
            if !ids.contains_key(incident) {
                let id = self
                    .cached("SELECT id FROM incident WHERE seq = ?1")?
                    .query_row([incident], |row| uuid(row, 0))
                    .explain(self)?;
                ids.insert(*incident, IncidentId(id));
            }
        }
        claim(row, body, ids).explain(self)
    }

    pub(super) fn claim_from(&self, row: &Row<'_>, ids: &HashMap<i64, IncidentId>) -> Result<Claim> {
        let body = serde_json::from_str(row.get_ref(7).explain(self)?.as_str().unwrap_or_default()).explain(self)?;
        claim(row, body, ids).explain(self)
    }

    /// Documents that were seen to tell of the incident, and those that claims on it still stand in (`told`).
    fn documents_on(
        &self,
        assignment: &Assignment,
        incident: IncidentId,
        mut told: BTreeSet<DocumentId>,
    ) -> Result<Vec<DocumentRef>> {
        let mut seen = self.cached(
            "SELECT d.id FROM sighting s JOIN document d ON d.seq = s.document
             WHERE s.incident = ?1 AND s.gone IS NULL AND s.forgotten IS NULL",
        )?;
        for base in assignment.bases_of(incident) {
            let Some(base_row) = self.find_incident(base)? else { continue };
            let ids = seen.query_map([base_row], |row| uuid(row, 0).map(DocumentId)).explain(self)?;
            for id in ids {
                let id = id.explain(self)?;
                told.extend((assignment.incident_of(base, Some(id)) == incident).then_some(id));
            }
        }
        let mut one = self
            .cached(&format!("SELECT {REF_COLUMNS}, d.seq FROM document d WHERE d.id = ?1 AND d.forgotten IS NULL"))?;
        let mut documents = std::collections::BTreeMap::new();
        for id in told {
            let found = one.query_row([id.0.as_bytes()], |row| Ok((row.get::<_, i64>(8)?, document_ref(row)?)));
            documents.extend(found.optional().explain(self)?);
        }
        Ok(documents.into_values().collect())
    }

    /// Doubts on the incident, from its side, those that a decision answered left out.
    fn doubts_on(&self, assignment: &Assignment, incident: IncidentId) -> Result<Vec<Doubt>> {
        let mut doubts = Vec::new();
        for base in assignment.bases_of(incident) {
            let Some(row) = self.find_incident(base)? else { continue };
            for doubt in self.doubts_at(row)? {
                let here = assignment.incident_of(doubt.incident, Some(doubt.document));
                let there = assignment.incident_of(doubt.other, None);
                if here == there || assignment.distinct(doubt.incident, doubt.other) || assignment.distinct(here, there)
                {
                    continue;
                }
                if here == incident {
                    doubts.push(Doubt { incident: here, other: there, ..doubt });
                } else if there == incident {
                    doubts.push(Doubt { incident: there, other: here, ..doubt });
                }
            }
        }
        doubts.sort_by_key(|d| (d.recorded, d.document, d.other));
        doubts.dedup();
        Ok(doubts)
    }

    fn doubts_at(&self, incident: i64) -> Result<Vec<Doubt>> {
        let mut statement = self.cached(
            "SELECT body FROM doubt WHERE (incident = ?1 OR other = ?1) AND gone IS NULL AND forgotten IS NULL ORDER BY seq",
        )?;
        let bodies = statement.query_map([incident], |row| row.get::<_, String>(0)).explain(self)?;
        bodies.map(|body| serde_json::from_str(&body.explain(self)?).explain(self)).collect()
    }

    /// Of very many claims all withdrawals are read where they are fewer.
    pub(super) fn retractions_of(&self, claims: &[ClaimId]) -> Result<Vec<Retraction>> {
        if claims.len() > MANY {
            let withdrawn = self.withdrawn_ids(claims.len())?;
            if let Some(withdrawn) = withdrawn {
                let few: Vec<ClaimId> = claims.iter().copied().filter(|claim| withdrawn.contains(claim)).collect();
                return self.retractions_one_by_one(&few);
            }
        }
        self.retractions_one_by_one(claims)
    }

    /// Every claim that was withdrawn or emptied; none where that is more than `most`.
    fn withdrawn_ids(&self, most: usize) -> Result<Option<HashSet<ClaimId>>> {
        let mut statement = self.cached(
            "SELECT c.id FROM retraction r JOIN claim c ON c.seq = r.claim UNION ALL
             SELECT id FROM claim INDEXED BY claim_forgotten WHERE forgotten IS NOT NULL",
        )?;
        let mut rows = statement.query([]).explain(self)?;
        let (mut ids, mut read) = (HashSet::new(), 0);
        while let Some(row) = rows.next().explain(self)? {
            ids.insert(ClaimId(uuid(row, 0).explain(self)?));
            read += 1;
            if read > most {
                return Ok(None);
            }
        }
        Ok(Some(ids))
    }

    fn retractions_one_by_one(&self, claims: &[ClaimId]) -> Result<Vec<Retraction>> {
        let mut stated = self
            .cached("SELECT r.body FROM retraction r JOIN claim c ON c.seq = r.claim WHERE c.id = ?1 ORDER BY r.seq")?;
        let mut emptied = self
            .cached("SELECT a.detail, a.by, a.at FROM claim c JOIN audit a ON a.seq = c.forgotten WHERE c.id = ?1")?;
        let mut found = Vec::new();
        for claim in claims {
            let bodies = stated.query_map([claim.0.as_bytes()], |row| row.get::<_, String>(0)).explain(self)?;
            for body in bodies {
                found.push(serde_json::from_str(&body.explain(self)?).explain(self)?);
            }
            let forgotten = emptied.query_row([claim.0.as_bytes()], |row| {
                let (reason, by, recorded) = (row.get(0)?, row.get(1)?, instant(row, 2)?);
                Ok(Retraction { claim: *claim, why: RetractionKind::Forgotten, reason, by, recorded })
            });
            found.extend(forgotten.optional().explain(self)?);
        }
        Ok(found)
    }
}

fn claim(row: &Row<'_>, body: ClaimBody, ids: &HashMap<i64, IncidentId>) -> rusqlite::Result<Claim> {
    Ok(Claim {
        id: ClaimId(uuid(row, 0)?),
        document: uuid_or_null(row, 1)?.map(DocumentId),
        incidents: body.incidents.iter().filter_map(|row| ids.get(row).copied()).collect(),
        speaker: body.speaker,
        stance: body.stance,
        proposition: body.proposition,
        quote: body.quote,
        start: body.start,
        end: body.end,
        recorded: instant(row, 3)?,
        published: instant_or_null(row, 4)?,
        group: GroupId(uuid(row, 2)?),
        by: body.by,
        confidence: body.confidence,
        supersedes: uuid_or_null(row, 5)?.map(ClaimId),
        tlp: tlp(row, 6)?,
        publisher: body.publisher,
    })
}
