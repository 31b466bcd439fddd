//! The words that the articles of the measurements are made from: data, nothing else.

pub const NAMES: &[&str] = &[
    "Halden",
    "Orrin",
    "Vestmar",
    "Tully",
    "Brackwater",
    "Selby",
    "Corvane",
    "Dunmere",
    "Larkfield",
    "Kestrel",
    "Ravel",
    "Pellbrook",
    "Castor",
    "Fenwick",
    "Mordale",
    "Ashgrove",
];

/// What the victim's name ends in, and what it is.
pub const SORTS: &[(&str, &str)] = &[
    ("Travel", "travel agency"),
    ("Foods", "food producer"),
    ("Bank", "lender"),
    ("University", "university"),
    ("Clinics", "hospital operator"),
    ("Logistics", "haulier"),
    ("Energy", "electricity supplier"),
    ("Insurance", "insurer"),
];

pub const PLACES: &[&str] = &["British", "Dutch", "Norwegian", "Irish", "Canadian", "Polish", "Danish", "Portuguese"];

pub const OUTLETS: &[&str] = &[
    "The Courier",
    "Evening Ledger",
    "Harbour Post",
    "The Dispatch",
    "Northern Tribune",
    "Breach Notes",
    "Daily Sentinel",
    "The Signal",
    "City Gazette",
    "Security Desk",
    "The Register of Risk",
    "Morning Wire",
];

pub const DATA: &[&str] = &[
    "names and email addresses",
    "dates of birth",
    "phone numbers and home addresses",
    "bank account numbers",
    "medical records",
    "passport numbers",
];

pub const SAFE: &[&str] = &["payment card details", "passwords", "national insurance numbers", "tax records"];
pub const GANGS: &[&str] = &["Obsidian Jackal", "Brassfang", "Bleakwater", "Sable Court"];

pub const WHO: &[&str] = &[
    "the regional council",
    "a spokesman for the union",
    "analysts in the city",
    "the founder's family",
    "a former director",
    "the finance ministry",
    "local traders",
    "the works council",
    "its largest supplier",
    "a parliamentary committee",
    "the new chairwoman",
    "competitors abroad",
];

pub const DID: &[&str] = &[
    "met to discuss",
    "had asked for",
    "put off",
    "welcomed",
    "did not want to comment on",
    "has long criticised",
    "expects to see",
    "will vote on",
    "published figures on",
    "had budgeted for",
    "wrote a letter about",
    "doubled its spending on",
];

pub const WHAT: &[&str] = &[
    "the bridge across the river",
    "a quieter quarter",
    "the price of diesel",
    "two sites in the north",
    "longer opening hours",
    "the pension scheme",
    "a merger with its neighbour",
    "paid overtime at weekends",
    "the cost of new vehicles",
    "the autumn timetable",
    "a second warehouse",
    "the annual report",
];

pub const WHEN: &[&str] = &[
    "in the spring",
    "on Thursday afternoon",
    "before the summer break",
    "for the third time since 2019",
    "after years of delay",
    "at short notice",
    "during the annual meeting",
    "in front of the town hall",
    "against the advice of its lawyers",
    "with little success so far",
    "under a contract from 2016",
    "as the season drew to a close",
];

pub const AND: &[&str] = &[
    "and nobody had expected",
    "while others spoke of",
    "but said little about",
    "and promised more on",
    "which also touches on",
    "and hopes to finish",
    "although it still needs",
    "and has set aside money for",
    "a step that follows",
    "and warned against",
];
