//! Prints the fields of reports as if each were about one incident from end to end: what the rules of the fields find,
//! whatever the steps before them make of the report. One reading a line, as the example `readings` prints them.

use sextant_extract::incidents::{Event, Events, Narrator};
use sextant_extract::{Context, analysis, fields, parties, read};
use sextant_formats::{Hint, documents};
use sextant_model::reading::{Incident, Proof, Victim};
use sextant_model::{CleanDocument, Reading, Realis};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    for file in std::env::args().skip(1) {
        for document in documents(&std::fs::read(&file)?, &Hint::named(file.clone())).documents {
            println!("{}", serde_json::to_string(&fields_of(&document))?);
        }
    }
    Ok(())
}

fn fields_of(document: &CleanDocument) -> Reading {
    let mut reading = read(document);
    let analysis = analysis::analyse(document);
    let parties = parties::find(&analysis);
    let event =
        Event { victim: 0, kinds: Vec::new(), realis: Realis::Actual, told: 0..0, rule: "example.whole-report" };
    let events = Events { all: vec![event], topic: vec![vec![0]; analysis.sentences.len()], narrator: Narrator::Press };
    let mut incidents = [whole()];
    fields::fill(&Context { analysis: &analysis, parties: &parties, events: &events }, &mut incidents);
    reading.incidents = incidents.into();
    reading
}

fn whole() -> Incident {
    Incident {
        id: "i1".to_owned(),
        victim: Victim { name: "?".to_owned(), aliases: Vec::new(), sector: None, country: None },
        kinds: Vec::new(),
        realis: Realis::Actual,
        dates: Vec::new(),
        exposure: Vec::new(),
        services: Vec::new(),
        impacts: Vec::new(),
        responses: Vec::new(),
        proof: Proof { quote: String::new(), start: 0, end: 0, by: String::new(), confidence: 0.0 },
    }
}
