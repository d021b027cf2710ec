//! Lists that are put, changed, compared with what they were, and brought back.

use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use marsad_http::Settings;
use serde_json::{Value, json};

use crate::support::{Answer, Service, quiet, run};

async fn patch(service: &Service, list: &str, if_match: Option<&str>, body: Value) -> Answer {
    let mut request =
        Request::patch(format!("/v1/watchlists/{list}")).header("content-type", "application/json");
    if let Some(tag) = if_match {
        request = request.header("if-match", tag);
    }
    service.send(request.body(Body::from(body.to_string())).unwrap()).await
}

fn entity(id: &str, name: &str) -> Value {
    json!({ "id": id, "names": [name] })
}

#[tokio::test]
async fn a_change_is_seen_by_the_next_request_and_counted() {
    let service = Service::new().await;
    let created = service.put_names("rivers", &["النيل", "دجلة"]).await;
    assert_eq!((created.status.as_u16(), created.header("etag")), (201, "\"1\""));
    assert_eq!(service.found("rivers", "على النيل").await, ["النيل"]);
    let change = json!({ "upsert": [entity("f", "الفرات")], "remove": ["النيل", "none"] });
    let answer = patch(&service, "rivers", None, change).await;
    assert_eq!(
        answer.json(),
        json!({ "version": 2, "entities": 2, "added": 1, "changed": 0, "removed": 1 })
    );
    assert_eq!(service.found("rivers", "بين النيل والفرات").await, ["f"]);
    let again = patch(&service, "rivers", None, json!({ "upsert": [entity("f", "الفرات")] })).await;
    assert_eq!(again.json()["version"], 2, "what changes nothing makes no version");
    let put = service.put_names("rivers", &["دجلة", "الأردن"]).await;
    assert_eq!((put.status.as_u16(), put.header("etag")), (200, "\"3\""));
    assert_eq!(put.json()["removed"], 1);
    assert_eq!(service.get("/v1/watchlists/rivers").await.json()["entities"], 2);
}

#[tokio::test]
async fn a_lost_race_is_refused() {
    let service = Service::new().await;
    service.put_names("rivers", &["النيل"]).await;
    let one = patch(&service, "rivers", Some("\"1\""), json!({ "remove": ["النيل"] })).await;
    assert_eq!(one.status, 200);
    let late =
        patch(&service, "rivers", Some("\"1\""), json!({ "upsert": [entity("x", "دجلة")] })).await;
    assert_eq!((late.status.as_u16(), late.code().as_str()), (412, "precondition_failed"));
    assert_eq!(late.json()["error"]["expected"], "version 1");
    let put = |header: &str, value: &str| {
        let request = Request::put("/v1/watchlists/rivers").header(header, value);
        service.send(request.body(Body::from("دجلة\n")).unwrap())
    };
    assert_eq!(put("if-none-match", "*").await.code(), "precondition_failed");
    assert_eq!(put("if-match", "\"2\"").await.status, 200);
    let delete = Request::delete("/v1/watchlists/rivers").header("if-match", "\"2\"");
    assert_eq!(service.send(delete.body(Body::empty()).unwrap()).await.status, 412);
}

#[tokio::test]
async fn of_many_at_once_each_makes_its_own_version() {
    let service = Arc::new(Service::with(Settings { queue: Some(1000), ..quiet() }).await);
    service.put_names("names", &["النيل"]).await;
    let patches = (0..200).map(|k| {
        let service = Arc::clone(&service);
        tokio::spawn(async move {
            // every third can not be taken, and must not cost the others
            let change = match k % 3 {
                0 => json!({ "upsert": [entity(&format!("e{k}"), &"ا".repeat(30_000))] }),
                _ => json!({ "upsert": [entity(&format!("e{k}"), &format!("اسم {k}"))] }),
            };
            let answer = patch(&service, "names", None, change).await;
            if answer.status == 200 {
                let seen = service.found("names", &format!("هنا اسم {k}")).await;
                assert_eq!(seen, [format!("e{k}")], "acknowledged is seen");
            }
            (answer.status.as_u16(), answer.json()["version"].as_u64())
        })
    });
    let patches: Vec<_> = patches.collect();
    let mut versions = Vec::new();
    let mut refused = 0;
    for patch in patches {
        match patch.await.unwrap() {
            (200, version) => versions.extend(version),
            (status, _) => {
                assert_eq!(status, 422);
                refused += 1;
            }
        }
    }
    versions.sort_unstable();
    assert_eq!((versions, refused), ((2..=134).collect(), 67));
}

