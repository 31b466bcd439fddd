//! The resolver that judges: it hands the connector only addresses within reach, and remembers what it refused.

use super::ranges::{Reach, is_public};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// Judges the addresses of one hop.
#[derive(Debug, Clone)]
pub(super) struct Judge {
    reach: Reach,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Debug, Default)]
struct Seen {
    refused: Option<IpAddr>,
    private: bool,
}

impl Judge {
    pub(super) fn new(reach: Reach) -> Self {
        Self { reach, seen: Arc::default() }
    }

    /// The first address that was out of reach.
    pub(super) fn refused(&self) -> Option<IpAddr> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).refused
    }

    /// The first address that was out of reach since this was last asked.
    pub(super) fn take_refused(&self) -> Option<IpAddr> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).refused.take()
    }

    /// Whether no address that was let through is private.
    pub(super) fn all_public(&self) -> bool {
        !self.seen.lock().unwrap_or_else(PoisonError::into_inner).private
    }
}

impl Resolver for Judge {
    /// One address out of reach refuses the whole name: a name that mixes them is not to be trusted.
    fn resolve(
        &self,
        uri: &ureq::http::Uri,
        config: &ureq::config::Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = look_up(uri, config, timeout)?;
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(refused) = found.iter().find(|address| !self.reach.allows(address.ip())) {
            seen.refused = Some(refused.ip());
            return Err(ureq::Error::HostNotFound);
        }
        seen.private |= found.iter().any(|address| !is_public(address.ip()));
        Ok(found)
    }
}

/// What the system says of a name: asked once, and its answer is where the connection goes.
fn look_up(
    uri: &ureq::http::Uri,
    config: &ureq::config::Config,
    timeout: NextTimeout,
) -> Result<ResolvedSocketAddrs, ureq::Error> {
    #[cfg(test)]
    if let Some(told) = super::names::told(uri) {
        return Ok(told);
    }
    DefaultResolver::default().resolve(uri, config, timeout)
}
