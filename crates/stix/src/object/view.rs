//! Typed access: for each type of the standard a view with a method for each of its properties. A view copies
//! nothing; a property that is absent, or not of its type, is `None` or empty.

use super::Object;
use crate::timestamp::Timestamp;
use serde_json::{Map, Value};

/// A property that is a text.
fn text<'a>(from: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    from.get(name)?.as_str()
}

/// A property that is a list of texts: what else stands in it is passed over.
fn texts<'a>(from: &'a Map<String, Value>, name: &str) -> Vec<&'a str> {
    from.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

/// A property that is a time.
fn time<'a>(from: &'a Map<String, Value>, name: &str) -> Option<Timestamp<'a>> {
    text(from, name).and_then(Timestamp::parse)
}

/// A property that is true or false.
fn flag(from: &Map<String, Value>, name: &str) -> Option<bool> {
    from.get(name)?.as_bool()
}

/// A property that is an integer.
fn integer(from: &Map<String, Value>, name: &str) -> Option<i64> {
    from.get(name)?.as_i64()
}

/// A property that is a number.
fn number(from: &Map<String, Value>, name: &str) -> Option<f64> {
    from.get(name)?.as_f64()
}

/// A property that is an object or a dictionary.
fn part<'a>(from: &'a Map<String, Value>, name: &str) -> Option<&'a Map<String, Value>> {
    from.get(name)?.as_object()
}

/// A property that is a list of objects.
fn parts<'a>(from: &'a Map<String, Value>, name: &str) -> Vec<&'a Map<String, Value>> {
    from.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object).collect()
}

