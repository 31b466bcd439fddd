//! A document's bytes as they lie in the store: deflated when that makes them smaller.

use crate::StoreError;
use std::io::{Read, Write};

const PLAIN: u8 = 0;
const DEFLATED: u8 = 1;

/// One byte that says how, then the bytes.
pub(super) fn pack(bytes: &[u8]) -> Vec<u8> {
    if bytes.len() > 512
        && let Some(packed) = deflate(bytes)
        && packed.len() < bytes.len()
    {
        return packed;
    }
    let mut plain = Vec::with_capacity(bytes.len() + 1);
    plain.push(PLAIN);
    plain.extend_from_slice(bytes);
    plain
}

fn deflate(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = flate2::write::DeflateEncoder::new(vec![DEFLATED], flate2::Compression::fast());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}

/// The bytes as they came in.
pub(super) fn unpack(packed: &[u8]) -> Result<Vec<u8>, StoreError> {
    match packed.split_first() {
        None => Ok(Vec::new()),
        Some((&DEFLATED, rest)) => {
            let mut bytes = Vec::new();
            flate2::read::DeflateDecoder::new(rest)
                .read_to_end(&mut bytes)
                .map_err(|e| StoreError::Database(format!("the kept bytes of a document are damaged: {e}")))?;
            Ok(bytes)
        }
        Some((_, rest)) => Ok(rest.to_vec()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back_as_they_went_in() {
        for bytes in [Vec::new(), b"short".to_vec(), vec![b'a'; 10_000], (0..=255).cycle().take(3_000).collect()] {
            assert_eq!(unpack(&pack(&bytes)).unwrap(), bytes);
        }
    }
}
