//! File and function length: a ratchet. `tidy.toml` lists what is longer than allowed and how long; it may only shrink.

use crate::workspace;
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use syn::spanned::Spanned;
use syn::visit::Visit;

/// Lines a file may have.
const FILE: usize = 450;
/// Lines a function may have.
const FUNCTION: usize = 60;

type Lengths = BTreeMap<String, usize>;

#[derive(serde::Serialize, serde::Deserialize, Default)]
struct Ratchet {
    #[serde(default)]
    files: Lengths,
    #[serde(default)]
    functions: Lengths,
}

/// Faults against the lengths; with `update` the ratchet file is tightened first.
pub fn faults(update: bool) -> Result<Vec<String>> {
    let path = workspace::root().join("tidy.toml");
    let allowed: Option<Ratchet> = match std::fs::read_to_string(&path) {
        Ok(text) => Some(toml::from_str(&text).context("tidy.toml")?),
        Err(_) => None,
    };
    let now = measure()?;
    let ratchet = match allowed {
        Some(allowed) if !update => allowed,
        Some(allowed) => Ratchet {
            files: tighter(&allowed.files, &now.files),
            functions: tighter(&allowed.functions, &now.functions),
        },
        None => Ratchet { files: now.files.clone(), functions: now.functions.clone() },
    };
    if update {
        let head = "# What is longer than the house allows (files 450 lines, functions 60). These numbers may only shrink:\n# `cargo xtask tidy --update` writes the shorter ones.\n\n";
        std::fs::write(&path, format!("{head}{}", toml::to_string(&ratchet)?))?;
    }
    let mut faults = over(&now.files, &ratchet.files, "lines in one file", FILE);
    faults.extend(over(&now.functions, &ratchet.functions, "lines in one function", FUNCTION));
    Ok(faults)
}

fn tighter(allowed: &Lengths, now: &Lengths) -> Lengths {
    now.iter().filter_map(|(place, lines)| allowed.get(place).map(|a| (place.clone(), *lines.min(a)))).collect()
}

fn over(now: &Lengths, allowed: &Lengths, what: &str, limit: usize) -> Vec<String> {
    now.iter()
        .filter(|(place, lines)| **lines > allowed.get(*place).copied().unwrap_or(limit))
        .map(|(place, lines)| format!("{place}: {lines} {what} (allowed {})", allowed.get(place).unwrap_or(&limit)))
        .collect()
}

fn measure() -> Result<Ratchet> {
    let mut found = Ratchet::default();
    for path in workspace::sources() {
        let place = workspace::relative(&path);
        let text = std::fs::read_to_string(&path)?;
        let lines = text.lines().count();
        if lines > FILE {
            found.files.insert(place.clone(), lines);
        }
        let file = syn::parse_file(&text).with_context(|| place.clone())?;
        let mut functions = Functions { place, found: &mut found.functions };
        functions.visit_file(&file);
    }
    Ok(found)
}

struct Functions<'a> {
    place: String,
    found: &'a mut Lengths,
}

impl Functions<'_> {
    fn note(&mut self, name: &syn::Ident, span: proc_macro2::Span) {
        let lines = span.end().line + 1 - span.start().line;
        if lines > FUNCTION {
            self.found.insert(format!("{} {name}", self.place), lines);
        }
    }
}

impl<'ast> Visit<'ast> for Functions<'_> {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.note(&item.sig.ident, item.block.span());
        syn::visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.note(&item.sig.ident, item.block.span());
        syn::visit::visit_impl_item_fn(self, item);
    }
}
