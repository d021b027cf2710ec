//! Every address does what its description says.

use serde_json::{Value, json};

use crate::support::Service;

const TEXT: &str = "وصل الوفد إلى الاردن أمس";

#[tokio::test]
async fn texts_are_matched_with_the_builtin_list() {
    let service = Service::new().await;
    let answer = service.post("/v1/match", json!({ "text": TEXT })).await;
    assert_eq!(answer.status, 200);
    let body = answer.json();
    assert_eq!(body["generation"], 1);
    let hit = &body["results"][0]["matches"][0];
    assert_eq!((&hit["entity"], &hit["start"]), (&json!("jordan"), &json!(25)));
    assert_eq!(hit["evidence"][0]["rule"], "hamza");
}

#[tokio::test]
async fn documents_keep_their_fields_and_order() {
    let service = Service::new().await;
    let documents: Vec<Value> =
        (0..50).map(|k| json!({ "text": format!("{TEXT} {k}"), "source": k })).collect();
    let asked =
        json!({ "documents": documents, "level": "exact", "utf16": true, "overlaps": "all" });
    let results = service.post("/v1/match", asked).await.json()["results"].clone();
    for (k, result) in results.as_array().unwrap().iter().enumerate() {
        assert_eq!((&result["id"], &result["source"]), (&json!(k.to_string()), &json!(k)));
        assert_eq!(result["matches"], json!([]), "the text has no hamza");
    }
    let asked =
        json!({ "documents": [{ "id": 7, "text": "الأردن" }], "level": "exact", "utf16": true });
    let result = service.post("/v1/match", asked).await.json()["results"][0].clone();
    assert_eq!((&result["id"], &result["matches"][0]["utf16_end"]), (&json!("7"), &json!(6)));
}

#[tokio::test]
async fn several_lists_are_searched_as_one() {
    let service = Service::new().await;
    service.put_names("rivers", &["نهر الأردن", "النيل"]).await;
    let asked = json!({ "text": "على نهر الأردن والنيل", "watchlist": ["world", "rivers"] });
    let body = service.post("/v1/match", asked).await.json();
    let matches = body["results"][0]["matches"].as_array().unwrap();
    let found: Vec<&str> = matches.iter().map(|it| it["entity"].as_str().unwrap()).collect();
    assert_eq!(found, ["jordan-river", "نهر الأردن", "النيل"], "the longest of both lists");
    assert_eq!(body["generation"], 2);
}

#[tokio::test]
async fn levels_are_those_of_the_command_line() {
    let service = Service::new().await;
    service.put_names("people", &["سيرغي شويغو"]).await;
    let asked =
        |level: &str| json!({ "text": "قال سيرجي شويجو", "level": level, "watchlist": "people" });
    let found = async |level: &str| {
        let body = service.post("/v1/match", asked(level)).await.json();
        body["results"][0]["matches"].as_array().unwrap().len()
    };
    assert_eq!((found("exact").await, found("folded").await, found("variant").await), (0, 0, 1));
}

#[tokio::test]
async fn texts_are_normalised() {
    let service = Service::new().await;
    let asked = json!({ "text": "إلى ﻻ الأُردن", "offsets": true, "units": "chars" });
    let body = service.post("/v1/normalize", asked).await.json();
    assert_eq!(body["results"][0]["text"], "الي لا الاردن");
    assert_eq!(body["results"][0]["offsets"], json!([[4, 6, 4, 5], [10, 10, 9, 10]]));
    let asked = json!({ "text": "١٢", "ops": "-digits", "profile": "search" });
    let body = service.post("/v1/normalize", asked).await.json();
    assert_eq!(body["results"][0]["text"], "١٢");
    let asked = json!({ "documents": [{ "text": "كتاب", "n": 1 }], "profile": "lucene-ar" });
    let body = service.post("/v1/normalize", asked).await.json();
    assert_eq!(body["results"][0]["n"], 1);
}

