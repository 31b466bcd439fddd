//! The four incidents that the specimens tell.

use crate::specimens::*;
use sextant_model::record::*;
use sextant_model::*;

const APRIL: &str = "Telvasco says no customer data was taken\n\nPortuguese mobile operator Telvasco said on Tuesday that it had contained an intrusion into its billing systems. “No customer data was taken,” the company said.\n\nThe group calling itself Night Heron claimed on its leak site to have stolen 2 terabytes, including names and payment card details of millions of customers.\n\nThe data protection authority CNPD said it was not yet in a position to say how many people were affected.";
const AUGUST: &str = "Telvasco now admits customer data was stolen\n\nTelvasco confirmed on Thursday that customer data was stolen in the cyberattack that it first reported in April, reversing its earlier assurance that nothing had been taken.\n\nThe stolen files hold the names, phone numbers and tax numbers of 870,000 customers, the company said. They do not contain passwords or location data, it added.\n\nWhether call records were copied is still being examined.\n\n> We got this wrong in April, and we are sorry, said chief executive Rui Valadares.\n\n- Customers are being told by letter.\n\n- The self-service portal is down until Friday.";
const COPY: &str = "Telvasco breach: 1.2 million affected, regulator says\n\nThe data protection authority CNPD put the number of people affected at 1.2 million, a preliminary figure.\n\nTelvasco confirmed on Thursday that customer data was stolen in the cyberattack that it first reported in April.";

struct Words<'a>(&'a mut Specimens, IncidentId);

type Party<'a> = (Option<&'a str>, SpeakerKind);

impl Words<'_> {
    fn said(
        &mut self,
        document: &Document,
        group: &str,
        speaker: Party<'_>,
        stance: Stance,
        what: (PropositionKind, Option<&str>, Content),
        quote: &str,
    ) -> ClaimId {
        let (kind, object, content) = what;
        let incident = self.1;
        self.0.say(Saying { document, incident, speaker, stance, kind, object, content, group, quote })
    }
}

fn data(data: DataKind, polarity: Polarity, count: Option<u64>) -> (PropositionKind, Option<&'static str>, Content) {
    let kind =
        if polarity == Polarity::NotExposed { PropositionKind::DataNotTaken } else { PropositionKind::DataTaken };
    let certainty = Certainty::Confirmed;
    let subjects = Some("customers".to_owned());
    (kind, Some("customer data"), Content::Exposure { data, polarity, certainty, qualifier: None, subjects, count })
}

fn exposed(
    kind: DataKind,
    polarity: Polarity,
    standing: Standing,
    count: Option<u64>,
    claims: (&[ClaimId], &[ClaimId]),
) -> ExposureField {
    ExposureField {
        field: field(kind.as_str(), standing, claims.0, claims.1),
        data: kind,
        polarity,
        qualifier: None,
        subjects: Some("customers".into()),
        count,
    }
}

/// All four, with a document in another language and one that holds no incident.
pub fn all() -> Specimens {
    let mut specimens = Specimens::default();
    telvasco(&mut specimens);
    kestrelberg(&mut specimens);
    corrib(&mut specimens);
    prairie(&mut specimens);
    let mut german = document(
        "de",
        "Börsenbote",
        "Angriff auf Stadtwerke Nordhafen",
        "2025-06-02",
        "Die Stadtwerke Nordhafen melden einen Angriff auf ihre Systeme.",
    );
    german.clean.meta.language = Some("de".into());
    german.clean.problems.push(Problem::new(
        "not-read-language",
        "de",
        "The text is in German (de); only English is read.",
    ));
    specimens.add(&[german]);
    specimens
}

