//! Documents that are malformed, cut off or too much.

use super::contract::*;
use super::*;

#[test]
fn fault_a1_a_document_type_is_refused_even_unused() {
    for doctype in [
        "<!DOCTYPE Root SYSTEM \"file:///etc/passwd\">",
        "<!DOCTYPE Root>",
        "<!DOCTYPE Root [<!ELEMENT Root ANY>]>",
        "<!doctype html>",
        "<!DOCTYPE Root [",
    ] {
        let text = format!("<?xml version='1.0'?>\n{doctype}{}", account("1"));
        assert_eq!(refused::<Account>(&text), (Kind::Doctype, String::new()), "{doctype}");
    }
    assert_eq!(refused::<Account>(&root("<Number><!DOCTYPE a></Number>")).0, Kind::Doctype);
    assert_eq!(refused::<Account>(&root("<New><!DOCTYPE a></New>")).0, Kind::Doctype);
}

#[test]
fn fault_a2_an_external_entity_is_refused_with_its_type() {
    let text = format!("<!DOCTYPE Root [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>{}", account("&x;"));
    let error = read::<Account>(&text).unwrap_err();
    assert_eq!(error.kind(), &Kind::Doctype);
    assert!(!format!("{error:?} {error}").contains("passwd"));
}

#[test]
fn fault_a4_a5_entities_that_grow_are_refused_with_their_type() {
    let mut laughs = String::from("<!DOCTYPE Root [<!ENTITY l0 \"lol\">");
    for level in 1..10 {
        laughs.push_str(&format!("<!ENTITY l{level} \"{}\">", format!("&l{};", level - 1).repeat(10)));
    }
    let text = format!("{laughs}]>{}", account("&l9;"));
    assert_eq!(refused::<Account>(&text).0, Kind::Doctype);
    let text = format!(
        "<!DOCTYPE Root [<!ENTITY a \"{}\">]>{}",
        "a".repeat(100_000),
        account(&"&a;".repeat(10_000))
    );
    assert_eq!(refused::<Account>(&text).0, Kind::Doctype);
}

#[test]
fn fault_a6_unknown_entities_are_refused() {
    for reference in ["&foo;", "&nbsp;", "&AMP;", "&;"] {
        assert_eq!(refused_number(reference), (Kind::UnknownEntity, "Root/Number".to_owned()), "{reference}");
        assert_eq!(refused::<Account>(&root(&format!("<Number a='{reference}'/>"))).0, Kind::UnknownEntity);
        assert_eq!(refused::<Account>(&root(reference)).0, Kind::UnknownEntity);
        assert_eq!(refused::<Account>(&root(&format!("<New>{reference}</New>"))).0, Kind::UnknownEntity);
    }
    assert_eq!(
        read::<Account>(&account("&lt;&gt;&amp;&apos;&quot;&#65;&#x20ac;")).unwrap().number,
        "<>&'\"A€"
    );
    for lone in ["a & b", "&amp", "&"] {
        assert!(matches!(refused_number(lone).0, Kind::Syntax(_)), "{lone}");
    }
}

#[test]
fn fault_a8_references_to_what_is_no_character_are_refused() {
    for reference in ["&#0;", "&#xD800;", "&#x110000;", "&#1;", "&#xFFFF;", "&#99999999999;"] {
        assert_eq!(
            refused_number(reference),
            (Kind::IllegalCharacter, "Root/Number".to_owned()),
            "{reference}"
        );
        assert_eq!(
            refused::<Account>(&root(&format!("<Number a='{reference}'/>"))).0,
            Kind::IllegalCharacter
        );
    }
}

#[test]
fn fault_a9_raw_control_characters_are_refused() {
    for c in ['\0', '\u{1}', '\u{B}', '\u{1B}', '\u{FFFE}', '\u{FFFF}'] {
        assert_eq!(
            refused_number(&format!("a{c}b")),
            (Kind::IllegalCharacter, "Root/Number".to_owned()),
            "{c:?}"
        );
        for place in [
            "<New>_</New>",
            "<New a='_'/>",
            "<Number a='_'/>",
            "<New><x a='_'/></New>",
            "<!--_-->",
            "<?p _?>",
            "_",
            "<![CDATA[_]]>",
        ] {
            let text = root(&place.replace('_', &c.to_string()));
            assert_eq!(refused::<Account>(&text).0, Kind::IllegalCharacter, "{c:?} in {place}");
        }
    }
}

