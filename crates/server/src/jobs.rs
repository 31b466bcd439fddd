//! Intake under way: what somebody handed over is read in a thread of its own, and a page shows what came of it so far.
//! Jobs live in memory; what they kept is in the store.

use sextant_engine::access::hex;
use sextant_engine::{IngestLine, IngestOptions, Input};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Jobs remembered; the oldest that are done go first.
const REMEMBERED: usize = 64;
/// Jobs under way at once.
const UNDER_WAY: usize = 4;

/// Something that was handed over.
#[derive(Debug)]
pub struct Job {
    /// Drawn at random: the end of its address.
    pub id: String,
    /// Who handed it over; nobody else sees it.
    pub owner: String,
    /// How many things were handed over.
    pub inputs: usize,
    lines: Mutex<Vec<IngestLine>>,
    fault: Mutex<Option<String>>,
    done: AtomicBool,
}

impl Job {
    /// What came of it so far.
    pub fn lines(&self) -> Vec<IngestLine> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Why it broke off, if it did.
    pub fn fault(&self) -> Option<String> {
        self.fault.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether it is done.
    pub fn is_done(&self) -> bool {
        self.done.load(Ordering::Acquire)
    }

    /// Waits for its end, no longer than this; says whether it came.
    pub async fn ended_within(&self, patience: Duration) -> bool {
        let step = Duration::from_millis(25);
        let mut left = patience;
        while !self.is_done() && !left.is_zero() {
            tokio::time::sleep(step).await;
            left = left.saturating_sub(step);
        }
        self.is_done()
    }
}

/// All jobs.
#[derive(Debug, Default)]
pub struct Jobs(Mutex<VecDeque<Arc<Job>>>);

impl Jobs {
    /// Begins one; `None` when too many are under way.
    pub fn begin(
        &self,
        answers: &Arc<dyn crate::Answers>,
        inputs: Vec<Input>,
        options: IngestOptions,
    ) -> Option<Arc<Job>> {
        let id = hex(&sextant_engine::access::random::<16>().ok()?);
        let job = Arc::new(Job {
            id,
            owner: options.by.clone(),
            inputs: inputs.len(),
            lines: Mutex::default(),
            fault: Mutex::default(),
            done: AtomicBool::new(false),
        });
        {
            let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if all.iter().filter(|job| !job.is_done()).count() >= UNDER_WAY {
                return None;
            }
            while all.len() >= REMEMBERED
                && let Some(at) = all.iter().position(|job| job.is_done())
            {
                all.remove(at);
            }
            all.push_back(Arc::clone(&job));
        }
        let (working, answers) = (Arc::clone(&job), Arc::clone(answers));
        std::thread::spawn(move || work(&working, answers.as_ref(), &inputs, &options));
        Some(job)
    }

    /// All of somebody's own, the last first.
    pub fn of(&self, owner: &str) -> Vec<Arc<Job>> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().rev().filter(|job| job.owner == owner).cloned().collect()
    }

    /// One of somebody's own.
    pub fn find(&self, id: &str, owner: &str) -> Option<Arc<Job>> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().find(|job| job.id == id && job.owner == owner).cloned()
    }
}

fn work(job: &Job, answers: &dyn crate::Answers, inputs: &[Input], options: &IngestOptions) {
    /// Whatever happens in this thread, nobody waits for a job that has ended.
    struct Done<'a>(&'a Job);
    impl Drop for Done<'_> {
        fn drop(&mut self) {
            self.0.done.store(true, Ordering::Release);
        }
    }
    let _done = Done(job);
    let Some(engine) = answers.engine() else { return };
    let stop = AtomicBool::new(false);
    let kept = engine.take_in(inputs, options, &stop, |line| {
        job.lines.lock().unwrap_or_else(PoisonError::into_inner).push(line.clone());
    });
    if let Err(error) = kept {
        tracing::warn!(%error, "what was handed over could not be kept");
        *job.fault.lock().unwrap_or_else(PoisonError::into_inner) = Some(error.to_string());
    }
}
