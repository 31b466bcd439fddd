//! Assessments that leave: whether incidents of a bundle are the work of the same operators, as a grouping of those
//! incidents with a note for each answer. Which are assessed: those that a person judged together, and those that a claim
//! names together. An assessment that came from another store leaves as it came where its incidents do.

use super::extension::{EXTENSION, part, pruned};
use super::ids::Ids;
use super::kept::newest;
use super::render::{Properties, instant, marking};
use super::words;
use crate::assess::{AssessQuery, Assessment, HypothesisLine, MOST_INCIDENTS, PairLine};
use crate::{Engine, EngineError, Result, gate};
use serde_json::{Map, Value, json};
use sextant_model::*;
use sextant_stix::object::Object;
use sextant_store::{Ledger, ObjectQuery};
use std::collections::{BTreeMap, BTreeSet};

/// Answers that have a note of their own, at most.
const NOTES: usize = 10;
/// Answers less likely than this have none.
const LEAST: f64 = 0.01;
/// Answers that the extension holds, at most; their number grows steeply with the incidents.
const ANSWERS: usize = 200;

/// An incident as it stands in the bundle.
#[derive(Debug, Clone)]
pub(super) struct Standing {
    /// The id of its object.
    pub(super) object: String,
    pub(super) tlp: Tlp,
    pub(super) created: Instant,
    pub(super) modified: Instant,
    /// Incidents that claims name together with it.
    pub(super) together: BTreeSet<BTreeSet<IncidentId>>,
}

/// The incidents of a bundle.
pub(super) type Standings = BTreeMap<IncidentId, Standing>;

/// An assessment that came: which incidents it is on, and its objects, the grouping last.
pub(super) type Came = (BTreeSet<IncidentId>, Vec<Vec<u8>>);

/// What is needed to write one.
pub(super) struct Desk<'a> {
    pub(super) engine: &'a Engine,
    pub(super) seed: &'a str,
    pub(super) producer: &'a str,
    pub(super) as_of: AsOf,
    pub(super) audience: Option<Tlp>,
}

/// Assessments of other stores on incidents of the bundle: their objects, who made them, and which incidents they are on.
pub(super) fn came(ledger: &dyn Ledger, standings: &Standings, audience: Option<Tlp>) -> Result<Vec<Came>> {
    let objects: BTreeMap<&str, IncidentId> = standings.iter().map(|(id, it)| (it.object.as_str(), *id)).collect();
    let mut found: BTreeMap<String, Came> = BTreeMap::new();
    for kept in ledger.objects(&ObjectQuery::Kind("grouping".to_owned()), usize::MAX, 0)? {
        let Some(kept) = newest(ledger, &kept.object.id)? else { continue };
        let Ok(grouping) = Object::parse(&kept.object.bytes) else { continue };
        if grouping.extension(EXTENSION).is_none_or(|part| !part.contains_key("assessment")) || grouping.is_revoked() {
            continue;
        }
        let refs =
            grouping.get("object_refs").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        let (incidents, notes): (Vec<&str>, Vec<&str>) = refs.partition(|id| id.starts_with("incident--"));
        let on: Option<BTreeSet<IncidentId>> = incidents.iter().map(|id| objects.get(id).copied()).collect();
        let Some(on) = on.filter(|on| on.len() > 1 && gate::may_see(kept.object.tlp, audience)) else { continue };
        let mut all = Vec::with_capacity(notes.len() + 1);
        for id in &notes {
            all.extend(
                newest(ledger, id)?.filter(|note| gate::may_see(note.object.tlp, audience)).map(|n| n.object.bytes),
            );
        }
        if all.len() < notes.len() {
            continue;
        }
        all.push(kept.object.bytes.clone());
        found.insert(kept.object.id, (on, all));
    }
    Ok(found.into_values().collect())
}

