//! What users rely on when a text is read: laws that hold for every document.

mod cases;
mod facts;
mod iocs;
mod laws;
