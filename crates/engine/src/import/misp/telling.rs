//! An event as text, and the claims that its lines make. Everything that the event holds is in the text, known or not.

use super::meaning::{attack_id, contents, entity, label_of, opinion, stance, told};
use sextant_misp::Event;
use sextant_misp::event::{Analyst, AnalystSaid, Attribute, Object, Proposal, Sighting, SightingKind};
use sextant_misp::tags::{self, Interval};
use sextant_model::*;

/// How sure a reading is of what a maker states without a word on how sure it is.
const PLAIN: f32 = 1.0;
/// Code points of one claim's quote, at most.
const QUOTE: usize = 4000;

/// An event as text, and the claims that its lines make.
pub(super) struct Telling<'a> {
    pub(super) event: &'a Event,
    pub(super) document: DocumentId,
    pub(super) label: Tlp,
    recorded: Instant,
    pub(super) published: Option<Instant>,
    pub(super) text: String,
    /// Code points of `text` so far.
    length: usize,
    pub(super) claims: Vec<Claim>,
}

/// Who says a line, and how.
struct Voice<'v> {
    speaker: Option<&'v str>,
    stance: Stance,
    certainty: Option<Interval>,
}

impl<'a> Telling<'a> {
    /// What of the event has this label; `whole` says that it is the event's own.
    pub(super) fn of(event: &'a Event, document: DocumentId, label: Tlp, whole: bool, recorded: Instant) -> Self {
        let changed = event.timestamp.and_then(|at| Instant::from_second(at).ok());
        let published = changed.or_else(|| event.date.as_deref().and_then(crate::ingest::instant));
        let (text, claims) = (String::new(), Vec::new());
        let mut telling = Self { event, document, label, recorded, published, text, length: 0, claims };
        telling.write(&event.info);
        telling.write("\n");
        if whole {
            telling.head();
        }
        let least = if whole { label } else { Tlp::Clear };
        let mine = |attribute: &&Attribute| label_of(attribute, least) == label;
        for attribute in event.attributes.iter().filter(mine) {
            telling.attribute(attribute);
        }
        for object in event.objects.iter().filter(|object| object.attributes.iter().any(|a| mine(&a))) {
            telling.object(object, &mine);
        }
        for proposal in event.proposals.iter().filter(|proposal| mine(&&proposal.attribute)) {
            telling.proposal(proposal);
        }
        if whole {
            telling.tail();
        }
        telling
    }

    /// Tags and clusters of the event as a whole.
    fn head(&mut self) {
        let event = self.event;
        let tags: Vec<String> = event.tags.iter().map(|tag| told(tag)).collect();
        if !tags.is_empty() {
            self.write(&format!("\ntags: {}", tags.join(", ")));
        }
        for cluster in &event.clusters {
            self.cluster(&cluster.galaxy, &cluster.value, &event.tags);
        }
        self.tagged(&event.tags, &event.clusters.iter().map(|c| c.value.as_str()).collect::<Vec<_>>());
    }

    /// What analysts say, and reports.
    fn tail(&mut self) {
        let event = self.event;
        for said in &event.analyst {
            self.analyst(said);
        }
        for report in &event.reports {
            self.write(&format!("\n\nreport: {}\n{}", report.name, report.content));
        }
    }

    fn attribute(&mut self, attribute: &Attribute) {
        let voice = self.voice(&attribute.tags);
        let role = attribute.relation.as_deref().filter(|role| *role != attribute.kind);
        let role = role.map_or_else(String::new, |role| format!("{role}, "));
        self.write(&format!("\n{role}{}: ", attribute.kind));
        self.value(attribute, &voice);
        if !attribute.comment.trim().is_empty() {
            self.write(&format!(" ({})", attribute.comment.trim()));
        }
        if !attribute.tags.is_empty() {
            let tags: Vec<String> = attribute.tags.iter().map(|tag| told(tag)).collect();
            self.write(&format!(" [{}]", tags.join(", ")));
        }
        for (galaxy, name) in &attribute.clusters {
            self.cluster(galaxy, name, &attribute.tags);
        }
        let names: Vec<&str> = attribute.clusters.iter().map(|(_, name)| name.as_str()).collect();
        self.tagged(&attribute.tags, &names);
        for sighting in &attribute.sightings {
            self.sighting(attribute, sighting);
        }
    }

    /// The value, and what it says.
    fn value(&mut self, attribute: &Attribute, voice: &Voice<'_>) {
        let start = self.length;
        self.write(&attribute.value);
        for content in contents(&attribute.kind, &attribute.value) {
            self.claim(voice, content, &attribute.value, start);
        }
    }

