//! Pages and TAXII over HTTP: server-rendered pages for reading, and a TAXII 2.1 server for programs.
//!
//! [`ROUTES`] is the table of all routes with what each requires; each page is a file under [`pages`]. Nothing here
//! touches the ledger: all that is shown comes out of the engine's exit gate, which is told the audience of whoever
//! asks. Without accounts the server listens on loopback only and shows everything to whoever sits there; the first
//! account turns log-in on everywhere.

mod answers;
mod api;
mod assets;
mod fault;
mod feed;
mod figures;
mod forms;
mod guesses;
mod jobs;
mod labels;
mod learner;
mod listen;
mod log;
mod metrics;
pub mod pages;
mod problem;
mod respond;
mod router;
mod sender;
mod sessions;
mod setup;
mod site;
mod spans;
mod taxii;
mod visitor;
mod vocabulary;
mod waiting;

pub use answers::Answers;
pub use listen::{Certificate, Clients};
pub use router::{ROUTES, Route, router, routes};
pub use setup::first_code;
pub use site::{App, Intake, Peer, Site};
pub use visitor::Requires;

use listen::Door;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;

/// Where to listen, and as what.
#[derive(Debug, Clone)]
pub struct Config {
    /// Address and port; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The certificate to serve with; none: connections are plain.
    pub certificate: Option<Certificate>,
    /// Whether there are accounts, so that others than this machine may come.
    pub accounts: bool,
    /// The rest.
    pub site: Site,
    /// What can be read in over pages.
    pub intake: Intake,
    /// The one-time code for the first account; none: it cannot be made in a browser.
    pub first_code: Option<String>,
}

impl Default for Config {
    fn default() -> Self {
        let listen = SocketAddr::from(([127, 0, 0, 1], 8017));
        Self {
            listen,
            certificate: None,
            accounts: false,
            site: Site::default(),
            intake: Intake::default(),
            first_code: None,
        }
    }
}

/// Why the server could not start or go on.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Without accounts only this machine may look.
    #[error(
        "{0} is not a loopback address: without accounts the pages are served to this machine only (use 127.0.0.1 or [::1], or add an account with `sextant user add`)"
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
    /// The certificate or its key cannot be used.
    #[error("TLS: {0}")]
    Certificate(std::io::Error),
    /// The connection to clients broke down.
    #[error("serving stopped: {0}")]
    Serve(#[from] std::io::Error),
}

/// A server that has its address and has not begun to answer.
pub struct Listening {
    door: Door,
    address: SocketAddr,
    site: Site,
    intake: Intake,
    first_code: Option<String>,
}

impl std::fmt::Debug for Listening {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Listening").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Listening {
    /// Takes the address.
    ///
    /// # Errors
    /// When there are no accounts and it is not a loopback address, when it is taken, when the certificate is no good.
    pub async fn on(config: &Config) -> Result<Self, Error> {
        let address = config.listen;
        if !address.ip().is_loopback() && !config.accounts {
            return Err(Error::NotLoopback(address));
        }
        let acceptor =
            config.certificate.as_ref().map(Certificate::acceptor).transpose().map_err(Error::Certificate)?;
        let tls = acceptor.is_some();
        let listen = |source| Error::Listen { address, source };
        let listener = tokio::net::TcpListener::bind(address).await.map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let door = Door::new(listener, acceptor).map_err(listen)?;
        let site = Site { loopback: address.ip().is_loopback(), tls, ..config.site.clone() };
        Ok(Self { door, address, site, intake: config.intake.clone(), first_code: config.first_code.clone() })
    }

    /// The address taken, with its real port.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address as a browser takes it.
    #[must_use]
    pub fn url(&self) -> String {
        format!("{}://{}/", if self.site.tls { "https" } else { "http" }, self.address)
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
        let app = App::new(Arc::clone(&engine), self.site).taking(self.intake, self.first_code);
        let learning = app.learner.start(Arc::clone(&engine));
        let sender = Arc::new(sender::Sender::default());
        let sending = sender.start(Arc::clone(&engine));
        let log = Arc::new(log::Log::default());
        let logging = log.start(engine);
        let service = routes(&app).into_make_service_with_connect_info::<Peer>();
        let events = Arc::clone(&app.events);
        let shutdown = async move {
            shutdown.await;
            events.end();
        };
        let served = axum::serve(self.door, service).with_graceful_shutdown(shutdown).await;
        app.learner.end();
        sender.end();
        log.end();
        let _ = logging.join();
        let _ = learning.join();
        let _ = sending.join();
        Ok(served?)
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
