//! The tables, and the steps from each version of the store to the next. A new version is one more step at the
//! end of [`STEPS`]; a step that has shipped is never edited.

use rusqlite::Connection;

/// The version that this program writes.
pub const STORE_VERSION: i64 = STEPS.len() as i64;

/// `PRAGMA application_id` of a Sextant store: "SXTN".
pub(super) const APPLICATION_ID: i64 = 0x5358_544e;

/// Step `n` (from 0) turns version `n` into `n + 1`; a fresh store takes all of them.
pub(super) const STEPS: &[&str] = &[V1, V2, V3, V4, V5, V6, V7, V8, V9, V10, V11];

/// Times are microseconds since 1970 UTC; ids are 16 bytes; `entry` is the audit entry that wrote the row and
/// `hash` the SHA-256 of its content, which the entry's digest covers. `forgotten` and `gone` name the entry that
/// emptied or replaced the row. A summary holds for the audiences from `lowest` to `highest`.
const V1: &str = "
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
INSERT INTO meta VALUES ('format', 'sextant-store');

CREATE TABLE audit (
  seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, by TEXT NOT NULL, action TEXT NOT NULL, subject TEXT NOT NULL,
  detail TEXT NOT NULL, digest BLOB NOT NULL, hash BLOB NOT NULL) STRICT;

CREATE TABLE document (
  seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, sha256 TEXT NOT NULL, url TEXT, origin TEXT NOT NULL,
  title TEXT, publisher TEXT, published INTEGER, retrieved INTEGER NOT NULL, tlp INTEGER NOT NULL,
  grp BLOB NOT NULL, rules TEXT NOT NULL, body TEXT NOT NULL, sketch BLOB,
  entry INTEGER NOT NULL, hash BLOB NOT NULL, forgotten INTEGER) STRICT;
CREATE INDEX document_sha256 ON document (sha256);
CREATE TABLE content (document INTEGER PRIMARY KEY, text TEXT NOT NULL, bytes BLOB NOT NULL) STRICT;
CREATE TABLE band (value INTEGER NOT NULL, document INTEGER NOT NULL, PRIMARY KEY (value, document)) STRICT, WITHOUT ROWID;

CREATE TABLE incident (
  seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, created INTEGER NOT NULL, profile TEXT,
  entry INTEGER NOT NULL, hash BLOB NOT NULL) STRICT;
CREATE TABLE claim (
  seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, document INTEGER, grp BLOB NOT NULL, recorded INTEGER NOT NULL,
  published INTEGER, supersedes BLOB, tlp INTEGER NOT NULL, body TEXT NOT NULL,
  entry INTEGER NOT NULL, hash BLOB NOT NULL, forgotten INTEGER) STRICT;
CREATE INDEX claim_document ON claim (document);
CREATE INDEX claim_group ON claim (grp);
CREATE TABLE claim_incident (incident INTEGER NOT NULL, claim INTEGER NOT NULL, PRIMARY KEY (incident, claim)) STRICT, WITHOUT ROWID;

CREATE TABLE sighting (
  seq INTEGER PRIMARY KEY, incident INTEGER NOT NULL, document INTEGER NOT NULL, body TEXT NOT NULL,
  entry INTEGER NOT NULL, hash BLOB NOT NULL, gone INTEGER, forgotten INTEGER) STRICT;
CREATE INDEX sighting_incident ON sighting (incident);
CREATE INDEX sighting_document ON sighting (document);
CREATE TABLE sighting_key (
  key TEXT NOT NULL, incident INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
  PRIMARY KEY (key, incident)) STRICT, WITHOUT ROWID;
CREATE TABLE doubt (
  seq INTEGER PRIMARY KEY, incident INTEGER NOT NULL, other INTEGER NOT NULL, document INTEGER NOT NULL, body TEXT NOT NULL,
  entry INTEGER NOT NULL, hash BLOB NOT NULL, gone INTEGER, forgotten INTEGER) STRICT;
CREATE INDEX doubt_incident ON doubt (incident);
CREATE INDEX doubt_other ON doubt (other);
CREATE INDEX doubt_document ON doubt (document);

CREATE TABLE retraction (seq INTEGER PRIMARY KEY, claim INTEGER NOT NULL, body TEXT NOT NULL, entry INTEGER NOT NULL, hash BLOB NOT NULL) STRICT;
CREATE INDEX retraction_claim ON retraction (claim);
CREATE TABLE decision (seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, body TEXT NOT NULL, entry INTEGER NOT NULL, hash BLOB NOT NULL) STRICT;
CREATE TABLE source (seq INTEGER PRIMARY KEY, name TEXT NOT NULL, body TEXT NOT NULL, entry INTEGER NOT NULL, hash BLOB NOT NULL) STRICT;

CREATE TABLE summary (
  incident BLOB NOT NULL, clock INTEGER NOT NULL, at INTEGER NOT NULL, until INTEGER NOT NULL, lowest INTEGER NOT NULL,
  highest INTEGER NOT NULL, changed INTEGER NOT NULL, standing TEXT NOT NULL, kinds TEXT NOT NULL, words TEXT NOT NULL,
  body TEXT NOT NULL, PRIMARY KEY (incident, clock, at, lowest)) STRICT, WITHOUT ROWID;
