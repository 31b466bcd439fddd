//! What is looked at before a PDF is parsed: streams that would unpack to far more than they should, and objects
//! that contain themselves, which the parser would follow until the stack is gone. Also keeps a panic of the
//! parser from being printed: it becomes a problem, which is printed once.

use super::Refusal;
use flate2::read::ZlibDecoder;
use lopdf::{Dictionary, Document, Object, ObjectId};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::Read;
use std::sync::Once;

/// Forms in forms at most.
const FORMS: usize = 12;
/// Steps from a page to the root at most.
const PARENTS: usize = 64;

/// Refuses a file with a stream that unpacks to more than `limit`.
pub(super) fn inflated(bytes: &[u8], limit: usize) -> Result<(), Refusal> {
    let mut sink = vec![0u8; 64 << 10];
    let mut total = 0usize;
    for at in memchr::memmem::find_iter(bytes, b"stream") {
        let before = bytes.get(at.saturating_sub(400)..at).unwrap_or_default();
        let head = memchr::memmem::rfind(before, b" obj").map_or(before, |i| before.get(i..).unwrap_or_default());
        if before.ends_with(b"end") || memchr::memmem::find(head, b"/Image").is_some() {
            continue;
        }
        if memchr::memmem::find_iter(head, b"FlateDecode").count() > 1 {
            return Err(("pdf-broken", "packs a stream twice, which only hostile files do".to_owned()));
        }
        let body = bytes.get(at + 6..).unwrap_or_default();
        let body = body.strip_prefix(b"\r\n").or_else(|| body.strip_prefix(b"\n")).unwrap_or(body);
        let mut decoder = ZlibDecoder::new(body);
        while let Ok(read @ 1..) = decoder.read(&mut sink) {
            total += read;
            if total > limit.saturating_mul(4) {
                return Err((
                    "zip-bomb",
                    format!("unpacks to more than {} bytes and is refused", limit.saturating_mul(4)),
                ));
            }
        }
    }
    Ok(())
}

/// Refuses page trees and forms that contain themselves.
pub(super) fn acyclic(document: &Document) -> Result<(), &'static str> {
    for page in document.get_pages().values() {
        let mut node = document.get_dictionary(*page).ok();
        let mut steps = 0;
        while let Some(parent) = node.and_then(|n| n.get(b"Parent").ok()).and_then(|p| p.as_reference().ok()) {
            steps += 1;
            if steps > PARENTS {
                return Err("its page tree contains itself");
            }
            node = document.get_dictionary(parent).ok();
        }
    }
    let forms = forms(document);
    let deep = forms.keys().any(|f| depth(&forms, *f) > FORMS);
    if deep { Err("a form in it contains itself") } else { Ok(()) }
}

/// Each form with the forms that it may draw: those of its resources; any, if it has none of its own.
fn forms(document: &Document) -> BTreeMap<ObjectId, Vec<ObjectId>> {
    let is_form = |d: &Dictionary| d.get(b"Subtype").and_then(Object::as_name).is_ok_and(|n| n == b"Form");
    let streams = document.objects.iter().filter_map(|(id, o)| o.as_stream().ok().map(|s| (*id, s)));
    let all: Vec<(ObjectId, &Dictionary)> = streams.map(|(id, s)| (id, &s.dict)).filter(|(_, d)| is_form(d)).collect();
    all.iter().map(|(id, d)| (*id, drawn(document, d))).collect()
}

fn drawn(document: &Document, form: &Dictionary) -> Vec<ObjectId> {
    let dictionary = |d: &Dictionary, key: &[u8]| -> Option<Dictionary> {
        match d.get(key).ok()? {
            Object::Reference(id) => document.get_dictionary(*id).ok().cloned(),
            Object::Dictionary(inner) => Some(inner.clone()),
            _ => None,
        }
    };
    let Some(resources) = dictionary(form, b"Resources") else { return Vec::new() };
    let objects = dictionary(&resources, b"XObject").unwrap_or_default();
    objects.iter().filter_map(|(_, o)| o.as_reference().ok()).collect()
}

/// Length of the longest chain of forms from here, cut at one more than allowed.
fn depth(forms: &BTreeMap<ObjectId, Vec<ObjectId>>, start: ObjectId) -> usize {
    let mut level = std::collections::BTreeSet::from([start]);
    let mut depth = 0;
    while !level.is_empty() && depth <= FORMS {
        level =
            level.iter().filter_map(|f| forms.get(f)).flatten().copied().filter(|f| forms.contains_key(f)).collect();
        depth += 1;
    }
    depth
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work` without a panic of this thread being printed; other threads and hooks are as before.
pub(super) fn quietly<T>(work: impl FnOnce() -> T) -> T {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !QUIET.try_with(Cell::get).unwrap_or(false) {
                before(panic);
            }
        }));
    });
    QUIET.with(|q| q.set(true));
    let result = work();
    QUIET.with(|q| q.set(false));
    result
}
