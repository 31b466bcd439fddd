//! Bad input: one clear line, the rest is read, exit 3 (or 2 when nothing was), no panic.

use super::corpus;
use super::program::*;
use std::process::Output;

fn read(bench: &Bench, arguments: &[&str]) -> Output {
    let output = bench.run(&[&["read", "--json"], arguments].concat());
    assert!(!text(&output.stderr).contains("panicked"), "{}", text(&output.stderr));
    output
}

#[test]
fn empty_binary_and_missing_inputs_are_told_and_the_rest_is_read() {
    let bench = Bench::new();
    let good = bench.file("good.txt", corpus::report(0));
    let empty = bench.file("empty.html", "");
    let binary = bench.file("report.html", (0..4000_u32).map(|n| (n * 7919 % 251) as u8).collect::<Vec<_>>());
    let output = read(&bench, &[&empty, &good, &binary, "missing.pdf"]);
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(lines(&text(&output.stdout)).len(), 1);
    let said = text(&output.stderr);
    assert_eq!(said.lines().count(), 3, "{said}");
    for name in ["empty.html", "report.html", "missing.pdf"] {
        assert_eq!(said.lines().filter(|line| line.contains(name)).count(), 1, "{name}: {said}");
    }
    assert_eq!(read(&bench, &[&empty]).status.code(), Some(2));
}

#[test]
fn too_large_an_input_is_not_read() {
    let bench = Bench::new();
    let large = bench.file("large.txt", "word ".repeat(300_000));
    let output = bench.command(&["read", &large]).env("SEXTANT_LIMITS_INPUT_MB", "1").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("larger than 1 MB"));
}

#[test]
fn what_is_longer_than_is_read_is_kept_whole_and_said_so() {
    let bench = Bench::new();
    let sentence = "The works council met to discuss the bridge across the river in the spring. ";
    let long = bench.file("long.txt", corpus::report(0) + &sentence.repeat(30_000) + "The quokka came last.\n");
    let started = std::time::Instant::now();
    let output = bench.run(&["ingest", &long, "--json"]);
    assert!(started.elapsed().as_secs() < 120);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{said}");
    let told: Vec<&str> = said.lines().filter(|line| line.contains("long.txt")).collect();
    assert!(told.len() == 1 && told[0].contains("longer than"), "{said}");
    assert!(lines(&text(&output.stdout))[0]["claims"].as_u64() > Some(0));
    assert_eq!(bench.json(&["search", "quokka"]).len(), 1, "all of it is indexed");
}

#[test]
fn invalid_utf_8_is_read_as_what_it_most_likely_is() {
    let bench = Bench::new();
    let mut bytes = corpus::report(0).replace("Norvane", "Norvan\u{e9}").into_bytes();
    let at = bytes.windows(2).position(|pair| pair == [0xc3, 0xa9]).unwrap();
    while let Some(at) = bytes.windows(2).position(|pair| pair == [0xc3, 0xa9]) {
        bytes.splice(at..at + 2, [0xe9]);
    }
    assert!(at > 0);
    let output = read(&bench, &[&bench.file("latin.txt", &bytes)]);
    assert!(matches!(output.status.code(), Some(0 | 3)));
    let reading = &lines(&text(&output.stdout))[0];
    assert!(field(reading, "text").contains("Norvan\u{e9}"), "{reading}");
    bytes.truncate(bytes.len() / 2);
    bytes.push(0xff);
    assert_eq!(lines(&text(&read(&bench, &[&bench.file("cut.txt", &bytes)]).stdout)).len(), 1);
}

