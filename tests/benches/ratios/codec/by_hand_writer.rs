//! A writer as an expert writes it by hand on quick-xml: events in schema order, images past the escaper.

use std::io;

use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};
use quick_xml::writer::Writer;

use super::shapes::*;
use super::{DEPOSIT, SIGN_ON, SOAP};

/// As much as ours starts with.
const CAPACITY: usize = 1024;

type Xml = Writer<Vec<u8>>;
type Result = io::Result<()>;

/// The reply to StartSession.
pub(super) fn reply(value: &StartSessionResult) -> io::Result<Vec<u8>> {
    message("StartSessionResponse", SIGN_ON, |writer| {
        start_session_result(writer, "StartSessionResult", value)
    })
}

/// The request of StartSession.
pub(super) fn request(value: &StartSessionRequest) -> io::Result<Vec<u8>> {
    message("StartSession", SIGN_ON, |writer| start_session_request(writer, "request", value))
}

/// The deposit of a check.
pub(super) fn deposit(value: &AddDepositItemRequest) -> io::Result<Vec<u8>> {
    message("AddDepositItem", DEPOSIT, |writer| add_deposit_item_request(writer, "request", value))
}

fn message(
    operation: &str,
    namespace: &str,
    content: impl FnOnce(&mut Xml) -> Result,
) -> io::Result<Vec<u8>> {
    let mut writer = Writer::new(Vec::with_capacity(CAPACITY));
    writer.write_event(Event::Start(BytesStart::new("s:Envelope").with_attributes([("xmlns:s", SOAP)])))?;
    within(&mut writer, "s:Body", |writer| {
        writer
            .write_event(Event::Start(BytesStart::new(operation).with_attributes([("xmlns", namespace)])))?;
        content(writer)?;
        writer.write_event(Event::End(BytesEnd::new(operation)))
    })?;
    writer.write_event(Event::End(BytesEnd::new("s:Envelope")))?;
    Ok(writer.into_inner())
}

fn within(writer: &mut Xml, name: &str, content: impl FnOnce(&mut Xml) -> Result) -> Result {
    writer.write_event(Event::Start(BytesStart::new(name)))?;
    content(writer)?;
    writer.write_event(Event::End(BytesEnd::new(name)))
}

fn list<T>(
    writer: &mut Xml,
    name: &str,
    item: &str,
    items: &[T],
    write: fn(&mut Xml, &str, &T) -> Result,
) -> Result {
    within(writer, name, |writer| items.iter().try_for_each(|value| write(writer, item, value)))
}

fn text(writer: &mut Xml, name: &str, value: &str) -> Result {
    if value.is_empty() {
        return writer.write_event(Event::Empty(BytesStart::new(name)));
    }
    within(writer, name, |writer| writer.write_event(Event::Text(BytesText::new(value))))
}

#[allow(clippy::ptr_arg)] // an item of `list`, which hands out what the vector holds
fn text_of(writer: &mut Xml, name: &str, value: &String) -> Result {
    text(writer, name, value)
}

fn optional(writer: &mut Xml, name: &str, value: Option<&str>) -> Result {
    value.map_or(Ok(()), |value| text(writer, name, value))
}

/// Digits need no escaping.
fn number(writer: &mut Xml, name: &str, value: impl ToString) -> Result {
    within(writer, name, |writer| writer.write_event(Event::Text(BytesText::from_escaped(value.to_string()))))
}

/// Neither does base64: it is encoded in place.
fn image(writer: &mut Xml, name: &str, value: &[u8]) -> Result {
    within(writer, name, |writer| {
        base64_simd::STANDARD.encode_append(value, writer.get_mut());
        Ok(())
    })
}

fn start_session_request(writer: &mut Xml, name: &str, value: &StartSessionRequest) -> Result {
    within(writer, name, |writer| {
        number(writer, "PartnerId", value.partner_id)?;
        number(writer, "LanguageId", value.language_id)?;
        text(writer, "DepositorIpAddress", &value.depositor_ip_address)?;
        text(writer, "DeviceIdentifier", &value.device_identifier)?;
        text(writer, "LocalDateTime", &value.local_date_time)?;
        text(writer, "TimeZone", &value.time_zone)?;
        list(writer, "Attributes", "Attribute", &value.attributes.attribute, attribute)?;
        text(writer, "AccountHolderNumber", &value.account_holder_number)?;
        text(writer, "AccountHolderName", &value.account_holder_name)?;
        text(writer, "Username", &value.username)?;
        text(writer, "Email", &value.email)?;
        list(writer, "Accounts", "Account", &value.accounts.account, account)?;
        list(
            writer,
            "AccountHolderAttributes",
            "Attribute",
            &value.account_holder_attributes.attribute,
            attribute,
        )?;
        Ok(())
    })
}

