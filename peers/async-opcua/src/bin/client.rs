//! async-opcua as a listening client: `ReverseConnectionSource` and `ReverseTcpConnector`, nothing of reverse-hello.

use std::{sync::Arc, time::Duration};

use async_opcua_peer::{
    arguments::{address_of, fail, Arguments},
    pki::{self, Pki},
    security::parse_security,
};
use futures_util::{pin_mut, StreamExt};
use opcua::client::{
    reverse_connect::{ReverseConnectionSource, ReverseHelloVerifier, TcpConnectorReceiver},
    transport::ReverseTcpConnector,
    Client, ClientBuilder, Session, SessionPollResult,
};
use opcua::crypto::SecurityPolicy;
use opcua::types::{
    DateTime, EndpointDescription, Error, MessageSecurityMode, NodeId, ReadValueId, StatusCode, TimestampsToReturn,
    UserTokenPolicy, VariableId,
};
use tokio::{
    net::TcpListener,
    signal::unix::{signal, SignalKind},
    sync::watch,
};

const KNOWN: [&str; 7] = ["listen-url", "server-uri", "endpoint-url", "application-uri", "pki", "security", "discover"];
const RETRY_INITIAL: Duration = Duration::from_millis(100);

/// Accepts what `--server-uri` and `--endpoint-url` name; what was not given is not compared. (The stack's default compares
/// the endpoint URL alone.)
#[derive(Clone)]
struct Filter {
    server_uri: Option<String>,
    endpoint_url: Option<String>,
}

impl Filter {
    fn verifier(&self) -> impl ReverseHelloVerifier + Send + Sync + 'static {
        let filter = self.clone();
        move |endpoint_url: &str, server_uri: &str| {
            let right = |expected: &Option<String>, got: &str| expected.as_deref().is_none_or(|text| text == got);
            if right(&filter.server_uri, server_uri) && right(&filter.endpoint_url, endpoint_url) {
                Ok(())
            } else {
                println!("rejected {server_uri:.80} {endpoint_url:.80}");
                Err(StatusCode::BadTcpEndpointUrlInvalid)
            }
        }
    }
}

fn build_client(arguments: &Arguments, pki: &Pki, policy: SecurityPolicy) -> Client {
    let mut builder = ClientBuilder::new()
        .application_name("reverse-hello peer async-opcua")
        .application_uri(arguments.get_or("application-uri", "urn:reverse-hello:peer:async-opcua:client"))
        .product_uri("urn:reverse-hello:peer")
        .pki_dir(&pki.folder)
        .trust_server_certs(pki.trust_unknown)
        .create_sample_keypair(policy != SecurityPolicy::None && pki.own.is_none())
        .session_retry_limit(-1)
        .session_retry_initial(RETRY_INITIAL)
        .session_retry_max(Duration::from_secs(1));
    if let Some((certificate, key)) = &pki.own {
        builder = builder.certificate_path(certificate).private_key_path(key);
    }
    builder.client().unwrap_or_else(|errors| fail(&format!("client: {}", errors.join(", "))))
}

struct Peer {
    client: Client,
    listener: Arc<TcpListener>,
    filter: Filter,
    endpoint_url: String,
    security: (SecurityPolicy, MessageSecurityMode),
    /// GetEndpoints first also without security: for servers whose anonymous token policy has an id of its own.
    discover: bool,
}

impl Peer {
    fn endpoint(&self, policy: SecurityPolicy, mode: MessageSecurityMode) -> EndpointDescription {
        EndpointDescription::from((self.endpoint_url.as_str(), policy.to_uri(), mode, UserTokenPolicy::anonymous()))
    }

    /// The endpoint with the wanted security, whatever its URL: behind a reverse connection that need not be the one in the
    /// ReverseHello. (The stack's `connect_to_matching_endpoint` compares the path of the URL too.)
    async fn discover(&self) -> Result<EndpointDescription, Error> {
        let (policy, mode) = self.security;
        let right = |one: &EndpointDescription| one.security_mode == mode && one.security_policy_uri.as_ref() == policy.to_uri();
        match self.endpoints().await?.into_iter().find(right) {
            Some(endpoint) => Ok(EndpointDescription { endpoint_url: self.endpoint_url.as_str().into(), ..endpoint }),
            None => Err(Error::new(StatusCode::BadSecurityPolicyRejected, format!("no endpoint with {policy} {mode}"))),
        }
    }

