//! What only another Sextant reads: the claims and documents of an edition whole, as an attachment to the event.

use crate::exchange::edition::Edition;
use crate::exchange::extension::{ClaimPart, DocumentPart, pruned, read_claim};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sextant_misp::Event;
use sextant_model::*;

/// The attachment's name.
pub(crate) const NAME: &str = "sextant-claims.json";
const FORMAT: &str = "sextant-claims/1";

/// The attachment of an edition, in base64.
pub(super) fn written(edition: &Edition) -> String {
    let claims: Vec<ClaimPart> = edition.claims.iter().map(ClaimPart::of).collect();
    let claims = serde_json::to_value(claims).ok().and_then(pruned);
    let carried = json!({
        "format": FORMAT, "incident_id": edition.record.id, "tlp": edition.record.tlp, "claims": claims,
        "documents": edition.documents,
    });
    STANDARD.encode(carried.to_string())
}

/// What an event of another Sextant carries.
pub(crate) struct Carried {
    /// The incident it is on.
    pub(crate) incident: IncidentId,
    /// Its claims, none with a label less strict than one that was put on the way.
    pub(crate) claims: Vec<ClaimPart>,
    /// The documents that make them.
    pub(crate) documents: Vec<DocumentPart>,
}

/// What `event` carries, where a Sextant made it. `label` is the event's as it came.
pub(crate) fn read(event: &Event, label: Tlp) -> Option<Result<Carried, String>> {
    let carrier = event.attributes.iter().find(|a| a.kind == "attachment" && a.value == NAME)?;
    Some(parsed(carrier.data.as_deref().unwrap_or_default(), label))
}

/// The same of an event as it is written.
pub(crate) fn of_bytes(bytes: &[u8]) -> Option<Carried> {
    let (events, _) = sextant_misp::events(bytes).ok()??;
    read(events.first()?, Tlp::Clear)?.ok()
}

fn parsed(data: &str, label: Tlp) -> Result<Carried, String> {
    let bytes = STANDARD.decode(data).map_err(|error| error.to_string())?;
    let mut carried = sextant_stix::json::parse(&bytes).map_err(|error| error.to_string())?;
    if carried["format"] != FORMAT {
        return Err(format!("its format is not {FORMAT}"));
    }
    let field = |value: Value| serde_json::from_value::<Tlp>(value).map_err(|error| error.to_string());
    let own = field(carried["tlp"].take())?;
    let incident = serde_json::from_value(carried["incident_id"].take()).map_err(|error| error.to_string())?;
    let documents = serde_json::from_value(carried["documents"].take()).map_err(|error| error.to_string())?;
    let mut claims = Vec::new();
    for part in carried["claims"].as_array_mut().into_iter().flatten() {
        let part = read_claim(part.take()).map_err(|error| error.to_string())?;
        // The event's label was made stricter on the way: then nothing in it is less strict.
        let least = if label > own { label } else { part.tlp };
        claims.push(ClaimPart { tlp: part.tlp.max(least), ..part });
    }
    Ok(Carried { incident, claims, documents })
}
