//! Identities: those of MISP, under the type that the thing has in STIX, and those that follow from others.

use uuid::Uuid;

/// The namespace in which the reference converter derives identities.
const NAMESPACE: Uuid = Uuid::from_u128(0x76be_ed5f_7251_457e_8c2a_b45f_7b58_9d3d);

/// The UUID that follows from a text.
pub(super) fn derived(text: &str) -> Uuid {
    Uuid::new_v5(&NAMESPACE, text.as_bytes())
}

/// The UUID of a thing: its own where it has one that STIX takes, else one that follows from what it says.
pub(super) fn uuid_of(own: &str, says: &[&str]) -> String {
    match Uuid::try_parse(own) {
        Ok(uuid) if own.len() == 36 && (1..=5).contains(&uuid.get_version_num()) => own.to_ascii_lowercase(),
        // In the form of version 4, which readers expect of everything that is no observable.
        _ => uuid::Builder::from_random_bytes(derived(&says.join(" - ")).into_bytes()).into_uuid().to_string(),
    }
}

/// The UUID in an identifier of STIX.
pub(super) fn uuid_in(id: &str) -> &str {
    id.split_once("--").map_or(id, |(_, uuid)| uuid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_those_of_the_reference() {
        let of = "91ae0a21-c7ae-4c7f-b84b-b84a7ce53d1f";
        let text = format!("indicator--{of} - based-on - observed-data--{of}");
        assert_eq!(derived(&text).to_string(), "860e90aa-53db-5b32-b295-3c3926c82f10");
        assert_eq!(uuid_of(of, &[]), of);
        assert_eq!(uuid_of("1", &["a"]), uuid_of("", &["a"]));
    }
}
