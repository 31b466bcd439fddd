//! Messages of TAXII 2.1: what a request asks for, what an envelope holds, which media types are understood.

mod envelope;
mod filters;
mod media;

pub use envelope::{EnvelopeError, MAX_OBJECTS, objects};
pub use filters::{FilterError, Filters, Place, Spec, Version};
pub use media::{STIX_20, STIX_21, TAXII, accepts, is_taxii};
