//! The library, as its users call it.
#![allow(clippy::unwrap_used, missing_docs)]

mod hostile;
mod laws;
mod mutation;
mod patterns;
mod validation;

use proptest::test_runner::{Config, RngSeed};

/// How a law is tried: other cases in every run, and a failing run names the seed that brings its cases back.
fn tried(cases: u32) -> Config {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let seed = match config.rng_seed {
        RngSeed::Fixed(seed) => seed,
        RngSeed::Random => std::hash::BuildHasher::hash_one(&std::hash::RandomState::new(), "a law"),
    };
    println!("to try the same cases again: PROPTEST_RNG_SEED={seed}");
    Config { rng_seed: RngSeed::Fixed(seed), ..config }
}
