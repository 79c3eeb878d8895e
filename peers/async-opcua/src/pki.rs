//! Certificates. async-opcua wants its own folder: own certificate and key, and one file per trusted certificate under a name
//! that it derives from the certificate. It trusts single certificates only, never what a trusted authority signed.

use std::{
    fs,
    path::{Path, PathBuf},
};

use opcua::crypto::CertificateStore;

const OWN: [(&str, &str); 5] = [
    ("own/certs/certificate.der", "own/private/private_key.pem"),
    ("own/cert.der", "private/private.pem"),
    ("own/certs/certificate.pem", "own/private/private_key.pem"),
    ("own/cert.der", "own/key.pem"),
    ("own/cert.pem", "own/key.pem"),
];

pub struct Pki {
    /// The folder to give to the stack.
    pub folder: PathBuf,
    /// Own certificate and key, when the given folder has them; the stack makes a pair otherwise.
    pub own: Option<(PathBuf, PathBuf)>,
    /// False when a folder was given: then only what is in its `trusted` is trusted.
    pub trust_unknown: bool,
}

/// Uses the certificates in `given` (node-opcua's layout, the stack's own, or `own/cert.der` with `own/key.pem`). What the
/// stack writes goes to a folder of this process, so that parallel runs do not meet.
pub fn prepare(given: Option<&str>) -> Pki {
    let folder = std::env::temp_dir().join(format!("reverse-hello-peer-async-opcua-{}", std::process::id()));
    let Some(given) = given.map(PathBuf::from) else {
        return Pki { folder, own: None, trust_unknown: true };
    };
    let own = OWN.iter().map(|(cert, key)| (given.join(cert), given.join(key))).find(|(cert, key)| cert.exists() && key.exists());
    let trusted = folder.join("trusted");
    let copied = fs::create_dir_all(&trusted).and_then(|()| {
        copy_trusted(&given.join("trusted"), &trusted)?;
        copy_trusted(&given.join("trusted/certs"), &trusted)
    });
    if let Err(error) = copied {
        eprintln!("pki {}: {error}", given.display());
    }
    let own = own.map(|(cert, key)| (fs::canonicalize(&cert).unwrap_or(cert), fs::canonicalize(&key).unwrap_or(key)));
    Pki { folder, own, trust_unknown: false }
}

/// Removes what `prepare` and the stack wrote.
pub fn remove(pki: &Pki) {
    let _ = fs::remove_dir_all(&pki.folder);
}

fn copy_trusted(from: &Path, to: &Path) -> std::io::Result<()> {
    if !from.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        if let Ok(certificate) = CertificateStore::read_cert(&path) {
            let der = certificate.to_der().map_err(|error| std::io::Error::other(format!("{error:?}")))?;
            fs::write(to.join(CertificateStore::cert_file_name(&certificate)), der)?;
        }
    }
    Ok(())
}
