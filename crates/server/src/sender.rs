//! Sending what waits in the outbox, beside the answering. One process sends from a store; another one waits for its turn.

use crate::answers::Answers;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How often it looks.
const LOOKS: Duration = Duration::from_millis(400);
/// How long it waits after a failure.
const PATIENCE: Duration = Duration::from_secs(5);

/// The thread that sends.
#[derive(Debug, Default)]
pub struct Sender {
    stop: AtomicBool,
}

impl Sender {
    /// Sends in a thread of its own until it is stopped.
    pub fn start(self: &Arc<Self>, answers: Arc<dyn Answers>) -> std::thread::JoinHandle<()> {
        let sender = Arc::clone(self);
        std::thread::spawn(move || {
            let Some(engine) = answers.engine().filter(|engine| engine.is_writable()) else { return };
            let (mut right, mut looked) = (None, None::<std::time::Instant>);
            while !sender.stop.load(Ordering::Relaxed) {
                let look = looked.is_none_or(|at| at.elapsed() > engine.desk().watch_every);
                let watched = if look { engine.watch_due() } else { Ok(()) };
                looked = if look { Some(std::time::Instant::now()) } else { looked };
                let done = watched.and_then(|()| match &right {
                    Some(right) => engine.deliver(right).map(drop),
                    // Nothing is locked before there is something to send.
                    None if engine.has_deliveries()? => engine.deliverer().map(|taken| right = taken),
                    None => Ok(()),
                });
                match done {
                    Ok(()) => std::thread::sleep(LOOKS),
                    Err(error) => {
                        tracing::warn!(%error, "what waits in the outbox could not be sent yet");
                        std::thread::sleep(PATIENCE);
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