#[test]
fn another_language_is_kept_and_said_not_to_be_read() {
    let bench = Bench::new();
    let german = "Klinikverbund bestätigt Cyberangriff\n\nDer Klinikverbund Oberland hat bestätigt, dass bei einem Angriff \
         auf seine Server Namen und Adressen von Patienten gestohlen wurden. Die Polizei ermittelt und die Notaufnahme \
         ist weiterhin geöffnet, sagte eine Sprecherin am Dienstag in der Landeshauptstadt.\n";
    let file = bench.file("klinik.txt", german);
    let output = bench.run(&["ingest", &file, "--json"]);
    assert!(text(&output.stderr).contains("language"), "{}", text(&output.stderr));
    let line = &lines(&text(&output.stdout))[0];
    assert_eq!((&line["state"], line["claims"].as_u64()), (&"new".into(), Some(0)), "{line}");
    assert_eq!(bench.json(&["search", "Notaufnahme"]).len(), 1, "it is kept and indexed");
}

#[test]
fn a_feed_of_a_thousand_entries_survives_three_broken_ones() {
    let bench = Bench::new();
    let item = |n: usize| {
        let (title, body) = (format!("Norvane Foods notice {n}"), corpus::report(n));
        match n {
            100 => "<item><title>".to_owned() + &title + "</title></item>",
            500 => "<item></item>".to_owned(),
            900 => "<item><description></description><pubDate>not a date</pubDate></item>".to_owned(),
            _ => format!("<item><title>{title}</title><guid>{n}</guid><description>{body}</description></item>"),
        }
    };
    let items: String = (0..1_000).map(item).collect();
    let feed =
        format!("<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Notices</title>{items}</channel></rss>");
    let output = read(&bench, &[&bench.file("feed.xml", feed)]);
    let readings = lines(&text(&output.stdout)).len();
    let said = text(&output.stderr);
    assert!(readings >= 997, "{readings}: {said}");
    assert_eq!((output.status.code(), said.lines().count()), (Some(3), 1_000 - readings), "{said}");
}

#[test]
fn a_zip_bomb_in_a_mail_is_refused_in_bounded_time() {
    let bench = Bench::new();
    let bomb = base64(&zip_of_zeros(60 << 20));
    let mail = format!(
        "From: a@example.org\r\nTo: b@example.org\r\nSubject: Norvane Foods attack\r\nDate: Tue, 4 Mar 2025 10:00:00 +0000\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\n{}\r\n\
         --x\r\nContent-Type: application/zip; name=\"a.zip\"\r\nContent-Disposition: attachment; filename=\"a.zip\"\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{bomb}\r\n--x--\r\n",
        corpus::report(0)
    );
    let started = std::time::Instant::now();
    let output = read(&bench, &[&bench.file("bomb.eml", mail)]);
    assert!(started.elapsed().as_secs() < 20);
    assert_eq!(output.status.code(), Some(3), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("Norvane Foods"), "the mail itself is read");
}

#[test]
fn hostile_markup_is_read_in_bounded_time() {
    let bench = Bench::new();
    let nested = "<div>".repeat(100_000) + &corpus::report(0);
    let script =
        format!("<html><body><script>{}</script><p>{}</p></body></html>", "x<y;".repeat(200_000), corpus::report(1));
    let started = std::time::Instant::now();
    for (name, bytes) in [("nested.html", nested), ("script.html", script)] {
        let output = read(&bench, &[&bench.file(name, bytes)]);
        assert!(output.status.code().is_some_and(|code| code != 101), "{name}: {}", text(&output.stderr));
    }
    assert!(started.elapsed().as_secs() < 30);
}

