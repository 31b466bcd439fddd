//! Objects that come a delivery at a time, from which must be learnt what would be learnt of the whole. What an edition's
//! notes state waits until its report is here, which names them; names that are still to come are known beforehand.

use super::index::Index;
use super::own::Carried;
use super::{BATCH, ImportEvent, ImportTally, Run, objects};
use crate::exchange::EXTENSION;
use crate::{Engine, Result};
use serde_json::Value;
use sextant_model::{IncidentId, Problem, Tlp};
use sextant_stix::object::{Content, Object};
use sextant_store::{KeptObject, Ledger, ObjectQuery};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::AtomicBool;

impl Engine {
    /// Takes in objects of deliveries; `awaited` are the incidents whose reports are here but not among them.
    pub(crate) fn import_piece(
        &self,
        origin: &str,
        content: &Content,
        label: Tlp,
        awaited: &BTreeSet<IncidentId>,
    ) -> Result<ImportTally> {
        let mut ledger = self.writer()?;
        let (stop, recorded) = (AtomicBool::new(false), crate::clock::now());
        let mut tell = |event: ImportEvent<'_>| {
            if let ImportEvent::Refused(problem) = event {
                tracing::debug!(%problem, "refused");
            }
        };
        let tally = ImportTally::default();
        let mut run = Run { ledger: &mut ledger, tell: &mut tell, stop: &stop, by: origin, recorded, tally };
        run.piece(origin, content, label, awaited)?;
        Ok(run.tally)
    }
}

/// The incidents that these reports of ours are on.
pub(crate) fn incidents_of(reports: &[Vec<u8>]) -> BTreeSet<IncidentId> {
    let reports = reports.iter().filter_map(|bytes| Object::parse(bytes).ok());
    reports.filter_map(|report| report.extension(EXTENSION)?.get("incident_id")?.as_str()?.parse().ok()).collect()
}

impl Run<'_> {
    fn piece(&mut self, origin: &str, content: &Content, label: Tlp, awaited: &BTreeSet<IncidentId>) -> Result<()> {
        let checker = objects::Checker::new(None);
        let index = Index::of(&content.objects, label);
        let mut kept: Vec<&Object> = Vec::with_capacity(content.objects.len());
        for chunk in content.objects.chunks(BATCH) {
            kept.extend(self.chunk(origin, chunk, label, &checker, &index)?);
        }
        let mut touched = BTreeSet::new();
        let mut carried = Carried { incidents: awaited.clone(), ..Carried::default() };
        for (object, label) in self.editions(&kept, label)?.into_values() {
            if let Err(error) = carried.take(&object, label) {
                let place = format!("{origin}, {}", object.id().unwrap_or_default());
                let told = format!("what Sextant's extension says cannot be read: {error}");
                self.refuse(&Problem::new("extension", place, told));
            }
        }
        self.learn_carried(origin, carried, &mut touched)?;
        self.learn_incidents(origin, &kept, label, &index, &mut touched)?;
        self.take_back(&kept, &mut touched)?;
        crate::ingest::refresh(self.ledger, &touched)
    }

    /// The objects of editions of ours that these are of and whose report is here, each with the label that holds where
    /// it carries none.
    fn editions(&self, kept: &[&Object], label: Tlp) -> Result<BTreeMap<String, (Object, Tlp)>> {
        let mut all = BTreeMap::new();
        let ours = kept.iter().filter(|object| object.extension(EXTENSION).is_some());
        let (notes, others): (Vec<&Object>, Vec<&Object>) = ours.copied().partition(|object| object.kind() == "note");
        let mut named: BTreeSet<String> = others.iter().flat_map(|report| members(report)).collect();
        let lone = notes.iter().any(|note| note.id().is_some_and(|id| !named.contains(id)));
        all.extend(others.into_iter().filter_map(|object| entry(object, label)));
        if lone {
            let wanted: BTreeSet<&str> = notes.iter().filter_map(|note| note.id()).collect();
            for (report, label) in self.reports_of(&wanted)? {
                named.extend(members(&report));
                all.extend(entry(&report, label));
            }
        }
        all.extend(
            notes
                .into_iter()
                .filter(|note| note.id().is_some_and(|id| named.contains(id)))
                .filter_map(|note| entry(note, label)),
        );
        for id in named {
            if !all.contains_key(&id)
                && let Some((object, label)) = self.newest_kept(&id)?
            {
                all.insert(id, (object, label));
            }
        }
        Ok(all)
    }

    /// The reports of ours that name one of these.
    fn reports_of(&self, wanted: &BTreeSet<&str>) -> Result<Vec<(Object, Tlp)>> {
        let reports = self.ledger.objects(&ObjectQuery::Kind("report".to_owned()), usize::MAX, 0)?;
        let reports =
            reports.into_iter().filter_map(parsed).filter(|(report, _)| report.extension(EXTENSION).is_some());
        Ok(reports.filter(|(report, _)| members(report).iter().any(|id| wanted.contains(id.as_str()))).collect())
    }

    fn newest_kept(&self, id: &str) -> Result<Option<(Object, Tlp)>> {
        let kept = self.ledger.objects(&ObjectQuery::Before(id.to_owned(), None), 1, 0)?.pop();
        Ok(kept.and_then(parsed))
    }
}

fn parsed(kept: KeptObject) -> Option<(Object, Tlp)> {
    Some((Object::parse(&kept.object.bytes).ok()?, kept.object.tlp))
}

fn entry(object: &Object, label: Tlp) -> Option<(String, (Object, Tlp))> {
    Some((object.id()?.to_owned(), (object.clone(), label)))
}

/// The notes and the incident that a report of ours holds, and the notes that it takes back.
fn members(report: &Object) -> Vec<String> {
    let ours = report.extension(EXTENSION).filter(|_| report.kind() == "report");
    let lists = [ours.and_then(|_| report.get("object_refs")), ours.and_then(|part| part.get("withdrawn_refs"))];
    let ids = lists.into_iter().flatten().filter_map(Value::as_array).flatten().filter_map(Value::as_str);
    ids.filter(|id| id.starts_with("note--") || id.starts_with("incident--")).map(str::to_owned).collect()
}
