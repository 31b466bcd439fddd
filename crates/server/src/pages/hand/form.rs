//! The fields of a claim, as a form sends them and as a statement takes them.

use sextant_engine::manual::Statement;
use sextant_model::problem::UnknownWord;
use sextant_model::{
    AsOf, Certainty, Claim, Clock, Content, DataKind, DocumentId, Instant, Polarity, PropositionKind, Speaker, Stance,
    Tlp,
};

/// What a form holds, as text.
#[derive(Debug, Default, Clone, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Form {
    // Checked before the form is read.
    #[allow(dead_code)]
    word: String,
    pub source: String,
    pub speaker: String,
    pub speaker_kind: String,
    pub stance: String,
    pub kind: String,
    pub object: String,
    pub quote: String,
    pub document: String,
    pub published: String,
    pub tlp: String,
    pub data: String,
    pub polarity: String,
    pub certainty: String,
    pub qualifier: String,
    pub subjects: String,
    pub count: String,
    pub reason: String,
}

/// The same, read.
pub struct Words {
    source: String,
    speaker: Speaker,
    stance: Stance,
    kind: PropositionKind,
    object: Option<String>,
    quote: String,
    /// The document that is named.
    pub document: Option<DocumentId>,
    published: Option<Instant>,
    /// The label that is chosen.
    pub tlp: Option<Tlp>,
    exposure: Option<Content>,
}

fn text(field: &str) -> Option<String> {
    Some(field.trim().to_owned()).filter(|text| !text.is_empty())
}

fn chosen<T: std::str::FromStr<Err = UnknownWord>>(field: &str) -> Result<Option<T>, String> {
    text(field).map(|word| word.parse().map_err(|e: UnknownWord| e.to_string())).transpose()
}

fn needed<T: std::str::FromStr<Err = UnknownWord>>(field: &str, what: &str) -> Result<T, String> {
    chosen(field)?.ok_or_else(|| format!("Choose {what}."))
}

impl Form {
    /// As a claim has it.
    pub fn of(claim: &Claim) -> Self {
        let mut form = Self {
            source: claim.publisher.clone().unwrap_or_default(),
            speaker: claim.speaker.name.clone().unwrap_or_default(),
            speaker_kind: claim.speaker.kind.to_string(),
            stance: claim.stance.to_string(),
            kind: claim.proposition.kind.to_string(),
            object: claim.proposition.object.clone().unwrap_or_default(),
            quote: claim.quote.clone(),
            document: claim.document.map(|id| id.to_string()).unwrap_or_default(),
            published: claim.published.map(crate::labels::iso_day).unwrap_or_default(),
            tlp: claim.tlp.to_string(),
            ..Self::default()
        };
        if let Content::Exposure { data, polarity, certainty, qualifier, subjects, count } = &claim.proposition.content
        {
            form.data = data.to_string();
            form.polarity = polarity.to_string();
            form.certainty = certainty.to_string();
            form.qualifier = qualifier.clone().unwrap_or_default();
            form.subjects = subjects.clone().unwrap_or_default();
            form.count = count.map(|n| n.to_string()).unwrap_or_default();
        }
        form
    }

    /// Reads it; an error says what to mend.
    pub fn words(&self) -> Result<Words, String> {
        let day = |day: String| AsOf::parse(&day, Clock::Published).map(|_| day);
        let published = text(&self.published).map(day).transpose().map_err(|told| format!("Said on: {told}"))?;
        let published = published.map(|day| format!("{}T00:00:00Z", &day[..day.len().min(10)]).parse::<Instant>());
        Ok(Words {
            source: self.source.trim().to_owned(),
            speaker: Speaker {
                name: text(&self.speaker),
                kind: needed(&self.speaker_kind, "what sort of party speaks")?,
            },
            stance: needed(&self.stance, "a stance")?,
            kind: needed(&self.kind, "what it is on")?,
            object: text(&self.object),
            quote: text(&self.quote).ok_or("A claim needs its words: quote them.")?,
            document: match text(&self.document) {
                Some(id) => Some(id.parse().map_err(|_| "That is no document.".to_owned())?),
                None => None,
            },
            published: published.transpose().map_err(|_| "Said on: no such day.".to_owned())?,
            tlp: chosen(&self.tlp)?,
            exposure: self.exposure()?,
        })
    }

    fn exposure(&self) -> Result<Option<Content>, String> {
        let Some(data) = chosen::<DataKind>(&self.data)? else { return Ok(None) };
        let count = text(&self.count).map(|n| n.replace([',', ' '], "").parse());
        Ok(Some(Content::Exposure {
            data,
            polarity: chosen(&self.polarity)?.unwrap_or(Polarity::Exposed),
            certainty: chosen(&self.certainty)?.unwrap_or(Certainty::Confirmed),
            qualifier: text(&self.qualifier),
            subjects: text(&self.subjects),
            count: count.transpose().map_err(|_| "How many: a whole number.".to_owned())?,
        }))
    }
}

impl Words {
    /// Lays them over a statement. Content that the form has no fields for stays.
    pub fn lay(self, over: &mut Statement) {
        over.source = self.source;
        over.speaker = self.speaker;
        over.stance = self.stance;
        over.proposition.kind = self.kind;
        over.proposition.object = self.object;
        over.quote = self.quote;
        over.document = self.document;
        // A day that is the one there was does not take the hour away.
        let same = |a: Instant, b: Instant| crate::labels::iso_day(a) == crate::labels::iso_day(b);
        if !self.published.zip(over.published).is_some_and(|(now, before)| same(now, before)) {
            over.published = self.published;
        }
        over.tlp = self.tlp.or(over.tlp);
        match (self.exposure, &over.proposition.content) {
            (Some(exposure), _) => over.proposition.content = exposure,
            (None, Content::Exposure { .. }) => over.proposition.content = Content::Statement,
            (None, _) => {}
        }
    }

    /// A statement of its own.
    pub fn alone(self, incident: sextant_model::IncidentId) -> Statement {
        let mut statement = Statement {
            incidents: vec![incident],
            document: None,
            source: String::new(),
            speaker: self.speaker.clone(),
            stance: self.stance,
            proposition: sextant_model::Proposition { kind: self.kind, object: None, content: Content::Statement },
            quote: String::new(),
            published: None,
            tlp: None,
        };
        self.lay(&mut statement);
        statement
    }
}
