//! `kill -9` under a storm of changes: what was acknowledged is there, and nothing is half there.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{Client, Program, run};

/// Kills, and threads that send changes meanwhile.
const KILLS: u64 = 50;
const CLIENTS: u64 = 4;

/// Each change puts three entities and notes its number in a fourth; sends them until the server is gone.
/// Gives the number of the last that was acknowledged.
fn storm(program: &Program, round: u64, client: u64) -> u64 {
    let Ok(mut connection) = Client::connect(program.address) else { return 0 };
    let mut acknowledged = 0;
    for k in 1.. {
        let entity = |part: &str| {
            let id = format!("{round:03}-{client}-{k:06}-{part}");
            json!({ "id": id, "names": [format!("اسم {round} {client} {k} {part}")] })
        };
        let count =
            json!({ "id": format!("{round:03}-{client}"), "names": ["عدد"], "data": { "k": k } });
        let change = json!({ "upsert": [entity("a"), entity("b"), count, entity("c")] });
        match connection.json("PATCH", "/v1/watchlists/storm", &change) {
            Ok((200, _)) => acknowledged = k,
            Ok((503, _)) => {}
            Ok((status, body)) => panic!("{status}: {body}"),
            Err(_) => break,
        }
    }
    acknowledged
}

/// The entities of a round, by id.
fn entries(connection: &mut Client, round: u64) -> BTreeMap<String, Value> {
    let mut entries = BTreeMap::new();
    let mut after = format!("{round:03}-");
    loop {
        let path = format!("/v1/watchlists/storm/entries?limit=1000&after={after}");
        let (status, page) = connection.json("GET", &path, &json!(null)).unwrap();
        assert_eq!(status, 200);
        for entry in page["entries"].as_array().unwrap() {
            let id = entry["id"].as_str().unwrap();
            if !id.starts_with(&format!("{round:03}-")) {
                return entries;
            }
            entries.insert(id.to_owned(), entry.clone());
        }
        match page["next"].as_str() {
            Some(next) => after = next.to_owned(),
            None => return entries,
        }
    }
}

#[test]
fn acknowledged_changes_survive_kills_and_none_is_half_made() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut program = Program::start(&data, &[]);
    let mut connection = Client::connect(program.address).unwrap();
    assert_eq!(connection.send("PUT", "/v1/watchlists/storm", "", b"").unwrap().0, 201);
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut n_acknowledged = 0;
    let mut version = 1;
    for round in 0..KILLS {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let time = Duration::from_micros(5_000 + state % 120_000);
        let running = &program;
        let acknowledged: Vec<u64> = std::thread::scope(|scope| {
            let clients: Vec<_> = (0..CLIENTS)
                .map(|client| scope.spawn(move || storm(running, round, client)))
                .collect();
            let end = Instant::now() + time;
            while Instant::now() < end {
                std::thread::sleep(Duration::from_micros(500));
            }
            let id = running.child.id().to_string();
            std::process::Command::new("kill").args(["-9", &id]).status().unwrap();
            clients.into_iter().map(|client| client.join().unwrap()).collect()
        });
        program.kill();
        n_acknowledged += acknowledged.iter().sum::<u64>();

        program = Program::start(&data, &[]);
        let mut connection = Client::connect(program.address).unwrap();
        let found = entries(&mut connection, round);
        for (client, acknowledged) in (0..).zip(&acknowledged) {
            let last = found.get(&format!("{round:03}-{client}"));
            let last = last.map_or(0, |entry| entry["data"]["k"].as_u64().unwrap());
            assert!(
                last >= *acknowledged,
                "round {round}: {acknowledged} of client {client} is lost"
            );
            assert!(last <= acknowledged + 1, "round {round}: {last} was never sent");
            for k in 1..=last + 1 {
                let parts = ["a", "b", "c"]
                    .map(|part| found.contains_key(&format!("{round:03}-{client}-{k:06}-{part}")));
                assert_eq!(parts, [k <= last; 3], "round {round}: change {k} of client {client}");
            }
            // what is on disk is what is searched
            if last > 0 {
                let asked = json!({ "watchlist": "storm", "text": format!("اسم {round} {client} {last} c") });
                let (_, body) = connection.json("POST", "/v1/match", &asked).unwrap();
                let entity = body["results"][0]["matches"][0]["entity"].clone();
                assert_eq!(entity, format!("{round:03}-{client}-{last:06}-c"));
            }
        }
        let (_, list) = connection.json("GET", "/v1/watchlists/storm", &json!(null)).unwrap();
        let now = list["version"].as_u64().unwrap();
        assert!(now >= version + acknowledged.iter().sum::<u64>());
        version = now;
    }
    program.kill();
    let (code, said, error) = run(&["--check", "--data", data.to_str().unwrap()]);
    assert_eq!((code, &*said), (0, "settings and database are good\n"), "{error}");
    assert!(n_acknowledged > 5 * KILLS, "only {n_acknowledged} changes were acknowledged");
}
