//! Names that say nothing do not belong: a reader finds things by the field's words.

use crate::workspace;
use anyhow::{Context, Result};
use syn::visit::Visit;

const TYPE_ENDINGS: &[&str] = &["Manager", "Service", "Helper", "Util", "Utils", "Data", "Info"];
const FUNCTION_WORDS: &[&str] = &["process", "handle", "helper", "util"];
const MODULES: &[&str] = &["utils", "util", "common", "core", "helpers", "helper", "misc"];

/// Faults against the names.
pub fn faults() -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for path in workspace::sources() {
        let place = workspace::relative(&path);
        let file = syn::parse_file(&std::fs::read_to_string(&path)?).with_context(|| place.clone())?;
        if MODULES.iter().any(|m| place.ends_with(&format!("/{m}.rs")) || place.contains(&format!("/{m}/"))) {
            faults.push(format!("{place}: a module's name says what it holds"));
        }
        let mut names = Names { place: &place, faults: &mut faults };
        names.visit_file(&file);
    }
    Ok(faults)
}

struct Names<'a> {
    place: &'a str,
    faults: &'a mut Vec<String>,
}

impl Names<'_> {
    fn of_type(&mut self, name: &syn::Ident) {
        let text = name.to_string();
        if TYPE_ENDINGS.iter().any(|e| text.ends_with(e)) {
            self.faults.push(format!(
                "{}:{}: {text} names no thing of the field",
                self.place,
                name.span().start().line
            ));
        }
    }

    fn of_function(&mut self, name: &syn::Ident) {
        let text = name.to_string();
        if FUNCTION_WORDS.iter().any(|w| text == *w || text.starts_with(&format!("{w}_"))) {
            self.faults.push(format!("{}:{}: {text} does not say what it does", self.place, name.span().start().line));
        }
    }
}

impl<'ast> Visit<'ast> for Names<'_> {
    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        self.of_type(&item.ident);
    }

    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        self.of_type(&item.ident);
    }

    fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
        self.of_type(&item.ident);
        syn::visit::visit_item_trait(self, item);
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.of_function(&item.sig.ident);
        syn::visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.of_function(&item.sig.ident);
        syn::visit::visit_impl_item_fn(self, item);
    }
}
