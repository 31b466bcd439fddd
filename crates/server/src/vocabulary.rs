//! The closed vocabularies in the words of people: `government-id` → `identity numbers`. Nothing is decided here.

use crate::labels::Of;
use sextant_model::{DataKind, ImpactKind, PropositionKind, ResponseAction, SpeakerKind};

/// A kind of data, as a plural.
pub fn data(kind: impl Of<DataKind>) -> &'static str {
    match kind.of() {
        DataKind::Name => "names",
        DataKind::PostalAddress => "postal addresses",
        DataKind::EmailAddress => "e-mail addresses",
        DataKind::PhoneNumber => "phone numbers",
        DataKind::DateOfBirth => "dates of birth",
        DataKind::PaymentCard => "payment cards",
        DataKind::BankAccount => "bank accounts",
        DataKind::Password => "passwords",
        DataKind::Credentials => "credentials",
        DataKind::GovernmentId => "identity numbers",
        DataKind::Health => "health data",
        DataKind::Biometric => "biometric data",
        DataKind::Location => "location data",
        DataKind::OrderHistory => "order history",
        DataKind::ContactDetails => "contact details",
        DataKind::Employment => "employment data",
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

/// Something done in answer, as a noun that its state can follow.
pub fn response(action: impl Of<ResponseAction>) -> &'static str {
    match action.of() {
        ResponseAction::NotifyPeople => "notice to the people concerned",
        ResponseAction::NotifyRegulator => "notice to the regulator",
        ResponseAction::NotifyPolice => "report to the police",
        ResponseAction::PasswordReset => "password reset",
        ResponseAction::SystemsOffline => "systems taken offline",
        ResponseAction::Restore => "restoration",
        ResponseAction::Investigate => "investigation",
        ResponseAction::EngageExperts => "outside experts",
        ResponseAction::OfferMonitoring => "monitoring offered",
        ResponseAction::PayRansom => "payment of a ransom",
        ResponseAction::RefuseRansom => "refusal of a ransom",
        ResponseAction::AdvisePublic => "advice to the public",
        ResponseAction::LegalAction => "legal action",
    }
}

/// An effect.
pub fn impact(kind: impl Of<ImpactKind>) -> &'static str {
    match kind.of() {
        ImpactKind::SharePrice => "share price",
        ImpactKind::Revenue => "revenue",
        ImpactKind::Cost => "cost",
        ImpactKind::RansomDemanded => "ransom demanded",
        ImpactKind::RansomPaid => "ransom paid",
        ImpactKind::Fine => "fine",
        ImpactKind::Jobs => "jobs",
        ImpactKind::PeopleAffected => "people affected",
        ImpactKind::RecordsAffected => "records affected",
        ImpactKind::DataVolume => "volume of data",
        ImpactKind::Downtime => "downtime",
        ImpactKind::Supply => "supply",
        ImpactKind::Other => "other effect",
    }
}

/// What a statement is on.
pub fn proposition(kind: impl Of<PropositionKind>) -> &'static str {
    match kind.of() {
        PropositionKind::Occurred => "whether it happened",
        PropositionKind::Responsible => "who did it",
        PropositionKind::DataTaken => "data taken",
        PropositionKind::DataNotTaken => "data not taken",
        PropositionKind::DataShared => "data passed on",
        PropositionKind::Linked => "links to others",
        PropositionKind::Method => "how it was done",
        PropositionKind::StillPresent => "intruders still there",
        PropositionKind::Impact => "effects",
        PropositionKind::Ransom => "ransom",
        PropositionKind::Recovery => "recovery",
        PropositionKind::Notice => "notice given",
        PropositionKind::Other => "other matters",
    }
}

/// Who an unnamed speaker is.
pub fn unnamed(kind: SpeakerKind) -> &'static str {
    match kind {
        SpeakerKind::Victim => "the victim",
        SpeakerKind::Actor => "an unnamed actor",
        SpeakerKind::Authority => "an unnamed authority",
        SpeakerKind::Researcher => "unnamed researchers",
        SpeakerKind::Supplier => "an unnamed supplier",
        SpeakerKind::Press => "the outlet",
        SpeakerKind::Insider => "an unnamed insider",
        SpeakerKind::Unnamed | SpeakerKind::Other => "an unnamed source",
    }
}
