//! The vectors of RFC 7516, and what is refused.

use partners::netspend::types;
use rand::SeedableRng as _;
use rand::rngs::ChaCha8Rng;
use rsa::BoxedUint;
use serde_json::{Value, json};

use super::compact::{decode, encode};
use super::*;

/// RFC 7516, appendix A.1: the key, without what follows from its primes.
const MODULUS: &str = "oahUIoWw0K0usKNuOR6H4wkf4oBUXHTxRvgb48E-BVvxkeDNjbC4he8rUWcJoZmds2h7M70imEVhRU5djINXtqllXI4DFqcI1DgjT9LewND8MW2Krf3Spsk_ZkoFnilakGygTwpZ3uesH-PFABNIUYpOiN15dsQRkgr0vEhxN92i2asbOenSZeyaxziK72UwxrrKoExv6kc5twXTq4h-QChLOln0_mtUZwfsRaMStPs6mS6XrgxnxbWhojf663tuEQueGC-FCMfra36C9knDFGzKsNa7LZK2djYgyD3JR_MB_4NUJW_TqOQtwHYbxevoJArm-L5StowjzGy-_bq6Gw";
const PRIMES: [&str; 2] = [
    "1r52Xk46c-LsfB5P442p7atdPUrxQSy4mti_tZI3Mgf2EuFVbUoDBvaRQ-SWxkbkmoEzL7JXroSBjSrK3YIQgYdMgyAEPTPjXv_hI2_1eTSPVZfzL0lffNn03IXqWF5MDFuoUYE0hzb2vhrlN_rKrbfDIwUbTrjjgieRbwC6Cl0",
    "wLb35x7hmQWZsWJmB_vle87ihgZ19S8lBEROLIsZG4ayZVe9Hi9gDVCOBmUDdaDYVTSNx_8Fyw1YYa9XGrGnDew00J28cRUoeBB_jKI1oma0Orv1T9aXIWxKwd4gvxFImOWr3QRL9KEBRzk2RatUBnmDZJTIAfwTs0g68UZHvtc",
];
const TEXT: &str = "The true sign of intelligence is not knowledge but imagination.";
const COMPACT: &str = "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.OKOawDo13gRp2ojaHV7LFpZcgV7T6DVZKTyKOMTYUmKoTCVJRgckCL9kiMT03JGeipsEdY3mx_etLbbWSrFr05kLzcSr4qKAq7YN7e9jwQRb23nfa6c9d-StnImGyFDbSv04uVuxIp5Zms1gNxKKK2Da14B8S4rzVRltdYwam_lDp5XnZAYpQdb76FdIKLaVmqgfwX7XWRxv2322i-vDxRfqNzo_tETKzpVLzfiwQyeyPGLBIO56YJ7eObdv0je81860ppamavo35UgoRdbYaBcoh9QcfylQr66oc6vFWXRcZ_ZT2LawVCWTIy3brGPi6UklfCpIMfIjf7iGdXKHzg.48V1_ALb6US04U3b.5eym8TW_c8SuK0ltJ3rpYIzOeDQz7TALvtu6UG9oMo4vpzs9tX_EFShS8iB7j6jiSdiwkIr3ajwQzaBtQD_A.XFBoMYUZodetZdvTiFvSkQ";

fn random() -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(1)
}

fn key(id: &str, algorithm: KeyAlgorithm) -> PrivateKey {
    let number = |text: &str| BoxedUint::from_be_slice_vartime(&decode(text).unwrap());
    let [p, q] = PRIMES.map(number);
    PrivateKey::of(
        id.to_owned(),
        algorithm,
        rsa::PrivateKey::from_p_q(p, q, BoxedUint::from(65_537_u64)).unwrap(),
    )
}

/// The text with another header in front, which the tag does not hold for: it is judged before.
fn under(header: &Value) -> String {
    let (_, rest) = COMPACT.split_once('.').unwrap();
    format!("{}.{rest}", encode(header.to_string().as_bytes()))
}

#[test]
fn the_vector_of_the_standard_is_read() {
    let key = key("any", KeyAlgorithm::RsaOaep);
    assert_eq!(key.public().jwk().n.as_deref(), Some(MODULUS));
    assert_eq!(key.public().jwk().e.as_deref(), Some("AQAB"));
    assert_eq!(decrypt(&[&key], COMPACT, &mut random()).unwrap().as_slice(), TEXT.as_bytes());
}

