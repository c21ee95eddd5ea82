//! What is tolerated, what is missing, and what is absent, empty or nil.

use rust_decimal::Decimal;

use super::contract::*;
use super::*;
use crate::xml;

#[test]
fn fault_a21_unknown_elements_are_passed_over_and_counted() {
    let text = root(
        "<New/><Number>1</Number><New><Deep><Number>9</Number></Deep></New><Balance>2</Balance><o:New>x</o:New>",
    );
    let mut reader = Reader::new(&text, NAMES, ReadOptions::default());
    reader.open(&ROOT).unwrap();
    let mut account = Account::empty();
    account.read(&mut reader).unwrap();
    reader.finish().unwrap();
    assert_eq!((account.number.as_str(), reader.skipped()), ("1", 3));
    let error = read_strictly::<Account>(&text).unwrap_err();
    assert_eq!((error.kind(), error.path()), (&Kind::Unknown, "Root/New"));
}

#[test]
fn fault_a22_unknown_attributes_are_passed_over() {
    let text = root("<Number new='1' o:new='2'>1</Number><Balance>2</Balance>");
    assert_eq!(read::<Account>(&text).unwrap().number, "1");
    let text = "<Root xmlns='urn:main' new='1'><Number>1</Number><Balance>2</Balance></Root>";
    assert_eq!(read::<Account>(text).unwrap().number, "1");
    let error = read_strictly::<Account>(text).unwrap_err();
    assert_eq!((error.kind(), error.path()), (&Kind::Unknown, "Root/@new"));
}

#[test]
fn order_does_not_matter_unless_reading_is_strict() {
    let text = root("<Tag>3</Tag><Balance>2</Balance><Number>1</Number>");
    let account: Account = read(&text).unwrap();
    assert_eq!((account.number.as_str(), account.tag), ("1", Some(3)));
    assert_eq!(read_strictly::<Account>(&text).unwrap_err().kind(), &Kind::OutOfOrder);
}

#[test]
fn text_between_elements_is_passed_over_unless_reading_is_strict() {
    let text = root("<Number>1</Number>text &amp; <![CDATA[more]]><Balance>2</Balance>");
    assert_eq!(read::<Account>(&text).unwrap().number, "1");
    assert_eq!(read_strictly::<Account>(&text).unwrap_err().kind(), &Kind::Unknown);
}

#[test]
fn a_second_single_element_is_not_merged_into_the_first() {
    let text = root("<Number>1</Number><Number>9</Number><Balance>2</Balance>");
    assert_eq!(read::<Account>(&text).unwrap().number, "1");
    assert_eq!(read_strictly::<Account>(&text).unwrap_err().kind(), &Kind::Duplicate);
    let (kind, path) = refused::<Everything>(&root("<Code>E99</Code><Blank/><Code>00</Code>"));
    assert_eq!((kind, path.as_str()), (Kind::Duplicate, "Root/Code"));
    let (kind, path) = refused::<Tree>(&root("<Cash>1</Cash><o:Card/>"));
    assert_eq!((kind, path.as_str()), (Kind::Duplicate, "Root/Card"));
}

#[test]
fn fault_a20_a_missing_element_is_named_with_its_path() {
    let text = root(
        "<Code>00</Code><Number>1</Number><Amount i:nil='true'/><Accounts><Account><Number/></Account></Accounts>",
    );
    let error = read::<Everything>(&text).unwrap_err();
    assert_eq!((error.kind(), error.path()), (&Kind::Missing, "Root/Accounts/Account/Balance"));
    assert!(error.to_string().starts_with("Root/Accounts/Account/Balance: required, but missing (byte "));
    assert_eq!(refused::<Everything>(&root("<Number>1</Number>")), (Kind::Missing, "Root/Code".to_owned()));
    let text = root("<Code/><Amount>1</Amount>");
    assert_eq!(refused::<Everything>(&text), (Kind::Missing, "Root/Number".to_owned()));
    let text = root("<Code/><Number>1</Number>");
    assert_eq!(refused::<Everything>(&text), (Kind::Missing, "Root/Amount".to_owned()));
    let text = root("<Code/><Number>1</Number><Amount>1</Amount><Money>5</Money>");
    assert_eq!(refused::<Everything>(&text), (Kind::Missing, "Root/Money/@id".to_owned()));
}

