//! How a new telling finds what is known: incidents by victim name and time, texts by signature, quotations by key.
//! The tables asked here are projections of sightings; they can be made again.

use super::SqliteLedger;
use super::convert::{json, micros, tlp_level, uuid, uuid_or_null};
use super::fault::Explain;
use crate::*;
use rusqlite::{OptionalExtension, params};
use sextant_model::*;
use std::collections::{BTreeMap, BTreeSet};

/// At most so many near-duplicates are handed out: a text copied a thousand times is as well known from a few.
const NEAR: usize = 32;

impl SqliteLedger {
    pub(super) fn find_candidates(&self, keys: &[String], from: Instant, to: Instant) -> Result<Vec<Profile>> {
        let mut bases = BTreeSet::new();
        let mut statement = self.cached(
            "SELECT i.id FROM sighting_key k JOIN incident i ON i.seq = k.incident
             WHERE k.key = ?1 AND k.last >= ?2 AND k.first <= ?3",
        )?;
        for key in keys {
            let range = params![key, micros(from), micros(to)];
            let ids = statement.query_map(range, |row| uuid(row, 0).map(IncidentId)).explain(self)?;
            for id in ids {
                bases.insert(id.explain(self)?);
            }
        }
        let assignment = self.assignment(None)?;
        let mut found = BTreeMap::new();
        for base in bases {
            for incident in self.targets(&assignment, base)? {
                if let Some(profile) = self.profile_of(&assignment, incident)? {
                    found.insert(incident, profile);
                }
            }
        }
        Ok(found.into_values().collect())
    }

    /// The incidents that sightings appended to `base` belong to now.
    fn targets(&self, assignment: &Assignment, base: IncidentId) -> Result<BTreeSet<IncidentId>> {
        if !assignment.moves(base) {
            return Ok(BTreeSet::from([base]));
        }
        let sightings = self.sightings_at(base)?;
        Ok(sightings.iter().map(|s| assignment.incident_of(base, Some(s.document))).collect())
    }

    pub(super) fn profile_of(&self, assignment: &Assignment, incident: IncidentId) -> Result<Option<Profile>> {
        if !assignment.moves(incident) {
            let profile: Option<Option<String>> = self
                .cached("SELECT profile FROM incident WHERE id = ?1")?
                .query_row([incident.0.as_bytes()], |row| row.get(0))
                .optional()
                .explain(self)?;
            return profile.flatten().map(|text| serde_json::from_str(&text).explain(self)).transpose();
        }
        let mut profile: Option<Profile> = None;
        for base in assignment.bases_of(incident) {
            let sightings = self.sightings_at(base)?;
            let here = sightings.iter().filter(|s| assignment.incident_of(base, Some(s.document)) == incident);
            here.for_each(|sighting| take_in(&mut profile, sighting));
        }
        Ok(profile.map(|profile| Profile { incident, ..profile }))
    }

    fn sightings_at(&self, incident: IncidentId) -> Result<Vec<Sighting>> {
        let mut statement = self.cached(
            "SELECT s.body FROM sighting s JOIN incident i ON i.seq = s.incident
             WHERE i.id = ?1 AND s.gone IS NULL AND s.forgotten IS NULL ORDER BY s.seq",
        )?;
        let bodies = statement.query_map([incident.0.as_bytes()], |row| row.get::<_, String>(0)).explain(self)?;
        bodies.map(|body| serde_json::from_str(&body.explain(self)?).explain(self)).collect()
    }

    /// Takes a new sighting into the projections of its incident.
    pub(super) fn project_sighting(&self, incident: i64, sighting: &Sighting) -> Result<()> {
        let known: Option<String> = self
            .cached("SELECT profile FROM incident WHERE seq = ?1")?
            .query_row([incident], |row| row.get(0))
            .explain(self)?;
        let mut profile = known.map(|text| serde_json::from_str(&text).explain(self)).transpose()?;
        take_in(&mut profile, sighting);
        self.keep_profile(incident, profile.as_ref())
    }

    fn keep_profile(&self, incident: i64, profile: Option<&Profile>) -> Result<()> {
        self.cached("UPDATE incident SET profile = ?1 WHERE seq = ?2")?
            .execute(params![profile.map(json).transpose()?, incident])
            .explain(self)?;
        let Some(profile) = profile else { return Ok(()) };
        let mut insert = self.cached(
            "INSERT INTO sighting_key VALUES (?1,?2,?3,?4)
             ON CONFLICT (key, incident) DO UPDATE SET first = excluded.first, last = excluded.last",
        )?;
        for key in &profile.keys {
            insert.execute(params![key, incident, micros(profile.first), micros(profile.last)]).explain(self)?;
        }
        Ok(())
    }

    /// Marks a document's sightings and doubts as replaced by `entry`; returns the rows of their incidents.
    pub(super) fn drop_sightings(&self, document: i64, entry: i64) -> Result<Vec<i64>> {
        let mut statement =
            self.cached("SELECT DISTINCT incident FROM sighting WHERE document = ?1 AND gone IS NULL")?;
        let rows = statement.query_map([document], |row| row.get(0)).explain(self)?;
        let affected: Vec<i64> = rows.collect::<rusqlite::Result<_>>().explain(self)?;
        for table in ["sighting", "doubt"] {
            self.cached(&format!("UPDATE {table} SET gone = ?1 WHERE document = ?2 AND gone IS NULL"))?
                .execute([entry, document])
                .explain(self)?;
        }
        Ok(affected)
    }

