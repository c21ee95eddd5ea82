//! The partner's Authentication guide as the oracle: its request, its reply and its five errors, none of which we
//! made. (Its request says "Your PartnerId"; the fixture has a number there.)

use bindery_runtime::{Class, Kind, LocalClock};
use partners::papi3::{self, ResultCode, sso};

use super::fixtures;
use super::scripted_server::{Recorded, ScriptedServer, reply};
use super::seeded_faults::Oracle;

/// The guide's request.
pub(super) const REQUEST: &str = include_str!("../fixtures/guide/start_session_request.xml");
/// The guide's reply.
pub(super) const REPLY: &str = include_str!("../fixtures/guide/start_session_reply.xml");
/// What a sign-on must be: the guide's message, with the action that a public script sends.
pub(super) const ORACLE: Oracle = Oracle {
    message: REQUEST,
    action: "\"http://ensenta.com/ECPartnerDepositRequest/SingleSignon/PartnerSSORequest/IPartnerSSORequest/StartSession\"",
};

/// The guide's request, said with our types.
fn guide_call() -> (papi3::Device, sso::StartSessionRequest) {
    let device = papi3::Device {
        depositor_ip_address: "127.0.0.2".to_owned(),
        device_identifier: "B23CED0E".to_owned(),
        clock: LocalClock::reported("2020-08-24T11:21:56.603Z", "PST -08:00 America/Redwood_Shores")
            .expect("a time"),
    };
    let mut request = sso::StartSessionRequest::new("123123123", "John Smith", "johnsmith", "test@test.com");
    request.accounts.push(sso::Account::new("56789", "Checking", "0", "0"));
    for (name, value) in [
        ("ECPhoneType", "Android"),
        ("ECPhoneOS", "Android"),
        ("ECPhoneOsVersion", "Oreo 8.1"),
        ("ECPartnerVersion", "1.0"),
        ("ECAppDeviceMake", "Samsung"),
        ("ECAppDeviceModel", "Galaxy S9"),
    ] {
        request.account_holder_attributes.push(sso::Attribute::new(name, value));
    }
    (device, request)
}

/// Calls StartSession as the guide does, at a partner that answers with this body.
pub(super) async fn call(
    status: &'static str,
    body: String,
) -> (Recorded, bindery_runtime::Result<(papi3::Session, sso::StartSessionResult)>) {
    let server =
        ScriptedServer::start(move |_| reply(status, "text/xml; charset=utf-8", body.as_bytes())).await;
    let client = fixtures::papi3_as(&server, 8257);
    let (device, request) = guide_call();
    let outcome = client.start_session(&device, request).await;
    (server.requests().pop().expect("a request"), outcome)
}

#[tokio::test]
async fn our_request_is_the_guides() {
    let (request, outcome) = call("200 OK", REPLY.to_owned()).await;
    assert_eq!(ORACLE.mismatch(&request), None);
    let (session, _) = outcome.expect("the guide's reply is a success");
    let keys = session.keys().expect("keys");
    assert_eq!(keys.session_token.expose(), "237a6fbb-0e11-4ff9-8882-cb6887025c81");
    assert_eq!(keys.session_state_id.expose(), "00bd8318-9b36-4ff0-9efc-eb72bb5db793");
}

