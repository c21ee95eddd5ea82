//! The documents of the races: the guide's own messages, a long list, and two images. All values are visibly fake.

use std::fmt::Write as _;

/// The reply that the Authentication guide shows, 3 KB.
pub(super) const REPLY: &str = include_str!("../../../fixtures/guide/start_session_reply.xml");
/// The request that the Authentication guide shows.
pub(super) const REQUEST: &str = include_str!("../../../fixtures/guide/start_session_request.xml");

/// Items of the long lists.
const MANY: usize = 10_000;
/// Bytes of one image, before base64.
const IMAGE: usize = 1 << 20;

/// The guide's reply with many accounts.
pub(super) fn long_reply() -> String {
    with_items(REPLY, "AccountKey", |text, at| {
        let _ = write!(
            text,
            "<AccountKey>\n<AccountNumberIndex>{at}</AccountNumberIndex>\n\
             <Description>Checking of nobody, number {at}</Description>\n<Tag>{at}</Tag>\n</AccountKey>\n"
        );
    })
}

/// The guide's request with many accounts.
pub(super) fn long_request() -> String {
    with_items(REQUEST, "Account", |text, at| {
        let _ = write!(
            text,
            "<Account>\n<AccountNumber>000{at}</AccountNumber>\n<Description>Checking of nobody</Description>\n\
             <AccountTypeCode>0</AccountTypeCode>\n<JointAccountHolderNames></JointAccountHolderNames>\n\
             <Tag>{at}</Tag>\n</Account>\n"
        );
    })
}

/// A deposit of one check: two images of a MiB each.
pub(super) fn deposit() -> String {
    let (front, back) =
        (base64_simd::STANDARD.encode_to_string(image(1)), base64_simd::STANDARD.encode_to_string(image(2)));
    format!(
        "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" \
         xmlns=\"http://ensenta.com/ECPartnerDepositRequest\">\n<soapenv:Body>\n<AddDepositItem>\n<request>\n\
         <PartnerId>1</PartnerId>\n<LanguageId>9</LanguageId>\n<DepositorIpAddress>127.0.0.2</DepositorIpAddress>\n\
         <DeviceIdentifier>device</DeviceIdentifier>\n<LocalDateTime>2020-01-01T00:00:00Z</LocalDateTime>\n\
         <TimeZone>PST -08:00 America/Los_Angeles</TimeZone>\n\
         <Attributes><Attribute><Name></Name><Value></Value></Attribute></Attributes>\n\
         <SessionStateId>state</SessionStateId>\n<SessionToken>token</SessionToken>\n\
         <DepositBatchId>batch</DepositBatchId>\n<ItemNumber>1</ItemNumber>\n<IsFirstItem>true</IsFirstItem>\n\
         <TenderType>1</TenderType>\n<Micr>micr</Micr>\n<Amount>1.00</Amount>\n\
         <CheckImageCategory>1</CheckImageCategory>\n<ImagePreprocessState>1</ImagePreprocessState>\n\
         <FrontBase64Image>{front}</FrontBase64Image>\n<BackBase64Image>{back}</BackBase64Image>\n\
         </request>\n</AddDepositItem>\n</soapenv:Body>\n</soapenv:Envelope>\n"
    )
}

/// The two images of the deposit as text.
pub(super) fn images() -> [String; 2] {
    [1, 2].map(|seed| base64_simd::STANDARD.encode_to_string(image(seed)))
}

/// Bytes without a pattern that a decoder could profit from: a linear congruence.
fn image(seed: u32) -> Vec<u8> {
    let mut state = seed;
    std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    })
    .take(IMAGE)
    .collect()
}

/// `document` with its one `name` element replaced by many.
fn with_items(document: &str, name: &str, item: impl Fn(&mut String, usize)) -> String {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let (before, rest) = document.split_once(&open).expect("the guide's message has one item");
    let (_, after) = rest.split_once(&close).expect("a closed item");
    let mut text = before.to_owned();
    for at in 0..MANY {
        item(&mut text, at);
    }
    text.push_str(after);
    text
}