    fn object(&mut self, object: &Object, mine: &dyn Fn(&&Attribute) -> bool) {
        self.write(&format!("\n\n{} ({})", object.name, object.meta_category));
        if !object.comment.trim().is_empty() {
            self.write(&format!(": {}", object.comment.trim()));
        }
        for attribute in object.attributes.iter().filter(mine) {
            self.attribute(attribute);
        }
        for reference in &object.references {
            self.write(&format!("\n{} {}", reference.relationship, reference.target));
        }
        self.write("\n");
    }

    fn proposal(&mut self, proposal: &Proposal) {
        let by = proposal.by.as_deref().unwrap_or("another organisation");
        let attribute = &proposal.attribute;
        if proposal.to_delete {
            let object = format!("{} {}", attribute.kind, attribute.value);
            let line = format!("proposed by {by} to delete: {object}");
            let voice = Voice { speaker: proposal.by.as_deref(), stance: Stance::Doubts, certainty: None };
            return self.statement(&voice, &line, object, PropositionKind::Other);
        }
        self.write(&format!("\nproposed by {by}, {}: ", attribute.kind));
        self.value(attribute, &Voice { speaker: proposal.by.as_deref(), stance: Stance::Possible, certainty: None });
    }

    /// "seen by Harbour CERT on 2025-03-01".
    fn sighting(&mut self, attribute: &Attribute, sighting: &Sighting) {
        let by = sighting.by.as_deref().map_or_else(String::new, |by| format!(" by {by}"));
        let at = sighting.at.and_then(|at| Instant::from_second(at).ok());
        let day = at.map_or_else(String::new, |at| format!(" on {}", at.strftime("%Y-%m-%d")));
        let (what, stance) = match sighting.kind {
            SightingKind::Seen => ("seen", Stance::Asserts),
            SightingKind::FalsePositive => ("called a false positive", Stance::Denies),
            SightingKind::Expired => ("called expired", Stance::Doubts),
        };
        let voice = Voice { speaker: sighting.by.as_deref(), stance, certainty: None };
        let object = format!("{} {} seen", attribute.kind, attribute.value);
        self.statement(&voice, &format!("{what}{by}{day}"), object, PropositionKind::Other);
    }

    fn analyst(&mut self, analyst: &Analyst) {
        let by = Some(analyst.authors.as_str()).filter(|by| !by.is_empty());
        let who = by.unwrap_or("an analyst");
        let on = format!("{} {}", analyst.on_kind, analyst.on);
        let (line, stance, kind, object) = match &analyst.said {
            AnalystSaid::Note(words) => {
                (format!("note by {who} on {on}: {words}"), Stance::Asserts, PropositionKind::Other, words.clone())
            }
            AnalystSaid::Opinion(value, words) => {
                let line = format!("opinion of {who} on {on}, {value} of 100: {words}");
                (line, opinion(*value), PropositionKind::Other, on)
            }
            AnalystSaid::Relationship(relation, kind, target) => {
                let object = format!("{on} {relation} {kind} {target}");
                (format!("relationship by {who}: {object}"), Stance::Asserts, PropositionKind::Linked, object)
            }
        };
        self.statement(&Voice { speaker: by, stance, certainty: None }, &line, object, kind);
    }

    /// A line that is one statement.
    fn statement(&mut self, voice: &Voice<'_>, line: &str, object: String, kind: PropositionKind) {
        self.write("\n");
        let start = self.length;
        self.write(line);
        let object = object.chars().take(300).collect();
        let proposition = Proposition { kind, object: Some(object), content: Content::Statement };
        self.push(voice, proposition, line, start);
    }

    /// "threat-actor: Wizard Spider".
    fn cluster(&mut self, galaxy: &str, name: &str, tags: &[String]) {
        self.write(&format!("\n{galaxy}: "));
        let start = self.length;
        self.write(name);
        if let Some(entity) = entity(galaxy) {
            let (short, id) = attack_id(name);
            let content = Content::Entity { entity, name: short.to_owned(), id: id.map(str::to_owned) };
            let voice = self.voice(tags);
            self.claim(&voice, content, name, start);
        }
    }

    /// Clusters that only a tag names.
    fn tagged(&mut self, tags: &[String], told: &[&str]) {
        for (galaxy, name) in tags.iter().filter_map(|tag| tags::galaxy(tag)) {
            if !told.contains(&name) {
                self.cluster(galaxy, name, tags);
            }
        }
    }

