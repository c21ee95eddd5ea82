//! Small documents around a piece of schema.

/// A WSDL document with one operation, whose request is this global element of the schema.
pub(crate) fn wsdl(schema: &str, request: &str) -> String {
    around(schema, request, "use='literal'", "")
}

fn around(schema: &str, request: &str, body: &str, documentation: &str) -> String {
    format!(
        "<wsdl:definitions xmlns:wsdl='http://schemas.xmlsoap.org/wsdl/' xmlns:soap='http://schemas.xmlsoap.org/wsdl/soap/' \
xmlns:xs='http://www.w3.org/2001/XMLSchema' xmlns:t='urn:sample' targetNamespace='urn:sample'>
<wsdl:types><xs:schema targetNamespace='urn:sample' elementFormDefault='qualified'>
{schema}
<xs:element name='Done'><xs:complexType/></xs:element>
</xs:schema></wsdl:types>
<wsdl:message name='In'><wsdl:part name='p' element='t:{request}'/></wsdl:message>
<wsdl:message name='Out'><wsdl:part name='p' element='t:Done'/></wsdl:message>
<wsdl:portType name='Port'>
<wsdl:operation name='Call'>{documentation}<wsdl:input message='t:In'/><wsdl:output message='t:Out'/></wsdl:operation>
</wsdl:portType>
<wsdl:binding name='Binding' type='t:Port'><soap:binding transport='http://schemas.xmlsoap.org/soap/http'/>
<wsdl:operation name='Call'><soap:operation soapAction='urn:call'/>
<wsdl:input><soap:body {body}/></wsdl:input>
<wsdl:output><soap:body use='literal'/></wsdl:output></wsdl:operation></wsdl:binding>
<wsdl:service name='Service'><wsdl:port name='P' binding='t:Binding'><soap:address location='https://partner.example/'/></wsdl:port></wsdl:service>
</wsdl:definitions>"
    )
}

/// An OpenAPI document with one operation, whose body is the schema `Root` of these components (indented by four).
pub(crate) fn openapi(components: &str) -> String {
    rest("{$ref: '#/components/schemas/Root'}", "", components)
}

fn rest(body: &str, more: &str, components: &str) -> String {
    format!(
        "openapi: 3.0.3
info: {{title: Sample, version: '1'}}
paths:
  /call:
    post:
      operationId: call
{more}      requestBody: {{required: true, content: {{application/json: {{schema: {body}}}}}}}
      responses: {{'204': {{description: done}}}}
components:
  schemas:
{components}"
    )
}

/// Constructs that are not supported: file name, what it is, and a document with it.
pub(crate) fn unsupported() -> Vec<(&'static str, &'static str, String)> {
    let of_type = |content: &str| {
        let root = format!("<xs:element name='Root'><xs:complexType>{content}</xs:complexType></xs:element>");
        wsdl(&root, "Root")
    };
    let plain = "<xs:sequence><xs:element name='A' type='xs:string'/></xs:sequence>";
    let of_schema = |schema: &str| openapi(&format!("    Root: {schema}\n"));
    let of_operation = |more: &str| rest("{type: object}", more, "    Other: {type: object}\n");
    let with_body = |body: &str| {
        let root = format!("<xs:element name='Root'><xs:complexType>{plain}</xs:complexType></xs:element>");
        around(&root, "Root", body, "")
    };
    vec![
        ("sample.wsdl", "an encoded body", with_body("use='encoded'")),
        ("sample.wsdl", "an element that is gone", wsdl("<xs:element name='Other' type='xs:int'/>", "Root")),
        (
            "sample.wsdl",
            "a type that is gone",
            of_type("<xs:sequence><xs:element name='A' type='t:Gone'/></xs:sequence>"),
        ),
        (
            "sample.wsdl",
            "a redefinition",
            wsdl("<xs:redefine schemaLocation='other.xsd'/><xs:element name='Root' type='xs:int'/>", "Root"),
        ),
        ("sample.wsdl", "a schema of XSD 1.1", of_type(&format!("<xs:openContent/>{plain}"))),
        ("sample.yaml", "a type that nobody knows", of_schema("{type: money}")),
        ("sample.yaml", "a text that is an object", of_schema("{allOf: [{type: string}, {type: object}]}")),
        (
            "sample.yaml",
            "several groups of alternatives",
            of_schema("{oneOf: [{type: string}, {type: object}], anyOf: [{type: string}, {type: integer}]}"),
        ),
        (
            "sample.yaml",
            "a callback",
            of_operation(
                "      callbacks: {on: {'{$url}': {post: {responses: {'200': {description: d}}}}}}\n",
            ),
        ),
        (
            "sample.yaml",
            "a cookie",
            of_operation("      parameters: [{in: cookie, name: c, schema: {type: string}}]\n"),
        ),
        (
            "sample.yaml",
            "a parameter with a content",
            of_operation(
                "      parameters: [{in: query, name: q, content: {application/json: {schema: {type: object}}}}]\n",
            ),
        ),
        (
            "sample.yaml",
            "a header that is HTTP's own",
            of_operation("      parameters: [{in: header, name: Content-Length, schema: {type: string}}]\n"),
        ),
        (
            "sample.yaml",
            "a body in XML",
            openapi("    Root: {type: object}\n").replace("application/json", "application/xml"),
        ),
        ("sample.yaml", "a reference to nothing", of_schema("{$ref: '#/components/schemas/Gone'}")),
        ("sample.yaml", "a reference to another file", of_schema("{$ref: 'other.yaml#/Root'}")),
    ]
}

/// A WSDL document that says a text (escaped for an attribute) wherever text can stand.
pub(crate) fn said_everywhere_in_wsdl(text: &str) -> String {
    let note = format!("<xs:annotation><xs:documentation>{text}</xs:documentation></xs:annotation>");
    let schema = format!(
        "<xs:element name='Root'>{note}<xs:complexType>{note}<xs:sequence>
<xs:element name='A' type='t:Kind' minOccurs='0'>{note}</xs:element>
<xs:element name='B' type='xs:string' default=\"{text}\"/>
</xs:sequence><xs:attribute name='C' type='xs:string'>{note}</xs:attribute></xs:complexType></xs:element>
<xs:simpleType name='Kind'>{note}<xs:restriction base='xs:string'>
<xs:enumeration value=\"{text}\">{note}</xs:enumeration><xs:enumeration value='plain'/>
</xs:restriction></xs:simpleType>"
    );
    let documentation = format!("<wsdl:documentation>{text}</wsdl:documentation>");
    around(&schema, "Root", "use='literal'", &documentation)
}

/// An OpenAPI document that says a text (quoted for JSON) wherever text can stand.
pub(crate) fn said_everywhere_in_openapi(text: &str) -> String {
    let components = format!(
        "    Root: {{description: {text}, type: object, properties: {{a: {{$ref: '#/components/schemas/Kind'}}, {text}: {{description: {text}, type: string, default: {text}}}}}}}\n    Kind: {{description: {text}, type: string, enum: [{text}, plain]}}\n"
    );
    let more = format!(
        "      summary: {text}\n      description: {text}\n      parameters: [{{in: query, name: q, description: {text}, schema: {{type: string}}}}]\n"
    );
    rest("{$ref: '#/components/schemas/Root'}", &more, &components)
}
