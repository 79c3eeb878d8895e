//! Names of security policies and modes as the command line gives them.

use std::str::FromStr;

use opcua::{crypto::SecurityPolicy, types::MessageSecurityMode};

use crate::arguments::fail;

const POLICIES: [&str; 4] = ["Basic256Sha256", "Aes128-Sha256-RsaOaep", "Aes256-Sha256-RsaPss", "Basic256"];

/// "none", "Basic256Sha256" or "Aes128_Sha256_RsaOaep:Sign"; case and underscores do not matter, SignAndEncrypt unless named.
pub fn parse_security(text: &str) -> (SecurityPolicy, MessageSecurityMode) {
    let (policy, mode) = text.split_once(':').unwrap_or((text, ""));
    let policy = policy.replace('_', "-");
    if policy.eq_ignore_ascii_case("none") {
        return (SecurityPolicy::None, MessageSecurityMode::None);
    }
    let name = POLICIES.iter().find(|name| name.eq_ignore_ascii_case(&policy));
    let mode = if mode.eq_ignore_ascii_case("sign") {
        MessageSecurityMode::Sign
    } else {
        MessageSecurityMode::SignAndEncrypt
    };
    match name.and_then(|name| SecurityPolicy::from_str(name).ok()) {
        Some(policy) => (policy, mode),
        None => fail(&format!("--security: \"{text}\" is not known; give none or POLICY[:MODE] with POLICY of {POLICIES:?}")),
    }
}
