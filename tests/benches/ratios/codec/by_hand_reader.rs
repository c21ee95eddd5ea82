//! A reader as an expert writes it by hand on quick-xml: names matched without namespaces, no limits, no paths in errors.

use std::borrow::Cow;

use bytes::Bytes;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;
use quick_xml::reader::Reader;

use super::shapes::*;

type Xml<'a> = Reader<&'a [u8]>;

/// What went wrong, as little as a caller needs.
#[derive(Debug)]
pub(super) enum Error {
    Syntax,
    Value,
    Truncated,
}

impl From<quick_xml::Error> for Error {
    fn from(_: quick_xml::Error) -> Self {
        Self::Syntax
    }
}

type Result<T> = std::result::Result<T, Error>;

/// The reply to StartSession.
pub(super) fn reply(document: &str) -> Result<StartSessionResult> {
    message(
        document,
        &["Envelope", "Body", "StartSessionResponse", "StartSessionResult"],
        start_session_result,
    )
}

/// The deposit of a check.
pub(super) fn deposit(document: &str) -> Result<AddDepositItemRequest> {
    message(document, &["Envelope", "Body", "AddDepositItem", "request"], add_deposit_item_request)
}

fn message<T>(document: &str, path: &[&str], read: fn(&mut Xml<'_>) -> Result<T>) -> Result<T> {
    let mut reader = Reader::from_str(document);
    reader.config_mut().expand_empty_elements = true;
    for name in path {
        loop {
            match reader.read_event()? {
                Event::Start(start) if start.local_name().as_ref() == *name => break,
                Event::Eof => return Err(Error::Truncated),
                _ => {}
            }
        }
    }
    let value = read(&mut reader)?;
    while !matches!(reader.read_event()?, Event::Eof) {}
    Ok(value)
}

/// Hands the children of the open element to `child`, which says whether it took one.
fn children<'a>(
    reader: &mut Xml<'a>,
    mut child: impl FnMut(&mut Xml<'a>, &str) -> Result<bool>,
) -> Result<()> {
    loop {
        match reader.read_event()? {
            Event::Start(start) if child(reader, start.local_name().as_ref())? => {}
            Event::Start(start) => {
                reader.read_to_end(start.name())?;
            }
            Event::End(_) => return Ok(()),
            Event::Eof => return Err(Error::Truncated),
            _ => {}
        }
    }
}

fn list<T>(reader: &mut Xml<'_>, item: &str, read: fn(&mut Xml<'_>) -> Result<T>) -> Result<Vec<T>> {
    let mut items = Vec::new();
    children(reader, |reader, name| {
        let hit = name == item;
        if hit {
            items.push(read(reader)?);
        }
        Ok(hit)
    })?;
    Ok(items)
}

/// The text up to the end tag; borrowed where it is one piece.
fn text<'a>(reader: &mut Xml<'a>) -> Result<Cow<'a, str>> {
    let mut text = Cow::Borrowed("");
    loop {
        let piece = match reader.read_event()? {
            Event::Text(piece) => piece.xml10_content(),
            Event::CData(piece) => piece.xml10_content(),
            Event::GeneralRef(name) => match name.resolve_char_ref()? {
                Some(character) => Cow::Owned(character.to_string()),
                None => Cow::Borrowed(resolve_predefined_entity(&name).ok_or(Error::Value)?),
            },
            Event::End(_) => return Ok(text),
            Event::Comment(_) | Event::PI(_) => continue,
            Event::Eof => return Err(Error::Truncated),
            _ => return Err(Error::Value),
        };
        if text.is_empty() {
            text = piece;
        } else {
            text.to_mut().push_str(&piece);
        }
    }
}

fn text_owned(reader: &mut Xml<'_>) -> Result<String> {
    Ok(text(reader)?.into_owned())
}

fn some_text(reader: &mut Xml<'_>) -> Result<Option<String>> {
    text_owned(reader).map(Some)
}

fn number<T: std::str::FromStr>(reader: &mut Xml<'_>) -> Result<T> {
    text(reader)?.trim_ascii().parse().map_err(|_| Error::Value)
}

