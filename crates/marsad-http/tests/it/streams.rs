//! Streams: lines are answered while more come, bad ones in their place.

use std::time::Duration;

use marsad_http::Settings;
use serde_json::{Value, json};

use crate::support::{Client, Loopback, quiet};

const HEAD: &str = "POST /v1/match/stream?watchlist=world HTTP/1.1\r\nHost: localhost\r\n\
    Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn lines_are_answered_while_it_runs() {
    let server = Loopback::with(quiet()).await;
    let address = server.address;
    let talk = tokio::task::spawn_blocking(move || {
        let mut client = Client::connect(address).unwrap();
        client.write(HEAD.as_bytes()).unwrap();
        let mut answers = Vec::new();
        for (k, line) in [
            r#"{"id":"a","text":"الأردن"}"#,
            "{bad",
            r#"{"id":"b"}"#,
            r#"{"text":"الاردن","source":"s"}"#,
        ]
        .iter()
        .enumerate()
        {
            client.write_chunk(format!("{line}\n").as_bytes()).unwrap();
            if k == 0 {
                assert_eq!(client.read_head().unwrap().0, 200);
            }
            // the answer is there before the next line is sent
            let chunk = client.read_chunk().unwrap();
            answers.push(serde_json::from_slice::<Value>(&chunk).unwrap());
        }
        client.write(b"0\r\n\r\n").unwrap();
        assert!(client.read_chunk().unwrap().is_empty());
        answers
    });
    let answers = talk.await.unwrap();
    assert_eq!(
        (&answers[0]["id"], &answers[0]["matches"][0]["entity"]),
        (&json!("a"), &json!("jordan"))
    );
    assert_eq!(
        (&answers[1]["line"], &answers[1]["error"]["code"]),
        (&json!(2), &json!("bad_json"))
    );
    assert_eq!(answers[2]["error"]["field"], "text");
    assert_eq!((&answers[3]["id"], &answers[3]["source"]), (&json!("4"), &json!("s")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_stream_comes_back_whole_and_in_order() {
    let server = Loopback::with(quiet()).await;
    let address = server.address;
    let n = 20_000;
    let lines: Vec<String> =
        (0..n).map(|k| json!({ "id": k, "text": "زار الاردن ومصر" }).to_string() + "\n").collect();
    let mut writer = Client::connect(address).unwrap();
    let mut reader = writer.twin();
    let sent = tokio::task::spawn_blocking(move || {
        writer.write(HEAD.as_bytes()).unwrap();
        for chunk in lines.chunks(700) {
            writer.write_chunk(chunk.concat().as_bytes()).unwrap();
        }
        writer.write(b"0\r\n\r\n").unwrap();
        writer
    });
    let got = tokio::task::spawn_blocking(move || {
        assert_eq!(reader.read_head().unwrap().0, 200);
        let mut all = Vec::new();
        loop {
            let chunk = reader.read_chunk().unwrap();
            if chunk.is_empty() {
                return all;
            }
            all.extend(chunk);
        }
    });
    let _writer = sent.await.unwrap();
    let all = String::from_utf8(got.await.unwrap()).unwrap();
    let ids: Vec<u64> = all
        .lines()
        .map(|line| {
            serde_json::from_str::<Value>(line).unwrap()["id"].as_str().unwrap().parse().unwrap()
        })
        .collect();
    assert_eq!(ids, (0..n).collect::<Vec<u64>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_does_not_read_is_not_read_from() {
    let server = Loopback::with(Settings { idle_seconds: Some(2), ..quiet() }).await;
    let address = server.address;
    let line = json!({ "text": "زار الاردن ومصر ".repeat(100) }).to_string() + "\n";
    let sent = tokio::task::spawn_blocking(move || {
        let mut client = Client::connect(address).unwrap();
        client.set_write_timeout(Duration::from_secs(8));
        client.write(HEAD.as_bytes()).unwrap();
        let chunk = line.repeat(100);
        let mut bytes = 0_usize;
        // an endless stream, of which no answer is read: it is held back, and then cut
        while bytes < 1 << 30 {
            if client.write_chunk(chunk.as_bytes()).is_err() {
                return bytes;
            }
            bytes += chunk.len();
        }
        bytes
    });
    let sent = sent.await.unwrap();
    assert!(sent < 64 << 20, "{sent} bytes were taken of a client that does not read");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_is_told_when_the_server_stops() {
    let server = Loopback::with(quiet()).await;
    let address = server.address;
    let mut client = Client::connect(address).unwrap();
    client.write(HEAD.as_bytes()).unwrap();
    client.write_chunk(b"{\"text\":\"x\"}\n").unwrap();
    let begun = tokio::task::spawn_blocking(move || {
        client.read_head().unwrap();
        client.read_chunk().unwrap();
        client
    });
    let mut client = begun.await.unwrap();
    server.stop.send(()).unwrap();
    let told = tokio::task::spawn_blocking(move || client.read_chunk().unwrap()).await.unwrap();
    let told: Value = serde_json::from_slice(&told).unwrap();
    assert_eq!((&told["line"], &told["error"]["code"]), (&json!(2), &json!("not_ready")));
    server.served.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn streams_have_places_and_a_kind() {
    let server = Loopback::with(Settings { max_streams: Some(1), ..quiet() }).await;
    let address = server.address;
    let talk = tokio::task::spawn_blocking(move || {
        let mut first = Client::connect(address).unwrap();
        first.write(HEAD.as_bytes()).unwrap();
        first.read_head().unwrap();
        let path = "/v1/match/stream";
        let mut other = Client::connect(address).unwrap();
        let busy = other.send("POST", path, "Content-Type: application/x-ndjson\r\n", b"").unwrap();
        let kind = other.send("POST", path, "Content-Type: text/plain\r\n", b"").unwrap();
        (busy.0, kind.0)
    });
    assert_eq!(talk.await.unwrap(), (503, 415));
}
