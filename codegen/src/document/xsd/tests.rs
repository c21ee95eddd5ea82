//! What the model keeps of a schema.

use super::super::xml;
use super::*;

pub(super) fn read_texts(texts: &[(&str, &str)]) -> (Schemas, Vec<Document>, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::from_memory(texts.iter().map(|(file, text)| (*file, text.as_bytes())));
    let mut documents: Vec<Document> = sources
        .documents
        .values()
        .filter_map(|source| xml::parse(&source.file, &source.bytes, &mut diagnostics))
        .collect();
    let schemas = read(&mut documents, &sources, &mut diagnostics);
    (schemas, documents, diagnostics)
}

#[test]
fn every_builtin_document_is_accepted() {
    let imports: String = [
        "http://www.w3.org/XML/1998/namespace",
        "http://schemas.xmlsoap.org/soap/encoding/",
        "http://www.w3.org/2003/05/soap-encoding",
        "http://www.w3.org/2004/08/xop/include",
        "http://www.w3.org/2005/05/xmlmime",
        "http://www.w3.org/2005/08/addressing",
        "http://schemas.microsoft.com/2003/10/Serialization/",
        "http://schemas.microsoft.com/2003/10/Serialization/Arrays",
        "http://microsoft.com/wsdl/types/",
    ]
    .iter()
    .map(|namespace| format!("<xs:import namespace='{namespace}'/>"))
    .collect();
    let text = format!("<xs:schema xmlns:xs='{NAMESPACE}'>{imports}</xs:schema>");
    let (schemas, documents, diagnostics) = read_texts(&[("a.xsd", &text)]);
    assert_eq!(diagnostics, Diagnostics::default());
    assert_eq!(documents.len(), 10);
    assert!(schemas.types.contains_key(&QName::new(
        Some("http://schemas.microsoft.com/2003/10/Serialization/Arrays"),
        "ArrayOfstring"
    )));
    assert!(schemas.attributes.contains_key(&QName::new(Some(xml::XML_NAMESPACE), "lang")));
}

/// A schema in the namespace `urn:a`, bound to the prefix `a`.
fn schema(body: &str) -> String {
    format!(
        "<xs:schema xmlns:xs='{NAMESPACE}' xmlns:a='urn:a' xmlns:b='urn:b' targetNamespace='urn:a' \
         elementFormDefault='qualified'>\n{body}\n</xs:schema>"
    )
}

fn read_one(body: &str) -> (Schemas, Vec<Document>) {
    let (schemas, documents, diagnostics) = read_texts(&[("a.xsd", &schema(body))]);
    assert_eq!(diagnostics, Diagnostics::default());
    (schemas, documents)
}

/// Code, file and line of each finding.
fn findings(texts: &[(&str, &str)]) -> Vec<(&'static str, String, usize)> {
    let (_, _, diagnostics) = read_texts(texts);
    diagnostics
        .iter()
        .map(|finding| {
            let place = finding.place.clone().unwrap();
            (finding.code, place.file, place.line)
        })
        .collect()
}

fn a(local: &str) -> QName {
    QName::new(Some("urn:a"), local)
}

fn complex<'a>(schemas: &'a Schemas, name: &QName) -> &'a Complex {
    match &schemas.types[name].definition {
        Type::Complex(complex) => complex,
        Type::Simple(_) => panic!("{name} is simple"),
    }
}

/// The content of a type that is a sequence of elements: names with their counts.
fn sequence(complex: &Complex) -> Vec<(String, u64, Option<u64>)> {
    let Content::Elements(Particle { term: Term::Sequence(parts), .. }) = &complex.content else { panic!() };
    parts
        .iter()
        .map(|part| match &part.term {
            Term::Element(declaration) => (declaration.name.to_string(), part.least, part.most),
            Term::Reference(name, _) => (format!("ref {name}"), part.least, part.most),
            Term::Group(name) => (format!("group {name}"), part.least, part.most),
            Term::Any(_) => ("any".to_owned(), part.least, part.most),
            _ => panic!(),
        })
        .collect()
}

