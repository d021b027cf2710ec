//! A real server: clients that are slow, half there or too many, and a stop that loses nothing.

use std::io::Write;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use marsad_http::Settings;
use serde_json::json;

use crate::support::{Client, Loopback, Program, quiet, run};

fn hasty() -> Settings {
    Settings { header_seconds: Some(1), idle_seconds: Some(1), body_seconds: Some(2), ..quiet() }
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_and_half_open_connections_are_cut() {
    let server = Loopback::with(hasty()).await;
    let address = server.address;
    let cut = move |send: &'static [u8]| {
        tokio::task::spawn_blocking(move || {
            let mut client = Client::connect(address).unwrap();
            client.write(send).unwrap();
            client.is_cut_within(Duration::from_secs(8))
        })
    };
    let head = b"POST /v1/match HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{";
    let clients =
        [cut(b""), cut(b"POST /v1/ma"), cut(b"GET /healthz HTTP/1.1\r\nHost:"), cut(head)];
    for (k, client) in clients.into_iter().enumerate() {
        assert!(client.await.unwrap(), "client {k} is still there");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_drips_is_told_that_it_is_late() {
    let server = Loopback::with(hasty()).await;
    let address = server.address;
    let told = tokio::task::spawn_blocking(move || {
        let mut client = Client::connect(address).unwrap();
        let head = "POST /v1/match HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n";
        client.write(head.as_bytes()).unwrap();
        for _ in 0..30 {
            if client.write(b" ").is_err() {
                break;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        client.read_answer().unwrap()
    });
    let (status, body) = told.await.unwrap();
    assert_eq!(status, 408);
    assert!(String::from_utf8(body).unwrap().contains("body_timeout"));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_read_its_answer_is_cut_and_others_are_served() {
    let server = Loopback::with(hasty()).await;
    let address = server.address;
    let slow = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        let body = vec![b'x'; 8 << 20];
        let head = format!(
            "POST /v1/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(&body).unwrap();
        std::thread::sleep(Duration::from_secs(8));
    });
    tokio::time::sleep(Duration::from_millis(500)).await;
    let quick = tokio::task::spawn_blocking(move || {
        let asked = Instant::now();
        let mut client = Client::connect(address).unwrap();
        let (status, _) = client.json("POST", "/v1/match", &json!({ "text": "الأردن" })).unwrap();
        (status, asked.elapsed())
    });
    let (status, took) = quick.await.unwrap();
    assert!(status == 200 && took < Duration::from_secs(4), "{status} after {took:?}");
    slow.await.unwrap();
    let metrics = tokio::task::spawn_blocking(move || {
        let mut client = Client::connect(address).unwrap();
        String::from_utf8(client.send("GET", "/metrics", "", b"").unwrap().1).unwrap()
    });
    let metrics = metrics.await.unwrap();
    let open = metrics.lines().find(|line| line.starts_with("marsad_connections ")).unwrap();
    assert!(["marsad_connections 1", "marsad_connections 2"].contains(&open), "{open}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_finishes_what_was_accepted() {
    let server = Loopback::with(quiet()).await;
    let address = server.address;
    let documents = vec![json!({ "text": "قال سيرجي شويجو ".repeat(10_000) }); 8];
    let asked = json!({ "documents": documents, "level": "variant" });
    let long = tokio::task::spawn_blocking(move || {
        let mut client = Client::connect(address).unwrap();
        client.json("POST", "/v1/match", &asked).unwrap()
    });
    while !is_working(address).await {
        tokio::task::yield_now().await;
    }
    server.stop.send(()).unwrap();
    let (status, body) = long.await.unwrap();
    assert_eq!((status, body["results"].as_array().map(Vec::len)), (200, Some(8)));
    server.served.await.unwrap().unwrap();
    assert!(Client::connect(address).is_err(), "nobody listens any more");
    assert_eq!(server.app.phase(), marsad_http::Phase::Draining);
}

/// Whether a piece of work waits or runs.
async fn is_working(address: std::net::SocketAddr) -> bool {
    let asked = tokio::task::spawn_blocking(move || {
        let mut client = Client::connect(address).unwrap();
        client.send("GET", "/metrics", "", b"").unwrap().1
    });
    let metrics = String::from_utf8(asked.await.unwrap()).unwrap();
    !metrics.lines().any(|line| line == "marsad_work_places_used 0")
}

#[test]
fn the_program_starts_with_nothing_and_stops_when_told() {
    let folder = tempfile::tempdir().unwrap();
    let mut program = Program::start(&folder.path().join("data"), &[]);
    let mut client = Client::connect(program.address).unwrap();
    let (status, body) = client.json("POST", "/v1/match", &json!({ "text": "الأردن" })).unwrap();
    assert_eq!((status, &body["results"][0]["matches"][0]["entity"]), (200, &json!("jordan")));
    let id = program.child.id().to_string();
    std::process::Command::new("kill").args(["-TERM", &id]).status().unwrap();
    assert!(program.child.wait().unwrap().success());
}

#[test]
fn settings_are_checked() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("marsad.toml");
    let path = file.to_str().unwrap();
    std::fs::write(&file, "threads = 2\nmax_text = 1000\n").unwrap();
    let data = folder.path().join("data");
    let data = data.to_str().unwrap();
    assert_eq!(run(&["--config", path, "--data", data, "--check"]).0, 0);
    assert_eq!(
        run(&["--config", path, "--max-text", "0", "--check"]).2,
        "error: max-text is 0, and must be at least 1\n"
    );
    std::fs::write(&file, "thread = 2\n").unwrap();
    let (code, _, error) = run(&["--config", path, "--check"]);
    assert!(code == 1 && error.contains("unknown field `thread`"), "{error}");
    let (code, _, error) = run(&["--listen", "0.0.0.0:0", "--data", data]);
    assert!(code == 1 && error.contains("there are no API keys"), "{error}");
}

#[test]
fn keys_are_made_listed_and_ended() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let data = data.to_str().unwrap();
    let (code, key, _) = run(&["keys", "create", "desk", "--scope", "read,write", "--data", data]);
    assert!(code == 0 && key.starts_with("marsad_"), "{key}");
    let id = key.split('_').nth(1).unwrap();
    let listed = run(&["keys", "list", "--data", data]).1;
    assert!(listed.contains(&format!("{id}\tdesk\tread,write\tall lists")), "{listed}");
    assert!(!listed.contains(key.trim()), "the secret is told once");
    let program = Program::start(folder.path().join("data").as_path(), &[]);
    let header = format!("Authorization: Bearer {}\r\n", key.trim());
    let lists = |header: &str| {
        let mut client = Client::connect(program.address).unwrap();
        client.send("GET", "/v1/watchlists", header, b"").unwrap().0
    };
    assert_eq!((lists(&header), lists("")), (200, 401));
    let other = run(&["keys", "create", "other", "--data", data]).1;
    assert_eq!(run(&["keys", "revoke", id, "--data", data]).0, 0);
    assert_eq!(run(&["keys", "revoke", id, "--data", data]).0, 1);
    let end = Instant::now() + Duration::from_secs(5);
    while lists(&header) == 200 && Instant::now() < end {
        std::thread::sleep(Duration::from_millis(50));
    }
    let other = format!("Authorization: Bearer {}\r\n", other.trim());
    assert_eq!((lists(&header), lists(&other)), (401, 200), "a running server sees keys change");
}
