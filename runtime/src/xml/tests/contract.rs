//! A contract that has every kind of row, as the generator would write it.

use bytes::Bytes;
use rust_decimal::Decimal;

use crate::xml::{self, Nillable};

pub(super) const NAMES: &[&str] = &["urn:main", "urn:other"];
pub(super) const MAIN: xml::Ns = 8;
const OTHER: xml::Ns = 9;
const NONE: xml::Ns = xml::NONE;

pub(super) static ROOT: xml::El = xml::El::new(MAIN, "Root");

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Account {
    pub(super) number: String,
    pub(super) balance: Decimal,
    pub(super) tag: Option<i32>,
}

xml::record! { Account in MAIN {
    number: "Number" req,
    balance: "Balance" req,
    tag: "Tag" opt,
} }

/// Types may live in another module than their tables.
pub(super) mod parts {
    #[derive(Debug, Clone, PartialEq)]
    pub(in super::super) struct Attribute {
        pub(in super::super) name: String,
        pub(in super::super) value: String,
    }
}

pub(super) use parts::Attribute;

xml::record! { parts::Attribute in MAIN {
    name: "Name" fill,
    value: "Value" fill,
} }

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Payment {
    Cash(i32),
    Card(Account),
    Nested(Box<Tree>),
}

xml::choice! { Payment in MAIN {
    Cash(i32): "Cash",
    Card(Account): "Card" @ OTHER,
    Nested(Box<Tree>): "Nested",
} }

#[derive(Debug, Clone, PartialEq)]
pub(super) enum AnyShape {
    Shape(Shape),
    Circle(Circle),
    Frame(Box<Frame>),
}

xml::derived! { AnyShape in MAIN {
    Shape(Shape): "Shape",
    Circle(Circle): "Circle" @ OTHER,
    Frame(Frame): "Frame",
} }

/// A derived type that requires its base, and so itself.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Frame {
    pub(super) around: AnyShape,
}

xml::record! { Frame in MAIN {
    around: "Around" req,
} }

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Concrete {
    Shape(Shape),
    Circle(Circle),
}

xml::derived! { Concrete in MAIN abstract {
    Shape(Shape): "Shape",
    Circle(Circle): "Circle",
} }

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shape {
    pub(super) name: Option<String>,
}

xml::record! { Shape in MAIN {
    name: "Name" opt,
} }

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Circle {
    pub(super) name: Option<String>,
    pub(super) radius: f64,
}

xml::record! { Circle in MAIN {
    name: "Name" opt,
    radius: "Radius" req @ OTHER,
} }

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Mode {
    Fast,
    Slow,
    Other(String),
}

xml::open_enum! { Mode { Fast = "fast", Slow = "slow", } }

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Money {
    pub(super) value: Decimal,
    pub(super) currency: Option<Mode>,
    pub(super) id: String,
}

xml::content! { Money: value attrs {
    currency: "currency" opt,
    id: "id" req @ OTHER,
} }

/// Every kind of row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Everything {
    pub(super) code: String,
    pub(super) blank: String,
    pub(super) count: Option<i64>,
    pub(super) trusted: Option<bool>,
    pub(super) tags: Vec<String>,
    pub(super) numbers: Vec<u32>,
    pub(super) note: Nillable<String>,
    pub(super) amount: Option<Decimal>,
    pub(super) accounts: Vec<Account>,
    pub(super) attributes: Vec<Attribute>,
    pub(super) more: Vec<i32>,
    pub(super) maybe: Vec<Option<i32>>,
    pub(super) image: Option<Bytes>,
    pub(super) payment: Option<Payment>,
    pub(super) history: Vec<Payment>,
    pub(super) shape: Option<AnyShape>,
    pub(super) mode: Mode,
    pub(super) money: Option<Money>,
    pub(super) mixed: Vec<Payment>,
    pub(super) version: Option<String>,
    pub(super) lang: Option<i32>,
}

xml::record! { Everything in MAIN {
    code: "Code" req + unique,
    blank: "Blank" fill,
    count: "Count" opt @ OTHER,
    trusted: "Trusted" opt @ NONE,
    tags: "Tag" many,
    numbers: "Number" some,
    note: "Note" nil,
    amount: "Amount" req_nil,
    accounts: "Accounts" items "Account",
    attributes: "Attributes" blank "Attribute",
    more: "More" opt_items @ OTHER "int" @ NONE,
    maybe: "Maybe" many + nil,
    image: "Image" opt,
    payment: "Cash|Card|Nested" opt of Payment,
    history: "History" opt_items "Cash|Card|Nested" of Payment,
    shape: "Shape" opt,
    mode: "Mode" fill,
    money: "Money" opt,
    mixed: "Mixed" items "Cash|Card|Nested" of Payment,
} attrs {
    version: "version" opt,
    lang: "lang" opt @ OTHER,
} }

/// A type that holds itself.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tree {
    pub(super) left: Option<Box<Tree>>,
    pub(super) right: Vec<Tree>,
    pub(super) label: Option<String>,
    pub(super) payment: Option<Payment>,
}

xml::record! { Tree in MAIN {
    left: "Left" opt,
    right: "Right" many,
    label: "Label" opt,
    payment: "Cash|Card|Nested" opt of Payment,
} }

/// Content of any shape, a list, and room for what nobody knows.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Open {
    pub(super) any: Option<xml::Raw>,
    pub(super) list: Option<xml::List<i32>>,
    pub(super) hex: Option<xml::Hex>,
    pub(super) date: Option<xml::DateTime>,
    pub(super) token: Option<xml::Token>,
    pub(super) single: Option<f32>,
    pub(super) rest: Vec<xml::RawElement>,
}

xml::record! { Open in MAIN {
    any: "Any" opt,
    list: "List" opt,
    hex: "Hex" opt,
    date: "Date" opt,
    token: "Token" opt,
    single: "Single" opt,
    rest: "*" many,
} }

impl Everything {
    /// The smallest one that can be written.
    pub(super) fn least() -> Self {
        Self { numbers: vec![1], ..<Self as xml::Empty>::EMPTY }
    }
}

impl Tree {
    /// A leaf with a label.
    pub(super) fn leaf(label: &str) -> Self {
        Self { label: Some(label.to_owned()), ..<Self as xml::Empty>::EMPTY }
    }
}
