//! The words of the record's sentences for the values of the closed vocabularies, and words that narrow a kind of data.

use sextant_model::*;

/// A kind of data as it stands after "customers'".
pub(crate) fn data_noun(data: DataKind) -> &'static str {
    match data {
        DataKind::Name => "names",
        DataKind::PostalAddress => "home addresses",
        DataKind::EmailAddress => "email addresses",
        DataKind::PhoneNumber => "phone numbers",
        DataKind::DateOfBirth => "dates of birth",
        DataKind::PaymentCard => "payment details",
        DataKind::BankAccount => "bank details",
        DataKind::Password => "passwords",
        DataKind::Credentials => "log-in credentials",
        DataKind::GovernmentId => "identity numbers",
        DataKind::Health => "health data",
        DataKind::Biometric => "biometric data",
        DataKind::Location => "location data",
        DataKind::OrderHistory => "order histories",
        DataKind::ContactDetails => "contact details",
        DataKind::Employment => "employment records",
        DataKind::Financial => "financial data",
        DataKind::Communications => "communications",
        DataKind::InternalDocuments => "internal documents",
        DataKind::SourceCode => "source code",
        DataKind::Photo => "photos",
        DataKind::AccountData => "account data",
        DataKind::PersonalData => "personal data",
        DataKind::Other => "other data",
    }
}

/// Words that a text uses for a kind of data: where its qualifier stands before.
fn data_words(data: DataKind) -> &'static [&'static str] {
    match data {
        DataKind::PaymentCard => &["card", "cards", "payment", "credit", "debit"],
        DataKind::BankAccount => &["bank", "account", "accounts", "iban"],
        DataKind::Password => &["password", "passwords", "passcodes"],
        DataKind::Credentials => &["credentials", "logins", "log-in", "login"],
        DataKind::GovernmentId => {
            &["identity", "passport", "passports", "tax", "insurance", "security", "licence", "license", "id"]
        }
        DataKind::Health => &["health", "medical", "patient", "clinical", "diagnoses"],
        DataKind::Financial => &["financial", "payment", "salary", "payroll"],
        DataKind::EmailAddress => &["email", "e-mail", "emails"],
        DataKind::PostalAddress => &["address", "addresses", "home", "postal"],
        DataKind::PhoneNumber => &["phone", "telephone", "mobile", "numbers"],
        DataKind::Name => &["name", "names"],
        DataKind::DateOfBirth => &["birth", "dates", "date", "birthdays"],
        DataKind::PersonalData => &["personal", "data", "information"],
        DataKind::AccountData => &["account", "accounts", "member", "customer"],
        DataKind::OrderHistory => &["order", "orders", "booking", "bookings", "purchase"],
        _ => &["data", "records", "files", "information", "documents"],
    }
}

/// Words that narrow what is said to a part of the kind.
const QUALIFIERS: &[&str] = &[
    "useable",
    "usable",
    "full",
    "complete",
    "entire",
    "unencrypted",
    "unmasked",
    "plaintext",
    "readable",
    "active",
    "current",
    "valid",
    "partial",
    "limited",
    "basic",
    "hashed",
    "encrypted",
    "masked",
    "tokenised",
    "tokenized",
    "truncated",
    "redacted",
    "historic",
    "historical",
    "old",
    "outdated",
    "expired",
    "some",
];

/// The word that narrows a kind of data in a quote: "useable" in "not useable payment or card details". It stands at
/// most three words before the kind's own word, in the same item of the list.
pub(crate) fn qualifier(quote: &str, data: DataKind) -> Option<String> {
    let lower = quote.to_lowercase();
    if lower.contains("last four digits")
        && matches!(data, DataKind::PaymentCard | DataKind::BankAccount | DataKind::GovernmentId)
    {
        return Some("last four digits".to_owned());
    }
    lower.split([',', ';', '.']).find_map(|item| {
        let words: Vec<&str> =
            item.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|w| !w.is_empty()).collect();
        let at = words.iter().position(|w| data_words(data).contains(w))?;
        let before = words.get(at.saturating_sub(3)..at)?;
        let after_and = before.iter().rposition(|w| matches!(*w, "and" | "but")).map_or(0, |n| n + 1);
        before.get(after_and..)?.iter().find(|w| QUALIFIERS.contains(w)).map(|w| (*w).to_owned())
    })
}

