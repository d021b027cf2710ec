//! A service without a socket, one on loopback, the program itself, and a client that speaks plain HTTP.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use marsad_http::{App, Config, LogRequests, Settings};
use serde_json::Value;
use tempfile::TempDir;
use tower::ServiceExt;

/// A service without a socket.
pub(crate) struct Service {
    pub app: Arc<App>,
    pub router: Router,
    pub folder: TempDir,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap()
    }

    /// The code of a problem.
    pub(crate) fn code(&self) -> String {
        self.json()["error"]["code"].as_str().unwrap_or("no problem").to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

pub(crate) fn quiet() -> Settings {
    Settings { log: Some(LogRequests::None), threads: Some(2), ..Settings::default() }
}

impl Service {
    pub(crate) async fn new() -> Service {
        Service::with(quiet()).await
    }

    pub(crate) async fn with(settings: Settings) -> Service {
        Service::in_folder(settings, tempfile::tempdir().unwrap()).await
    }

    pub(crate) async fn in_folder(settings: Settings, folder: TempDir) -> Service {
        let data = Some(folder.path().join("data"));
        let app = App::start(Config::from(Settings { data, ..settings })).unwrap();
        app.loaded().await.unwrap();
        let router = marsad_http::app(Arc::clone(&app));
        Service { app, router, folder }
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Answer { status: parts.status, headers: parts.headers, bytes }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Sends a body that says it is JSON.
    pub(crate) async fn json(&self, method: &str, path: &str, body: impl Into<Body>) -> Answer {
        let request = Request::builder().method(method).uri(path);
        self.send(request.header("content-type", "application/json").body(body.into()).unwrap())
            .await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.json("POST", path, body.to_string()).await
    }

    /// Puts a list of plain names.
    pub(crate) async fn put_names(&self, list: &str, names: &[&str]) -> Answer {
        let body = names.join("\n") + "\n";
        let path = format!("/v1/watchlists/{list}?format=text");
        self.send(Request::put(path).body(Body::from(body)).unwrap()).await
    }

    /// The entities found in a text.
    pub(crate) async fn found(&self, list: &str, text: &str) -> Vec<String> {
        let asked = serde_json::json!({ "text": text, "watchlist": list });
        let answer = self.post("/v1/match", asked).await;
        assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.bytes));
        let matches = answer.json()["results"][0]["matches"].as_array().unwrap().clone();
        matches.iter().map(|it| it["entity"].as_str().unwrap().to_owned()).collect()
    }
}

/// A server on loopback, in this process.
pub(crate) struct Loopback {
    pub address: SocketAddr,
    pub app: Arc<App>,
    pub stop: tokio::sync::oneshot::Sender<()>,
    pub served: tokio::task::JoinHandle<std::io::Result<()>>,
    _folder: TempDir,
}

impl Loopback {
    pub(crate) async fn with(settings: Settings) -> Loopback {
        let folder = tempfile::tempdir().unwrap();
        let data = Some(folder.path().to_owned());
        let app = App::start(Config::from(Settings { data, ..settings })).unwrap();
        app.loaded().await.unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, told) = tokio::sync::oneshot::channel();
        let served = tokio::spawn(marsad_http::serve(Arc::clone(&app), listener, async move {
            let _ = told.await;
        }));
        Loopback { address, app, stop, served, _folder: folder }
    }
}

/// A connection of a client that waits.
pub(crate) struct Client {
    stream: BufReader<TcpStream>,
}

