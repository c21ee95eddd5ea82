//! The messages as plain structs: what the hand-written contender and the one with serde have in common.

use bytes::Bytes;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct StartSessionRequest {
    pub(super) partner_id: i32,
    pub(super) language_id: i32,
    pub(super) depositor_ip_address: String,
    pub(super) device_identifier: String,
    pub(super) local_date_time: String,
    pub(super) time_zone: String,
    pub(super) attributes: ArrayOfAttribute,
    pub(super) account_holder_number: String,
    pub(super) account_holder_name: String,
    pub(super) username: String,
    pub(super) email: String,
    pub(super) accounts: ArrayOfAccount,
    pub(super) account_holder_attributes: ArrayOfAttribute,
}

#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Attribute {
    pub(super) name: String,
    pub(super) value: String,
}

#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Account {
    pub(super) account_number: String,
    pub(super) description: String,
    pub(super) account_type_code: String,
    pub(super) joint_account_holder_names: ArrayOfString,
    pub(super) tag: String,
}

#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct AddDepositItemRequest {
    pub(super) partner_id: i32,
    pub(super) language_id: i32,
    pub(super) depositor_ip_address: String,
    pub(super) device_identifier: String,
    pub(super) local_date_time: String,
    pub(super) time_zone: String,
    pub(super) attributes: ArrayOfAttribute,
    pub(super) session_state_id: String,
    pub(super) session_token: String,
    pub(super) deposit_batch_id: String,
    pub(super) item_number: i32,
    pub(super) is_first_item: bool,
    pub(super) tender_type: i32,
    pub(super) micr: String,
    #[serde(with = "rust_decimal::serde::str")]
    pub(super) amount: Decimal,
    pub(super) check_image_category: i32,
    pub(super) image_preprocess_state: i32,
    #[serde(with = "super::base64_text")]
    pub(super) front_base64_image: Bytes,
    #[serde(with = "super::base64_text")]
    pub(super) back_base64_image: Bytes,
}

#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct StartSessionResult {
    pub(super) response_code: Option<String>,
    pub(super) error_response_text: Option<String>,
    pub(super) localized_message_text: Option<String>,
    pub(super) session_token: Option<String>,
    pub(super) session_state_id: Option<String>,
    pub(super) session_info: Option<SessionInfo>,
}

#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct SessionInfo {
    pub(super) account_keys: Option<ArrayOfAccountKey>,
    pub(super) is_terms_acceptance_required: bool,
    pub(super) is_intro_page_enabled: bool,
    pub(super) is_help_enabled: bool,
    pub(super) skin_code: i32,
    pub(super) start_page: i32,
    pub(super) receipt_email: Option<String>,
    pub(super) customizable_messages: Option<ArrayOfCustomizableMessage>,
    pub(super) are_acct_permissions_enabled: bool,
    pub(super) issuer_policy: Option<IssuerPolicy>,
}

#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct AccountKey {
    pub(super) account_number_index: i32,
    pub(super) description: Option<String>,
    pub(super) tag: Option<String>,
}

#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct CustomizableMessage {
    pub(super) message_text_cd: Option<String>,
    pub(super) localized_text: Option<String>,
}

#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct IssuerPolicy {
    pub(super) is_plain_scanner_allowed: Option<String>,
    pub(super) is_check_scanner_allowed: Option<String>,
    pub(super) is_deposit_descr_displayed: Option<String>,
    pub(super) is_mult_checks_per_txn: Option<String>,
    pub(super) is_history_allowed: Option<String>,
    pub(super) is_intro_enabled: Option<String>,
    pub(super) is_help_enabled: Option<String>,
    pub(super) image_capture_method: i32,
    pub(super) is_batch_total_allowed: Option<String>,
    pub(super) is_deposit_confirm_enabled: Option<String>,
    pub(super) is_micr_display_enabled: Option<String>,
    pub(super) is_plain_scanner_optional: Option<String>,
    pub(super) is_check_scanner_optional: Option<String>,
    pub(super) is_deposit_descr_optional: Option<String>,
    pub(super) is_mult_checks_per_txn_optional: Option<String>,
    pub(super) is_intro_optional: Option<String>,
    pub(super) is_help_optional: Option<String>,
    pub(super) is_image_capture_method_optional: Option<String>,
    pub(super) is_batch_total_optional: Option<String>,
    pub(super) is_deposit_confirm_optional: Option<String>,
    pub(super) is_micr_display_optional: Option<String>,
    pub(super) max_check_per_txn: i32,
    pub(super) is_settings_enabled: Option<String>,
    pub(super) check_guarantee_method: i32,
    pub(super) image_capture_timeout_seconds: i32,
    pub(super) scan_methods: Option<String>,
    pub(super) alert_methods: Option<String>,
    pub(super) terminal_firmware_min_version: Option<String>,
    pub(super) terminal_firmware_max_version: Option<String>,
    pub(super) terminal_config_min_version: Option<String>,
    pub(super) terminal_config_max_version: Option<String>,
}

#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ArrayOfAttribute {
    #[serde(default)]
    pub(super) attribute: Vec<Attribute>,
}

#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ArrayOfAccount {
    #[serde(default)]
    pub(super) account: Vec<Account>,
}

#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
pub(super) struct ArrayOfString {
    #[serde(default)]
    pub(super) string: Vec<String>,
}

#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ArrayOfAccountKey {
    #[serde(default)]
    pub(super) account_key: Vec<AccountKey>,
}

#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ArrayOfCustomizableMessage {
    #[serde(default)]
    pub(super) customizable_message: Vec<CustomizableMessage>,
}
