//! Whatever is written is read back the same, in both styles, strictly.

use bytes::Bytes;
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::contract::*;
use super::*;

/// Text of characters that XML allows, many of them awkward.
fn text() -> impl Strategy<Value = String> {
    let character = prop_oneof![
        4 => any::<char>().prop_filter("not of XML", |c| escape::is_allowed(*c)),
        2 => prop::sample::select("<>&\"']]>\r\n\t #;x/!-=".chars().collect::<Vec<_>>()),
        2 => prop::char::range('a', 'z'),
    ];
    vec(character, 0..40).prop_map(|characters| characters.into_iter().collect())
}

fn decimal() -> impl Strategy<Value = Decimal> {
    (any::<i64>(), 0u32..10).prop_map(|(digits, scale)| Decimal::new(digits, scale))
}

fn account() -> impl Strategy<Value = Account> {
    (text(), decimal(), of(any::<i32>())).prop_map(|(number, balance, tag)| Account { number, balance, tag })
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = of(text()).prop_map(|label| Tree { label, ..Empty::EMPTY });
    leaf.prop_recursive(4, 16, 3, |inner| {
        let payment = prop_oneof![
            any::<i32>().prop_map(Payment::Cash),
            account().prop_map(Payment::Card),
            inner.clone().prop_map(|tree| Payment::Nested(Box::new(tree))),
        ];
        (of(inner.clone().prop_map(Box::new)), vec(inner, 0..3), of(text()), of(payment))
            .prop_map(|(left, right, label, payment)| Tree { left, right, label, payment })
    })
}

fn payment() -> impl Strategy<Value = Payment> {
    prop_oneof![
        any::<i32>().prop_map(Payment::Cash),
        account().prop_map(Payment::Card),
        tree().prop_map(|tree| Payment::Nested(Box::new(tree))),
    ]
}

fn mode() -> impl Strategy<Value = Mode> {
    let other = text().prop_filter("known", |text| !matches!(trim(text), "fast" | "slow"));
    prop_oneof![Just(Mode::Fast), Just(Mode::Slow), other.prop_map(Mode::Other)]
}

fn shape() -> impl Strategy<Value = AnyShape> {
    let radius = any::<f64>().prop_filter("equal to nothing", |radius| !radius.is_nan());
    let plain = prop_oneof![
        of(text()).prop_map(|name| AnyShape::Shape(Shape { name })),
        (of(text()), radius).prop_map(|(name, radius)| AnyShape::Circle(Circle { name, radius })),
    ];
    let framed = plain.clone().prop_map(|around| AnyShape::Frame(Box::new(Frame { around })));
    prop_oneof![plain, framed]
}

fn nillable() -> impl Strategy<Value = Nillable<String>> {
    prop_oneof![Just(Nillable::Absent), Just(Nillable::Nil), text().prop_map(Nillable::Value)]
}

fn everything() -> impl Strategy<Value = Everything> {
    let texts = (text(), text(), vec(text(), 0..3), nillable(), of(text()), mode());
    let numbers = (
        of(any::<i64>()),
        of(any::<bool>()),
        vec(any::<u32>(), 1..4),
        of(decimal()),
        vec(any::<i32>(), 0..3),
        vec(of(any::<i32>()), 0..3),
        of(any::<i32>()),
    );
    let attribute = (text(), text()).prop_map(|(name, value)| Attribute { name, value });
    let lists = (vec(account(), 0..3), vec(attribute, 1..3), of(vec(any::<u8>(), 0..100)));
    let choices = (of(payment()), vec(payment(), 0..3), vec(payment(), 0..3), of(shape()));
    let money =
        (decimal(), of(mode()), text()).prop_map(|(value, currency, id)| Money { value, currency, id });
    (texts, numbers, lists, choices, of(money)).prop_map(|(texts, numbers, lists, choices, money)| {
        Everything {
            code: texts.0,
            blank: texts.1,
            tags: texts.2,
            note: texts.3,
            version: texts.4,
            mode: texts.5,
            count: numbers.0,
            trusted: numbers.1,
            numbers: numbers.2,
            amount: numbers.3,
            more: numbers.4,
            maybe: numbers.5,
            lang: numbers.6,
            accounts: lists.0,
            attributes: lists.1,
            image: lists.2.map(Bytes::from),
            payment: choices.0,
            history: choices.1,
            mixed: choices.2,
            shape: choices.3,
            money,
        }
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(value in everything()) {
        for style in [Style::Default, Style::Prefixed] {
            let text = write_in(&value, style).unwrap();
            prop_assert_eq!(&read_strictly::<Everything>(&text).unwrap(), &value, "{}", text);
        }
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "[<>/a-cR!\\[\\]&;#x='\" -]{0,60}") {
        let _ = read::<Everything>(&text);
        let _ = inside::<Everything>(&text);
        let _ = inside::<Open>(&text);
    }

    #[test]
    fn no_damage_makes_the_reader_panic(value in everything(), at in any::<prop::sample::Index>(), with in any::<char>()) {
        let mut text: Vec<char> = write(&value).chars().collect();
        let at = at.index(text.len());
        text[at] = with;
        let text: String = text.into_iter().collect();
        let _ = read::<Everything>(&text);
        let _ = read::<Open>(&text);
    }
}
