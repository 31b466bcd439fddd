//! Laws of cleaning: furniture around an article changes nothing in it, and blocks always fit the text.

use crate::read;
use sextant_model::BlockKind;

const ARTICLE: &str = r#"<h1>Grain trader Tolland says thieves copied contracts</h1><p class="byline">By Ana Reyes</p>
<p>Grain trader Tolland said on Tuesday that thieves had copied supply contracts from a server in Ghent in March.</p>
<p>Names and bank account numbers of 310 farmers were in the files. Passwords were not, the company said.</p>
<h2>No demand so far</h2><p>"We have had no demand for money," chief executive Luc Maes said. The police are looking into it.</p>
<ul><li>The server has been replaced.</li><li>Farmers are being written to.</li></ul>"#;

/// Furniture of many makes, before or after an article.
const FURNITURE: &[&str] = &[
    r#"<nav><ul><li><a href="/a">Home</a></li><li><a href="/b">World</a></li></ul></nav>"#,
    r#"<div class="newsletter-signup"><p>Get the week's break-ins in your inbox every Friday, free of charge and without advertising.</p></div>"#,
    r#"<aside><h3>Most read</h3><p>Mill owner Bexley pays two million to have its files back from a gang that nobody had heard of.</p></aside>"#,
    r#"<section><h2>Related stories</h2><div><h3><a href="/x">Port of Calder closed after attack on cranes</a></h3><p>Ships had to wait for two days.</p></div><div><h3><a href="/y">Brewer Stell lost recipes to a spy</a></h3><p>The recipes were for sale.</p></div></section>"#,
    r#"<div class="c-1a"><div class="c-2b"><a href="/1"><h3>Hospital in Varna attacked by gang</h3></a></div><div class="c-2b"><a href="/2"><h3>Bank of Selkirk denies theft of data</h3></a></div></div>"#,
    r#"<div id="comments"><h3>3 comments</h3><p>I heard that the medical records of all farmers are on sale for a bitcoin.</p></div>"#,
    r#"<footer><p>Tolland is a customer of Grainwire Media. Contact grain@wire.example</p></footer>"#,
    r#"<div role="dialog" class="cookie-notice">We store your name, address and location with 300 partners.</div>"#,
    r#"<div class="social-share"><span>120 Shares</span><a href="/s">Share</a></div>"#,
    r#"<div class="author-bio"><p>Ana Reyes covers farming. Her laptop was stolen in 2019 with all her sources.</p></div>"#,
    r#"<div class="sponsored-post">Bastion stops every ransomware attack before it starts, says Bastion.</div>"#,
];

fn text_with(before: &str, after: &str) -> String {
    let page = format!(
        "<!doctype html><html lang=en><head><title>Grain trader Tolland says thieves copied contracts | Grainwire</title></head><body>{before}<main><article>{ARTICLE}</article></main>{after}</body></html>"
    );
    read("p.html", page.as_bytes()).documents.remove(0).text
}

#[test]
fn furniture_changes_nothing() {
    let plain = text_with("", "");
    assert!(plain.contains("The server has been replaced."));
    for (i, furniture) in FURNITURE.iter().enumerate() {
        assert_eq!(text_with(furniture, ""), plain, "before: {i}");
        assert_eq!(text_with("", furniture), plain, "after: {i}");
    }
    assert_eq!(text_with(&FURNITURE.concat(), &FURNITURE.concat()), plain);
}

#[test]
fn furniture_inside_the_article_goes_too() {
    let plain = text_with("", "");
    for (i, furniture) in FURNITURE.iter().enumerate() {
        let article = ARTICLE.replace("<h2>No demand", &format!("{furniture}<h2>No demand"));
        let page = format!(
            "<html lang=en><head><title>Grain trader Tolland says thieves copied contracts | Grainwire</title></head><body><main><article>{article}</article></main></body></html>"
        );
        assert_eq!(read("p.html", page.as_bytes()).documents[0].text, plain, "inside: {i}");
    }
}

#[test]
fn furniture_after_a_saved_text_changes_nothing() {
    let text = "Grain trader Tolland says thieves copied contracts\n\nGrain trader Tolland said on Tuesday that thieves had copied supply contracts from a server in Ghent in March.\n\nNames and bank account numbers of 310 farmers were in the files. Passwords were not, the company said.\n";
    let plain = read("t.txt", text.as_bytes()).documents.remove(0).text;
    for tail in [
        "\nRelated Posts\n\nPort of Calder closed after attack on cranes\n\nShips had to wait for two days, the harbour master said on Sunday evening to reporters.\n",
        "\nShare this article\nFacebook\nTwitter\n",
        "\nTotal\n0\nShares\nPrevious Post\n\nBrewer Stell lost recipes\n\nNext Post\n\nBank denies theft\n",
        "\nYou may also like:\n\n- Port closed\n- Bank robbed\n",
        "\nFarmingCrimeBelgium\nSign up for our newsletter\n\nMore from Grainwire\n\nPort closed after attack\n",
        "\nLeave a Reply\n\nYour email address will not be published.\n",
    ] {
        assert_eq!(read("t.txt", format!("{text}{tail}").as_bytes()).documents[0].text, plain, "{tail}");
    }
}

#[test]
fn blocks_fit_the_text() {
    let page = format!("<p>{ARTICLE}<pre>a\n\nb</pre><table><tr><td>x<td>y</table>");
    for document in read("p.html", page.as_bytes()).documents {
        let mut at = 0;
        for block in &document.blocks {
            assert!(document.text[at..block.start].trim().is_empty() && block.start < block.end);
            assert!(block.kind == BlockKind::Preformatted || !document.text[block.start..block.end].contains('\n'));
            at = block.end;
        }
        assert_eq!(at, document.text.len());
    }
}
