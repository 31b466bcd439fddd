//! The linkage board over a store that was filled from reports: the retail attacks of spring 2025.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use sextant_engine::{Engine, IncidentQuery, IngestOptions, Input, OpenMode, ReadOptions};
use sextant_model::{Judgement, Says, Tlp};
use sextant_server::router;
use std::path::Path;
use std::sync::Arc;
use tower::ServiceExt;

/// A store of the reports on the three shops.
pub struct Shops {
    engine: Arc<Engine>,
    ids: [String; 3],
    _folder: tempfile::TempDir,
}

impl Shops {
    /// Marks and Spencer, Co-op, Harrods.
    pub fn read() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::open(&folder.path().join("shops.db"), OpenMode::Write).unwrap();
        let stories = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sextant/stories/retail-2025");
        let inputs = [Input::Path(stories)];
        let read = ReadOptions { tlp: Some(Tlp::Clear), ..ReadOptions::default() };
        let options = IngestOptions { read, by: "test".to_owned() };
        engine.ingest(&inputs, &options, &false.into(), |_| {}, |_| {}).unwrap();
        let incidents = engine.incidents(&IncidentQuery::default()).unwrap().items;
        let ids = ["Marks and Spencer", "Co-op", "Harrods"]
            .map(|victim| incidents.iter().find(|incident| incident.victim == victim).unwrap().id.to_string());
        Self { engine: Arc::new(engine), ids, _folder: folder }
    }

    fn address(&self, more: &str) -> String {
        format!("/assess?incidents={}{more}", self.ids.join(","))
    }

    async fn get(&self, path: &str) -> (StatusCode, String) {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = router(self.engine.clone()).oneshot(request).await.unwrap();
        let status = response.status();
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, String::from_utf8(bytes.to_vec()).unwrap())
    }

    async fn board(&self, more: &str) -> String {
        let (status, page) = self.get(&self.address(more)).await;
        assert_eq!(status, StatusCode::OK, "{more}: {page}");
        page
    }
}

/// The words of a page between two headings, tags taken out.
fn words(page: &str, from: &str, to: &str) -> String {
    let part = page.split(&format!("id=\"{from}\"")).nth(1).unwrap().split(&format!("id=\"{to}\"")).next().unwrap();
    let text: Vec<&str> = part.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, words)| words).collect();
    text.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn the_board_shows_the_answer_of_each_day_and_what_it_would_be_otherwise() {
    let shops = Shops::read();
    for (day, figure) in
        [("2025-05-13", "0.34 unlikely"), ("2025-06-20", "0.81 highly likely"), ("2025-07-10", "0.96 almost certain")]
    {
        let page = shops.board(&format!("&as_of={day}")).await;
        let told = words(&page, "judgement", "confidence");
        let pair = told.split("Marks and Spencer and Co-op").nth(1).unwrap().trim_start();
        assert!(pair.starts_with(figure), "{day}: {told}");
        for offered in ["1 May 2025", "13 May 2025", "20 Jun 2025", "10 Jul 2025"] {
            assert!(page.contains(offered), "every day on which it changed is offered on {day}: {offered}");
        }
    }
    let page = shops.board("&as_of=2025-05-13").await;
    let otherwise = words(&page, "otherwise", "course");
    for row in ["without what actors claim 0.29 0.26", "with a prior of 0.25 0.64 0.62", "An error, not an answer:"] {
        assert!(otherwise.contains(row), "{row:?} in {otherwise}");
    }
    assert!(words(&page, "evidence", "otherwise").contains("10 outlets, 1 origin"));
}

#[tokio::test]
async fn a_switch_is_a_link_that_leaves_out_and_counts_again() {
    let shops = Shops::read();
    let page = shops.board("&as_of=2025-05-13").await;
    let switch = |page: &str| {
        let link = page.split("id=\"s-1\"").nth(1).unwrap().split("href=\"").nth(1).unwrap();
        link.split('"').next().unwrap().replace("&amp;", "&").replace("&#38;", "&")
    };
    let (_, without) = shops.get(&switch(&page)).await;
    assert!(words(&without, "judgement", "confidence").contains("Co-op 0.26"), "{without}");
    assert!(without.contains("left out, as asked") && without.contains("count it again"));
    let (_, again) = shops.get(&switch(&without)).await;
    assert_eq!(words(&again, "judgement", "confidence"), words(&page, "judgement", "confidence"));
    // What is left out was not there yet on an earlier day: the answer of that day is shown all the same.
    let earlier = shops.board("&as_of=2025-05-01&drop=claims%3Aactor").await;
    assert!(earlier.contains("As known on"));
}

