//! From a reading's items to claims: whose word each stands on.

use serde_json::json;
use sextant_model::*;
use sextant_reason::{Draft, Teller, claims_of};

fn reading(realis: &str, publisher: &str) -> Reading {
    let proof = |quote: &str| json!({"quote": quote, "start": 0, "end": 5, "by": "rule", "confidence": 1.0});
    let with = |mut item: serde_json::Value, quote: &str| {
        item.as_object_mut().unwrap().extend(proof(quote).as_object().unwrap().clone());
        item
    };
    let claim = |id: &str, name: Option<&str>, kind: &str, stance: &str, on: &str| {
        let item = json!({"id": id, "about": ["i1"], "speaker": {"name": name, "kind": kind}, "stance": stance,
            "proposition": {"kind": on, "object": null}, "cue": "said"});
        let mut item = with(item, "words far away");
        (item["start"], item["end"]) = (json!(900), json!(910));
        item
    };
    let exposure = |data: &str, polarity: &str, certainty: &str, speaker: Option<&str>, quote: &str| {
        with(
            json!({"data": data, "polarity": polarity, "certainty": certainty, "subjects": null, "count": null, "speaker": speaker}),
            quote,
        )
    };
    let incident = json!({"id": "i1", "victim": {"name": "Kestrelberg Bank", "aliases": ["Kestrelberg"], "sector": null, "country": null},
        "kinds": ["data-breach"], "realis": realis, "dates": [],
        "exposure": [
            exposure("health", "exposed", "claimed", None, "records of patients"),
            exposure("name", "exposed", "confirmed", Some("the bank"), "names"),
            exposure("password", "not-exposed", "confirmed", Some("Kestrelberg"), "no passwords"),
            exposure("payment-card", "unknown", "possible", Some("Kestrelberg"), "no evidence that cards were taken"),
            exposure("location", "unknown", "possible", Some("Kestrelberg"), "could not rule out locations"),
        ],
        "services": [with(json!({"service": "online banking", "state": "down"}), "online banking is down")],
        "impacts": [with(json!({"kind": "data-volume", "value": 1.8, "unit": "TB", "speaker": "Kestrelberg Bank"}), "1.8 TB")],
        "responses": []});
    serde_json::from_value(json!({
        "format": "sextant-reading/1", "text": "words", "incidents": [with(incident, "hacked")],
        "document": {"sha256": "0", "title": null, "publisher": publisher, "author": null, "published": null, "url": null,
            "language": "en", "media_type": "text/plain"},
        "claims": [
            claim("c1", Some("Obsidian Jackal"), "actor", "claims", "data-taken"),
            claim("c2", Some("Kestrelberg Bank"), "victim", "confirms", "data-taken"),
        ],
        "indicators": [with(json!({"type": "domain-name", "value": "bad.example", "defanged": true}), "bad[.]example")],
        "entities": [],
    }))
    .unwrap()
}

fn drafts(realis: &str, publisher: &str) -> Vec<Draft> {
    let teller = Teller {
        document: DocumentId::derive(&["d"]),
        rules: "r1",
        recorded: Instant::UNIX_EPOCH,
        published: None,
        tlp: Tlp::Clear,
        group: GroupId::derive(&["g"]),
    };
    claims_of(&reading(realis, publisher), &teller)
}

fn word(drafts: &[Draft], wanted: impl Fn(&Content) -> bool) -> (Option<&str>, SpeakerKind, Stance) {
    let claim = &drafts.iter().find(|d| wanted(&d.claim.proposition.content)).unwrap().claim;
    (claim.speaker.name.as_deref(), claim.speaker.kind, claim.stance)
}

fn exposed(kind: DataKind) -> impl Fn(&Content) -> bool {
    move |content| matches!(content, Content::Exposure { data, .. } if *data == kind)
}

#[test]
fn a_claimed_exposure_is_the_actors_word_whoever_prints_it() {
    let found = drafts("actual", "Harbour Wire");
    assert_eq!(word(&found, exposed(DataKind::Health)), (Some("Obsidian Jackal"), SpeakerKind::Actor, Stance::Claims));
    assert_eq!(word(&found, exposed(DataKind::Password)), (Some("Kestrelberg"), SpeakerKind::Victim, Stance::Confirms));
    assert_eq!(word(&found, exposed(DataKind::PaymentCard)).2, Stance::NoEvidence);
    assert_eq!(word(&found, exposed(DataKind::Location)).2, Stance::CannotSay);
    let service = |c: &Content| matches!(c, Content::Service { .. });
    assert_eq!(word(&found, service), (Some("Harbour Wire"), SpeakerKind::Press, Stance::Asserts));
}

#[test]
fn where_the_event_is_denied_nobody_confirms_its_loot() {
    for realis in ["denied", "alleged"] {
        let found = drafts(realis, "Harbour Wire");
        let confirming = found.iter().filter(|d| d.claim.stance == Stance::Confirms);
        let loot = |d: &&Draft| d.claim.proposition.kind != PropositionKind::DataNotTaken;
        assert_eq!(confirming.filter(loot).count(), 0, "{realis}");
        let volume = |c: &Content| matches!(c, Content::Impact { .. });
        assert_eq!(word(&found, volume), (Some("Obsidian Jackal"), SpeakerKind::Actor, Stance::Claims));
    }
    let event = |c: &Content| matches!(c, Content::Event { .. });
    assert_eq!(word(&drafts("denied", "x"), event), (Some("Kestrelberg Bank"), SpeakerKind::Victim, Stance::Denies));
    assert_eq!(word(&drafts("alleged", "x"), event), (Some("Obsidian Jackal"), SpeakerKind::Actor, Stance::Claims));
}

#[test]
fn a_victims_own_notice_is_its_own_word() {
    let event = |c: &Content| matches!(c, Content::Event { .. });
    assert_eq!(word(&drafts("actual", "Kestrelberg"), event).1, SpeakerKind::Victim);
    assert_eq!(word(&drafts("actual", "Harbour Wire"), event).1, SpeakerKind::Press);
}

#[test]
fn the_same_reading_gives_the_same_ids_and_each_once() {
    let (one, two) = (drafts("actual", "Harbour Wire"), drafts("actual", "Harbour Wire"));
    assert_eq!(one, two);
    let ids: std::collections::BTreeSet<_> = one.iter().map(|d| d.claim.id).collect();
    assert_eq!(ids.len(), one.len());
    let indicator = one.iter().find(|d| matches!(d.claim.proposition.content, Content::Indicator { .. })).unwrap();
    assert_eq!(indicator.about, [0]);
}