#[test]
fn fault_a10_deep_documents_are_refused_without_going_deep() {
    let nested = |name: &str, depth: usize| {
        root(&format!("{}{}", format!("<{name}>").repeat(depth), format!("</{name}>").repeat(depth)))
    };
    for name in ["Left", "Right", "New"] {
        assert_eq!(refused::<Tree>(&nested(name, 200_000)).0, Kind::Limit("depth of elements"), "{name}");
        assert_eq!(
            refused::<Tree>(&nested(name, limits::DEPTH)).0,
            Kind::Limit("depth of elements"),
            "{name}"
        );
        read::<Tree>(&nested(name, limits::DEPTH - 1)).unwrap();
    }
    let open = format!("<Root xmlns='urn:main'>{}", "<a>".repeat(1_000_000));
    assert_eq!(refused::<Tree>(&open).0, Kind::Limit("depth of elements"));
    assert_eq!(refused::<Open>(&nested("Any", 200_000)).0, Kind::Limit("depth of elements"));
}

#[test]
fn fault_a13_many_attributes() {
    let many = |count: usize| (0..count).map(|index| format!(" a{index}='1'")).collect::<String>();
    for name in ["Number", "New"] {
        let text = root(&format!("<{name}{}/>", many(80_000)));
        assert_eq!(refused::<Account>(&text).0, Kind::Limit("number of attributes"), "{name}");
        let text = root(&format!("<{name}{}/><Number/><Balance>0</Balance>", many(limits::ATTRIBUTES)));
        read::<Account>(&text).unwrap();
    }
}

#[test]
fn fault_a14_many_namespaces() {
    let many =
        |count: usize| (0..count).map(|index| format!(" xmlns:p{index}='urn:{index}'")).collect::<String>();
    let text = format!("<Root xmlns='urn:main'{}/>", many(100_000));
    assert_eq!(refused::<Account>(&text).0, Kind::Limit("number of namespaces"));
    let nested = (0..100)
        .map(|index| format!("<Left xmlns:a{index}='urn:a' xmlns:b{index}='urn:b'>"))
        .collect::<String>();
    assert_eq!(refused::<Tree>(&root(&nested)).0, Kind::Limit("number of namespaces"));
    let one_after_another =
        (0..1000).map(|index| format!("<Right xmlns:a{index}='urn:a'/>")).collect::<String>();
    assert_eq!(read::<Tree>(&root(&one_after_another)).unwrap().right.len(), 1000);
}

#[test]
fn fault_a16_long_text_is_refused_where_no_image_is() {
    let long = "x".repeat(50_000_000);
    assert_eq!(refused_number(&long), (Kind::Limit("length of a text"), "Root/Number".to_owned()));
    let half = "x".repeat(limits::TEXT / 2);
    let whole = format!("{half}<!-- -->{half}");
    assert_eq!(read::<Account>(&account(&whole)).unwrap().number.len(), limits::TEXT);
    assert_eq!(refused_number(&format!("{whole}<![CDATA[x]]>")).0, Kind::Limit("length of a text"));
    assert_eq!(
        refused::<Account>(&root(&format!("<Number a='{whole}x'/>"))).0,
        Kind::Syntax("`<` in an attribute")
    );
    assert_eq!(
        refused::<Account>(&root(&format!("<Number a='{half}{half}x'/>"))).0,
        Kind::Limit("length of an attribute")
    );
    let image = inside::<Everything>(&format!(
        "<Code/><Number>1</Number><Amount>1</Amount><Image>{}</Image>",
        "AAAA".repeat(limits::TEXT)
    ));
    assert_eq!(image.unwrap().image.unwrap().len(), 3 * limits::TEXT);
}

#[test]
fn fault_a17_long_names_are_refused() {
    let long = "n".repeat(1 << 20);
    for place in [
        format!("<{long}/>"),
        format!("<Number {long}=''/>"),
        format!("<{long}:Number/>"),
        format!("<New><{long}/></New>"),
        format!("<New {long}=''/>"),
        format!("<x xmlns:p='{long}'/>"),
    ] {
        assert_eq!(refused::<Account>(&root(&place)).0, Kind::Limit("length of a name"), "{}", &place[..12]);
    }
    let (kind, _) = refused::<Account>(&format!("<{}/>", "n".repeat(1000)));
    assert_eq!(
        kind,
        Kind::UnexpectedElement { expected: "Root", found: "n".repeat(64) },
        "never shown at length"
    );
}

#[test]
fn fault_a18_many_elements_are_refused() {
    let many = |name: &str| root(&format!("<{name}/>").repeat(1_000_000));
    for name in ["Right", "Label", "New"] {
        assert_eq!(refused::<Tree>(&many(name)).0, Kind::Limit("number of elements"), "{name}");
    }
    let (kind, path) = refused::<Tree>(&root(&format!("<New>{}</New>", "<a/>".repeat(1_000_000))));
    assert_eq!((kind, path.as_str()), (Kind::Limit("number of elements"), "Root/New"));
}

