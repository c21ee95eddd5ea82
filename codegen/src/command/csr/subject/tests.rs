//! Distinguished names, good and bad.

use insta::assert_snapshot;

use super::*;

fn values(text: &str) -> Vec<(&'static str, String)> {
    let Subject(attributes) =
        Subject::parse(text).unwrap_or_else(|mistake| panic!("{text}: {}", mistake.message));
    let name = |attribute| ATTRIBUTES.iter().find(|(_, known, _)| *known == attribute).unwrap().0;
    attributes.into_iter().map(|(attribute, value)| (name(attribute), value)).collect()
}

#[test]
fn attributes_stand_in_the_order_of_the_text() {
    let text = "CN=api.bank.example,OU=Deposits,O=Example Bank,L=Springfield,ST=Ohio,C=US,emailAddress=ops@bank.example";
    let names: Vec<&str> = values(text).iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["CN", "OU", "O", "L", "ST", "C", "emailAddress"]);
}

#[test]
fn encoding_begins_with_the_last_attribute() {
    let encoded = Subject::parse("CN=a,O=b,C=US").unwrap().encoded().unwrap();
    let types: Vec<DnType> = encoded.into_iter().map(|(r#type, _)| r#type).collect();
    assert_eq!(types, [DnType::CountryName, DnType::OrganizationName, DnType::CommonName]);
}

#[test]
fn escapes_and_blanks_are_those_of_rfc_4514() {
    for (text, value) in [
        ("CN=Example Bank\\, N.A.", "Example Bank, N.A."),
        ("cn = a  b ", "a  b"),
        ("CN=\\ a\\ ", " a "),
        ("CN=a\\ \\  ", "a  "),
        ("CN=\\#1\\+2\\=3", "#1+2=3"),
        ("CN=a=b", "a=b"),
        ("CN=M\\C3\\BCller", "Müller"),
        ("CN=Müller", "Müller"),
        ("CN=\\\"a\\\\b\\;\\<c\\>\\\"", "\"a\\b;<c>\""),
        ("CN=a#b", "a#b"),
    ] {
        assert_eq!(values(text), [("CN", value.to_owned())], "{text}");
    }
}

#[test]
fn mistakes_name_their_place() {
    let long = format!("CN=a,O={}", "x".repeat(65));
    let told: Vec<String> = [
        "",
        "O=Example Bank",
        "CN=a,",
        "CN=a,,O=b",
        "CN",
        "CN,O=b",
        "CN=",
        "CN=  ,O=b",
        "CN=a,DC=example",
        "CN=a,cn=b",
        "CN=a+OU=b",
        "CN=\"a\"",
        "CN=a;O=b",
        "CN=#0401",
        "CN=a\\",
        "CN=a\\x",
        "CN=a\\FF",
        "CN=a\\0A",
        "CN=a,C=USA",
        "CN=a,C=us",
        "CN=a,emailAddress=nobody",
        "/CN=a/O=b",
        &long,
    ]
    .into_iter()
    .map(|text| {
        let mistake = Subject::parse(text).expect_err(text);
        format!("[{text}]\n    {}: {}\n", mistake.place("--subject", text).column, mistake.message)
    })
    .collect();
    assert_snapshot!(told.concat(), @r#"
    []
        1: a name is missing: the attributes are CN, O, OU, L, ST, C, emailAddress
    [O=Example Bank]
        15: there is no CN, the name that the certificate is for
    [CN=a,]
        6: a name is missing: the attributes are CN, O, OU, L, ST, C, emailAddress
    [CN=a,,O=b]
        6: a name is missing: the attributes are CN, O, OU, L, ST, C, emailAddress
    [CN]
        1: CN has no `=` and no value
    [CN,O=b]
        1: CN has no `=` and no value
    [CN=]
        4: CN has no value
    [CN=  ,O=b]
        6: CN has no value
    [CN=a,DC=example]
        6: `DC` is not known: the attributes are CN, O, OU, L, ST, C, emailAddress
    [CN=a,cn=b]
        6: CN is given twice
    [CN=a+OU=b]
        5: `+` joins attributes, which is not supported: escape it
    [CN="a"]
        4: `"` must be escaped: `\"`
    [CN=a;O=b]
        5: `;` must be escaped: `\;`
    [CN=#0401]
        4: a value that begins with `#` is encoded, which is not supported: escape it
    [CN=a\]
        5: nothing stands after the backslash
    [CN=a\x]
        5: after a backslash stands a special character or two hexadecimal digits
    [CN=a\FF]
        4: the escaped bytes are not UTF-8
    [CN=a\0A]
        4: the value of CN has a control character
    [CN=a,C=USA]
        8: C is a country's code of two capital letters
    [CN=a,C=us]
        8: C is a country's code of two capital letters
    [CN=a,emailAddress=nobody]
        19: the value of emailAddress is not an ASCII address with `@`
    [/CN=a/O=b]
        1: `/CN` is not known: the attributes are CN, O, OU, L, ST, C, emailAddress
    [CN=a,O=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx]
        8: the value of O has more than 64 characters
    "#);
}
