//! The form of the intake, as it comes in: field by field, within bounds. The word of the page is the first field, so
//! that nothing of a form from elsewhere is read.

use crate::forms::Word;
use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError};
use sextant_engine::{Given, Input};
use sextant_model::{AsOf, Clock, Tlp};

/// Files in one form.
pub const FILES: usize = 50;
/// Characters of a name that are kept.
const NAME: usize = 160;
/// Bytes of a small field.
const SMALL: usize = 4 << 10;

/// Why a form is not taken.
pub enum Refused {
    /// The word is missing or another's.
    OldForm,
    /// More than is taken at once.
    TooLarge,
    /// It is no such form.
    Broken(String),
}

impl From<MultipartError> for Refused {
    fn from(error: MultipartError) -> Self {
        Self::Broken(error.body_text())
    }
}

/// What was handed over.
#[derive(Debug, Default)]
pub struct Handed {
    /// A text that was pasted.
    pub text: String,
    /// An address.
    pub url: String,
    /// Files.
    pub files: Vec<Given>,
    /// When it came out, where it does not say.
    pub published: Option<String>,
    /// Who published it, where it does not say.
    pub source: Option<String>,
    /// The label that it gets at least.
    pub tlp: Option<Tlp>,
}

/// Reads a form of at most `limit` bytes; `word` is what it must begin with, unless a program sends it.
pub async fn read(mut sent: Multipart, word: Option<&Word>, limit: usize) -> Result<Handed, Refused> {
    let mut handed = Handed::default();
    let (mut left, mut trusted) = (limit, word.is_none());
    while let Some(field) = sent.next_field().await? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "word" {
            let told = words(field, &mut { SMALL }).await?;
            trusted = trusted || word.is_some_and(|word| word.is(&told));
        } else if trusted {
            handed.take(&name, field, &mut left).await?;
        }
        if !trusted {
            return Err(Refused::OldForm);
        }
    }
    if trusted { Ok(handed) } else { Err(Refused::OldForm) }
}

/// The bytes of a field, taken off what is left.
async fn bytes(mut field: Field<'_>, left: &mut usize) -> Result<Vec<u8>, Refused> {
    let mut all = Vec::new();
    while let Some(chunk) = field.chunk().await? {
        *left = left.checked_sub(chunk.len()).ok_or(Refused::TooLarge)?;
        all.extend_from_slice(&chunk);
    }
    Ok(all)
}

async fn words(field: Field<'_>, left: &mut usize) -> Result<String, Refused> {
    let text = String::from_utf8(bytes(field, left).await?);
    text.map_err(|_| Refused::Broken("A field of the form is no text in UTF-8.".to_owned()))
}

/// A small field, without the space around it; none where it is empty.
async fn small(field: Field<'_>) -> Result<Option<String>, Refused> {
    let text = words(field, &mut { SMALL }).await?;
    Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty()))
}

/// The last part of a file's name, without what no name should hold.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last.chars().filter(|c| !c.is_control()).take(NAME).collect();
    if plain.trim().is_empty() { "unnamed file".to_owned() } else { plain }
}

impl Handed {
    async fn take(&mut self, name: &str, field: Field<'_>, left: &mut usize) -> Result<(), Refused> {
        match name {
            "text" => self.text = words(field, left).await?,
            "file" => {
                let given = Given {
                    name: plain_name(field.file_name().unwrap_or_default()),
                    media_type: None,
                    bytes: bytes(field, left).await?,
                };
                // A browser sends an empty part where no file was chosen.
                if !given.bytes.is_empty() {
                    self.files.push(given);
                }
                if self.files.len() > FILES {
                    return Err(Refused::TooLarge);
                }
            }
            "url" => self.url = small(field).await?.unwrap_or_default(),
            "published" => self.published = small(field).await?,
            "source" => self.source = small(field).await?,
            "tlp" => {
                let label = small(field).await?.map(|label| label.parse()).transpose();
                self.tlp = label.map_err(|e: sextant_model::problem::UnknownWord| Refused::Broken(e.to_string()))?;
            }
            other => return Err(Refused::Broken(format!("The form has no field {other:?}."))),
        }
        Ok(())
    }

    /// What somebody must mend before it is taken; `audience` is what they are cleared for.
    pub fn check(&self, audience: Option<Tlp>) -> Result<(), String> {
        if self.text.trim().is_empty() && self.files.is_empty() && self.url.is_empty() {
            return Err("Nothing was handed over: paste a text, choose files or give an address.".to_owned());
        }
        let lower = self.url.to_ascii_lowercase();
        if !self.url.is_empty() && !lower.starts_with("https://") && !lower.starts_with("http://") {
            return Err("The address must begin with https:// or http://".to_owned());
        }
        if let Some(published) = &self.published {
            AsOf::parse(published, Clock::Published).map_err(|told| format!("Published: {told}"))?;
        }
        if self.tlp.is_some_and(|label| !sextant_engine::gate::may_see(label, audience)) {
            return Err("You are not cleared for that label: choose one that you may see.".to_owned());
        }
        Ok(())
    }

    /// What is to be read, in the order of the form.
    pub fn inputs(&self) -> Vec<Input> {
        let text = Some(self.text.trim()).filter(|text| !text.is_empty());
        let pasted = text.map(|text| {
            Input::Given(Given {
                name: "pasted text".to_owned(),
                media_type: Some("text/plain; charset=utf-8".to_owned()),
                bytes: text.replace("\r\n", "\n").into_bytes(),
            })
        });
        let url = Some(&self.url).filter(|url| !url.is_empty()).map(|url| Input::Url(url.clone()));
        pasted.into_iter().chain(self.files.iter().cloned().map(Input::Given)).chain(url).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_lead_nowhere() {
        for (name, plain) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\reports\\a.html", "a.html"),
            ("a\u{7}\nb.txt", "ab.txt"),
            ("..//", "unnamed file"),
        ] {
            assert_eq!(plain_name(name), plain, "{name}");
        }
    }

    #[test]
    fn what_cannot_be_taken_says_what_to_mend() {
        let handed = |url: &str, tlp| Handed { url: url.to_owned(), tlp, ..Handed::default() };
        for (given, words) in [
            (handed("", None), "Nothing was handed over"),
            (handed("file:///etc/passwd", None), "must begin with"),
            (handed("https://example.org/", Some(Tlp::Red)), "not cleared"),
        ] {
            assert!(given.check(Some(Tlp::Amber)).is_err_and(|told| told.contains(words)), "{words}");
        }
        assert!(handed("https://example.org/", Some(Tlp::Amber)).check(Some(Tlp::Amber)).is_ok());
    }
}
