//! `sextant serve`: the pages and TAXII.

use crate::config::Config;
use crate::exit::{Exit, Outcome};
use crate::globals::Globals;
use crate::log::{self, Level};
use sextant_engine::Engine;
use std::net::SocketAddr;
use std::sync::Arc;

/// Serves the pages, and collections over TAXII 2.1 under /taxii2/. Without accounts they are for this machine only, so
/// the address must be a loopback address; with the first account (sextant user add) whoever comes must log in.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  sextant serve
  sextant serve --listen 127.0.0.1:9000 --config sextant.toml

Settings of the configuration: listen, base_url, trusted_proxies, tls_certificate and tls_key, collections.")]
pub struct Serve {
    /// Address and port; port 0 takes a free one [default: 127.0.0.1:8017].
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// What it says of its work on standard error; `info` writes a line for each request. Never words to log in with.
    #[arg(long, value_name = "LEVEL", value_enum, env = "SEXTANT_LOG", default_value = "warn")]
    log: Level,
}

impl Serve {
    /// Does it, until Ctrl-C.
    ///
    /// # Errors
    /// When the store cannot be read, or the address is not a loopback address or is taken.
    pub fn run(self, globals: &Globals) -> Outcome {
        log::start(self.log);
        let usual = sextant_server::Config::default();
        let listen = self.listen.or(globals.config.listen).unwrap_or(usual.listen);
        let engine = globals.writing_or_making()?;
        for stated in globals.config.stated_collections() {
            engine.set_collection(&stated, "configuration")?;
        }
        let code = if engine.has_accounts()? { None } else { Some(sextant_server::first_code()?) };
        serve(engine, listen, &globals.config, code, false)
    }
}

/// Serves until Ctrl-C; with `any_port`, takes a free port when the one asked for is taken.
///
/// # Errors
/// When the address is not a loopback address or cannot be had.
pub fn serve(engine: Engine, listen: SocketAddr, config: &Config, code: Option<String>, any_port: bool) -> Outcome {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let config = config.server(listen, engine.has_accounts()?)?;
    let config = sextant_server::Config { first_code: code, ..config };
    runtime.block_on(async {
        let listening = match sextant_server::Listening::on(&config).await {
            Err(sextant_server::Error::Listen { .. }) if any_port => {
                let listen = SocketAddr::new(listen.ip(), 0);
                sextant_server::Listening::on(&sextant_server::Config { listen, ..config.clone() }).await?
            }
            outcome => outcome?,
        };
        if let Some(code) = &config.first_code {
            eprintln!("no accounts yet: make the first at {}welcome with the code {code}", listening.url());
        }
        eprintln!("serving {}  (Ctrl-C ends)", listening.url());
        let ctrl_c = async {
            let _ = tokio::signal::ctrl_c().await;
        };
        listening.serve(Arc::new(engine), ctrl_c).await?;
        Ok(Exit::Done)
    })
}
