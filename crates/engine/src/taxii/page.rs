//! Pages of a collection: objects as they came, spliced into the envelope without being read again.

use super::{Act, Answer, Refusal};
use crate::{Engine, Visitor, gate};
use sextant_formats::taxii::{Filters, STIX_20, STIX_21, Spec, Version};
use sextant_model::{Collection, Instant};
use sextant_store::{Item, Ledger, Selection, Specs, Versions};
use sha2::{Digest, Sha256};

/// Objects on one page, at most, and where nothing is said.
const MOST: usize = 1_000;
/// Bytes after which a page ends, though more were asked for.
const BYTES: usize = 16 << 20;

/// An answer that has a first and a last date.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// The message.
    pub body: Vec<u8>,
    /// The date of its first item.
    pub first: Option<String>,
    /// The date of its last item.
    pub last: Option<String>,
}

/// What of each item is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Telling {
    Objects,
    Manifest,
    Versions,
}

impl Telling {
    fn word(self) -> &'static str {
        match self {
            Self::Objects => "objects",
            Self::Manifest => "manifest",
            Self::Versions => "versions",
        }
    }
}

impl Engine {
    /// Objects of a collection.
    ///
    /// # Errors
    /// When the visitor may not read it, the filters do not fit `next`, or the store cannot be read.
    pub fn collection_objects(&self, visitor: &Visitor, collection: &str, filters: &Filters) -> Answer<Page> {
        let collection = self.collection_for(visitor, collection, Act::Read)?;
        self.page(visitor, &collection, filters, Telling::Objects)
    }

    /// What there is in a collection, without the objects.
    ///
    /// # Errors
    /// As [`Engine::collection_objects`].
    pub fn collection_manifest(&self, visitor: &Visitor, collection: &str, filters: &Filters) -> Answer<Page> {
        let collection = self.collection_for(visitor, collection, Act::Read)?;
        self.page(visitor, &collection, filters, Telling::Manifest)
    }

    /// One object of a collection.
    ///
    /// # Errors
    /// As [`Engine::collection_objects`]; [`Refusal::NotFound`].
    pub fn collection_object(
        &self,
        visitor: &Visitor,
        collection: &str,
        object: &str,
        filters: &Filters,
    ) -> Answer<Page> {
        self.page_of_one(visitor, collection, object, filters, Telling::Objects)
    }

    /// The versions of one object of a collection.
    ///
    /// # Errors
    /// As [`Engine::collection_object`].
    pub fn collection_object_versions(
        &self,
        visitor: &Visitor,
        collection: &str,
        object: &str,
        filters: &Filters,
    ) -> Answer<Page> {
        let all = Filters { versions: vec![Version::All], ..filters.clone() };
        self.page_of_one(visitor, collection, object, &all, Telling::Versions)
    }

    fn page_of_one(
        &self,
        visitor: &Visitor,
        collection: &str,
        object: &str,
        filters: &Filters,
        telling: Telling,
    ) -> Answer<Page> {
        let collection = self.collection_for(visitor, collection, Act::Read)?;
        let audience = gate::level(visitor.audience());
        if !self.ask(|ledger| Ok(ledger.holds(&collection.id, object, audience)?))? {
            return Err(Refusal::NotFound { what: "object", id: object.to_owned() });
        }
        let of_one = Filters { ids: vec![object.to_owned()], ..filters.clone() };
        self.page(visitor, &collection, &of_one, telling)
    }

    fn page(&self, visitor: &Visitor, collection: &Collection, filters: &Filters, telling: Telling) -> Answer<Page> {
        let limit = filters.limit.unwrap_or(MOST).min(MOST);
        let mut selection = selection(visitor, collection, filters, limit + 1);
        let page = self.ask(|ledger| {
            let mark = Mark {
                seed: ledger.seed()?,
                of: format!("{} {} {}", collection.id, telling.word(), filters.canonical()),
            };
            if let Some(next) = &filters.next {
                let Some(from) = mark.read(next) else { return Ok(None) };
                selection.after = Some(selection.after.unwrap_or(i64::MIN).max(from));
            }
            let found = ledger.select(&selection)?;
            Ok(Some(told(ledger, &found, limit, telling, &mark)?))
        })?;
        page.ok_or_else(|| {
            Refusal::Unclear("`next` is not one that was given for this collection and these filters".into())
        })
    }
}