    /// Folds the profiles of these incidents again from the sightings that are left.
    pub(super) fn project_again(&self, incidents: &[i64]) -> Result<()> {
        for row in incidents {
            let id = self
                .cached("SELECT id FROM incident WHERE seq = ?1")?
                .query_row([row], |row| uuid(row, 0).map(IncidentId))
                .explain(self)?;
            self.cached("DELETE FROM sighting_key WHERE incident = ?1")?.execute([row]).explain(self)?;
            let mut profile = None;
            self.sightings_at(id)?.iter().for_each(|sighting| take_in(&mut profile, sighting));
            self.keep_profile(*row, profile.as_ref())?;
        }
        Ok(())
    }

    pub(super) fn find_near(&self, signature: &Signature) -> Result<Vec<Near>> {
        let mut shared: BTreeMap<i64, usize> = BTreeMap::new();
        let mut statement = self.cached("SELECT document FROM band WHERE value = ?1 ORDER BY document LIMIT 32")?;
        for band in &signature.bands {
            let found = statement.query_map([band], |row| row.get::<_, i64>(0)).explain(self)?;
            for row in found {
                *shared.entry(row.explain(self)?).or_default() += 1;
            }
        }
        // A phrase that many texts have must not crowd out the one that this text was copied from.
        let mut nearest: Vec<(i64, usize)> = shared.into_iter().collect();
        nearest.sort_by_key(|(row, bands)| (std::cmp::Reverse(*bands), *row));
        nearest.truncate(NEAR);
        nearest.sort_unstable();
        let mut statement = self.cached("SELECT id, grp, sketch FROM document WHERE seq = ?1")?;
        let mut near = Vec::new();
        for (row, _) in nearest {
            let found = statement.query_row([row], |row| {
                let sketch = row.get::<_, Option<Vec<u8>>>(2)?.unwrap_or_default();
                Ok(Near { document: DocumentId(uuid(row, 0)?), group: GroupId(uuid(row, 1)?), sketch })
            });
            near.push(found.explain(self)?);
        }
        Ok(near)
    }

    pub(super) fn find_quotations(&self, keys: &[i64]) -> Result<Vec<(i64, GroupId)>> {
        let mut statement = self.cached("SELECT grp FROM quotation WHERE key = ?1")?;
        let mut found = Vec::new();
        for key in keys {
            let group = statement.query_row([key], |row| uuid(row, 0).map(GroupId)).optional().explain(self)?;
            found.extend(group.map(|group| (*key, group)));
        }
        Ok(found)
    }
}

/// Claims by which an actor speaks or is named, told by the indexes of the same words.
const ACTOR_CLAIMS: [&str; 2] = [
    "SELECT json_extract(c.body, '$.s.name'), c.seq FROM claim c
     WHERE json_extract(c.body, '$.s.kind') = 'actor' AND json_extract(c.body, '$.s.name') IS NOT NULL",
    "SELECT json_extract(c.body, '$.p.content.name'), c.seq FROM claim c
     WHERE json_extract(c.body, '$.p.content.entity') = 'threat-actor'",
];

impl SqliteLedger {
    pub(super) fn find_actors(&self, audience: Tlp) -> Result<Vec<(String, Vec<IncidentId>)>> {
        let assignment = self.assignment(None)?;
        let mut named: BTreeMap<String, BTreeSet<IncidentId>> = BTreeMap::new();
        for claims in ACTOR_CLAIMS {
            let mut statement = self.cached(&format!(
                "SELECT DISTINCT n.name, i.id, d.id FROM ({}) n JOIN claim c ON c.seq = n.seq
                 JOIN claim_incident l ON l.claim = c.seq JOIN incident i ON i.seq = l.incident
                 LEFT JOIN document d ON d.seq = c.document
                 WHERE c.tlp <= ?1 AND c.forgotten IS NULL
                 AND NOT EXISTS (SELECT 1 FROM retraction r WHERE r.claim = c.seq)",
                claims.replacen("), c.seq", ") AS name, c.seq", 1)
            ))?;
            let mut rows = statement.query([tlp_level(audience)]).explain(self)?;
            while let Some(row) = rows.next().explain(self)? {
                let (name, base) = (row.get::<_, String>(0).explain(self)?, IncidentId(uuid(row, 1).explain(self)?));
                let document = uuid_or_null(row, 2).explain(self)?.map(DocumentId);
                named.entry(name).or_default().insert(assignment.incident_of(base, document));
            }
        }
        Ok(named.into_iter().map(|(name, incidents)| (name, incidents.into_iter().collect())).collect())
    }
}

fn take_in(profile: &mut Option<Profile>, sighting: &Sighting) {
    match profile {
        Some(profile) => profile.absorb(sighting),
        None => *profile = Some(Profile::of(sighting)),
    }
}
