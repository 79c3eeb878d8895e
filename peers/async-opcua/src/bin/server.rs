//! async-opcua as a reverse-connecting server: `ServerHandle::add_reverse_connect_target`, nothing of reverse-hello.

use async_opcua_peer::{
    arguments::{address_of, fail, path_of, Arguments},
    pki::{self, Pki},
    security::parse_security,
};
use opcua::server::{ReverseConnectTargetConfig, ServerBuilder, ServerEndpoint, ANONYMOUS_USER_TOKEN_ID};
use opcua::{crypto::SecurityPolicy, types::MessageSecurityMode};
use tokio::{
    net::TcpListener,
    signal::unix::{signal, SignalKind},
};

const KNOWN: [&str; 8] = ["client-url", "server-uri", "endpoint-url", "port", "redial", "hello-timeout", "pki", "security"];

fn builder(arguments: &Arguments, pki: &Pki, path: &str, port: u16) -> ServerBuilder {
    let users = [ANONYMOUS_USER_TOKEN_ID.to_owned()];
    let (policy, mode) = parse_security(arguments.get_or("security", "none"));
    let mut builder = ServerBuilder::new()
        .application_name("reverse-hello peer async-opcua")
        .application_uri(arguments.get_or("server-uri", "urn:reverse-hello:peer:async-opcua"))
        .product_uri("urn:reverse-hello:peer")
        .host("127.0.0.1")
        .port(port)
        .discovery_urls(vec![path.to_owned()])
        .hello_timeout(arguments.number("hello-timeout", 5) as u32)
        .pki_dir(&pki.folder)
        .trust_client_certs(pki.trust_unknown)
        .create_sample_keypair(policy != SecurityPolicy::None && pki.own.is_none())
        .add_endpoint("none", ServerEndpoint::new(path, SecurityPolicy::None, MessageSecurityMode::None, &users));
    if policy != SecurityPolicy::None {
        builder = builder.add_endpoint("secured", ServerEndpoint::new(path, policy, mode, &users));
    }
    if let Some((certificate, key)) = &pki.own {
        builder = builder.certificate_path(certificate).private_key_path(key);
    }
    // The only delay that the stack has for reverse connect: before it dials again after a failed attempt.
    builder.config_mut().reverse_connect_failure_delay_ms = arguments.number("redial", 1000);
    builder
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments = Arguments::read(&KNOWN);
    let pki = pki::prepare(arguments.get("pki"));
    let port = arguments.number("port", 0) as u16;
    let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap_or_else(|error| fail(&format!("port {port}: {error}")));
    let port = listener.local_addr().map_or(port, |address| address.port());
    let endpoint_url = arguments.get("endpoint-url").map_or(format!("opc.tcp://127.0.0.1:{port}/"), str::to_owned);
    let (server, handle) = builder(&arguments, &pki, &path_of(&endpoint_url), port)
        .build()
        .unwrap_or_else(|error| fail(&format!("server: {error}")));
    for (index, url) in arguments.all("client-url").enumerate() {
        handle.add_reverse_connect_target(ReverseConnectTargetConfig {
            address: address_of(url),
            endpoint_url: endpoint_url.clone(),
            id: format!("client {index}"),
        });
    }
    println!("ready port {port}");
    let mut terminate = signal(SignalKind::terminate()).expect("SIGTERM can be handled");
    tokio::select! {
        result = server.run_with(listener) => {
            pki::remove(&pki);
            fail(&format!("server: {result:?}"));
        }
        _ = terminate.recv() => pki::remove(&pki),
    }
}