macro_rules! result {
    (text) => { Option<&'a str> };
    (texts) => { Vec<&'a str> };
    (time) => { Option<Timestamp<'a>> };
    (flag) => { Option<bool> };
    (integer) => { Option<i64> };
    (number) => { Option<f64> };
    (part) => { Option<&'a Map<String, Value>> };
    (parts) => { Vec<&'a Map<String, Value>> };
}

macro_rules! views {
    ($($view:ident $kind:literal { $($property:ident : $of:ident),* })*) => {
        $(
            #[doc = concat!("A `", $kind, "`.")]
            #[derive(Debug, Clone, Copy)]
            pub struct $view<'a>(&'a Map<String, Value>);

            impl<'a> $view<'a> {
                /// The object as this type, when it is of it.
                pub fn of(object: &'a Object) -> Option<Self> {
                    (object.kind() == $kind).then_some(Self(object.properties()))
                }

                $(
                    #[doc = concat!("`", stringify!($property), "`.")]
                    pub fn $property(&self) -> result!($of) {
                        $of(self.0, stringify!($property).trim_start_matches("r#"))
                    }
                )*
            }
        )*

        /// An object as the view of its type.
        #[derive(Debug, Clone, Copy)]
        pub enum View<'a> {
            $(
                #[doc = concat!("A `", $kind, "`.")]
                $view($view<'a>),
            )*
            /// A type that the standard does not define.
            Other,
        }

        impl<'a> View<'a> {
            /// The view of the object's type.
            pub fn of(object: &'a Object) -> Self {
                match object.kind() {
                    $($kind => Self::$view($view(object.properties())),)*
                    _ => Self::Other,
                }
            }
        }
    };
}

views! {
    AttackPattern "attack-pattern" {
        aliases: texts, name: text, description: text, kill_chain_phases: parts
    }
    Campaign "campaign" {
        name: text, description: text, aliases: texts, first_seen: time, last_seen: time, objective: text
    }
    CourseOfAction "course-of-action" {
        name: text, description: text
    }
    Grouping "grouping" {
        name: text, description: text, context: text, object_refs: texts
    }
    Identity "identity" {
        name: text, description: text, roles: texts, identity_class: text, sectors: texts,
        contact_information: text
    }
    Incident "incident" {
        name: text, description: text
    }
    Indicator "indicator" {
        name: text, description: text, indicator_types: texts, pattern: text, pattern_type: text,
        pattern_version: text, valid_from: time, valid_until: time, kill_chain_phases: parts
    }
    Infrastructure "infrastructure" {
        name: text, description: text, infrastructure_types: texts, aliases: texts, kill_chain_phases: parts,
        first_seen: time, last_seen: time
    }
    IntrusionSet "intrusion-set" {
        name: text, description: text, aliases: texts, first_seen: time, last_seen: time, goals: texts,
        resource_level: text, primary_motivation: text, secondary_motivations: texts
    }
    Location "location" {
        name: text, description: text, latitude: number, longitude: number, precision: number, region: text,
        country: text, administrative_area: text, city: text, street_address: text, postal_code: text
    }
    Malware "malware" {
        name: text, description: text, malware_types: texts, is_family: flag, aliases: texts,
        kill_chain_phases: parts, first_seen: time, last_seen: time, operating_system_refs: texts,
        architecture_execution_envs: texts, implementation_languages: texts, capabilities: texts,
        sample_refs: texts
    }
    MalwareAnalysis "malware-analysis" {
        product: text, version: text, host_vm_ref: text, operating_system_ref: text,
        installed_software_refs: texts, configuration_version: text, modules: texts, analysis_engine_version: text,
        analysis_definition_version: text, submitted: time, analysis_started: time, analysis_ended: time,
        result_name: text, result: text, analysis_sco_refs: texts, sample_ref: text
    }
    Note "note" {
        r#abstract: text, content: text, authors: texts, object_refs: texts
    }
    ObservedData "observed-data" {
        first_observed: time, last_observed: time, number_observed: integer, objects: part, object_refs: texts
    }
    Opinion "opinion" {
        explanation: text, authors: texts, opinion: text, object_refs: texts
    }
    Report "report" {
        name: text, description: text, report_types: texts, published: time, object_refs: texts
    }
    ThreatActor "threat-actor" {
        name: text, description: text, threat_actor_types: texts, aliases: texts, first_seen: time,
        last_seen: time, roles: texts, goals: texts, sophistication: text, resource_level: text,
        primary_motivation: text, secondary_motivations: texts, personal_motivations: texts
    }
    Tool "tool" {
        name: text, description: text, tool_types: texts, aliases: texts, kill_chain_phases: parts,
        tool_version: text
    }
    Vulnerability "vulnerability" {
        name: text, description: text
    }
    Relationship "relationship" {
        relationship_type: text, description: text, source_ref: text, target_ref: text, start_time: time,
        stop_time: time
    }
    Sighting "sighting" {
        description: text, first_seen: time, last_seen: time, count: integer, sighting_of_ref: text,
        observed_data_refs: texts, where_sighted_refs: texts, summary: flag
    }
    LanguageContent "language-content" {
        object_ref: text, object_modified: time, contents: part
    }
    ExtensionDefinition "extension-definition" {
        name: text, description: text, schema: text, version: text, extension_types: texts,
        extension_properties: texts
    }
    MarkingDefinition "marking-definition" {
        name: text, definition_type: text, definition: part
    }
    Artifact "artifact" {
        mime_type: text, payload_bin: text, url: text, hashes: part, encryption_algorithm: text,
        decryption_key: text
    }
    AutonomousSystem "autonomous-system" {
        number: integer, name: text, rir: text
    }
    Directory "directory" {
        path: text, path_enc: text, ctime: time, mtime: time, atime: time, contains_refs: texts
    }
    DomainName "domain-name" {
        value: text, resolves_to_refs: texts
    }
    EmailAddr "email-addr" {
        value: text, display_name: text, belongs_to_ref: text
    }
    EmailMessage "email-message" {
        is_multipart: flag, date: time, content_type: text, from_ref: text, sender_ref: text, to_refs: texts,
        cc_refs: texts, bcc_refs: texts, message_id: text, subject: text, received_lines: texts,
        additional_header_fields: part, body: text, body_multipart: parts, raw_email_ref: text
    }
    File "file" {
        hashes: part, size: integer, name: text, name_enc: text, magic_number_hex: text, mime_type: text,
        ctime: time, mtime: time, atime: time, parent_directory_ref: text, contains_refs: texts, content_ref: text
    }
    Ipv4Addr "ipv4-addr" {
        value: text, resolves_to_refs: texts, belongs_to_refs: texts
    }
    Ipv6Addr "ipv6-addr" {
        value: text, resolves_to_refs: texts, belongs_to_refs: texts
    }
    MacAddr "mac-addr" {
        value: text
    }
    Mutex "mutex" {
        name: text
    }
    NetworkTraffic "network-traffic" {
        start: time, end: time, is_active: flag, src_ref: text, dst_ref: text, src_port: integer,
        dst_port: integer, protocols: texts, src_byte_count: integer, dst_byte_count: integer,
        src_packets: integer, dst_packets: integer, ipfix: part, src_payload_ref: text, dst_payload_ref: text,
        encapsulates_refs: texts, encapsulated_by_ref: text
    }
    Process "process" {
        is_hidden: flag, pid: integer, created_time: time, cwd: text, command_line: text,
        environment_variables: part, opened_connection_refs: texts, creator_user_ref: text, image_ref: text,
        parent_ref: text, child_refs: texts
    }
    Software "software" {
        name: text, cpe: text, swid: text, languages: texts, vendor: text, version: text
    }
    Url "url" {
        value: text
    }
    UserAccount "user-account" {
        user_id: text, credential: text, account_login: text, account_type: text, display_name: text,
        is_service_account: flag, is_privileged: flag, can_escalate_privs: flag, is_disabled: flag,
        account_created: time, account_expires: time, credential_last_changed: time, account_first_login: time,
        account_last_login: time
    }
    WindowsRegistryKey "windows-registry-key" {
        key: text, values: parts, modified_time: time, creator_user_ref: text, number_of_subkeys: integer
    }
    X509Certificate "x509-certificate" {
        is_self_signed: flag, hashes: part, version: text, serial_number: text, signature_algorithm: text,
        issuer: text, validity_not_before: time, validity_not_after: time, subject: text,
        subject_public_key_algorithm: text, subject_public_key_modulus: text, subject_public_key_exponent: integer,
        x509_v3_extensions: part
    }
}

/// The id of the definition of the incident-core extension, which gives `incident` its body.
pub const INCIDENT_CORE: &str = "extension-definition--ef765651-680c-498d-9894-99799f2fa126";

/// The incident-core extension of an incident.
#[derive(Debug, Clone, Copy)]
pub struct IncidentCore<'a>(&'a Map<String, Value>);

macro_rules! properties {
    ($view:ident { $($property:ident : $of:ident),* }) => {
        impl<'a> $view<'a> {
            $(
                #[doc = concat!("`", stringify!($property), "`.")]
                pub fn $property(&self) -> result!($of) {
                    $of(self.0, stringify!($property))
                }
            )*
        }
    };
}

impl<'a> IncidentCore<'a> {
    /// The extension, where the incident has it.
    pub fn of(object: &'a Object) -> Option<Self> {
        object.extension(INCIDENT_CORE).filter(|_| object.kind() == "incident").map(Self)
    }
}

properties! {
    IncidentCore {
        determination: text, investigation_status: text, criticality: integer, detection_methods: texts,
        event_refs: texts, impact_refs: texts, task_refs: texts, impacted_entity_counts: part, incident_types: texts,
        recoverability: text, scores: parts
    }
}

/// An external reference of any object (2.1, 2.5).
#[derive(Debug, Clone, Copy)]
pub struct ExternalReference<'a>(&'a Map<String, Value>);

impl<'a> ExternalReference<'a> {
    /// All of an object.
    pub fn all(object: &'a Object) -> Vec<Self> {
        parts(object.properties(), "external_references").into_iter().map(Self).collect()
    }
}

properties! {
    ExternalReference { source_name: text, description: text, url: text, hashes: part, external_id: text }
}

/// A phase of a kill chain (2.1, 2.6).
#[derive(Debug, Clone, Copy)]
pub struct KillChainPhase<'a>(&'a Map<String, Value>);

impl<'a> KillChainPhase<'a> {
    /// All of an object.
    pub fn all(object: &'a Object) -> Vec<Self> {
        parts(object.properties(), "kill_chain_phases").into_iter().map(Self).collect()
    }
}

properties! {
    KillChainPhase { kill_chain_name: text, phase_name: text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(text: &str) -> Object {
        Object::parse(text.as_bytes()).unwrap()
    }

    #[test]
    fn a_view_reads_what_is_of_its_type_and_nothing_else() {
        let campaign = object(
            r#"{"type": "campaign", "name": "Green", "aliases": ["a", 7, "b"], "first_seen": "2016-01-01T00:00:00Z",
                "last_seen": 5, "objective": null}"#,
        );
        let view = Campaign::of(&campaign).unwrap();
        assert_eq!((view.name(), view.aliases()), (Some("Green"), vec!["a", "b"]));
        assert_eq!(view.first_seen().map(|at| at.as_str()), Some("2016-01-01T00:00:00Z"));
        assert!(view.last_seen().is_none() && view.objective().is_none());
        assert!(Tool::of(&campaign).is_none());
        assert!(matches!(View::of(&campaign), View::Campaign(_)));
        assert!(matches!(View::of(&object(r#"{"type": "x-thing"}"#)), View::Other));
    }

    #[test]
    fn words_of_the_language_are_properties_too() {
        let note = object(r#"{"type": "note", "abstract": "short", "content": "long"}"#);
        assert_eq!(Note::of(&note).and_then(|note| note.r#abstract()), Some("short"));
    }

    #[test]
    fn the_incident_core_extension_is_read() {
        let text = format!(
            r#"{{"type": "incident", "name": "x", "extensions": {{"{INCIDENT_CORE}":
                {{"extension_type": "property-extension", "determination": "suspected", "criticality": 40}}}}}}"#
        );
        let incident = object(&text);
        let core = IncidentCore::of(&incident).unwrap();
        assert_eq!((core.determination(), core.criticality()), (Some("suspected"), Some(40)));
    }
}
