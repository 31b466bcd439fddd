//! What leaves in files: the records an audience may have, as JSON, CSV or one printable page. Everything passes the
//! gate; each item is marked with its label.
