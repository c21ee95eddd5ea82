//! Schemas that refer to themselves, contradict themselves or grow beyond measure.

use super::{Told, service};

/// A service whose request is of the type `T`.
fn of_type(declarations: &str) -> String {
    service(&format!("{declarations}\n<xs:element name=\"In\" type=\"t:T\"/>"))
}

fn extension(name: &str, base: &str) -> String {
    format!(
        "<xs:complexType name=\"{name}\"><xs:complexContent><xs:extension base=\"t:{base}\"/></xs:complexContent></xs:complexType>\n"
    )
}

#[test]
fn fault_g14_circles() {
    let mut told = Told::default();
    told.of("a type that extends itself", of_type(&extension("T", "T")));
    told.of(
        "two that extend each other",
        of_type(&format!("{}{}", extension("T", "U"), extension("U", "T"))),
    );
    let long: String =
        (0..300).map(|at| extension(&format!("T{at}"), &format!("T{}", (at + 1) % 300))).collect();
    told.of("three hundred in a circle", of_type(&format!("{long}{}", extension("T", "T0"))));
    let group = "<xs:group name=\"G\"><xs:sequence><xs:group ref=\"t:G\"/></xs:sequence></xs:group>\n\
                 <xs:complexType name=\"T\"><xs:group ref=\"t:G\"/></xs:complexType>";
    told.of("a group in itself", of_type(group));
    let attributes = "<xs:attributeGroup name=\"A\"><xs:attributeGroup ref=\"t:A\"/></xs:attributeGroup>\n\
                      <xs:complexType name=\"T\"><xs:attributeGroup ref=\"t:A\"/></xs:complexType>";
    told.of("a group of attributes in itself", of_type(attributes));
    let simple = "<xs:simpleType name=\"T\"><xs:restriction base=\"t:U\"/></xs:simpleType>\n\
                  <xs:simpleType name=\"U\"><xs:list itemType=\"t:T\"/></xs:simpleType>";
    told.of("simple types", of_type(simple));
    let substitutes = "<xs:complexType name=\"T\"><xs:sequence><xs:element ref=\"t:One\"/></xs:sequence></xs:complexType>\n\
                       <xs:element name=\"One\" substitutionGroup=\"t:Two\"/><xs:element name=\"Two\" substitutionGroup=\"t:One\"/>";
    told.of("elements that stand for each other", of_type(substitutes));
    let inside = "<xs:complexType name=\"T\"><xs:sequence><xs:element name=\"a\" type=\"t:T\"/></xs:sequence></xs:complexType>";
    told.of("a type that must contain itself", of_type(inside));
    let optional = inside.replace("type=\"t:T\"", "type=\"t:T\" minOccurs=\"0\"");
    told.of("a type that may contain itself", of_type(&optional));
    insta::assert_snapshot!(told.0);
}

#[test]
fn fault_g12_what_grows_beyond_measure() {
    let mut told = Told::default();
    let chain = |length: usize| -> String {
        (1..length).map(|at| extension(&format!("T{at}"), &format!("T{}", at - 1))).collect()
    };
    let first = "<xs:complexType name=\"T0\"/>\n";
    told.of(
        "20,000 extensions in a row",
        of_type(&format!("{first}{}{}", chain(20_000), extension("T", "T19999"))),
    );
    let doubling = |group: &str, open: &str, close: &str| -> String {
        let groups: String = (1..40)
            .map(|at| {
                let twice = format!("<xs:{group} ref=\"t:G{}\"/>", at - 1).repeat(2);
                format!("<xs:{group} name=\"G{at}\">{open}{twice}{close}</xs:{group}>\n")
            })
            .collect();
        format!("{groups}<xs:complexType name=\"T\"><xs:{group} ref=\"t:G39\"/></xs:complexType>")
    };
    let first = "<xs:group name=\"G0\"><xs:sequence><xs:element name=\"a\" type=\"xs:int\"/></xs:sequence></xs:group>\n";
    told.of(
        "groups that double",
        of_type(&format!("{first}{}", doubling("group", "<xs:sequence>", "</xs:sequence>"))),
    );
    let first =
        "<xs:attributeGroup name=\"G0\"><xs:attribute name=\"a\" type=\"xs:int\"/></xs:attributeGroup>\n";
    told.of(
        "groups of attributes that double",
        of_type(&format!("{first}{}", doubling("attributeGroup", "", ""))),
    );
    let fields: String =
        (0..2_000).map(|at| format!("<xs:element name=\"f{at}\" type=\"xs:int\"/>")).collect();
    let uses: String = (0..2_000)
        .map(|at| format!("<xs:element name=\"u{at}\"><xs:complexType><xs:group ref=\"t:G\"/></xs:complexType></xs:element>"))
        .collect();
    told.of(
        "a large group in many anonymous types",
        of_type(&format!(
            "<xs:group name=\"G\"><xs:sequence>{fields}</xs:sequence></xs:group>\n\
         <xs:complexType name=\"T\"><xs:sequence>{uses}</xs:sequence></xs:complexType>"
        )),
    );
    insta::assert_snapshot!(told.0);
}

#[test]
fn fault_g26_counts_and_contradictions() {
    let mut told = Told::default();
    let counted = |counts: &str| {
        of_type(&format!(
            "<xs:complexType name=\"T\"><xs:sequence>\n<xs:element name=\"a\" type=\"xs:int\" {counts}/></xs:sequence></xs:complexType>"
        ))
    };
    for counts in [
        "maxOccurs=\"1000000000000000000\"",
        "maxOccurs=\"100000000000000000000000\"",
        "minOccurs=\"3\" maxOccurs=\"2\"",
        "minOccurs=\"-1\"",
        "maxOccurs=\"many\"",
    ] {
        told.of(counts, counted(counts));
    }
    told.of("a type twice", of_type("<xs:complexType name=\"T\"/>\n<xs:complexType name=\"T\"><xs:attribute name=\"a\"/></xs:complexType>"));
    told.of("the same type twice", of_type("<xs:complexType name=\"T\"/>\n<xs:complexType name=\"T\"/>"));
    told.of(
        "two elements of one name and different types",
        of_type("<xs:complexType name=\"T\"><xs:sequence><xs:element name=\"a\" type=\"xs:int\"/><xs:element name=\"b\" type=\"xs:int\"/><xs:element name=\"a\" type=\"xs:string\"/></xs:sequence></xs:complexType>"),
    );
    told.of("an attribute twice", of_type("<xs:complexType name=\"T\"><xs:attribute name=\"a\" type=\"xs:int\"/><xs:attribute name=\"a\" type=\"xs:string\"/></xs:complexType>"));
    told.of("an attribute of a complex type", of_type("<xs:complexType name=\"U\"/>\n<xs:complexType name=\"T\"><xs:attribute name=\"a\" type=\"t:U\"/></xs:complexType>"));
    told.of("parts in the wrong place", of_type("<xs:complexType name=\"T\">\n<xs:element name=\"a\"/><xs:sequence><xs:attribute name=\"b\"/></xs:sequence></xs:complexType>"));
    told.of(
        "a word where a truth value belongs",
        of_type("<xs:complexType name=\"T\" abstract=\"perhaps\"/>"),
    );
    insta::assert_snapshot!(told.0);
}
