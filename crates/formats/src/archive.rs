//! Zip archives of reports. What may be unpacked from one input, through all archives in one another, is bounded
//! by one budget; an archive that would go beyond it is refused.

use crate::format::{self, Input};
use crate::{Hint, Parsed};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Files looked at in one archive.
const FILES: usize = 1000;

/// Whether it is a zip archive.
pub(crate) fn sniff(input: &Input) -> bool {
    input.bytes.starts_with(b"PK\x03\x04") || input.bytes.starts_with(b"PK\x05\x06")
}

/// Reads all files of an archive.
pub(crate) fn read(input: &Input) -> Parsed {
    let mut parsed = Parsed::default();
    let mut archive = match ZipArchive::new(Cursor::new(input.bytes)) {
        Ok(archive) => archive,
        Err(error) => {
            parsed.problems.push(input.problem("zip-broken", format!("is no readable zip archive: {error}")));
            return parsed;
        }
    };
    if let Some(what) = office(&archive) {
        parsed
            .problems
            .push(input.problem("unsupported-format", format!("is {what}, which is not read; save it as PDF or text")));
        return parsed;
    }
    let count = archive.len();
    for index in 0..count.min(FILES) {
        match unpack(input, &mut archive, index) {
            Ok(Some((name, bytes))) => one(input, &name, &bytes, &mut parsed),
            Ok(None) => {}
            Err(Refused::TooMuch) => {
                parsed.problems.push(input.problem(
                    "zip-bomb",
                    format!("unpacks to more than {} bytes and is refused", input.hint.limits.bytes),
                ));
                break;
            }
            Err(Refused::Broken(name, why)) => {
                parsed.problems.push(input.problem("zip-broken", format!("cannot unpack {name}: {why}")));
            }
        }
    }
    if count > FILES {
        parsed.problems.push(input.problem("too-many", format!("has {count} files; the first {FILES} were looked at")));
    }
    if parsed.documents.is_empty() && parsed.problems.is_empty() {
        parsed.problems.push(input.problem("no-text", "is an archive without files"));
    }
    parsed
}

/// Office documents are zip archives too.
fn office(archive: &ZipArchive<Cursor<&[u8]>>) -> Option<&'static str> {
    let has = |start: &str| archive.file_names().flatten().any(|n| n.starts_with(start));
    match () {
        () if has("word/") => Some("a Word document"),
        () if has("xl/") => Some("an Excel workbook"),
        () if has("ppt/") => Some("a PowerPoint presentation"),
        () if has("META-INF/manifest.xml") && has("content.xml") => Some("an OpenDocument file"),
        () if has("META-INF/container.xml") => Some("an e-book"),
        () => None,
    }
}

enum Refused {
    TooMuch,
    Broken(String, String),
}

/// A file's name and bytes; none for folders and for what systems leave in archives.
fn unpack(
    input: &Input,
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    index: usize,
) -> Result<Option<(String, Vec<u8>)>, Refused> {
    let file = archive.by_index(index).map_err(|e| Refused::Broken(format!("file {}", index + 1), e.to_string()))?;
    let name = file.name().map_or_else(|_| format!("file {}", index + 1), |n| n.into_owned());
    if file.is_dir() || name.starts_with("__MACOSX/") || name.ends_with(".DS_Store") {
        return Ok(None);
    }
    let left = input.budget.get();
    if file.size() > left as u64 {
        return Err(Refused::TooMuch);
    }
    let mut bytes = Vec::new();
    let read = file.take(left as u64 + 1).read_to_end(&mut bytes);
    if bytes.len() > left {
        return Err(Refused::TooMuch);
    }
    input.budget.set(left - bytes.len());
    read.map_err(|e| Refused::Broken(name.clone(), e.to_string()))?;
    Ok(Some((name, bytes)))
}

fn one(input: &Input, name: &str, bytes: &[u8], parsed: &mut Parsed) {
    let hint = Hint {
        name: Some(format!("{}: {name}", input.hint.place())),
        content_type: None,
        base_url: None,
        ..input.hint.clone()
    };
    let inner = format::read(&Input { bytes, hint: &hint, nesting: input.nesting + 1, ..*input });
    let room = input.hint.limits.documents.saturating_sub(parsed.documents.len());
    parsed.documents.extend(inner.documents.into_iter().take(room));
    parsed.problems.extend(inner.problems);
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a test may fail by panic
mod tests {
    use crate::{Hint, documents};
    use std::io::Write;
    use zip::write::SimpleFileOptions;

    fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, bytes) in files {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn files_of_an_archive_are_documents() {
        let p = documents(
            &packed(&[("a.txt", b"Title of it\n\nThe bank was attacked.\n"), ("b.png", b"\x89PNG\r\n\x1a\n\0\0")]),
            &Hint::named("z.zip"),
        );
        assert_eq!(p.documents.len(), 1);
        assert_eq!(p.problems.iter().map(|p| p.code.as_str()).collect::<Vec<_>>(), ["unsupported-format"]);
    }

    #[test]
    fn bombs_are_refused_before_they_burst() {
        let mut hint = Hint::named("z.zip");
        hint.limits.bytes = 1 << 20;
        let bomb = packed(&[("a.txt", &vec![b'a'; 8 << 20])]);
        assert!(bomb.len() < 1 << 16);
        let p = documents(&bomb, &hint);
        assert_eq!((p.documents.len(), p.problems[0].code.as_str()), (0, "zip-bomb"));
        let many = packed(&[
            ("1.zip", &packed(&[("a.txt", &vec![b'a'; 900 << 10])])),
            ("2.zip", &packed(&[("a.txt", &vec![b'a'; 900 << 10])])),
        ]);
        let p = documents(&many, &hint);
        assert!(p.problems.iter().any(|p| p.code == "zip-bomb"));
    }
}
