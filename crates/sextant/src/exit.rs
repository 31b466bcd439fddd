//! How the program ends.

use std::process::ExitCode;

/// What a command came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// All of it was done.
    Done,
    /// The answer is no: not found, not valid.
    No,
    /// Nothing could be done with what was given.
    BadInput,
    /// Some of it was done; each failure was listed.
    Partly,
}

impl Exit {
    /// As the shell sees it.
    pub fn code(self) -> ExitCode {
        ExitCode::from(match self {
            Self::Done => 0,
            Self::No => 1,
            Self::BadInput => 2,
            Self::Partly => 3,
        })
    }

    /// From how many inputs worked and how many failed.
    pub fn of(worked: usize, failed: usize) -> Self {
        match (worked, failed) {
            (_, 0) => Self::Done,
            (0, _) => Self::BadInput,
            _ => Self::Partly,
        }
    }
}

/// Whether whoever reads our output has gone away (`sextant incidents | head -1`): no error of ours.
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        let json = cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
        io.or(json) == Some(std::io::ErrorKind::BrokenPipe)
    })
}
