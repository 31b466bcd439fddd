//! What stands at an address: the discovery of a server of TAXII, an API root, its collections, one of them, or a feed of MISP.

use super::answers::{Collection, Resource, folder, resource};
use super::asking::{Asking, refusal};
use sextant_model::Problem;
use url::Url;

/// What an address leads to.
#[derive(Debug)]
pub(super) enum Found {
    /// Collections of TAXII.
    Collections(Vec<Collection>),
    /// A feed of MISP: where it stands, its events with their times.
    Feed(Url, Vec<(String, i64)>),
}

/// API roots of one server that are looked at.
const ROOTS: usize = 50;

impl Asking<'_> {
    /// What `url` leads to; where nothing known stands there, the usual places below it are tried.
    pub(super) fn find(&mut self, url: &Url) -> Result<Found, Problem> {
        let mut refused = None;
        match self.look(url) {
            Ok(here) => {
                if let Some(found) = self.follow(here, url)? {
                    return Ok(found);
                }
            }
            // Many servers do not let a folder be listed and give the files in it all the same.
            Err(problem) if problem.code == "forbidden" => refused = Some(problem),
            Err(problem) => return Err(problem),
        }
        for below in ["taxii2/", "manifest.json"] {
            let Ok(place) = folder(url).join(below) else { continue };
            let Ok(there) = self.look(&place) else { continue };
            if let Some(found) = self.follow(there, &place)? {
                return Ok(found);
            }
        }
        let told = "is no server of TAXII 2.1 (discovery, API root or collection) and no feed of MISP (manifest.json)";
        Err(refused.unwrap_or_else(|| Problem::new("no-server", url.as_str(), told)))
    }

    /// What stands at `url`; nothing known where the server has nothing there.
    fn look(&mut self, url: &Url) -> Result<(Resource, Url), Problem> {
        let answer = self.get(&folder(url), None)?;
        match answer.status {
            200..=299 => Ok((resource(&answer), folder(&answer.url))),
            404 | 405 | 406 | 410 => Ok((Resource::Other, folder(&answer.url))),
            _ => Err(refusal(&answer)),
        }
    }

    fn follow(&mut self, (here, at): (Resource, Url), asked: &Url) -> Result<Option<Found>, Problem> {
        Ok(match here {
            Resource::Other => None,
            Resource::Collection(collection) => Some(Found::Collections(vec![Collection { url: at, ..collection }])),
            Resource::Collections(collections) => Some(Found::Collections(collections)),
            Resource::Root(_) => Some(Found::Collections(self.collections(&at)?)),
            Resource::Feed(events) => Some(Found::Feed(at, events)),
            Resource::Discovery(roots) => {
                let mut all = Vec::new();
                for root in roots.iter().take(ROOTS) {
                    match self.root(root, asked).and_then(|root| self.collections(&root)) {
                        Ok(collections) => all.extend(collections),
                        // One root that is closed to us hides no other.
                        Err(problem) if roots.len() > 1 => (self.tell)(super::RemoteEvent::Trouble(&problem)),
                        Err(problem) => return Err(problem),
                    }
                }
                Some(Found::Collections(all))
            }
        })
    }

    /// Where an API root is. Servers behind another address name themselves by one that only they know: the same path
    /// where the discovery was asked goes first.
    fn root(&mut self, root: &Url, asked: &Url) -> Result<Url, Problem> {
        if root.origin() != asked.origin()
            && let Ok(here) = asked.join(root.path())
            && let Ok((Resource::Root(_), at)) = self.look(&here)
        {
            return Ok(at);
        }
        Ok(root.clone())
    }

    fn collections(&mut self, root: &Url) -> Result<Vec<Collection>, Problem> {
        let list = root.join("collections/").map_err(|e| Problem::new("url", root.as_str(), e.to_string()))?;
        let answer = self.get(&list, None)?;
        match (answer.status, resource(&answer)) {
            (200..=299, Resource::Collections(collections)) => Ok(collections),
            // A root without collections says `{}`.
            (200..=299, Resource::Other) if answer.bytes.trim_ascii() == b"{}" => Ok(Vec::new()),
            (200..=299, _) => {
                let told =
                    format!("lists no collections ({})", answer.header("content-type").unwrap_or("no media type"));
                Err(Problem::new("not-taxii", list.as_str(), told))
            }
            _ => Err(refusal(&answer)),
        }
    }

    /// The bytes that the API root of a collection takes in one body, where it says so.
    pub(super) fn most(&mut self, collection: &Url) -> Option<usize> {
        let root = collection.join("../../").ok()?;
        match self.look(&root) {
            Ok((Resource::Root(most), _)) => most,
            _ => None,
        }
    }
}
