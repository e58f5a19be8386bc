//! One connection at a door: bytes are read as they come, handed to the parser, and what it
//! understood is acted upon. Nothing is ever sent but what a WebSocket needs.

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Error as Refusal;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::tungstenite::http::{HeaderMap, HeaderValue, StatusCode, header};
use tokio_tungstenite::tungstenite::protocol::{Message, WebSocketConfig};
use tokio_tungstenite::{WebSocketStream, accept_hdr_async_with_config};

use super::ring::{FAREWELL_MAX, Visit};
use crate::telephony::audiosocket::AudioSocket;
use crate::telephony::fork::Mix;
use crate::telephony::websocket::WebSocketPeer;
use crate::telephony::{Ending, Event, Problem};

/// Bytes that are read at a time; a second of telephone sound is twice this.
const READ_BYTES: usize = 8 * 1_024;
/// The sub-protocols by which jambonz and FreeSWITCH ask for this.
const SUBPROTOCOLS: [&str; 2] = ["audio.jambonz.org", "audio.drachtio.org"];

/// Hears one AudioSocket connection until it ends.
pub(super) async fn audiosocket(mut stream: TcpStream, mut visit: Visit) {
    let (mut peer, mut events) = (AudioSocket::default(), Vec::new());
    let mut bytes = vec![0; READ_BYTES];
    let mut closed = visit.closed();
    let ending = loop {
        let read = tokio::select! {
            read = tokio::time::timeout_at(visit.wake(), stream.read(&mut bytes)) => read,
            _ = closed.wait_for(|closed| *closed) => break Ending::Closed,
        };
        match read {
            Err(_) => match visit.wait_is_over() {
                Some(ending) => break ending,
                None => continue,
            },
            Ok(Err(_) | Ok(0)) => peer.end(&mut events),
            Ok(Ok(length)) => peer.hear(&bytes[..length], &mut events),
        }
        if let Some(ending) = visit.act(&mut events) {
            break ending;
        }
    };
    visit.leave(ending);
}

/// Hears one WebSocket connection until it ends.
pub(super) async fn websocket(stream: TcpStream, mut visit: Visit) {
    let mut closed = visit.closed();
    let mut mix = Mix::default();
    let config = WebSocketConfig::default()
        .read_buffer_size(READ_BYTES)
        .max_message_size(Some(visit.limits().message_bytes_max))
        .max_frame_size(Some(visit.limits().message_bytes_max));
    let greeting = accept_hdr_async_with_config(stream, greet(&mut mix), Some(config));
    let greeted = tokio::select! {
        greeted = tokio::time::timeout_at(visit.wake(), greeting) => greeted,
        _ = closed.wait_for(|closed| *closed) => return visit.leave(Ending::Closed),
    };
    let Ok(Ok(mut socket)) = greeted else { return visit.leave(Ending::Misunderstood) };
    let (mut peer, mut events) = (WebSocketPeer::Unknown(mix), Vec::new());
    let ending = loop {
        let message = tokio::select! {
            message = tokio::time::timeout_at(visit.wake(), socket.next()) => message,
            _ = closed.wait_for(|closed| *closed) => break Ending::Closed,
        };
        let Ok(message) = message else {
            match visit.wait_is_over() {
                Some(ending) => break ending,
                None => continue,
            }
        };
        if let Some(Err(Refusal::Capacity(_))) = message {
            events.push(Event::Problem(Problem::TooLong));
        }
        understand(&mut peer, message.and_then(Result::ok), &mut events);
        if let Some(ending) = visit.act(&mut events) {
            break ending;
        }
    };
    visit.leave(ending);
    part(socket).await;
}

/// Hands a message to the parser; none means that the connection broke off.
fn understand(peer: &mut WebSocketPeer, message: Option<Message>, events: &mut Vec<Event>) {
    match message {
        None => peer.end(false, events),
        Some(Message::Close(_)) => peer.end(true, events),
        Some(Message::Text(text)) => peer.hear_text(&text, events),
        Some(Message::Binary(bytes)) => peer.hear_binary(&bytes, events),
        // Answered by the library, and never taken for sound.
        Some(Message::Ping(_) | Message::Pong(_) | Message::Frame(_)) => {}
    }
}

/// Says farewell, without waiting long.
async fn part(mut socket: WebSocketStream<TcpStream>) {
    let farewell = async {
        let _ = socket.close(None).await;
        let _ = socket.flush().await;
    };
    let _ = tokio::time::timeout(FAREWELL_MAX, farewell).await;
}

/// Decides about the request that opens a WebSocket.
#[expect(clippy::result_large_err, reason = "the library's type")]
fn greet(mix: &mut Mix) -> impl FnOnce(&Request, Response) -> Result<Response, ErrorResponse> {
    move |request, mut response| {
        if is_from_a_page(request.headers()) {
            let mut refusal = ErrorResponse::new(None);
            *refusal.status_mut() = StatusCode::FORBIDDEN;
            return Err(refusal);
        }
        *mix = mix.asked(request.uri().query().unwrap_or_default());
        let asked = request.headers().get_all(header::SEC_WEBSOCKET_PROTOCOL);
        let asked = asked.iter().filter_map(|value| value.to_str().ok());
        let mut asked = asked.flat_map(|value| value.split(',')).map(str::trim);
        if let Some(known) = asked.find_map(|name| SUBPROTOCOLS.into_iter().find(|it| *it == name))
        {
            let name = HeaderValue::from_static(known);
            response.headers_mut().insert(header::SEC_WEBSOCKET_PROTOCOL, name);
        }
        Ok(response)
    }
}

/// Whether a web page of another host asks: its browser says whose page it is. Telephone systems
/// name nobody or the host that they call.
fn is_from_a_page(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(origin) = text(header::ORIGIN) else { return false };
    let bare = |text: &str| {
        let host = text.rsplit("://").next().unwrap_or_default();
        host.split(':').next().unwrap_or_default().to_ascii_lowercase()
    };
    text(header::HOST).is_none_or(|host| bare(host) != bare(origin))
}
