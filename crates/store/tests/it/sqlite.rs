//! What is particular to a store in one SQLite file: versions, foreign files, other processes, tampering, and that
//! forgotten words are in none of its files.

use sextant_model::*;
use sextant_store::suite::facts::*;
use sextant_store::*;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant as Clock};

fn store(folder: &tempfile::TempDir) -> PathBuf {
    folder.path().join("store.db")
}

fn raw(path: &Path) -> rusqlite::Connection {
    rusqlite::Connection::open(path).unwrap()
}

#[test]
fn what_was_written_is_there_after_opening_again() {
    let folder = suite::folder();
    let mut ledger = SqliteLedger::open(&store(&folder)).unwrap();
    ledger.append(&append("Fjordline")).unwrap();
    let head = ledger.verify().unwrap().head;
    drop(ledger);
    let again = SqliteLedger::open(&store(&folder)).unwrap();
    assert_eq!(again.verify().unwrap().head, head);
    assert_eq!(again.document(document_id("Fjordline")).unwrap(), Some(document("Fjordline")));
}

#[test]
fn a_batch_that_was_not_committed_leaves_nothing() {
    let folder = suite::folder();
    let mut ledger = SqliteLedger::open(&store(&folder)).unwrap();
    ledger.append(&append("Alder")).unwrap();
    ledger.begin().unwrap();
    ledger.append(&append("Birch")).unwrap();
    drop(ledger);
    let again = SqliteLedger::open(&store(&folder)).unwrap();
    assert_eq!(again.counts().unwrap().documents, 1);
    assert!(again.verify().unwrap().sound());
}

/// Leaves a store as version 1 left it: without the tables that later versions brought.
fn as_version_1(path: &Path) {
    raw(path)
        .execute_batch(
            "DROP TABLE quotation; DROP INDEX document_url; DROP INDEX document_origin; DROP INDEX document_publisher;
             DROP INDEX document_tlp; DROP TABLE object; DELETE FROM meta WHERE key = 'seed';
             DROP TABLE account; DROP TABLE password; DROP TABLE token; DROP TABLE collection; DROP TABLE publication;
             DROP TABLE item; DROP TABLE delivery; DROP INDEX claim_actor_speaks; DROP INDEX claim_actor_named; DROP TABLE statement;
             DROP INDEX claim_incident_claim; DROP INDEX summary_now; DROP TABLE said; DROP TABLE said_words; DROP TABLE seen; DROP TABLE request;
             DROP TABLE tally; DROP INDEX document_forgotten; DROP INDEX document_told; DROP INDEX document_line;
             DROP INDEX claim_forgotten; DROP INDEX summary_told; DROP TABLE factor;
             CREATE INDEX summary_changed ON summary (clock, changed DESC, incident, at, until, lowest, highest);
             UPDATE meta SET value = '1' WHERE key = 'version'; PRAGMA user_version = 1;",
        )
        .unwrap();
}

#[test]
fn an_older_store_is_copied_and_brought_forward() {
    let folder = suite::folder();
    let path = store(&folder);
    // As version 1 left it: its tables and a document, without those that later versions brought.
    let mut ledger = SqliteLedger::open(&path).unwrap();
    ledger.append(&append("Fjordline")).unwrap();
    drop(ledger);
    as_version_1(&path);
    let mut ledger = SqliteLedger::open(&path).unwrap();
    assert_eq!(raw(&path).pragma_query_value(None, "user_version", |r| r.get::<_, i64>(0)).unwrap(), STORE_VERSION);
    let group = GroupId::derive(&["x"]);
    ledger.append(&Append { quotations: vec![(1, group)], ..append("Gannet") }).unwrap();
    assert_eq!(ledger.quotations(&[1]).unwrap(), [(1, group)]);
    assert_eq!(ledger.seed().unwrap().len(), 64);
    assert_eq!(ledger.collections().unwrap().len(), 6, "the inbox, and one for each label");
    assert_eq!(ledger.counts().unwrap().documents, 2);
    assert!(ledger.verify().unwrap().sound());
    let copy = folder.path().join("store.db.v1.bak");
    assert_eq!(raw(&copy).pragma_query_value(None, "user_version", |r| r.get::<_, i64>(0)).unwrap(), 1);
    let left = ledger
        .forget(&Forgetting {
            document: document_id("Fjordline"),
            objects: Vec::new(),
            reason: "wrong label".into(),
            by: "analyst:Ada".into(),
            recorded: at(90),
        })
        .unwrap()
        .left_over;
    assert_eq!(left, [copy], "the copy still holds it, and the caller is told");
}