#[test]
fn absent_empty_and_nil_are_three_things() {
    let with = |note: &str| {
        inside::<Everything>(&format!("<Code/><Number>1</Number>{note}<Amount>1</Amount>")).unwrap().note
    };
    assert_eq!(with(""), Nillable::Absent);
    assert_eq!(with("<Note/>"), Nillable::Value(String::new()));
    assert_eq!(with("<Note></Note>"), Nillable::Value(String::new()));
    assert_eq!(with("<Note i:nil='false'>x</Note>"), Nillable::Value("x".to_owned()));
    assert_eq!(with("<Note i:nil='true'/>"), Nillable::Nil);
    assert_eq!(with("<Note i:nil='true'/>").value(), None);
}

#[test]
fn fault_a44_nil_has_several_spellings() {
    for nil in ["1", "true", " true ", "\ttrue\n"] {
        let text = root(&format!(
            "<Code/><Number>1</Number><Note i:nil='{nil}'></Note><Amount i:nil=\"{nil}\"> </Amount>"
        ));
        let value: Everything = read(&text).unwrap();
        assert_eq!((value.note, value.amount), (Nillable::Nil, None), "{nil}");
    }
    let (kind, path) = refused::<Everything>(&root("<Code i:nil='yes'/>"));
    assert_eq!((kind, path.as_str()), (Kind::InvalidValue("xs:boolean"), "Root/Code/@nil"));
    // What is skipped may say anything.
    inside::<Everything>("<Code/><New i:nil='yes'/><Number>1</Number><Amount>1</Amount>").unwrap();
    for field in ["<Note i:nil='yes'/>", "<Amount i:nil='TRUE'>1</Amount>", "<Accounts i:nil='yes'/>"] {
        assert_eq!(refused::<Everything>(&root(field)).0, Kind::InvalidValue("xs:boolean"), "{field}");
    }
    assert_eq!(refused::<Tree>(&root("<Right i:nil='yes'/>")).0, Kind::InvalidValue("xs:boolean"));
}

#[test]
fn fault_a45_nil_with_content_is_refused() {
    for field in [
        "<Note i:nil='true'>x</Note>",
        "<Note i:nil='true'><b/></Note>",
        "<Amount i:nil='1'>5</Amount>",
        "<Code i:nil='1'>00</Code>",
    ] {
        assert_eq!(refused::<Everything>(&root(field)).0, Kind::NilWithContent, "{field}");
    }
    let text = root("<Right i:nil='true'><Label>x</Label></Right>");
    assert_eq!(refused::<Tree>(&text).0, Kind::NilWithContent);
    let text = root("<Accounts i:nil='true'><Account/></Accounts>");
    assert_eq!(refused::<Everything>(&text).0, Kind::NilWithContent);
}

