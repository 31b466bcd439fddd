//! Pages over HTTP: read-only, server-rendered, for whoever sits at this machine.
//!
//! [`router`] lists every route; each page is a file under [`pages`]. Nothing here touches the ledger: all that is
//! shown comes out of the engine's exit gate. Without accounts the server listens on loopback only.

mod answers;
mod assets;
mod fault;
mod figures;
mod labels;
pub mod pages;
mod respond;
mod router;
mod spans;
mod vocabulary;

pub use answers::Answers;
pub use router::router;

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;

/// Where to listen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Address and port; port 0 takes a free one.
    pub listen: SocketAddr,
}

impl Default for Config {
    fn default() -> Self {
        Self { listen: SocketAddr::from(([127, 0, 0, 1], 8017)) }
    }
}

/// Why the server could not start or go on.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Without accounts only this machine may look.
    #[error(
        "{0} is not a loopback address: without accounts the pages are served to this machine only (use 127.0.0.1 or [::1])"
    )]
    NotLoopback(SocketAddr),
    /// The address is taken or not to be had.
    #[error("cannot listen on {address}: {source} (choose another port, or 0 for a free one)")]
    Listen {
        /// As asked for.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// The connection to clients broke down.
    #[error("serving stopped: {0}")]
    Serve(#[from] std::io::Error),
}

/// A server that has its address and has not begun to answer.
#[derive(Debug)]
pub struct Listening {
    listener: tokio::net::TcpListener,
    address: SocketAddr,
}

impl Listening {
    /// Takes the address.
    ///
    /// # Errors
    /// When it is not a loopback address or is taken.
    pub async fn on(config: &Config) -> Result<Self, Error> {
        let address = config.listen;
        if !address.ip().is_loopback() {
            return Err(Error::NotLoopback(address));
        }
        let listen = |source| Error::Listen { address, source };
        let listener = tokio::net::TcpListener::bind(address).await.map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        Ok(Self { listener, address })
    }

    /// The address taken, with its real port.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until `shutdown` is done; requests under way are finished first.
    ///
    /// # Errors
    /// When the listener breaks down.
    pub async fn serve(
        self,
        engine: Arc<dyn Answers>,
        shutdown: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), Error> {
        axum::serve(self.listener, router(engine)).with_graceful_shutdown(shutdown).await?;
        Ok(())
    }
}

/// Takes the address and answers until `shutdown` is done.
///
/// # Errors
/// As [`Listening::on`] and [`Listening::serve`].
pub async fn serve(
    engine: Arc<dyn Answers>,
    config: &Config,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Error> {
    Listening::on(config).await?.serve(engine, shutdown).await
}
