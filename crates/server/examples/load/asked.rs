//! A small client: requests in JSON, and streams of events.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Result, bail, ensure};
use http_body_util::{BodyExt as _, Full};
use hyper::Request;
use hyper::body::{Bytes, Incoming};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

/// Asks a server, over connections of its own.
#[derive(Debug, Clone)]
pub struct Asker {
    http: Client<HttpConnector, Full<Bytes>>,
    server: SocketAddr,
}

impl Asker {
    /// Of this server.
    pub fn new(server: SocketAddr) -> Self {
        Self { http: Client::builder(TokioExecutor::new()).build_http(), server }
    }

    /// Posts JSON and reads the answer.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn post(&self, path: &str, body: &Value) -> Result<Value> {
        let request = Request::post(self.at(path)).header("content-type", "application/json");
        let answer = self.http.request(request.body(Full::new(body.to_string().into()))?).await?;
        let status = answer.status();
        let bytes = answer.into_body().collect().await?.to_bytes();
        if !status.is_success() {
            bail!("{path}: {status}: {}", String::from_utf8_lossy(&bytes));
        }
        Ok(serde_json::from_slice(&bytes)?)
    }

    /// Gets something whole; says how long it took and how many bytes it has.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn get(&self, path: &str) -> Result<(Duration, Bytes)> {
        let begun = Instant::now();
        let answer = self.http.get(self.at(path).parse()?).await?;
        let status = answer.status();
        let bytes = answer.into_body().collect().await?.to_bytes();
        ensure!(status.is_success(), "{path}: {status}: {}", String::from_utf8_lossy(&bytes));
        Ok((begun.elapsed(), bytes))
    }

    /// Begins to read a stream.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn stream(&self, path: &str) -> Result<Incoming> {
        let answer = self.http.get(self.at(path).parse()?).await?;
        ensure!(answer.status().is_success(), "{path}: {}", answer.status());
        Ok(answer.into_body())
    }

    fn at(&self, path: &str) -> String {
        format!("http://{}{path}", self.server)
    }
}
