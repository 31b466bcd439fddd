//! The table of objects (`data/objects.tsv`), parsed once.

use crate::event::Object;
use std::collections::HashMap;
use std::sync::LazyLock;

const TABLE: &str = include_str!("../../data/objects.tsv");

/// How the objects of one template correspond to an object of STIX.
#[derive(Debug)]
pub(super) struct Template {
    /// The template's name.
    pub(super) name: &'static str,
    /// The relation and value that its objects must have; the one without comes after it in the table.
    when: Option<(&'static str, &'static str)>,
    /// The type in STIX.
    pub(super) kind: &'static str,
    /// Whether that is a domain object, not an observable.
    pub(super) is_domain: bool,
    /// The category of the template.
    pub(super) category: &'static str,
    /// A property that always has the same value, as `name=value`.
    pub(super) fixed: Option<(&'static str, &'static str)>,
    /// Where its properties stand, when not at the top of the object of STIX.
    pub(super) root: Option<&'static str>,
    /// The template whose objects take those of this one in where they refer to them, and by which relationship.
    pub(super) part_of: Option<(&'static str, &'static str)>,
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
    /// The object referred to: its type and the property there, which may lead on (`image_ref@file.name`).
    pub(super) within: Option<(&'static str, &'static str)>,
    /// In which form.
    pub(super) form: &'static str,
}

impl Line {
    /// The further object that the property of the one referred to leads to: by which property, its type, its property.
    pub(super) fn beyond(&self) -> Option<(&'static str, &'static str, &'static str)> {
        let (link, rest) = self.within?.1.split_once('@')?;
        let (kind, property) = rest.split_once('.')?;
        Some((link, kind, property))
    }

    /// The path that a pattern follows to the value.
    pub(super) fn tested(&self) -> String {
        match (self.form, self.beyond(), self.within) {
            ("part", ..) => "body_multipart[].body_raw_ref.name".to_owned(),
            (_, Some((link, _, property)), _) => format!("{}.{link}.{property}", self.path),
            (_, None, Some((_, property))) if !property.is_empty() => format!("{}.{property}", self.path),
            _ => self.path.to_owned(),
        }
    }
}

/// All templates, and where those of a name stand.
type Table = (Vec<Template>, HashMap<&'static str, Vec<usize>>);

static TEMPLATES: LazyLock<Table> = LazyLock::new(|| {
    let mut templates: Vec<Template> = Vec::new();
    for line in TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(head) = line.strip_prefix("= ") {
            templates.extend(template(head));
        } else if let (Some(template), Some(line)) = (templates.last_mut(), attribute(line)) {
            template.lines.push(line);
        }
    }
    let mut names: HashMap<&'static str, Vec<usize>> = HashMap::new();
    for (at, template) in templates.iter().enumerate() {
        names.entry(template.name).or_default().push(at);
    }
    (templates, names)
});

fn all(name: &str) -> impl Iterator<Item = &'static Template> {
    TEMPLATES.1.get(name).into_iter().flatten().filter_map(|at| TEMPLATES.0.get(*at))
}

/// The correspondence of this object's template; `None` where it has none.
pub(super) fn of(object: &Object) -> Option<&'static Template> {
    let says = |relation: &str, value: &str| {
        object.attributes.iter().any(|said| said.relation.as_deref() == Some(relation) && said.value == value)
    };
    all(&object.name).find(|template| template.when.is_none_or(|(relation, value)| says(relation, value)))
}

/// The correspondence of a template to objects of this type.
pub(super) fn to(name: &str, kind: &str) -> Option<&'static Template> {
    all(name).find(|template| template.kind == kind)
}

/// The templates whose objects are parts of those of this one.
pub(super) fn parts_of(name: &str) -> impl Iterator<Item = &'static Template> {
    TEMPLATES.0.iter().filter(move |template| template.part_of.is_some_and(|(whole, _)| whole == name))
}

fn template(head: &'static str) -> Option<Template> {
    let mut cells = head.split('\t');
    let (name, kind, category) = (cells.next()?, cells.next()?, cells.next()?);
    let (name, when) = name.split_once('?').map_or((name, None), |(name, when)| (name, when.split_once('=')));
    Some(Template {
        name,
        when,
        is_domain: kind.starts_with('!'),
        kind: kind.trim_start_matches('!'),
        category,
        fixed: cells.next().and_then(|fixed| fixed.split_once('=')),
        root: cells.next(),
        part_of: cells.next().and_then(|whole| whole.split_once(' ')),
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
        assert_eq!(read, lines);
        let known: std::collections::HashSet<_> = TEMPLATES.0.iter().map(|t| (t.name, t.when)).collect();
        assert_eq!(known.len(), TEMPLATES.0.len(), "each template once");
        let forms = ["text", "number", "float", "kilometres", "bool", "time", "data", "sample", "part", "beside"];
        let more = [
            "joined", "contact", "protocol", "rule", "key", "language", "cve", "capec", "url", "named", "host", "else",
        ];
        let more = more.into_iter().chain(["listening", "read"]).collect::<Vec<_>>();
        for line in TEMPLATES.0.iter().flat_map(|template| &template.lines) {
            assert!(forms.contains(&line.form) || more.contains(&line.form), "{line:?}");
        }
        assert_eq!(to("email", "email-message").and_then(|template| template.fixed), Some(("is_multipart", "false")));
    }
}
