//! The macros that turn a table of rows into a codec.
//!
//! None of them recurses over its rows, and none counts: a contract of a thousand types compiles in the time of its plain
//! structs and a bit. The tables are `static`; nested `const` tables are copied at every use and bring the compiler
//! to its knees. One call of a `const fn` a row checks in half the time of a struct literal.

/// Reads and writes a struct as an element with children and attributes.
///
/// ```text
/// xml::record! { module::Type in NAMESPACE {
///     field: "Element" WORD [+ unique] [+ lenient] [@ OTHER] ["Item" [@ OTHER] [each "Type" @ OTHER]] [of Choice]
///         [as "Type" @ OTHER],
///     ...
/// } attrs {
///     field: "attribute" WORD [@ OTHER],
/// } }
/// ```
///
/// Rows stand in the order of the schema; that is the order of writing. `@` names the namespace of one element where
/// it is not the record's. The words:
///
/// | word | type of the field | read | written |
/// |---|---|---|---|
/// | `req` | `T` | absence is an error | always |
/// | `fill` | `T` | absent is [`Empty::EMPTY`](trait@crate::xml::Empty) | always |
/// | `opt` | `Option<T>` | absent or nil is `None` | if `Some` |
/// | `many` | `Vec<T>` | repeated elements | each item |
/// | `some` | `Vec<T>` | repeated, none is an error | each item; none is an error |
/// | `nil` | `Nillable<T>` | absent, nil and a value are three things | as read |
/// | `req_nil` | `Option<T>` | absence is an error, nil is `None` | `None` as nil |
/// | `items` `"Item"` | `Vec<T>` | items inside a wrapper | the wrapper always |
/// | `blank` `"Item"` | `Vec<T>` | items inside a wrapper | the wrapper always; no items as one blank item |
/// | `opt_items` `"Item"` | `Vec<T>` | items inside a wrapper | nothing if there are no items |
/// | `null_items`, `opt_null_items` `"Item"` | `Vec<Option<T>>` | items that may be nil inside a wrapper | like `items` and `opt_items` |
/// | `array` `"Item"` | `Vec<T>` | items of any name inside a wrapper | an array of SOAP's encoding with its size |
/// | `opt_array` `"Item"` | `Vec<T>` | the same | nothing if there are no items |
///
/// `+ unique` makes a second element an error in tolerant reading, too. `opt + lenient` is for a field whose type nobody
/// has seen on the wire: in tolerant reading a value that the type does not allow is `None` and one event in the log,
/// not an error, since a guess must not turn a reply to work that was done into a failure. `+ attached` is for bytes that
/// may travel beside the document. `of Choice` makes the row stand for the
/// alternatives of an enum with [`choice!`](crate::xml::choice); the name is then for error messages only, by habit
/// `"Cash|Card"`. `as` and `each` name the types that the element and its items state by `xsi:type`, as bodies that are
/// encoded by the rules of SOAP have it; they are not looked at when reading. A row `many + nil` of a `Vec<Option<T>>` writes `None` items as nil.
///
/// A row whose name begins with `*` (`any: "*##other" many` with a `Vec<RawElement>`) takes elements that no other row
/// knows, if their namespace is one of those behind the star: nothing for all, `##other` for all but the row's own, or
/// a list of URIs with `##local` for none. Among the attributes such a row has a `Vec<RawAttribute>`; in a
/// [`choice!`](crate::xml::choice) it is the last variant, of a `RawElement`.
///
/// Attributes have the words `req` and `opt`; their fields are `T` or `Option<T>` with `T: Text`.
#[macro_export]
#[doc(hidden)]
macro_rules! __xml_record {
    ($($type:ident)::+ in $ns:ident {
        $($field:ident: $name:literal $card:ident $(+ $flag:ident)* $(@ $other:ident)?
            $($item:literal $(@ $item_ns:ident)? $(each $each:literal @ $each_ns:ident)?)? $(of $alts:path)?
            $(as $as:literal @ $as_ns:ident)?),* $(,)?
    } $(attrs {
        $($attr:ident: $attr_name:literal $attr_card:ident $(@ $attr_ns:ident)?),* $(,)?
    })?) => {
        const _: () = {
            // A record whose rows are all elsewhere, or that has none, names its namespace all the same.
            const _: $crate::xml::Ns = $ns;
            static XML: $crate::xml::Record = $crate::xml::Record {
                els: &[$($crate::xml::El::row($ns, $name, $crate::xml::card::$card)
                    $(.plus($crate::xml::card::$flag))*
                    $(.at($other))?
                    $(.around(&[$crate::xml::El::row($ns, $item, $crate::xml::card::$card)$(.at($item_ns))?
                        $(.stating(&$crate::xml::El::new($each_ns, $each)))?]))?
                    $(.of(<$alts as $crate::xml::Alternatives>::ALTS))?
                    $(.stating(&$crate::xml::El::new($as_ns, $as)))?),*],
                attrs: &[$($($crate::xml::El::row($crate::xml::NONE, $attr_name, $crate::xml::card::$attr_card)
                    $(.at($attr_ns))?),*)?],
            };
            impl $crate::xml::Empty for $($type)::+ {
                const EMPTY: Self = Self {
                    $($field: $crate::xml::Empty::EMPTY,)*
                    $($($attr: $crate::xml::Empty::EMPTY,)*)?
                };
            }
            impl $crate::xml::Node for $($type)::+ {
                fn empty() -> Self {
                    <Self as $crate::xml::Empty>::EMPTY
                }
                fn read(&mut self, reader: &mut $crate::xml::Reader<'_>) -> $crate::xml::Result<()> {
                    $(reader.record_attrs(&XML, &mut [$(&mut self.$attr),*])?;)?
                    reader.record(&XML, &mut [$(&mut self.$field),*])
                }
                fn write(&self, writer: &mut $crate::xml::Writer, el: &'static $crate::xml::El) -> $crate::xml::Result<()> {
                    writer.record(&XML, el, &[$($(&self.$attr),*)?], &[$(&self.$field),*])
                }
            }
        };
    };
}

