//! Names and texts that hold anything do no harm.

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

use crate::support::Service;

const HOSTILE: [&str; 12] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'; DROP TABLE lists; --",
    "\u{202E}نيل\u{202C}",
    "a\u{0}b",
    "a\r\nSet-Cookie: x=1",
    "../../etc/passwd",
    "%00%2e%2e",
    "\u{FFFF}\u{FDD0}x",
    "اسم\u{200F}\u{2067}",
    "{\"$ref\":\"#\"}",
    "𐏃𞤀👩‍👩‍👧",
];

#[tokio::test]
async fn hostile_names_come_back_as_they_went() {
    let service = Service::new().await;
    service.put_names("list", &["النيل"]).await;
    let upsert: Vec<Value> = HOSTILE
        .iter()
        .map(|text| {
            json!({ "id": text, "type": text, "names": [format!("{text} اسم")], "data": { *text: text } })
        })
        .collect();
    let body = json!({ "upsert": upsert, "note": HOSTILE[0] }).to_string();
    let answer = service.json("PATCH", "/v1/watchlists/list", body).await;
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.bytes));
    for text in HOSTILE {
        let id: String = text.bytes().map(|b| format!("%{b:02X}")).collect();
        let one = service.get(&format!("/v1/watchlists/list/entries/{id}")).await;
        assert_eq!(one.json()["data"][text], *text);
        assert_eq!(one.header("content-type"), "application/json");
        let asked = json!({ "text": format!("قال {text} اسم هنا"), "watchlist": "list", "overlaps": "all" });
        let found = service.post("/v1/match", asked).await.json();
        let matches = found["results"][0]["matches"].as_array().unwrap();
        assert!(matches.iter().any(|it| it["entity"] == *text), "{text:?}: {found}");
    }
    let page = service.get("/v1/watchlists/list/versions").await;
    assert_eq!(page.json()["versions"][0]["note"], HOSTILE[0]);
    assert_eq!(page.header("x-content-type-options"), "nosniff");
}

#[tokio::test]
async fn hostile_texts_are_answered_at_every_address() {
    let service = Service::new().await;
    for text in HOSTILE {
        for (path, body) in [
            ("/v1/match", json!({ "text": text, "level": "variant" })),
            ("/v1/normalize", json!({ "text": text, "offsets": true })),
            ("/v1/screen", json!({ "name": text })),
            ("/v1/compare", json!({ "a": text, "b": text })),
            ("/v1/variants", json!({ "name": text })),
            ("/v1/explain", json!({ "text": text, "name": "النيل" })),
        ] {
            let answer = service.post(path, body).await;
            assert_eq!(answer.status, 200, "{path} {text:?}");
        }
        let asked = json!({ "text": "", "watchlist": text });
        assert_eq!(service.post("/v1/match", asked).await.code(), "unknown_watchlist");
    }
}

#[tokio::test]
async fn an_id_of_a_request_can_not_write_into_the_log_or_the_headers() {
    let service = Service::new().await;
    for (given, is_kept) in [("abc-1_2.3", true), ("a b", false), ("<x>", false), ("", false)] {
        let request = Request::get("/healthz").header("x-request-id", given);
        let answer = service.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.header("x-request-id") == given, is_kept, "{given}");
    }
}

/// Bodies that are nearly right: each is answered, by a code and without harm.
#[tokio::test]
async fn malformed_bodies_are_answered() {
    let service = Service::new().await;
    let good = json!({ "text": "وصل الوفد إلى الاردن", "level": "variant", "watchlist": ["world"] });
    let good = good.to_string().into_bytes();
    let mut state = 0x9E37_79B9_u64;
    let mut next = |n: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % n
    };
    let mut n_bad = 0;
    for _ in 0..2000 {
        let mut body = good.clone();
        for _ in 0..=next(3) {
            let at = next(body.len().max(2)).min(body.len() - 1);
            match next(3) {
                0 => body[at] = next(256).to_le_bytes()[0],
                1 if body.len() > 1 => drop(body.remove(at)),
                _ => body.truncate(at.max(1)),
            }
        }
        let answer = service.json("POST", "/v1/match", body).await;
        assert!([200, 400, 404, 422].contains(&answer.status.as_u16()), "{}", answer.status);
        n_bad += u32::from(answer.status != 200);
    }
    assert!(n_bad > 1000);
}
