//! What a reader may rely on of every page: links that lead somewhere, words escaped, faults explained.

use crate::specimens::*;
use crate::stories;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use sextant_model::*;
use sextant_server::{Answers, router};
use std::sync::Arc;
use tower::ServiceExt;

async fn ask(answers: impl Answers, request: Request<Body>) -> Response<Body> {
    router(Arc::new(answers)).oneshot(request).await.unwrap()
}

async fn get(answers: impl Answers, path: &str) -> (StatusCode, String) {
    let response = ask(answers, Request::get(path).body(Body::empty()).unwrap()).await;
    let status = response.status();
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, String::from_utf8(bytes.to_vec()).unwrap())
}

fn incident(name: &str) -> String {
    format!("/incidents/{}", IncidentId::derive(&[name]))
}

/// All values of an attribute, in order.
fn values<'a>(page: &'a str, attribute: &str) -> Vec<&'a str> {
    let open = format!(" {attribute}=\"");
    page.split(&open).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// The text of a page as a reader sees it: a line for each block, tags taken out.
fn seen(page: &str) -> String {
    let main = page.split("<main").nth(1).unwrap_or(page).split("</main>").next().unwrap_or_default();
    let mut text = String::new();
    for part in main.split('<').skip(1) {
        let (tag, words) = part.split_once('>').unwrap_or((part, ""));
        let name = tag.trim_start_matches('/').split_whitespace().next().unwrap_or_default();
        if matches!(name, "p" | "li" | "div" | "h1" | "h2" | "h3" | "section" | "option" | "label" | "dl" | "form") {
            text.push('\n');
        }
        text.push_str(words);
    }
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn the_list_names_each_incident_with_its_sentence_standing_and_origins() {
    let (status, page) = get(stories::all(), "/").await;
    assert_eq!(status, StatusCode::OK);
    let text = seen(&page);
    for words in [
        "Telvasco confirmed",
        "Kestrelberg Mining denied",
        "Sources1 independent",
        "TLP:AMBER+STRICT",
        "Changed21 Aug 2025",
        "4 incidents from 14 documents and 31 claims",
    ] {
        assert!(text.contains(words), "{words:?} is not in {text}");
    }
    let order: Vec<_> = ["Telvasco</a>", "Corrib Health Trust</a>", "Kestrelberg Mining</a>"]
        .map(|name| page.find(name).unwrap())
        .into();
    assert!(order.is_sorted(), "newest change first");
}

#[tokio::test]
async fn the_list_narrows_by_words_kind_and_standing_and_says_when_nothing_fits() {
    let shown = async |query: &str| {
        let (_, page) = get(stories::all(), query).await;
        page.matches("class=\"says\"").count()
    };
    assert_eq!(shown("/?q=mining").await, 1);
    assert_eq!(shown("/?kind=ransomware").await, 1);
    assert_eq!(shown("/?standing=confirmed").await, 2);
    let (status, page) = get(stories::all(), "/?q=nowhere").await;
    assert_eq!((status, seen(&page).contains("No incident fits.")), (StatusCode::OK, true));
}

#[tokio::test]
async fn a_record_reads_as_written() {
    let (_, page) = get(stories::all(), &incident("telvasco")).await;
    insta::assert_snapshot!(seen(&page));
}

#[tokio::test]
async fn every_link_within_a_page_has_its_target() {
    for name in ["telvasco", "kestrelberg", "corrib", "prairie"] {
        for query in ["", "?stance=denies", "?speaker=Telvasco&matter=data", "?as_of=2025-05-01"] {
            let (status, page) = get(stories::all(), &format!("{}{query}", incident(name))).await;
            assert_eq!(status, StatusCode::OK);
            assert_anchors(&page);
        }
    }
    for document in &stories::all().documents {
        let (_, page) = get(stories::all(), &format!("/documents/{}", document.id)).await;
        assert_anchors(&page);
    }
}

fn assert_anchors(page: &str) {
    let ids = values(page, "id");
    let unique: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len(), "an id stands twice");
    for link in values(page, "href").into_iter().filter_map(|h| h.strip_prefix('#')) {
        assert!(ids.contains(&link), "#{link} leads nowhere");
    }
}

