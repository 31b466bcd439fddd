//! One POST to an address that somebody stated, judged as every fetch is. Redirects are not followed: where they lead was
//! stated by nobody. A fault says whether the other side can have got it.

use super::resolve::Judge;
use super::{FetchLimits, Reach, parse};
use std::io::Read;
use ureq::http::header;

/// What went wrong.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The address is none, or may not be reached.
    Refused(String),
    /// Nothing was sent.
    NotSent(String),
    /// It was sent, or part of it, and no answer came.
    NoAnswer(String),
}

/// Sends it and gives the status of the answer.
pub(crate) fn post(
    address: &str,
    headers: &[(&str, &str)],
    body: &[u8],
    limits: &FetchLimits,
    reach: &Reach,
) -> Result<u16, Fault> {
    let url = parse(address).map_err(|problem| Fault::Refused(problem.message))?;
    let judge = Judge::new(reach.clone());
    let config = super::asking(limits.total, limits.silence).build();
    let connector = ureq::unversioned::transport::DefaultConnector::new();
    let agent = ureq::Agent::with_parts(config, connector, judge.clone());
    let post = agent.post(url.as_str()).header(header::CONTENT_TYPE, "application/json");
    let sent = headers.iter().fold(post, |post, (name, value)| post.header(*name, *value)).send(body);
    match sent {
        Ok(response) => {
            let status = response.status().as_u16();
            // What it says besides is of no interest, but a connection is left in order.
            let _ = response.into_body().into_reader().take(limits.bytes as u64).read_to_end(&mut Vec::new());
            Ok(status)
        }
        Err(error) => Err(explain(&error, &judge)),
    }
}

fn explain(error: &ureq::Error, judge: &Judge) -> Fault {
    if let Some(refused) = judge.refused() {
        return Fault::Refused(format!("{refused} is no public address: see advisories.webhook_networks"));
    }
    match error {
        ureq::Error::HostNotFound => Fault::NotSent("the host is not known".to_owned()),
        ureq::Error::Timeout(ureq::Timeout::Resolve | ureq::Timeout::Connect) => {
            Fault::NotSent("the receiver could not be reached in time".to_owned())
        }
        ureq::Error::ConnectionFailed | ureq::Error::Tls(_) | ureq::Error::Rustls(_) => {
            Fault::NotSent(format!("the receiver could not be reached: {error}"))
        }
        ureq::Error::Io(io) if io.kind() == std::io::ErrorKind::ConnectionRefused => {
            Fault::NotSent("the receiver refuses connections".to_owned())
        }
        other => Fault::NoAnswer(format!("the receiver did not answer: {other}")),
    }
}
