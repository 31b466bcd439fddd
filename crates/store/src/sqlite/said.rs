//! Projections of claims that are searched: what each says, in columns and words (`said`), and the values that are looked
//! up (`seen`). Both are made again from claims and objects; what is withdrawn or removed is taken out.

use super::SqliteLedger;
use super::convert::{ClaimBody, micros, tlp_level};
use super::fault::Explain;
use crate::*;
use rusqlite::{Connection, params};
use sextant_model::*;

/// Takes every claim that holds into the columns and words; for stores that are older than these.
pub(super) const FILL: &str = "
INSERT INTO said
  SELECT c.seq, c.document, coalesce(c.published, c.recorded), c.tlp, c.body ->> 't', c.body ->> '$.p.kind', c.body ->> '$.s.kind',
    c.body ->> '$.s.name', c.body ->> 'u', c.body ->> '$.p.content.data', c.body ->> '$.p.content.polarity',
    CASE WHEN c.body ->> '$.s.kind' = 'actor' THEN c.body ->> '$.s.name'
         WHEN c.body ->> '$.p.content.entity' = 'threat-actor' THEN c.body ->> '$.p.content.name' END
  FROM claim c WHERE c.forgotten IS NULL AND NOT EXISTS (SELECT 1 FROM retraction r WHERE r.claim = c.seq);
INSERT INTO said_words (rowid, quote, object, speaker)
  SELECT c.seq, c.body ->> 'q', c.body ->> '$.p.object', c.body ->> '$.s.name' FROM claim c JOIN said s ON s.claim = c.seq;
INSERT OR IGNORE INTO seen
  SELECT lower(c.body ->> '$.p.content.value'), c.body ->> '$.p.content.indicator', c.seq, 0
  FROM claim c JOIN said s ON s.claim = c.seq WHERE c.body ->> '$.p.content.field' = 'indicator';
";

impl SqliteLedger {
    /// Takes a claim that was just written, as row `row`, into what is searched.
    pub(super) fn project_claim(&self, row: i64, document: Option<i64>, claim: &Claim) -> Result<()> {
        let (mut data, mut polarity, mut actor) = (None, None, None);
        match &claim.proposition.content {
            Content::Exposure { data: kind, polarity: way, .. } => {
                (data, polarity) = (Some(kind.as_str()), Some(way.as_str()));
            }
            Content::Entity { entity: EntityType::ThreatActor, name, .. } => actor = Some(name.as_str()),
            Content::Indicator { indicator, value, .. } => self.see(value, indicator.as_str(), row, 0)?,
            _ => {}
        }
        let speaker = claim.speaker.name.as_deref();
        if claim.speaker.kind == SpeakerKind::Actor {
            actor = speaker.or(actor);
        }
        self.cached("INSERT INTO said VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12)")?
            .execute(params![
                row,
                document,
                micros(claim.published.unwrap_or(claim.recorded)),
                tlp_level(claim.tlp),
                claim.stance.as_str(),
                claim.proposition.kind.as_str(),
                claim.speaker.kind.as_str(),
                speaker,
                claim.publisher,
                data,
                polarity,
                actor,
            ])
            .explain(self)?;
        self.cached("INSERT INTO said_words (rowid, quote, object, speaker) VALUES (?1,?2,?3,?4)")?
            .execute(params![row, claim.quote, claim.proposition.object, speaker])
            .explain(self)?;
        Ok(())
    }

    fn see(&self, value: &str, kind: &str, claim: i64, object: i64) -> Result<()> {
        self.cached("INSERT OR IGNORE INTO seen VALUES (?1,?2,?3,?4)")?
            .execute(params![value.to_lowercase(), kind, claim, object])
            .explain(self)?;
        Ok(())
    }

    /// After it was withdrawn, or its document removed.
    pub(super) fn unproject_claim(&self, row: i64) -> Result<()> {
        let body: String =
            self.cached("SELECT body FROM claim WHERE seq = ?1")?.query_row([row], |row| row.get(0)).explain(self)?;
        let body: ClaimBody = serde_json::from_str(&body).explain(self)?;
        if let Content::Indicator { indicator, value, .. } = &body.proposition.content {
            self.cached("DELETE FROM seen WHERE value = ?1 AND kind = ?2 AND claim = ?3 AND object = 0")?
                .execute(params![value.to_lowercase(), indicator.as_str(), row])
                .explain(self)?;
        }
        if self.cached("DELETE FROM said WHERE claim = ?1")?.execute([row]).explain(self)? > 0 {
            self.cached("DELETE FROM said_words WHERE rowid = ?1")?.execute([row]).explain(self)?;
            self.untally_claim(row)?;
        }
        Ok(())
    }

    /// Takes in what an object of STIX states.
    pub(super) fn project_object(&self, row: i64, object: &Object) -> Result<()> {
        values_of(&object.kind, &object.bytes).into_iter().try_for_each(|(kind, value)| self.see(&value, kind, 0, row))
    }

