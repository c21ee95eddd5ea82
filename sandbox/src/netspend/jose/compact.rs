//! The five parts of a compact JWE: header, encrypted key, nonce, cipher text, tag.

use aes_gcm::aead::Payload;
use base64_simd::URL_SAFE_NO_PAD;
use rand::RngExt as _;
use rand::rngs::ChaCha8Rng;
use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

use super::{ContentEncryption, JoseError, KeyAlgorithm, PrivateKey, PublicKey};

/// GCM's tag.
const TAG: usize = 16;

pub(super) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode_to_string(bytes)
}

pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode_to_vec(text).ok()
}

/// Encrypts for a key, by the key's own algorithm.
pub(in super::super) fn encrypt(
    key: &PublicKey,
    encryption: ContentEncryption,
    plain: &[u8],
    random: &mut ChaCha8Rng,
) -> Result<String, JoseError> {
    let mut content_key = Zeroizing::new(vec![0; encryption.key_length()]);
    random.fill(&mut content_key[..]);
    let nonce: [u8; 12] = random.random();
    let header = json!({ "alg": key.algorithm.name(), "enc": encryption.name(), "kid": key.id });
    let header = encode(header.to_string().as_bytes());
    let encrypted_key = key.algorithm.encrypt(&key.rsa, &content_key, random)?;
    let sealed = encryption.seal(&content_key, &nonce, Payload { msg: plain, aad: header.as_bytes() })?;
    let (text, tag) = sealed.split_at(sealed.len() - TAG);
    let parts = [header, encode(&encrypted_key), encode(&nonce), encode(text), encode(tag)];
    Ok(parts.join("."))
}

/// Decrypts with the key that the header names; without a name, with the only one there is.
pub(in super::super) fn decrypt(
    keys: &[&PrivateKey],
    text: &str,
    random: &mut ChaCha8Rng,
) -> Result<Zeroizing<Vec<u8>>, JoseError> {
    let parts: Vec<&str> = text.split('.').collect();
    let [header, encrypted_key, nonce, cipher_text, tag] = parts[..] else { return Err(JoseError::Form) };
    let part = |part: &str| decode(part).ok_or(JoseError::Form);
    let (algorithm, encryption, id) = read(&part(header)?)?;
    let key = match id {
        Some(id) => keys.iter().find(|key| key.public().id == id),
        None => keys.first().filter(|_| keys.len() == 1),
    };
    let key = key.ok_or(JoseError::UnknownKey)?;
    if key.public().algorithm != algorithm {
        return Err(JoseError::Mismatch);
    }
    let nonce: [u8; 12] = part(nonce)?.try_into().map_err(|_| JoseError::Form)?;
    let tag: [u8; TAG] = part(tag)?.try_into().map_err(|_| JoseError::Form)?;
    let content_key = Zeroizing::new(algorithm.decrypt(&key.rsa, &part(encrypted_key)?, random)?);
    let mut sealed = part(cipher_text)?;
    sealed.extend_from_slice(&tag);
    let payload = Payload { msg: &sealed, aad: header.as_bytes() };
    encryption.open(&content_key, &nonce, payload).map(Zeroizing::new)
}

/// What a header may say: two algorithms, the key's id, and the kind of the content.
fn read(header: &[u8]) -> Result<(KeyAlgorithm, ContentEncryption, Option<String>), JoseError> {
    let members: Map<String, Value> = serde_json::from_slice(header).map_err(|_| JoseError::Form)?;
    let text = |name: &str| members.get(name).and_then(Value::as_str);
    let algorithm = KeyAlgorithm::named(text("alg").ok_or(JoseError::Form)?)?;
    let encryption = ContentEncryption::named(text("enc").ok_or(JoseError::Form)?)?;
    if members.keys().any(|name| !matches!(&**name, "alg" | "enc" | "kid" | "typ" | "cty")) {
        return Err(JoseError::Header);
    }
    let id = match members.get("kid") {
        None => None,
        Some(id) => Some(id.as_str().ok_or(JoseError::Form)?.to_owned()),
    };
    Ok((algorithm, encryption, id))
}
