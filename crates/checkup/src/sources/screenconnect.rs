//! The settings of a ScreenConnect client, `user.config`, `system.config` and `app.config`: whose
//! server it answers to. Where in the XML that stands differs by version, so every value is looked
//! at. The key of a copy is never kept.

use quick_xml::events::Event;
use quick_xml::reader::Reader;

use super::text::decode;
use super::xml::sign;
use crate::findings::Proof;
use crate::trace::Trace;

/// So many servers of one file are named.
const SERVERS_MAX: usize = 20;
/// A name of a host is no longer.
const HOST_BYTES_MAX: usize = 253;

/// Each server that the settings name.
#[must_use]
pub fn servers(file: &str, bytes: &[u8]) -> Vec<Trace> {
    let text = decode(bytes);
    let mut servers: Vec<(String, String)> = Vec::new();
    for value in values(&text) {
        let named = launch(&value).into_iter().chain(map(&value));
        for server in named {
            if !servers.contains(&server) && servers.len() < SERVERS_MAX {
                servers.push(server);
            }
        }
    }
    let trace = |(server, port): (String, String)| {
        let raw = format!("server {server} port {port}");
        let proof = Proof { file: file.to_owned(), line: None, record: None, raw };
        // The program's own name, by which the facts know the tool.
        let program = "ScreenConnect.ClientService.exe".to_owned();
        let fields = vec![("server", server), ("port", port), ("program", program)];
        Trace { source: "screenconnect-settings", fields, when: None, proof }
    };
    servers.into_iter().map(trace).collect()
}

/// All texts and attributes, as far as the file is XML; a damaged one as far as it goes.
fn values(text: &str) -> Vec<String> {
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut values = Vec::new();
    let mut value = String::new();
    loop {
        match reader.read_event() {
            Ok(Event::Text(text)) => value += &text,
            Ok(Event::CData(text)) => value += &text,
            Ok(Event::GeneralRef(entity)) => value.extend(sign(&entity)),
            Ok(Event::Start(tag) | Event::Empty(tag)) => {
                let attributes = tag.attributes().flatten();
                values.extend(attributes.map(|own| own.value.replace("&amp;", "&")));
                values.push(std::mem::take(&mut value));
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => values.push(std::mem::take(&mut value)),
        }
    }
    values.push(value);
    values.retain(|value| !value.trim().is_empty());
    values
}

/// `?h=server&p=port&k=key`.
fn launch(value: &str) -> Option<(String, String)> {
    let query = value.trim().trim_start_matches('?');
    let named = |name: &str| {
        let mut parts = query.split('&');
        parts.find_map(|part| part.split_once('=').filter(|(own, _)| *own == name))
    };
    let (_, host) = named("h")?;
    let port = named("p").map_or("", |(_, port)| port);
    is_host(host).then(|| (host.to_lowercase(), port.chars().take(5).collect()))
}

/// `server=address-number`, the list of servers whose address was looked up.
fn map(value: &str) -> Option<(String, String)> {
    let (host, address) = value.trim().split_once('=')?;
    let address = address.split('-').next()?;
    address.parse::<std::net::IpAddr>().ok()?;
    is_host(host).then(|| (host.to_lowercase(), String::new()))
}

fn is_host(host: &str) -> bool {
    let fits = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-' | ':');
    host.contains('.') && host.len() <= HOST_BYTES_MAX && host.chars().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_is_found_and_the_key_left_out() {
        let settings = "\u{feff}<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"h=evil\">]>\
            <configuration><ScreenConnect.SystemSettings>\
            <setting name=\"ClientLaunchParametersConstraint\" serializeAs=\"String\">\
            <value>?h=Relay.example&amp;p=8041&amp;k=SECRETKEY</value></setting>\
            <setting name=\"HostToAddressMap\"><value>relay2.example=192.0.2.9-638</value>\
            </setting><setting name=\"x\"><value>a=b</value></setting>";
        let wide: Vec<u8> = settings.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [settings.as_bytes(), &wide] {
            let servers = servers("app.config", bytes);
            let named: Vec<_> =
                servers.iter().map(|trace| (trace.field("server"), trace.field("port"))).collect();
            let expected =
                [(Some("relay.example"), Some("8041")), (Some("relay2.example"), Some(""))];
            assert_eq!(named, expected);
            assert!(!format!("{servers:?}").contains("SECRET"), "the key is not kept");
        }
    }
}