    /// The maker's voice, as sure as the tags say, else those of the event.
    fn voice(&self, tags: &[String]) -> Voice<'a> {
        let certainty = tags::certainty(tags).or_else(|| tags::certainty(&self.event.tags));
        Voice { speaker: maker(self.event), stance: stance(certainty), certainty }
    }

    /// All that one maker says has one origin.
    pub(super) fn group(&self) -> GroupId {
        sextant_reason::document_group(self.document, maker(self.event), None)
    }

    fn write(&mut self, words: &str) {
        self.text.push_str(words);
        self.length += words.chars().count();
    }

    fn claim(&mut self, voice: &Voice<'_>, content: Content, quote: &str, start: usize) {
        let object = match &content {
            Content::Indicator { indicator, value, .. } => format!("{indicator} {value}"),
            Content::Entity { entity, name, .. } => format!("{entity} {name}"),
            _ => quote.to_owned(),
        };
        let proposition = Proposition { kind: PropositionKind::Other, object: Some(object), content };
        self.push(voice, proposition, quote, start);
    }

    fn push(&mut self, voice: &Voice<'_>, proposition: Proposition, quote: &str, start: usize) {
        let quote: String = quote.chars().take(QUOTE).collect();
        let maker = maker(self.event);
        let own = self.group();
        let mut claim = Claim {
            id: ClaimId::derive(&[&self.document.to_string(), "misp", &self.claims.len().to_string()]),
            document: Some(self.document),
            incidents: Vec::new(),
            speaker: Speaker { name: voice.speaker.map(str::to_owned), kind: SpeakerKind::Other },
            stance: voice.stance,
            proposition,
            start,
            end: start + quote.chars().count(),
            quote,
            recorded: self.recorded,
            published: self.published,
            group: own,
            by: format!("misp:{}", self.event.uuid),
            confidence: voice.certainty.map_or(PLAIN, |band| band.low),
            supersedes: None,
            tlp: self.label,
            publisher: maker.map(str::to_owned),
        };
        if voice.speaker != maker {
            claim.group = sextant_reason::claim_group(&claim, own, None);
        }
        self.claims.push(claim);
    }
}

/// The name of an event's maker.
pub(super) fn maker(event: &Event) -> Option<&str> {
    event.maker.as_ref().map(|maker| maker.name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use sextant_misp::event::Cluster;

    fn attribute(kind: &str, value: &str) -> Attribute {
        let (kind, value, comment) = (kind.to_owned(), value.to_owned(), "séen".to_owned());
        Attribute { kind, value, comment, ..Attribute::default() }
    }

    #[test]
    fn every_claim_quotes_the_event_s_text() {
        let phishing = Cluster {
            galaxy: "mitre-attack-pattern".to_owned(),
            value: "Phishing - T1566".to_owned(),
            ..Cluster::default()
        };
        let sighting =
            Sighting { kind: SightingKind::Seen, at: Some(1_700_000_000), by: Some("Mühle CERT".to_owned()) };
        let note = Analyst {
            uuid: "n".to_owned(),
            authors: "Ann".to_owned(),
            created: None,
            on_kind: "Event".to_owned(),
            on: "a".to_owned(),
            said: AnalystSaid::Note("looks staged".to_owned()),
        };
        let seen = Attribute { sightings: vec![sighting], ..attribute("ip-dst", "198.51.100.3") };
        let event = Event {
            uuid: "a".to_owned(),
            info: "Phishing à la carte".to_owned(),
            tags: vec!["misp-galaxy:threat-actor=\"Sofacy\"".to_owned(), "x:unknown".to_owned()],
            clusters: vec![phishing],
            attributes: vec![attribute("filename|md5", "ü.exe|da39a3"), seen, attribute("x-new", "kept")],
            proposals: vec![Proposal { attribute: attribute("domain", "a.example"), by: None, to_delete: false }],
            analyst: vec![note],
            ..Event::default()
        };
        let id = DocumentId::derive(&["a"]);
        let telling = Telling::of(&event, id, Tlp::Green, true, Instant::UNIX_EPOCH);
        for claim in &telling.claims {
            let words: String = telling.text.chars().skip(claim.start).take(claim.end - claim.start).collect();
            assert_eq!(words, claim.quote);
        }
        assert_eq!(telling.claims.len(), 8, "{:#?}", telling.claims);
        let technique = &telling.claims[0].proposition.content;
        assert!(matches!(technique, Content::Entity { name, id: Some(id), .. } if name == "Phishing" && id == "T1566"));
        for kept in ["x-new: kept", "x:unknown", "seen by Mühle CERT on 2023-11-14", "looks staged"] {
            assert!(telling.text.contains(kept), "{kept} in {}", telling.text);
        }
    }
}