#[tokio::test]
async fn every_field_leads_to_words_in_a_document() {
    let specimens = stories::all();
    let (_, page) = get(stories::all(), &incident("telvasco")).await;
    let claims: Vec<_> = specimens.claims.iter().filter(|c| page.contains(&format!("#claim-{}", c.id))).collect();
    assert!(claims.len() >= 14, "fields name their claims");
    for claim in claims {
        let words = format!("/documents/{}#w-{}", claim.document.unwrap(), claim.id);
        assert!(page.contains(&words), "{words}");
        let (_, document) = get(stories::all(), words.split('#').next().unwrap()).await;
        assert!(document.contains(&format!("id=\"w-{}\"", claim.id)));
    }
}

#[tokio::test]
async fn a_gang_s_claim_is_called_unconfirmed_and_an_exclusion_excluded() {
    let (_, page) = get(stories::all(), &incident("telvasco")).await;
    let text = seen(&page);
    assert!(text.contains("Night Heron claimed unconfirmed"), "{text}");
    assert!(text.contains("passwords excluded"), "{text}");
}

#[tokio::test]
async fn overlapping_words_are_each_marked_once_and_the_text_stays_whole() {
    let specimens = stories::all();
    let document = specimens.documents.iter().find(|d| d.id == DocumentId::derive(&["telvasco-august"])).unwrap();
    let (_, page) = get(stories::all(), &format!("/documents/{}", document.id)).await;
    let article = page.split("<article").nth(1).unwrap().split("</article>").next().unwrap();
    let plain: String = article.split('>').skip(1).filter_map(|part| part.split('<').next()).collect();
    let plain = plain.replace("&#62;", ">");
    let squeeze = |text: &str| text.split_whitespace().collect::<String>();
    assert_eq!(squeeze(&plain), squeeze(&document.clean.text));
    assert_eq!(article.matches("said d3").count(), 2, "cut where a fourth claim begins");
}

