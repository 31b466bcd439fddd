//! Closed vocabularies of a reading (`sextant-reading/1`), each with the exact words of the format.

/// Declares an enum whose serde form, `Display`, `FromStr` and `ALL` all come from one list.
macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[doc = concat!("`", $text, "`")] #[serde(rename = $text)] $variant),+ }

        impl $name {
            /// Every value, in the order of the format.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word of the format.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::problem::UnknownWord;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                match s { $($text => Ok(Self::$variant),)+ _ => Err(crate::problem::UnknownWord::new(stringify!($name), s, &[$($text),+])) }
            }
        }
    };
}

vocabulary!(
    /// What sort of event an incident was; only what the text says.
    IncidentKind {
        DataBreach = "data-breach", Ransomware = "ransomware", Intrusion = "intrusion", Phishing = "phishing",
        Ddos = "ddos", SupplyChain = "supply-chain", Fraud = "fraud", Espionage = "espionage",
        Malware = "malware", Extortion = "extortion", Outage = "outage", Unspecified = "unspecified",
    }
);
vocabulary!(
    /// Whether the event is said to have happened, and by whom.
    Realis {
        /// A party in a position to know says so, or the report states it as fact.
        Actual = "actual",
        /// Only the actor or an unverified source says so.
        Alleged = "alleged",
        /// Being looked into; may have happened.
        Possible = "possible",
        /// The named victim says that it did not happen and nobody in a position to know contradicts it.
        Denied = "denied",
    }
);
vocabulary!(
    /// What a date is the date of.
    DateWhat {
        Occurred = "occurred", Detected = "detected", Disclosed = "disclosed",
        Notified = "notified", Restored = "restored", Attributed = "attributed",
    }
);
vocabulary!(
    /// A kind of data that may have been exposed.
    DataKind {
        Name = "name", PostalAddress = "postal-address", EmailAddress = "email-address", PhoneNumber = "phone-number",
        DateOfBirth = "date-of-birth", PaymentCard = "payment-card", BankAccount = "bank-account", Password = "password",
        Credentials = "credentials", GovernmentId = "government-id", Health = "health", Biometric = "biometric",
        Location = "location", OrderHistory = "order-history", ContactDetails = "contact-details", Employment = "employment",
        Financial = "financial", Communications = "communications", InternalDocuments = "internal-documents",
        SourceCode = "source-code", Photo = "photo", AccountData = "account-data", PersonalData = "personal-data", Other = "other",
    }
);
vocabulary!(
    /// Which way a statement on data goes.
    Polarity {
        Exposed = "exposed",
        /// The text expressly excludes it.
        NotExposed = "not-exposed",
        /// The text says that it is not known.
        Unknown = "unknown",
    }
);
vocabulary!(
    /// How firmly the words hold.
    Certainty { Confirmed = "confirmed", Possible = "possible", Claimed = "claimed" }
);
vocabulary!(
    /// The latest state of a service.
    ServiceState { Down = "down", Degraded = "degraded", Operating = "operating", Restored = "restored" }
);
vocabulary!(
    /// A kind of effect.
    ImpactKind {
        SharePrice = "share-price", Revenue = "revenue", Cost = "cost", RansomDemanded = "ransom-demanded",
        RansomPaid = "ransom-paid", Fine = "fine", Jobs = "jobs", PeopleAffected = "people-affected",
        RecordsAffected = "records-affected", DataVolume = "data-volume", Downtime = "downtime", Supply = "supply", Other = "other",
    }
);
vocabulary!(
    /// Something done in answer to the incident.
    ResponseAction {
        NotifyPeople = "notify-people", NotifyRegulator = "notify-regulator", NotifyPolice = "notify-police",
        PasswordReset = "password-reset", SystemsOffline = "systems-offline", Restore = "restore",
        Investigate = "investigate", EngageExperts = "engage-experts", OfferMonitoring = "offer-monitoring",
        PayRansom = "pay-ransom", RefuseRansom = "refuse-ransom", AdvisePublic = "advise-public", LegalAction = "legal-action",
    }
);
vocabulary!(
    /// How far a response has come.
    ResponseState { Done = "done", UnderWay = "under-way", Planned = "planned", Refused = "refused" }
);
vocabulary!(
    /// What sort of party speaks.
    SpeakerKind {
        Victim = "victim", Actor = "actor", Authority = "authority", Researcher = "researcher", Supplier = "supplier",
        Press = "press", Insider = "insider", Unnamed = "unnamed", Other = "other",
    }
);
vocabulary!(
    /// The attitude of a speaker to a proposition.
    Stance {
        /// A party in a position to know says it is so.
        Confirms = "confirms",
        /// Anybody else says it is so.
        Asserts = "asserts",
        /// An actor of its own deeds, or an unverified allegation.
        Claims = "claims",
        /// Says that it may be so.
        Possible = "possible",
        Denies = "denies",
        /// Has seen none: not a denial.
        NoEvidence = "no-evidence",
        /// Does not know, will not comment, is still looking.
        CannotSay = "cannot-say",
        Fears = "fears",
        /// Of another's claim.
        Doubts = "doubts",
    }
);
vocabulary!(
    /// What a claim is on.
    PropositionKind {
        Occurred = "occurred", Responsible = "responsible", DataTaken = "data-taken", DataNotTaken = "data-not-taken",
        DataShared = "data-shared", Linked = "linked", Method = "method", StillPresent = "still-present", Impact = "impact",
        Ransom = "ransom", Recovery = "recovery", Notice = "notice", Other = "other",
    }
);
vocabulary!(
    /// The type of an indicator of compromise.
    IndicatorType {
        Ipv4Addr = "ipv4-addr", Ipv6Addr = "ipv6-addr", DomainName = "domain-name", Url = "url", EmailAddr = "email-addr",
        Md5 = "md5", Sha1 = "sha1", Sha256 = "sha256", CryptocurrencyWallet = "cryptocurrency-wallet",
        FilePath = "file-path", FileName = "file-name", Mutex = "mutex", RegistryKey = "registry-key", Asn = "asn",
    }
);
vocabulary!(
    /// The type of a named entity.
    EntityType {
        ThreatActor = "threat-actor", Malware = "malware", Tool = "tool", Vulnerability = "vulnerability", Technique = "technique",
    }
);
vocabulary!(
    /// What a field of a record amounts to once all claims on it are folded.
    Standing {
        Unknown = "unknown", Denied = "denied", Possible = "possible", Claimed = "claimed",
        Disputed = "disputed", Reported = "reported", Confirmed = "confirmed",
    }
);