#[tokio::test]
async fn every_field_of_the_guides_reply_is_read() {
    let (_, outcome) = call("200 OK", REPLY.to_owned()).await;
    let (_, reply) = outcome.expect("a success");
    assert_eq!(reply.response_code.as_deref(), Some("00"));
    assert_eq!(reply.error_response_text.as_deref(), Some(""));
    assert_eq!(reply.localized_message_text.as_deref(), Some(""));
    let info = reply.session_info.expect("SessionInfo");
    let [account] = info.account_keys.as_slice() else {
        panic!("one account, not {}", info.account_keys.len())
    };
    assert_eq!(account.account_number_index, 0);
    assert_eq!(account.description.as_deref(), Some("Checking"));
    assert_eq!(account.tag.as_deref(), Some("0"));
    assert!(info.is_terms_acceptance_required);
    assert!(!info.is_intro_page_enabled);
    assert!(!info.is_help_enabled);
    assert_eq!((info.skin_code, info.start_page), (4, 3));
    assert_eq!(info.receipt_email.as_deref(), Some(""));
    assert!(!info.are_acct_permissions_enabled);
    let messages: Vec<(&str, &str)> = info
        .customizable_messages
        .iter()
        .map(|message| {
            (
                message.message_text_cd.as_deref().unwrap_or_default(),
                message.localized_text.as_deref().unwrap_or_default(),
            )
        })
        .collect();
    assert_eq!(
        messages,
        [
            ("ECP281", "You have 25 deposits left of your 25 daily transaction limit."),
            ("ECP282", "You have $10000.00 left of your $10000.00 business day deposit limit."),
            ("ECP288", "You have $10000.00 left of your $10000.00 deposit limit."),
        ]
    );
    let policy = info.issuer_policy.expect("IssuerPolicy");
    for (name, flag, value) in [
        ("IsPlainScannerAllowed", &policy.is_plain_scanner_allowed, "N"),
        ("IsCheckScannerAllowed", &policy.is_check_scanner_allowed, "N"),
        ("IsDepositDescrDisplayed", &policy.is_deposit_descr_displayed, "N"),
        ("IsMultChecksPerTxn", &policy.is_mult_checks_per_txn, "Y"),
        ("IsHistoryAllowed", &policy.is_history_allowed, "Y"),
        ("IsIntroEnabled", &policy.is_intro_enabled, "N"),
        ("IsHelpEnabled", &policy.is_help_enabled, "N"),
        ("IsBatchTotalAllowed", &policy.is_batch_total_allowed, "N"),
        ("IsDepositConfirmEnabled", &policy.is_deposit_confirm_enabled, "N"),
        ("IsMicrDisplayEnabled", &policy.is_micr_display_enabled, "N"),
        ("IsPlainScannerOptional", &policy.is_plain_scanner_optional, "N"),
        ("IsCheckScannerOptional", &policy.is_check_scanner_optional, "N"),
        ("IsDepositDescrOptional", &policy.is_deposit_descr_optional, "N"),
        ("IsMultChecksPerTxnOptional", &policy.is_mult_checks_per_txn_optional, "N"),
        ("IsIntroOptional", &policy.is_intro_optional, "N"),
        ("IsHelpOptional", &policy.is_help_optional, "N"),
        ("IsImageCaptureMethodOptional", &policy.is_image_capture_method_optional, "N"),
        ("IsBatchTotalOptional", &policy.is_batch_total_optional, "N"),
        ("IsDepositConfirmOptional", &policy.is_deposit_confirm_optional, "N"),
        ("IsMicrDisplayOptional", &policy.is_micr_display_optional, "N"),
        ("IsSettingsEnabled", &policy.is_settings_enabled, "N"),
        ("TerminalFirmwareMinVersion", &policy.terminal_firmware_min_version, ""),
        ("TerminalFirmwareMaxVersion", &policy.terminal_firmware_max_version, ""),
        ("TerminalConfigMinVersion", &policy.terminal_config_min_version, ""),
        ("TerminalConfigMaxVersion", &policy.terminal_config_max_version, ""),
    ] {
        assert_eq!(flag.as_deref(), Some(value), "{name}");
    }
    assert_eq!(policy.image_capture_method, -1);
    assert_eq!(policy.max_check_per_txn, 1);
    assert_eq!(policy.check_guarantee_method, 1);
    assert_eq!(policy.image_capture_timeout_seconds, 30);
    // Both are empty elements in the guide; what they may hold is not documented.
    for (name, methods) in [("ScanMethods", &policy.scan_methods), ("AlertMethods", &policy.alert_methods)] {
        let methods = methods.as_ref().unwrap_or_else(|| panic!("{name}"));
        assert_eq!((methods.text().as_str(), methods.elements().count()), ("", 0), "{name}");
    }
}

/// The guide prints the three result fields of each error; everything else is absent then.
#[tokio::test]
async fn the_guides_five_errors_map() {
    const SHOWN_E78: &str = "We're sorry, you have not been authorized to use this service. Please contact us for further information.";
    const SHOWN_E99: &str = "We're sorry, there was an unexpected error. Please attempt the deposit again.";
    const SUSPENDED: &str = "Your access has been suspended. Please contact your financial institution.";
    let cases = [
        (
            "E12",
            "No eligible account(s) found.",
            "No eligible account(s) found.",
            ResultCode::NoEligibleAccount,
            Class::Refusal,
        ),
        ("E77", SUSPENDED, SUSPENDED, ResultCode::AccessSuspended, Class::Refusal),
        (
            "E78",
            "You have not been authorized to use this service. Please contact your financial institution for further information.",
            SHOWN_E78,
            ResultCode::NotAuthorized,
            Class::Refusal,
        ),
        ("E500", "Invalid parameter. ", "SessionStateId", ResultCode::InvalidParameter, Class::Caller),
        ("E99", "Unexpected error", SHOWN_E99, ResultCode::UnexpectedError, Class::Unknown),
    ];
    for (code, log, shown, expected, class) in cases {
        let body = format!(
            "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><StartSessionResponse xmlns=\"http://ensenta.com/ECPartnerDepositRequest/SingleSignon/PartnerSSORequest\"><StartSessionResult>\
             <ResponseCode>{code}</ResponseCode>\n<ErrorResponseText>{log}</ErrorResponseText>\n<LocalizedMessageText>{shown}</LocalizedMessageText>\
             </StartSessionResult></StartSessionResponse></s:Body></s:Envelope>"
        );
        let error = call("200 OK", body).await.1.expect_err(code);
        assert_eq!(error.kind(), Kind::Refused, "{code}");
        assert_eq!(error.code(), Some(code));
        assert_eq!(ResultCode::of(&error), Some(expected.clone()));
        assert_eq!((expected.class(), error.class()), (class, Some(class)), "{code}");
        assert_eq!(expected.remedy(), error.remedy(), "{code}");
        assert_eq!(error.log_text().map(str::trim), Some(log.trim()), "{code}");
        if code == "E500" {
            assert_eq!(
                (error.parameter(), error.user_text()),
                (Some(shown), None),
                "{code} names a parameter"
            );
            assert!(error.is_session_gone(), "{code} names the session");
        } else {
            assert_eq!((error.user_text(), error.parameter()), (Some(shown), None), "{code}");
            assert!(!error.is_session_gone(), "{code}");
        }
        let line = error.to_string();
        assert!(line.contains("StartSession") && line.contains(code) && !line.contains('\n'), "{line}");
        if code != "E500" {
            // Our own remedy for E500 names the parameters that mean a dead session.
            assert!(!line.contains(shown) && !line.contains(log.trim()), "no text of the message in {line}");
        }
    }
}