fn telvasco(all: &mut Specimens) {
    let april =
        document("telvasco-april", "Diário do Porto", "Telvasco says no customer data was taken", "2025-04-22", APRIL);
    let mut august = document(
        "telvasco-august",
        "Lisbon Ledger",
        "Telvasco now admits customer data was stolen",
        "2025-08-21",
        AUGUST,
    );
    august.tlp = Tlp::Green;
    let copy = document(
        "telvasco-copy",
        "Wirecopy",
        "Telvasco breach: 1.2 million affected, regulator says",
        "2025-08-21",
        COPY,
    );
    let id = IncidentId::derive(&["telvasco"]);
    let mut w = Words(all, id);
    let telvasco = (Some("Telvasco"), SpeakerKind::Victim);
    let taken = |object| (PropositionKind::DataTaken, Some(object), Content::Statement);
    let denied =
        w.said(&april, "april", telvasco, Stance::Denies, taken("customer data"), "No customer data was taken");
    let gang = w.said(
        &april,
        "heron",
        (Some("Night Heron"), SpeakerKind::Actor),
        Stance::Claims,
        (PropositionKind::Responsible, Some("Night Heron"), Content::Statement),
        "The group calling itself Night Heron claimed on its leak site to have stolen 2 terabytes",
    );
    let cards = w.said(
        &april,
        "heron",
        (Some("Night Heron"), SpeakerKind::Actor),
        Stance::Claims,
        data(DataKind::PaymentCard, Polarity::Exposed, None),
        "payment card details of millions of customers",
    );
    let open = w.said(
        &april,
        "cnpd",
        (Some("CNPD"), SpeakerKind::Authority),
        Stance::CannotSay,
        (PropositionKind::Impact, Some("people affected"), Content::Statement),
        "not yet in a position to say how many people were affected",
    );
    let confirmed = w.said(
        &august,
        "august",
        telvasco,
        Stance::Confirms,
        taken("customer data"),
        "confirmed on Thursday that customer data was stolen in the cyberattack",
    );
    let copied = w.said(
        &copy,
        "august",
        telvasco,
        Stance::Confirms,
        taken("customer data"),
        "Telvasco confirmed on Thursday that customer data was stolen",
    );
    let names = w.said(
        &august,
        "august",
        telvasco,
        Stance::Confirms,
        data(DataKind::Name, Polarity::Exposed, Some(870_000)),
        "names, phone numbers and tax numbers of 870,000 customers",
    );
    let phones = w.said(
        &august,
        "august",
        telvasco,
        Stance::Confirms,
        data(DataKind::PhoneNumber, Polarity::Exposed, Some(870_000)),
        "phone numbers and tax numbers of 870,000 customers",
    );
    let tax = w.said(
        &august,
        "august",
        telvasco,
        Stance::Confirms,
        data(DataKind::GovernmentId, Polarity::Exposed, Some(870_000)),
        "tax numbers of 870,000 customers",
    );
    let passwords = w.said(
        &august,
        "august",
        telvasco,
        Stance::Denies,
        data(DataKind::Password, Polarity::NotExposed, None),
        "They do not contain passwords",
    );
    let location = w.said(
        &august,
        "august",
        telvasco,
        Stance::Denies,
        data(DataKind::Location, Polarity::NotExposed, None),
        "They do not contain passwords or location data",
    );
    let calls = w.said(
        &august,
        "august",
        (None, SpeakerKind::Press),
        Stance::CannotSay,
        data(DataKind::Communications, Polarity::Unknown, None),
        "Whether call records were copied is still being examined",
    );
    let letters = w.said(
        &august,
        "august",
        (None, SpeakerKind::Press),
        Stance::Asserts,
        (
            PropositionKind::Notice,
            None,
            Content::Response { action: ResponseAction::NotifyPeople, state: ResponseState::UnderWay },
        ),
        "Customers are being told by letter",
    );
    let portal = w.said(
        &august,
        "august",
        (None, SpeakerKind::Press),
        Stance::Asserts,
        (
            PropositionKind::Impact,
            None,
            Content::Service { service: "self-service portal".into(), state: ServiceState::Down },
        ),
        "The self-service portal is down until Friday",
    );
    let fewer = w.said(
        &august,
        "august",
        telvasco,
        Stance::Confirms,
        (
            PropositionKind::Impact,
            None,
            Content::Impact { impact: ImpactKind::PeopleAffected, value: Some(870_000.0), unit: Some("people".into()) },
        ),
        "870,000 customers",
    );
    let more = w.said(
        &copy,
        "cnpd",
        (Some("CNPD"), SpeakerKind::Authority),
        Stance::Possible,
        (
            PropositionKind::Impact,
            None,
            Content::Impact {
                impact: ImpactKind::PeopleAffected,
                value: Some(1_200_000.0),
                unit: Some("people".into()),
            },
        ),
        "1.2 million, a preliminary figure",
    );

    let mut r = record(
        id,
        "Telvasco",
        "Telvasco first denied, now confirms, that customer data was taken: the names, phone numbers and tax numbers of 870,000 customers; passwords and location data were expressly excluded; Night Heron’s claim is unconfirmed.",
        Standing::Confirmed,
        &[(IncidentKind::DataBreach, Standing::Confirmed), (IncidentKind::Extortion, Standing::Claimed)],
    );
    r.victim = RecordVictim {
        name: "Telvasco".into(),
        aliases: vec!["Telvasco Comunicações SA".into()],
        sector: Some("telecommunications".into()),
        country: Some("PT".into()),
    };
    r.tlp = Tlp::Green;
    let count = Some(870_000);
    r.exposure = vec![
        exposed(DataKind::Name, Polarity::Exposed, Standing::Confirmed, count, (&[names], &[])),
        exposed(DataKind::PhoneNumber, Polarity::Exposed, Standing::Confirmed, count, (&[phones], &[])),
        exposed(DataKind::GovernmentId, Polarity::Exposed, Standing::Confirmed, count, (&[tax], &[])),
        exposed(DataKind::PaymentCard, Polarity::Exposed, Standing::Claimed, None, (&[cards], &[])),
        exposed(DataKind::Password, Polarity::NotExposed, Standing::Denied, None, (&[passwords], &[])),
        exposed(DataKind::Location, Polarity::NotExposed, Standing::Denied, None, (&[location], &[])),
        exposed(DataKind::Communications, Polarity::Unknown, Standing::Unknown, None, (&[calls], &[])),
    ];
    r.exposure[2].qualifier = Some("tax numbers".into());
    r.services = vec![ServiceField {
        field: field("self-service portal", Standing::Reported, &[portal], &[]),
        service: "self-service portal".into(),
        state: ServiceState::Down,
    }];
    let people = |value, standing, a: &[ClaimId], b: &[ClaimId]| ImpactField {
        field: Field {
            value: Some(value),
            standing,
            supporting: a.to_vec(),
            against: b.to_vec(),
            independent_sources: 1,
            since: None,
        },
        kind: ImpactKind::PeopleAffected,
        unit: Some("people".into()),
    };
    r.impacts = vec![
        people(870_000.0, Standing::Confirmed, &[fewer], &[more]),
        people(1_200_000.0, Standing::Disputed, &[more], &[fewer]),
    ];
    r.responses = vec![ResponseField {
        field: field("notify-people", Standing::Reported, &[letters], &[]),
        action: ResponseAction::NotifyPeople,
        state: ResponseState::UnderWay,
    }];
    r.dates = vec![DateField {
        field: field("disclosed", Standing::Reported, &[confirmed], &[]),
        what: DateWhat::Disclosed,
        from: Some("2025-08-21".into()),
        to: Some("2025-08-21".into()),
    }];
    r.actors =
        vec![ActorField { field: field("Night Heron", Standing::Claimed, &[gang], &[]), name: "Night Heron".into() }];
    r.statements = vec![StatementField {
        field: field("customer data", Standing::Confirmed, &[confirmed, copied], &[]),
        kind: PropositionKind::DataTaken,
    }];
    r.open_questions = vec![
        OpenQuestion {
            question: "How many people are affected? CNPD says that it cannot say yet.".into(),
            kind: "cannot-say".into(),
            claims: vec![open],
            incidents: vec![],
        },
        OpenQuestion {
            question: "Is this the same event as the incident at Corrib Health Trust?".into(),
            kind: "join".into(),
            claims: vec![],
            incidents: vec![IncidentId::derive(&["corrib"])],
        },
    ];
    r.documents = vec![reference(&april, "april"), reference(&august, "august"), reference(&copy, "august")];
    let change = |day, what: &str, field: &str, before, after, claims: &[ClaimId]| HistoryEntry {
        at: at(day),
        what: what.into(),
        field: field.into(),
        before,
        after,
        claims: claims.to_vec(),
    };
    r.history = vec![
        change(
            "2025-04-22",
            "Telvasco denies that customer data was taken",
            "data-taken",
            None,
            Some(Standing::Denied),
            &[denied],
        ),
        change("2025-04-22", "Night Heron claims to be responsible", "actor", None, Some(Standing::Claimed), &[gang]),
        change(
            "2025-08-21",
            "Telvasco first denied, now confirms, that customer data was taken",
            "data-taken",
            Some(Standing::Denied),
            Some(Standing::Confirmed),
            &[denied, confirmed],
        ),
        change(
            "2025-08-21",
            "People affected: 1,200,000, corrected to 870,000",
            "impact/people-affected",
            Some(Standing::Possible),
            Some(Standing::Confirmed),
            &[more, fewer],
        ),
    ];
    all.records.push(r);
    all.add(&[april, august, copy]);
}

