//! A reading's items as claims of the ledger: every field of a record then comes from a claim with a speaker, a
//! stance and the words. Nothing is added that the reading does not hold; a gang's word stays a claim.

mod speakers;

use crate::fold::nouns::qualifier;
use sextant_model::reading::Proof;
use sextant_model::*;
use speakers::Speakers;

/// A claim before incidents and group are resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Positions in `reading.incidents` that it is on; empty: on none.
    pub about: Vec<usize>,
    /// The claim; `incidents` is empty and `group` is the document's, both to be filled by the caller
    /// (see [`crate::claim_group`]).
    pub claim: Claim,
}

/// What a draft takes over from its document.
#[derive(Debug, Clone, PartialEq)]
pub struct Teller<'a> {
    /// The document.
    pub document: DocumentId,
    /// The rule set that read it: part of the claims' identity.
    pub rules: &'a str,
    /// When this store learnt it.
    pub recorded: Instant,
    /// When it came out.
    pub published: Option<Instant>,
    /// Its label.
    pub tlp: Tlp,
    /// The independence group of its text.
    pub group: GroupId,
}

/// The claims of a reading, in the order of the reading; the same reading always gives the same ids.
#[must_use]
pub fn claims_of(reading: &Reading, teller: &Teller<'_>) -> Vec<Draft> {
    let mut desk = Desk { reading, teller, speakers: Speakers::of(reading), drafts: Vec::new() };
    for at in 0..reading.incidents.len() {
        desk.incident(at);
    }
    desk.statements();
    desk.indicators();
    desk.entities();
    desk.drafts
}

/// Whose word an item stands on.
struct Word {
    speaker: Speaker,
    stance: Stance,
}

/// Where drafts are written.
struct Desk<'a> {
    reading: &'a Reading,
    teller: &'a Teller<'a>,
    speakers: Speakers<'a>,
    drafts: Vec<Draft>,
}