fn attribute(writer: &mut Xml, name: &str, value: &Attribute) -> Result {
    within(writer, name, |writer| {
        text(writer, "Name", &value.name)?;
        text(writer, "Value", &value.value)?;
        Ok(())
    })
}

fn account(writer: &mut Xml, name: &str, value: &Account) -> Result {
    within(writer, name, |writer| {
        text(writer, "AccountNumber", &value.account_number)?;
        text(writer, "Description", &value.description)?;
        text(writer, "AccountTypeCode", &value.account_type_code)?;
        list(writer, "JointAccountHolderNames", "string", &value.joint_account_holder_names.string, text_of)?;
        text(writer, "Tag", &value.tag)?;
        Ok(())
    })
}

fn add_deposit_item_request(writer: &mut Xml, name: &str, value: &AddDepositItemRequest) -> Result {
    within(writer, name, |writer| {
        number(writer, "PartnerId", value.partner_id)?;
        number(writer, "LanguageId", value.language_id)?;
        text(writer, "DepositorIpAddress", &value.depositor_ip_address)?;
        text(writer, "DeviceIdentifier", &value.device_identifier)?;
        text(writer, "LocalDateTime", &value.local_date_time)?;
        text(writer, "TimeZone", &value.time_zone)?;
        list(writer, "Attributes", "Attribute", &value.attributes.attribute, attribute)?;
        text(writer, "SessionStateId", &value.session_state_id)?;
        text(writer, "SessionToken", &value.session_token)?;
        text(writer, "DepositBatchId", &value.deposit_batch_id)?;
        number(writer, "ItemNumber", value.item_number)?;
        text(writer, "IsFirstItem", if value.is_first_item { "true" } else { "false" })?;
        number(writer, "TenderType", value.tender_type)?;
        text(writer, "Micr", &value.micr)?;
        number(writer, "Amount", value.amount)?;
        number(writer, "CheckImageCategory", value.check_image_category)?;
        number(writer, "ImagePreprocessState", value.image_preprocess_state)?;
        image(writer, "FrontBase64Image", &value.front_base64_image)?;
        image(writer, "BackBase64Image", &value.back_base64_image)?;
        Ok(())
    })
}

fn start_session_result(writer: &mut Xml, name: &str, value: &StartSessionResult) -> Result {
    within(writer, name, |writer| {
        optional(writer, "ResponseCode", value.response_code.as_deref())?;
        optional(writer, "ErrorResponseText", value.error_response_text.as_deref())?;
        optional(writer, "LocalizedMessageText", value.localized_message_text.as_deref())?;
        optional(writer, "SessionToken", value.session_token.as_deref())?;
        optional(writer, "SessionStateId", value.session_state_id.as_deref())?;
        if let Some(inner) = &value.session_info {
            session_info(writer, "SessionInfo", inner)?;
        }
        Ok(())
    })
}

fn session_info(writer: &mut Xml, name: &str, value: &SessionInfo) -> Result {
    within(writer, name, |writer| {
        if let Some(list_value) = &value.account_keys {
            list(writer, "AccountKeys", "AccountKey", &list_value.account_key, account_key)?;
        }
        text(
            writer,
            "IsTermsAcceptanceRequired",
            if value.is_terms_acceptance_required { "true" } else { "false" },
        )?;
        text(writer, "IsIntroPageEnabled", if value.is_intro_page_enabled { "true" } else { "false" })?;
        text(writer, "IsHelpEnabled", if value.is_help_enabled { "true" } else { "false" })?;
        number(writer, "SkinCode", value.skin_code)?;
        number(writer, "StartPage", value.start_page)?;
        optional(writer, "ReceiptEmail", value.receipt_email.as_deref())?;
        if let Some(list_value) = &value.customizable_messages {
            list(
                writer,
                "CustomizableMessages",
                "CustomizableMessage",
                &list_value.customizable_message,
                customizable_message,
            )?;
        }
        text(
            writer,
            "AreAcctPermissionsEnabled",
            if value.are_acct_permissions_enabled { "true" } else { "false" },
        )?;
        if let Some(inner) = &value.issuer_policy {
            issuer_policy(writer, "IssuerPolicy", inner)?;
        }
        Ok(())
    })
}