/// Reads and writes an enum as one of several elements, told apart by name.
///
/// `xml::choice! { module::Payment in NAMESPACE { Cash(i32): "Cash", Card(module::Card): "Card" @ OTHER, } }`
///
/// The enum itself is written elsewhere, each variant with the one type named here; its field is a row with
/// `of module::Payment`. The first row is the value that reading starts from, so its type cannot be a `Box`; the
/// others can.
#[macro_export]
#[doc(hidden)]
macro_rules! __xml_choice {
    ($($type:ident)::+ in $ns:ident {
        $first:ident($first_of:ty): $first_name:literal $(@ $first_ns:ident)?
        $(, $variant:ident($of:ty): $name:literal $(@ $other:ident)?)* $(,)?
    }) => {
        #[allow(non_upper_case_globals)]
        const _: () = {
            static $first: $crate::xml::El = $crate::xml::El::new($ns, $first_name)$(.at($first_ns))?;
            $(static $variant: $crate::xml::El = $crate::xml::El::new($ns, $name)$(.at($other))?;)*
            impl $crate::xml::Alternatives for $($type)::+ {
                const ALTS: &'static [&'static $crate::xml::El] = &[&$first $(, &$variant)*];
            }
            impl $crate::xml::Empty for $($type)::+ {
                const EMPTY: Self = Self::$first(<$first_of as $crate::xml::Empty>::EMPTY);
            }
            impl $crate::xml::Node for $($type)::+ {
                fn empty() -> Self {
                    <Self as $crate::xml::Empty>::EMPTY
                }
                fn read(&mut self, reader: &mut $crate::xml::Reader<'_>) -> $crate::xml::Result<()> {
                    if reader.takes(&$first) {
                        *self = Self::$first($crate::xml::Node::empty());
                    } $(else if reader.takes(&$variant) {
                        *self = Self::$variant($crate::xml::Node::empty());
                    })* else {
                        return Err(reader.error($crate::xml::Kind::Unknown));
                    }
                    match self {
                        Self::$first(value) => $crate::xml::Node::read(value, reader),
                        $(Self::$variant(value) => $crate::xml::Node::read(value, reader),)*
                    }
                }
                fn write(&self, writer: &mut $crate::xml::Writer, _: &'static $crate::xml::El) -> $crate::xml::Result<()> {
                    match self {
                        Self::$first(value) => $crate::xml::Node::write(value, writer, &$first),
                        $(Self::$variant(value) => $crate::xml::Node::write(value, writer, &$variant),)*
                    }
                }
            }
        };
    };
}

