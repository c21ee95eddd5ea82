//! No test opens a connection beyond loopback: where sockets are opened, and which hosts addresses name.
//!
//! `.ci/run` also runs the tests in a network that has nothing but loopback, where the system permits one. The walls
//! here show the place instead of a failure.

use super::{hand_written, relative};

/// The files in which a test or the sandbox connects to an address that a server on loopback gave it.
const CONNECTING: &[&str] = &[
    "sandbox/src/listener/tests.rs",
    "sandbox/src/netspend/receiver.rs",
    "sandbox/tests/over_tls/raw.rs",
    "tests/checks/raw.rs",
];

/// Hosts in `http://` names that are namespaces: they are compared, never called.
const NAMESPACES: &[&str] = &[
    "docs.oasis-open.org",
    "ensenta.com",
    "microsoft.com",
    "schemas.microsoft.com",
    "schemas.xmlsoap.org",
    "tempuri.org",
    "www.w3.org",
];

/// What is wrong with one line.
fn mistakes(file: &str, line: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (scheme, more) in [("https://", &[][..]), ("http://", NAMESPACES)] {
        for (at, _) in line.match_indices(scheme) {
            let host = host(&line[at + scheme.len()..]);
            if !is_nobody(host) && !more.contains(&host) {
                found.push(format!("`{scheme}{host}` may be somebody: use loopback, .example or .invalid"));
            }
        }
    }
    for opening in ["TcpListener::bind(", "UdpSocket::bind("] {
        if line.contains(opening) && !line.contains("127.0.0.1") && !line.contains("LOCALHOST") {
            found.push(format!("`{opening}` without a loopback address in the same line"));
        }
    }
    for opening in
        ["TcpStream::connect", "UdpSocket::connect", "lookup_host", "to_socket_addrs", "UnixStream"]
    {
        if line.contains(opening) && !CONNECTING.contains(&file) {
            found.push(format!("`{opening}` in a file that is not listed as connecting to loopback"));
        }
    }
    found
}

/// The host at the start of a text, without user, port and path.
fn host(text: &str) -> &str {
    let end = text.find(['/', '"', '\'', '\\', ' ', '<', '>', '`', '?', '#', ')', ',']).unwrap_or(text.len());
    let authority = &text[..end];
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    if host.starts_with('{') {
        return &host[..host.find('}').map_or(host.len(), |at| at + 1)];
    }
    host.split(':').next().unwrap_or_default().trim_end_matches('.')
}

/// Loopback, a name reserved for documentation and tests, a name without a domain, or a placeholder that another line
/// fills.
fn is_nobody(host: &str) -> bool {
    let reserved = ["example", "invalid", "test", "localhost"];
    host.is_empty()
        || host.starts_with('{')
        || host.starts_with("127.")
        || !host.contains('.')
        || matches!(host, "example.com" | "example.org" | "example.net")
        || reserved.contains(&host.rsplit('.').next().unwrap_or_default())
}

#[test]
fn invariant_9_no_test_names_or_opens_an_address_beyond_loopback() {
    let mut broken = Vec::new();
    for file in hand_written() {
        let name = relative(&file);
        let text = std::fs::read_to_string(&file).expect("a readable file");
        for (number, line) in text.lines().enumerate() {
            // The generator has no network, by a wall.
            if name.starts_with("codegen/")
                || name == "tests/checks/tidy/loopback.rs"
                || line.trim_start().starts_with("//")
            {
                continue;
            }
            broken.extend(mistakes(&name, line).iter().map(|what| format!("{name}:{}: {what}", number + 1)));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn an_address_of_somebody_is_seen() {
    let file = "tests/checks/seed.rs";
    for line in [
        "Endpoint::parse(\"https://apis.netspend.com/v1\")",
        "Endpoint::parse(\"https://user@partner.com:8443\")",
        "Endpoint::parse(\"http://203.0.113.7/\")",
        "Endpoint::parse(\"https://www.w3.org/\")",
        "TcpListener::bind(\"192.0.2.1:0\")",
        "tokio::net::TcpStream::connect(\"127.0.0.1:80\")",
    ] {
        assert_eq!(mistakes(file, line).len(), 1, "{line}");
    }
    for line in [
        "\"https://localhost:{port}\" \"https://{}/path\" \"https://127.0.0.1:1\" \"https://partner.example:8443\"",
        "xmlns=\\\"http://www.w3.org/2001/XMLSchema\\\"",
        "TcpListener::bind((Ipv4Addr::LOCALHOST, 0))",
    ] {
        assert_eq!(mistakes(file, line), Vec::<String>::new(), "{line}");
    }
}
