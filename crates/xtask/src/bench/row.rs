//! One figure with its unit, its floor and what it is compared with, and how figures are printed.

use serde::Serialize;

/// One measured figure.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// What was measured.
    pub name: String,
    /// The figure; none when it could not be measured.
    pub value: Option<f64>,
    /// Its unit.
    pub unit: &'static str,
    /// The floor (or ceiling) that it must reach.
    pub floor: Option<f64>,
    /// Smaller is better.
    pub ceiling: bool,
    /// How it was measured, or why not.
    pub note: String,
}

impl Row {
    /// A figure that must be at least `floor`.
    pub fn at_least(name: &str, value: f64, unit: &'static str, floor: f64, note: impl Into<String>) -> Self {
        Row { name: name.into(), value: Some(value), unit, floor: Some(floor), ceiling: false, note: note.into() }
    }

    /// A figure that must stay below `ceiling`.
    pub fn at_most(name: &str, value: f64, unit: &'static str, ceiling: f64, note: impl Into<String>) -> Self {
        Row { name: name.into(), value: Some(value), unit, floor: Some(ceiling), ceiling: true, note: note.into() }
    }

    /// A figure without a floor.
    pub fn plain(name: &str, value: f64, unit: &'static str, note: impl Into<String>) -> Self {
        Row { name: name.into(), value: Some(value), unit, floor: None, ceiling: false, note: note.into() }
    }

    /// What could not be measured.
    pub fn missing(name: &str, why: &str) -> Self {
        Row { name: name.into(), value: None, unit: "", floor: None, ceiling: false, note: why.into() }
    }

    fn verdict(&self) -> &'static str {
        match (self.value, self.floor) {
            (Some(value), Some(floor)) if (value >= floor) != self.ceiling || value == floor => "ok",
            (Some(_), Some(_)) => "BELOW",
            (None, _) => "not run",
            _ => "",
        }
    }
}

/// All figures as one JSON object, with the machine.
pub fn print_json(rows: &[Row]) {
    println!("{}", serde_json::json!({ "machine": machine(), "rows": rows }));
}

/// All figures as a table.
pub fn print_table(rows: &[Row]) {
    println!("{}\n", machine());
    println!("{:<44} {:>12} {:<8} {:>10}  {:<8} note", "row", "figure", "unit", "floor", "verdict");
    for row in rows {
        let value = row.value.map_or_else(|| "-".into(), |v| format!("{v:.2}"));
        let floor = row.floor.map_or_else(String::new, |f| format!("{}{f}", if row.ceiling { "<" } else { ">" }));
        println!("{:<44} {value:>12} {:<8} {floor:>10}  {:<8} {}", row.name, row.unit, row.verdict(), row.note);
    }
}

fn machine() -> String {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu
        .lines()
        .find_map(|l| l.strip_prefix("model name"))
        .map_or("unknown processor", |l| l.trim_start_matches([' ', '\t', ':']));
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{model}, {cores} cores, load average {}", load.split(' ').next().unwrap_or("?"))
}