#[test]
fn a_sequence_keeps_names_counts_and_doubles() {
    let (schemas, documents) = read_one(
        "<xs:element name='G' type='xs:string'/>
         <xs:complexType name='T'><xs:sequence>
          <xs:element name='x' type='xs:int' minOccurs='0'/>
          <xs:element name='y' type='xs:int' form='unqualified' maxOccurs='unbounded'/>
          <xs:element name='x' type='xs:int' maxOccurs='3'/>
          <xs:element ref='a:G'/>
          <xs:any minOccurs='0' maxOccurs='unbounded'/>
         </xs:sequence></xs:complexType>",
    );
    let complex = complex(&schemas, &a("T"));
    assert_eq!(
        sequence(complex),
        [
            ("{urn:a}x".to_owned(), 0, Some(1)),
            ("y".to_owned(), 1, None),
            ("{urn:a}x".to_owned(), 1, Some(3)),
            ("ref {urn:a}G".to_owned(), 1, Some(1)),
            ("any".to_owned(), 0, None),
        ]
    );
    let at = schemas.types[&a("T")].note.at;
    assert_eq!(documents[at.document].place(at.offset).line, 3);
}

#[test]
fn notes_presets_and_facets_are_kept() {
    let (schemas, _) = read_one(
        "<xs:simpleType name='S'><xs:restriction base='xs:string'>
           <xs:enumeration value=' a '/><xs:enumeration value='A'><xs:annotation>
             <xs:documentation>Big.</xs:documentation></xs:annotation></xs:enumeration>
           <xs:enumeration value='a&#10;b'/><xs:maxLength value='9'/></xs:restriction></xs:simpleType>
         <xs:element name='E' type='a:S' default=' d ' nillable='true' abstract='true'>
           <xs:annotation><xs:appinfo source='urn:bindery:evidence'> seen: here </xs:appinfo>
            <xs:documentation>
              One
                two.
            </xs:documentation><xs:documentation>Three.</xs:documentation></xs:annotation></xs:element>
         <xs:attribute name='F' fixed='1'/>",
    );
    let Type::Simple(Simple::Restriction { facets, .. }) = &schemas.types[&a("S")].definition else {
        panic!()
    };
    let values: Vec<(&str, &str)> =
        facets.values.iter().map(|(value, note)| (value.as_str(), note.documentation.as_str())).collect();
    assert_eq!(values, [(" a ", ""), ("A", "Big."), ("a\nb", "")]);
    assert_eq!(facets.limits, [("maxLength", "9".to_owned())]);
    let element = &schemas.elements[&a("E")];
    assert_eq!(element.preset, Some(Preset::Default(" d ".to_owned())));
    assert!(element.nillable && element.is_abstract);
    assert_eq!(element.note.documentation, "One\ntwo.\n\nThree.");
    assert_eq!(element.note.evidence.as_deref(), Some("seen: here"));
    assert_eq!(schemas.attributes[&a("F")].preset, Some(Preset::Fixed("1".to_owned())));
}

#[test]
fn a_group_keeps_the_namespace_it_was_declared_in() {
    let b = format!(
        "<xs:schema xmlns:xs='{NAMESPACE}' targetNamespace='urn:b'><xs:group name='G'><xs:sequence>
          <xs:element name='x' type='xs:int' form='qualified'/><xs:element name='y' type='xs:int'/>
         </xs:sequence></xs:group></xs:schema>"
    );
    let text = schema(
        "<xs:import namespace='urn:b'/><xs:complexType name='T'><xs:sequence>
          <xs:group ref='b:G' minOccurs='0'/></xs:sequence></xs:complexType>",
    );
    let (schemas, _, diagnostics) = read_texts(&[("a.xsd", &text), ("b.xsd", &b)]);
    assert_eq!(diagnostics, Diagnostics::default());
    assert_eq!(sequence(complex(&schemas, &a("T"))), [("group {urn:b}G".to_owned(), 0, Some(1))]);
    let Term::Sequence(parts) = &schemas.groups[&QName::new(Some("urn:b"), "G")].term else { panic!() };
    let names: Vec<String> = parts
        .iter()
        .map(|part| match &part.term {
            Term::Element(declaration) => declaration.name.to_string(),
            _ => panic!(),
        })
        .collect();
    assert_eq!(names, ["{urn:b}x", "y"]);
}