fn account_key(writer: &mut Xml, name: &str, value: &AccountKey) -> Result {
    within(writer, name, |writer| {
        number(writer, "AccountNumberIndex", value.account_number_index)?;
        optional(writer, "Description", value.description.as_deref())?;
        optional(writer, "Tag", value.tag.as_deref())?;
        Ok(())
    })
}

fn customizable_message(writer: &mut Xml, name: &str, value: &CustomizableMessage) -> Result {
    within(writer, name, |writer| {
        optional(writer, "MessageTextCd", value.message_text_cd.as_deref())?;
        optional(writer, "LocalizedText", value.localized_text.as_deref())?;
        Ok(())
    })
}

fn issuer_policy(writer: &mut Xml, name: &str, value: &IssuerPolicy) -> Result {
    within(writer, name, |writer| {
        optional(writer, "IsPlainScannerAllowed", value.is_plain_scanner_allowed.as_deref())?;
        optional(writer, "IsCheckScannerAllowed", value.is_check_scanner_allowed.as_deref())?;
        optional(writer, "IsDepositDescrDisplayed", value.is_deposit_descr_displayed.as_deref())?;
        optional(writer, "IsMultChecksPerTxn", value.is_mult_checks_per_txn.as_deref())?;
        optional(writer, "IsHistoryAllowed", value.is_history_allowed.as_deref())?;
        optional(writer, "IsIntroEnabled", value.is_intro_enabled.as_deref())?;
        optional(writer, "IsHelpEnabled", value.is_help_enabled.as_deref())?;
        number(writer, "ImageCaptureMethod", value.image_capture_method)?;
        optional(writer, "IsBatchTotalAllowed", value.is_batch_total_allowed.as_deref())?;
        optional(writer, "IsDepositConfirmEnabled", value.is_deposit_confirm_enabled.as_deref())?;
        optional(writer, "IsMicrDisplayEnabled", value.is_micr_display_enabled.as_deref())?;
        optional(writer, "IsPlainScannerOptional", value.is_plain_scanner_optional.as_deref())?;
        optional(writer, "IsCheckScannerOptional", value.is_check_scanner_optional.as_deref())?;
        optional(writer, "IsDepositDescrOptional", value.is_deposit_descr_optional.as_deref())?;
        optional(writer, "IsMultChecksPerTxnOptional", value.is_mult_checks_per_txn_optional.as_deref())?;
        optional(writer, "IsIntroOptional", value.is_intro_optional.as_deref())?;
        optional(writer, "IsHelpOptional", value.is_help_optional.as_deref())?;
        optional(writer, "IsImageCaptureMethodOptional", value.is_image_capture_method_optional.as_deref())?;
        optional(writer, "IsBatchTotalOptional", value.is_batch_total_optional.as_deref())?;
        optional(writer, "IsDepositConfirmOptional", value.is_deposit_confirm_optional.as_deref())?;
        optional(writer, "IsMicrDisplayOptional", value.is_micr_display_optional.as_deref())?;
        number(writer, "MaxCheckPerTxn", value.max_check_per_txn)?;
        optional(writer, "IsSettingsEnabled", value.is_settings_enabled.as_deref())?;
        number(writer, "CheckGuaranteeMethod", value.check_guarantee_method)?;
        number(writer, "ImageCaptureTimeoutSeconds", value.image_capture_timeout_seconds)?;
        optional(writer, "ScanMethods", value.scan_methods.as_deref())?;
        optional(writer, "AlertMethods", value.alert_methods.as_deref())?;
        optional(writer, "TerminalFirmwareMinVersion", value.terminal_firmware_min_version.as_deref())?;
        optional(writer, "TerminalFirmwareMaxVersion", value.terminal_firmware_max_version.as_deref())?;
        optional(writer, "TerminalConfigMinVersion", value.terminal_config_min_version.as_deref())?;
        optional(writer, "TerminalConfigMaxVersion", value.terminal_config_max_version.as_deref())?;
        Ok(())
    })
}