CREATE INDEX summary_changed ON summary (clock, changed DESC, incident, at, until, lowest, highest);

CREATE VIRTUAL TABLE search USING fts5 (
  title, publisher, quotes, text, content='', contentless_delete=1, tokenize='porter unicode61 remove_diacritics 2');
";

/// Quotations are recognised in other documents, and a document is found by its address without a scan.
const V2: &str = "
CREATE TABLE quotation (key INTEGER PRIMARY KEY, grp BLOB NOT NULL, document INTEGER NOT NULL) STRICT;
CREATE INDEX quotation_document ON quotation (document);
CREATE INDEX document_url ON document (url) WHERE url IS NOT NULL;
CREATE INDEX document_origin ON document (origin);
CREATE INDEX document_publisher ON document (publisher);
CREATE INDEX document_tlp ON document (tlp);
";

/// Objects of STIX are kept as they came, and what the store puts out has ids of its own.
const V3: &str = "
CREATE TABLE object (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL, version TEXT NOT NULL, type TEXT NOT NULL, tlp INTEGER NOT NULL,
  added INTEGER NOT NULL, origin TEXT NOT NULL, body BLOB NOT NULL, entry INTEGER NOT NULL, hash BLOB NOT NULL,
  forgotten INTEGER, UNIQUE (id, version)) STRICT;
CREATE INDEX object_type ON object (type);
INSERT INTO meta VALUES ('seed', lower(hex(randomblob(32))));
";

/// Accounts, tokens and collections: the last statement under a name holds. A password is kept beside the statement, so
/// that it goes when another replaces it. An item is one version of an object in a collection; `added` is its date in
/// microseconds, which no other item has, and `state` says what stands before and after it (see `sqlite::item`).
const V4: &str = "
CREATE TABLE account (seq INTEGER PRIMARY KEY, name TEXT NOT NULL, body TEXT NOT NULL, entry INTEGER NOT NULL, hash BLOB NOT NULL) STRICT;
CREATE INDEX account_name ON account (name);
CREATE TABLE password (name TEXT PRIMARY KEY, phc TEXT NOT NULL) STRICT;
CREATE TABLE token (seq INTEGER PRIMARY KEY, id TEXT NOT NULL, body TEXT NOT NULL, entry INTEGER NOT NULL, hash BLOB NOT NULL) STRICT;
CREATE INDEX token_id ON token (id);
CREATE TABLE collection (seq INTEGER PRIMARY KEY, id TEXT NOT NULL, body TEXT NOT NULL, entry INTEGER NOT NULL, hash BLOB NOT NULL) STRICT;
CREATE TABLE publication (seq INTEGER PRIMARY KEY, incident BLOB NOT NULL, tlp INTEGER NOT NULL, body TEXT NOT NULL, entry INTEGER NOT NULL, hash BLOB NOT NULL) STRICT;
CREATE INDEX publication_incident ON publication (incident, tlp);

CREATE TABLE item (
  added INTEGER PRIMARY KEY, collection INTEGER NOT NULL, id TEXT NOT NULL, version TEXT NOT NULL, shown TEXT,
  type TEXT NOT NULL, tlp INTEGER NOT NULL, state INTEGER NOT NULL, entry INTEGER NOT NULL, hash BLOB NOT NULL,
  hidden INTEGER, forgotten INTEGER, body BLOB NOT NULL) STRICT;
