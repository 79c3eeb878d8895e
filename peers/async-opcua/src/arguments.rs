//! The command line that every peer of this repository takes (peers/README.md): `--name value`, some names repeatable.

use std::net::{SocketAddr, ToSocketAddrs};

pub struct Arguments(Vec<(String, String)>);

impl Arguments {
    /// Reads the arguments of this process. An unknown name or a missing value ends it with code 2.
    pub fn read(known: &[&str]) -> Self {
        let mut found = Vec::new();
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            let name = word.strip_prefix("--").unwrap_or("");
            if !known.contains(&name) {
                fail(&format!("wrong usage: {word} is not one of --{}", known.join(" --")));
            }
            match words.next() {
                Some(value) => found.push((name.to_owned(), value)),
                None => fail(&format!("wrong usage: {word} needs a value")),
            }
        }
        Self(found)
    }

    /// Last value of `name`.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    pub fn get_or<'a>(&'a self, name: &str, default: &'a str) -> &'a str {
        self.get(name).unwrap_or(default)
    }

    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let name = name.to_owned();
        self.0.iter().filter(move |(n, _)| *n == name).map(|(_, value)| value.as_str())
    }

    pub fn number(&self, name: &str, default: u64) -> u64 {
        match self.get(name).map(str::parse) {
            None => default,
            Some(Ok(value)) => value,
            Some(Err(_)) => fail(&format!("wrong usage: --{name} needs a number")),
        }
    }
}

/// The address that an `opc.tcp://host:port/…` URL names; the stack wants it resolved.
pub fn address_of(url: &str) -> SocketAddr {
    let rest = url.strip_prefix("opc.tcp://").unwrap_or(url);
    let authority = rest.split('/').next().unwrap_or(rest);
    match authority.to_socket_addrs().ok().and_then(|mut all| all.next()) {
        Some(address) => address,
        None => fail(&format!("{url}: expected opc.tcp://HOST:PORT with a host that resolves")),
    }
}

/// The path of a URL, "/" when it has none.
pub fn path_of(url: &str) -> String {
    let rest = url.strip_prefix("opc.tcp://").unwrap_or(url);
    rest.find('/').map_or("/".to_owned(), |at| rest[at..].to_owned())
}

pub fn fail(message: &str) -> ! {
    eprintln!("{message}");
    std::process::exit(2)
}
