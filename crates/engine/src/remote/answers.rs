//! What servers of TAXII say, read with a tolerant eye: the standard's form, and the forms that are known to be sent in
//! its place.

use crate::fetch::session::Answer;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use sextant_model::{Instant, Problem};
use url::Url;

/// A collection as its server lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Collection {
    pub(super) url: Url,
    pub(super) title: String,
    pub(super) can_read: bool,
    pub(super) can_write: bool,
}

/// What a resource is, by what it holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Resource {
    /// A discovery: its API roots, the default one first.
    Discovery(Vec<Url>),
    /// An API root, and the bytes that it takes in one body.
    Root(Option<usize>),
    Collections(Vec<Collection>),
    Collection(Collection),
    /// A manifest of MISP: events by UUID with their time.
    Feed(Vec<(String, i64)>),
    /// Something else.
    Other,
}

/// What `answer` shows, which stands at `url`.
pub(super) fn resource(answer: &Answer) -> Resource {
    let url = folder(&answer.url);
    let Ok(Value::Object(said)) = serde_json::from_slice::<Value>(&answer.bytes) else { return Resource::Other };
    let text = |name: &str| said.get(name).and_then(Value::as_str);
    if let Some(roots) = said.get("api_roots").and_then(Value::as_array) {
        let first = text("default").into_iter();
        let all = first.chain(roots.iter().filter_map(Value::as_str));
        let mut urls: Vec<Url> = Vec::new();
        // Relative addresses are meant from where they stand.
        for root in all.filter_map(|root| url.join(root).ok()).map(|root| folder(&root)) {
            if !urls.contains(&root) {
                urls.push(root);
            }
        }
        return Resource::Discovery(urls);
    }
    if said.contains_key("can_read") || said.contains_key("can_write") {
        return collection(&Value::Object(said.clone()), url).map_or(Resource::Other, Resource::Collection);
    }
    if let Some(list) = said.get("collections").and_then(Value::as_array) {
        let each = list.iter().filter_map(|one| {
            let id = one.get("id")?.as_str()?;
            collection(one, url.join(&format!("{}/", segment(id)?)).ok()?)
        });
        return Resource::Collections(each.collect());
    }
    if said.contains_key("versions") || said.contains_key("max_content_length") {
        let most = said.get("max_content_length").and_then(Value::as_u64).and_then(|most| usize::try_from(most).ok());
        return Resource::Root(most.filter(|most| *most > 0));
    }
    let events: Vec<(String, i64)> = said.iter().filter_map(|(uuid, event)| feed_event(uuid, event)).collect();
    if events.is_empty() || events.len() < said.len() { Resource::Other } else { Resource::Feed(events) }
}

/// An id as one step of a path; none where it would be another path.
fn segment(id: &str) -> Option<&str> {
    let plain = id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'~' | b':'));
    (plain && !id.is_empty() && id != "." && id != ".." && id.len() < 300).then_some(id)
}

fn collection(said: &Value, url: Url) -> Option<Collection> {
    let title = said.get("title").or(said.get("id")).and_then(Value::as_str)?;
    // Where nothing is said of a right, trying it shows.
    let may = |name: &str| said.get(name).is_none_or(|value| *value != Value::Bool(false));
    let title = title.chars().take(200).collect();
    Some(Collection { url, title, can_read: may("can_read"), can_write: may("can_write") })
}

fn feed_event(uuid: &str, event: &Value) -> Option<(String, i64)> {
    uuid::Uuid::parse_str(uuid).ok().filter(|_| uuid.len() == 36)?;
    event.get("info")?;
    let at = event.get("timestamp");
    let at = at.and_then(|at| at.as_i64().or_else(|| at.as_str()?.parse().ok())).unwrap_or_default();
    Some((uuid.to_ascii_lowercase(), at))
}

/// An address that ends as a folder does, without a question.
pub(super) fn folder(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_query(None);
    url.set_fragment(None);
    if !url.path().ends_with('/') && !url.path().ends_with(".json") {
        url.set_path(&format!("{}/", url.path()));
    }
    url
}

/// One page of objects.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Page {
    /// The list of objects as it came.
    pub(super) objects: Option<Box<RawList>>,
    pub(super) more: Option<bool>,
    pub(super) next: Option<String>,
    /// `X-TAXII-Date-Added-Last`.
    pub(super) last: Option<Mark>,
    /// When the server says that it answered.
    pub(super) date: Option<Instant>,
    /// The item after this page and whether there is one, of servers that page by ranges.
    pub(super) range: Option<(u64, bool)>,
}

/// A list of JSON as it came.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct RawList(pub(super) Vec<u8>);

/// A time of a server, and how it wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) at: Instant,
    pub(super) text: String,
}

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(default)]
    more: Value,
    #[serde(default)]
    next: Value,
    #[serde(default, borrow)]
    objects: Option<&'a RawValue>,
}

/// The page that `answer` is: an envelope, else a bundle or a bare list in its place.
pub(super) fn page(answer: &Answer) -> Result<Page, Problem> {
    let bytes = answer.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&answer.bytes);
    let bare = bytes.trim_ascii_start();
    let facts = Page {
        last: answer.header("x-taxii-date-added-last").and_then(mark),
        date: answer.header("date").and_then(super::asking::http_date),
        range: answer.header("content-range").and_then(range),
        ..Page::default()
    };
    if bare.is_empty() {
        return Ok(facts);
    }
    if bare.first() == Some(&b'[') {
        return Ok(Page { objects: Some(Box::new(RawList(bare.to_vec()))), ..facts });
    }
    let envelope: Envelope<'_> = serde_json::from_slice(bare).map_err(|error| {
        let kind = answer.header("content-type").unwrap_or("no media type");
        Problem::new(
            "not-taxii",
            answer.url.as_str(),
            format!("answers with {kind} that is no page of objects: {error}"),
        )
    })?;
    let objects = envelope.objects.map(|list| list.get()).filter(|list| list.starts_with('['));
    Ok(Page {
        objects: objects.map(|list| Box::new(RawList(list.as_bytes().to_vec()))),
        more: flag(&envelope.more),
        next: word(&envelope.next),
        ..facts
    })
}