#[tokio::test]
async fn a_record_can_be_kept_as_a_file() {
    for (ending, kind) in [("json", "application/json"), ("csv", "text/csv"), ("html", "text/html")] {
        let path = format!("{}.{ending}", incident("telvasco"));
        let response = ask(stories::all(), Request::get(path).body(Body::empty()).unwrap()).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert!(response.headers()[header::CONTENT_TYPE].to_str().unwrap().starts_with(kind));
        assert!(response.headers()[header::CONTENT_DISPOSITION].to_str().unwrap().starts_with("attachment"));
    }
    let (status, _) = get(stories::all(), &format!("{}.exe", incident("telvasco"))).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_document_that_was_not_read_says_so() {
    let (_, page) = get(stories::all(), &format!("/documents/{}", DocumentId::derive(&["de"]))).await;
    assert!(seen(&page).contains("Not read: language."));
}

#[tokio::test]
async fn faults_are_pages_that_say_what_to_do() {
    for (path, status, words) in [
        ("/nowhere", StatusCode::NOT_FOUND, "There is no such page"),
        ("/incidents/nonsense", StatusCode::NOT_FOUND, "No such incident"),
        ("/documents/00000000-0000-0000-0000-000000000000", StatusCode::NOT_FOUND, "No such document"),
        ("/?as_of=yesterday", StatusCode::BAD_REQUEST, "yesterday"),
        ("/?kind=burglary", StatusCode::BAD_REQUEST, "burglary"),
        ("/?page=many", StatusCode::BAD_REQUEST, "cannot be answered"),
    ] {
        let (answer, page) = get(stories::all(), path).await;
        assert_eq!(answer, status, "{path}");
        assert!(seen(&page).contains(words), "{path}: {}", seen(&page));
    }
    let broken = Specimens { broken: Some("the disk is full".into()), ..Specimens::default() };
    let (status, page) = get(broken, "/").await;
    assert_eq!((status, seen(&page).contains("the disk is full")), (StatusCode::INTERNAL_SERVER_ERROR, true));
    let post = ask(stories::all(), Request::post("/").body(Body::empty()).unwrap()).await;
    assert_eq!(post.status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn headers_forbid_script_and_style_that_are_not_ours() {
    for path in ["/", "/nowhere", "/healthz", &incident("telvasco")] {
        let response = ask(stories::all(), Request::get(path).body(Body::empty()).unwrap()).await;
        let policy = response.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'"));
        assert!(!policy.contains("unsafe"));
        assert_eq!(response.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    }
    let foreign = Request::get("/").header(header::HOST, "rebound.example").body(Body::empty()).unwrap();
    assert_eq!(ask(stories::all(), foreign).await.status(), StatusCode::MISDIRECTED_REQUEST);
}

#[tokio::test]
async fn a_page_that_has_not_changed_is_not_sent_twice() {
    let response = ask(stories::all(), Request::get("/").body(Body::empty()).unwrap()).await;
    let tag = response.headers()[header::ETAG].clone();
    let again = Request::get("/").header(header::IF_NONE_MATCH, tag).body(Body::empty()).unwrap();
    assert_eq!(ask(stories::all(), again).await.status(), StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn style_and_script_are_ours_and_kept_for_long() {
    let (_, page) = get(stories::all(), "/").await;
    assert!(!page.contains("<style") && !page.contains(" style=") && !page.contains(" onclick="));
    let linked = values(&page, "href").into_iter().chain(values(&page, "src")).filter(|l| l.starts_with("/assets/"));
    for link in linked.map(str::to_owned).collect::<Vec<_>>() {
        let response = ask(stories::all(), Request::get(&link).body(Body::empty()).unwrap()).await;
        assert!(response.headers()[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"), "{link}");
    }
}

#[tokio::test]
async fn words_from_outside_never_become_markup() {
    const EVIL: &str = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}&lt;";
    let mut document = document("evil", EVIL, EVIL, "2025-01-01", EVIL);
    document.clean.meta.author = Some(EVIL.into());
    document.clean.meta.published = Some(EVIL.into());
    document.clean.meta.language = Some(EVIL.into());
    document.clean.meta.media_type = EVIL.into();
    document.clean.meta.url = Some("javascript:alert(1)".into());
    document.origin = EVIL.into();
    document.clean.problems.push(Problem::new("x", EVIL, EVIL));
    let build = || {
        let mut all = Specimens::default();
        let id = IncidentId::derive(&["evil"]);
        let said = |all: &mut Specimens, content| {
            all.say(Saying {
                document: &document,
                incident: id,
                speaker: (Some(EVIL), SpeakerKind::Other),
                stance: Stance::Asserts,
                kind: PropositionKind::Other,
                object: Some(EVIL),
                content,
                group: "g",
                quote: EVIL,
            })
        };
        let statement = said(&mut all, Content::Statement);
        let service = said(&mut all, Content::Service { service: EVIL.into(), state: ServiceState::Down });
        said(&mut all, Content::Impact { impact: ImpactKind::Other, value: Some(1.0), unit: Some(EVIL.into()) });
        said(&mut all, Content::Date { what: DateWhat::Occurred, from: Some(EVIL.into()), to: Some("é".repeat(12)) });
        stories::hostile(&mut all, id, EVIL, &[statement, service]);
        all.records[0].documents = vec![reference(&document, "g")];
        all.add(std::slice::from_ref(&document));
        all
    };
    let hostile = percent(EVIL);
    let paths = [
        "/".to_owned(),
        format!("/?q={hostile}"),
        format!("/?as_of={hostile}"),
        format!("/?kind={hostile}"),
        incident("evil"),
        format!("{}?speaker={hostile}&as_of=2025-02-01&matter={hostile}", incident("evil")),
        format!("/documents/{}", document.id),
        format!("/search?q={hostile}"),
        format!("/{hostile}"),
    ];
    for path in paths {
        let (_, page) = get(build(), &path).await;
        assert_eq!(page.matches("<script").count(), 1, "{path}");
        for bad in ["<img", "alert(1)</script>", "href=\"javascript:", "href=\"data:", "<b", "&lt;script>"] {
            let found = page.replace("<body>", "").replace("<button", "").replace("<blockquote", "").contains(bad);
            assert!(!found, "{bad} in {path}");
        }
    }
}

#[tokio::test]
async fn a_change_that_another_site_asks_for_is_refused() {
    let post = |name: &'static str, value: &'static str| {
        Request::post("/logout").header(header::HOST, "127.0.0.1:8017").header(name, value).body(Body::empty()).unwrap()
    };
    for (name, value, words) in [
        ("sec-fetch-site", "cross-site", "from another site"),
        ("sec-fetch-site", "same-site", "from another site"),
        ("origin", "https://evil.example", "from another site"),
        ("origin", "null", "from another site"),
        ("origin", "http://127.0.0.1:8017", "too old"),
        ("sec-fetch-site", "same-origin", "too old"),
        ("accept", "*/*", "too old"),
    ] {
        let response = ask(stories::all(), post(name, value)).await;
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{name}: {value}");
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        assert!(String::from_utf8_lossy(&bytes).contains(words), "{name}: {value}");
    }
}

fn percent(text: &str) -> String {
    text.bytes().map(|b| format!("%{b:02X}")).collect()
}