fn kestrelberg(all: &mut Specimens) {
    let leak = document(
        "kestrel-leak",
        "LeakWatch",
        "New victims this week",
        "2025-05-03",
        "Night Heron lists Kestrelberg Mining and says it holds 400 GB of internal documents.",
    );
    let denial = document(
        "kestrel-denial",
        "Highveld Business",
        "Kestrelberg denies it was hacked",
        "2025-05-05",
        "Kestrelberg Mining denied that its systems were breached. “We have found no evidence of any intrusion,” it said.",
    );
    let id = IncidentId::derive(&["kestrelberg"]);
    let mut w = Words(all, id);
    let gang = w.said(
        &leak,
        "leak",
        (Some("Night Heron"), SpeakerKind::Actor),
        Stance::Claims,
        data(DataKind::InternalDocuments, Polarity::Exposed, None),
        "says it holds 400 GB of internal documents",
    );
    let denied = w.said(
        &denial,
        "denial",
        (Some("Kestrelberg Mining"), SpeakerKind::Victim),
        Stance::Denies,
        (PropositionKind::Occurred, None, Content::Statement),
        "denied that its systems were breached",
    );
    let none = w.said(
        &denial,
        "denial",
        (Some("Kestrelberg Mining"), SpeakerKind::Victim),
        Stance::NoEvidence,
        (PropositionKind::Occurred, None, Content::Statement),
        "no evidence of any intrusion",
    );
    let mut r = record(
        id,
        "Kestrelberg Mining",
        "Kestrelberg Mining denies Night Heron’s claim to hold 400 GB of its internal documents; nobody else confirms it.",
        Standing::Denied,
        &[(IncidentKind::Extortion, Standing::Claimed)],
    );
    r.occurred = field("occurred", Standing::Denied, &[], &[denied]);
    r.exposure =
        vec![exposed(DataKind::InternalDocuments, Polarity::Exposed, Standing::Disputed, None, (&[gang], &[denied]))];
    r.actors =
        vec![ActorField { field: field("Night Heron", Standing::Claimed, &[gang], &[]), name: "Night Heron".into() }];
    r.open_questions = vec![OpenQuestion { question: "Was there an intrusion? Kestrelberg Mining says that it has found no evidence of one, which is not a denial.".into(), kind: "no-evidence".into(), claims: vec![none], incidents: vec![] }];
    r.documents = vec![reference(&leak, "leak"), reference(&denial, "denial")];
    r.history = vec![
        HistoryEntry {
            at: at("2025-05-03"),
            what: "Night Heron claims to hold internal documents".into(),
            field: "exposure/internal-documents".into(),
            before: None,
            after: Some(Standing::Claimed),
            claims: vec![gang],
        },
        HistoryEntry {
            at: at("2025-05-05"),
            what: "Kestrelberg Mining denies it".into(),
            field: "occurred".into(),
            before: Some(Standing::Claimed),
            after: Some(Standing::Denied),
            claims: vec![denied],
        },
    ];
    all.records.push(r);
    all.add(&[leak, denial]);
}