#[test]
fn wrapped_lists_are_read_with_or_without_their_wrapper() {
    let start = "<Code/><Number>1</Number><Number>2</Number><Amount>1</Amount>";
    let value: Everything = inside(start).unwrap();
    assert_eq!(
        (value.accounts.len(), value.attributes.len(), value.more.len(), value.numbers),
        (0, 0, 0, vec![1, 2])
    );
    let lists = "<Accounts><New/><Account><Number>1</Number><Balance>1</Balance></Account><New/>\
        <Account><Number>2</Number><Balance>2</Balance></Account></Accounts><Attributes/>\
        <o:More xmlns=''><int>1</int><int>2</int><o:int>3</o:int></o:More><Maybe>1</Maybe><Maybe i:nil='true'/><Tag> a </Tag><Tag/>";
    let value: Everything = inside(&format!("{start}{lists}")).unwrap();
    assert_eq!(value.accounts.iter().map(|account| account.number.as_str()).collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!((value.more, value.maybe), (vec![1, 2], vec![Some(1), None]));
    assert_eq!(value.tags, [" a ", ""]);
}

#[test]
fn a_repeated_choice_keeps_its_order() {
    let text = "<Code/><Number>1</Number><Amount>1</Amount><History><Cash>1</Cash><o:Card><Number>2</Number><Balance>0</Balance></o:Card>\
        <Cash>3</Cash><Cash xmlns='urn:other'>9</Cash><Nested><Label>4</Label></Nested></History><Cash>5</Cash>";
    let value: Everything = inside(text).unwrap();
    let kinds: Vec<String> = value
        .history
        .iter()
        .map(|payment| match payment {
            Payment::Cash(amount) => amount.to_string(),
            Payment::Card(account) => account.number.clone(),
            Payment::Nested(tree) => tree.label.clone().unwrap_or_default(),
        })
        .collect();
    assert_eq!(kinds, ["1", "2", "3", "4"]);
    assert_eq!(value.payment, Some(Payment::Cash(5)));
}

#[test]
fn fault_a46_a_type_is_one_that_is_known_or_the_declared_one() {
    let shape = |attributes: &str| {
        format!(
            "<Code/><Number>1</Number><Amount>1</Amount><Shape {attributes}><Name>n</Name><o:Radius>2.5</o:Radius></Shape>"
        )
    };
    let read_shape = |attributes: &str| inside::<Everything>(&shape(attributes)).unwrap().shape;
    let declared = Some(AnyShape::Shape(Shape { name: Some("n".to_owned()) }));
    assert_eq!(read_shape(""), declared);
    assert_eq!(read_shape("i:type='Shape'"), declared);
    assert_eq!(
        read_shape("i:type='o:Circle'"),
        Some(AnyShape::Circle(Circle { name: Some("n".to_owned()), radius: 2.5 }))
    );
    let frame = "<Around i:type='Frame'><Around><Name>n</Name></Around></Around>";
    let frame = shape("i:type='Frame'").replace("<Name>n</Name><o:Radius>2.5</o:Radius>", frame);
    let boxed = |around| AnyShape::Frame(Box::new(Frame { around }));
    assert_eq!(
        inside::<Everything>(&frame).unwrap().shape,
        declared.clone().map(boxed).map(boxed),
        "a derived type that requires its base"
    );
    assert_eq!(read_shape("i:type=' p:Circle ' xmlns:p='urn:other'"), read_shape("i:type='o:Circle'"));
    assert_eq!(read_shape("i:type='Circle'"), declared, "another namespace");
    assert_eq!(read_shape("i:type='o:Process'"), declared, "unknown");
    assert_eq!(
        read_strictly::<Everything>(&root(&shape("i:type='o:Process'"))).unwrap_err().kind(),
        &Kind::UnknownType
    );
    let (kind, path) = refused::<Everything>(&root(&shape("i:type='q:Circle'")));
    assert_eq!((kind, path.as_str()), (Kind::UndeclaredPrefix, "Root/Shape/@type"));
    let text = root("<Number i:type='Anything'>5</Number><Balance>1</Balance>");
    assert_eq!(read_strictly::<Account>(&text).unwrap().number, "5");
}

#[test]
fn an_abstract_type_must_say_which_it_is() {
    let circle = "<Root xmlns='urn:main' xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:type='Circle'><Radius xmlns='urn:other'>1</Radius></Root>";
    assert_eq!(read::<Concrete>(circle).unwrap(), Concrete::Circle(Circle { name: None, radius: 1.0 }));
    assert_eq!(refused::<Concrete>(&circle.replace("'Circle'", "'Oval'")).0, Kind::UnknownType);
    assert_eq!(refused::<Concrete>("<Root xmlns='urn:main'/>").0, Kind::UnknownType);
}

#[test]
fn attributes_and_simple_content_are_read() {
    let text = "<Root xmlns='urn:main' version='1.0' o:lang=' 7 ' xmlns:o='urn:other' lang='x'><Code/><Number>1</Number><Amount>1</Amount>\
        <Money o:id='a&amp;b' currency='slow'> 5.00 </Money></Root>";
    let value: Everything = read(text).unwrap();
    assert_eq!((value.version.as_deref(), value.lang), (Some("1.0"), Some(7)));
    let money = value.money.unwrap();
    assert_eq!(
        (money.value.to_string().as_str(), money.currency, money.id.as_str()),
        ("5.00", Some(Mode::Slow), "a&b")
    );
    let (kind, path) = refused::<Everything>(&text.replace(" 7 ", "seven"));
    assert_eq!((kind, path.as_str()), (Kind::InvalidValue("xs:int"), "Root/@lang"));
    let (kind, path) = refused::<Everything>(&text.replace("5.00", "five"));
    assert_eq!((kind, path.as_str()), (Kind::InvalidValue("xs:decimal"), "Root/Money"));
}

#[test]
fn a_reader_of_codes_sees_the_named_ones_only() {
    let text = root(
        "<Text>a<!-- -->b</Text><Code>E12</Code><Deep><Code>00</Code></Deep><o:Code>00</o:Code><Gone i:nil='true'/><Amount>malformed</Amount>",
    );
    let scan = |text: &str| {
        let mut reader = Reader::new(text, NAMES, ReadOptions::default());
        reader.open(&ROOT)?;
        let found = reader.scan_code("Code", &["Text", "Gone", ""])?;
        reader.finish()?;
        Ok(found)
    };
    let found: Result<_> = scan(&text);
    assert_eq!(found.unwrap(), (Some("E12".to_owned()), vec![Some("ab".to_owned()), None, None]));
    let kind = |text: &str| scan(text).unwrap_err().kind().clone();
    assert_eq!(kind(&root("<Code>E12</Code><Code>00</Code>")), Kind::Duplicate);
    assert_eq!(kind(&root("<Code>E12</Code><b>")), Kind::Syntax("an end tag that closes no open element"));
    assert_eq!(kind(&root("<Code><b/></Code>")), Kind::ElementInText);
    assert_eq!(kind(&text[..text.len() - 3]), Kind::Truncated);
    // A text is passed over whole, and whatever is in it is still looked at.
    let after = scan(&root("<Text>a<b c=''><d>&amp;</d></b>e</Text><Code>1</Code>")).unwrap();
    assert_eq!(after, (Some("1".to_owned()), vec![None, None, None]));
    assert_eq!(kind(&root("<Text>a<b>&x;</b></Text>")), Kind::UnknownEntity);
    assert_eq!(kind(&root(&format!("<Text>a{}", "<b>".repeat(1000)))), Kind::Limit("depth of elements"));
}

#[derive(Debug, Clone, PartialEq)]
struct Guessed {
    amount: Option<Decimal>,
    when: Option<DateTime>,
    confirmable: Option<bool>,
    seen: Option<i32>,
    last: String,
}

xml::record! { Guessed in FIRST {
    amount: "Amount" opt + lenient,
    when: "When" opt + lenient,
    confirmable: "IsConfirmable" opt + unique + lenient,
    seen: "Seen" opt,
    last: "Last" req,
} }

#[test]
fn a_guess_that_is_wrong_is_no_value_and_no_error() {
    for amount in [
        "<Amount>$20.11</Amount>",
        "<Amount/>",
        "<Amount> </Amount>",
        "<Amount>1<b>2</b>3</Amount>",
        "<Amount><b/>2</Amount>",
        "<Amount><Last>x</Last></Amount>",
        "<Amount i:nil='true'>5</Amount>",
        "<Amount i:nil='true'><b>5</b></Amount>",
        "<Amount i:nil='maybe'/>",
        "<Amount i:nil='maybe'>5</Amount>",
        "<Amount xmlns:p='urn:p'><p:b p:c=''>5</p:b></Amount>",
    ] {
        let rest = "<When>yesterday</When><IsConfirmable>Y</IsConfirmable><Seen>1</Seen><Last>z</Last>";
        let value: Guessed = inside(&format!("{amount}{rest}")).unwrap();
        let expected =
            Guessed { amount: None, when: None, confirmable: None, seen: Some(1), last: "z".to_owned() };
        assert_eq!(value, expected, "{amount}");
        // Strict reading, for tests, still tells.
        assert!(read_strictly::<Guessed>(&root(&format!("{amount}<Last/>"))).is_err(), "{amount}");
    }
    let value: Guessed = inside("<Amount> 20.11 </Amount><IsConfirmable>1</IsConfirmable><Last/>").unwrap();
    assert_eq!((value.amount, value.confirmable), (Some("20.11".parse().unwrap()), Some(true)));
    let kind = |text: &str| refused::<Guessed>(&root(text)).0;
    assert_eq!(kind("<Seen>one</Seen><Last/>"), Kind::InvalidValue("xs:int"), "a fact stays strict");
    assert_eq!(kind("<IsConfirmable/><IsConfirmable>1</IsConfirmable><Last/>"), Kind::Duplicate);
    assert_eq!(kind("<Amount>&x;</Amount><Last/>"), Kind::UnknownEntity, "what is no XML is refused");
}
