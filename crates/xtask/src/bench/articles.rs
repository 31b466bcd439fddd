//! Articles, pages and lists made from templates: the same number gives the same words, no two numbers the same.

const NAMES: &[&str] = &[
    "Halden",
    "Orrin",
    "Vestmar",
    "Tully",
    "Brackwater",
    "Selby",
    "Corvane",
    "Dunmere",
    "Larkfield",
    "Kestrel",
    "Ravel",
    "Pellbrook",
    "Castor",
    "Fenwick",
    "Mordale",
    "Ashgrove",
];
const SORTS: &[(&str, &str)] = &[
    ("Travel", "travel agency"),
    ("Foods", "food producer"),
    ("Bank", "lender"),
    ("University", "university"),
    ("Clinics", "hospital operator"),
    ("Logistics", "haulier"),
    ("Energy", "electricity supplier"),
    ("Insurance", "insurer"),
];
const PLACES: &[&str] = &["British", "Dutch", "Norwegian", "Irish", "Canadian", "Polish", "Danish", "Portuguese"];
const DATA: &[&str] = &[
    "names and email addresses",
    "dates of birth",
    "phone numbers and home addresses",
    "bank account numbers",
    "medical records",
    "passport numbers",
];
const SAFE: &[&str] = &["payment card details", "passwords", "bank details", "medical records"];
const GANGS: &[&str] = &["Obsidian Jackal", "Brassfang", "Bleakwater", "Sable Court"];
const FILLER: &[&str] = &[
    "The company was founded in 1974 and has offices in three countries. Its chief executive took over in the spring and has since closed two sites.",
    "Analysts had expected a quieter quarter. The market for its services has grown slowly, and competitors have cut their prices since the summer.",
    "A spokesman said that customers would be told by letter. He did not say how long the work would take or what it would cost.",
    "The regional council met on Thursday to discuss the budget. A decision on the bridge was put off until the autumn.",
    "Unions said that staff had worked through the weekend, many of them with pen and paper, and asked for the hours to be paid.",
];

fn pick<T: Copy>(words: &[T], number: usize, step: usize) -> T {
    let at = (number.wrapping_mul(2_654_435_761).wrapping_add(step.wrapping_mul(40_503)) >> 7) % words.len();
    words[at]
}

/// The victim of article `number`: unique for each.
pub fn victim(number: usize) -> String {
    let (word, _) = pick(SORTS, number, 1);
    let letters: String = format!("{number:04}").bytes().map(|d| char::from(b'a' + (d - b'0'))).collect();
    format!("{}{letters} {word}", pick(NAMES, number, 2))
}

/// A news article of some 3 to 5 kB as paragraphs; the first is the headline.
pub fn paragraphs(number: usize) -> Vec<String> {
    let (who, sort) = (victim(number), pick(SORTS, number, 1).1);
    let (day, people) = (number % 27 + 1, 1_000 + number * 37 % 90_000);
    let mut out = vec![
        format!("{who} confirms data theft after cyberattack"),
        format!("{} {sort} {who} said on Tuesday that hackers had broken into its network on {day} May 2025 and copied the {} of {people} customers.", pick(PLACES, number, 3), pick(DATA, number, 4)),
        format!("\"We are sorry that this has happened,\" chief executive Ana Ruiz said. \"{} were not taken, and we have no evidence that the data has been misused.\"", capital(pick(SAFE, number, 5))),
        format!("The {} ransomware gang claimed responsibility for the attack on its leak site and said that it had 300 GB of files. The claim could not be verified.", pick(GANGS, number, 6)),
        format!("The online booking system of {who} has been down since the attack. Shares in the company fell {}.{}% on Wednesday.", number % 9 + 1, number % 10),
        "The company has informed the police and the data protection authority, reset all passwords and hired outside specialists. Customers are being told by email.".to_owned(),
    ];
    let mut step = 0;
    while out.iter().map(|p| p.len() + 2).sum::<usize>() < 3_000 + number % 1_800 {
        out.push(format!(
            "{} It was the {}th such meeting this year.",
            pick(FILLER, number, 10 + step),
            number % 90 + step + 4
        ));
        step += 1;
    }
    out
}

fn capital(words: &str) -> String {
    words[..1].to_uppercase() + &words[1..]
}

/// The article as plain text.
pub fn text(number: usize) -> String {
    paragraphs(number).join("\n\n") + "\n"
}

/// The article as a page with a usual amount of furniture.
pub fn page(number: usize) -> String {
    let all = paragraphs(number);
    let body: String = all.iter().skip(1).map(|p| format!("<p>{p}</p>\n")).collect();
    let menu: String = ["News", "Business", "Sport", "Weather", "Culture", "Science", "Cyber"]
        .iter()
        .map(|m| format!("<li><a href=\"/{m}\">{m}</a></li>"))
        .collect();
    let related: String = (1..8)
        .map(|i| {
            format!(
                "<li><a href=\"/a/{i}\"><h3>{}</h3></a><p>{}</p></li>",
                paragraphs(number + i * 11)[0],
                FILLER[i % FILLER.len()]
            )
        })
        .collect();
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title} | The Courier</title><meta property=\"article:published_time\" content=\"2025-05-{:02}T08:00:00+00:00\"><style>nav li{{float:left}} .x{{display:none}}</style><script>window.dataLayer=[{{a:1,b:'{title}'}}];</script></head><body><div id=\"cookie-banner\" role=\"dialog\">We use cookies. <button>Accept</button></div><header><nav><ul>{menu}</ul></nav></header><main><article><h1>{title}</h1><p class=\"byline\">By Sam Doe</p>{body}</article><aside class=\"related\"><h2>Related stories</h2><ul>{related}</ul></aside><div class=\"newsletter\">Sign up for our newsletter, every Friday.</div></main><footer>&copy; 2025 The Courier. <a href=\"/privacy\">Privacy</a></footer></body></html>",
        number % 27 + 1,
        title = all[0]
    )
}

/// Mixed text for the indicator row: an article, then a short list of indicators.
pub fn mixed(bytes: usize) -> String {
    let mut out = String::with_capacity(bytes + 8_192);
    let mut number = 0;
    while out.len() < bytes {
        out.push_str(&text(number));
        out.push_str(&list(number));
        number += 1;
    }
    out
}

fn list(n: usize) -> String {
    let hex = |seed: usize, len: usize| -> String {
        (0..len).map(|i| char::from_digit(((seed + i * 7 + (i * i) % 11) % 16) as u32, 16).unwrap_or('0')).collect()
    };
    format!(
        "\nIndicators\n\nIPv4  203.0.113[.]{}\nDomain  c{n}.relay[.]example\nURL  hxxps://c{n}.relay[.]example/a/{n}.ps1\nSHA-256  {}\nMD5  {}\nFile  C:\\PerfLogs\\svc{n}.exe\nMutex  Global\\m_{n}\n\n",
        n % 255,
        hex(n, 64),
        hex(n + 3, 32)
    )
}