#[test]
fn fault_a32_a33_comments_and_instructions_do_not_cut_a_value() {
    assert_eq!(read::<Account>(&account("E<!--x-->99")).unwrap().number, "E99");
    assert_eq!(read::<Account>(&account("E<?x y?>9<![CDATA[9<&]]>")).unwrap().number, "E99<&");
    assert_eq!(read::<Account>(&account("<!--x-->E99")).unwrap().number, "E99");
    assert_eq!(refused_number("E<!--x--y-->99").0, Kind::Syntax("`--` in a comment"));
}

#[test]
fn fault_a34_an_element_in_a_value_is_refused() {
    assert_eq!(refused_number("E<b/>99"), (Kind::ElementInText, "Root/Number".to_owned()));
    assert_eq!(refused_number("<b>E99</b>").0, Kind::ElementInText);
    assert_eq!(refused::<Account>(&root("<Number/><Balance>1<x/></Balance>")).0, Kind::ElementInText);
}

#[test]
fn fault_a60_a_document_that_is_cut_off_is_never_a_value() {
    let text = format!(
        "<?xml version='1.0'?><!-- c --><?p i?>{}",
        root("<Number a='1'>5&amp;<![CDATA[é]]></Number><New><x/></New><Balance>2</Balance>")
    );
    read::<Account>(&text).unwrap();
    for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
        let (kind, _) = refused::<Account>(&text[..end]);
        assert_eq!(kind, Kind::Truncated, "cut at {end}: {}", &text[..end]);
    }
}

#[test]
fn fault_a61_a62_nothing_may_follow_the_root() {
    let text = account("5");
    for tail in [
        "x",
        "&amp;",
        "<a/>",
        "<![CDATA[ ]]>",
        "</Root>",
        "<?xml version='1.0'?>",
        "<!DOCTYPE a>",
        "\0",
        &text,
    ] {
        let kind = read::<Account>(&format!("{text}{tail}")).unwrap_err().kind().clone();
        assert!(matches!(kind, Kind::Trailing | Kind::Syntax(_) | Kind::Doctype), "{tail}: {kind}");
    }
    read::<Account>(&format!("{text}\n <!-- end --> <?end?>\r\n")).unwrap();
    assert_eq!(refused::<Account>(&format!("x{text}")).0, Kind::Syntax("text outside of the root element"));
    assert_eq!(
        refused::<Account>(&format!(" <?xml version='1.0'?>{text}")).0,
        Kind::Syntax("an XML declaration inside the document")
    );
    for empty in ["", " \n", "<!-- -->"] {
        assert_eq!(refused::<Account>(empty).0, Kind::Truncated);
    }
}

#[test]
fn fault_a65_an_attribute_may_stand_once() {
    for attributes in [
        "a='1' a='2'",
        "o:a='1' p:a='2' xmlns:p='urn:other'",
        "xmlns:p='urn:x' xmlns:p='urn:y'",
        "xmlns='urn:main' xmlns='urn:main'",
    ] {
        let text = root(&format!("<Number {attributes}/>"));
        assert_eq!(refused::<Account>(&text).0, Kind::DuplicateAttribute, "{attributes}");
    }
    assert_eq!(refused::<Account>(&root("<New a='1' a='2'/>")).0, Kind::DuplicateAttribute);
    assert_eq!(refused::<Account>(&root("<New><x a='1' a='2'/></New>")).0, Kind::DuplicateAttribute);
    read::<Account>(&root("<Number a='1' o:a='2' p:a='3' xmlns:p='urn:p'/><Balance>0</Balance>")).unwrap();
}

#[test]
fn fault_a66_malformed_documents_are_refused() {
    for content in [
        "<Number>5</Balance>",
        "<Number>5</number>",
        "<a><b></a></b>",
        "<Number",
        "<New a=1/>",
        "<Number a/>",
        "<Number a='1'b='2'/>",
        "<Number a='<'/>",
        "<Number>]]></Number>",
        "<New>]]></New>",
        "<1a/>",
        "<a:b:c/>",
        "< a/>",
        "<>",
        "<New><1/></New>",
        "<!ELEMENT a>",
        "<Number></Number a='1'>",
        "<?xml version='1.0'?>",
        "<New><?xml version='1.0'?></New>",
        "<? ?>",
        "<?XML ?>",
        "<!-- -- -->",
        "<o:/>",
        "<:o/>",
        "<Number xmlns:p=''/>",
        "<Number xmlns:xml='urn:x'/>",
        "<Number xmlns:xmlns='urn:x'/>",
    ] {
        let kind = refused::<Account>(&root(content)).0;
        assert!(matches!(kind, Kind::Syntax(_) | Kind::Truncated), "{content}: {kind}");
    }
}

