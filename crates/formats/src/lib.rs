//! Bytes to documents: HTML, text, PDF, feeds, mail; no I/O.
