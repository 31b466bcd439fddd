//! Joins the parts; the exit gate.
