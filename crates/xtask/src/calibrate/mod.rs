//! `cargo xtask calibrate`: fits the few numbers by which `reason` names actors, links reports and chooses among
//! values, on the given files beside the project (`../shared/linkage`), and says how well they hold.
//!
//! What is said of a set is honest: a year of questions with a day is answered with weights of earlier years only, a
//! report left out with weights of other groups, a pair with weights of other folds, an item with weights of other
//! items. Those answers are written for the sets' own judge.

mod fit;
mod given;

use crate::workspace;
use anyhow::{Context, Result, bail};
use fit::{Case, Penalty, fit};
use given::{Given, Kept};
use sextant_reason::behaviour::{EVIDENCE, LIKENESS, posterior};
use sextant_reason::fuse::SUPPORT;
use sextant_reason::weights::{Caution, Choice};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Where the numbers stand.
pub const FILE: &str = "crates/reason/data/weights.toml";
/// What is said of them.
const CARD: &str = "docs/models.md";

/// When a group is named, chosen on reports up to 2020 so that what is named is right in more than .93 of the cases, and
/// what is not named about as often as said.
const CAUTION_AS_OF: Caution = Caution { held_from: 0.36, named_from: 0.68 };
const CAUTION_LEFT_OUT: Caution = Caution { held_from: 0.48, named_from: 0.75 };
const ATTRIBUTION: Penalty = Penalty { weights: 0.3, none: 0.1 };
const PAIRS: Penalty = Penalty { weights: 1.0, none: 1e-6 };
const FUSION: Penalty = Penalty { weights: 1.0, none: 0.1 };
/// Parts that groups are divided into.
const GROUP_PARTS: u64 = 5;
/// Parts that items are divided into.
const ITEM_PARTS: u64 = 10;

/// What to do with the numbers.
#[derive(clap::Args)]
pub struct Args {
    /// Only answer the given sets; write no weights
    #[arg(long)]
    dry: bool,
    /// Neither learn from nor answer reports of later years: what is chosen by hand is chosen without them
    #[arg(long, default_value_t = i16::MAX)]
    until: i16,
    /// Where the answers go
    #[arg(long, default_value = "target/calibrate")]
    answers: PathBuf,
}

/// Fits, answers and writes.
pub fn run(args: &Args) -> Result<()> {
    let Some(given) = Given::find()? else { bail!("not run: {NEEDED}") };
    let learnt = Learnt::from(&given)?;
    learnt.answer(&given, &workspace::root().join(&args.answers), args.until)?;
    if args.dry { Ok(()) } else { keep(&learnt.weights()) }
}

/// What the fit needs beside the project.
pub const NEEDED: &str = "needs ../shared/linkage (observations and given answers), which this checkout has not";

/// Answers the given sets honestly, for their judge; false where they are not there.
pub fn answer(folder: &Path) -> Result<bool> {
    let Some(given) = Given::find()? else { return Ok(false) };
    Learnt::from(&given)?.answer(&given, folder, i16::MAX)?;
    Ok(true)
}

/// What is learnt from.
struct Learnt {
    as_of: Vec<Kept<7>>,
    left_out: Vec<Kept<7>>,
    pairs: Vec<Kept<8>>,
    years: f64,
    items: Vec<Kept<4>>,
}

impl Learnt {
    fn from(given: &Given) -> Result<Self> {
        let (pairs, years) = given.pairs()?;
        let items = given.fusion(&["gold-given.tsv", "silver-given.tsv"])?;
        Ok(Self { as_of: given.own_questions(true), left_out: given.own_questions(false), pairs, years, items })
    }

    /// Answers each given set with what may be known of it.
    fn answer(&self, given: &Given, folder: &Path, until: i16) -> Result<()> {
        std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        let early = |kept: &Kept<7>| kept.year <= until;

        let asked: Vec<Kept<7>> = given.attribution("asof")?.into_iter().filter(early).collect();
        let of_year =
            each(asked.iter().map(|q| q.year), |year| fit(&some(&self.as_of, |k| k.year < year), ATTRIBUTION));
        write(
            &folder.join("attribution-asof.jsonl"),
            asked.iter().map(|q| named(q, &of_year[&q.year], CAUTION_AS_OF)),
        )?;

        let asked: Vec<Kept<7>> = given.attribution("loro")?.into_iter().filter(early).collect();
        let apart = |part| some(&self.left_out, |k| k.fold % GROUP_PARTS != part && early(k));
        let of_part = each(0..GROUP_PARTS, |part| fit(&apart(part), ATTRIBUTION));
        let left_out = asked.iter().map(|q| named(q, &of_part[&(q.fold % GROUP_PARTS)], CAUTION_LEFT_OUT));
        write(&folder.join("attribution-loro.jsonl"), left_out)?;

        let pairs = &self.pairs;
        let of_fold = each(pairs.iter().map(|q| q.fold), |fold| fit(&some(pairs, |k| k.fold != fold), PAIRS));
        let linked = pairs.iter().map(|q| {
            let (shares, _) = posterior(&q.case.alternatives, &of_fold[&q.fold]);
            serde_json::json!({"id": q.id, "p": shares[0]})
        });
        write(&folder.join("pairs.jsonl"), linked)?;

        let of_part = each(0..ITEM_PARTS, |part| fit(&some(&self.items, |k| k.fold % ITEM_PARTS != part), FUSION));
        let chosen = self.items.iter().map(|q| {
            let (shares, _) = posterior(&q.case.alternatives, &of_part[&(q.fold % ITEM_PARTS)]);
            serde_json::json!({"item": q.id, "values": ranked(&q.names, shares)})
        });
        write(&folder.join("fusion.jsonl"), chosen)
    }

