//! Warning lists that tell an analyst to look twice: documentation and private ranges, public resolvers,
//! clouds, well-known sites. The biggest lists (a million sites, every provider's scanner) are left out.

use super::json;
use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::BTreeSet;
use std::net::Ipv4Addr;
use std::path::Path;

/// In order of precedence: the first list that holds a value names it.
const LISTS: &[&str] = &[
    "rfc5735",
    "rfc3849",
    "rfc1918",
    "rfc6598",
    "rfc6761",
    "multicast",
    "ipv6-linklocal",
    "public-dns-v6",
    "empty-hashes",
    "eicar.com",
    "common-ioc-false-positive",
    "sinkholes",
    "whats-my-ip",
    "url-shortener",
    "link-in-bio",
    "public-ipfs-gateways",
    "automated-malware-analysis",
    "security-provider-blogpost",
    "lots-project",
    "google",
    "microsoft",
    "cisco_top1000",
    "moz-top500",
    "alexa",
    "tranco10k",
    "bank-website",
    "cloudflare",
    "fastly",
    "akamai",
    "amazon-aws",
    "google-gcp",
    "microsoft-azure",
];

/// `N index name`, then `D index domain`, `H index hash`, `R index range`.
pub fn table(packages: &Path) -> Result<String> {
    let mut rows = vec!["# N index name | D index domain | H index hash | R index range (see NOTICE)".to_owned()];
    let mut values = BTreeSet::new();
    for (index, list) in LISTS.iter().enumerate() {
        let document = read(packages, list)?;
        rows.push(format!("N\t{index}\t{}", document["name"].as_str().unwrap_or(list).trim()));
        values.extend(members(&document).into_iter().map(|(sort, value)| (value, index, sort)));
    }
    rows.push(format!(
        "N\t{}\t{}",
        LISTS.len(),
        read(packages, "public-dns-v4")?["name"].as_str().unwrap_or("public-dns-v4")
    ));
    let mut last = String::new();
    for (value, index, sort) in values {
        if value != last {
            rows.push(format!("{sort}\t{index}\t{value}"));
            last = value;
        }
    }
    Ok(rows.join("\n") + "\n")
}

/// Public IPv4 resolvers, eight hex digits a line, sorted: searched without being parsed.
pub fn resolvers(packages: &Path) -> Result<String> {
    let document = read(packages, "public-dns-v4")?;
    let all: BTreeSet<u32> =
        list(&document).filter_map(|v| v.trim_end_matches("/32").parse::<Ipv4Addr>().ok()).map(u32::from).collect();
    Ok(all.into_iter().map(|a| format!("{a:08x}\n")).collect())
}

fn read(packages: &Path, name: &str) -> Result<Value> {
    let root = packages.join("pymispwarninglists/data");
    let folder = std::fs::read_dir(&root)?
        .filter_map(Result::ok)
        .map(|e| e.path().join("lists"))
        .find(|p| p.is_dir())
        .context("no warning lists in the package")?;
    json(&folder.join(name).join("list.json"))
}

fn list(document: &Value) -> impl Iterator<Item = &str> {
    document["list"].as_array().into_iter().flatten().filter_map(Value::as_str)
}

fn members(document: &Value) -> Vec<(char, String)> {
    let cidr = document["type"] == "cidr";
    list(document).filter_map(|value| member(value.trim(), cidr)).collect()
}

fn member(value: &str, cidr: bool) -> Option<(char, String)> {
    if cidr {
        return Some(('R', value.to_owned()));
    }
    if value.len() >= 32 && value.bytes().all(|c| c.is_ascii_hexdigit()) {
        return Some(('H', value.to_lowercase()));
    }
    let host =
        value.trim_start_matches("https://").trim_start_matches("http://").trim_matches(['.', '/']).to_lowercase();
    (!host.is_empty() && !host.contains(['/', ' ', '\t', ':'])).then_some(('D', host))
}
