//! What users rely on when a text is read: laws that hold for every document.

mod cases;
mod entity_cases;
mod facts;
mod hostile;
mod iocs;
mod laws;
