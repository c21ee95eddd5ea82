//! Encrypted data in compact JWE form (RFC 7516), for both ends: the sandbox and the device that it is talked to from.
//!
//! Netspend names no algorithm; a key says its own in the member `alg`. Taken are RSA-OAEP and RSA-OAEP-256 with
//! AES-GCM, and nothing else: no `dir`, no PBES2, no `none`, no compression, no algorithm that is not the key's.
//!
//! Why this is written here, over primitives, and not taken from a library: josekit needs OpenSSL, a system library or
//! an hour of C; picky has only release candidates; jwt-simple encrypts claims and no other text, with BoringSSL by
//! default; biscuit has no RSA-OAEP. None of them takes its randomness from a seed, so that no run could be repeated
//! byte for byte. The primitives are RustCrypto's (`rsa`, `aes-gcm`, `sha1`, `sha2`), all of which the workspace has
//! already; what is left for us is five parts and their header, held against the vectors of RFC 7516.

mod algorithms;
mod compact;
mod keys;

pub use algorithms::{ContentEncryption, KeyAlgorithm};
pub(super) use compact::{decrypt, encrypt};
pub(super) use keys::{PrivateKey, PublicKey, public_keys};

/// Why an encrypted text cannot be made or read. It never says what is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JoseError {
    /// The text is no compact JWE: five parts of base64url, the first of them a JSON object.
    #[error("the encrypted text is no compact JWE of five parts")]
    Form,
    /// Header or key names an algorithm that is not taken.
    #[error("the encrypted text or the key names an algorithm that is not on the list")]
    Algorithm,
    /// The header asks for something beyond algorithm and key: compression, extensions.
    #[error("the header of the encrypted text asks for compression or an extension")]
    Header,
    /// The header's algorithm is not that of the key.
    #[error("the encrypted text was not made with the algorithm of its key")]
    Mismatch,
    /// The header names a key that is not there, or no key was given.
    #[error("the encrypted text is for a key that is not among these")]
    UnknownKey,
    /// A key is no RSA key of 2048 to 4096 bits for encryption, with `alg` and `kid`.
    #[error("a key is no RSA encryption key of 2048 to 4096 bits with `alg` and `kid`")]
    Key,
    /// What was encrypted was changed on its way, or was not encrypted for this key.
    #[error("the encrypted text cannot be decrypted with its key")]
    Decrypt,
    /// The plain text could not be encrypted.
    #[error("the plain text could not be encrypted")]
    Encrypt,
}

#[cfg(test)]
mod tests;
