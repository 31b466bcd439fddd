//! Objects that come in pages: an object may refer to one on a later page. Each page is kept at once; what an object
//! states of others is looked at again when all pages are here, from what the store holds by then.

use super::index::Index;
use super::{ImportEvent, ImportTally, Run, content, objects, statements};
use crate::exchange::EXTENSION;
use crate::input::Loaded;
use crate::{Engine, Result};
use serde_json::Value;
use sextant_formats::Hint;
use sextant_model::{Problem, Tlp};
use sextant_stix::object::Object;
use sextant_store::{Ledger, ObjectQuery};
use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;

/// What came of one page.
#[derive(Debug, Default)]
pub(crate) struct Incoming {
    pub(crate) tally: ImportTally,
    /// Objects on it, bad ones among them.
    pub(crate) objects: usize,
    /// Those that were not known.
    pub(crate) fresh: usize,
    /// Ids of those to look at again.
    pub(crate) unsettled: BTreeSet<String>,
}

impl Engine {
    /// Keeps a page: a list of objects.
    pub(crate) fn import_page(
        &self,
        origin: &str,
        list: &[u8],
        label: Tlp,
        by: &str,
        tell: &mut dyn FnMut(&Problem),
    ) -> Result<Incoming> {
        self.run_once(by, tell, |run| {
            let mut incoming = Incoming::default();
            match content(list) {
                Ok(content) => {
                    incoming.objects = content.objects.len() + content.misfits.len();
                    run.page(origin, &content, label, &mut incoming.unsettled)?;
                }
                Err(error) => run.refuse(&Problem::new(error.code(), origin, error.to_string())),
            }
            incoming.fresh = run.tally.new + run.tally.versions;
            Ok(incoming)
        })
        .map(|(incoming, tally)| Incoming { tally, ..incoming })
    }

    /// Looks again at objects of pages before.
    pub(crate) fn settle_page(
        &self,
        origin: &str,
        ids: &BTreeSet<String>,
        label: Tlp,
        by: &str,
        tell: &mut dyn FnMut(&Problem),
    ) -> Result<Incoming> {
        let ((), tally) = self.run_once(by, tell, |run| run.settle(origin, ids, label))?;
        Ok(Incoming { tally, ..Incoming::default() })
    }

    /// Takes in one input, as an import does.
    pub(crate) fn import_event(
        &self,
        origin: &str,
        bytes: Vec<u8>,
        label: Tlp,
        by: &str,
        tell: &mut dyn FnMut(&Problem),
    ) -> Result<ImportTally> {
        let loaded =
            Loaded { bytes, origin: origin.to_owned(), hint: Hint::default(), public: false, validators: None };
        self.run_once(by, tell, |run| run.loaded(loaded, label)).map(|((), tally)| tally)
    }

    fn run_once<T>(
        &self,
        by: &str,
        tell: &mut dyn FnMut(&Problem),
        work: impl FnOnce(&mut Run<'_>) -> Result<T>,
    ) -> Result<(T, ImportTally)> {
        let never = AtomicBool::new(false);
        let mut ledger = self.writer()?;
        let mut told = |event: ImportEvent<'_>| {
            if let ImportEvent::Refused(problem) = event {
                tell(problem);
            }
        };
        let mut run = Run {
            ledger: &mut ledger,
            tell: &mut told,
            stop: &never,
            by,
            recorded: crate::clock::now(),
            tally: ImportTally::default(),
        };
        let done = work(&mut run)?;
        Ok((done, run.tally))
    }
}

impl Run<'_> {
    fn page(
        &mut self,
        origin: &str,
        content: &sextant_stix::object::Content,
        label: Tlp,
        unsettled: &mut BTreeSet<String>,
    ) -> Result<()> {
        self.misfits(origin, content);
        let checker = objects::Checker::new(None);
        let index = Index::of(&content.objects, label);
        let mut kept = Vec::with_capacity(content.objects.len());
        for chunk in content.objects.chunks(super::BATCH) {
            kept.extend(self.chunk(origin, chunk, label, &checker, &index)?);
        }
        for object in &kept {
            if self.is_unsettled(object, &index)? {
                unsettled.extend(object.id().map(str::to_owned));
            }
        }
        let mut touched = BTreeSet::new();
        self.take_back(&kept, &mut touched)?;
        crate::ingest::refresh(self.ledger, &touched)
    }

    /// Whether what an object says can be known only with others, which may come later.
    fn is_unsettled(&self, object: &Object, index: &Index<'_>) -> Result<bool> {
        let ours = object.extension(EXTENSION).is_some();
        Ok(match object.kind() {
            "report" => ours,
            "incident" => !ours,
            "relationship" if !ours => {
                let ends = [object.text("source_ref"), object.text("target_ref")];
                let mut open = false;
                for id in ends.into_iter().flatten() {
                    open |= index.name(&*self.ledger, id)?.is_none();
                }
                open
            }
            _ => false,
        })
    }

    fn settle(&mut self, origin: &str, ids: &BTreeSet<String>, label: Tlp) -> Result<()> {
        let mut all = self.newest(ids.iter().map(String::as_str))?;
        let members: BTreeSet<String> =
            all.iter().filter(|object| object.kind() == "report").flat_map(members).collect();
        all.extend(self.newest(members.iter().map(String::as_str).filter(|id| !ids.contains(*id)))?);
        if all.iter().any(|object| object.kind() == "incident" && object.extension(EXTENSION).is_none()) {
            all.extend(self.links(ids)?);
        }
        let index = Index::of(&all, label);
        let mut claims = Vec::new();
        for object in all.iter().filter(|object| object.kind() == "relationship") {
            claims.extend(statements::of(self.ledger, object, label, self.recorded, &index)?);
        }
        self.learn_claims(origin, claims)?;
        let (refs, mut touched) = (all.iter().collect::<Vec<_>>(), BTreeSet::new());
        self.learn_own(origin, &refs, label, &mut touched)?;
        self.learn_incidents(origin, &refs, label, &index, &mut touched)?;
        crate::ingest::refresh(self.ledger, &touched)
    }

    fn newest<'i>(&self, ids: impl Iterator<Item = &'i str>) -> Result<Vec<Object>> {
        let mut objects = Vec::new();
        for id in ids {
            let kept = self.ledger.objects(&ObjectQuery::Before(id.to_owned(), None), 1, 0)?.pop();
            objects.extend(kept.and_then(|kept| Object::parse(&kept.object.bytes).ok()));
        }
        Ok(objects)
    }

    /// Relationships that start from these.
    fn links(&self, ids: &BTreeSet<String>) -> Result<Vec<Object>> {
        let kept = self.ledger.objects(&ObjectQuery::Kind("relationship".to_owned()), usize::MAX, 0)?;
        let links = kept.into_iter().filter_map(|kept| Object::parse(&kept.object.bytes).ok());
        Ok(links.filter(|link| link.text("source_ref").is_some_and(|id| ids.contains(id))).collect())
    }
}

fn members(report: &Object) -> Vec<String> {
    let refs = report.get("object_refs").and_then(Value::as_array).into_iter().flatten();
    refs.filter_map(Value::as_str).map(str::to_owned).collect()
}