#[test]
fn fault_a68_a_declaration_is_accepted_as_1_0_or_refused() {
    let with = |declaration: &str| read::<Account>(&format!("<?xml {declaration}?>{}", account("5")));
    for valid in [
        "version='1.0'",
        "version=\"1.1\" standalone='no'",
        "version='1.0' encoding='utf-8' standalone='yes' ",
        "\n version = '1.0'\tencoding='x-y.z_1'",
    ] {
        with(valid).unwrap();
    }
    for wrong in [
        "",
        "VERSION='1.0'",
        "version='1.0 '",
        "version='2.0'",
        "encoding='utf-8'",
        "version='1.0' standalone='YES'",
        "version='1.0' standalone='no' encoding='utf-8'",
        "version='1.0' encoding=' utf-8'",
        "version='1.0' version='1.0'",
        "version='1.0' valid='no'",
        "version='1.0'encoding='utf-8'",
    ] {
        assert!(matches!(with(wrong).unwrap_err().kind(), Kind::Syntax(_)), "{wrong}");
    }
}

#[test]
fn errors_never_show_a_value() {
    let secret = "hunter2";
    let documents = [
        root(&format!("<Code>{secret}</Code><Amount>{secret}</Amount>")),
        root(&format!("<Code>{secret}<b>{secret}</b></Code>")),
        root(&format!("<Code a='{secret}' a='{secret}'/>")),
        root(&format!("<Code>&{secret};</Code>")),
        root(&format!("<!DOCTYPE {secret}>")),
        root(&format!("<Image>{secret}!</Image>")),
        root(&format!("<Shape i:type='{secret}:{secret}'/>")),
        format!("{secret}{}", root("")),
    ];
    for document in documents {
        let error = read::<Everything>(&document).unwrap_err();
        assert!(!format!("{error} {error:?}").contains(secret), "{error}");
    }
}

#[test]
fn an_error_is_one_pointer() {
    assert_eq!(size_of::<Error>(), size_of::<usize>());
    assert_eq!(size_of::<Result<()>>(), size_of::<usize>());
}

#[test]
fn references_count_towards_the_length_of_a_text() {
    let length = |text: &str| read::<Account>(&account(text)).map(|account| account.number.len());
    let full = "&#x20ac;".repeat(limits::TEXT / 3);
    assert_eq!(length(&full), Ok(limits::TEXT - 1));
    assert_eq!(length(&format!("{full}&amp;")), Ok(limits::TEXT));
    for text in [format!("{full}&amp;&amp;"), format!("{full}&#x20ac;"), "&#10;".repeat(1_000_000)] {
        assert_eq!(length(&text).unwrap_err().kind(), &Kind::Limit("length of a text"));
    }
}

/// Prefixes that were looked for while an unknown element with this many attributes was passed over.
fn look_ups(attributes: usize, elements: usize) -> usize {
    use super::super::namespaces::LOOK_UPS;

    let declared: String = (0..126).map(|at| format!(" xmlns:p{at}='urn:p{at}'")).collect();
    let attributes: String = (0..attributes).map(|at| format!(" p{at}:a=''")).collect();
    let text = format!(
        "<Root xmlns='urn:main'{declared}>{}<Number>1</Number><Balance>1</Balance></Root>",
        format!("<New{attributes}/>").repeat(elements)
    );
    let before = LOOK_UPS.get();
    read::<Account>(&text).unwrap();
    LOOK_UPS.get() - before
}

#[test]
fn attributes_are_resolved_once_each() {
    let base = look_ups(0, 10);
    assert_eq!(look_ups(63, 10) - base, 630);
    assert_eq!(look_ups(126, 10) - base, 1260);
    assert_eq!(look_ups(126, 20) - look_ups(0, 20), 2520);
}

#[test]
fn attributes_of_one_namespace_meet_whatever_their_prefixes() {
    for declared in [
        "xmlns:a='urn:x' xmlns:b='urn:x'",
        "xmlns:a='urn:x' xmlns:c='urn:z' xmlns:b='urn:x'",
        "xmlns:a='urn:main' xmlns:b='urn:main'",
    ] {
        let text = format!("<q:Root xmlns:q='urn:main'><x {declared} a:n='' b:n=''/><q:Number/></q:Root>");
        assert_eq!(refused::<Account>(&text).0, Kind::DuplicateAttribute, "{declared}");
    }
    let apart = "<x xmlns:a='urn:x' xmlns:b='urn:y' n='' a:n='' b:n='' a:m='' xml:n=''/>";
    read::<Account>(&root(&format!("{apart}<Number>1</Number><Balance>1</Balance>"))).unwrap();
    // Also across elements: the outer declaration is the same namespace.
    let text = root("<y xmlns:a='urn:x'/><x xmlns:a='urn:x' xmlns:b='urn:x' a:n='' b:n=''/><Number/>");
    assert_eq!(refused::<Account>(&text).0, Kind::DuplicateAttribute);
    for twice in ["<x a='' a=''/>", "<x><y a='' b='' a=''/></x>"] {
        assert_eq!(refused::<Account>(&root(twice)).0, Kind::DuplicateAttribute, "{twice}");
    }
}
