//! What the two programs of this folder share: their command line, security names and certificate folders.

pub mod arguments;
pub mod pki;
pub mod security;
