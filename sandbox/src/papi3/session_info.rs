//! What PAPI3 says of a session beside its accounts: the values of the Authentication guide's example.

use partners::papi3::{deposit, sso};

use super::sessions::SessionFacts;

/// The two services have types of their own, equal but for the namespace, so the values stand once in a macro.
macro_rules! session_info {
    ($module:ident) => {
        /// The guide's example with these facts.
        pub(super) fn $module(facts: SessionFacts) -> $module::SessionInfo {
            let several_checks = if facts.takes_several_checks { "Y" } else { "N" };
            let (no, yes, empty) = (|| Some("N".to_owned()), || Some("Y".to_owned()), || Some(String::new()));
            $module::SessionInfo {
                account_keys: facts
                    .account_keys
                    .into_iter()
                    .map(|key| $module::AccountKey {
                        account_number_index: key.index,
                        description: Some(key.description),
                        tag: Some(key.tag),
                    })
                    .collect(),
                is_terms_acceptance_required: facts.terms_are_required,
                is_intro_page_enabled: false,
                is_help_enabled: false,
                skin_code: 4,
                start_page: 3,
                receipt_email: empty(),
                customizable_messages: facts
                    .limits
                    .map(|(code, text)| $module::CustomizableMessage {
                        message_text_cd: Some(code.to_owned()),
                        localized_text: Some(text),
                    })
                    .into(),
                are_acct_permissions_enabled: false,
                issuer_policy: Some($module::IssuerPolicy {
                    is_plain_scanner_allowed: no(),
                    is_check_scanner_allowed: no(),
                    is_deposit_descr_displayed: no(),
                    is_mult_checks_per_txn: Some(several_checks.to_owned()),
                    is_history_allowed: yes(),
                    is_intro_enabled: no(),
                    is_help_enabled: no(),
                    image_capture_method: -1,
                    is_batch_total_allowed: no(),
                    is_deposit_confirm_enabled: no(),
                    is_micr_display_enabled: no(),
                    is_plain_scanner_optional: no(),
                    is_check_scanner_optional: no(),
                    is_deposit_descr_optional: no(),
                    is_mult_checks_per_txn_optional: no(),
                    is_intro_optional: no(),
                    is_help_optional: no(),
                    is_image_capture_method_optional: no(),
                    is_batch_total_optional: no(),
                    is_deposit_confirm_optional: no(),
                    is_micr_display_optional: no(),
                    max_check_per_txn: 1,
                    is_settings_enabled: no(),
                    check_guarantee_method: 1,
                    image_capture_timeout_seconds: 30,
                    scan_methods: Some(Default::default()),
                    alert_methods: Some(Default::default()),
                    terminal_firmware_min_version: empty(),
                    terminal_firmware_max_version: empty(),
                    terminal_config_min_version: empty(),
                    terminal_config_max_version: empty(),
                }),
            }
        }
    };
}

session_info!(sso);
session_info!(deposit);