fn flag(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
        Value::String(text) if text.eq_ignore_ascii_case("false") => Some(false),
        Value::Number(number) => Some(number.as_f64() != Some(0.0)),
        _ => None,
    }
}

fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A time of a header, with an offset or without fraction as it may be.
pub(super) fn mark(text: &str) -> Option<Mark> {
    let text = text.trim().trim_matches('"');
    let at: Instant = text.parse().or_else(|_| format!("{text}Z").parse()).ok()?;
    let plain = text.ends_with('Z') && text.len() >= 20;
    Some(Mark { at, text: if plain { text.to_owned() } else { format!("{at:.6}") } })
}

/// `items 0-99/500`: the next item, and whether there is one.
fn range(text: &str) -> Option<(u64, bool)> {
    let (part, total) = text.trim().strip_prefix("items")?.trim().split_once('/')?;
    let last: u64 = part.split_once('-')?.1.trim().parse().ok()?;
    let total = total.trim().parse::<u64>().ok()?;
    Some((last.checked_add(1)?, last + 1 < total))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(body: &str, headers: &[(&'static str, &str)]) -> Answer {
        let mut map = ureq::http::HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, value.parse().unwrap());
        }
        let url = Url::parse("https://taxii.example/api/collections/").unwrap();
        Answer { status: 200, headers: map, bytes: body.as_bytes().to_vec(), url }
    }

    #[test]
    fn resources_are_known_by_what_they_hold() {
        let url = |text: &str| Url::parse(text).unwrap();
        let root = url("https://taxii.example/api/one/");
        let discovery = resource(&answer(
            r#"{"title": "x", "default": "/api/one/", "api_roots": ["/api/one", "https://b.example/r/"]}"#,
            &[],
        ));
        assert_eq!(discovery, Resource::Discovery(vec![root, url("https://b.example/r/")]));
        assert_eq!(
            resource(&answer(r#"{"title": "r", "versions": [], "max_content_length": 9}"#, &[])),
            Resource::Root(Some(9))
        );
        let list =
            resource(&answer(r#"{"collections": [{"id": "a1", "title": "A"}, {"id": "../x", "title": "B"}, 7]}"#, &[]));
        let Resource::Collections(list) = list else { panic!("{list:?}") };
        assert_eq!((list.len(), list[0].url.path(), list[0].can_read), (1, "/api/collections/a1/", true));
        let uuid = "5d0092c5-5f74-4287-9642-33f4c354e56d";
        let feed = format!(r#"{{"{uuid}": {{"info": "x", "timestamp": "17"}}}}"#);
        assert_eq!(resource(&answer(&feed, &[])), Resource::Feed(vec![(uuid.to_owned(), 17)]));
        for other in ["<html>", "{}", "[]", r#"{"../../etc": {"info": "x"}}"#, "7"] {
            assert_eq!(resource(&answer(other, &[])), Resource::Other, "{other}");
        }
    }

    #[test]
    fn pages_are_read_in_each_form() {
        let of = |body: &str| page(&answer(body, &[])).unwrap();
        for body in [
            r#"{"more": true, "next": "n", "objects": [{"a": 1}]}"#,
            r#"{"more": "true", "next": "n", "objects": [{"a": 1}]}"#,
        ] {
            let page = of(body);
            assert_eq!((page.more, page.next.as_deref()), (Some(true), Some("n")), "{body}");
            assert_eq!(page.objects.unwrap().0, br#"[{"a": 1}]"#);
        }
        assert_eq!(of(r#"{"type": "bundle", "id": "x", "objects": [1]}"#).objects.unwrap().0, b"[1]");
        assert_eq!(of("[1, 2]").objects.unwrap().0, b"[1, 2]");
        assert_eq!(of(r#"{"next": 7}"#).next.as_deref(), Some("7"));
        assert_eq!((of("{}"), of("")), (Page::default(), Page::default()));
        assert_eq!(page(&answer("<html>log in</html>", &[])).unwrap_err().code, "not-taxii");
        let ranged =
            page(&answer("{}", &[("content-range", "items 0-99/500"), ("date", "Sun, 01 Mar 2026 10:00:00 GMT")]));
        let ranged = ranged.unwrap();
        assert_eq!((ranged.range, ranged.date.map(|at| at.as_second())), (Some((100, true)), Some(1_772_359_200)));
    }

    #[test]
    fn times_of_headers_are_read_in_each_form() {
        for (text, expected) in [
            ("2026-03-01T10:00:00.123456Z", Some("2026-03-01T10:00:00.123456Z")),
            ("2026-03-01T10:00:00Z", Some("2026-03-01T10:00:00Z")),
            ("2026-03-01T12:00:00.5+02:00", Some("2026-03-01T10:00:00.500000Z")),
            ("2026-03-01T10:00:00", Some("2026-03-01T10:00:00.000000Z")),
            ("yesterday", None),
        ] {
            assert_eq!(mark(text).map(|mark| mark.text).as_deref(), expected, "{text}");
        }
    }
}
