//! What the addresses of advisories, of what goes out and of the daily work are for.

use super::{CURSOR, LIMIT, NONE, Operation, PIECE, TIME, WHEN, change, get};
use sextant_model::Role;

/// Advisories.
pub const ADVISORIES: &[Operation] = &[
    get(
        "listAdvisories",
        "Advisories, the last drafted first; readers are told of what was sent.",
        &[("incident", "id", false), LIMIT, CURSOR],
        "list-of-advisories",
    ),
    change(
        "POST",
        "draftAdvisory",
        "Drafts one on an incident for a label.",
        "new-advisory",
        (201, Some("advisory-whole")),
    ),
];
/// One advisory.
pub const ADVISORY: &[Operation] = &[
    get("advisory", "One advisory with what people wrote.", &[], "advisory-whole"),
    change(
        "PUT",
        "editAdvisory",
        "Changes what people wrote; what is not given stays. Send If-Match.",
        "written",
        (200, Some("advisory-whole")),
    ),
];
/// What an audience gets.
pub const SHEET: &[Operation] = &[get(
    "advisorySheet",
    "An advisory as an audience gets it, facts and all; not found where it gets nothing.",
    &[("audience", "tlp", false)],
    "advisory",
)];
/// Its past.
pub const REVISIONS: &[Operation] =
    &[get("advisoryRevisions", "All that was stated of an advisory, oldest first.", PIECE, "list-of-revisions")];
const STEP: (u16, Option<&str>) = (200, Some("advisory-whole"));
/// Asking for a second person.
pub const PROPOSE: &[Operation] =
    &[change("POST", "proposeAdvisory", "Asks for a second person's word on a draft.", "any", STEP).without_body()];
/// Agreeing.
pub const APPROVE: &[Operation] =
    &[change("POST", "approveAdvisory", "Agrees; whoever wrote at it cannot.", "any", STEP).without_body()];
/// Publishing.
pub const PUBLISH: &[Operation] = &[change(
    "POST",
    "publishAdvisory",
    "Publishes it to feeds, collection and recipients. Send an Idempotency-Key.",
    "any",
    STEP,
)
.without_body()];
/// Putting right.
pub const CORRECTION: &[Operation] = &[change(
    "POST",
    "correctAdvisory",
    "Opens a correction of what is published; publish it to send it.",
    "correction-of-advisory",
    STEP,
)];
/// Taking back.
pub const WITHDRAWAL: &[Operation] =
    &[change("POST", "withdrawAdvisory", "Takes it back; everybody who got it is told.", "reason", STEP)];
/// Recipients.
pub const RECIPIENTS: &[Operation] = &[
    get("listRecipients", "Who is sent things.", PIECE, "list-of-recipients").of(Role::Publisher),
    change(
        "POST",
        "setRecipient",
        "States a recipient; the secret of a webhook is told once.",
        "new-recipient",
        (201, Some("stated-recipient")),
    ),
];
/// One recipient.
pub const RECIPIENT: &[Operation] =
    &[change("DELETE", "removeRecipient", "Removes a recipient: nothing leaves for it any more.", "any", NONE)
        .without_body()];
/// Deliveries.
pub const DELIVERIES: &[Operation] = &[get(
    "listDeliveries",
    "What became of each delivery; state=doubtful: those that a person must settle.",
    &[("state", "fate", false), LIMIT, CURSOR],
    "list-of-deliveries",
)
.of(Role::Publisher)];
/// Settling one.
pub const SETTLEMENT: &[Operation] = &[change(
    "POST",
    "settleDelivery",
    "Says of a doubtful or dead delivery whether it arrived, goes again, or is given up.",
    "settled",
    (200, Some("delivery")),
)];
/// Watches.
pub const WATCHES: &[Operation] = &[
    get("listWatches", "What you watch, with what changed since you looked.", PIECE, "list-of-watches"),
    change("POST", "watch", "Watches an incident, organisation, actor or word.", "new-watch", (201, Some("watch"))),
];
/// Having looked.
pub const LOOKED: &[Operation] =
    &[change("POST", "lookedAtWatch", "Notes that you have looked at a watch's changes.", "any", NONE).without_body()];
/// One watch.
pub const WATCH: &[Operation] = &[change("DELETE", "endWatch", "Ends a watch.", "any", NONE).without_body()];
/// Having seen.
pub const SEEN: &[Operation] =
    &[change("POST", "seenIncident", "Notes that you have seen an incident as it stands.", "any", NONE).without_body()];
/// The queue.
pub const WORK: &[Operation] = &[
    get(
        "listWork",
        "What waits for an answer, incident by incident, the last changed first; a piece may be empty and go on.",
        &[CURSOR],
        "work",
    )
    .of(Role::Analyst),
    change(
        "POST",
        "answerWork",
        "Accepts or rejects what waits; correct a reading at /claims/{id}/corrections.",
        "answer",
        (200, Some("answer")),
    ),
];
/// What was done.
pub const DONE: &[Operation] =
    &[get("listDone", "What you did of late that can be taken back.", &[], "list-of-done").of(Role::Analyst)];
/// Taking back.
pub const TAKE_BACK: &[Operation] =
    &[change("POST", "takeBack", "Takes something back that you did.", "back", (200, Some("taken-back")))];
/// Searches.
pub const SEARCHES: &[Operation] = &[
    get(
        "listSearches",
        "Searches that you keep; each has a feed at /feeds/searches/ID.atom.",
        PIECE,
        "list-of-searches",
    ),
    change("POST", "keepSearch", "Keeps a search.", "new-search", (201, Some("kept-search"))),
];
/// One of them.
pub const KEPT_SEARCH: &[Operation] =
    &[change("DELETE", "removeSearch", "Removes a search that you keep.", "any", NONE).without_body()];
/// Completions.
pub const SUGGEST: &[Operation] =
    &[get("suggest", "Completions of a query that is being typed.", &[("q", "text", true)], "list-of-any")];
/// The brief.
pub const BRIEF: &[Operation] = &[get(
    "brief",
    "What is new, changed or contradicted in a day or in days.",
    &[("day", "text", false), ("since", "text", false), TIME],
    "brief",
)];
/// A story.
pub const STORY: &[Operation] =
    &[get("story", "How an event was told: who was first, who copied, what each adds.", &[], "story")];
/// What is tied together.
pub const GRAPH: &[Operation] = &[get("graph", "What an incident is tied to, and on whose word.", WHEN, "graph")];
/// An organisation.
pub const ORGANISATION: &[Operation] =
    &[get("organisation", "What is known of an organisation, under any of its names.", &[], "organisation")];
