//! The sample reports that the program carries: every file of `samples/`.

include!(concat!(env!("OUT_DIR"), "/samples.rs"));