#[test]
fn what_is_encrypted_by_each_algorithm_is_read_back_and_the_seed_repeats_it() {
    for algorithm in [KeyAlgorithm::RsaOaep, KeyAlgorithm::RsaOaep256] {
        for encryption in [ContentEncryption::A128Gcm, ContentEncryption::A256Gcm] {
            let (ours, other) = (key("ours", algorithm), key("other", algorithm));
            let public = PublicKey::read(&ours.public().jwk()).unwrap();
            for plain in ["", "{}", TEXT] {
                let text = encrypt(&public, encryption, plain.as_bytes(), &mut random()).unwrap();
                assert_eq!(text, encrypt(&public, encryption, plain.as_bytes(), &mut random()).unwrap());
                let read = decrypt(&[&other, &ours], &text, &mut random()).unwrap();
                assert_eq!(read.as_slice(), plain.as_bytes(), "{algorithm:?} {encryption:?}");
                assert_eq!(decrypt(&[&other], &text, &mut random()).unwrap_err(), JoseError::UnknownKey);
            }
        }
    }
}

#[test]
fn other_algorithms_compression_and_extensions_are_refused() {
    let key = key("ours", KeyAlgorithm::RsaOaep);
    for (header, error) in [
        (json!({ "alg": "none", "enc": "A256GCM" }), JoseError::Algorithm),
        (json!({ "alg": "dir", "enc": "A256GCM" }), JoseError::Algorithm),
        (json!({ "alg": "RSA1_5", "enc": "A256GCM" }), JoseError::Algorithm),
        (json!({ "alg": "PBES2-HS256+A128KW", "enc": "A256GCM", "p2c": 1_000_000 }), JoseError::Algorithm),
        (json!({ "alg": "rsa-oaep", "enc": "A256GCM" }), JoseError::Algorithm),
        (json!({ "alg": "RSA-OAEP", "enc": "A128CBC-HS256" }), JoseError::Algorithm),
        (json!({ "alg": "RSA-OAEP", "enc": "none" }), JoseError::Algorithm),
        (json!({ "alg": "RSA-OAEP-256", "enc": "A256GCM" }), JoseError::Mismatch),
        (json!({ "alg": "RSA-OAEP", "enc": "A256GCM", "zip": "DEF" }), JoseError::Header),
        (json!({ "alg": "RSA-OAEP", "enc": "A256GCM", "crit": ["exp"], "exp": 1 }), JoseError::Header),
        (json!({ "alg": "RSA-OAEP", "enc": "A256GCM", "jwk": {} }), JoseError::Header),
        (json!({ "alg": "RSA-OAEP", "enc": "A256GCM", "kid": 1 }), JoseError::Form),
        (json!({ "alg": "RSA-OAEP", "enc": "A256GCM", "kid": "another" }), JoseError::UnknownKey),
        (json!({ "alg": "RSA-OAEP", "enc": "A128GCM" }), JoseError::Decrypt),
        (json!({ "alg": "RSA-OAEP" }), JoseError::Form),
        (json!([]), JoseError::Form),
    ] {
        assert_eq!(decrypt(&[&key], &under(&header), &mut random()).unwrap_err(), error, "{header}");
    }
}

#[test]
fn a_text_that_was_changed_or_cut_is_refused() {
    let key = key("ours", KeyAlgorithm::RsaOaep);
    for part in 0..5 {
        let mut parts: Vec<String> = COMPACT.split('.').map(str::to_owned).collect();
        let first = if parts[part].starts_with('A') { "B" } else { "A" };
        parts[part].replace_range(0..1, first);
        assert!(decrypt(&[&key], &parts.join("."), &mut random()).is_err(), "part {part}");
        parts[part].clear();
        assert!(decrypt(&[&key], &parts.join("."), &mut random()).is_err(), "without part {part}");
    }
    for text in
        ["", "opaque", "a.b.c", "....", "a.b.c.d.e", &COMPACT[..COMPACT.len() - 4], &format!("{COMPACT}.x")]
    {
        assert_eq!(decrypt(&[&key], text, &mut random()).unwrap_err(), JoseError::Form);
    }
}

#[test]
fn a_key_must_say_what_it_is_for() {
    let good = key("ours", KeyAlgorithm::RsaOaep).public().jwk();
    let text = |text: &str| Some(text.to_owned());
    for (bad, error) in [
        (types::JsonWebKey { kty: text("EC"), ..good.clone() }, JoseError::Key),
        (types::JsonWebKey { use_: text("sig"), ..good.clone() }, JoseError::Key),
        (types::JsonWebKey { alg: None, ..good.clone() }, JoseError::Key),
        (types::JsonWebKey { alg: text("RSA1_5"), ..good.clone() }, JoseError::Algorithm),
        (types::JsonWebKey { kid: None, ..good.clone() }, JoseError::Key),
        (types::JsonWebKey { n: text("c2FuZGJveC1ub3QtYS1rZXk"), ..good.clone() }, JoseError::Key),
        (types::JsonWebKey { e: text("AA"), ..good.clone() }, JoseError::Key),
    ] {
        assert_eq!(PublicKey::read(&bad).err(), Some(error));
        assert_eq!(public_keys(std::slice::from_ref(&bad)).err(), Some(error));
        assert_eq!(public_keys(&[bad, good.clone()]).map(|keys| keys.len()), Ok(1));
    }
    assert_eq!(public_keys(&[]).err(), Some(JoseError::UnknownKey));
}
