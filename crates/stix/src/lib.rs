//! STIX 2.0 and 2.1, usable on its own: nothing here knows of Sextant. No I/O, no clock, no randomness; the same
//! bytes give the same answer. What is foreign (text, objects) gives a value or an error that says where, never a
//! panic, and work is bounded.

pub mod canon;
pub mod confidence;
pub mod id;
pub mod json;
pub mod lines;
pub mod markings;
pub mod object;
pub mod pattern;
pub mod timestamp;
pub mod validate;
