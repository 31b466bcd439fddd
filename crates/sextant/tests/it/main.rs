//! The built program, as its users run it.

mod corpus;
mod decisions;
mod faults;
mod fetching;
mod gate;
mod interrupted;
mod program;
mod schemas;
mod server;
mod stores;
