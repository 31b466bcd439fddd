//! The pages, asked as a browser asks.
#![allow(clippy::unwrap_used)] // in tests, a failed unwrap is a failed test

mod board;
mod routes;
mod specimens;
mod stories;
