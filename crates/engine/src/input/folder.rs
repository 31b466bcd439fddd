//! The files of a folder, recursively, in the order of names. Links are not followed: what a link inside the folder
//! leads to is met under its own name, and what lies outside was not asked for; so there are no loops either.

use super::Item;
use sextant_model::Problem;
use std::path::{Path, PathBuf};

/// How deep folders are followed.
const DEPTH: usize = 64;

/// Every file below `root` whose name does not start with a dot.
pub(super) fn files(root: &Path) -> Vec<Item> {
    let mut items = Vec::new();
    // Still to visit, the next one last.
    let mut open = vec![(root.to_owned(), 0)];
    while let Some((path, depth)) = open.pop() {
        match std::fs::symlink_metadata(&path) {
            Err(error) => items.push(Item::Bad(super::unreadable(&path.display().to_string(), &error))),
            Ok(found) if found.is_dir() || path == root => match children(&path, depth) {
                Ok(below) => open.extend(below.into_iter().rev().map(|child| (child, depth + 1))),
                Err(problem) => items.push(Item::Bad(problem)),
            },
            Ok(found) if found.is_file() => items.push(Item::File(path)),
            Ok(found) if found.is_symlink() => {}
            Ok(_) => items.push(Item::Bad(Problem::new("no-report", path.display().to_string(), "is no regular file"))),
        }
    }
    items
}

fn children(folder: &Path, depth: usize) -> Result<Vec<PathBuf>, Problem> {
    let place = folder.display().to_string();
    if depth >= DEPTH {
        return Err(Problem::new("too-deep", place, format!("lies more than {DEPTH} folders deep: not read")));
    }
    let entries = std::fs::read_dir(folder).map_err(|e| super::unreadable(&place, &e))?;
    let mut names: Vec<_> = entries.filter_map(Result::ok).map(|entry| entry.file_name()).collect();
    names.retain(|name| !name.as_encoded_bytes().starts_with(b"."));
    names.sort_unstable();
    Ok(names.into_iter().map(|name| folder.join(name)).collect())
}