/// Merging takes place beside changes and never waits for one that waits for it.
#[tokio::test(flavor = "multi_thread")]
async fn many_changes_and_merges_do_not_stop_each_other() {
    let service = Arc::new(Service::with(Settings { threads: Some(1), ..quiet() }).await);
    let names: Vec<String> = (0..3000).map(|k| format!("اسم {k}")).collect();
    service.put_names("names", &names.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let clients = (0..4).map(|client| {
        let service = Arc::clone(&service);
        tokio::spawn(async move {
            for k in 0..60 {
                let batch: Vec<Value> = (0..100)
                    .map(|n| entity(&format!("{client} {k} {n}"), &format!("علم {client} {k} {n}")))
                    .collect();
                let answer = patch(&service, "names", None, json!({ "upsert": batch })).await;
                assert_eq!(answer.status, 200);
            }
        })
    });
    let all = async {
        for client in clients.collect::<Vec<_>>() {
            client.await.unwrap();
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(120), all).await.unwrap();
    assert_eq!(service.get("/v1/watchlists/names").await.json()["entities"], 27_000);
    assert_eq!(service.found("names", "هنا علم 3 59 99").await, ["3 59 99"]);
}

#[tokio::test]
async fn versions_differ_and_can_be_gone_back_to() {
    let service = Service::new().await;
    service.put_names("rivers", &["النيل", "دجلة"]).await;
    let change = json!({ "upsert": [{ "id": "دجلة", "names": ["نهر دجلة"] }], "remove": ["النيل"], "note": "why" });
    patch(&service, "rivers", None, change).await;
    let versions = service.get("/v1/watchlists/rivers/versions").await.json()["versions"].clone();
    assert_eq!((&versions[0]["version"], &versions[0]["note"]), (&json!(2), &json!("why")));
    assert_eq!((&versions[1]["action"], &versions[1]["who"]), (&json!("create"), &json!("local")));
    let diff = service.get("/v1/watchlists/rivers/diff?from=1&to=2").await.json();
    let ids: Vec<&Value> =
        diff["changes"].as_array().unwrap().iter().map(|it| &it["entity"]).collect();
    assert_eq!(ids, ["النيل", "دجلة"]);
    assert_eq!(diff["changes"][0]["after"], json!(null));
    let back = service.post("/v1/watchlists/rivers/rollback", json!({ "to": 1 })).await.json();
    assert_eq!(
        (&back["version"], &back["added"], &back["changed"]),
        (&json!(3), &json!(1), &json!(1))
    );
    assert_eq!(service.get("/v1/watchlists/rivers/diff?from=1").await.json()["changes"], json!([]));
    assert_eq!(service.found("rivers", "على النيل").await, ["النيل"]);
    let unknown = service.post("/v1/watchlists/rivers/rollback", json!({ "to": 9 })).await;
    assert_eq!(unknown.code(), "unknown_version");
}

#[tokio::test]
async fn a_deleted_list_comes_back_with_its_versions() {
    let service = Service::new().await;
    service.put_names("rivers", &["النيل"]).await;
    let delete = Request::delete("/v1/watchlists/rivers").body(Body::empty()).unwrap();
    assert_eq!(service.send(delete).await.json()["version"], 2);
    assert_eq!(service.get("/v1/watchlists/rivers").await.code(), "unknown_watchlist");
    let again = service.put_names("rivers", &["دجلة"]).await;
    assert_eq!((again.status.as_u16(), again.json()["version"].clone()), (201, json!(3)));
    let back = service.post("/v1/watchlists/rivers/rollback", json!({ "to": 1 })).await;
    assert_eq!(back.status, 200);
    assert_eq!(service.found("rivers", "النيل ودجلة").await, ["النيل"]);
}

#[tokio::test]
async fn entries_are_paged_and_found_however_they_are_spelled() {
    let service = Service::new().await;
    let names: Vec<String> = (0..250).map(|k| format!("إسم {k:03}")).collect();
    service.put_names("names", &names.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let path = format!("/v1/watchlists/names/entries?limit=100&after={}", escaped(&after));
        let page = service.get(&path).await.json();
        let entries = page["entries"].as_array().unwrap();
        seen.extend(entries.iter().map(|it| it["id"].as_str().unwrap().to_owned()));
        match page["next"].as_str() {
            Some(next) => after = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(seen, names);
    let path = format!("/v1/watchlists/names/entries?q={}", escaped("اسم ٠٠"));
    let found = service.get(&path).await.json()["entries"].clone();
    assert_eq!(found.as_array().unwrap().len(), 10, "hamza and digits are folded");
    let path = format!("/v1/watchlists/names/entries/{}", escaped("إسم 007"));
    assert_eq!(service.get(&path).await.json()["names"], json!(["إسم 007"]));
    let none = service.get("/v1/watchlists/names/entries?type=city").await.json();
    assert_eq!(none["entries"], json!([]));
}

/// A value of a query or a part of a path.
fn escaped(text: &str) -> String {
    text.bytes().map(|b| format!("%{b:02X}")).collect()
}

#[tokio::test]
async fn lists_of_every_format_are_read() {
    let service = Service::new().await;
    for (k, (format, body)) in [
        ("auto", r#"{"id":"a","names":["النيل"]}"#),
        ("auto", "id,names\na,النيل;Nile\n"),
        ("tsv", "id\tnames\na\tالنيل\n"),
        ("ftm", r#"{"id":"a","schema":"Person","properties":{"name":["النيل"]}}"#),
        ("spacy", r#"{"label":"LOC","pattern":"النيل"}"#),
        ("text", "النيل"),
    ]
    .into_iter()
    .enumerate()
    {
        let path = format!("/v1/watchlists/l{k}?format={format}");
        let put = Request::put(path).body(Body::from(body)).unwrap();
        let answer = service.send(put).await;
        assert_eq!(answer.status, 201, "{format}: {}", String::from_utf8_lossy(&answer.bytes));
        assert_eq!(service.found(&format!("l{k}"), "على النيل").await.len(), 1, "{format}");
    }
    let put = |path: &str, body: &'static [u8]| {
        service.send(Request::put(path).body(Body::from(body)).unwrap())
    };
    assert_eq!(put("/v1/watchlists/x?strict=true", b"{\"id\":1}\n").await.code(), "bad_list");
    assert_eq!(put("/v1/watchlists/x", b"{\"id\":1}\n").await.code(), "bad_list");
    assert_eq!(put("/v1/watchlists/x?format=xml", b"").await.code(), "wrong_field");
    assert_eq!(put("/v1/watchlists/x", b"\x1F\x8B\x08").await.code(), "unsupported_media_type");
    assert_eq!(put("/v1/watchlists/X", b"a").await.code(), "wrong_field");
    assert_eq!(put("/v1/watchlists/world", b"a").await.code(), "read_only");
    assert_eq!(put("/v1/watchlists/empty", b"").await.status, 201);
    assert_eq!(service.get("/v1/watchlists/x").await.code(), "unknown_watchlist");
}

#[tokio::test]
async fn screening_sees_what_changed() {
    let service = Service::new().await;
    service.put_names("people", &["سيرغي شويغو", "سيرغي لافروف"]).await;
    let first = async |name: &str| {
        let asked = json!({ "name": name, "watchlist": "people", "min_score": 0.8 });
        let body = service.post("/v1/screen", asked).await.json();
        body["results"][0]["candidates"][0]["entity"].clone()
    };
    assert_eq!(first("سيرجي شويجو").await, "سيرغي شويغو");
    let change = json!({ "upsert": [entity("putin", "فلاديمير بوتين")], "remove": ["سيرغي شويغو"] });
    patch(&service, "people", None, change).await;
    assert_eq!(first("Vladimir Putin").await, "putin");
    assert_eq!(first("سيرجي شويجو").await, json!(null));
    patch(&service, "people", None, json!({ "upsert": [entity("putin", "اسم آخر")] })).await;
    assert_eq!(first("Vladimir Putin").await, json!(null));
}

#[tokio::test]
async fn a_restart_finds_lists_and_trail_as_they_were() {
    let service = Service::new().await;
    service.put_names("rivers", &["النيل", "دجلة"]).await;
    patch(&service, "rivers", None, json!({ "remove": ["النيل"] })).await;
    let before = service.get("/v1/watchlists/rivers").await.json();
    let Service { app, router, folder } = service;
    drop((app, router));
    let service = Service::in_folder(quiet(), folder).await;
    let after = service.get("/v1/watchlists/rivers").await.json();
    assert_eq!((&after["version"], &after["entities"]), (&before["version"], &before["entities"]));
    assert_eq!(service.found("rivers", "النيل ودجلة").await, ["دجلة"]);
    let trail = service.get("/v1/audit").await.json()["versions"].clone();
    let actions: Vec<&Value> = trail.as_array().unwrap().iter().map(|it| &it["action"]).collect();
    assert_eq!(actions, ["patch", "create", "built-in"]);
}

#[tokio::test]
async fn a_backup_beside_a_running_server_is_whole_and_can_be_restored() {
    let service = Service::new().await;
    service.put_names("rivers", &["النيل"]).await;
    let (data, copy) = (service.folder.path().join("data"), service.folder.path().join("copy"));
    let [data, copy] = [&data, &copy].map(|path| path.to_str().unwrap());
    assert_eq!(run(&["backup", "--data", data, copy]).0, 0);
    let (code, _, error) = run(&["backup", "--data", data, copy]);
    assert_eq!((code, error.contains("is there already")), (1, true), "{error}");
    patch(&service, "rivers", None, json!({ "remove": ["النيل"] })).await;
    let restored = tempfile::tempdir().unwrap();
    std::fs::create_dir(restored.path().join("data")).unwrap();
    std::fs::copy(copy, restored.path().join("data/marsad.sqlite")).unwrap();
    let restored = Service::in_folder(Settings { ..quiet() }, restored).await;
    assert_eq!(restored.found("rivers", "على النيل").await, ["النيل"]);
    assert_eq!(restored.get("/v1/watchlists/rivers").await.json()["version"], 1);
}
