//! What is particular to a store in one SQLite file.
