//! Learning from what comes in over TAXII, beside the answering: while others deliver it waits, but not for ever.

use crate::answers::Answers;
use sextant_engine::taxii::LEARNT_AT_ONCE;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How long nothing must have come: what comes in several envelopes is learnt from as a whole.
const QUIET: Duration = Duration::from_millis(1500);
/// How long it waits for quiet.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long it waits after a fault.
const RESPITE: Duration = Duration::from_secs(5);
/// How often it looks.
const LOOKS: Duration = Duration::from_millis(200);

/// When something last came in.
#[derive(Debug)]
pub struct Learner {
    start: Instant,
    last: AtomicU64,
    stop: AtomicBool,
}

impl Default for Learner {
    fn default() -> Self {
        Self { start: Instant::now(), last: AtomicU64::new(0), stop: AtomicBool::new(false) }
    }
}

impl Learner {
    /// Something came in.
    pub fn came(&self) {
        let now = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.last.store(now, Ordering::Relaxed);
    }

    fn is_quiet(&self) -> bool {
        self.start.elapsed().saturating_sub(Duration::from_millis(self.last.load(Ordering::Relaxed))) > QUIET
    }

    /// Learns in a thread of its own until it is stopped.
    pub fn start(self: &Arc<Self>, answers: Arc<dyn Answers>) -> std::thread::JoinHandle<()> {
        let learner = Arc::clone(self);
        std::thread::spawn(move || {
            let Some(engine) = answers.engine() else { return };
            let mut worked = Instant::now();
            while !learner.stop.load(Ordering::Relaxed) {
                let turn = learner.is_quiet() || worked.elapsed() > PATIENCE;
                let learnt = if turn { engine.learn_received(LEARNT_AT_ONCE) } else { Ok(0) };
                if turn {
                    worked = Instant::now();
                }
                match learnt {
                    Ok(LEARNT_AT_ONCE..) => {}
                    Ok(_) => std::thread::sleep(LOOKS),
                    Err(error) => {
                        tracing::warn!(%error, "what came in could not be learnt from yet");
                        std::thread::sleep(RESPITE);
                    }
                }
            }
        })
    }

    /// Ends after what is under way.
    pub fn end(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}
