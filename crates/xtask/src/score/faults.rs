//! What a reading may never do.

use super::facts::{list, names, text};
use super::names::{plain, same};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// An exclusion turned round; an actor's word as fact; an item from elsewhere; a quote that the document has not.
pub const ALL: &[&str] = &["inverted", "claim-as-fact", "leaked", "unproved"];

/// The faults of a reading, one entry for each time. `ids`: the reading's incidents to the gold's.
pub fn of(gold: &Value, reading: &Value, ids: &BTreeMap<String, String>, source: &str) -> Vec<&'static str> {
    let mut found = Vec::new();
    let polar = |polarity: &str| -> BTreeSet<(&str, &str)> {
        list(gold, "incidents")
            .flat_map(|i| list(i, "exposure").map(move |e| (text(&i["id"]), e)))
            .filter(|(_, e)| e["polarity"] == polarity)
            .map(|(id, e)| (id, text(&e["data"])))
            .collect()
    };
    let (excluded, exposed) = (polar("not-exposed"), polar("exposed"));
    for incident in list(reading, "incidents") {
        let id = ids.get(text(&incident["id"])).map_or("", String::as_str);
        for e in list(incident, "exposure").filter(|e| e["polarity"] == "exposed") {
            let fact = (id, text(&e["data"]));
            if excluded.contains(&fact) && !exposed.contains(&fact) {
                found.push("inverted");
            }
        }
        let known = list(gold, "incidents").find(|g| text(&g["id"]) == id);
        let boast = known.is_some_and(|g| matches!(text(&g["realis"]), "alleged" | "denied"));
        if boast && incident["realis"] == "actual" {
            found.push("claim-as-fact");
        }
        let victim = names(incident);
        if list(gold, "distractors").any(|d| victim.iter().any(|n| same(&plain(text(d)), n))) {
            found.push("leaked");
        }
    }
    found.extend(items(reading).into_iter().filter(|item| !proved(item, reading, source)).map(|_| "unproved"));
    found
}

fn items(reading: &Value) -> Vec<&Value> {
    const FIELDS: [&str; 5] = ["dates", "exposure", "services", "impacts", "responses"];
    let fields = list(reading, "incidents").flat_map(|i| FIELDS.iter().flat_map(move |f| list(i, f)));
    let rest = ["claims", "indicators", "entities"].into_iter().flat_map(|f| list(reading, f));
    fields.chain(rest).collect()
}

/// Whether the quote stands in the reading's text at its place, and in the document for plain text.
fn proved(item: &Value, reading: &Value, source: &str) -> bool {
    let quote = text(&item["quote"]);
    let place = |name: &str| item[name].as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or_default();
    let (start, end) = (place("start"), place("end"));
    let stands: String = text(&reading["text"]).chars().skip(start).take(end.saturating_sub(start)).collect();
    let bare = |words: &str| words.split_whitespace().collect::<String>();
    let plain_text = reading["document"]["media_type"] == "text/plain";
    !quote.is_empty() && stands == quote && (!plain_text || bare(source).contains(&bare(quote)))
}