CREATE INDEX item_id ON item (collection, id, version, tlp, state) WHERE hidden IS NULL;
CREATE INDEX item_state ON item (collection, tlp, state) WHERE hidden IS NULL;
CREATE INDEX item_type ON item (collection, type, tlp, state) WHERE hidden IS NULL;
CREATE INDEX item_version ON item (collection, version, tlp) WHERE hidden IS NULL;
CREATE TABLE delivery (id TEXT PRIMARY KEY, owner TEXT NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
CREATE INDEX delivery_at ON delivery (at);
";

/// Who speaks as an actor and who is named as one is found without reading every claim.
const V5: &str = "
CREATE INDEX claim_actor_speaks ON claim (json_extract(body, '$.s.name')) WHERE json_extract(body, '$.s.kind') = 'actor';
CREATE INDEX claim_actor_named ON claim (json_extract(body, '$.p.content.name'))
  WHERE json_extract(body, '$.p.content.entity') = 'threat-actor';
";

/// Advisories, recipients, deliveries, watches and words of feeds: the last statement under a name holds (`last`), and is
/// found by its state (`shelf`) without looking at those before it.
const V6: &str = "
CREATE TABLE statement (
  seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, shelf TEXT NOT NULL, last INTEGER NOT NULL,
  body TEXT NOT NULL, entry INTEGER NOT NULL, hash BLOB NOT NULL) STRICT;
CREATE INDEX statement_id ON statement (kind, id, seq);
CREATE INDEX statement_last ON statement (kind, shelf) WHERE last = 1;
";

/// What claims say in columns and words, so that they are found by both; values that are looked up.
/// Claims and objects that are there already are taken in when a store is brought forward.
const V7: &str = "
CREATE TABLE said (
  claim INTEGER PRIMARY KEY, document INTEGER, at INTEGER NOT NULL, tlp INTEGER NOT NULL, stance TEXT NOT NULL, topic TEXT NOT NULL,
  who TEXT NOT NULL, speaker TEXT, source TEXT, data TEXT, polarity TEXT, actor TEXT) STRICT;
CREATE INDEX said_document ON said (document);
CREATE INDEX said_at ON said (at);
CREATE INDEX said_speaker ON said (speaker) WHERE speaker IS NOT NULL;
CREATE INDEX said_actor ON said (actor) WHERE actor IS NOT NULL;
CREATE INDEX said_data ON said (data) WHERE data IS NOT NULL;
CREATE VIRTUAL TABLE said_words USING fts5 (
  quote, object, speaker, content='', contentless_delete=1, tokenize='porter unicode61 remove_diacritics 2');
CREATE TABLE seen (
  value TEXT NOT NULL, kind TEXT NOT NULL, claim INTEGER NOT NULL, object INTEGER NOT NULL,
  PRIMARY KEY (value, kind, claim, object)) STRICT, WITHOUT ROWID;
";
/// The incidents of a claim are found by the claim (a document's page, every find), claims by their stance, and lines of the
/// list as they stand now without reading those that held before.
const V8: &str = "
CREATE INDEX claim_incident_claim ON claim_incident (claim);
CREATE INDEX said_stance ON said (stance, at, document, tlp);
CREATE INDEX summary_now ON summary (changed DESC, incident, at, lowest, highest, standing, kinds, words)
  WHERE clock = 0 AND until = 9223372036854775807;
";

/// Requests that programs may send again, with their answers; no part of the audit log.
const V9: &str = "
CREATE TABLE request (
  owner TEXT NOT NULL, key TEXT NOT NULL, at INTEGER NOT NULL, request TEXT NOT NULL, answer TEXT,
  PRIMARY KEY (owner, key)) STRICT, WITHOUT ROWID;
CREATE INDEX request_at ON request (at);
";
/// How much there is under each label, kept with every write (see `sqlite::tally`); lists as of a day by standing and kind, and
/// documents in the order in which they came out, without reading any.
const V10: &str = "
CREATE TABLE tally (label INTEGER PRIMARY KEY, documents INTEGER NOT NULL, claims INTEGER NOT NULL, last INTEGER) STRICT;
INSERT INTO tally
  SELECT tlp, count(*), 0, max(retrieved) FROM document WHERE forgotten IS NULL GROUP BY tlp;
INSERT INTO tally
  SELECT max(c.tlp, d.tlp), 0, count(*), NULL FROM claim c JOIN document d ON d.seq = c.document
  WHERE c.forgotten IS NULL AND NOT EXISTS (SELECT 1 FROM retraction r WHERE r.claim = c.seq) GROUP BY 1
  ON CONFLICT (label) DO UPDATE SET claims = excluded.claims;
CREATE INDEX document_forgotten ON document (forgotten) WHERE forgotten IS NOT NULL;
CREATE INDEX document_told ON document (coalesce(published, retrieved) DESC, seq DESC, tlp, publisher) WHERE forgotten IS NULL;
CREATE INDEX document_line ON document (seq, tlp, published, retrieved, publisher) WHERE forgotten IS NULL;
CREATE INDEX claim_forgotten ON claim (forgotten) WHERE forgotten IS NOT NULL;
DROP INDEX summary_changed;
CREATE INDEX summary_told ON summary (clock, changed DESC, incident, at, until, lowest, highest, standing, kinds);
";
/// What accounts log in with besides a password, kept beside the statements on it, so that it goes when it is removed.
const V11: &str = "
CREATE TABLE factor (
  user TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL, used INTEGER NOT NULL,
  PRIMARY KEY (user, id)) STRICT, WITHOUT ROWID;
CREATE INDEX factor_id ON factor (id);
";
/// The version from which on claims and objects are searched by what they say.
const SEARCHED: i64 = 7;

/// Takes a store from `version` to the newest, in the transaction that the caller opened.
pub(super) fn migrate(connection: &Connection, version: i64) -> rusqlite::Result<()> {
    for step in STEPS.iter().skip(usize::try_from(version).unwrap_or(0)) {
        connection.execute_batch(step)?;
    }
    if (1..SEARCHED).contains(&version) {
        connection.execute_batch(super::said::FILL)?;
        super::said::see_objects(connection)?;
    }
    connection.pragma_update(None, "user_version", STORE_VERSION)?;
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    connection.execute("INSERT OR REPLACE INTO meta VALUES ('version', ?1)", [STORE_VERSION.to_string()])?;
    Ok(())
}
