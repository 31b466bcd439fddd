//! Where the facts of the tables come from, and on which terms.

use super::PACKAGES;
use anyhow::Result;
use std::path::Path;

const TEXT: &str = "The tables in this folder are facts (names, aliases, ids, values) taken from the packages below by
`cargo xtask lexicons`. Descriptions and other texts of the packages are not in them.

MISP galaxy (names.tsv): dual-licensed CC0 1.0 Universal or BSD-2-Clause; used under CC0 1.0.
MISP warning lists (warnings.tsv, resolvers.hex): CC0 1.0 Universal or BSD-2-Clause; used under CC0 1.0.
MITRE ATT&CK 18.1 (rows of names.tsv marked `attack`, techniques.tsv):
  The MITRE Corporation (MITRE) hereby grants you a non-exclusive, royalty-free license to use ATT&CK(R) for research,
  development, and commercial purposes. Any copy you make for such purposes is authorized provided that you reproduce
  MITRE's copyright designation and this license in any such copy.
  (c) 2025 The MITRE Corporation. This work is reproduced and distributed with the permission of The MITRE Corporation.
  MITRE does not claim ATT&CK enumerates all possibilities for the types of actions and behaviors documented as part of
  its adversary model and framework of techniques. ALL DOCUMENTS AND THE INFORMATION CONTAINED THEREIN ARE PROVIDED ON
  AN \"AS IS\" BASIS WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED.

Packages and versions:
";

/// The notice, with the versions that were read.
pub fn text(_packages: &Path) -> Result<String> {
    Ok(PACKAGES.iter().fold(TEXT.to_owned(), |text, (name, version)| text + &format!("  {name} {version}\n")))
}
