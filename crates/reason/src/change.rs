//! What changed in a record between two moments: for the time line, and for whoever read it last week.

use sextant_model::*;
use std::collections::BTreeMap;

/// One difference between two states of a record.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Change {
    /// `exposure/name`, `impact/people-affected`.
    pub field: String,
    /// One sentence.
    pub what: String,
    /// Standing before; `None`: not there.
    pub before: Option<Standing>,
    /// Standing after; `None`: gone.
    pub after: Option<Standing>,
}

/// What a field says, and how it stands.
type State = (String, Standing);

/// What the later record says that the earlier one did not, and the reverse.
#[must_use]
pub fn changes(earlier: &Record, later: &Record) -> Vec<Change> {
    let (before, after) = (states(earlier), states(later));
    let mut changes: Vec<Change> = Vec::new();
    for (field, (now, standing)) in &after {
        let was = before.get(field);
        if was == Some(&(now.clone(), *standing)) {
            continue;
        }
        let what = match was {
            None => format!("New: {now} ({standing})"),
            Some((then, old)) if then == now => format!("{now}: {old}, now {standing}"),
            Some((then, _)) => format!("{then}, now {now} ({standing})"),
        };
        changes.push(Change { field: field.clone(), what, before: was.map(|w| w.1), after: Some(*standing) });
    }
    for (field, (then, standing)) in before.iter().filter(|(field, _)| !after.contains_key(*field)) {
        let what = format!("No longer stated: {then}");
        changes.push(Change { field: field.clone(), what, before: Some(*standing), after: None });
    }
    changes
}

/// Every field of a record by its path.
fn states(record: &Record) -> BTreeMap<String, State> {
    let mut states = BTreeMap::new();
    let mut put = |path: String, says: String, standing: Standing| {
        states.insert(path, (says, standing));
    };
    put("occurred".to_owned(), "the event".to_owned(), record.occurred.standing);
    for kind in &record.kinds {
        put(format!("kind/{}", kind.value), kind.value.clone(), kind.standing);
    }
    for e in &record.exposure {
        let whose = e.subjects.as_deref().map(|s| format!(" of {s}")).unwrap_or_default();
        put(format!("exposure/{}{whose}", e.data), format!("{}{whose} {}", e.data, e.polarity), e.field.standing);
    }
    for s in &record.services {
        put(format!("service/{}", s.service), format!("{} {}", s.service, s.state), s.field.standing);
    }
    for i in &record.impacts {
        let value = i.field.value.map(crate::fold::nouns::number).unwrap_or_default();
        let unit = i.unit.as_deref().unwrap_or_default();
        // Where several values hold side by side, each is a field of its own.
        let several = record.impacts.iter().filter(|o| o.kind == i.kind && o.unit == i.unit).count() > 1;
        let path = if several { format!("impact/{}/{value}", i.kind) } else { format!("impact/{}/{unit}", i.kind) };
        put(path, format!("{} {value} {unit}", i.kind).trim_end().to_owned(), i.field.standing);
    }
    for r in &record.responses {
        put(format!("response/{}", r.action), format!("{} {}", r.action, r.state), r.field.standing);
    }
    for d in &record.dates {
        put(format!("date/{}", d.field.value), d.field.value.clone(), d.field.standing);
    }
    for a in &record.actors {
        put(format!("actor/{}", a.name), format!("{} as the actor", a.name), a.field.standing);
    }
    for s in &record.statements {
        put(
            format!("statement/{}/{}", s.kind, s.field.value),
            format!("{}: {}", s.kind, s.field.value),
            s.field.standing,
        );
    }
    states
}