#[tokio::test]
async fn evidence_leads_to_its_words_and_every_incident_to_the_choice_of_others() {
    let shops = Shops::read();
    let page = shops.board("").await;
    let quote = page.split("/documents/").nth(1).unwrap().split('"').next().unwrap();
    let (document, anchor) = quote.split_once('#').unwrap();
    let (status, text) = shops.get(&format!("/documents/{document}")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(text.contains(&format!("id=\"{anchor}\"")), "{anchor}");
    let (_, incident) = shops.get(&format!("/incidents/{}", shops.ids[0])).await;
    let choice = format!("/assess?incidents={}", shops.ids[0]);
    assert!(incident.contains(&choice));
    let (_, choice) = shops.get(&choice).await;
    assert!(choice.contains(&format!("value=\"{}\" checked", shops.ids[0])) && choice.contains("at least one more"));
}

#[tokio::test]
async fn the_answer_is_there_as_data_too() {
    let shops = Shops::read();
    let (status, text) = shops.get(&shops.address("&as_of=2025-05-13").replace("/assess?", "/assess.json?")).await;
    assert_eq!(status, StatusCode::OK);
    let answer: serde_json::Value = serde_json::from_str(&text).unwrap();
    let sum: f64 = answer["hypotheses"].as_array().unwrap().iter().map(|h| h["p"].as_f64().unwrap()).sum();
    assert!((sum - 1.0).abs() < 1e-9 && answer["pairs"].as_array().unwrap().len() == 3);
}

#[tokio::test]
async fn an_actor_is_told_by_an_interval_and_listed() {
    let shops = Shops::read();
    let (_, list) = shops.get("/actors?q=dragon").await;
    assert!(list.contains("href=\"/actors/DragonForce\"") && list.contains("3 incidents"), "{list}");
    let (status, page) = shops.get("/actors/DragonForce").await;
    assert_eq!(status, StatusCode::OK);
    let told = words(&page, "claims", "names");
    assert!(
        told.contains("claims 3 incidents: 0 confirmed, 3 open, 0 refuted") && told.contains("[0.00, 1.00]"),
        "{told}"
    );
    assert!(!told.contains('%'), "never a bare percentage");
    let (_, data) = shops.get("/actors/DragonForce.json").await;
    let data: serde_json::Value = serde_json::from_str(&data).unwrap();
    assert_eq!(data["claims"]["n"], 3);
    assert_eq!(shops.get("/actors/Nobody%20At%20All").await.0, StatusCode::NOT_FOUND);
    assert_eq!(shops.get("/actors/DragonForce?as_of=2025-05-01").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_became_known_scores_the_answer_of_the_day_before() {
    let shops = Shops::read();
    assert!(shops.get("/calibration").await.1.contains("No outcome is known yet"));
    let incidents = shops.ids[..2].iter().map(|id| id.parse().unwrap()).collect();
    let says = Says::Outcome { linked: true, on: "2025-06-20".parse().unwrap() };
    shops.engine.judge(Judgement { incidents, tlp: Tlp::Amber, says }, "one event", "Ada").unwrap();
    let (_, page) = shops.get("/calibration").await;
    assert!(page.contains("1 pair") && page.contains("Too few") && page.contains("Marks and Spencer and Co-op"));
    let (_, data) = shops.get("/calibration.json").await;
    let data: serde_json::Value = serde_json::from_str(&data).unwrap();
    assert_eq!((&data["reliability"][0]["n"], &data["over_time"][0]["on"]), (&1.into(), &"2025-06-20".into()));
    assert_eq!(shops.engine.scored(Some(Tlp::Green)).unwrap(), [], "an amber outcome is not for green");
    let board = shops.board("").await;
    assert!(board.contains("<strong>Resolved</strong>"));
}

#[tokio::test]
async fn what_cannot_be_asked_is_explained() {
    let shops = Shops::read();
    let one = &shops.ids[0];
    let nine: Vec<String> = (0..9).map(uuid_like).collect();
    for (path, status, words) in [
        (format!("/assess?incidents={one},nonsense"), StatusCode::BAD_REQUEST, "no id of an incident"),
        (format!("/assess?incidents={one},{}", uuid_like(1)), StatusCode::NOT_FOUND, "No such incident"),
        (format!("/assess?incidents={}", nine.join(",")), StatusCode::BAD_REQUEST, "9 incidents"),
        (shops.address("&prior=1"), StatusCode::BAD_REQUEST, "prior"),
        (shops.address("&prior=NaN"), StatusCode::BAD_REQUEST, "prior"),
        (shops.address("&prior=many"), StatusCode::BAD_REQUEST, "no number"),
        (shops.address("&drop=everything"), StatusCode::BAD_REQUEST, "claims:actor"),
        (shops.address("&as_of=yesterday"), StatusCode::BAD_REQUEST, "yesterday"),
        (shops.address("&as_of=2020-01-01"), StatusCode::NOT_FOUND, "known by then"),
    ] {
        let (answer, page) = shops.get(&path).await;
        assert_eq!(answer, status, "{path}");
        assert!(page.contains(words), "{path}: {page}");
    }
    let request = Request::get("/assess").body(Body::empty()).unwrap();
    let policy = router(shops.engine.clone()).oneshot(request).await.unwrap();
    let policy = policy.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
    assert!(policy.contains("connect-src 'self'") && !policy.contains("unsafe"));
}

fn uuid_like(n: usize) -> String {
    format!("00000000-0000-4000-8000-{n:012}")
}
