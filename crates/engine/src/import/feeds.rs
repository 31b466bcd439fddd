//! Feeds of MISP among the inputs: a manifest stands for the events that it names, wherever it lies.

use crate::input::{Item, Load, Loader};
use sextant_misp::feed::{HASHES, MANIFEST, named};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The items with each manifest replaced by its events; what else of a feed lies beside it is no input of its own.
pub(super) fn spread(items: Vec<Item>, loader: &Loader) -> Vec<Item> {
    let mut whole = Vec::with_capacity(items.len());
    let mut of_feeds: BTreeSet<PathBuf> = BTreeSet::new();
    for item in items {
        let events = events_of(&item, loader);
        if let Some(events) = &events {
            of_feeds.extend(beside(&item).into_iter().chain(events.iter().filter_map(path)));
        }
        whole.push((events.is_some(), events.unwrap_or_else(|| vec![item])));
    }
    let again = |item: &Item| path(item).is_some_and(|path| of_feeds.contains(&path));
    let kept = whole.into_iter().filter(|(feed, items)| *feed || !items.iter().any(again));
    kept.flat_map(|(_, items)| items).collect()
}

fn path(item: &Item) -> Option<PathBuf> {
    match item {
        Item::File(path) => Some(path.clone()),
        _ => None,
    }
}

/// What lies beside a manifest and is named by none: the list of hashes.
fn beside(item: &Item) -> Option<PathBuf> {
    path(item).map(|path| path.with_file_name(HASHES))
}

/// The events that an item names; `None` where it is no manifest.
fn events_of(item: &Item, loader: &Loader) -> Option<Vec<Item>> {
    let is_manifest = match item {
        Item::File(path) => path.file_name().is_some_and(|name| name == MANIFEST),
        Item::Url(url) => url.split(['?', '#']).next().is_some_and(|path| path.ends_with(&format!("/{MANIFEST}"))),
        _ => false,
    };
    let Load::Bytes(loaded) = is_manifest.then(|| loader.load(item, None))? else { return None };
    let uuids = named(&loaded.bytes)?;
    Some(uuids.iter().filter_map(|uuid| sibling(item, &format!("{uuid}.json"))).collect())
}

fn sibling(item: &Item, name: &str) -> Option<Item> {
    match item {
        Item::File(path) => Some(Item::File(path.parent().unwrap_or(Path::new("")).join(name))),
        Item::Url(url) => url::Url::parse(url).ok()?.join(name).ok().map(|url| Item::Url(url.to_string())),
        _ => None,
    }
}