#[test]
fn a_folder_is_read_by_name_and_links_are_not_followed() {
    let bench = Bench::new();
    for name in ["in/b.txt", "in/a/z.txt", "in/a/b.txt", "in/c.txt", "in/.hidden/x.txt", "outside/secret.txt"] {
        bench.file(name, corpus::report(name.len() + usize::from(name.as_bytes()[3])).replace("Staff Writer", name));
    }
    let root = bench.folder.path();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(root.join("in"), root.join("in/a/loop")).unwrap();
        std::os::unix::fs::symlink(root.join("outside/secret.txt"), root.join("in/out.txt")).unwrap();
    }
    let output = read(&bench, &[root.join("in").to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let shas: Vec<String> = lines(&text(&output.stdout)).iter().map(|r| field(&r["document"], "sha256")).collect();
    let wanted = ["in/a/b.txt", "in/a/z.txt", "in/b.txt", "in/c.txt"].map(|name| {
        let reading = read(&bench, &[root.join(name).to_str().unwrap()]);
        field(&lines(&text(&reading.stdout))[0]["document"], "sha256")
    });
    assert_eq!(shas, wanted);
}

#[test]
fn standard_input_is_an_input() {
    let bench = Bench::new();
    let output = bench.run_with(&["read", "-", "--json", "--published", "2025-03-04"], corpus::report(2).as_bytes());
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(lines(&text(&output.stdout)).len(), 1);
    assert_eq!(bench.run_with(&["read", "-"], b"").status.code(), Some(2));
}

#[test]
fn wrong_use_is_exit_2_and_no_answer_is_exit_1() {
    let bench = Bench::with_samples();
    for (arguments, code) in [
        (vec!["frobnicate"], 2),
        (vec!["read"], 2),
        (vec!["incidents", "--as-of", "yesterday"], 2),
        (vec!["incident", "ffffffff"], 1),
        (vec!["search", "zzzzzz"], 1),
        (vec!["export", "--all", "--format", "docx"], 2),
        (vec!["serve", "--listen", "0.0.0.0:0"], 2),
        (vec!["undo", "0000"], 1),
        (vec!["source", "show", "Nobody"], 1),
    ] {
        let output = bench.run(&arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", text(&output.stderr));
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_closed_pipe_is_quiet() {
    let bench = Bench::new();
    let folder = bench.folder.path().join("in");
    corpus::write(&folder, 30);
    let script = "\"$0\" read \"$1\" --json | head -c 10 >/dev/null; echo ${PIPESTATUS[0]}";
    let output = std::process::Command::new("bash")
        .args(["-c", script, env!("CARGO_BIN_EXE_sextant"), folder.to_str().unwrap()])
        .output();
    let Ok(output) = output else { return };
    assert_eq!((text(&output.stdout).trim(), text(&output.stderr).as_str()), ("0", ""));
}

#[test]
fn the_demonstration_prints_and_ends() {
    let output = program().args(["demo", "--once"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("Telvasco"));
    assert!(!output.stdout.contains(&0x1b), "no colours where there is no terminal");
}

fn zip_of_zeros(size: usize) -> Vec<u8> {
    use zip::write::{SimpleFileOptions, ZipWriter};
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("a.txt", SimpleFileOptions::default()).unwrap();
    let block = vec![b'0'; 1 << 20];
    for _ in 0..size >> 20 {
        std::io::Write::write_all(&mut zip, &block).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for (n, chunk) in bytes.chunks(3).enumerate() {
        if n > 0 && n % 19 == 0 {
            text.push_str("\r\n");
        }
        let word = chunk.iter().fold(0_u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for digit in 0..4 {
            let sextet = DIGITS[(word >> (18 - 6 * digit) & 63) as usize];
            text.push(if digit <= chunk.len() { sextet as char } else { '=' });
        }
    }
    text
}

#[test]
fn a_wrong_call_is_one_line_that_says_what_and_where_to_look() {
    let bench = Bench::new();
    for (call, word) in [
        (&["ingets"][..], "ingets"),
        (&["incident"], "<ID>"),
        (&["read", "--publishd", "2025-01-01", "x"], "--published"),
        (&["incidents", "--as-of", "soon"], "--as-of"),
    ] {
        let out = bench.run(call);
        let told = String::from_utf8_lossy(&out.stderr).into_owned();
        assert_eq!(out.status.code(), Some(2), "{call:?}");
        assert!(told.lines().count() == 1 && told.contains(word), "{call:?}: {told}");
        assert!(out.stdout.is_empty(), "{call:?}");
    }
}
