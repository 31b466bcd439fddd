//! The table of objects (`data/objects.tsv`), parsed once.

use std::collections::HashMap;
use std::sync::LazyLock;

const TABLE: &str = include_str!("../../data/objects.tsv");

/// How the objects of one template correspond to an object of STIX.
#[derive(Debug)]
pub(super) struct Template {
    /// The template's name.
    pub(super) name: &'static str,
    /// The type in STIX.
    pub(super) kind: &'static str,
    /// Whether that is a domain object, not an observable.
    pub(super) is_domain: bool,
    /// The category of the template.
    pub(super) category: &'static str,
    /// A property that always has the same value, as `name=value`.
    pub(super) fixed: Option<(&'static str, &'static str)>,
    /// Its attributes.
    pub(super) lines: Vec<Line>,
}

/// One attribute of an object.
#[derive(Debug)]
pub(super) struct Line {
    /// What it is to the object.
    pub(super) relation: &'static str,
    /// Its type in MISP.
    pub(super) kind: &'static str,
    /// The property, of the object or of one that it refers to.
    pub(super) path: &'static str,
    /// The object referred to: its type and the property there.
    pub(super) within: Option<(&'static str, &'static str)>,
    /// In which form.
    pub(super) form: &'static str,
}

static TEMPLATES: LazyLock<(Vec<Template>, HashMap<&'static str, usize>)> = LazyLock::new(|| {
    let mut templates: Vec<Template> = Vec::new();
    for line in TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(head) = line.strip_prefix("= ") {
            templates.extend(template(head));
        } else if let (Some(template), Some(line)) = (templates.last_mut(), attribute(line)) {
            template.lines.push(line);
        }
    }
    let names = templates.iter().enumerate().map(|(at, template)| (template.name, at)).collect();
    (templates, names)
});

/// The correspondence of a template; `None` where it has none.
pub(super) fn of(name: &str) -> Option<&'static Template> {
    TEMPLATES.1.get(name).and_then(|at| TEMPLATES.0.get(*at))
}

fn template(head: &'static str) -> Option<Template> {
    let mut cells = head.split('\t');
    let (name, kind, category) = (cells.next()?, cells.next()?, cells.next()?);
    Some(Template {
        name,
        is_domain: kind.starts_with('!'),
        kind: kind.trim_start_matches('!'),
        category,
        fixed: cells.next().and_then(|fixed| fixed.split_once('=')),
        lines: Vec::new(),
    })
}

fn attribute(line: &'static str) -> Option<Line> {
    let mut cells = line.split('\t');
    let (relation, kind, path, form) = (cells.next()?, cells.next()?, cells.next()?, cells.next()?);
    let (path, within) = match path.split_once('@') {
        Some((path, within)) => (path, Some(within.split_once('.').unwrap_or((within, "")))),
        None => (path, None),
    };
    Some(Line { relation, kind, path, within, form })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_understood() {
        let lines = TABLE.lines().filter(|line| !line.starts_with('#')).count();
        let read: usize = TEMPLATES.0.iter().map(|template| 1 + template.lines.len()).sum();
        assert_eq!((read, TEMPLATES.0.len()), (lines, TEMPLATES.1.len()), "each template once");
        let forms = ["text", "number", "float", "kilometres", "bool", "time", "data", "sample", "part", "beside"];
        let more = ["joined", "contact", "protocol", "rule", "key", "language", "cve", "capec", "url"];
        for line in TEMPLATES.0.iter().flat_map(|template| &template.lines) {
            assert!(forms.contains(&line.form) || more.contains(&line.form), "{line:?}");
        }
        assert_eq!(of("email").and_then(|template| template.fixed), Some(("is_multipart", "false")));
    }
}
