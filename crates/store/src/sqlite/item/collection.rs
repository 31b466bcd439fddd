//! The collections of every store, those that were added, and the numbers under which items lie.

use super::super::SqliteLedger;
use super::super::audit::Table;
use super::super::convert::{hash_of, json};
use super::super::fault::Explain;
use crate::*;
use rusqlite::params;
use sextant_model::*;

/// Numbers of added collections start above those of every store.
const ADDED: i64 = 100;

/// What is stated of a collection: what holds of it from now on, or that it is no more.
#[derive(serde::Serialize, serde::Deserialize)]
struct Stated {
    #[serde(flatten)]
    collection: Collection,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    removed: bool,
}

impl SqliteLedger {
    /// The collection that its administrators may read and write, and one for each label of what is published.
    fn standing_collections(&self) -> Result<Vec<Collection>> {
        let seed = self.read_seed()?;
        let administrators = Parties::These(vec![Role::Administrator.as_str().to_owned()]);
        let inbox = Collection {
            id: collection_id(&seed, Collection::INBOX),
            alias: Collection::INBOX.to_owned(),
            title: "Inbox".to_owned(),
            description: Some(
                "What others send: kept as it comes, and what it states becomes claims of its makers".into(),
            ),
            read: administrators.clone(),
            write: administrators,
            label: Tlp::Amber,
            published: false,
        };
        let levels = Tlp::ALL.into_iter().map(|label| {
            let alias = format!("tlp-{}", label.as_str().replace('+', "-"));
            Collection {
                id: collection_id(&seed, &alias),
                alias,
                title: format!("Published, TLP:{}", label.as_str().to_uppercase()),
                description: Some(format!(
                    "Incidents published for audiences up to TLP:{}",
                    label.as_str().to_uppercase()
                )),
                read: Parties::Everybody,
                write: Parties::Nobody,
                label,
                published: true,
            }
        });
        Ok(std::iter::once(inbox).chain(levels).collect())
    }

    pub(super) fn read_collections(&self) -> Result<Vec<Collection>> {
        let mut collections = self.standing_collections()?;
        let mut statement = self.cached("SELECT body FROM collection ORDER BY seq")?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0)).explain(self)?;
        for body in rows {
            let Stated { collection, removed } = serde_json::from_str(&body.explain(self)?).explain(self)?;
            match collections.iter().position(|known| known.id == collection.id) {
                Some(at) if removed => drop(collections.remove(at)),
                Some(at) => collections[at] = collection,
                None if removed => {}
                None => collections.push(collection),
            }
        }
        Ok(collections)
    }

    pub(super) fn collection_numbers(&self) -> Result<Vec<(String, i64)>> {
        let standing = self.standing_collections()?;
        let mut numbers: Vec<(String, i64)> = (1..).zip(standing).map(|(number, c)| (c.id, number)).collect();
        let mut statement = self.cached("SELECT id, min(seq) FROM collection GROUP BY id ORDER BY 2")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?))).explain(self)?;
        for row in rows {
            let (id, seq): (String, i64) = row.explain(self)?;
            if !numbers.iter().any(|(known, _)| *known == id) {
                numbers.push((id, ADDED + seq));
            }
        }
        Ok(numbers)
    }

    pub(super) fn collection_number(&self, id: &str) -> Result<Option<i64>> {
        Ok(self.collection_numbers()?.into_iter().find(|(known, _)| known == id).map(|(_, number)| number))
    }

    pub(super) fn number_of(&self, id: &str) -> Result<i64> {
        self.collection_number(id)?.ok_or_else(|| StoreError::Missing { what: "collection", id: id.to_owned() })
    }

    pub(super) fn state_collection(&self, collection: &Collection, by: &str, at: Instant) -> Result<()> {
        if !Collection::is_alias(&collection.alias) {
            let wrong = format!("{:?} cannot be an alias: use up to 64 of a-z, 0-9, - and _", collection.alias);
            return Err(StoreError::Refused(wrong));
        }
        if self.read_collections()?.iter().any(|known| known.published && known.id == collection.id) {
            return Err(StoreError::Refused(format!("{} holds what is published, and nothing else", collection.alias)));
        }
        let who = format!("{}: read by {}, written by {}", collection.alias, collection.read, collection.write);
        let stated = Stated { collection: collection.clone(), removed: false };
        self.write_collection(&stated, by, at, |_| Ok((who, 0))).map(drop)
    }

    /// States that a collection is no more, and takes out what is in it; gives how much that was.
    pub(super) fn take_away_collection(&self, id: &str, by: &str, at: Instant) -> Result<usize> {
        let number = self.number_of(id)?;
        if self.standing_collections()?.iter().any(|standing| standing.id == id) {
            return Err(StoreError::Refused(
                "the inbox and the collections of labels belong to every store".to_owned(),
            ));
        }
        let known = self.read_collections()?.into_iter().find(|known| known.id == id);
        let missing = || StoreError::Missing { what: "collection", id: id.to_owned() };
        let stated = Stated { collection: known.ok_or_else(missing)?, removed: true };
        self.write_collection(&stated, by, at, |entry| {
            let hidden = self
                .cached("UPDATE item SET hidden = ?2 WHERE collection = ?1 AND hidden IS NULL")?
                .execute([number, entry])
                .explain(self)?;
            Ok((format!("{} removed, with {hidden} items", stated.collection.alias), hidden))
        })
    }

    /// Writes a statement under an entry that says what `then` did; gives how many items that changed.
    fn write_collection(
        &self,
        stated: &Stated,
        by: &str,
        at: Instant,
        then: impl FnOnce(i64) -> Result<(String, usize)>,
    ) -> Result<usize> {
        let id = &stated.collection.id;
        let mut entry = self.entry("collection", id, by, at)?;
        let body = json(stated)?;
        let hash = hash_of(&[b"collection", body.as_bytes()]);
        self.cached("INSERT INTO collection (id, body, entry, hash) VALUES (?1,?2,?3,?4)")?
            .execute(params![id, body, entry.seq, hash])
            .explain(self)?;
        entry.wrote(Table::Collection, hash);
        let (told, changed) = then(entry.seq)?;
        self.seal(entry, &told)?;
        Ok(changed)
    }
}
