//! The pages, asked as a browser asks.

mod specimens;
mod stories;
