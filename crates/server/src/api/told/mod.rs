//! What each address of the API is for: one line a method, beside its route. The description of the API is made from it.

mod desk;

pub use desk::*;

use sextant_model::Role;

/// What one method of an address does.
#[derive(Debug, Clone, Copy)]
pub struct Operation {
    /// GET, POST, PUT or DELETE.
    pub method: &'static str,
    /// What programs made from the description call it.
    pub id: &'static str,
    /// What it does, in a sentence.
    pub summary: &'static str,
    /// Fields of the query: name, schema, whether it must be there.
    pub query: &'static [Field],
    /// The schema of the body that it takes.
    pub takes: Option<&'static str>,
    /// The status and the schema of its answer; none: no body, or one that is no JSON.
    pub gives: (u16, Option<&'static str>),
    /// The role that reading requires; of changes the route says.
    pub reads: Role,
}

/// A field of the query: name, schema, whether it must be there.
pub type Field = (&'static str, &'static str, bool);

const fn get(id: &'static str, summary: &'static str, query: &'static [Field], gives: &'static str) -> Operation {
    Operation { method: "GET", id, summary, query, takes: None, gives: (200, Some(gives)), reads: Role::Reader }
}

const fn change(
    method: &'static str,
    id: &'static str,
    summary: &'static str,
    takes: &'static str,
    gives: (u16, Option<&'static str>),
) -> Operation {
    Operation { method, id, summary, query: &[], takes: Some(takes), gives, reads: Role::Reader }
}

impl Operation {
    const fn of(mut self, role: Role) -> Self {
        self.reads = role;
        self
    }

    const fn file(mut self) -> Self {
        self.gives = (200, None);
        self
    }

    const fn without_body(mut self) -> Self {
        self.takes = None;
        self
    }

    const fn asking(mut self, query: &'static [Field]) -> Self {
        self.query = query;
        self
    }
}

const LIMIT: Field = ("limit", "limit", false);
const CURSOR: Field = ("cursor", "text", false);
const AS_OF: Field = ("as_of", "text", false);
const TIME: Field = ("time", "clock", false);
const PIECE: &[Field] = &[LIMIT, CURSOR];
const WHEN: &[Field] = &[AS_OF, TIME];
const DECIDED: (u16, Option<&str>) = (201, Some("decided"));
const NONE: (u16, Option<&str>) = (204, None);

/// This description.
pub const OPENAPI: &[Operation] = &[get("openapi", "This description.", &[], "any")];
/// Who asks.
pub const ME: &[Operation] = &[get("me", "Who asks, as which role, cleared for what.", &[], "me")];
/// How much there is.
pub const STATS: &[Operation] = &[get("stats", "How much there is, for whoever asks.", &[], "stats")];
/// The list of incidents.
pub const INCIDENTS: &[Operation] = &[get(
    "listIncidents",
    "Incidents, one line each; sorted by what changes, one that changes meanwhile moves to the front.",
    &[
        ("q", "text", false),
        ("kind", "text", false),
        ("standing", "text", false),
        ("sort", "sort", false),
        AS_OF,
        TIME,
        LIMIT,
        CURSOR,
    ],
    "list-of-incidents",
)];
/// One incident.
pub const INCIDENT: &[Operation] = &[get(
    "incident",
    "One record: each field with its standing and the claims for and against it.",
    &[AS_OF, TIME, ("claims", "flag", false)],
    "incident",
)];
/// One incident as a file.
pub const EXPORT: &[Operation] = &[get(
    "exportIncident",
    "One incident as a file for whoever asks.",
    &[("format", "format", true), AS_OF, TIME],
    "any",
)
.file()];
/// Notes on an incident.
pub const NOTES: &[Operation] = &[
    get("listNotes", "Notes of persons on an incident.", PIECE, "list-of-notes"),
    change("POST", "addNote", "Writes a note.", "new-note", (201, Some("note"))),
];
/// Claims.
pub const CLAIMS: &[Operation] = &[
    get(
        "listClaims",
        "Claims of an incident or of a document; one of the two is needed.",
        &[
            ("incident", "id", false),
            ("document", "id", false),
            ("speaker", "text", false),
            ("stance", "text", false),
            ("field", "text", false),
            LIMIT,
            CURSOR,
        ],
        "list-of-claims",
    ),
    change(
        "POST",
        "addClaim",
        "Adds a claim by hand, with its source and a reason.",
        "new-claim",
        (201, Some("claim")),
    ),
];
/// One claim.
pub const CLAIM: &[Operation] = &[get("claim", "One claim.", &[], "claim")];
/// Corrections of a claim.
pub const CORRECT: &[Operation] = &[change(
    "POST",
    "correctClaim",
    "Replaces a claim; what is not given stays. The old one stays on file.",
    "correction",
    (201, Some("claim")),
)];
/// Withdrawal of a claim.
pub const RETRACT: &[Operation] =
    &[change("POST", "retractClaim", "Withdraws a claim: a mistake of ours.", "reason", (200, Some("claim")))];
/// Intake.
pub const DOCUMENTS: &[Operation] = &[change(
    "POST",
    "ingest",
    "Reads and keeps a text or an address (JSON), or a file (its bytes). 202: still reading, see Location.",
    "new-document",
    (201, Some("intake")),
)
.asking(&[("name", "text", false), ("published", "text", false), ("source", "text", false), ("tlp", "tlp", false)])];
/// All intake.
pub const HANDED_OVER: &[Operation] =
    &[get("listIntake", "What you handed over since the server started, the last first.", &[], "list-of-intake")];
/// What came of intake.
pub const INTAKE: &[Operation] = &[get("intake", "What came of what you handed over.", &[], "intake")];
/// One document.
pub const DOCUMENT: &[Operation] =
    &[get("document", "What is known of a document, without its text.", &[], "document")];
/// Its text.
pub const TEXT: &[Operation] =
    &[get("documentText", "Its clean text, in which spans count code points.", &[], "any").file()];
/// Its spans.
pub const SPANS: &[Operation] = &[get(
    "documentSpans",
    "Its claims with the places of their words, in the order of the text.",
    &[],
    "list-of-claims",
)];
/// Removal of a document.
pub const FORGET: &[Operation] =
    &[change("POST", "forgetDocument", "Removes bytes, text and quotes for good.", "reason", (200, Some("forgotten")))];
/// Reading again.
pub const REREAD: &[Operation] =
    &[change("POST", "reread", "Reads kept documents again by the rules of now.", "again", (200, Some("reread")))];
/// Search.
pub const SEARCH: &[Operation] = &[get(
    "search",
    "Finds by words and fields; a piece has up to limit of each kind.",
    &[("q", "text", true), LIMIT, CURSOR],
    "list-of-finds",
)];
/// Looking values up.
pub const INDICATORS: &[Operation] =
    &[change("POST", "lookUp", "Where each of a list of values was seen.", "values", (200, Some("list-of-looked")))];
/// Sources.
pub const SOURCES: &[Operation] = &[get("listSources", "What is stated of sources.", PIECE, "list-of-sources")];
/// One source.
pub const SOURCE: &[Operation] = &[
    get("source", "What is stated of one source.", &[], "source"),
    change("PUT", "setSource", "States a source's reliability anew. Send If-Match.", "stated", (200, Some("source"))),
];
/// Actors.
pub const ACTORS: &[Operation] = &[get("listActors", "Actors that are named or speak.", PIECE, "list-of-any")];
/// One actor.
pub const ACTOR: &[Operation] =
    &[get("actor", "One actor: names, incidents, how its claims turned out.", WHEN, "actor")];
/// The computed answer.
pub const ASSESS: &[Operation] = &[get(
    "assess",
    "Whether incidents are linked: hypotheses, pairs, evidence, what would change the answer.",
    &[("incidents", "text", true), AS_OF, TIME, ("prior", "number", false), ("drop", "text", false)],
    "assess",
)];
/// What persons add to it.
pub const ASSESSMENTS: &[Operation] = &[
    get("listAssessments", "What persons said of whether incidents are linked.", PIECE, "list-of-decisions"),
    change("POST", "judge", "Adds evidence, an override or the outcome.", "new-assessment", DECIDED),
];
/// How answers turned out.
pub const CALIBRATION: &[Operation] =
    &[get("calibration", "Answers whose outcome is known, with their scores.", PIECE, "list-of-outcomes")];
/// Decisions.
pub const DECISIONS: &[Operation] = &[
    get("listDecisions", "Decisions that you may know of, oldest first.", PIECE, "list-of-decisions"),
    change("POST", "decide", "Joins, splits, tells apart, or gives another name.", "new-decision", DECIDED),
];
/// Taking a decision back.
pub const UNDO: &[Operation] = &[change("POST", "undo", "Takes a decision back.", "reason", (200, Some("decided")))];
/// Objects of STIX.
pub const OBJECTS: &[Operation] = &[get(
    "listObjects",
    "Objects of STIX that are kept, one line each.",
    &[("type", "text", false), LIMIT, CURSOR],
    "list-of-objects",
)];
/// One object.
pub const OBJECT: &[Operation] = &[get("object", "The versions of one object, as they came.", &[], "list-of-any")];
/// Collections.
pub const COLLECTIONS: &[Operation] =
    &[get("listCollections", "Collections of TAXII that you may know of.", &[], "list-of-any")];
/// Publications.
pub const PUBLICATIONS: &[Operation] = &[
    get("listPublications", "What is published, for labels that you may see.", PIECE, "list-of-publications"),
    change("POST", "publish", "Publishes an incident for a label.", "publication", (200, Some("published"))),
];
/// Withdrawal of a publication.
pub const WITHDRAW: &[Operation] =
    &[change("POST", "withdraw", "Takes back what was published.", "publication", (200, Some("published")))];
/// The audit log.
pub const AUDIT: &[Operation] = &[get(
    "audit",
    "The audit log, for administrators who may see everything.",
    &[("from", "number", false), LIMIT],
    "audit",
)
.of(Role::Administrator)];
/// Its proof.
pub const VERIFICATION: &[Operation] =
    &[get("verification", "The proof of the audit chain.", &[], "verification").of(Role::Administrator)];
/// Accounts.
pub const USERS: &[Operation] = &[
    get("listUsers", "All accounts.", &[], "list-of-users").of(Role::Administrator),
    change("POST", "addUser", "Adds an account, cleared for no more than you are.", "new-user", (201, Some("user"))),
];
/// One account.
pub const USER: &[Operation] =
    &[change("DELETE", "removeUser", "Removes an account with its tokens.", "any", NONE).without_body()];
/// Its password.
pub const PASSWORD: &[Operation] =
    &[change("PUT", "setPassword", "Gives an account another password.", "new-password", NONE)];
/// Tokens.
pub const TOKENS: &[Operation] = &[
    get("listTokens", "Your tokens; all of them for administrators. Never their words.", &[], "list-of-tokens"),
    change("POST", "addToken", "Makes a token; its word is told once.", "new-token", (201, Some("token"))),
];
/// One token.
pub const TOKEN: &[Operation] = &[change("DELETE", "revokeToken", "Revokes a token.", "any", NONE).without_body()];
/// Live change.
pub const EVENTS: &[Operation] = &[get(
    "events",
    "Server-sent events: `changed` with the incidents whose records are others now, as far as you may know of them.",
    &[],
    "any",
)
.file()];
/// Figures for Prometheus.
pub const METRICS: &[Operation] = &[get(
    "metrics",
    "Figures for Prometheus: requests by route and status, how long they took, and how much there is.",
    &[],
    "any",
)
.file()
.of(Role::Administrator)];
