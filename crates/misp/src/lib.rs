//! MISP: events as they are written on the wire, feeds, the tags that say how far and how sure, and the mapping of
//! attributes, objects and galaxies to and from STIX 2.1. Usable beside [`sextant_stix`] alone: nothing here knows of
//! Sextant. No I/O, no clock, no randomness; what cannot be read is named and left out, and the rest is read.

pub mod event;
pub mod fault;
pub mod feed;
pub mod mapping;
pub mod read;
pub mod tags;

pub use event::Event;
pub use fault::Fault;
pub use read::events;
