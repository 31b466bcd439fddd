//! The project's own chores: tests, lexicons, benchmarks.
fn main() {}
