//! Every code is given where it should be, in the one shape.

use axum::body::Body;
use axum::http::Request;
use marsad_http::{Scope, Settings};
use serde_json::json;

use crate::support::{Answer, Service, quiet};

/// The code, the field and what was expected.
fn told(answer: &Answer) -> (String, String, String) {
    let error = answer.json()["error"].clone();
    let text = |field: &str| error[field].as_str().unwrap_or("").to_owned();
    let body = String::from_utf8_lossy(&answer.bytes);
    assert!(!text("message").is_empty() && !text("request_id").is_empty(), "{body}");
    assert_eq!(answer.header("content-type"), "application/json");
    (text("code"), text("field"), text("expected"))
}

#[tokio::test]
async fn wrong_requests_are_told_by_code_and_field() {
    let service = Service::new().await;
    for (path, body, status, code, field) in [
        ("/v1/match", "{", 400, "bad_json", ""),
        ("/v1/match", "{} x", 400, "bad_json", ""),
        ("/v1/match", "[]", 422, "wrong_field", ""),
        ("/v1/match", "{}", 422, "missing_field", "text"),
        ("/v1/match", r#"{"text":3}"#, 422, "wrong_field", "text"),
        ("/v1/match", r#"{"text":"","txt":""}"#, 422, "unknown_field", "txt"),
        ("/v1/match", r#"{"text":"","documents":[]}"#, 422, "wrong_field", "documents"),
        (
            "/v1/match",
            r#"{"documents":[{"text":""},{}]}"#,
            422,
            "missing_field",
            "documents[1].text",
        ),
        ("/v1/match", r#"{"text":"","level":"x"}"#, 422, "wrong_field", "level"),
        ("/v1/match", r#"{"text":"","min_score":0.1}"#, 422, "wrong_field", "min_score"),
        ("/v1/match", r#"{"text":"","watchlist":[]}"#, 422, "wrong_field", "watchlist"),
        (
            "/v1/match",
            r#"{"text":"","watchlist":["world","world"]}"#,
            422,
            "wrong_field",
            "watchlist",
        ),
        ("/v1/match", r#"{"text":"","watchlist":"none"}"#, 404, "unknown_watchlist", "watchlist"),
        ("/v1/normalize", r#"{"text":"","profile":"x"}"#, 422, "wrong_field", "profile"),
        ("/v1/normalize", r#"{"text":"","ops":"digits"}"#, 422, "wrong_field", "ops"),
        ("/v1/screen", "{}", 422, "missing_field", "name"),
        ("/v1/screen", r#"{"name":"a","top":0}"#, 422, "wrong_field", "top"),
        ("/v1/screen", r#"{"name":"a","min_score":2}"#, 422, "wrong_field", "min_score"),
        ("/v1/compare", r#"{"a":"x"}"#, 422, "missing_field", "b"),
        ("/v1/explain", r#"{"text":"x","name":"-"}"#, 422, "wrong_field", "name"),
        ("/v1/variants", r#"{"name":"x","top":1000}"#, 422, "wrong_field", "top"),
        ("/v1/check", r#"{"entity":{"id":"x","names":3}}"#, 422, "wrong_field", "entity.names"),
        ("/v1/watchlists/world/rollback", r#"{"to":1}"#, 403, "read_only", "list"),
        ("/v1/watchlists/none/rollback", r#"{"to":1}"#, 404, "unknown_watchlist", "watchlist"),
    ] {
        let answer = service.json("POST", path, body).await;
        let (got, at, _) = told(&answer);
        assert_eq!((answer.status.as_u16(), &*got, &*at), (status, code, field), "{path} {body}");
    }
}

#[tokio::test]
async fn wrong_addresses_queries_and_headers_are_told() {
    let service = Service::new().await;
    service.put_names("people", &["شويغو"]).await;
    for (path, status, code, field) in [
        ("/v2", 404, "not_found", ""),
        ("/v1/match", 405, "method_not_allowed", ""),
        ("/ui/..%2f..%2fCargo.toml", 404, "not_found", ""),
        ("/v1/watchlists/none", 404, "unknown_watchlist", "watchlist"),
        ("/v1/watchlists/people/entries/none", 404, "unknown_entry", "entity"),
        ("/v1/watchlists/people/entries?limit=0", 422, "wrong_field", "limit"),
        ("/v1/watchlists/people/entries?limit=x", 422, "wrong_field", "limit"),
        ("/v1/watchlists/people/entries?lmt=1", 422, "unknown_field", "lmt"),
        ("/v1/watchlists/people/diff?from=9", 404, "unknown_version", "version"),
        ("/v1/watchlists/people/diff", 422, "missing_field", "from"),
        ("/v1/watchlists/%ff/entries", 400, "bad_request", ""),
    ] {
        let answer = service.get(path).await;
        let (got, at, _) = told(&answer);
        assert_eq!((answer.status.as_u16(), &*got, &*at), (status, code, field), "{path}");
    }
    let plain = Request::post("/v1/match").header("content-type", "text/plain");
    let answer = service.send(plain.body(Body::from(r#"{"text":""}"#)).unwrap()).await;
    assert_eq!(told(&answer).0, "unsupported_media_type");
    let latin = Request::post("/v1/match").header("content-type", "application/json");
    let answer = service.send(latin.body(Body::from(&b"{\"text\":\"\xE9\"}"[..])).unwrap()).await;
    assert_eq!(told(&answer).0, "bad_json");
}

#[tokio::test]
async fn bodies_at_the_limits_are_taken_and_over_them_refused() {
    let settings = Settings {
        max_body: Some(2000),
        max_text: Some(1000),
        max_documents: Some(3),
        max_entities: Some(2),
        max_list_body: Some(100),
        ..quiet()
    };
    let service = Service::with(settings).await;
    let text = |n: usize| json!({ "text": "a".repeat(n) });
    assert_eq!(service.post("/v1/match", text(1000)).await.status, 200);
    assert_eq!(told(&service.post("/v1/match", text(1001)).await).0, "text_too_long");
    let body = |n: usize| format!("{{\"text\":\"\"{}}}", " ".repeat(n - 11));
    assert_eq!(service.json("POST", "/v1/match", body(2000)).await.status, 200);
    let answer = service.json("POST", "/v1/match", body(2001)).await;
    assert_eq!((answer.status.as_u16(), told(&answer).0.as_str()), (413, "body_too_large"));
    let documents = |n: usize| json!({ "documents": vec![json!({ "text": "" }); n] });
    assert_eq!(service.post("/v1/match", documents(3)).await.status, 200);
    assert_eq!(told(&service.post("/v1/match", documents(4)).await).0, "too_many_documents");
    assert_eq!(told(&service.post("/v1/normalize", documents(4)).await).0, "too_many_documents");
    let names = |n: usize| json!({ "names": vec!["a"; n] });
    assert_eq!(service.post("/v1/screen", names(3)).await.status, 200);
    assert_eq!(told(&service.post("/v1/screen", names(4)).await).0, "too_many_documents");
    assert_eq!(service.put_names("list", &["النيل", "دجلة"]).await.status, 201);
    let answer = service.put_names("list", &["النيل", "دجلة", "الفرات"]).await;
    assert_eq!((answer.status.as_u16(), told(&answer).0.as_str()), (413, "list_too_large"));
    assert_eq!(told(&service.put_names("list", &["ا"; 60]).await).0, "body_too_large");
    let patch = json!({ "upsert": [{ "id": "x", "names": ["الفرات"] }] });
    let answer = service.json("PATCH", "/v1/watchlists/list", patch.to_string()).await;
    assert_eq!(told(&answer).0, "list_too_large");
    assert_eq!(service.get("/v1/watchlists/list").await.json()["version"], 1);
}

#[tokio::test]
async fn work_without_a_place_is_refused_with_a_time_to_wait() {
    let service = Service::with(Settings { queue: Some(1), threads: Some(1), ..quiet() }).await;
    let long = json!({ "documents": vec![json!({ "text": "سيرجي شويجو ".repeat(20_000) }); 3],
        "level": "variant" });
    let (first, second) = tokio::join!(service.post("/v1/match", long.clone()), async {
        // the first request reaches the pool before this one is sent
        tokio::task::yield_now().await;
        service.post("/v1/match", json!({ "text": "" })).await
    });
    let (refused, done) = if first.status == 200 { (second, first) } else { (first, second) };
    assert_eq!(done.status, 200);
    assert_eq!((told(&refused).0.as_str(), refused.header("retry-after")), ("busy", "1"));
}

#[tokio::test]
async fn keys_open_what_they_are_for() {
    let folder = tempfile::tempdir().unwrap();
    let data = Some(folder.path().join("data"));
    let config = marsad_http::Config::from(Settings { data, ..quiet() });
    let people = ["people".to_owned()];
    let read = marsad_http::create_key(&config, "reader", &[Scope::Read], &people).unwrap();
    let write =
        marsad_http::create_key(&config, "editor", &[Scope::Read, Scope::Write], &[]).unwrap();
    let admin = marsad_http::create_key(&config, "operator", &[Scope::Admin], &[]).unwrap();
    let settings = Settings { rate: Some(1000), ..quiet() };
    let service = Service::in_folder(settings, folder).await;
    let send = async |method: &str, path: &str, key: &str, body: &str| {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("content-type", "application/json")
            .header("authorization", key);
        let answer = service.send(request.body(Body::from(body.to_owned())).unwrap()).await;
        match answer.status.is_success() {
            true => answer.status.as_str().to_owned(),
            false => told(&answer).0,
        }
    };
    let [reader, editor, operator] = [&read, &write, &admin].map(|key| format!("Bearer {key}"));
    let list = r#"{"id":"x","names":["النيل"]}"#;
    let of_people = r#"{"text":"","watchlist":"people"}"#;
    for (method, path, key, body, expected) in [
        ("POST", "/v1/match", "", "{}", "unauthenticated"),
        ("POST", "/v1/match", "Bearer marsad_1_2", "{}", "unauthenticated"),
        ("POST", "/v1/match", &*read, "{}", "unauthenticated"),
        ("GET", "/metrics", "", "", "unauthenticated"),
        ("GET", "/healthz", "", "", "200"),
        ("GET", "/docs", "", "", "200"),
        ("PUT", "/v1/watchlists/people", &*reader, list, "forbidden"),
        ("PUT", "/v1/watchlists/people", &*operator, list, "forbidden"),
        ("PUT", "/v1/watchlists/people", &*editor, list, "201"),
        ("POST", "/v1/match", &*reader, of_people, "200"),
        ("POST", "/v1/match", &*reader, r#"{"text":""}"#, "forbidden"),
        ("GET", "/v1/watchlists/world", &*reader, "", "forbidden"),
        ("GET", "/v1/watchlists/people/entries", &*reader, "", "200"),
        ("PATCH", "/v1/watchlists/people", &*reader, r#"{"remove":["x"]}"#, "forbidden"),
        ("GET", "/v1/audit", &*editor, "", "forbidden"),
        ("GET", "/v1/audit", &*operator, "", "200"),
        ("GET", "/metrics", &*operator, "", "200"),
    ] {
        assert_eq!(send(method, path, key, body).await, expected, "{method} {path} {key}");
    }
    let request = Request::get("/v1/watchlists").header("authorization", &reader);
    let lists = service.send(request.body(Body::empty()).unwrap()).await.json();
    assert_eq!(lists["watchlists"].as_array().unwrap().len(), 1, "only what the key is for");
    let request = Request::get("/v1/audit").header("authorization", &operator);
    let trail = service.send(request.body(Body::empty()).unwrap()).await.json();
    let who = trail["versions"][0]["who"].as_str().unwrap();
    assert!(who.ends_with(":editor"), "{who}");
}

#[tokio::test]
async fn who_asks_too_often_waits() {
    let service = Service::with(Settings { rate: Some(2), burst: Some(3), ..quiet() }).await;
    let mut codes = Vec::new();
    for _ in 0..40 {
        let answer = service.get("/v1/watchlists").await;
        codes.push(answer.status.as_u16());
        if answer.status == 429 {
            assert_eq!(
                (told(&answer).0.as_str(), answer.header("retry-after")),
                ("rate_limited", "1")
            );
        }
    }
    assert_eq!(codes[..3], [200; 3]);
    assert!(codes.contains(&429), "{codes:?}");
    assert_eq!(service.get("/healthz").await.status, 200, "health is not counted");
}

#[tokio::test]
async fn pages_of_other_sites_do_not_reach_a_server_without_keys() {
    let service = Service::new().await;
    for (host, status) in [
        ("localhost:8080", 200),
        ("127.0.0.1", 200),
        ("[::1]:8080", 200),
        ("evil.example", 403),
        ("127.0.0.1.evil.example:8080", 403),
        ("", 403),
    ] {
        let request = Request::get("/v1/watchlists").header("host", host);
        let answer = service.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, status, "{host}");
    }
}
