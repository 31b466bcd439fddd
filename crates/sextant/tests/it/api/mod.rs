//! The API, asked over the network of the built program.

mod answers;
mod canary;
mod changes;
mod clients;
mod desk;
mod doors;
mod events;
mod hidden;
mod leaving;