#[tokio::test]
async fn names_are_compared_and_screened() {
    let service = Service::new().await;
    let body =
        service.post("/v1/compare", json!({ "a": "سيرغي شويغو", "b": "سيرجي شويجو" })).await.json();
    assert_eq!(body["results"][0]["level"], "variant");
    let pairs = json!({ "pairs": [["بوتين", "بوتان"], ["حمزة", "حمزه"]] });
    let body = service.post("/v1/compare", pairs).await.json();
    assert_eq!(
        (&body["results"][0]["level"], &body["results"][1]["level"]),
        (&json!(null), &json!("folded"))
    );
    let body = service.post("/v1/screen", json!({ "names": ["Lavrov, Sergei", "—"] })).await.json();
    assert_eq!(body["results"][0]["candidates"][0]["entity"], "sergei-lavrov");
    assert_eq!(body["results"][1]["candidates"], json!([]));
}

#[tokio::test]
async fn a_miss_is_explained() {
    let service = Service::new().await;
    let body =
        service.post("/v1/explain", json!({ "text": "زار بوتان", "name": "بوتين" })).await.json();
    assert_eq!((&body["found"], &body["failed"]["step"]), (&json!(false), &json!("letters")));
    assert_eq!(
        (&body["failed"]["text"], &body["failed"]["char_start"]),
        (&json!("بوتان"), &json!(4))
    );
    let asked = json!({ "text": "قال شويجو", "name": "شويغو", "level": "folded" });
    let body = service.post("/v1/explain", asked).await.json();
    assert_eq!(body["closest"]["level"], "variant");
    let body = service.post("/v1/explain", json!({ "text": TEXT, "name": "الأردن" })).await.json();
    assert_eq!((&body["found"], &body["matches"][0]["text"]), (&json!(true), &json!("الاردن")));
}

#[tokio::test]
async fn an_entity_is_checked_before_it_is_put() {
    let service = Service::new().await;
    let entity = json!({ "id": "x", "names": ["الاردن", "كيف", "--"] });
    let body =
        service.post("/v1/check", json!({ "entity": entity, "watchlist": "world" })).await.json();
    assert_eq!(body["problems"][0]["code"], "no-letters");
    assert_eq!(body["warnings"][0]["code"], "common-word");
    assert_eq!(body["clashes"], json!([{ "name": "الاردن", "entity": "jordan", "other": "الأردن" }]));
    let body = service.post("/v1/variants", json!({ "name": "Shoigu", "top": 5 })).await.json();
    let spellings: Vec<&str> = body["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["spelling"].as_str().unwrap())
        .collect();
    assert_eq!(spellings.len(), 5);
}

#[tokio::test]
async fn health_metrics_and_pages() {
    let service = Service::new().await;
    for path in ["/healthz", "/readyz"] {
        assert_eq!(service.get(path).await.json()["status"], "ok");
    }
    service.post("/v1/match", json!({ "text": TEXT })).await;
    let metrics = String::from_utf8(service.get("/metrics").await.bytes).unwrap();
    for line in [
        "marsad_requests_total{route=\"/v1/match\",method=\"POST\",status=\"2xx\"} 1",
        "marsad_matches_total{level=\"folded\"} 1",
        "marsad_documents_total 1",
        "marsad_list_generation{list=\"world\"} 1",
    ] {
        assert!(metrics.lines().any(|it| it == line), "{line} is not in\n{metrics}");
    }
    for path in ["/", "/docs", "/ui/docs.js", "/ui/docs.css"] {
        let answer = service.get(path).await;
        assert_eq!(answer.status, 200, "{path}");
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"));
        let text = String::from_utf8(answer.bytes).unwrap();
        assert!(!text.contains("<script>") && !text.contains(" style=") && !text.contains("//cdn"));
    }
    let echoed = service.json("POST", "/v1/echo", "x").await;
    assert_eq!(echoed.bytes, b"x");
}

#[tokio::test]
async fn the_description_has_every_route_and_the_router_every_description() {
    let service = Service::new().await;
    let described = service.get("/openapi.json").await.json();
    assert_eq!(described["openapi"], "3.1.0");
    for (path, methods) in described["paths"].as_object().unwrap() {
        let path = path.replace("{list}", "world").replace("{entity}", "jordan");
        for method in methods.as_object().unwrap().keys() {
            let method = method.to_ascii_uppercase();
            let answer = service.json(&method, &path, "").await;
            let is_there = answer.status == 200
                || !["not_found", "method_not_allowed", "internal"].contains(&&*answer.code());
            assert!(is_there, "{method} {path}: {}", answer.status);
        }
    }
}