fn corrib(all: &mut Specimens) {
    let id = IncidentId::derive(&["corrib"]);
    let text = "Corrib Health Trust said its booking systems were taken offline after a ransomware attack. Emergency care continues.";
    let outlets = [
        "Western Dispatch",
        "Agency",
        "Galway Hourly",
        "Clare Courier",
        "The Shannonside",
        "Connacht Post",
        "Mayo Mail",
    ];
    let documents: Vec<_> = outlets
        .iter()
        .enumerate()
        .map(|(n, o)| document(&format!("corrib-{n}"), o, "Hospital group hit by ransomware", "2025-06-11", text))
        .collect();
    let mut w = Words(all, id);
    let offline: Vec<_> = documents
        .iter()
        .map(|d| {
            w.said(
                d,
                "corrib",
                (Some("Corrib Health Trust"), SpeakerKind::Victim),
                Stance::Confirms,
                (
                    PropositionKind::Impact,
                    None,
                    Content::Service { service: "booking systems".into(), state: ServiceState::Down },
                ),
                "booking systems were taken offline",
            )
        })
        .collect();
    let care = w.said(
        &documents[0],
        "corrib",
        (None, SpeakerKind::Press),
        Stance::Asserts,
        (
            PropositionKind::Impact,
            None,
            Content::Service { service: "emergency care".into(), state: ServiceState::Operating },
        ),
        "Emergency care continues",
    );
    let mut r = record(
        id,
        "Corrib Health Trust",
        "Corrib Health Trust confirms a ransomware attack that took its booking systems offline; emergency care continues; nothing is said on data.",
        Standing::Confirmed,
        &[(IncidentKind::Ransomware, Standing::Confirmed)],
    );
    r.victim.sector = Some("healthcare".into());
    r.victim.country = Some("IE".into());
    r.services = vec![
        ServiceField {
            field: field("booking systems", Standing::Confirmed, &offline, &[]),
            service: "booking systems".into(),
            state: ServiceState::Down,
        },
        ServiceField {
            field: field("emergency care", Standing::Reported, &[care], &[]),
            service: "emergency care".into(),
            state: ServiceState::Operating,
        },
    ];
    r.documents = documents.iter().map(|d| reference(d, "corrib")).collect();
    r.history = vec![HistoryEntry {
        at: at("2025-06-11"),
        what: "Corrib Health Trust confirms that booking systems are down".into(),
        field: "service/booking systems".into(),
        before: None,
        after: Some(Standing::Confirmed),
        claims: offline,
    }];
    all.records.push(r);
    all.add(&documents);
}

