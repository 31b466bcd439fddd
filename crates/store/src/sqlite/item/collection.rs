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
            let stated: Collection = serde_json::from_str(&body.explain(self)?).explain(self)?;
            match collections.iter_mut().find(|known| known.id == stated.id) {
                Some(known) => *known = stated,
                None => collections.push(stated),
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
        let mut entry = self.entry("collection", &collection.id, by, at)?;
        let body = json(collection)?;
        let hash = hash_of(&[b"collection", body.as_bytes()]);
        self.cached("INSERT INTO collection (id, body, entry, hash) VALUES (?1,?2,?3,?4)")?
            .execute(params![collection.id, body, entry.seq, hash])
            .explain(self)?;
        entry.wrote(Table::Collection, hash);
        let who = format!("{}: read by {}, written by {}", collection.alias, collection.read, collection.write);
        self.seal(entry, &who)
    }
}