impl Desk<'_> {
    fn draft(&mut self, place: &str, about: Vec<usize>, word: Word, on: Proposition, proof: &Proof) {
        let document = self.teller.document.to_string();
        let claim = Claim {
            id: ClaimId::derive(&[&document, self.teller.rules, place]),
            document: Some(self.teller.document),
            incidents: Vec::new(),
            speaker: word.speaker,
            stance: word.stance,
            proposition: on,
            quote: proof.quote.clone(),
            start: proof.start,
            end: proof.end,
            recorded: self.teller.recorded,
            published: self.teller.published,
            group: self.teller.group,
            by: proof.by.clone(),
            confidence: proof.confidence,
            supersedes: None,
            tlp: self.teller.tlp,
            publisher: self.reading.document.publisher.clone(),
        };
        self.drafts.push(Draft { about, claim });
    }

    fn incident(&mut self, at: usize) {
        let reading = self.reading;
        let Some(told) = reading.incidents.get(at) else { return };
        self.event(at, told);
        self.exposures(at, told);
        for (n, item) in told.impacts.iter().enumerate() {
            let speaker = self.speakers.named(at, item.speaker.as_deref());
            let stance = if speaker.kind == SpeakerKind::Actor { Stance::Claims } else { firmly(&speaker) };
            let word = match &item.speaker {
                Some(_) => Word { speaker, stance },
                None => self.voice_at(at, &item.proof),
            };
            let word = if is_of_theft(item.kind) { self.no_fact_from_a_boast(at, told, word) } else { word };
            let content = Content::Impact { impact: item.kind, value: item.value, unit: item.unit.clone() };
            let kind = match item.kind {
                ImpactKind::RansomDemanded | ImpactKind::RansomPaid => PropositionKind::Ransom,
                _ => PropositionKind::Impact,
            };
            self.draft(&format!("{at}/impact/{n}"), vec![at], word, on(kind, item.kind.as_str(), content), &item.proof);
        }
        self.services_and_responses(at, told);
        self.dates(at, told);
    }

    fn event(&mut self, at: usize, told: &reading::Incident) {
        let narrator = self.speakers.narrator(at);
        let word = match told.realis {
            Realis::Actual => Word { stance: firmly(&narrator), speaker: narrator },
            Realis::Alleged => Word { speaker: self.speakers.actor(at), stance: Stance::Claims },
            Realis::Possible => Word { speaker: narrator, stance: Stance::Possible },
            Realis::Denied => Word { speaker: self.speakers.victim(at), stance: Stance::Denies },
        };
        let content = Content::Event { victim: told.victim.clone(), kinds: told.kinds.clone(), realis: told.realis };
        let kinds: Vec<&str> = told.kinds.iter().map(|k| k.as_str()).collect();
        let on = on(PropositionKind::Occurred, &kinds.join(", "), content);
        self.draft(&format!("{at}/event"), vec![at], word, on, &told.proof);
    }

    fn exposures(&mut self, at: usize, told: &reading::Incident) {
        for (n, item) in told.exposure.iter().enumerate() {
            let speaker = match (&item.speaker, item.certainty) {
                // Nobody else's word may turn a gang's claim into a statement of the outlet.
                (None, Certainty::Claimed) => self.speakers.actor(at),
                (None, _) => self.voice_at(at, &item.proof).speaker,
                (name, _) => self.speakers.named(at, name.as_deref()),
            };
            let stance = exposure_stance(item, &speaker);
            let kind = match item.polarity {
                Polarity::NotExposed => PropositionKind::DataNotTaken,
                Polarity::Exposed | Polarity::Unknown => PropositionKind::DataTaken,
            };
            let content = Content::Exposure {
                data: item.data,
                polarity: item.polarity,
                certainty: item.certainty,
                qualifier: qualifier(&item.proof.quote, item.data),
                subjects: item.subjects.clone(),
                count: item.count,
            };
            let on = on(kind, item.data.as_str(), content);
            let word = Word { speaker, stance };
            let boast = item.polarity == Polarity::Exposed;
            let word = if boast { self.no_fact_from_a_boast(at, told, word) } else { word };
            self.draft(&format!("{at}/exposure/{n}"), vec![at], word, on, &item.proof);
        }
    }

    /// Where the event itself is only alleged, or denied, nobody can have stated its loot as a fact: the words are the
    /// actor's, whoever repeats them.
    fn no_fact_from_a_boast(&self, at: usize, told: &reading::Incident, word: Word) -> Word {
        let firm = matches!(word.stance, Stance::Confirms | Stance::Asserts);
        if firm && matches!(told.realis, Realis::Alleged | Realis::Denied) {
            return Word { speaker: self.speakers.actor(at), stance: Stance::Claims };
        }
        word
    }

    fn services_and_responses(&mut self, at: usize, told: &reading::Incident) {
        for (n, item) in told.services.iter().enumerate() {
            let word = self.voice_at(at, &item.proof);
            let content = Content::Service { service: item.service.clone(), state: item.state };
            let on = on(PropositionKind::Impact, &item.service, content);
            self.draft(&format!("{at}/service/{n}"), vec![at], word, on, &item.proof);
        }
        for (n, item) in told.responses.iter().enumerate() {
            let word = self.voice_at(at, &item.proof);
            let content = Content::Response { action: item.action, state: item.state };
            let on = on(response_kind(item.action), item.action.as_str(), content);
            self.draft(&format!("{at}/response/{n}"), vec![at], word, on, &item.proof);
        }
    }

    fn dates(&mut self, at: usize, told: &reading::Incident) {
        for (n, item) in told.dates.iter().enumerate() {
            let word = self.voice_at(at, &item.proof);
            let kind = match item.what {
                DateWhat::Occurred | DateWhat::Detected | DateWhat::Disclosed => PropositionKind::Occurred,
                DateWhat::Notified => PropositionKind::Notice,
                DateWhat::Restored => PropositionKind::Recovery,
                DateWhat::Attributed => PropositionKind::Responsible,
            };
            let content = Content::Date { what: item.what, from: item.from.clone(), to: item.to.clone() };
            self.draft(&format!("{at}/date/{n}"), vec![at], word, on(kind, item.what.as_str(), content), &item.proof);
        }
    }

    fn statements(&mut self) {
        let reading = self.reading;
        for (n, item) in reading.claims.iter().enumerate() {
            let about = positions(reading, &item.about);
            let word = Word { speaker: item.speaker.clone(), stance: item.stance };
            let word = match about.as_slice() {
                [at] if tells_the_event(item.proposition.kind) => match reading.incidents.get(*at) {
                    Some(told) if word.speaker.kind == SpeakerKind::Victim => {
                        self.no_fact_from_a_boast(*at, told, word)
                    }
                    _ => word,
                },
                _ => word,
            };
            let proposition = Proposition {
                kind: item.proposition.kind,
                object: item.proposition.object.clone(),
                content: Content::Statement,
            };
            self.draft(&format!("claim/{n}"), about, word, proposition, &item.proof);
        }
    }

    fn indicators(&mut self) {
        let reading = self.reading;
        for (n, item) in reading.indicators.iter().enumerate() {
            let word = self.document_voice();
            let content =
                Content::Indicator { indicator: item.kind, value: item.value.clone(), warning: item.warning.clone() };
            let all = (0..reading.incidents.len()).collect();
            let on = on(PropositionKind::Other, item.kind.as_str(), content);
            self.draft(&format!("indicator/{n}"), all, word, on, &item.proof);
        }
    }

    fn entities(&mut self) {
        let reading = self.reading;
        for (n, item) in reading.entities.iter().enumerate() {
            let word = self.document_voice();
            let content = Content::Entity { entity: item.kind, name: item.name.clone(), id: item.id.clone() };
            let kind = match item.kind {
                EntityType::ThreatActor => PropositionKind::Other,
                _ => PropositionKind::Method,
            };
            let all = (0..reading.incidents.len()).collect();
            self.draft(&format!("entity/{n}"), all, word, on(kind, &item.name, content), &item.proof);
        }
    }

    fn document_voice(&self) -> Word {
        let speaker = self.speakers.outlet();
        Word { stance: firmly(&speaker), speaker }
    }

    /// Whose words an item without a speaker stands in: those of the statement around it, else the narrator's.
    fn voice_at(&self, at: usize, proof: &Proof) -> Word {
        let reading = self.reading;
        let Some(told) = reading.incidents.get(at) else { return self.document_voice() };
        let around = reading.claims.iter().find(|c| {
            c.about.contains(&told.id) && c.proof.start < proof.end && proof.start < c.proof.end && says_so(c.stance)
        });
        match around {
            Some(claim) => Word { speaker: claim.speaker.clone(), stance: claim.stance },
            None => {
                let narrator = self.speakers.narrator(at);
                Word { stance: firmly(&narrator), speaker: narrator }
            }
        }
    }
}

