//! Keeping the store's log short, beside the answering: what was written is taken into the file by a thread of its own, so
//! that whoever delivers does not wait for it, and the log begins anew although there are always readers.

use crate::answers::Answers;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How often it looks.
const LOOKS: Duration = Duration::from_millis(250);
/// How long it waits after a failure.
const PATIENCE: Duration = Duration::from_secs(5);

/// The thread that does it.
#[derive(Debug, Default)]
pub struct Log {
    stop: AtomicBool,
}

impl Log {
    /// Works in a thread of its own until it is stopped.
    pub fn start(self: &Arc<Self>, answers: Arc<dyn Answers>) -> std::thread::JoinHandle<()> {
        let log = Arc::clone(self);
        std::thread::spawn(move || {
            let Some(mut keeper) = answers.engine().and_then(|engine| engine.log_keeper().transpose()) else { return };
            while !log.stop.load(Ordering::Relaxed) {
                let kept = match &keeper {
                    Ok(keeper) => keeper.shorten(),
                    Err(_) => Ok(()),
                };
                if let (Err(error), _) | (_, Err(error)) = (&keeper, &kept) {
                    tracing::warn!(%error, "the store's log could not be taken into its file yet");
                    std::thread::sleep(PATIENCE);
                    if let Some(again) = answers.engine().and_then(|engine| engine.log_keeper().transpose()) {
                        keeper = again;
                    }
                }
                std::thread::sleep(LOOKS);
            }
        })
    }

    /// Ends after what is under way.
    pub fn end(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}
