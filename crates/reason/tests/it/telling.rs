//! Small tellings for the tests: who says what, on which day, in which outlet.

use sextant_model::*;

pub fn at(day: &str) -> Instant {
    format!("{day}T00:00:00Z").parse().unwrap()
}

/// A claim under construction: the outlet "Harbour Wire" tells it unless told otherwise.
#[derive(Debug, Clone)]
pub struct Said {
    pub claim: Claim,
}

fn said(
    day: &str,
    name: Option<&str>,
    kind: SpeakerKind,
    stance: Stance,
    on: PropositionKind,
    content: Content,
) -> Said {
    let seed = format!("{day}/{name:?}/{kind}/{stance}/{on}/{content:?}");
    let claim = Claim {
        id: ClaimId::derive(&[&seed]),
        document: None,
        incidents: vec![incident()],
        speaker: Speaker { name: name.map(str::to_owned), kind },
        stance,
        proposition: Proposition { kind: on, object: None, content },
        quote: seed.clone(),
        start: 0,
        end: 1,
        recorded: at("2026-01-01"),
        published: Some(at(day)),
        group: GroupId::derive(&["none"]),
        by: "test".into(),
        confidence: 1.0,
        supersedes: None,
        tlp: Tlp::Clear,
        publisher: None,
    };
    Said { claim }.by("Harbour Wire")
}

pub fn incident() -> IncidentId {
    IncidentId::derive(&["fold"])
}

impl Said {
    /// Told by another outlet.
    pub fn by(mut self, outlet: &str) -> Self {
        let day = self.claim.published.map(|p| p.to_string()).unwrap_or_default();
        let document = DocumentId::derive(&[outlet, &day]);
        self.claim.id = ClaimId::derive(&[&self.claim.quote, outlet]);
        self.claim.document = Some(document);
        if self.claim.speaker.kind == Press {
            self.claim.speaker.name = Some(outlet.to_owned());
        }
        self.claim.publisher = Some(outlet.to_owned());
        let group = sextant_reason::document_group(document, Some(outlet), None);
        self.claim.group = sextant_reason::claim_group(&self.claim, group, None);
        self
    }

    pub fn object(mut self, object: &str) -> Self {
        self.claim.proposition.object = Some(object.to_owned());
        self
    }

    pub fn words(mut self, quote: &str) -> Self {
        self.claim.quote = quote.to_owned();
        self
    }

    pub fn recorded(mut self, day: &str) -> Self {
        self.claim.recorded = at(day);
        self
    }
}

use SpeakerKind::*;

pub fn victim(day: &str, stance: Stance, on: PropositionKind) -> Said {
    said(day, Some("Telvasco"), Victim, stance, on, Content::Statement)
}

pub fn gang(day: &str, on: PropositionKind) -> Said {
    said(day, Some("Night Jackal"), Actor, Stance::Claims, on, Content::Statement)
}

pub fn party(day: &str, name: &str, kind: SpeakerKind, stance: Stance, on: PropositionKind) -> Said {
    said(day, Some(name), kind, stance, on, Content::Statement)
}

/// The outlet's telling of the event itself.
pub fn event(day: &str, kinds: &[IncidentKind], realis: Realis) -> Said {
    let victim = reading::Victim { name: "Telvasco".into(), ..reading::Victim::default() };
    let content = Content::Event { victim, kinds: kinds.to_vec(), realis };
    let (name, kind, stance) = match realis {
        Realis::Actual => (Some("Harbour Wire"), Press, Stance::Asserts),
        Realis::Alleged => (Some("Night Jackal"), Actor, Stance::Claims),
        Realis::Possible => (Some("Harbour Wire"), Press, Stance::Possible),
        Realis::Denied => (Some("Telvasco"), Victim, Stance::Denies),
    };
    said(day, name, kind, stance, PropositionKind::Occurred, content)
}

pub fn data(day: &str, who: SpeakerKind, stance: Stance, data: DataKind, polarity: Polarity) -> Said {
    let name = match who {
        Victim => Some("Telvasco"),
        Actor => Some("Night Jackal"),
        Press => Some("Harbour Wire"),
        _ => None,
    };
    let certainty = match stance {
        Stance::Claims => Certainty::Claimed,
        Stance::Possible => Certainty::Possible,
        _ => Certainty::Confirmed,
    };
    let subjects = Some("customers".to_owned());
    let content = Content::Exposure { data, polarity, certainty, qualifier: None, subjects, count: None };
    let on = if polarity == Polarity::NotExposed { PropositionKind::DataNotTaken } else { PropositionKind::DataTaken };
    said(day, name, who, stance, on, content)
}

pub fn count(day: &str, who: SpeakerKind, name: &str, people: f64) -> Said {
    let stance = if who == Victim || who == Authority { Stance::Confirms } else { Stance::Asserts };
    let content =
        Content::Impact { impact: ImpactKind::PeopleAffected, value: Some(people), unit: Some("people".into()) };
    said(day, Some(name), who, stance, PropositionKind::Impact, content)
}

pub fn service(day: &str, name: &str, state: ServiceState) -> Said {
    let content = Content::Service { service: name.into(), state };
    said(day, Some("Harbour Wire"), Press, Stance::Asserts, PropositionKind::Impact, content)
}

/// All of it as what the ledger hands out.
pub fn dossier(said: Vec<Said>) -> Dossier {
    let claims: Vec<Claim> = said.into_iter().map(|s| s.claim).collect();
    let mut documents: Vec<DocumentRef> = Vec::new();
    for claim in &claims {
        let Some(id) = claim.document.filter(|id| documents.iter().all(|d| d.id != *id)) else { continue };
        documents.push(DocumentRef {
            id,
            title: None,
            publisher: claim.publisher.clone(),
            published: claim.published,
            retrieved: claim.recorded,
            url: None,
            tlp: claim.tlp,
            group: claim.group,
        });
    }
    Dossier { incident: incident(), claims, retractions: Vec::new(), documents, doubts: Vec::new(), copies: Vec::new() }
}

pub fn now() -> AsOf {
    AsOf::default()
}

pub fn on(day: &str) -> AsOf {
    AsOf::parse(day, Clock::Published).unwrap()
}

/// A date that an outlet or a party gives.
pub fn dated(day: &str, who: SpeakerKind, name: &str, what: DateWhat, from: &str, to: &str) -> Said {
    let stance = if who == Victim { Stance::Confirms } else { Stance::Asserts };
    let content = Content::Date { what, from: Some(from.to_owned()), to: Some(to.to_owned()) };
    said(day, Some(name), who, stance, PropositionKind::Occurred, content)
}