fn on(kind: PropositionKind, object: &str, content: Content) -> Proposition {
    Proposition { kind, object: Some(object.to_owned()).filter(|o| !o.is_empty()), content }
}

/// Statements by which a victim would own up to what the reading as a whole says that it denies.
fn tells_the_event(kind: PropositionKind) -> bool {
    matches!(kind, PropositionKind::Occurred | PropositionKind::DataTaken | PropositionKind::StillPresent)
}

/// Figures that say how much was taken.
fn is_of_theft(impact: ImpactKind) -> bool {
    matches!(impact, ImpactKind::DataVolume | ImpactKind::RecordsAffected | ImpactKind::PeopleAffected)
}

fn positions(reading: &Reading, ids: &[String]) -> Vec<usize> {
    ids.iter().filter_map(|id| reading.incidents.iter().position(|i| i.id == *id)).collect()
}

/// Whether a stance puts its content forward (a denial or a doubt does not).
fn says_so(stance: Stance) -> bool {
    matches!(stance, Stance::Confirms | Stance::Asserts | Stance::Claims | Stance::Possible)
}

/// The stance of somebody who says it without a hedge.
fn firmly(speaker: &Speaker) -> Stance {
    match speaker.kind {
        SpeakerKind::Victim | SpeakerKind::Authority => Stance::Confirms,
        SpeakerKind::Actor => Stance::Claims,
        _ => Stance::Asserts,
    }
}

fn exposure_stance(item: &reading::Exposure, speaker: &Speaker) -> Stance {
    match (item.polarity, item.certainty) {
        (Polarity::Unknown, _) if no_evidence(&item.proof.quote) => Stance::NoEvidence,
        (Polarity::Unknown, _) => Stance::CannotSay,
        (_, Certainty::Claimed) => Stance::Claims,
        _ if speaker.kind == SpeakerKind::Actor => Stance::Claims,
        (_, Certainty::Possible) => Stance::Possible,
        (_, Certainty::Confirmed) => firmly(speaker),
    }
}

/// "No evidence" is not "we do not know": the record says which it was.
fn no_evidence(quote: &str) -> bool {
    let lower = quote.to_lowercase();
    ["no evidence", "no indication", "no sign", "not seen any", "no reason to believe"]
        .iter()
        .any(|w| lower.contains(w))
}

fn response_kind(action: ResponseAction) -> PropositionKind {
    match action {
        ResponseAction::NotifyPeople | ResponseAction::NotifyRegulator | ResponseAction::NotifyPolice => {
            PropositionKind::Notice
        }
        ResponseAction::Restore => PropositionKind::Recovery,
        ResponseAction::PayRansom | ResponseAction::RefuseRansom => PropositionKind::Ransom,
        _ => PropositionKind::Other,
    }
}
