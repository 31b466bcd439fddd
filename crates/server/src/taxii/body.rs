//! Bodies that come in: read up to the bound that is announced, and beyond it passed over within another, so that the
//! sender sees the refusal and not a broken connection.

use super::refusal::too_large;
use axum::body::{Body, HttpBody};
use axum::extract::Request;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use std::pin::Pin;
use std::time::Duration;

/// How many times the bound is passed over, and for how long.
const PASSED_OVER: usize = 4;
const PATIENCE: Duration = Duration::from_secs(20);

fn announced(headers: &HeaderMap) -> Option<usize> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// The body, or the refusal of one that is too large.
pub(super) async fn read(request: Request, most: usize) -> Result<Vec<u8>, Response> {
    let length = announced(request.headers());
    if length.is_some_and(|length| length > most) {
        pass_over(request, most).await;
        return Err(too_large(most));
    }
    let mut body = request.into_body();
    let mut bytes = Vec::with_capacity(length.unwrap_or(0));
    while let Some(piece) = next(&mut body).await {
        let piece = piece.map_err(|_| super::refusal::broken_off())?;
        if bytes.len() + piece.len() > most {
            drop(bytes);
            rest(&mut body, most.saturating_mul(PASSED_OVER)).await;
            return Err(too_large(most));
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

/// Passes over a body that is not wanted. A sender who asks before sending is not told to send.
pub(super) async fn pass_over(request: Request, most: usize) {
    if request.headers().get(header::EXPECT).is_none() {
        rest(&mut request.into_body(), most.saturating_mul(PASSED_OVER)).await;
    }
}

async fn rest(body: &mut Body, most: usize) {
    let passing = async {
        let mut seen = 0;
        while let Some(Ok(piece)) = next(body).await {
            seen += piece.len();
            if seen > most {
                break;
            }
        }
    };
    // When the sender is slow, the connection is given up.
    let _ = tokio::time::timeout(PATIENCE, passing).await;
}

/// The next piece of a body; trailers are passed over.
async fn next(body: &mut Body) -> Option<Result<axum::body::Bytes, axum::Error>> {
    loop {
        let frame = std::future::poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await?;
        match frame.map(|frame| frame.into_data()) {
            Ok(Ok(piece)) => return Some(Ok(piece)),
            Ok(Err(_)) => {}
            Err(error) => return Some(Err(error)),
        }
    }
}
