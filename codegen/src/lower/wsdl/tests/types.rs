//! Types: records, lists, choices, derived types, simple types, and where each keeps what the schema says.

use super::*;
use crate::contract::{Absent, EvidenceMark, Name};

const TEXT: TypeRef = TypeRef::Scalar(Scalar::Text);
const INT: TypeRef = TypeRef::Scalar(Scalar::Int32);

fn named(path: &str) -> TypeRef {
    TypeRef::Named(id(path))
}

fn qualified(local: &str) -> Name {
    Name { namespace: Some("http://example.com/shop".to_owned()), local: local.to_owned() }
}

#[test]
fn occurrence_and_null_are_kept_apart() {
    let contract = of_schema(
        "<xs:complexType name='T'><xs:sequence>
          <xs:element name='a' type='xs:string'/>
          <xs:element name='b' type='xs:string' minOccurs='0'/>
          <xs:element name='c' type='xs:string' nillable='true'/>
          <xs:element name='d' type='xs:string' nillable='true' minOccurs='0'/>
          <xs:element name='e' type='xs:string' minOccurs='0' maxOccurs='unbounded'/>
          <xs:element name='f' type='xs:string' maxOccurs='7'/>
          <xs:element name='g' type='xs:string' minOccurs='0' maxOccurs='0'/>
          <xs:element name='h' form='unqualified'/>
         </xs:sequence><xs:attribute name='i' type='xs:int' use='required'/><xs:attribute name='j'/></xs:complexType>",
    );
    assert_eq!(
        fields(&contract, "T"),
        [
            ("a", &TEXT, &Occurs::Required),
            ("b", &TEXT, &Occurs::Optional),
            ("c", &TEXT, &Occurs::RequiredNillable),
            ("d", &TEXT, &Occurs::Nillable),
            ("e", &TEXT, &Occurs::Many),
            ("f", &TEXT, &Occurs::AtLeastOne),
            ("h", &TypeRef::Scalar(Scalar::Any), &Occurs::Required),
            ("i", &INT, &Occurs::Required),
            ("j", &TEXT, &Occurs::Optional),
        ]
    );
    let record = record(&contract, "T");
    assert_eq!(record.fields[0].name, qualified("a"));
    assert_eq!(record.fields[6].name, Name { namespace: None, local: "h".to_owned() });
    assert_eq!(record.fields[7].kind, Kind::Attribute);
    assert_eq!(record.fields[7].name.namespace, None);
}

#[test]
fn a_type_that_is_only_a_list_becomes_the_field_s_list() {
    let contract = of_schema(
        "<xs:complexType name='T'><xs:sequence>
          <xs:element name='names' type='tns:Names' minOccurs='0'/>
          <xs:element name='items' type='tns:Items'/>
          <xs:element name='lists' type='tns:Names' maxOccurs='2'/>
          <xs:element name='local'><xs:complexType><xs:sequence><xs:element name='x' maxOccurs='unbounded'>
            <xs:complexType><xs:attribute name='y' type='xs:int'/></xs:complexType></xs:element></xs:sequence></xs:complexType>
          </xs:element></xs:sequence></xs:complexType>
         <xs:complexType name='Names'><xs:sequence><xs:element name='string' type='xs:string' minOccurs='0'
           maxOccurs='unbounded'/></xs:sequence></xs:complexType>
         <xs:complexType name='Items'><xs:sequence><xs:element name='Item' type='tns:Item' maxOccurs='unbounded'/></xs:sequence>
         </xs:complexType><xs:complexType name='Item'><xs:sequence><xs:element name='z' type='xs:int'/></xs:sequence></xs:complexType>",
    );
    let wrapped = |item: &str, empty| Occurs::Wrapped { item: qualified(item), empty };
    assert_eq!(
        fields(&contract, "T"),
        [
            ("names", &TEXT, &wrapped("string", Absent::Omitted)),
            ("items", &named("Item"), &wrapped("Item", Absent::Empty)),
            ("lists", &named("Names"), &Occurs::AtLeastOne),
            ("local", &named("T/local/x"), &wrapped("x", Absent::Empty)),
        ]
    );
    // `Items` is used as a list only, so it is no type of the contract.
    assert_eq!(paths(&contract), ["Item", "Names", "T", "T/local/x"]);
}

