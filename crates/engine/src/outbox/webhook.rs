//! Webhooks: a POST of JSON, signed as the Standard Webhooks specification has it: `webhook-id` (the same for every attempt),
//! `webhook-timestamp`, and `webhook-signature: v1,` with HMAC-SHA256 over `id.timestamp.body`. Addresses are judged as for
//! every fetch, at each attempt; redirects are not followed.

use super::Desk;
use super::deliver::{Came, Parcel};
use crate::fetch::post::{self, Fault};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// Sends one.
pub(super) fn send(desk: &Desk, parcel: &Parcel) -> Came {
    let now = crate::clock::now();
    let body = serde_json::json!({"type": parcel.kind, "timestamp": now, "data": parcel.data}).to_string();
    let stamp = now.as_second().to_string();
    let secret = parcel.to.secret.as_deref().unwrap_or_default();
    let Some(signature) = sign(secret, &parcel.id, &stamp, &body) else {
        return Came::Never("the recipient has no secret to sign with: state it again".to_owned());
    };
    let headers =
        [("webhook-id", parcel.id.as_str()), ("webhook-timestamp", &stamp), ("webhook-signature", &signature)];
    match post::post(&parcel.to.address, &headers, body.as_bytes(), &desk.limits, &desk.reach) {
        Ok(status) if (200..300).contains(&status) => Came::Arrived(format!("the receiver answered {status}")),
        Ok(status) if (300..400).contains(&status) => {
            Came::Never(format!("the receiver redirects ({status}): state the address that it redirects to"))
        }
        Ok(410) => Came::Never("the receiver answered 410: it wants no more".to_owned()),
        Ok(status) => Came::Later(format!("the receiver answered {status}")),
        Err(Fault::Refused(told)) => Came::Never(told),
        Err(Fault::NotSent(told)) => Came::Later(told),
        // The id lets the receiver drop a repeat, so that it may be tried again; that it was is shown.
        Err(Fault::NoAnswer(told)) => Came::Again(told),
    }
}

/// `v1,…` over what is sent.
fn sign(secret: &str, id: &str, stamp: &str, body: &str) -> Option<String> {
    let key = STANDARD.decode(secret.strip_prefix("whsec_")?).ok()?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    mac.update(format!("{id}.{stamp}.{body}").as_bytes());
    Some(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
}

#[cfg(test)]
mod tests {
    use super::sign;

    /// The example of the specification's own libraries.
    #[test]
    fn the_signature_is_the_standard_one() {
        let signature = sign(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            "1614265330",
            "{\"test\": 2432232314}",
        );
        assert_eq!(signature.as_deref(), Some("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
        assert!(sign("plain", "a", "1", "{}").is_none());
    }
}