#[test]
fn an_included_schema_without_namespace_takes_that_of_its_includer() {
    let shared = format!(
        "<xs:schema xmlns:xs='{NAMESPACE}'><xs:element name='E' type='T'/><xs:simpleType name='T'>
         <xs:restriction base='xs:int'/></xs:simpleType></xs:schema>"
    );
    let one = schema("<xs:include schemaLocation='shared.xsd'/>");
    let two = one.replace("urn:a", "urn:b").replace("xmlns:b='urn:b' ", "");
    let none = format!(
        "<xs:schema xmlns:xs='{NAMESPACE}'><xs:include schemaLocation='shared.xsd'/><xs:import \
         namespace='urn:a' schemaLocation='one.xsd'/><xs:import namespace='urn:b' schemaLocation='two.xsd'/></xs:schema>"
    );
    let (schemas, _, diagnostics) =
        read_texts(&[("none.xsd", &none), ("one.xsd", &one), ("shared.xsd", &shared), ("two.xsd", &two)]);
    assert_eq!(diagnostics, Diagnostics::default());
    for namespace in [None, Some("urn:a"), Some("urn:b")] {
        let name = QName::new(namespace, "E");
        let TypeUse::Named(r#type) = &schemas.elements[&name].r#type else { panic!() };
        assert_eq!(*r#type, QName::new(namespace, "T"));
        assert!(schemas.types.contains_key(r#type));
    }
}

#[test]
fn fault_g1_circular_imports_read_each_file_once() {
    let one = schema(
        "<xs:include schemaLocation='a.xsd'/><xs:include schemaLocation='c.xsd'/><xs:import namespace='urn:b' \
        schemaLocation='b.xsd'/><xs:element name='E' type='b:T'/>",
    );
    let two = format!(
        "<xs:schema xmlns:xs='{NAMESPACE}' xmlns:a='urn:a' targetNamespace='urn:b'><xs:import namespace='urn:a' \
         schemaLocation='./a.xsd'/><xs:complexType name='T'><xs:sequence><xs:element ref='a:E' minOccurs='0'/>\
         <xs:element ref='a:C'/></xs:sequence></xs:complexType></xs:schema>"
    );
    let three = schema("<xs:include schemaLocation='a.xsd'/><xs:element name='C' type='xs:int'/>");
    let (schemas, _, diagnostics) = read_texts(&[("a.xsd", &one), ("b.xsd", &two), ("c.xsd", &three)]);
    assert_eq!(diagnostics, Diagnostics::default());
    assert_eq!(schemas.elements.len(), 2);
    assert_eq!(schemas.types.len(), 1);
}

#[test]
fn twins_that_say_the_same_are_one_and_others_are_reported() {
    let one = schema(
        "<xs:complexType name='T'><xs:sequence><xs:element name='x' type='xs:int'/></xs:sequence></xs:complexType>",
    );
    let other_prefix =
        one.replace("xs:", "s:").replace("xmlns:xs", "xmlns:s").replace("'s:int'", "\n's:int'");
    let documented = one.replace(
        "<xs:sequence>",
        "<xs:annotation><xs:documentation>d</xs:documentation></xs:annotation><xs:sequence>",
    );
    let different = one.replace("xs:int", "xs:long");
    assert_eq!(findings(&[("a.xsd", &one), ("b.xsd", &other_prefix), ("c.xsd", &documented)]), []);
    let found = findings(&[("a.xsd", &one), ("b.xsd", &different)]);
    assert_eq!(found, [("xsd-twin", "b.xsd".to_owned(), 2)]);
    let unqualified = one.replace("elementFormDefault='qualified'", "");
    assert_eq!(findings(&[("a.xsd", &one), ("b.xsd", &unqualified)])[0].0, "xsd-twin");
}

#[test]
fn fault_g12_a_type_may_have_many_parts() {
    let members = |count: usize| -> String {
        (0..count).map(|at| format!("<xs:element name='e{at}' type='xs:string'/>")).collect()
    };
    let text = schema(&format!(
        "<xs:complexType name='T'><xs:sequence>{}</xs:sequence></xs:complexType>",
        members(50_000)
    ));
    let (schemas, _, diagnostics) = read_texts(&[("a.xsd", &text)]);
    assert_eq!(diagnostics, Diagnostics::default());
    assert_eq!(sequence(complex(&schemas, &a("T"))).len(), 50_000);
}

#[test]
fn what_grows_beyond_measure_is_refused() {
    let too_large = [("xsd-too-large", "a.xsd".to_owned(), 2)];
    let chain = |first: &str, next: &dyn Fn(usize) -> String, length: usize| {
        schema(&format!("{first}{}", (1..length).map(next).collect::<String>()))
    };
    let extended = |at: usize| {
        format!(
            "<xs:complexType name='T{at}'><xs:complexContent><xs:extension base='a:T{}'/></xs:complexContent></xs:complexType>",
            at - 1
        )
    };
    let first = "<xs:complexType name='T0'/>";
    assert_eq!(findings(&[("a.xsd", &chain(first, &extended, 100))]), []);
    assert_eq!(findings(&[("a.xsd", &chain(first, &extended, 101))]), too_large);
    assert_eq!(findings(&[("a.xsd", &chain(first, &extended, 20_000))]), too_large);
    for (group, part) in [("group", "element"), ("attributeGroup", "attribute")] {
        let (open, close) = if group == "group" { ("<xs:sequence>", "</xs:sequence>") } else { ("", "") };
        let twice = |at: usize| {
            let both = format!("<xs:{group} ref='a:G{}'/>", at - 1).repeat(2);
            format!("<xs:{group} name='G{at}'>{open}{both}{close}</xs:{group}>")
        };
        let first = format!("<xs:{group} name='G0'>{open}<xs:{part} name='x'/>{close}</xs:{group}>");
        assert_eq!(findings(&[("a.xsd", &chain(&first, &twice, 10))]), []);
        assert_eq!(findings(&[("a.xsd", &chain(&first, &twice, 90))]), too_large, "{group}");
    }
}

#[test]
fn an_attribute_of_a_complex_type_is_said() {
    let text = schema("<xs:complexType name='T'/><xs:attribute name='t' type='a:T'/>");
    assert_eq!(findings(&[("a.xsd", &text)]), [("xsd-not-simple", "a.xsd".to_owned(), 2)]);
}

#[test]
fn fault_g10_the_deepest_schema_that_is_allowed_does_not_overflow() {
    let depth = super::super::xml::DEEPEST - 4;
    let text = schema(&format!(
        "<xs:complexType name='T'>{}<xs:element name='x' type='xs:int'/>{}</xs:complexType>",
        "<xs:sequence>".repeat(depth),
        "</xs:sequence>".repeat(depth)
    ));
    let (schemas, _, diagnostics) = read_texts(&[("a.xsd", &text)]);
    assert_eq!(diagnostics, Diagnostics::default());
    assert!(schemas.types.contains_key(&a("T")));
}

#[test]
fn fault_g14_circles_are_named() {
    let text = schema(
        "<xs:complexType name='A'><xs:complexContent><xs:extension base='a:B'/></xs:complexContent></xs:complexType>
         <xs:complexType name='B'><xs:complexContent><xs:extension base='a:A'/></xs:complexContent></xs:complexType>
         <xs:group name='G'><xs:sequence><xs:group ref='a:H'/></xs:sequence></xs:group>
         <xs:group name='H'><xs:sequence><xs:group ref='a:G'/></xs:sequence></xs:group>
         <xs:simpleType name='S'><xs:restriction base='a:S'/></xs:simpleType>
         <xs:complexType name='R'><xs:sequence><xs:element name='r' type='a:R'/></xs:sequence></xs:complexType>",
    );
    let (_, _, diagnostics) = read_texts(&[("a.xsd", &text)]);
    let messages: Vec<&str> = diagnostics.iter().map(|finding| finding.message.as_str()).collect();
    let said = "these declarations need one another in a circle: ";
    assert_eq!(
        messages,
        [format!("{said}A -> B -> A"), format!("{said}S -> S"), format!("{said}G -> H -> G")]
    );
    assert!(diagnostics.iter().all(|finding| finding.code == "xsd-circular"));
}

#[test]
fn fault_g21_names_that_are_none_are_refused() {
    for name in ["A{} pub fn PWNED(){} struct B", "../../evil", "1a", "", "a:b", "a b"] {
        let text = schema(&format!("<xs:element name='{name}' type='xs:int'/>"));
        assert_eq!(findings(&[("a.xsd", &text)]), [("xsd-invalid-name", "a.xsd".to_owned(), 2)], "{name}");
    }
    let long = "a".repeat(1_001);
    let text = schema(&format!("<xs:element name='{long}' type='xs:int'/>"));
    assert_eq!(findings(&[("a.xsd", &text)])[0].0, "xsd-invalid-name");
}

#[test]
fn names_of_punctuation_and_other_scripts_are_read() {
    let (schemas, _) = read_one(
        "<xs:complexType name='_'><xs:sequence><xs:element name='_' type='xs:int'/><xs:element name='__'><xs:complexType/>\
         </xs:element><xs:element name='\u{e9}\u{4e2d}-.' type='a:_'/></xs:sequence></xs:complexType>\
         <xs:element name='_' type='a:_'/><xs:element name='content'><xs:complexType><xs:choice><xs:element name='Content' \
         type='xs:int'/><xs:element ref='a:_'/></xs:choice></xs:complexType></xs:element>",
    );
    let names: Vec<String> =
        sequence(complex(&schemas, &a("_"))).into_iter().map(|(name, ..)| name).collect();
    assert_eq!(names, ["{urn:a}_", "{urn:a}__", "{urn:a}\u{e9}\u{4e2d}-."]);
}

#[test]
fn fault_g22_documentation_of_any_size_is_cut() {
    let text = "d".repeat(10 * 1024 * 1024);
    let (schemas, _) = read_one(&format!(
        "<xs:element name='E' type='xs:int'><xs:annotation><xs:documentation>{text}</xs:documentation>\
         </xs:annotation></xs:element>"
    ));
    assert_eq!(schemas.elements[&a("E")].note.documentation.len(), 64 * 1024 + '…'.len_utf8());
}

#[test]
fn fault_g26_absurd_counts_are_refused() {
    let found = |counts: &str| {
        let text = schema(&format!(
            "<xs:complexType name='T'><xs:sequence>\n<xs:element name='x' type='xs:int' {counts}/></xs:sequence></xs:complexType>"
        ));
        findings(&[("a.xsd", &text)])
    };
    assert_eq!(found("maxOccurs='1000000000000000000'"), []);
    for counts in [
        "maxOccurs='100000000000000000000000'",
        "minOccurs='2'",
        "minOccurs='-1'",
        "maxOccurs='many'",
        "minOccurs='unbounded' maxOccurs='unbounded'",
        "maxOccurs=''",
    ] {
        assert_eq!(found(counts)[0], ("xsd-invalid-occurs", "a.xsd".to_owned(), 3), "{counts}");
    }
}

#[test]
fn references_that_lead_nowhere_are_named_with_their_line() {
    let text = schema(
        "<xs:element name='E' type='a:Gone'/>
         <xs:element name='F' type='xs:strin'/>
         <xs:complexType name='T'><xs:sequence><xs:element ref='a:Lost'/></xs:sequence><xs:attribute ref='a:Off'/>
         <xs:attributeGroup ref='a:Away'/></xs:complexType>
         <xs:element name='G' type='gone:T'/>",
    );
    let found = findings(&[("a.xsd", &text)]);
    let expected = [
        ("xsd-unknown-reference", 2),
        ("xsd-unknown-reference", 4),
        ("xsd-unknown-reference", 4),
        ("xsd-unknown-reference", 5),
        ("xsd-unknown-prefix", 6),
        // Nothing stands in for a built-in type.
        ("xsd-unknown-reference", 3),
    ];
    assert_eq!(found.iter().map(|(code, _, line)| (*code, *line)).collect::<Vec<_>>(), expected);
}

#[test]
fn what_stands_in_the_wrong_place_is_named_with_its_line() {
    let text = schema("<xs:element name='E'>\n<xs:sequence/></xs:element><xs:elment name='F'/>");
    let found = findings(&[("a.xsd", &text)]);
    assert_eq!(found[0], ("xsd-unknown-construct", "a.xsd".to_owned(), 3));
    let text = schema("<xs:element name='E' typ='xs:int'/>");
    assert_eq!(findings(&[("a.xsd", &text)])[0].0, "xsd-unknown-attribute");
    let text = schema(
        "<xs:simpleType name='S'><xs:restriction base='xs:string'><xs:maxLength value='x'/></xs:restriction></xs:simpleType>",
    );
    assert_eq!(findings(&[("a.xsd", &text)]), [("xsd-invalid-facet", "a.xsd".to_owned(), 2)]);
}

#[test]
fn a_schema_inside_a_message_is_anything() {
    let (schemas, _) = read_one(
        "<xs:complexType name='T'><xs:sequence><xs:element ref='xs:schema'/><xs:any/></xs:sequence></xs:complexType>",
    );
    let names: Vec<String> =
        sequence(complex(&schemas, &a("T"))).into_iter().map(|(name, ..)| name).collect();
    assert_eq!(names, ["any", "any"]);
}

#[test]
fn the_order_of_documents_does_not_matter() {
    let one = schema("<xs:import namespace='urn:b'/><xs:element name='E' type='b:T'/>");
    let two = format!(
        "<xs:schema xmlns:xs='{NAMESPACE}' targetNamespace='urn:b'><xs:complexType name='T'/></xs:schema>"
    );
    let read = |first: &str, second: &str| {
        format!("{:?}", read_texts(&[(first, &one), (second, &two)]).0.elements.keys())
    };
    assert_eq!(read("a.xsd", "b.xsd"), read("z.xsd", "b.xsd"));
}

#[test]
fn what_is_redefined_builds_on_the_original_and_what_is_overridden_takes_its_place() {
    let shared = schema(
        "<xs:complexType name='T'><xs:sequence><xs:element name='old' type='a:T'/></xs:sequence></xs:complexType>",
    );
    let extension = "<xs:complexContent><xs:extension base='a:T'/></xs:complexContent>";
    for (what, content, original) in [("redefine", extension, true), ("override", "", false)] {
        let text = schema(&format!(
            "<xs:{what} schemaLocation='shared.xsd'><xs:complexType name='T'>{content}</xs:complexType></xs:{what}>"
        ));
        let (schemas, _, diagnostics) = read_texts(&[("a.xsd", &text), ("shared.xsd", &shared)]);
        assert!(diagnostics.iter().next().is_none(), "{diagnostics:?}");
        let hidden = a("T-original");
        assert_eq!(schemas.types.contains_key(&hidden), original, "{what}");
        match &complex(&schemas, &a("T")).content {
            Content::Extension(base, None) => assert_eq!(*base, hidden),
            content => assert!(!original && matches!(content, Content::Empty), "{content:?}"),
        }
    }
}

#[test]
fn a_forgotten_default_namespace_is_said() {
    let text = schema("<xs:element name='E' type='T'/><xs:complexType name='T'/>");
    assert_eq!(findings(&[("a.xsd", &text)]), [("xsd-no-prefix", "a.xsd".to_owned(), 2)]);
}

#[test]
fn a_group_may_use_itself_inside_an_element() {
    let (schemas, _) = read_one(
        "<xs:group name='G'><xs:choice><xs:element name='leaf' type='xs:int'/><xs:element name='node'><xs:complexType>\
         <xs:group ref='a:G'/></xs:complexType></xs:element></xs:choice></xs:group>",
    );
    assert!(schemas.groups.contains_key(&a("G")));
}

#[test]
fn what_is_not_declared_has_a_stand_in_and_the_rest_is_read() {
    let text = schema(
        "<xs:complexType name='T'><xs:sequence><xs:element name='x' type='a:Gone'/><xs:element ref='a:Lost'/>
         <xs:group ref='a:Away'/></xs:sequence><xs:attribute name='n' type='a:Word'/></xs:complexType>
         <xs:simpleType name='L'><xs:list itemType='a:Word'/></xs:simpleType>",
    );
    let (schemas, documents, diagnostics) = read_texts(&[("a.xsd", &text)]);
    assert!(diagnostics.iter().all(|one| one.severity == crate::diagnostic::Severity::LeftOut));
    assert_eq!(diagnostics.iter().filter(|one| one.code == "xsd-unknown-reference").count(), 4);
    let names: Vec<&str> = schemas.types.keys().map(|name| &*name.local).collect();
    for name in ["T", "L", "Gone", "Word"] {
        assert!(names.contains(&name), "{name} in {names:?}");
    }
    let lost = schemas.elements.values().next().unwrap().note.at;
    assert!(is_well_known(&documents[lost.document]), "it is no element of the document's own");
}