/// An event of this kind, with its article.
pub(crate) fn kind_noun(kind: IncidentKind) -> &'static str {
    match kind {
        IncidentKind::DataBreach => "a data breach",
        IncidentKind::Ransomware => "a ransomware attack",
        IncidentKind::Intrusion => "an intrusion",
        IncidentKind::Phishing => "a phishing attack",
        IncidentKind::Ddos => "a denial-of-service attack",
        IncidentKind::SupplyChain => "an attack through a supplier",
        IncidentKind::Fraud => "a fraud",
        IncidentKind::Espionage => "an espionage operation",
        IncidentKind::Malware => "a malware attack",
        IncidentKind::Extortion => "an extortion attempt",
        IncidentKind::Outage => "an outage",
        IncidentKind::Unspecified => "a cyber incident",
    }
}

/// Words by which a party names this kind of event itself.
pub(crate) fn kind_words(kind: IncidentKind) -> &'static [&'static str] {
    match kind {
        IncidentKind::DataBreach => &["breach", "stolen", "copied", "leak", "exfiltrat", "compromised", "data"],
        IncidentKind::Ransomware => &["ransomware", "encrypt"],
        IncidentKind::Intrusion => {
            &["intru", "unauthori", "gained access", "broke in", "broken in", "hack", "access to"]
        }
        IncidentKind::Phishing => &["phish"],
        IncidentKind::Ddos => &["denial", "ddos", "flood"],
        IncidentKind::SupplyChain => &["supplier", "vendor", "third party", "third-party", "provider"],
        IncidentKind::Fraud => &["fraud", "scam", "invoice", "impersonat"],
        IncidentKind::Espionage => &["espionage", "spying"],
        IncidentKind::Malware => &["malware", "virus", "malicious"],
        IncidentKind::Extortion => &["extort", "blackmail", "ransom"],
        IncidentKind::Outage => &["outage"],
        IncidentKind::Unspecified => &["incident", "attack"],
    }
}

/// The kind that names an event best: the one that says most.
pub(crate) fn leading(kinds: impl IntoIterator<Item = IncidentKind>) -> IncidentKind {
    const ORDER: &[IncidentKind] = &[
        IncidentKind::Ransomware,
        IncidentKind::Ddos,
        IncidentKind::Fraud,
        IncidentKind::Espionage,
        IncidentKind::DataBreach,
        IncidentKind::Extortion,
        IncidentKind::SupplyChain,
        IncidentKind::Phishing,
        IncidentKind::Malware,
        IncidentKind::Intrusion,
        IncidentKind::Outage,
        IncidentKind::Unspecified,
    ];
    let rank = |kind: &IncidentKind| ORDER.iter().position(|k| k == kind).unwrap_or(ORDER.len());
    kinds.into_iter().min_by_key(rank).unwrap_or(IncidentKind::Unspecified)
}

/// Kinds of data as a list: "names, home and email addresses and phone numbers".
pub(crate) fn data_list(items: &[(DataKind, Option<&str>)]) -> String {
    let plain = |data: DataKind| items.contains(&(data, None));
    let both = plain(DataKind::PostalAddress) && plain(DataKind::EmailAddress);
    let mut words: Vec<String> = Vec::new();
    for (data, narrowed) in items {
        let word = match (data, narrowed) {
            (DataKind::PostalAddress, None) if both => "home and email addresses".to_owned(),
            (DataKind::EmailAddress, None) if both => continue,
            (data, Some("last four digits")) => format!("the last four digits of {}", data_noun(*data)),
            (data, Some(narrowed)) => format!("{narrowed} {}", data_noun(*data)),
            (data, None) => data_noun(*data).to_owned(),
        };
        if !words.contains(&word) {
            words.push(word);
        }
    }
    list(&words)
}