    /// The file of weights fitted on everything.
    fn weights(&self) -> String {
        let mut file = head();
        let _ = writeln!(file, "years-unknown = {:.3}", self.years);
        for (name, caution) in [("left-out", CAUTION_LEFT_OUT), ("as-of", CAUTION_AS_OF)] {
            let Caution { held_from, named_from } = caution;
            let _ = writeln!(file, "\n[caution-{name}]\nheld-from = {held_from}\nnamed-from = {named_from}");
        }
        table(&mut file, "left-out", &EVIDENCE, &fit(&some(&self.left_out, |_| true), ATTRIBUTION));
        table(&mut file, "as-of", &EVIDENCE, &fit(&some(&self.as_of, |_| true), ATTRIBUTION));
        table(&mut file, "pairs", &LIKENESS, &fit(&some(&self.pairs, |_| true), PAIRS));
        table(&mut file, "fusion", &SUPPORT, &fit(&some(&self.items, |_| true), FUSION));
        file
    }
}

/// The cases that may be learnt from.
fn some<const N: usize>(kept: &[Kept<N>], may: impl Fn(&Kept<N>) -> bool) -> Vec<&Case<N>> {
    kept.iter().filter(|k| may(k)).map(|k| &k.case).collect()
}

/// A model for each key.
fn each<K: Ord + Copy, const N: usize>(
    keys: impl Iterator<Item = K>,
    model: impl Fn(K) -> Choice<N>,
) -> BTreeMap<K, Choice<N>> {
    keys.collect::<BTreeSet<K>>().into_iter().map(|key| (key, model(key))).collect()
}

fn named(asked: &Kept<7>, model: &Choice<7>, caution: Caution) -> serde_json::Value {
    let (mut groups, unknown) = posterior(&asked.case.alternatives, model);
    caution.hold_back(&mut groups);
    serde_json::json!({"id": asked.id, "ranking": ranked(&asked.names, groups), "unknown": unknown})
}

fn ranked(names: &[String], shares: Vec<f64>) -> Vec<(&String, f64)> {
    let mut ranked: Vec<(&String, f64)> = names.iter().zip(shares).collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    ranked
}

fn write(path: &Path, lines: impl Iterator<Item = serde_json::Value>) -> Result<()> {
    let text: String = lines.map(|line| format!("{line}\n")).collect();
    std::fs::write(path, text).with_context(|| path.display().to_string())?;
    println!("{} written", workspace::relative(path));
    Ok(())
}

fn head() -> String {
    "# What evidence counts for when an actor is named, reports are linked and values chosen: fitted by\n\
     # `cargo xtask calibrate`. What each number is, on what it was fitted and how well it holds: docs/models.md.\n"
        .to_owned()
}

fn table<const N: usize>(file: &mut String, name: &str, names: &[&str; N], model: &Choice<N>) {
    let _ = writeln!(file, "\n[{name}]");
    for (name, weight) in names.iter().zip(model.weights) {
        let _ = writeln!(file, "{name} = {weight:.4}");
    }
    let _ = writeln!(file, "none = {:.4}", model.none);
}

/// Writes the numbers, and their hash into what is said of them.
fn keep(file: &str) -> Result<()> {
    let path = workspace::root().join(FILE);
    std::fs::write(&path, file).with_context(|| path.display().to_string())?;
    println!("{FILE} written");
    let path = workspace::root().join(CARD);
    let card = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let hash = hash(file.as_bytes());
    let lines = card
        .lines()
        .map(|line| if line.starts_with(HASH_LINE) { format!("{HASH_LINE}{hash}`") } else { line.to_owned() });
    std::fs::write(&path, lines.collect::<Vec<_>>().join("\n") + "\n").with_context(|| path.display().to_string())
}

/// How the line with the hash begins.
const HASH_LINE: &str = "SHA-256: `";

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::{CARD, FILE, HASH_LINE, hash};
    use crate::workspace;

    #[test]
    fn the_card_is_of_the_weights_that_ship() {
        let weights = std::fs::read(workspace::root().join(FILE)).unwrap();
        let card = std::fs::read_to_string(workspace::root().join(CARD)).unwrap();
        assert!(card.contains(&format!("{HASH_LINE}{}`", hash(&weights))), "run `cargo xtask calibrate`");
    }
}