/// The page that shows the first of the items found.
fn told(ledger: &dyn Ledger, found: &[i64], limit: usize, telling: Telling, mark: &Mark) -> crate::Result<Page> {
    let wanted = found.get(..limit).unwrap_or(found);
    let list = if telling == Telling::Versions { "versions" } else { "objects" };
    let mut body = format!("{{\"{list}\":[").into_bytes();
    let mut last = None;
    ledger.visit(wanted, telling == Telling::Objects, &mut |item, object| {
        if last.replace(item.added).is_some() {
            body.push(b',');
        }
        match telling {
            Telling::Objects => body.extend_from_slice(object),
            Telling::Manifest => body.extend_from_slice(entry(&item).as_bytes()),
            Telling::Versions => body.extend_from_slice(quoted(&version(&item)).as_bytes()),
        }
        body.len() < BYTES
    })?;
    let Some(last) = last else { return Ok(Page { body: b"{}".to_vec(), ..Page::default() }) };
    let more = found.last().is_some_and(|end| *end > last);
    body.extend_from_slice(format!("],\"more\":{more}").as_bytes());
    if more {
        body.extend_from_slice(format!(",\"next\":\"{}\"", mark.write(last)).as_bytes());
    }
    body.push(b'}');
    Ok(Page { body, first: found.first().map(|at| date(*at)), last: Some(date(last)) })
}

fn entry(item: &Item) -> String {
    let media = if item.newest_spec { STIX_21 } else { STIX_20 };
    format!(
        "{{\"id\":{},\"date_added\":\"{}\",\"version\":{},\"media_type\":\"{media}\"}}",
        quoted(&item.id),
        date(item.added),
        quoted(&version(item)),
    )
}

/// The version of an object as it writes it, else the date of the item.
fn version(item: &Item) -> String {
    item.shown.clone().unwrap_or_else(|| date(item.added))
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A date as the standard wants it.
pub(super) fn date(added: i64) -> String {
    Instant::from_microsecond(added).map_or_else(|_| added.to_string(), |at| format!("{at:.6}"))
}

/// What filters select in a collection for a visitor.
pub(super) fn selection(visitor: &Visitor, collection: &Collection, filters: &Filters, limit: usize) -> Selection {
    let mut versions = Versions { last: filters.versions.is_empty(), ..Versions::default() };
    for version in &filters.versions {
        match version {
            Version::All => versions.all = true,
            Version::First => versions.first = true,
            Version::Last => versions.last = true,
            Version::At(at) => versions.at.push(at.clone()),
        }
    }
    let of = |spec| filters.specs.contains(&spec);
    let specs =
        if filters.specs.is_empty() { Specs::Newest } else { Specs::These { old: of(Spec::Old), new: of(Spec::New) } };
    Selection {
        collection: collection.id.clone(),
        audience: gate::level(visitor.audience()),
        after: filters.added_after,
        ids: filters.ids.clone(),
        kinds: filters.kinds.clone(),
        versions,
        specs,
        limit,
    }
}

/// A place to go on from: the date of the last item seen, sealed with what it belongs to. It holds nothing else, so it
/// neither lapses nor costs the server memory, and whatever is written meanwhile comes after it.
struct Mark {
    seed: String,
    of: String,
}

impl Mark {
    fn seal(&self, added: i64) -> [u8; 16] {
        let mut hasher = Sha256::new();
        for part in [self.seed.as_bytes(), b"next", self.of.as_bytes(), &added.to_be_bytes()] {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        let digest: [u8; 32] = hasher.finalize().into();
        let mut seal = [0; 16];
        seal.copy_from_slice(&digest[..16]);
        seal
    }

    fn write(&self, added: i64) -> String {
        crate::access::hex(&[added.to_be_bytes().as_slice(), &self.seal(added)].concat())
    }

    fn read(&self, text: &str) -> Option<i64> {
        let added = i64::from_be_bytes(u64::from_str_radix(text.get(..16)?, 16).ok()?.to_be_bytes());
        (text == self.write(added)).then_some(added)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_to_go_on_from_cannot_be_made_up() {
        let mark = |of: &str| Mark { seed: "seed".into(), of: of.into() };
        let text = mark("a").write(1_750_000_000_000_001);
        assert_eq!(mark("a").read(&text), Some(1_750_000_000_000_001));
        assert_eq!(mark("b").read(&text), None, "of other filters");
        let forged = text.replacen('1', "2", 1);
        for wrong in ["", "0", "ä", "zzzzzzzzzzzzzzzzzzzz", &forged, &text.to_uppercase(), &format!("{text}0")] {
            assert_eq!(mark("a").read(wrong), None, "{wrong}");
        }
    }
}
