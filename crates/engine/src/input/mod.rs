//! Where documents come from: files, folders, standard input, addresses. Gives bytes with what is known of them
//! from outside; what they hold is for `formats` to say.

mod folder;

use crate::fetch::{FetchLimits, Fetched, Fetcher, Reach, Validators, too_large};
use sextant_formats::{Hint, Limits};
use sextant_model::Problem;
use std::io::Read;
use std::path::{Path, PathBuf};

/// What a person named as input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A file or a folder.
    Path(PathBuf),
    /// An address.
    Url(String),
    /// Standard input.
    Stdin,
    /// Bytes that the program carries, under this name.
    Embedded(&'static str, &'static [u8]),
    /// Bytes that somebody handed over.
    Given(Given),
}

/// Bytes that somebody handed over: a text that was pasted, a file that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// What they are called: the origin of what is read from them.
    pub name: String,
    /// What they are, if the sender is to be believed (`text/plain`); else it is found out.
    pub media_type: Option<String>,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl Input {
    /// What an argument of the command line names: `-`, an address, else a path.
    #[must_use]
    pub fn parse(argument: &str) -> Self {
        let lower = argument.to_ascii_lowercase();
        match argument {
            "-" => Self::Stdin,
            _ if lower.starts_with("http://") || lower.starts_with("https://") => Self::Url(argument.to_owned()),
            _ => Self::Path(PathBuf::from(argument)),
        }
    }
}

/// One thing to load: what a folder was spread out to.
#[derive(Debug, Clone)]
pub(crate) enum Item {
    File(PathBuf),
    Url(String),
    Stdin,
    Embedded(&'static str, &'static [u8]),
    Given(Given),
    Bad(Problem),
}

/// Loaded bytes.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) bytes: Vec<u8>,
    /// File name or address.
    pub(crate) origin: String,
    /// What the bytes are read with.
    pub(crate) hint: Hint,
    /// Fetched from a public address.
    pub(crate) public: bool,
    /// What the server said of this version.
    pub(crate) validators: Option<Validators>,
}

/// What came of loading one item.
#[derive(Debug)]
pub(crate) enum Load {
    Bytes(Loaded),
    /// The address has not changed since it was read.
    Unchanged(String),
    Bad(Problem),
}

/// All that the inputs name, folders spread out recursively in the order of names.
pub(crate) fn spread(inputs: &[Input]) -> Vec<Item> {
    inputs.iter().flat_map(spread_one).collect()
}

fn spread_one(input: &Input) -> Vec<Item> {
    match input {
        Input::Stdin => vec![Item::Stdin],
        Input::Url(url) => vec![Item::Url(url.clone())],
        Input::Embedded(name, bytes) => vec![Item::Embedded(name, bytes)],
        Input::Given(given) => vec![Item::Given(given.clone())],
        Input::Path(path) if path.is_dir() => folder::files(path),
        Input::Path(path) => vec![Item::File(path.clone())],
    }
}

/// Loads items within limits.
#[derive(Debug)]
pub(crate) struct Loader {
    pub(crate) fetcher: Fetcher,
    pub(crate) limit: usize,
    pub(crate) published: Option<String>,
}

impl Loader {
    pub(crate) fn new(limits: FetchLimits, reach: Reach, published: Option<String>) -> Self {
        Self { limit: limits.bytes, fetcher: Fetcher::new(limits, reach), published }
    }

    pub(crate) fn load(&self, item: &Item, known: Option<&Validators>) -> Load {
        let loaded = match item {
            Item::Bad(problem) => Err(problem.clone()),
            Item::Embedded(name, bytes) => Ok(self.local((*name).to_owned(), bytes.to_vec())),
            Item::Given(given) => self.given(given),
            Item::Stdin => self.read(std::io::stdin().lock(), "standard input"),
            Item::File(path) => self.file(path),
            Item::Url(url) => match self.fetcher.fetch(url, known) {
                Ok(Fetched::NotModified) => return Load::Unchanged(url.clone()),
                Ok(Fetched::Page(page)) => Ok(self.page(url, page)),
                Err(problem) => Err(problem),
            },
        };
        loaded.map_or_else(Load::Bad, Load::Bytes)
    }

    fn file(&self, path: &Path) -> Result<Loaded, Problem> {
        let place = path.display().to_string();
        let file = std::fs::File::open(path).map_err(|e| unreadable(&place, &e))?;
        self.read(file, &place)
    }

    fn read(&self, from: impl Read, place: &str) -> Result<Loaded, Problem> {
        let mut bytes = Vec::new();
        from.take(self.limit as u64 + 1).read_to_end(&mut bytes).map_err(|e| unreadable(place, &e))?;
        if bytes.len() > self.limit {
            return Err(too_large(place, self.limit));
        }
        Ok(self.local(place.to_owned(), bytes))
    }

    fn given(&self, given: &Given) -> Result<Loaded, Problem> {
        if given.bytes.len() > self.limit {
            return Err(too_large(&given.name, self.limit));
        }
        let mut loaded = self.local(given.name.clone(), given.bytes.clone());
        loaded.hint.content_type.clone_from(&given.media_type);
        Ok(loaded)
    }

    fn local(&self, origin: String, bytes: Vec<u8>) -> Loaded {
        let hint = Hint { name: Some(origin.clone()), ..self.hint() };
        Loaded { bytes, origin, hint, public: false, validators: None }
    }

    fn page(&self, asked: &str, page: crate::fetch::Page) -> Loaded {
        let hint = Hint {
            name: Some(page.url.clone()),
            content_type: page.content_type,
            base_url: Some(page.url),
            ..self.hint()
        };
        let validators = Some(page.validators);
        Loaded { bytes: page.bytes, origin: asked.to_owned(), hint, public: page.public, validators }
    }

    fn hint(&self) -> Hint {
        let limits = Limits { bytes: self.limit, ..Limits::default() };
        Hint { published: self.published.clone(), limits, ..Hint::default() }
    }
}

fn unreadable(place: &str, error: &std::io::Error) -> Problem {
    match error.kind() {
        std::io::ErrorKind::NotFound if place.contains("://") => {
            Problem::new("unsupported-address", place, "only http:// and https:// addresses are fetched")
        }
        std::io::ErrorKind::NotFound => Problem::new("not-found", place, "there is no such file or folder"),
        std::io::ErrorKind::PermissionDenied => Problem::new("unreadable", place, "may not be read: permission denied"),
        _ => Problem::new("unreadable", place, format!("cannot be read: {error}")),
    }
}
