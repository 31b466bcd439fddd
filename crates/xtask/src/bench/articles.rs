//! Articles, pages and lists made from word lists: the same number gives the same words, no two numbers the same.
//!
//! [`Corpus`] is what a store is filled with: stories that several outlets tell, on different days, in different
//! words, with a figure that grows, and now and then one outlet's text copied by another.

use super::words::*;

/// Reports told in one stretch of the corpus; the tellings of one story are spread over it.
const STRETCH: usize = 300;
/// Stories of one stretch.
const STORIES: usize = 100;
/// One report in so many copies the telling of its story before it.
const COPIED: usize = 8;

fn mix(seed: usize) -> usize {
    let mut x = (seed as u64).wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((x ^ (x >> 31)) >> 8) as usize
}

fn pick<T: Copy>(words: &[T], number: usize, step: usize) -> T {
    words[mix(number.wrapping_mul(1_009).wrapping_add(step)) % words.len()]
}

/// Which reports a store is filled with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Corpus {
    /// Some 3,000 stories in 10,000 reports.
    ManyStories,
    /// Every report is on the same incident.
    OneStory,
}

impl Corpus {
    /// Story and telling of report `number`.
    fn place(self, number: usize) -> (usize, usize) {
        let (stretch, at) = (number / STRETCH, number % STRETCH);
        let (story, telling) = (stretch * STORIES + at % STORIES, at / STORIES);
        match self {
            Self::OneStory => (0, number),
            // The first story of each earlier stretch comes up again.
            Self::ManyStories if telling == 2 && at % STORIES < stretch => (at % STORIES * STORIES, 2 + stretch),
            Self::ManyStories => (story, telling),
        }
    }

    /// Report `number` as a page of its outlet.
    pub fn report(self, number: usize) -> String {
        let (story, telling) = self.place(number);
        let copies = telling > 0 && mix(number).is_multiple_of(COPIED);
        let told = Telling { story, telling: if copies { telling - 1 } else { telling } };
        let mut all = told.paragraphs();
        if copies {
            all.push(format!("This report was first published by {}.", pick(OUTLETS, told.seed(), 9)));
        }
        let day = (number / STRETCH).min(24) + telling.min(3) + 1;
        furnished(&all, &format!("2025-05-{day:02}T{:02}:{:02}:00+00:00", number / 60 % 24, number % 60), number)
    }
}

/// One outlet's report of a story.
struct Telling {
    story: usize,
    telling: usize,
}

impl Telling {
    fn seed(&self) -> usize {
        mix(self.story).wrapping_add(self.telling.wrapping_mul(7_919))
    }

    /// The headline first.
    fn paragraphs(&self) -> Vec<String> {
        let mut out = facts(self.story, self.telling);
        pad(&mut out, self.seed(), 2_600 + self.seed() % 2_000);
        out
    }
}

/// What the report says of the event; another telling uses other sentences and a later figure.
fn facts(story: usize, telling: usize) -> Vec<String> {
    let (who, sort, place) = (victim(story), pick(SORTS, story, 1).1, pick(PLACES, story, 3));
    let (day, people) = (story % 20 + 1, 1_000 + story * 37 % 90_000 + telling * 500);
    let (data, safe, gang) = (pick(DATA, story, 4), pick(SAFE, story, 5), pick(GANGS, story, 6));
    let mut out = vec![match telling % 3 {
        0 => format!("{who} confirms data theft after cyberattack"),
        1 => format!("Hackers stole {data} from {who}"),
        _ => format!("{who}: {people} customers hit by breach"),
    }];
    out.push(match telling % 3 {
        0 => format!("{place} {sort} {who} said on Tuesday that hackers had broken into its network on {day} May 2025 and copied the {data} of {people} customers."),
        1 => format!("{who}, the {place} {sort}, has confirmed that {data} of about {people} people were stolen in a cyberattack on {day} May 2025."),
        _ => format!("A cyberattack on the {place} {sort} {who} exposed the {data} of more than {people} customers, the company said."),
    });
    out.push(match telling % 2 {
        0 => format!("\"We are sorry that this has happened,\" chief executive Ana Ruiz said. \"{} were not taken, and we have no evidence that the data has been misused.\"", capital(safe)),
        _ => format!("{} were not affected, a spokeswoman for {who} said. She added that there was no evidence of misuse.", capital(safe)),
    });
    if telling % 4 != 3 {
        out.push(format!("The {gang} ransomware gang claimed responsibility for the attack on its leak site and said that it had {} GB of files. The claim could not be verified.", 100 + story % 400));
    }
    if telling % 3 != 1 {
        out.push(format!("The online booking system of {who} has been down since the attack. Shares in the company fell {}.{}% on Wednesday.", story % 9 + 1, story % 10));
    }
    out.push("The company has informed the police and the data protection authority, reset all passwords and hired outside specialists. Customers are being told by email.".to_owned());
    out
}

