//! Incidents of other makers: each version is a document, its statement an event, resolved to an incident that is
//! known where victim, time and kind agree.

use super::Run;
use super::index::{Index, named};
use super::objects::{instant, label_for, label_of_itself, version};
use super::own::elsewhere;
use super::statements::{Maker, Said};
use crate::Result;
use crate::exchange::EXTENSION;
use serde_json::Value;
use sextant_model::*;
use sextant_reason::{Event, Match};
use sextant_stix::object::Object;
use sextant_stix::object::view::IncidentCore;
use sextant_store::{Append, Ledger, Presence};
use std::collections::BTreeSet;

impl Run<'_> {
    /// Learns incidents that other programs describe.
    pub(super) fn learn_incidents(
        &mut self,
        origin: &str,
        objects: &[&Object],
        label: Tlp,
        index: &Index<'_>,
        touched: &mut BTreeSet<IncidentId>,
    ) -> Result<()> {
        let foreign =
            objects.iter().filter(|object| object.kind() == "incident" && object.extension(EXTENSION).is_none());
        for object in foreign.filter(|object| !object.is_revoked()) {
            self.learn_incident(origin, object, label, index, touched)?;
        }
        Ok(())
    }

    fn learn_incident(
        &mut self,
        origin: &str,
        object: &Object,
        label: Tlp,
        index: &Index<'_>,
        touched: &mut BTreeSet<IncidentId>,
    ) -> Result<()> {
        let maker = Maker::of(&*self.ledger, object, index)?;
        let document = self.incident_document(origin, object, label, &maker);
        if self.ledger.presence(document.id)? != Presence::Absent {
            return Ok(());
        }
        let (said, victim, kinds) = event(&*self.ledger, object, index)?;
        let mut claim = maker.claim(&*self.ledger, object, said, label, self.recorded)?;
        claim.document = Some(document.id);
        claim.end = claim.quote.chars().count();
        let at = document.published_at.unwrap_or(self.recorded);
        let keys = sextant_reason::keys([victim.as_str()]);
        let event =
            Event { at, keys, kinds: kinds.into_iter().collect(), dates: BTreeSet::new(), actors: BTreeSet::new() };
        let (incident, new) = self.resolve(object, &event)?;
        claim.incidents = vec![incident];
        let group = claim.group;
        let append = Append {
            sightings: vec![event.sighting(incident, document.id)],
            bytes: object.as_bytes().to_vec(),
            ..elsewhere(document, vec![claim], group, self.by, self.recorded)
        };
        if self.keep_document(&append)? {
            self.tally.incidents += usize::from(new);
            touched.insert(incident);
        }
        Ok(())
    }

    /// The incident that it is, and whether that is new. A later version is on the same incident as the first.
    fn resolve(&self, object: &Object, event: &Event) -> Result<(IncidentId, bool)> {
        let own = IncidentId::derive(&["stix", object.id().unwrap_or_default()]);
        if self.ledger.profile(own)?.is_some() {
            return Ok((own, false));
        }
        let (from, to) = sextant_reason::search_window(event.at);
        let keys: Vec<String> = event.keys.iter().cloned().collect();
        Ok(match sextant_reason::resolve(event, &self.ledger.candidates(&keys, from, to)?) {
            Match::Same(id, _) => (id, false),
            Match::Doubtful(..) | Match::New => (own, true),
        })
    }

    fn incident_document(&self, origin: &str, object: &Object, label: Tlp, maker: &Maker) -> Document {
        let name = named(object);
        let text = [Some(name.as_str()), object.text("description")];
        let text = text.into_iter().flatten().collect::<Vec<_>>().join("\n\n");
        let url = object.get("external_references").and_then(|refs| refs.get(0)?.get("url")?.as_str());
        let published_at = object.version().and_then(instant);
        let meta = DocumentMeta {
            sha256: crate::access::digest(object.as_bytes()),
            title: Some(name),
            publisher: maker.name().map(str::to_owned),
            published: published_at.map(|at| at.to_string()),
            url: url.map(str::to_owned),
            media_type: "application/stix+json".to_owned(),
            ..DocumentMeta::default()
        };
        let blocks = vec![Block { kind: BlockKind::Paragraph, start: 0, end: text.len() }];
        Document {
            id: DocumentId::derive(&["stix", object.id().unwrap_or_default(), &version(object)]),
            clean: CleanDocument { meta, text, blocks, problems: Vec::new() },
            origin: origin.to_owned(),
            retrieved: self.recorded,
            published_at,
            tlp: label_for(object, label).max(maker.label()),
        }
    }
}

/// The event that an incident states, its victim and its kinds.
fn event(ledger: &dyn Ledger, object: &Object, index: &Index<'_>) -> Result<(Said, String, Vec<IncidentKind>)> {
    let name = named(object);
    let (victim, label) = victim(ledger, object, index)?
        .unwrap_or_else(|| (reading::Victim { name: name.clone(), ..Default::default() }, Tlp::Clear));
    let core = IncidentCore::of(object);
    let told = core.map(|core| core.incident_types()).unwrap_or_default();
    let labels = object.get("labels").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let mut kinds: Vec<IncidentKind> = told.into_iter().chain(labels).filter_map(kind_of).collect();
    if kinds.is_empty() {
        kinds.push(IncidentKind::Unspecified);
    }
    let (realis, stance) = match core.and_then(|core| core.determination()) {
        Some("suspected") => (Realis::Possible, Some(Stance::Possible)),
        Some("false-positive") => (Realis::Denied, Some(Stance::Denies)),
        _ if object.confidence().is_some_and(|value| value < 30) => (Realis::Possible, None),
        _ => (Realis::Actual, None),
    };
    let victim_name = victim.name.clone();
    let content = Content::Event { victim, kinds: kinds.clone(), realis };
    let proposition = Proposition { kind: PropositionKind::Occurred, object: Some(name.clone()), content };
    Ok((Said { proposition, quote: name, stance, label }, victim_name, kinds))
}

/// The organisation that a relationship of the incident leads to.
fn victim(ledger: &dyn Ledger, object: &Object, index: &Index<'_>) -> Result<Option<(reading::Victim, Tlp)>> {
    for link in index.links_of(object.id().unwrap_or_default()) {
        let suffers = matches!(link.text("relationship_type"), Some("targets" | "impacts" | "related-to"));
        let target = link.text("target_ref").filter(|id| suffers && id.starts_with("identity--"));
        if let Some((identity, label)) = target.map(|id| index.object(ledger, id)).transpose()?.flatten() {
            let sector = identity.get("sectors").and_then(|sectors| sectors.get(0)?.as_str()).map(str::to_owned);
            let name = named(&identity);
            let label = label.max(label_of_itself(link).unwrap_or(Tlp::Clear));
            return Ok(Some((reading::Victim { name, aliases: Vec::new(), sector, country: None }, label)));
        }
    }
    Ok(None)
}

/// Our word for a kind of incident, from the extension's vocabulary or from ours.
fn kind_of(word: &str) -> Option<IncidentKind> {
    match word {
        "unauthorized-release" => Some(IncidentKind::DataBreach),
        "unauthorized-access" | "compromised-system" => Some(IncidentKind::Intrusion),
        "denial-of-service" => Some(IncidentKind::Ddos),
        "supply-chain-customer" | "supply-chain-vendor" => Some(IncidentKind::SupplyChain),
        other => other.parse().ok(),
    }
}