#[test]
fn an_older_store_is_read_like_any_other() {
    let folder = suite::folder();
    let path = store(&folder);
    SqliteLedger::open(&path).unwrap().append(&append("Fjordline")).unwrap();
    as_version_1(&path);
    let ledger = SqliteLedger::open_read_only(&path).unwrap();
    assert_eq!((ledger.counts().unwrap().documents, ledger.seed().unwrap().len()), (1, 64));
}

#[test]
fn a_newer_store_and_other_files_are_refused_untouched() {
    let folder = suite::folder();
    let path = store(&folder);
    drop(SqliteLedger::open(&path).unwrap());
    raw(&path).pragma_update(None, "user_version", STORE_VERSION + 1).unwrap();
    let refused = SqliteLedger::open(&path).unwrap_err();
    assert!(matches!(refused, StoreError::Newer { .. }), "{refused}");
    let other = folder.path().join("other.db");
    raw(&other).execute_batch("CREATE TABLE stamps (id INTEGER)").unwrap();
    let before = std::fs::read(&other).unwrap();
    assert!(matches!(SqliteLedger::open(&other), Err(StoreError::NotAStore { .. })));
    assert_eq!(std::fs::read(&other).unwrap(), before);
    let text = folder.path().join("notes.txt");
    std::fs::write(&text, "these are notes, and long enough to have a header of one hundred bytes or more".repeat(4))
        .unwrap();
    let refused = SqliteLedger::open(&text).unwrap_err();
    assert!(matches!(refused, StoreError::NotAStore { .. }), "{refused}");
    assert!(matches!(SqliteLedger::open(folder.path()), Err(StoreError::NotAStore { .. })));
    assert!(matches!(SqliteLedger::open_read_only(&folder.path().join("none.db")), Err(StoreError::CannotOpen { .. })));
}

#[test]
fn a_second_writer_waits_and_then_says_why() {
    let folder = suite::folder();
    let path = store(&folder);
    let mut first = SqliteLedger::open(&path).unwrap();
    let mut second = SqliteLedger::open_waiting(&path, Duration::from_millis(300)).unwrap();
    first.begin().unwrap();
    first.append(&append("Alder")).unwrap();
    let began = Clock::now();
    let refused = second.append(&append("Birch")).unwrap_err();
    assert!(matches!(refused, StoreError::Locked { .. }), "{refused}");
    assert!(began.elapsed() >= Duration::from_millis(250));
    assert_eq!(second.counts().unwrap().documents, 0, "reading goes on, as of the last commit");
    first.commit().unwrap();
    second.append(&append("Birch")).unwrap();
    assert_eq!(first.counts().unwrap().documents, 2);
    assert!(first.verify().unwrap().sound());
}

#[test]
fn readers_read_while_one_writes() {
    let folder = suite::folder();
    let mut writer = SqliteLedger::open(&store(&folder)).unwrap();
    writer.append(&append("Alder")).unwrap();
    let mut reader = SqliteLedger::open_read_only(&store(&folder)).unwrap();
    writer.append(&append("Birch")).unwrap();
    assert_eq!(reader.counts().unwrap().documents, 2);
    let refused = reader.append(&append("Cedar")).unwrap_err();
    assert!(matches!(refused, StoreError::ReadOnly { .. }), "{refused}");
}

#[test]
fn a_full_disk_is_called_one_and_keeps_what_was_there() {
    let folder = suite::folder();
    let path = store(&folder);
    drop(SqliteLedger::open(&path).unwrap());
    let mut ledger = SqliteLedger::open(&path).unwrap();
    ledger.append(&append("Alder")).unwrap();
    ledger.limit_pages(ledger.pages().unwrap() + 4).unwrap();
    let mut large = append("Birch");
    large.document.clean.text = "a long report ".repeat(20_000);
    let refused = ledger.append(&large).unwrap_err();
    assert!(matches!(refused, StoreError::Full { .. }), "{refused}");
    ledger.begin().unwrap();
    assert!(ledger.append(&large).is_err());
    assert!(ledger.commit().is_ok() || ledger.rollback().is_ok());
    assert_eq!(ledger.counts().unwrap().documents, 1);
    assert!(ledger.verify().unwrap().sound());
}