/// Reads and writes an enum as one element whose `xsi:type` says which type it holds.
///
/// `xml::derived! { module::AnyShape in NAMESPACE { Shape(module::Shape): "Shape", Circle(module::Circle): "Circle", } }`
///
/// The first row is the declared type: what an element without `xsi:type` holds, and in tolerant reading one with an
/// unknown type, too. With the word `abstract` before the brace no row is: there, such an element is an error.
#[macro_export]
#[doc(hidden)]
macro_rules! __xml_derived {
    ($($type:ident)::+ in $ns:ident abstract $rows:tt) => {
        $crate::__xml_derived! { @ true, $($type)::+ in $ns $rows }
    };
    ($($type:ident)::+ in $ns:ident $rows:tt) => {
        $crate::__xml_derived! { @ false, $($type)::+ in $ns $rows }
    };
    (@ $abstract:literal, $($type:ident)::+ in $ns:ident {
        $first:ident($first_of:ty): $first_name:literal $(@ $first_ns:ident)?
        $(, $variant:ident($of:ty): $name:literal $(@ $other:ident)?)* $(,)?
    }) => {
        #[allow(non_upper_case_globals)]
        const _: () = {
            static $first: $crate::xml::El = $crate::xml::El::new($ns, $first_name)$(.at($first_ns))?;
            $(static $variant: $crate::xml::El = $crate::xml::El::new($ns, $name)$(.at($other))?;)*
            impl $crate::xml::Empty for $($type)::+ {
                const EMPTY: Self = Self::$first(<$first_of as $crate::xml::Empty>::EMPTY);
            }
            impl $crate::xml::Node for $($type)::+ {
                fn empty() -> Self {
                    <Self as $crate::xml::Empty>::EMPTY
                }
                fn read(&mut self, reader: &mut $crate::xml::Reader<'_>) -> $crate::xml::Result<()> {
                    if reader.is_derived(&$first)? {
                        *self = Self::$first($crate::xml::Node::empty());
                    } $(else if reader.is_derived(&$variant)? {
                        *self = Self::$variant($crate::xml::Node::empty());
                    })* else {
                        reader.declared($abstract)?;
                        *self = Self::$first($crate::xml::Node::empty());
                    }
                    match self {
                        Self::$first(value) => $crate::xml::Node::read(value, reader),
                        $(Self::$variant(value) => $crate::xml::Node::read(value, reader),)*
                    }
                }
                fn write(&self, writer: &mut $crate::xml::Writer, el: &'static $crate::xml::El) -> $crate::xml::Result<()> {
                    match self {
                        Self::$first(value) => {
                            if $abstract {
                                writer.derived(&$first);
                            }
                            $crate::xml::Node::write(value, writer, el)
                        }
                        $(Self::$variant(value) => {
                            writer.derived(&$variant);
                            $crate::xml::Node::write(value, writer, el)
                        })*
                    }
                }
            }
        };
    };
}

/// Reads and writes an enum of texts that keeps what it does not know.
///
/// `xml::open_enum! { module::Mode { Fast = "fast", Slow = "slow", } }`
///
/// The enum itself is written elsewhere, with these unit variants and `Other(String)`.
#[macro_export]
#[doc(hidden)]
macro_rules! __xml_open_enum {
    ($($type:ident)::+ { $($variant:ident = $text:literal),* $(,)? }) => {
        const _: () = {
            impl $crate::xml::Empty for $($type)::+ {
                const EMPTY: Self = Self::Other(::std::string::String::new());
            }
            impl $crate::xml::Text for $($type)::+ {
                fn set(&mut self, text: &str) -> bool {
                    *self = match $crate::xml::trim(text) {
                        $($text => Self::$variant,)*
                        _ => Self::Other(text.to_owned()),
                    };
                    true
                }
                fn get(&self) -> ::std::option::Option<::std::borrow::Cow<'_, str>> {
                    ::std::option::Option::Some(::std::borrow::Cow::Borrowed(match self {
                        $(Self::$variant => $text,)*
                        Self::Other(text) => text,
                    }))
                }
                fn type_name(&self) -> &'static str {
                    "xs:string"
                }
            }
            impl $crate::xml::Node for $($type)::+ {
                fn empty() -> Self {
                    <Self as $crate::xml::Empty>::EMPTY
                }
                fn read(&mut self, reader: &mut $crate::xml::Reader<'_>) -> $crate::xml::Result<()> {
                    reader.value(self)
                }
                fn write(&self, writer: &mut $crate::xml::Writer, el: &'static $crate::xml::El) -> $crate::xml::Result<()> {
                    writer.value_element(el, self)
                }
            }
        };
    };
}

/// Reads and writes a struct as an element with text and attributes.
///
/// `xml::content! { module::Money: value attrs { currency: "currency" opt, } }`
///
/// The field before `attrs` is the text (`T: Text`); the rows are those of [`record!`](crate::xml::record)'s
/// attributes.
#[macro_export]
#[doc(hidden)]
macro_rules! __xml_content {
    ($($type:ident)::+: $value:ident attrs {
        $($attr:ident: $attr_name:literal $attr_card:ident $(@ $attr_ns:ident)?),* $(,)?
    }) => {
        const _: () = {
            static XML: $crate::xml::Record = $crate::xml::Record {
                els: &[],
                attrs: &[$($crate::xml::El::row($crate::xml::NONE, $attr_name, $crate::xml::card::$attr_card)
                    $(.at($attr_ns))?),*],
            };
            impl $crate::xml::Empty for $($type)::+ {
                const EMPTY: Self = Self {
                    $value: $crate::xml::Empty::EMPTY,
                    $($attr: $crate::xml::Empty::EMPTY,)*
                };
            }
            impl $crate::xml::Node for $($type)::+ {
                fn empty() -> Self {
                    <Self as $crate::xml::Empty>::EMPTY
                }
                fn read(&mut self, reader: &mut $crate::xml::Reader<'_>) -> $crate::xml::Result<()> {
                    reader.record_attrs(&XML, &mut [$(&mut self.$attr),*])?;
                    reader.value(&mut self.$value)
                }
                fn write(&self, writer: &mut $crate::xml::Writer, el: &'static $crate::xml::El) -> $crate::xml::Result<()> {
                    writer.content(&XML, el, &[$(&self.$attr),*], &self.$value)
                }
            }
        };
    };
}