    /// Before it is emptied.
    pub(super) fn unproject_object(&self, id: &str) -> Result<()> {
        let mut versions = self.cached("SELECT seq, type, body FROM object WHERE id = ?1 AND forgotten IS NULL")?;
        let rows = versions.query_map([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).explain(self)?;
        let rows: Vec<(i64, String, Vec<u8>)> = rows.collect::<rusqlite::Result<_>>().explain(self)?;
        let mut delete =
            self.cached("DELETE FROM seen WHERE value = ?1 AND kind = ?2 AND claim = 0 AND object = ?3")?;
        for (row, of, bytes) in rows {
            for (kind, value) in values_of(&of, &bytes) {
                delete.execute(params![value.to_lowercase(), kind, row]).explain(self)?;
            }
        }
        Ok(())
    }
}

/// Takes the objects of an older store in.
pub(super) fn see_objects(connection: &Connection) -> rusqlite::Result<()> {
    let mut objects = connection.prepare("SELECT seq, type, body FROM object WHERE forgotten IS NULL")?;
    let mut insert = connection.prepare("INSERT OR IGNORE INTO seen VALUES (?1,?2,0,?3)")?;
    let mut rows = objects.query([])?;
    while let Some(row) = rows.next()? {
        let (seq, of): (i64, String) = (row.get(0)?, row.get(1)?);
        for (kind, value) in values_of(&of, row.get_ref(2)?.as_blob()?) {
            insert.execute(params![value.to_lowercase(), kind, seq])?;
        }
    }
    Ok(())
}

/// The values by which an object can be looked up, each with its type: of an observable its own, of an indicator the
/// constants that its pattern compares with.
fn values_of(kind: &str, bytes: &[u8]) -> Vec<(&'static str, String)> {
    let plain = match kind {
        "ipv4-addr" => Some(("ipv4-addr", "value")),
        "ipv6-addr" => Some(("ipv6-addr", "value")),
        "domain-name" => Some(("domain-name", "value")),
        "url" => Some(("url", "value")),
        "email-addr" => Some(("email-addr", "value")),
        "mutex" => Some(("mutex", "name")),
        "windows-registry-key" => Some(("registry-key", "key")),
        "file" | "indicator" => None,
        _ => return Vec::new(),
    };
    let Ok(object) = serde_json::from_slice::<serde_json::Value>(bytes) else { return Vec::new() };
    let text = |name: &str| object.get(name).and_then(serde_json::Value::as_str);
    if let Some((kind, name)) = plain {
        return text(name).map(|value| (kind, value.to_owned())).into_iter().collect();
    }
    if kind == "indicator" {
        return text("pattern").map(constants).unwrap_or_default();
    }
    let hashes = object.get("hashes").and_then(serde_json::Value::as_object).into_iter().flatten();
    let hashes = hashes.filter_map(|(name, value)| Some((digest(name)?, value.as_str()?.to_owned())));
    hashes.chain(text("name").map(|name| ("file-name", name.to_owned()))).collect()
}

fn digest(name: &str) -> Option<&'static str> {
    match name.trim_matches(['\'', '"']) {
        "MD5" => Some("md5"),
        "SHA-1" => Some("sha1"),
        "SHA-256" => Some("sha256"),
        _ => None,
    }
}

/// What a pattern of STIX compares a value with: `path = 'constant'`.
fn constants(pattern: &str) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    let mut rest = pattern;
    while let Some(at) = rest.find('=') {
        let (before, after) = (rest.get(..at).unwrap_or_default(), rest.get(at + 1..).unwrap_or_default());
        rest = after;
        let Some((constant, past)) = quoted(after.trim_start()) else { continue };
        rest = past;
        let path = before.trim_end().rsplit(|c: char| c.is_whitespace() || "[(".contains(c)).next().unwrap_or_default();
        found.extend(kind_of(path).filter(|_| !before.ends_with(['!', '<', '>'])).map(|kind| (kind, constant)));
    }
    found
}

/// A string in single quotes at the start of `text`, with what stands escaped in it, and what follows it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let inner = text.strip_prefix('\'')?;
    let (mut value, mut escaped) = (String::new(), false);
    for (at, c) in inner.char_indices() {
        match c {
            _ if std::mem::take(&mut escaped) => value.push(c),
            '\\' => escaped = true,
            '\'' => return Some((value, inner.get(at + 1..)?)),
            c => value.push(c),
        }
    }
    None
}

fn kind_of(path: &str) -> Option<&'static str> {
    match path {
        "ipv4-addr:value" => Some("ipv4-addr"),
        "ipv6-addr:value" => Some("ipv6-addr"),
        "domain-name:value" => Some("domain-name"),
        "url:value" => Some("url"),
        "email-addr:value" => Some("email-addr"),
        "mutex:name" => Some("mutex"),
        "file:name" => Some("file-name"),
        "windows-registry-key:key" => Some("registry-key"),
        path => digest(path.strip_prefix("file:hashes.")?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_objects_are_what_they_state() {
        for (kind, object, expected) in [
            ("domain-name", r#"{"value":"a.example"}"#, vec![("domain-name", "a.example")]),
            (
                "file",
                r#"{"hashes":{"MD5":"aa","SHA-512":"x"},"name":"a.exe"}"#,
                vec![("md5", "aa"), ("file-name", "a.exe")],
            ),
            ("tool", r#"{"value":"a.example"}"#, vec![]),
            (
                "indicator",
                r#"{"pattern":"[ipv4-addr:value = '192.0.2.1' OR file:hashes.'SHA-256'='ff' AND url:value != 'x' AND file:name = 'it\\'s']"}"#,
                vec![("ipv4-addr", "192.0.2.1"), ("sha256", "ff"), ("file-name", "it's")],
            ),
            ("indicator", r#"{"pattern":"[ipv4-addr:value = '192"}"#, vec![]),
            ("indicator", "nonsense", vec![]),
        ] {
            let found = values_of(kind, object.as_bytes());
            assert_eq!(found.iter().map(|(k, v)| (*k, v.as_str())).collect::<Vec<_>>(), expected, "{object}");
        }
    }
}