fn boolean(reader: &mut Xml<'_>) -> Result<bool> {
    match text(reader)?.trim_ascii() {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(Error::Value),
    }
}

fn image(reader: &mut Xml<'_>) -> Result<Bytes> {
    let text = text(reader)?;
    base64_simd::STANDARD.decode_to_vec(text.as_bytes()).map(Bytes::from).map_err(|_| Error::Value)
}

fn attribute(reader: &mut Xml<'_>) -> Result<Attribute> {
    let mut value = Attribute::default();
    children(reader, |reader, name| {
        match name {
            "Name" => value.name = text_owned(reader)?,
            "Value" => value.value = text_owned(reader)?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok(value)
}

fn add_deposit_item_request(reader: &mut Xml<'_>) -> Result<AddDepositItemRequest> {
    let mut value = AddDepositItemRequest::default();
    children(reader, |reader, name| {
        match name {
            "PartnerId" => value.partner_id = number(reader)?,
            "LanguageId" => value.language_id = number(reader)?,
            "DepositorIpAddress" => value.depositor_ip_address = text_owned(reader)?,
            "DeviceIdentifier" => value.device_identifier = text_owned(reader)?,
            "LocalDateTime" => value.local_date_time = text_owned(reader)?,
            "TimeZone" => value.time_zone = text_owned(reader)?,
            "Attributes" => {
                value.attributes = ArrayOfAttribute { attribute: list(reader, "Attribute", attribute)? }
            }
            "SessionStateId" => value.session_state_id = text_owned(reader)?,
            "SessionToken" => value.session_token = text_owned(reader)?,
            "DepositBatchId" => value.deposit_batch_id = text_owned(reader)?,
            "ItemNumber" => value.item_number = number(reader)?,
            "IsFirstItem" => value.is_first_item = boolean(reader)?,
            "TenderType" => value.tender_type = number(reader)?,
            "Micr" => value.micr = text_owned(reader)?,
            "Amount" => value.amount = number(reader)?,
            "CheckImageCategory" => value.check_image_category = number(reader)?,
            "ImagePreprocessState" => value.image_preprocess_state = number(reader)?,
            "FrontBase64Image" => value.front_base64_image = image(reader)?,
            "BackBase64Image" => value.back_base64_image = image(reader)?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok(value)
}

fn start_session_result(reader: &mut Xml<'_>) -> Result<StartSessionResult> {
    let mut value = StartSessionResult::default();
    children(reader, |reader, name| {
        match name {
            "ResponseCode" => value.response_code = some_text(reader)?,
            "ErrorResponseText" => value.error_response_text = some_text(reader)?,
            "LocalizedMessageText" => value.localized_message_text = some_text(reader)?,
            "SessionToken" => value.session_token = some_text(reader)?,
            "SessionStateId" => value.session_state_id = some_text(reader)?,
            "SessionInfo" => value.session_info = Some(session_info(reader)?),
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok(value)
}

fn session_info(reader: &mut Xml<'_>) -> Result<SessionInfo> {
    let mut value = SessionInfo::default();
    children(reader, |reader, name| {
        match name {
            "AccountKeys" => {
                let account_key = list(reader, "AccountKey", account_key)?;
                value.account_keys = Some(ArrayOfAccountKey { account_key });
            }
            "IsTermsAcceptanceRequired" => value.is_terms_acceptance_required = boolean(reader)?,
            "IsIntroPageEnabled" => value.is_intro_page_enabled = boolean(reader)?,
            "IsHelpEnabled" => value.is_help_enabled = boolean(reader)?,
            "SkinCode" => value.skin_code = number(reader)?,
            "StartPage" => value.start_page = number(reader)?,
            "ReceiptEmail" => value.receipt_email = some_text(reader)?,
            "CustomizableMessages" => {
                let customizable_message = list(reader, "CustomizableMessage", customizable_message)?;
                value.customizable_messages = Some(ArrayOfCustomizableMessage { customizable_message });
            }
            "AreAcctPermissionsEnabled" => value.are_acct_permissions_enabled = boolean(reader)?,
            "IssuerPolicy" => value.issuer_policy = Some(issuer_policy(reader)?),
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok(value)
}

fn account_key(reader: &mut Xml<'_>) -> Result<AccountKey> {
    let mut value = AccountKey::default();
    children(reader, |reader, name| {
        match name {
            "AccountNumberIndex" => value.account_number_index = number(reader)?,
            "Description" => value.description = some_text(reader)?,
            "Tag" => value.tag = some_text(reader)?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok(value)
}

fn customizable_message(reader: &mut Xml<'_>) -> Result<CustomizableMessage> {
    let mut value = CustomizableMessage::default();
    children(reader, |reader, name| {
        match name {
            "MessageTextCd" => value.message_text_cd = some_text(reader)?,
            "LocalizedText" => value.localized_text = some_text(reader)?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok(value)
}

fn issuer_policy(reader: &mut Xml<'_>) -> Result<IssuerPolicy> {
    let mut value = IssuerPolicy::default();
    children(reader, |reader, name| {
        match name {
            "IsPlainScannerAllowed" => value.is_plain_scanner_allowed = some_text(reader)?,
            "IsCheckScannerAllowed" => value.is_check_scanner_allowed = some_text(reader)?,
            "IsDepositDescrDisplayed" => value.is_deposit_descr_displayed = some_text(reader)?,
            "IsMultChecksPerTxn" => value.is_mult_checks_per_txn = some_text(reader)?,
            "IsHistoryAllowed" => value.is_history_allowed = some_text(reader)?,
            "IsIntroEnabled" => value.is_intro_enabled = some_text(reader)?,
            "IsHelpEnabled" => value.is_help_enabled = some_text(reader)?,
            "ImageCaptureMethod" => value.image_capture_method = number(reader)?,
            "IsBatchTotalAllowed" => value.is_batch_total_allowed = some_text(reader)?,
            "IsDepositConfirmEnabled" => value.is_deposit_confirm_enabled = some_text(reader)?,
            "IsMicrDisplayEnabled" => value.is_micr_display_enabled = some_text(reader)?,
            "IsPlainScannerOptional" => value.is_plain_scanner_optional = some_text(reader)?,
            "IsCheckScannerOptional" => value.is_check_scanner_optional = some_text(reader)?,
            "IsDepositDescrOptional" => value.is_deposit_descr_optional = some_text(reader)?,
            "IsMultChecksPerTxnOptional" => value.is_mult_checks_per_txn_optional = some_text(reader)?,
            "IsIntroOptional" => value.is_intro_optional = some_text(reader)?,
            "IsHelpOptional" => value.is_help_optional = some_text(reader)?,
            "IsImageCaptureMethodOptional" => value.is_image_capture_method_optional = some_text(reader)?,
            "IsBatchTotalOptional" => value.is_batch_total_optional = some_text(reader)?,
            "IsDepositConfirmOptional" => value.is_deposit_confirm_optional = some_text(reader)?,
            "IsMicrDisplayOptional" => value.is_micr_display_optional = some_text(reader)?,
            "MaxCheckPerTxn" => value.max_check_per_txn = number(reader)?,
            "IsSettingsEnabled" => value.is_settings_enabled = some_text(reader)?,
            "CheckGuaranteeMethod" => value.check_guarantee_method = number(reader)?,
            "ImageCaptureTimeoutSeconds" => value.image_capture_timeout_seconds = number(reader)?,
            "ScanMethods" => value.scan_methods = some_text(reader)?,
            "AlertMethods" => value.alert_methods = some_text(reader)?,
            "TerminalFirmwareMinVersion" => value.terminal_firmware_min_version = some_text(reader)?,
            "TerminalFirmwareMaxVersion" => value.terminal_firmware_max_version = some_text(reader)?,
            "TerminalConfigMinVersion" => value.terminal_config_min_version = some_text(reader)?,
            "TerminalConfigMaxVersion" => value.terminal_config_max_version = some_text(reader)?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok(value)
}