    /// GetEndpoints over a first connection without security, as the stack's documentation shows it.
    async fn endpoints(&self) -> Result<Vec<EndpointDescription>, Error> {
        let connector = ReverseTcpConnector::new(
            TcpConnectorReceiver::Listener(self.listener.clone()),
            Arc::new(self.filter.verifier()),
            self.endpoint(SecurityPolicy::None, MessageSecurityMode::None),
        );
        self.client.get_server_endpoints_from_url(connector).await
    }

    /// Runs one session with its reconnections; returns when the stack gives it up.
    async fn run(&self, current: &watch::Sender<Option<Arc<Session>>>) -> Result<(), Error> {
        let (policy, mode) = self.security;
        let source = ReverseConnectionSource::new_listener(self.listener.clone()).with_verifier(self.filter.verifier());
        let builder = self.client.session_builder().with_connector(source);
        let store = self.client.certificate_store().clone();
        let (session, event_loop) = if policy == SecurityPolicy::None && !self.discover {
            builder.connect_to_endpoint_directly(self.endpoint(policy, mode))?.build(store)?
        } else {
            builder.connect_to_endpoint_directly(self.discover().await?)?.build(store)?
        };
        let events = event_loop.enter();
        pin_mut!(events);
        while let Some(event) = events.next().await {
            match event.map_err(|status| Error::new(status, "session ended"))? {
                SessionPollResult::Reconnected(mode) => {
                    println!("session {mode:?}");
                    current.send_replace(Some(session.clone()));
                }
                SessionPollResult::ConnectionLost(status) | SessionPollResult::ReconnectFailed(status) => {
                    println!("lost {status}");
                    current.send_replace(None);
                }
                _ => {}
            }
        }
        Ok(())
    }

    async fn run_for_ever(&self, current: &watch::Sender<Option<Arc<Session>>>) {
        loop {
            if let Err(error) = self.run(current).await {
                println!("lost {error}");
            }
            tokio::time::sleep(RETRY_INITIAL).await;
        }
    }
}

/// Reads ServerStatus.CurrentTime each second while there is a session.
async fn read_each_second(mut current: watch::Receiver<Option<Arc<Session>>>) {
    let node = ReadValueId::from(<VariableId as Into<NodeId>>::into(VariableId::Server_ServerStatus_CurrentTime));
    loop {
        let session = current.borrow_and_update().clone();
        let Some(session) = session else {
            if current.changed().await.is_err() {
                return;
            }
            continue;
        };
        match session.read(std::slice::from_ref(&node), TimestampsToReturn::Both, 0.0).await {
            Ok(values) => println!("read i=2258 {:?} at {}", values.first().and_then(|v| v.status), DateTime::now()),
            Err(status) => println!("read i=2258 {status}"),
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments = Arguments::read(&KNOWN);
    let security = parse_security(arguments.get_or("security", "none"));
    let pki = pki::prepare(arguments.get("pki"));
    let address = address_of(arguments.get_or("listen-url", "opc.tcp://127.0.0.1:0"));
    let listener = TcpListener::bind(address).await.unwrap_or_else(|error| fail(&format!("{address}: {error}")));
    println!("ready port {}", listener.local_addr().map_or(0, |address| address.port()));
    let peer = Peer {
        client: build_client(&arguments, &pki, security.0),
        listener: Arc::new(listener),
        filter: Filter {
            server_uri: arguments.get("server-uri").map(str::to_owned),
            endpoint_url: arguments.get("endpoint-url").map(str::to_owned),
        },
        endpoint_url: arguments.get_or("endpoint-url", "opc.tcp://127.0.0.1:4840").to_owned(),
        security,
        discover: arguments.get_or("discover", "no") == "yes",
    };
    let (current, watcher) = watch::channel(None);
    let mut terminate = signal(SignalKind::terminate()).expect("SIGTERM can be handled");
    let run = peer.run_for_ever(&current);
    pin_mut!(run);
    tokio::select! {
        _ = &mut run => {}
        _ = read_each_second(watcher) => {}
        _ = terminate.recv() => {}
    }
    let last = current.borrow().clone();
    if let Some(session) = last {
        // CloseSession and CloseSecureChannel are sent by the event loop, so it has to go on meanwhile.
        let close = async {
            tokio::select! {
                _ = &mut run => {}
                _ = session.disconnect() => {}
            }
        };
        let _ = tokio::time::timeout(Duration::from_millis(500), close).await;
    }
    pki::remove(&pki);
}
