//! Claims to records: folding, standing, independence; no I/O.
