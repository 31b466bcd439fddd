//! What users rely on when a text is read: laws that hold for every document.

mod facts;
mod laws;
