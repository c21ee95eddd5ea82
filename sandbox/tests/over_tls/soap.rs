//! PAPI3's envelopes as a client writes them that has none of our bindings.

use bindery_sandbox::{Identity, Papi3Access, Sandbox};

use crate::raw::{Reply, send};

pub(crate) const SSO: &str = "http://ensenta.com/ECPartnerDepositRequest/SingleSignon/PartnerSSORequest";
const DEPOSIT: &str = "http://ensenta.com/ECPartnerDepositRequest";

/// The elements that begin every request, the language as given.
fn head(partner_id: i32, language: u8) -> String {
    format!(
        "<PartnerId>{partner_id}</PartnerId><LanguageId>{language}</LanguageId>\
         <DepositorIpAddress>192.0.2.1</DepositorIpAddress><DeviceIdentifier>B23CED0E</DeviceIdentifier>\
         <LocalDateTime>2020-08-24T11:21:56.603Z</LocalDateTime>\
         <TimeZone>PST -08:00 America/Redwood_Shores</TimeZone>\
         <Attributes><Attribute><Name></Name><Value></Value></Attribute></Attributes>"
    )
}

pub(crate) fn envelope(namespace: &str, operation: &str, request: &str) -> String {
    format!(
        "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns=\"{namespace}\">\n\
         <soapenv:Header/>\n<soapenv:Body>\n<{operation}>\n<request>{request}</request>\n</{operation}>\n\
         </soapenv:Body>\n</soapenv:Envelope>"
    )
}

pub(crate) const ACCOUNTS: &str = "<Account><AccountNumber>56789</AccountNumber><Description>Checking</Description>\
     <AccountTypeCode>0</AccountTypeCode><JointAccountHolderNames></JointAccountHolderNames><Tag>0</Tag></Account>\
     <Account><AccountNumber>98765</AccountNumber><Description>Savings</Description>\
     <AccountTypeCode>0</AccountTypeCode><JointAccountHolderNames><string>Jane Smith</string>\
     </JointAccountHolderNames><Tag>second</Tag></Account>";

/// StartSession.
pub(crate) fn start(partner_id: i32, holder: &str, accounts: &str) -> String {
    let head = head(partner_id, 9);
    let request = format!(
        "{head}<AccountHolderNumber>{holder}</AccountHolderNumber><AccountHolderName>John Smith</AccountHolderName>\
         <Username>johnsmith</Username><Email>test@example.com</Email><Accounts>{accounts}</Accounts>\
         <AccountHolderAttributes><Attribute><Name>ECPhoneType</Name><Value>Android</Value></Attribute>\
         </AccountHolderAttributes>"
    );
    envelope(SSO, "StartSession", &request)
}

/// A request of a session, with what follows the session pair.
pub(crate) fn in_session(
    operation: &str,
    partner_id: i32,
    state_id: &str,
    token: &str,
    rest: &str,
) -> String {
    let head = head(partner_id, 9);
    let pair = format!("<SessionStateId>{state_id}</SessionStateId><SessionToken>{token}</SessionToken>");
    envelope(DEPOSIT, operation, &format!("{head}{pair}{rest}"))
}

/// Sends with a certificate, or without; `None` when nothing readable comes back.
pub(crate) async fn post(
    sandbox: &Sandbox,
    identity: Option<&Identity>,
    url: &str,
    body: &str,
) -> Option<Reply> {
    let headers = [("content-type", "text/xml; charset=utf-8"), ("soapaction", "\"of no importance\"")];
    send(sandbox, identity, "POST", url, &headers, body).await
}

/// Sends with the certificate of the first PartnerId.
pub(crate) async fn ours(sandbox: &Sandbox, access: &Papi3Access, url: &str, body: &str) -> Reply {
    post(sandbox, Some(&access.identity), url, body).await.unwrap()
}

/// The three elements that begin every reply.
pub(crate) fn codes(reply: &Reply) -> [Option<&str>; 3] {
    assert_eq!(reply.status, 200, "{}", reply.body);
    ["ResponseCode", "ErrorResponseText", "LocalizedMessageText"].map(|name| reply.text(name))
}

/// What a bad parameter is answered with.
pub(crate) fn invalid(parameter: &str) -> [Option<&str>; 3] {
    [Some("E500"), Some("Invalid parameter. "), Some(parameter)]
}

/// A batch by its id.
pub(crate) struct Batch {
    pub(crate) id: String,
}

impl Batch {
    /// DepositBatchId as an element.
    pub(crate) fn element(&self) -> String {
        format!("<DepositBatchId>{}</DepositBatchId>", self.id)
    }
}

/// A client with a session of one environment.
pub(crate) struct Teller<'a> {
    sandbox: &'a Sandbox,
    access: &'a Papi3Access,
    token: String,
    state_id: String,
}

impl<'a> Teller<'a> {
    /// Opens a session.
    pub(crate) async fn start(sandbox: &'a Sandbox, access: &'a Papi3Access, holder: &str) -> Self {
        Self::start_with(sandbox, access, holder, ACCOUNTS).await
    }

    /// Opens a session with these accounts.
    pub(crate) async fn start_with(
        sandbox: &'a Sandbox,
        access: &'a Papi3Access,
        holder: &str,
        accounts: &str,
    ) -> Self {
        let opened = ours(sandbox, access, &access.sso, &start(access.partner_id, holder, accounts)).await;
        assert_eq!(opened.text("ResponseCode"), Some("00"), "{}", opened.body);
        let text = |name| opened.text(name).unwrap().to_owned();
        Self { sandbox, access, token: text("SessionToken"), state_id: text("SessionStateId") }
    }

    /// The envelope of a call, with what follows the session pair.
    pub(crate) fn envelope(&self, operation: &str, rest: &str) -> String {
        in_session(operation, self.access.partner_id, &self.state_id, &self.token, rest)
    }

    /// Calls.
    pub(crate) async fn call(&self, operation: &str, rest: &str) -> Reply {
        ours(self.sandbox, self.access, &self.access.deposit, &self.envelope(operation, rest)).await
    }

    /// A batch on the first account.
    pub(crate) async fn batch(&self) -> Batch {
        let made = self.call("CreateDepositBatch", "<AccountNumberIndex>0</AccountNumberIndex>").await;
        Batch { id: made.text("DepositBatchId").unwrap().to_owned() }
    }

    /// AddDepositItem: images of nothing, in base64.
    pub(crate) async fn add(&self, batch: &Batch, number: u32, amount: &str) -> Reply {
        self.call("AddDepositItem", &item(batch, number, amount)).await
    }
}

/// What AddDepositItem sends after the session pair.
pub(crate) fn item(batch: &Batch, number: u32, amount: &str) -> String {
    format!(
        "{}<ItemNumber>{number}</ItemNumber><IsFirstItem>{}</IsFirstItem><TenderType>1</TenderType><Micr></Micr>\
         <Amount>{amount}</Amount><CheckImageCategory>1</CheckImageCategory>\
         <ImagePreprocessState>2</ImagePreprocessState><FrontBase64Image>RlJPTlQ=</FrontBase64Image>\
         <BackBase64Image>QkFDSw==</BackBase64Image>",
        batch.element(),
        number == 1
    )
}

/// The SOAPAction of an operation, quoted.
pub(crate) fn action(operation: &str) -> String {
    format!("\"http://ensenta.com/ECPartnerDepositRequest/IPartnerDepositRequest/{operation}\"")
}
