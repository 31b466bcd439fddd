//! STIX patterns: checking (2.0 and 2.1), matching over observed data, equivalence.
