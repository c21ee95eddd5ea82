//! PAPI3's result codes, one by one: name, class, and whether the text beside them is for the end user.

use bindery_runtime::{Class, Error, UserText};
use partners::papi3::{ResultCode, deposit};

use super::fixtures::{self, BATCH};
use super::scripted_server::{ScriptedServer, reply};

const TEXT: &str = "A fake text.";

/// Asks for terms, or posts a batch, at a partner that answers with this code.
async fn answered(code: &'static str, post: bool) -> Result<(), Error> {
    let operation = if post { "PostDepositBatch" } else { "GetTerms" };
    let body = format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><{operation}Response xmlns=\"http://ensenta.com/ECPartnerDepositRequest\"><{operation}Result><ResponseCode>{code}</ResponseCode><ErrorResponseText>For logs.</ErrorResponseText><LocalizedMessageText>{TEXT}</LocalizedMessageText></{operation}Result></{operation}Response></s:Body></s:Envelope>"
    );
    let server =
        ScriptedServer::start(move |_| reply("200 OK", "text/xml; charset=utf-8", body.as_bytes())).await;
    let session = fixtures::papi3_session(&fixtures::papi3(&server));
    if post {
        session.post_deposit_batch(deposit::PostDepositBatchRequest::new(BATCH)).await.map(drop)
    } else {
        session.get_terms(deposit::GetTermsRequest::default()).await.map(drop)
    }
}

#[tokio::test]
async fn each_code_has_a_name_a_class_a_remedy_and_a_use_for_its_text() {
    for (wire, code, name, class, text) in [
        ("E12", ResultCode::NoEligibleAccount, "NoEligibleAccount", Class::Refusal, UserText::Show),
        (
            "E35",
            ResultCode::MultipleChecksNotEnabled,
            "MultipleChecksNotEnabled",
            Class::Refusal,
            UserText::Show,
        ),
        ("E51", ResultCode::SessionTimeout, "SessionTimeout", Class::Session, UserText::Show),
        ("E77", ResultCode::AccessSuspended, "AccessSuspended", Class::Refusal, UserText::Show),
        ("E78", ResultCode::NotAuthorized, "NotAuthorized", Class::Refusal, UserText::Show),
        (
            "E97",
            ResultCode::InstitutionOutOfService,
            "InstitutionOutOfService",
            Class::Temporary,
            UserText::Show,
        ),
        ("E99", ResultCode::UnexpectedError, "UnexpectedError", Class::Unknown, UserText::Show),
        ("E500", ResultCode::InvalidParameter, "InvalidParameter", Class::Caller, UserText::Parameter),
        ("E4711", ResultCode::Other("E4711".to_owned()), "", Class::Unknown, UserText::Show),
    ] {
        assert_eq!((code.as_str(), code.name(), code.class(), code.user_text()), (wire, name, class, text));
        assert_eq!(code.remedy().is_empty(), name.is_empty(), "{wire}");
        let error = answered(wire, false).await.expect_err(wire);
        assert_eq!((ResultCode::of(&error), error.class()), (Some(code), Some(class)));
        let shown = error.user_text();
        assert_eq!(
            (shown == Some(TEXT), shown.is_some()),
            (text == UserText::Show, text == UserText::Show),
            "{wire}"
        );
        assert_eq!(error.parameter().is_some(), text == UserText::Parameter, "{wire}");
        assert_eq!(error.log_text(), Some("For logs."));
    }
    assert_eq!((ResultCode::Success.name(), ResultCode::Success.class()), ("Success", Class::Success));
}

#[tokio::test]
async fn codes_are_trimmed_and_compared_as_they_are() {
    answered("00", false).await.expect("success");
    answered(" \n00\t", false).await.expect("success, with blanks around it");
    for (wire, read) in
        [("0", "0"), ("000", "000"), ("0 0", "0 0"), ("OK", "OK"), (" E51\n", "E51"), ("e51", "e51")]
    {
        let error = answered(wire, false).await.expect_err(wire);
        assert_eq!((error.code(), error.is_session_gone()), (Some(read), read == "E51"), "{wire}");
    }
    // The codes of single items are read by the same rules.
    let status = |code: &str| deposit::UpdateDepositItemStatus {
        item_number: 1,
        response_code: Some(code.to_owned()),
    };
    for (wire, code) in [
        ("00 ", ResultCode::Success),
        ("0", ResultCode::Other("0".to_owned())),
        (" E500", ResultCode::InvalidParameter),
        ("E99", ResultCode::UnexpectedError),
    ] {
        let item = status(wire);
        assert_eq!(item.response_code.as_deref().map(ResultCode::from_code), Some(code));
    }
}

/// The partner's text for E99 asks for the deposit to be attempted again.
#[tokio::test]
async fn after_a_post_the_text_of_e99_is_not_for_the_end_user() {
    let error = answered("E99", true).await.expect_err("E99");
    assert_eq!((error.code(), error.user_text()), (Some("E99"), None));
    assert_eq!(error.log_text(), Some("For logs."));
    assert!(error.remedy().contains("never make the deposit again before"), "{error}");
    assert_eq!(answered("E12", true).await.expect_err("E12").user_text(), Some(TEXT));
}