#[test]
fn a_list_that_says_more_than_its_items_stays_a_type() {
    let contract = of_schema(
        "<xs:complexType name='T'><xs:sequence><xs:element name='a' type='tns:L'/><xs:element name='b' type='tns:N'
          nillable='true'/></xs:sequence></xs:complexType>
         <xs:complexType name='L'><xs:sequence><xs:element name='i' type='xs:int' maxOccurs='unbounded'/></xs:sequence>
          <xs:attribute name='total' type='xs:int'/></xs:complexType>
         <xs:complexType name='N'><xs:sequence><xs:element name='i' type='xs:int' maxOccurs='unbounded'/></xs:sequence></xs:complexType>",
    );
    assert_eq!(
        fields(&contract, "T"),
        [("a", &named("L"), &Occurs::Required), ("b", &named("N"), &Occurs::RequiredNillable)]
    );
}

#[test]
fn lists_whose_items_may_be_null_are_named_once() {
    let text = definitions(
        &with_elements(
            "<xs:complexType name='T'><xs:sequence><xs:element name='b' type='tns:L'/><xs:element name='a' type='tns:L'/>
             </xs:sequence></xs:complexType>
             <xs:complexType name='L'><xs:sequence><xs:element name='i' type='xs:string' nillable='true' maxOccurs='unbounded'/>
             </xs:sequence></xs:complexType>",
        ),
        &operation(),
    );
    let (contract, diagnostics) = lower_texts(&[("a.wsdl", &text)], &Naming::default());
    assert!(fields(&contract, "T").iter().all(|(_, _, occurs)| matches!(occurs, Occurs::Wrapped { .. })));
    let messages: Vec<&str> = diagnostics.iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!(messages, ["items may be null in these lists, and are read as blank then: a, b"]);
}