fn prairie(all: &mut Specimens) {
    let mut advisory = document(
        "prairie",
        "CSA-N",
        "Advisory: LOCKSTEP ransomware",
        "2025-03-02",
        "Prairie Dental was entered through CVE-2024-1709. Block 203.0.113.7 and update.badcdn.example. The address 8.8.8.8 is a public resolver.",
    );
    advisory.tlp = Tlp::AmberStrict;
    let id = IncidentId::derive(&["prairie"]);
    let mut w = Words(all, id);
    let press = (Some("CSA-N"), SpeakerKind::Authority);
    let method = w.said(
        &advisory,
        "csa",
        press,
        Stance::Asserts,
        (
            PropositionKind::Method,
            Some("CVE-2024-1709"),
            Content::Entity {
                entity: EntityType::Vulnerability,
                name: "CVE-2024-1709".into(),
                id: Some("CVE-2024-1709".into()),
            },
        ),
        "entered through CVE-2024-1709",
    );
    let mut indicator = |value: &str, kind, warning: Option<&str>| {
        let content = Content::Indicator { indicator: kind, value: value.into(), warning: warning.map(Into::into) };
        let claim = w.said(&advisory, "csa", press, Stance::Asserts, (PropositionKind::Other, None, content), value);
        IndicatorField {
            field: field(value, Standing::Reported, &[claim], &[]),
            kind,
            warning: warning.map(Into::into),
        }
    };
    let indicators = vec![
        indicator("203.0.113.7", IndicatorType::Ipv4Addr, None),
        indicator("update.badcdn.example", IndicatorType::DomainName, None),
        indicator("8.8.8.8", IndicatorType::Ipv4Addr, Some("public DNS resolvers")),
    ];
    let mut r = record(
        id,
        "Prairie Dental",
        "An authority reports that Prairie Dental was entered through CVE-2024-1709.",
        Standing::Reported,
        &[(IncidentKind::Intrusion, Standing::Reported)],
    );
    r.entities = vec![field("CVE-2024-1709", Standing::Reported, &[method], &[])];
    r.indicators = indicators;
    r.documents = vec![reference(&advisory, "csa")];
    r.tlp = Tlp::AmberStrict;
    all.records.push(r);
    all.add(&[advisory]);
}

/// A record that says `words` wherever words can stand.
pub fn hostile(all: &mut Specimens, id: IncidentId, words: &str, claims: &[ClaimId]) {
    let text = || words.to_owned();
    let put = |value: &str| field(value, Standing::Reported, claims, claims);
    let mut r = record(id, words, words, Standing::Reported, &[(IncidentKind::Malware, Standing::Reported)]);
    r.victim = RecordVictim { name: text(), aliases: vec![text()], sector: Some(text()), country: Some(text()) };
    r.kinds[0].value = text();
    r.exposure = vec![ExposureField {
        field: put(words),
        data: DataKind::Other,
        polarity: Polarity::Exposed,
        qualifier: Some(text()),
        subjects: Some(text()),
        count: None,
    }];
    r.services = vec![ServiceField { field: put(words), service: text(), state: ServiceState::Down }];
    r.dates = vec![DateField { field: put(words), what: DateWhat::Occurred, from: Some(text()), to: None }];
    r.actors = vec![ActorField { field: put(words), name: text() }];
    r.statements = vec![StatementField { field: put(words), kind: PropositionKind::Other }];
    r.entities = vec![put(words)];
    r.indicators = vec![IndicatorField { field: put(words), kind: IndicatorType::Url, warning: Some(text()) }];
    r.open_questions =
        vec![OpenQuestion { question: text(), kind: text(), claims: claims.to_vec(), incidents: vec![id] }];
    r.history = vec![HistoryEntry {
        at: at("2025-01-01"),
        what: text(),
        field: text(),
        before: Some(Standing::Denied),
        after: Some(Standing::Reported),
        claims: claims.to_vec(),
    }];
    all.records.push(r);
}
