//! `sextant stix validate`.

use super::From;
use crate::exit::{Exit, Outcome};
use crate::globals::Globals;
use crate::print::words::{count, faint, plain};
use crate::print::{self, json};
use anyhow::Context;
use sextant_engine::stix::lines;
use sextant_engine::stix::validate::{Finding, Options, Report, SpecVersion, Validator, checks};
use std::io::Write;

/// Says whether objects follow the standard: what it demands gives errors, what it recommends warnings.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  sextant stix validate bundle.json
  sextant stix validate bundle.json --strict --disable 302,all-vocabs
  sextant stix validate --checks

A line of questions: an object or a bundle, or {\"instance\", \"options\"}; options are \"version\", \"strict\",
\"strict_types\", \"strict_properties\", \"disabled\", \"enabled\", \"enforce_refs\", \"interop\"")]
pub struct Validate {
    #[command(flatten)]
    from: From,
    /// The version to hold everything to; without it, what each object says.
    #[arg(long, value_name = "VERSION", value_parser = version)]
    spec: Option<SpecVersion>,
    /// Counts warnings as errors.
    #[arg(long)]
    strict: bool,
    /// Warns of types that the standard does not define.
    #[arg(long)]
    strict_types: bool,
    /// Warns of properties that the standard does not define.
    #[arg(long)]
    strict_properties: bool,
    /// Recommended checks to leave out, by name or number.
    #[arg(long, value_name = "CHECK", value_delimiter = ',')]
    disable: Vec<String>,
    /// Recommended checks to run; only these.
    #[arg(long, value_name = "CHECK", value_delimiter = ',')]
    enable: Vec<String>,
    /// The ends of relationships must be in the bundle.
    #[arg(long)]
    enforce_refs: bool,
    /// Holds to the interoperability profile.
    #[arg(long)]
    interop: bool,
    /// Lists the recommended checks and ends.
    #[arg(long)]
    checks: bool,
}

fn version(text: &str) -> Result<SpecVersion, String> {
    SpecVersion::of(text).ok_or_else(|| "the versions are 2.0 and 2.1".to_owned())
}

impl Validate {
    pub(super) fn run(self, globals: &Globals) -> Outcome {
        if self.checks {
            return list_checks();
        }
        let options = Options {
            version: self.spec,
            strict: self.strict,
            strict_types: self.strict_types,
            strict_properties: self.strict_properties,
            disabled: self.disable,
            enabled: self.enable,
            enforce_refs: self.enforce_refs,
            interop: self.interop,
        };
        if self.from.jsonl {
            Validator::new(options.clone())?;
            return self.from.answer(|line| lines::validate(line, &options));
        }
        let report = Validator::new(options)?.text(&self.from.bytes()?);
        let mut out = print::out();
        if globals.json {
            json(&mut out, &lines::report(&report))?;
        } else {
            print_report(&mut out, &report).context("standard output")?;
        }
        if report.errors.iter().any(|it| it.code == "not-json" && it.message.starts_with("trailing characters")) {
            eprintln!("sextant: objects one a line are read with --jsonl");
        }
        out.flush()?;
        Ok(if report.valid { Exit::Done } else { Exit::No })
    }
}

fn list_checks() -> Outcome {
    let mut out = print::out();
    for (number, name, in_20, in_21) in checks() {
        let versions = [in_20.then_some("2.0"), in_21.then_some("2.1")].into_iter().flatten().collect::<Vec<_>>();
        writeln!(out, "{number}  {name:<34} {}", versions.join(" "))?;
    }
    out.flush()?;
    Ok(Exit::Done)
}

fn print_report(out: &mut print::Out, report: &Report) -> anyhow::Result<()> {
    for (word, findings) in [("error", &report.errors), ("warning", &report.warnings)] {
        findings.iter().try_for_each(|finding| print_finding(out, word, finding))?;
    }
    let verdict = if report.valid { "valid" } else { "not valid" };
    let (errors, warnings) = (count(report.errors.len(), "error"), count(report.warnings.len(), "warning"));
    Ok(writeln!(out, "{verdict}: {errors}, {warnings}")?)
}

fn print_finding(out: &mut print::Out, word: &str, finding: &Finding) -> anyhow::Result<()> {
    let number = finding.number.map_or(String::new(), |number| format!(" {number}"));
    writeln!(out, "{word}{number} {}: {}", finding.code, plain(&finding.message))?;
    let object = finding.object.as_deref().map_or(String::new(), |id| format!("  {}", plain(id)));
    Ok(writeln!(out, "  {}", faint(&format!("{}{object}", plain(&finding.path))))?)
}