/// Adds paragraphs on other things until the report is so long.
fn pad(out: &mut Vec<String>, seed: usize, bytes: usize) {
    let mut step = 100;
    let mut length = out.iter().map(|p| p.len() + 2).sum::<usize>();
    while length < bytes {
        let sentences: Vec<String> = (0..3).map(|s| sentence(seed, step + s)).collect();
        out.push(sentences.join(" "));
        length += out.last().map_or(0, |p| p.len() + 2);
        step += 3;
    }
}

fn sentence(seed: usize, step: usize) -> String {
    let word = |list: &'static [&'static str], n: usize| pick(list, seed.wrapping_add(step), n);
    format!(
        "{} {} {} {}, {} {} {}.",
        capital(word(WHO, 1)),
        word(DID, 2),
        word(WHAT, 3),
        word(WHEN, 4),
        word(AND, 5),
        word(WHAT, 6),
        word(WHEN, 7)
    )
}

/// The victim of story `number`: unique for each.
fn victim(number: usize) -> String {
    let letters: String = format!("{number:04}").bytes().map(|d| char::from(b'a' + (d - b'0'))).collect();
    format!("{}{letters} {}", pick(NAMES, number, 2), pick(SORTS, number, 1).0)
}

fn capital(words: &str) -> String {
    words[..1].to_uppercase() + &words[1..]
}

fn paragraphs(number: usize) -> Vec<String> {
    Telling { story: number, telling: 0 }.paragraphs()
}

/// A news article of 3 to 5 kB as plain text.
pub fn text(number: usize) -> String {
    paragraphs(number).join("\n\n") + "\n"
}

/// The article as a page with a usual amount of furniture.
pub fn page(number: usize) -> String {
    furnished(&paragraphs(number), &format!("2025-05-{:02}T08:00:00+00:00", number % 27 + 1), number)
}

fn furnished(all: &[String], published: &str, number: usize) -> String {
    let outlet = pick(OUTLETS, number, 8);
    let body: String = all.iter().skip(1).map(|p| format!("<p>{p}</p>\n")).collect();
    let menu: String = ["News", "Business", "Sport", "Weather", "Culture", "Science", "Cyber"]
        .iter()
        .map(|m| format!("<li><a href=\"/{m}\">{m}</a></li>"))
        .collect();
    let related: String = (1..8)
        .map(|i| {
            let (headline, teaser) = (facts(number + i * 11, 0)[0].clone(), sentence(number, i));
            format!("<li><a href=\"/a/{i}\"><h3>{headline}</h3></a><p>{teaser}</p></li>")
        })
        .collect();
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title} | {outlet}</title><meta property=\"og:site_name\" content=\"{outlet}\"><meta property=\"article:published_time\" content=\"{published}\"><style>nav li{{float:left}} .x{{display:none}}</style><script>window.dataLayer=[{{a:1,b:'{title}'}}];</script></head><body><div id=\"cookie-banner\" role=\"dialog\">We use cookies. <button>Accept</button></div><header><nav><ul>{menu}</ul></nav></header><main><article><h1>{title}</h1><p class=\"byline\">By Sam Doe</p>{body}</article><aside class=\"related\"><h2>Related stories</h2><ul>{related}</ul></aside><div class=\"newsletter\">Sign up for our newsletter, every Friday.</div></main><footer>&copy; 2025 {outlet}. <a href=\"/privacy\">Privacy</a></footer></body></html>",
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
