//! The lines of the list of incidents, folded again for incidents that changed: by both clocks, for every audience.

use crate::{Result, gate};
use sextant_model::*;
use sextant_store::Ledger;
use std::collections::BTreeSet;

/// Folds the lines of these incidents again.
pub(crate) fn refresh(ledger: &mut dyn Ledger, touched: &BTreeSet<IncidentId>) -> Result<()> {
    for &incident in touched {
        let Some(dossier) = ledger.dossier(incident, AsOf::default())? else {
            ledger.put_summaries(incident, &[])?;
            continue;
        };
        if dossier.incident != incident {
            // Joined into another: its own lines end.
            ledger.put_summaries(incident, &[])?;
        }
        let versions = versions(&dossier);
        ledger.put_summaries(dossier.incident, &versions)?;
    }
    Ok(())
}

fn versions(dossier: &Dossier) -> Vec<SummaryVersion> {
    let mut versions = Vec::new();
    for clock in [Clock::Published, Clock::Recorded] {
        let mut folded: Option<(usize, Vec<SummaryVersion>)> = None;
        for audience in Tlp::ALL {
            let seen = dossier.claims.iter().filter(|claim| claim.tlp.allows(audience)).count()
                + dossier.documents.iter().filter(|document| document.tlp.allows(audience)).count();
            // What another level does not add to is folded once.
            let lines = match folded.take() {
                Some((count, lines)) if count == seen => lines,
                _ => fold(dossier, clock, audience),
            };
            versions.extend(lines.iter().map(|line| SummaryVersion { audience, ..line.clone() }));
            folded = Some((seen, lines));
        }
    }
    versions
}

fn fold(dossier: &Dossier, clock: Clock, audience: Tlp) -> Vec<SummaryVersion> {
    // Doubts never show in the list, so whether their other side is visible does not matter here.
    let visible = gate::dossier(dossier.clone(), Some(audience), |_| false);
    visible.map(|dossier| sextant_reason::versions(&dossier, clock, audience)).unwrap_or_default()
}