/// Every file of the store, as bytes.
fn bytes_of(folder: &Path) -> Vec<u8> {
    let files = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
    files.filter(|p| p.is_file()).flat_map(|p| std::fs::read(p).unwrap()).collect()
}

fn holds(bytes: &[u8], words: &str) -> bool {
    bytes.windows(words.len()).any(|window| window.eq_ignore_ascii_case(words.as_bytes()))
}

#[test]
fn forgotten_words_are_in_no_file() {
    let folder = suite::folder();
    let mut ledger = SqliteLedger::open(&store(&folder)).unwrap();
    for n in 0..40 {
        ledger.append(&append(&format!("Gannet{n}"))).unwrap();
    }
    let mut secret = append("Quillon");
    secret.document.clean.meta.sha256 = "0f1e".repeat(16);
    secret.document.clean.text = "Quillonaria Xebecant told us about zygodactyl ledgers. ".repeat(40);
    secret.bytes = secret.document.clean.text.clone().into_bytes();
    secret.claims[0].quote = "Quillonaria Xebecant".into();
    ledger.append(&secret).unwrap();
    assert!(holds(&bytes_of(folder.path()), "Quillon"));
    let request = Forgetting {
        document: document_id("Quillon"),
        objects: Vec::new(),
        reason: "law".into(),
        by: "analyst:Ada".into(),
        recorded: at(90),
    };
    assert_eq!(ledger.forget(&request).unwrap().left_over, Vec::<PathBuf>::new());
    let bytes = bytes_of(folder.path());
    for words in ["Quillon", "Xebecant", "zygodactyl"] {
        assert!(!holds(&bytes, words), "{words} is still there");
    }
    assert!(ledger.verify().unwrap().sound());
    assert_eq!(ledger.search("gannet7", Tlp::Red, 10, 0).unwrap().total, 1);
}

#[test]
fn tampering_is_found() {
    let folder = suite::folder();
    let path = store(&folder);
    let mut ledger = SqliteLedger::open(&path).unwrap();
    for name in ["Alder", "Birch", "Cedar"] {
        ledger.append(&append(name)).unwrap();
    }
    drop(ledger);
    let whole = std::fs::read(&path).unwrap();
    for change in [
        "UPDATE claim SET body = replace(body, 'after the', 'before the') WHERE seq = 3",
        "UPDATE claim SET published = published + 1 WHERE seq = 1",
        "UPDATE content SET text = 'other words' WHERE document = 2",
        "UPDATE document SET body = replace(body, 'Harbour Wire', 'Morning Wire') WHERE seq = 1",
        "UPDATE sighting SET body = replace(body, 'intrusion', 'ddos') WHERE seq = 1",
        "DELETE FROM claim WHERE seq = 2",
        "INSERT INTO incident (id, created, entry, hash) VALUES (randomblob(16), 0, 2, randomblob(32))",
        "UPDATE audit SET by = 'nobody' WHERE seq = 2",
        "UPDATE audit SET hash = randomblob(32) WHERE seq = 1",
        "DELETE FROM audit WHERE seq = 2",
        "UPDATE claim SET forgotten = 1, body = replace(body, 'after the', '') WHERE seq = 1",
    ] {
        std::fs::write(&path, &whole).unwrap();
        assert_eq!(raw(&path).execute(change, []).unwrap(), 1, "{change}");
        let proof = SqliteLedger::open(&path).unwrap().verify().unwrap();
        assert!(!proof.sound(), "not found: {change}");
    }
}

#[test]
fn a_backup_opens_and_proves_the_same() {
    let folder = suite::folder();
    let mut ledger = SqliteLedger::open(&store(&folder)).unwrap();
    ledger.append(&append("Fjordline")).unwrap();
    ledger.put_summaries(incident("Fjordline"), &[version(incident("Fjordline"), 0, None, "as it was")]).unwrap();
    let copy = folder.path().join("copy.db");
    ledger.backup(&copy).unwrap();
    let again = SqliteLedger::open(&copy).unwrap();
    assert_eq!(again.verify().unwrap(), ledger.verify().unwrap());
    assert_eq!(again.search("passwords", Tlp::Red, 9, 0).unwrap(), ledger.search("passwords", Tlp::Red, 9, 0).unwrap());
    assert_eq!(again.summaries(&ListQuery::default()).unwrap().total, 1);
    assert_eq!(again.bytes(document_id("Fjordline")).unwrap(), ledger.bytes(document_id("Fjordline")).unwrap());
}