impl Client {
    pub(crate) fn connect(address: SocketAddr) -> std::io::Result<Client> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        Ok(Client { stream: BufReader::new(stream) })
    }

    /// Sends a request and reads the status and the body of its answer.
    pub(crate) fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &str,
        body: &[u8],
    ) -> std::io::Result<(u16, Vec<u8>)> {
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n{headers}\r\n",
            body.len()
        );
        let mut bytes = head.into_bytes();
        bytes.extend_from_slice(body);
        self.write(&bytes)?;
        self.read_answer()
    }

    pub(crate) fn json(
        &mut self,
        method: &str,
        path: &str,
        body: &Value,
    ) -> std::io::Result<(u16, Value)> {
        let kind = "Content-Type: application/json\r\n";
        let (status, bytes) = self.send(method, path, kind, body.to_string().as_bytes())?;
        Ok((status, serde_json::from_slice(&bytes).unwrap_or_default()))
    }

    /// Another handle of the same connection.
    pub(crate) fn twin(&self) -> Client {
        Client { stream: BufReader::new(self.stream.get_ref().try_clone().unwrap()) }
    }

    pub(crate) fn set_write_timeout(&mut self, time: Duration) {
        self.stream.get_ref().set_write_timeout(Some(time)).unwrap();
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.stream.get_mut().write_all(bytes)
    }

    /// Reads a line; empty at the end.
    pub(crate) fn line(&mut self) -> std::io::Result<String> {
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        Ok(line)
    }

    /// The status and the length of the body, if it has one.
    pub(crate) fn read_head(&mut self) -> std::io::Result<(u16, Option<usize>)> {
        let first = self.line()?;
        let status = first.split(' ').nth(1).and_then(|status| status.parse().ok());
        let Some(status) = status else {
            return Err(std::io::Error::other(format!("no status: {first:?}")));
        };
        let mut length = None;
        loop {
            let line = self.line()?;
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().ok();
            }
            if line.trim().is_empty() {
                return Ok((status, length));
            }
        }
    }

    pub(crate) fn read_answer(&mut self) -> std::io::Result<(u16, Vec<u8>)> {
        let (status, length) = self.read_head()?;
        let mut body = vec![0; length.unwrap_or(0)];
        self.stream.read_exact(&mut body)?;
        Ok((status, body))
    }

    /// Sends a chunk of a body, and reads one.
    pub(crate) fn write_chunk(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        let mut chunk = format!("{:x}\r\n", bytes.len()).into_bytes();
        chunk.extend_from_slice(bytes);
        chunk.extend_from_slice(b"\r\n");
        self.write(&chunk)
    }

    /// Reads one chunk; empty at the end of the body.
    pub(crate) fn read_chunk(&mut self) -> std::io::Result<Vec<u8>> {
        let line = self.line()?;
        let length = usize::from_str_radix(line.trim(), 16)
            .map_err(|_| std::io::Error::other(format!("no chunk: {line:?}")))?;
        let mut chunk = vec![0; length + 2];
        self.stream.read_exact(&mut chunk)?;
        chunk.truncate(length);
        Ok(chunk)
    }

    /// Whether the server ends the connection within `time`.
    pub(crate) fn is_cut_within(&mut self, time: Duration) -> bool {
        self.stream.get_mut().set_read_timeout(Some(time)).unwrap();
        let mut rest = Vec::new();
        match self.stream.read_to_end(&mut rest) {
            Ok(_) => true,
            Err(error) => !matches!(
                error.kind(),
                std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut
            ),
        }
    }
}

/// The program itself.
pub(crate) struct Program {
    pub child: Child,
    pub address: SocketAddr,
}

impl Program {
    /// Starts the program on a free port and waits until it takes work.
    pub(crate) fn start(data: &Path, flags: &[&str]) -> Program {
        let mut child = Command::new(env!("CARGO_BIN_EXE_marsad-server"))
            .args(["--listen", "127.0.0.1:0", "--log", "none", "--data"])
            .arg(data)
            .args(flags)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let stdout = child.stdout.take().unwrap();
        // from here on it is ended and waited for, whatever happens
        let mut program = Program { child, address: SocketAddr::from(([127, 0, 0, 1], 0)) };
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        program.address = line.trim().strip_prefix("http://").unwrap().parse().unwrap();
        let end = Instant::now() + Duration::from_secs(60);
        while Instant::now() < end {
            let ready = Client::connect(program.address)
                .and_then(|mut it| it.send("GET", "/readyz", "", b""));
            if ready.is_ok_and(|(status, _)| status == 200) {
                return program;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("the server is not ready after a minute");
    }

    /// `kill -9`.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What `marsad-server` says with these arguments: its exit code, standard output and standard error.
pub(crate) fn run(arguments: &[&str]) -> (i32, String, String) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_marsad-server")).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}