#[test]
fn a_choice_of_elements_is_a_type_of_alternatives() {
    let contract = of_schema(
        "<xs:complexType name='T'><xs:sequence><xs:element name='id' type='xs:int'/>
          <xs:choice><xs:element name='cash' type='xs:decimal'/><xs:choice><xs:element name='card' type='tns:Card'/></xs:choice>
          </xs:choice>
          <xs:choice minOccurs='0' maxOccurs='unbounded'><xs:element name='on' type='xs:date'/><xs:element name='off'
            type='xs:time'/></xs:choice></xs:sequence></xs:complexType>
         <xs:complexType name='Card'><xs:sequence><xs:element name='n' type='xs:string'/></xs:sequence></xs:complexType>",
    );
    assert_eq!(
        fields(&contract, "T"),
        [
            ("id", &INT, &Occurs::Required),
            ("choice", &named("T/|1"), &Occurs::Required),
            ("choice2", &named("T/|2"), &Occurs::Many),
        ]
    );
    assert_eq!(record(&contract, "T").fields[1].kind, Kind::Group);
    let alternatives = |path: &str| match &find(&contract, path).shape {
        Shape::Choice(alternatives) => alternatives
            .iter()
            .map(|alternative| (alternative.name.clone(), alternative.r#type.clone()))
            .collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        alternatives("T/|1"),
        [(qualified("cash"), TypeRef::Scalar(Scalar::Decimal)), (qualified("card"), named("Card"))]
    );
    assert_eq!(find(&contract, "T/|1").name, "T_choice");
    assert_eq!(alternatives("T/|2")[1], (qualified("off"), TypeRef::Scalar(Scalar::Time)));
}

#[test]
fn a_choice_of_more_than_single_elements_becomes_optional_fields() {
    let contract = of_schema(
        "<xs:complexType name='T'><xs:choice>
          <xs:sequence><xs:element name='a' type='xs:int'/><xs:element name='b' type='xs:int'/></xs:sequence>
          <xs:sequence><xs:element name='a' type='xs:int'/><xs:element name='c' type='xs:int' maxOccurs='unbounded'/></xs:sequence>
         </xs:choice></xs:complexType>",
    );
    assert_eq!(
        fields(&contract, "T"),
        [("a", &INT, &Occurs::Optional), ("b", &INT, &Occurs::Optional), ("c", &INT, &Occurs::Many)]
    );
    assert!(record(&contract, "T").fields[0].documentation.contains("one of several alternatives"));
}

#[test]
fn a_group_that_repeats_keeps_the_order_of_its_elements() {
    let contract = of_schema(
        "<xs:complexType name='T'><xs:sequence minOccurs='0' maxOccurs='unbounded'><xs:element name='k' type='xs:int'/>
          <xs:element name='v' type='xs:string'/></xs:sequence></xs:complexType>",
    );
    assert_eq!(fields(&contract, "T"), [("choice", &named("T/|1"), &Occurs::Many)]);
    let contract = of_schema(
        "<xs:complexType name='T'><xs:sequence maxOccurs='unbounded'><xs:element name='k' type='xs:int'/></xs:sequence>
         </xs:complexType>",
    );
    assert_eq!(fields(&contract, "T"), [("k", &INT, &Occurs::AtLeastOne)]);
}

#[test]
fn an_element_that_stands_twice_is_not_lost() {
    let contract = of_schema(
        "<xs:complexType name='T'><xs:sequence><xs:element name='a' type='xs:int'/><xs:element name='a' type='xs:int'
          minOccurs='0'/><xs:element name='b' type='xs:int'/></xs:sequence></xs:complexType>",
    );
    assert_eq!(fields(&contract, "T"), [("a", &INT, &Occurs::AtLeastOne), ("b", &INT, &Occurs::Required)]);
    let contract = of_schema(
        "<xs:complexType name='T'><xs:sequence><xs:element name='a' type='xs:int'/><xs:element name='b' type='xs:int'/>
          <xs:element name='a' type='xs:int'/></xs:sequence></xs:complexType>",
    );
    assert_eq!(fields(&contract, "T"), [("choice", &named("T/|1"), &Occurs::AtLeastOne)]);
    let (contract, found) = lower_found(&definitions(
        &with_elements(
            "<xs:complexType name='T'><xs:sequence><xs:element name='a' type='xs:int'/><xs:element name='b' type='xs:int'/>
             <xs:element name='a' type='xs:date'/></xs:sequence></xs:complexType>",
        ),
        &operation(),
    ));
    assert_eq!(found, [(Severity::Warning, "xsd-ambiguous-content", 4)]);
    assert_eq!(find(&contract, "T").shape, Shape::Raw);
}

#[test]
fn an_extension_has_the_fields_of_its_base_first_and_attributes_last() {
    let contract = of_schema(
        "<xs:complexType name='T'><xs:complexContent><xs:extension base='tns:Base'><xs:sequence><xs:element name='own'
          type='xs:int'/></xs:sequence><xs:attribute name='y' type='xs:int'/></xs:extension></xs:complexContent></xs:complexType>
         <xs:complexType name='Base'><xs:sequence><xs:element name='first' type='xs:int'/><xs:element name='kind'>
          <xs:simpleType><xs:restriction base='xs:string'><xs:enumeration value='k'/></xs:restriction></xs:simpleType></xs:element>
          </xs:sequence><xs:attribute name='x' type='xs:int'/></xs:complexType>",
    );
    let names: Vec<&str> = fields(&contract, "T").into_iter().map(|(name, ..)| name).collect();
    assert_eq!(names, ["first", "kind", "own", "x", "y"]);
    // The base is not used itself; its anonymous type keeps its own place.
    assert_eq!(paths(&contract), ["Base/kind", "T"]);
    assert_eq!(find(&contract, "Base/kind").name, "Base_kind");
}

#[test]
fn a_restriction_has_the_elements_it_states_and_the_attributes_it_does_not_forbid() {
    let contract = of_schema(
        "<xs:complexType name='T'><xs:complexContent><xs:restriction base='tns:Base'><xs:sequence><xs:element name='b'
          type='xs:int'/></xs:sequence><xs:attribute name='y' use='prohibited'/></xs:restriction></xs:complexContent></xs:complexType>
         <xs:complexType name='Base'><xs:sequence><xs:element name='a' type='xs:int' minOccurs='0'/><xs:element name='b'
          type='xs:int' minOccurs='0'/></xs:sequence><xs:attribute name='x' type='xs:int'/><xs:attribute name='y'
          type='xs:int'/></xs:complexType>",
    );
    let names: Vec<&str> = fields(&contract, "T").into_iter().map(|(name, ..)| name).collect();
    assert_eq!(names, ["b", "x"]);
}

#[test]
fn where_derived_types_may_stand_the_field_says_so() {
    let contract = of_schema(
        "<xs:complexType name='T'><xs:sequence><xs:element name='shape' type='tns:Shape'/><xs:element name='shapes'
          type='tns:Shapes'/><xs:element name='circle' type='tns:Circle'/></xs:sequence></xs:complexType>
         <xs:complexType name='Shapes'><xs:sequence><xs:element name='s' type='tns:Shape' maxOccurs='unbounded'/></xs:sequence>
         </xs:complexType><xs:complexType name='Shape' abstract='true'/>
         <xs:complexType name='Circle'><xs:complexContent><xs:extension base='tns:Round'/></xs:complexContent></xs:complexType>
         <xs:complexType name='Round'><xs:complexContent><xs:extension base='tns:Shape'><xs:sequence><xs:element name='r'
          type='xs:int'/></xs:sequence></xs:extension></xs:complexContent></xs:complexType>",
    );
    let types: Vec<TypeRef> =
        fields(&contract, "T").into_iter().map(|(_, r#type, _)| r#type.clone()).collect();
    assert_eq!(types, [named("Shape/*"), named("Shape/*"), named("Circle")]);
    assert_eq!(
        find(&contract, "Shape/*").shape,
        Shape::DerivedOnly(vec![id("Circle"), id("Round")]),
        "an abstract type cannot stand there itself"
    );
    assert_eq!(fields(&contract, "Circle"), [("r", &INT, &Occurs::Required)]);
}

#[test]
fn elements_that_can_stand_for_another_are_alternatives() {
    let contract = of_schema(
        "<xs:element name='head' type='xs:int' abstract='true'/><xs:element name='one' type='xs:int' substitutionGroup='tns:head'/>
         <xs:element name='two' type='xs:date' substitutionGroup='tns:one'/>
         <xs:complexType name='T'><xs:sequence><xs:element ref='tns:head' minOccurs='0'/></xs:sequence></xs:complexType>",
    );
    assert_eq!(fields(&contract, "T"), [("choice", &named("T/|1"), &Occurs::Optional)]);
    let Shape::Choice(alternatives) = &find(&contract, "T/|1").shape else { panic!() };
    let names: Vec<&str> = alternatives.iter().map(|alternative| alternative.name.local.as_str()).collect();
    assert_eq!(names, ["one", "two"]);
}

#[test]
fn text_with_attributes_is_content() {
    let contract = of_schema(
        "<xs:complexType name='T'><xs:sequence><xs:element name='a' type='tns:Amount'/><xs:element name='b' type='tns:Plain'/>
          <xs:element name='c' type='tns:Tight'/></xs:sequence></xs:complexType>
         <xs:complexType name='Amount'><xs:simpleContent><xs:extension base='xs:decimal'><xs:attribute name='currency'
          type='tns:Currency' use='required'/></xs:extension></xs:simpleContent></xs:complexType>
         <xs:complexType name='Plain'><xs:simpleContent><xs:extension base='xs:date'/></xs:simpleContent></xs:complexType>
         <xs:complexType name='Tight'><xs:simpleContent><xs:restriction base='tns:Amount'><xs:maxInclusive value='9'/>
          </xs:restriction></xs:simpleContent></xs:complexType>
         <xs:simpleType name='Currency'><xs:restriction base='xs:string'><xs:enumeration value='USD'/></xs:restriction>
         </xs:simpleType>",
    );
    for path in ["Amount", "Tight"] {
        let Shape::Content(Scalar::Decimal, _, attributes) = &find(&contract, path).shape else {
            panic!("{path}")
        };
        assert_eq!((&attributes[0].r#type, &attributes[0].occurs), (&named("Currency"), &Occurs::Required));
    }
    assert_eq!(
        find(&contract, "Plain").shape,
        Shape::Scalar(Scalar::Date, crate::contract::Facets::default())
    );
}

#[test]
fn simple_types_keep_their_scalar_limits_and_values() {
    let contract = of_schema(
        "<xs:complexType name='T'><xs:sequence><xs:element name='code' type='tns:Code'/><xs:element name='short'>
          <xs:simpleType><xs:restriction base='tns:Code'><xs:maxLength value='2'/></xs:restriction></xs:simpleType></xs:element>
          <xs:element name='colour' type='tns:Colour'/><xs:element name='many' type='tns:Many'/><xs:element name='either'
          type='tns:Either'/><xs:element name='tokens' type='xs:NMTOKENS'/></xs:sequence></xs:complexType>
         <xs:simpleType name='Code'><xs:restriction base='xs:string'><xs:maxLength value='9'/><xs:pattern value='[a-z]*'/>
          </xs:restriction></xs:simpleType>
         <xs:simpleType name='Colour'><xs:restriction base='tns:Base'><xs:enumeration value='red'/><xs:enumeration value=''/>
          </xs:restriction></xs:simpleType><xs:simpleType name='Base'><xs:restriction base='xs:string'/></xs:simpleType>
         <xs:simpleType name='Many'><xs:list itemType='xs:int'/></xs:simpleType>
         <xs:simpleType name='Either'><xs:union memberTypes='xs:int tns:Colour'/></xs:simpleType>",
    );
    let types: Vec<&TypeRef> = fields(&contract, "T").into_iter().map(|(_, r#type, _)| r#type).collect();
    let token = TypeRef::Scalar(Scalar::Token);
    assert_eq!(types, [&named("Code"), &TEXT, &named("Colour"), &named("Many"), &named("Either"), &token]);
    assert_eq!(record(&contract, "T").fields[1].documentation, "Limits: pattern [a-z]*, maxLength 2.");
    let limits = vec![("maxLength".to_owned(), "9".to_owned()), ("pattern".to_owned(), "[a-z]*".to_owned())];
    assert_eq!(
        find(&contract, "Code").shape,
        Shape::Scalar(Scalar::Text, crate::contract::Facets { limits })
    );
    let Shape::Enumeration(colours) = &find(&contract, "Colour").shape else { panic!() };
    assert_eq!(colours.values.iter().map(|value| value.value.as_str()).collect::<Vec<_>>(), ["red", ""]);
    assert_eq!(find(&contract, "Many").shape, Shape::List(TypeRef::Scalar(Scalar::Int32)));
    assert_eq!(
        find(&contract, "Either").shape,
        Shape::Scalar(Scalar::Text, crate::contract::Facets::default())
    );
    assert!(find(&contract, "Either").documentation.contains("one of several simple types"));
}

#[test]
fn built_in_types_lose_nothing() {
    let cases = [
        ("decimal", Scalar::Decimal),
        ("integer", Scalar::Integer),
        ("positiveInteger", Scalar::Integer),
        ("unsignedLong", Scalar::UInt64),
        ("byte", Scalar::Int8),
        ("boolean", Scalar::Boolean),
        ("float", Scalar::Float32),
        ("dateTime", Scalar::DateTime),
        ("gYearMonth", Scalar::PartialDate),
        ("duration", Scalar::Duration),
        ("base64Binary", Scalar::Base64),
        ("hexBinary", Scalar::Hex),
        ("anyURI", Scalar::Token),
        ("QName", Scalar::Token),
        ("normalizedString", Scalar::Text),
        ("anySimpleType", Scalar::Text),
        ("anyType", Scalar::Any),
    ];
    let elements: String =
        cases.iter().map(|(name, _)| format!("<xs:element name='{name}' type='xs:{name}'/>")).collect();
    let contract = of_schema(&format!(
        "<xs:complexType name='T'><xs:sequence>{elements}</xs:sequence></xs:complexType>"
    ));
    for ((name, scalar), (field, r#type, _)) in cases.iter().zip(fields(&contract, "T")) {
        assert_eq!((*name, &TypeRef::Scalar(*scalar)), (field, r#type));
    }
}

#[test]
fn what_is_open_is_kept_as_it_comes() {
    let contract = of_schema(
        "<xs:complexType name='T'><xs:sequence><xs:element name='a' type='tns:Any'/><xs:element name='b' type='tns:Mixed'/>
          </xs:sequence></xs:complexType>
         <xs:complexType name='Any'><xs:sequence><xs:any maxOccurs='unbounded'/></xs:sequence></xs:complexType>
         <xs:complexType name='Mixed' mixed='true'><xs:sequence><xs:element name='i' type='xs:int'/></xs:sequence></xs:complexType>",
    );
    assert_eq!(find(&contract, "Any").shape, Shape::Raw);
    assert_eq!(find(&contract, "Mixed").shape, Shape::Raw);
}

#[test]
fn elements_and_attributes_beside_the_listed_ones_have_a_field() {
    let element = TypeRef::Scalar(Scalar::AnyElement);
    let attribute = TypeRef::Scalar(Scalar::AnyAttribute);
    for (words, name) in [
        ("", "*"),
        ("namespace='##any'", "*"),
        ("namespace='##other'", "*##other"),
        ("namespace='##local urn:b ##targetNamespace'", "*##local http://example.com/shop urn:b"),
    ] {
        let contract = of_schema(&format!(
            "<xs:complexType name='T'><xs:sequence><xs:element name='a' type='xs:int'/>
             <xs:any {words} minOccurs='0' processContents='lax'/></xs:sequence><xs:anyAttribute {words}/></xs:complexType>"
        ));
        assert_eq!(
            fields(&contract, "T"),
            [
                ("a", &INT, &Occurs::Required),
                (name, &element, &Occurs::Many),
                (name, &attribute, &Occurs::Many)
            ]
        );
    }
}

#[test]
fn a_list_says_how_well_its_item_is_known() {
    let note = |mark: &str| {
        format!(
            "<xs:annotation><xs:appinfo source='urn:bindery:evidence'>{mark}</xs:appinfo></xs:annotation>"
        )
    };
    let contract = of_schema(&format!(
        "<xs:complexType name='T'><xs:sequence><xs:element name='numbers' type='tns:L'>{}</xs:element></xs:sequence>
         </xs:complexType><xs:complexType name='L'><xs:sequence><xs:element name='int' type='xs:int'
         maxOccurs='unbounded'>{}</xs:element></xs:sequence></xs:complexType>",
        note("seen: an example"),
        note("inferred: a pattern")
    ));
    let field = &record(&contract, "T").fields[0];
    assert_eq!(field.evidence.as_ref().unwrap().note, "an example");
    assert_eq!(field.documentation, "Evidence for the item int: inferred: a pattern.");
}

#[test]
fn fault_g13_types_may_contain_themselves() {
    let contract = of_schema(
        "<xs:complexType name='T'><xs:sequence><xs:element name='next' type='tns:T' minOccurs='0'/><xs:element name='all'
          type='tns:Ts'/></xs:sequence></xs:complexType>
         <xs:complexType name='Ts'><xs:sequence><xs:element name='t' type='tns:T' maxOccurs='unbounded'/></xs:sequence></xs:complexType>",
    );
    assert_eq!(fields(&contract, "T")[0], ("next", &named("T"), &Occurs::Optional));
    assert_eq!(paths(&contract), ["T"]);
}

#[test]
fn documentation_evidence_and_presets_reach_the_contract() {
    let contract = of_schema(
        "<xs:complexType name='T'><xs:annotation><xs:appinfo source='urn:bindery:evidence'>strong: follows</xs:appinfo>
          <xs:documentation>A thing.</xs:documentation></xs:annotation><xs:sequence><xs:element name='a' type='xs:int'
          default='5'><xs:annotation><xs:appinfo source='urn:bindery:evidence'>guess: keeps
            a place</xs:appinfo><xs:documentation> Counts. </xs:documentation></xs:annotation></xs:element></xs:sequence>
          <xs:attribute name='v' fixed='1.0'/></xs:complexType>",
    );
    let definition = find(&contract, "T");
    assert_eq!(definition.documentation, "A thing.");
    assert_eq!(definition.evidence.as_ref().unwrap().mark, EvidenceMark::Strong);
    let field = &record(&contract, "T").fields[0];
    assert_eq!(field.documentation, "Counts.\n\nDefault: \"5\".");
    let evidence = field.evidence.as_ref().unwrap();
    assert_eq!((evidence.mark, evidence.note.as_str()), (EvidenceMark::Guess, "keeps a place"));
    assert_eq!(record(&contract, "T").fields[1].documentation, "Always \"1.0\".");
    let text = definitions(
        &with_elements(
            "<xs:complexType name='T'><xs:annotation><xs:appinfo source='urn:bindery:evidence'>sure</xs:appinfo>\
            </xs:annotation><xs:sequence><xs:element name='a' type='xs:int'/></xs:sequence></xs:complexType>",
        ),
        &operation(),
    );
    assert_eq!(lower_found(&text).1, [(Severity::Warning, "evidence-unknown", 4)]);
}

#[test]
fn fault_g22_g25_text_of_a_contract_stays_text() {
    let wicked = "\"]  */ } #![feature(x)] {{ ``` \"\"\" &lt;script&gt; \") ; PWNED";
    let value = wicked.replace('"', "&quot;");
    let contract = of_schema(&format!(
        "<xs:complexType name='T'><xs:annotation><xs:documentation>{wicked}</xs:documentation></xs:annotation><xs:sequence>
         <xs:element name='a' type='tns:E'/></xs:sequence></xs:complexType><xs:simpleType name='E'><xs:restriction
         base='xs:string'><xs:enumeration value='{value}'/></xs:restriction></xs:simpleType>"
    ));
    let plain = wicked.replace("&lt;", "<").replace("&gt;", ">");
    assert_eq!(find(&contract, "T").documentation, plain);
    let Shape::Enumeration(enumeration) = &find(&contract, "E").shape else { panic!() };
    assert_eq!(enumeration.values[0].value, plain);
}

#[test]
fn groups_of_elements_and_attributes_are_written_out() {
    let contract = of_schema(
        "<xs:group name='G'><xs:sequence><xs:element name='a' type='xs:int'/><xs:element name='b'><xs:complexType><xs:attribute
          name='z'/></xs:complexType></xs:element></xs:sequence></xs:group>
         <xs:attributeGroup name='A'><xs:attribute name='x' type='xs:int'/><xs:attribute ref='xml:lang'/></xs:attributeGroup>
         <xs:complexType name='T'><xs:sequence><xs:group ref='tns:G' minOccurs='0'/></xs:sequence><xs:attributeGroup
          ref='tns:A'/></xs:complexType>",
    );
    assert_eq!(
        fields(&contract, "T"),
        [
            ("a", &INT, &Occurs::Optional),
            ("b", &named("group:G/b"), &Occurs::Optional),
            ("x", &INT, &Occurs::Optional),
            ("lang", &TEXT, &Occurs::Optional),
        ]
    );
    let lang = &record(&contract, "T").fields[3];
    assert_eq!(lang.name.namespace.as_deref(), Some("http://www.w3.org/XML/1998/namespace"));
}

#[test]
fn a_type_that_requires_itself_is_ended() {
    let schema = "<xs:complexType name='T'><xs:sequence><xs:element name='next' type='tns:Q'/></xs:sequence></xs:complexType>
        <xs:complexType name='Q'><xs:sequence><xs:element name='back' type='tns:T'/><xs:element name='n' type='xs:int'/>
        </xs:sequence></xs:complexType>";
    let (contract, found) = lower_found(&definitions(&with_elements(schema), &operation()));
    assert_eq!(found, [(Severity::Warning, "xsd-endless", 5)]);
    assert_eq!(fields(&contract, "T")[0].2, &Occurs::Required);
    assert_eq!(fields(&contract, "Q")[0].2, &Occurs::Optional, "the first type in the order of names");
}