/// "a, b and c".
pub(crate) fn list(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// "customers" to "customers'", "staff" to "staff's".
pub(crate) fn possessive(name: &str) -> String {
    if name.ends_with('s') && !name.ends_with("ss") { format!("{name}'") } else { format!("{name}'s") }
}

/// 6500000 to "6,500,000".
pub(crate) fn number(value: f64) -> String {
    if value.fract() != 0.0 || value.abs() >= 1e15 {
        return format!("{value}");
    }
    let digits = format!("{:.0}", value.abs());
    let mut grouped = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if value < 0.0 { format!("-{grouped}") } else { grouped }
}

/// At most so many letters of a statement stand in a line; the rest is one click away.
const QUOTED: usize = 180;

/// Words in quotation marks, cut at a word where they are long.
pub(crate) fn quoted(words: &str) -> String {
    let words = words.trim().trim_matches(|c| matches!(c, '“' | '”' | '"'));
    let within = words.replace(['“', '”', '"'], "'");
    let end = within.char_indices().nth(QUOTED).map(|(at, _)| within[..at].rfind(' ').unwrap_or(at));
    match end {
        Some(end) => format!("“{} …”", &within[..end]),
        None => format!("“{within}”"),
    }
}

/// What a statement is on, as the subject of "whether …".
pub(crate) fn matter(kind: PropositionKind, object: &str) -> String {
    let of = if object.is_empty() { String::new() } else { format!(" ({object})") };
    match kind {
        PropositionKind::Occurred => format!("it took place{of}"),
        PropositionKind::Responsible => format!("who is responsible is known{of}"),
        PropositionKind::DataTaken => "data were taken".to_owned(),
        PropositionKind::DataNotTaken => format!("some data were spared{of}"),
        PropositionKind::DataShared => "the data were shared or misused".to_owned(),
        PropositionKind::Linked => "it is linked to other incidents".to_owned(),
        PropositionKind::Method => format!("this is how it was done{of}"),
        PropositionKind::StillPresent => "the intruders still have access".to_owned(),
        PropositionKind::Impact => format!("it had this effect{of}"),
        PropositionKind::Ransom => format!("a ransom was demanded or paid{of}"),
        PropositionKind::Recovery => format!("systems have recovered{of}"),
        PropositionKind::Notice => format!("those concerned were told{of}"),
        PropositionKind::Other => {
            if object.is_empty() {
                "this is so".to_owned()
            } else {
                format!("this is so: {object}")
            }
        }
    }
}

/// Whether a name takes "are".
pub(crate) fn is_plural(name: &str) -> bool {
    name.contains(" and ") || (name.ends_with('s') && !name.ends_with("ss") && !name.ends_with("us"))
}

/// An effect as a clause: "870,000 people are affected".
pub(crate) fn impact_clause(kind: ImpactKind, value: Option<&str>, unit: Option<&str>) -> String {
    let much = match (value, unit) {
        (Some(value), Some(unit)) if !matches!(unit, "people" | "records") => format!("{value} {unit}"),
        (Some(value), _) => value.to_owned(),
        (None, _) => String::new(),
    };
    if much.is_empty() {
        return match kind {
            ImpactKind::Supply => "supplies were affected".to_owned(),
            ImpactKind::Other => "there was another effect".to_owned(),
            other => format!("there was an effect on {}", other.as_str().replace('-', " ")),
        };
    }
    match kind {
        ImpactKind::SharePrice => format!("the share price moved by {much}"),
        ImpactKind::Revenue => format!("revenue changed by {much}"),
        ImpactKind::Cost => format!("it cost {much}"),
        ImpactKind::RansomDemanded => format!("a ransom of {much} was demanded"),
        ImpactKind::RansomPaid => format!("a ransom of {much} was paid"),
        ImpactKind::Fine => format!("there was a fine of {much}"),
        ImpactKind::Jobs => format!("{much} jobs are affected"),
        ImpactKind::PeopleAffected => format!("{much} people are affected"),
        ImpactKind::RecordsAffected => format!("{much} records are affected"),
        ImpactKind::DataVolume => format!("{much} of data were taken"),
        ImpactKind::Downtime => format!("it lasted {much}"),
        ImpactKind::Supply => format!("supplies were affected ({much})"),
        ImpactKind::Other => format!("there was another effect ({much})"),
    }
}

/// A response as a clause: "the police were told".
pub(crate) fn response_clause(action: ResponseAction, state: ResponseState) -> String {
    let (what, many, done) = match action {
        ResponseAction::NotifyPeople => ("those concerned", true, "told"),
        ResponseAction::NotifyRegulator => ("the regulator", false, "told"),
        ResponseAction::NotifyPolice => ("the police", true, "told"),
        ResponseAction::PasswordReset => ("passwords", true, "reset"),
        ResponseAction::SystemsOffline => ("systems", true, "taken offline"),
        ResponseAction::Restore => ("systems", true, "restored"),
        ResponseAction::Investigate => ("it", false, "investigated"),
        ResponseAction::EngageExperts => ("outside experts", true, "engaged"),
        ResponseAction::OfferMonitoring => ("monitoring", false, "offered"),
        ResponseAction::PayRansom => ("a ransom", false, "paid"),
        ResponseAction::RefuseRansom => ("payment of a ransom", false, "refused"),
        ResponseAction::AdvisePublic => ("the public", false, "advised"),
        ResponseAction::LegalAction => ("legal action", false, "taken"),
    };
    let be = match (state, many) {
        (ResponseState::Done, true) => "were",
        (ResponseState::Done, false) => "was",
        (ResponseState::UnderWay, true) => "are being",
        (ResponseState::UnderWay, false) => "is being",
        (ResponseState::Planned, true) => "are to be",
        (ResponseState::Planned, false) => "is to be",
        (ResponseState::Refused, true) => "are not to be",
        (ResponseState::Refused, false) => "is not to be",
    };
    format!("{what} {be} {done}")
}

/// A date as a clause: "it was detected on 2025-10-01".
pub(crate) fn date_clause(what: DateWhat, from: Option<&str>, to: Option<&str>) -> String {
    let event = match what {
        DateWhat::Occurred => "it took place",
        DateWhat::Detected => "it was detected",
        DateWhat::Disclosed => "it was made public",
        DateWhat::Notified => "those concerned were told",
        DateWhat::Restored => "systems were restored",
        DateWhat::Attributed => "it was attributed",
    };
    match (from, to) {
        (Some(from), Some(to)) if from == to => format!("{event} on {from}"),
        (Some(from), Some(to)) => format!("{event} between {from} and {to}"),
        (Some(from), None) => format!("{event} after {from}"),
        (None, Some(to)) => format!("{event} before {to}"),
        (None, None) => format!("{event}, without a date"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_qualifier_belongs_to_its_item_of_the_list() {
        let quote = "not “useable payment or card details, which we do not hold on our systems, and it does not include any account passwords";
        assert_eq!(qualifier(quote, DataKind::PaymentCard).as_deref(), Some("useable"));
        assert_eq!(qualifier(quote, DataKind::Password), None);
        assert_eq!(
            qualifier("the last four digits of cards", DataKind::PaymentCard).as_deref(),
            Some("last four digits")
        );
        assert_eq!(qualifier("hashed passwords and names", DataKind::Name), None);
    }

    #[test]
    fn lists_and_numbers_read_as_an_analyst_writes_them() {
        use DataKind::*;
        let all = [(Name, None), (PostalAddress, None), (EmailAddress, None), (PhoneNumber, None)];
        assert_eq!(data_list(&all), "names, home and email addresses and phone numbers");
        assert_eq!(
            data_list(&[(PaymentCard, Some("useable")), (Password, None)]),
            "useable payment details and passwords"
        );
        assert_eq!(number(6_500_000.0), "6,500,000");
        assert_eq!(number(-7.8), "-7.8");
        assert_eq!(possessive("customers"), "customers'");
    }
}