impl Desk<'_> {
    /// The assessments of this store on incidents of the bundle, but for those on `covered`.
    pub(super) fn own(
        &self,
        standings: &Standings,
        covered: &BTreeSet<BTreeSet<IncidentId>>,
    ) -> Result<Vec<Properties>> {
        let judged = self.engine.judged(self.as_of, self.audience)?;
        let mut sets: BTreeSet<BTreeSet<IncidentId>> =
            judged.iter().map(|one| one.judgement.incidents.iter().copied().collect()).collect();
        sets.extend(standings.values().flat_map(|standing| standing.together.iter().cloned()));
        let mut objects = Vec::new();
        for set in sets {
            let fits = (2..=MOST_INCIDENTS).contains(&set.len()) && set.iter().all(|id| standings.contains_key(id));
            if !fits || covered.contains(&set) {
                continue;
            }
            let query = AssessQuery {
                incidents: set.iter().copied().collect(),
                as_of: self.as_of,
                audience: self.audience,
                ..AssessQuery::default()
            };
            match self.engine.assess(&query) {
                Ok(answer) => objects.extend(self.written(&answer, standings, &judged)),
                Err(EngineError::NotFound { .. } | EngineError::Invalid(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(objects)
    }

    fn written(
        &self,
        answer: &Assessment,
        standings: &Standings,
        judged: &[sextant_reason::linkage::Judged],
    ) -> Vec<Properties> {
        let on: BTreeSet<IncidentId> = answer.incidents.iter().copied().collect();
        let stand: Vec<&Standing> = answer.incidents.iter().filter_map(|id| standings.get(id)).collect();
        let judged: Vec<_> = judged
            .iter()
            .filter(|one| one.judgement.incidents.iter().filter(|id| on.contains(id)).count() > 1)
            .collect();
        let label = stand.iter().map(|it| it.tlp).chain(judged.iter().map(|one| one.judgement.tlp)).max();
        let label = label.unwrap_or(Tlp::Red);
        let created = stand.iter().map(|it| it.created).max().unwrap_or_default();
        let changes = stand.iter().map(|it| it.modified).chain(judged.iter().map(|one| one.decision.recorded));
        let modified = changes.chain(judged.iter().filter_map(|one| ended(&one.judgement))).max().unwrap_or(created);
        let moment = self.as_of.until.map_or_else(String::new, |at| format!("{at} {}", self.as_of.clock.as_str()));
        let ids = Ids { seed: self.seed, edition: format!("assessment {} {label} {moment}", answer.id) };
        let pen = Pen { ids, producer: self.producer, label, created, modified: modified.max(created) };
        let refs: Vec<&str> = stand.iter().map(|it| it.object.as_str()).collect();
        let told = answer.hypotheses.iter().filter(|one| one.p >= LEAST).take(NOTES);
        let mut objects: Vec<Properties> = told.map(|one| pen.answer(answer, one, &refs)).collect();
        objects.push(pen.grouping(answer, &refs, &objects));
        objects
    }
}

/// The moment at which an override ended, where it has.
fn ended(judgement: &Judgement) -> Option<Instant> {
    let Says::Override { until, .. } = judgement.says else { return None };
    let end = until.tomorrow().ok()?.at(0, 0, 0, 0);
    jiff::tz::TimeZone::UTC.to_timestamp(end).ok().filter(|end| *end <= crate::clock::now())
}

struct Pen<'a> {
    ids: Ids<'a>,
    producer: &'a str,
    label: Tlp,
    created: Instant,
    modified: Instant,
}

impl Pen<'_> {
    fn object(&self, kind: &str, name: &str, properties: Value) -> Properties {
        let mut object = match pruned(properties) {
            Some(Value::Object(object)) => object,
            _ => Map::new(),
        };
        let common = json!({
            "type": kind, "spec_version": "2.1", "id": self.ids.of(kind, name), "created": instant(self.created),
            "modified": instant(self.modified), "created_by_ref": self.producer,
            "object_marking_refs": [marking(self.label)],
        });
        object.extend(common.as_object().cloned().unwrap_or_default());
        object
    }

    /// One answer with its probability. How sure one can be of the numbers is another matter, and is the confidence.
    fn answer(&self, answer: &Assessment, one: &HypothesisLine, refs: &[&str]) -> Properties {
        let phrase = crate::assess::phrase(one.p);
        let told = format!("{} ({:.2}): {}", phrase, one.p, in_words(answer, one));
        self.object("note", &one.id, json!({
            "abstract": format!("Hypothesis {}: {phrase}, {:.2}", one.id, one.p),
            "content": format!("{told}\n\n{}\nBefore the evidence: {:.2}.", answer.question, one.prior),
            "labels": ["hypothesis"],
            "confidence": confidence(answer),
            "object_refs": refs,
            "extensions": part(json!({ "hypothesis": { "hypothesis_id": one.id, "incident_ids": answer.incidents, "blocks": one.blocks, "link": one.link, "prior": one.prior, "probability": one.p } })),
        }))
    }

    fn grouping(&self, answer: &Assessment, incidents: &[&str], notes: &[Properties]) -> Properties {
        let notes = notes.iter().filter_map(|note| note.get("id")?.as_str());
        let refs: Vec<&str> = incidents.iter().copied().chain(notes).collect();
        self.object(
            "grouping",
            "",
            json!({
                "name": answer.question,
                "description": description(answer),
                "context": "unspecified",
                "labels": ["assessment"],
                "confidence": confidence(answer),
                "object_refs": refs,
                "extensions": part(json!({ "assessment": whole(answer) })),
            }),
        )
    }
}

/// Low, moderate and high as numbers of STIX.
fn confidence(answer: &Assessment) -> Option<u8> {
    words::level(match answer.confidence.rating.as_str() {
        "high" => "High",
        "moderate" => "Med",
        _ => "Low",
    })
}

/// "Marks and Spencer and Co-op by the same operators; Harrods by others".
fn in_words(answer: &Assessment, one: &HypothesisLine) -> String {
    let names: BTreeMap<IncidentId, &str> =
        answer.incidents.iter().copied().zip(answer.victims.iter().map(String::as_str)).collect();
    let block = |block: &Vec<IncidentId>| {
        let named: Vec<&str> = block.iter().filter_map(|id| names.get(id).copied()).collect();
        if named.len() > 1 {
            format!("{} by the same operators", named.join(" and "))
        } else {
            format!("{} by others", named.concat())
        }
    };
    match one.link {
        "none" => "none of them by the same operators".to_owned(),
        _ => one.blocks.iter().map(block).collect::<Vec<_>>().join("; "),
    }
}

fn description(answer: &Assessment) -> String {
    let names: BTreeMap<IncidentId, &str> =
        answer.incidents.iter().copied().zip(answer.victims.iter().map(String::as_str)).collect();
    let name = |id: &IncidentId| names.get(id).copied().unwrap_or("?");
    let pair = |pair: &PairLine| format!("- {} and {}: {} ({:.2})", name(&pair.a), name(&pair.b), pair.phrase, pair.p);
    let mut lines: Vec<String> = answer.pairs.iter().map(pair).collect();
    lines.extend(answer.overrides.iter().map(|one| {
        format!(
            "- {} and {}: {} ({:.2}) by {}, until {}: {}",
            name(&one.a),
            name(&one.b),
            one.phrase,
            one.p,
            one.by,
            one.until,
            one.reason
        )
    }));
    let reasons = answer.confidence.reasons.join("; ");
    format!("{}\n\nConfidence: {}: {reasons}", lines.join("\n"), answer.confidence.rating.as_str())
}

/// The answer in the extension: numbers as JSON has them, no quotes (they stand in the notes of their claims).
fn whole(answer: &Assessment) -> Value {
    let evidence = answer.evidence.iter().filter(|line| !line.dropped).map(|line| {
        json!({
            "evidence_id": line.id, "family": line.family, "evidence_group": line.group, "ratio": line.lr,
            "counts_as": line.counts_as, "scope": line.scope, "claim_ids": line.claims,
            "known_from": line.known_from, "what": line.what,
        })
    });
    let overrides = answer.overrides.iter().map(|one| {
        json!({
            "incident_ids": [one.a, one.b], "probability": one.p, "computed": one.computed, "analyst": one.by,
            "reason": one.reason, "until": one.until,
        })
    });
    json!({
        "assessment_id": answer.id,
        "question": answer.question,
        "incident_ids": answer.incidents,
        "prior": answer.prior,
        "hypotheses": answer.hypotheses.iter().take(ANSWERS).map(|one| json!({
            "hypothesis_id": one.id, "blocks": one.blocks, "link": one.link, "prior": one.prior, "probability": one.p,
        })).collect::<Vec<_>>(),
        "pairs": answer.pairs.iter().map(|one| json!({
            "incident_ids": [one.a, one.b], "probability": one.p, "phrase": one.phrase,
        })).collect::<Vec<_>>(),
        "unknown_actor": answer.unknown_actor,
        "rating": answer.confidence.rating.as_str(),
        "reasons": answer.confidence.reasons,
        "evidence": evidence.collect::<Vec<_>>(),
        "overrides": overrides.collect::<Vec<_>>(),
    })
}
