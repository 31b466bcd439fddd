//! Small reports in the project's own words, about organisations that do not exist.

const NAMES: [&str; 8] = [
    "Norvane Foods",
    "Calder Mutual",
    "Ostrava Rail",
    "Belmarsh Clinics",
    "Tarquin Energy",
    "Pelham Library",
    "Idris Air",
    "Quillon Bank",
];

/// `number` reports on eight organisations, as files of a folder.
pub fn write(folder: &std::path::Path, number: usize) {
    std::fs::create_dir_all(folder).unwrap();
    for n in 0..number {
        std::fs::write(folder.join(format!("{n:05}.txt")), report(n)).unwrap();
    }
}

/// The nth report.
pub fn report(n: usize) -> String {
    let name = NAMES[n % NAMES.len()];
    let day = 1 + n / NAMES.len() % 28;
    format!(
        "{name} says customer data was stolen\n\nBy Staff Writer\n{day} March 2025\n\n\
         {name} has confirmed that names and email addresses of {} customers were stolen in a cyberattack. \
         Payment card details were not taken, {name} said in a statement.\n\n\
         The company took its systems offline and has notified the police. Report number {n} of this series says so.\n",
        1_000 + n
    )
}
