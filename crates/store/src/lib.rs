//! The ledger: a trait and its SQLite implementation.
