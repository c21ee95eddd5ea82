//! A document and a profile of sessions with levels, for the tests of this crate.

/// Sessions over HTTP: one is opened, read and changed, and an item is read in it.
pub(crate) const DOCUMENT: &str = r"
openapi: 3.0.3
info: {title: Bank, version: '1'}
paths:
  /sessions:
    post:
      operationId: open
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Opening'}}}}
      responses: {'201': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Opened'}}}}}
  /sessions/{session}:
    get:
      operationId: read
      parameters: [{name: session, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Told'}}}}}
    patch:
      operationId: change
      parameters: [{name: session, in: path, required: true, schema: {type: string}}]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Told'}}}}
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Told'}}}}}
  /items/{item}:
    get:
      operationId: item
      parameters:
        - {name: item, in: path, required: true, schema: {type: string}}
        - {name: X-Session, in: header, required: true, schema: {type: string}}
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Told'}}}}}
components:
  schemas:
    Opening:
      type: object
      properties:
        kind: {$ref: '#/components/schemas/Kind'}
        of: {type: string}
        device: {type: string}
        count: {type: integer}
    Opened: {type: object, required: [id], properties: {id: {type: string}, device: {type: string}}}
    Told: {type: object, properties: {kind: {$ref: '#/components/schemas/Kind'}, of: {type: string}}}
    Kind: {type: string, x-open-enum: [account, person]}
";

/// The profile of it.
pub(crate) const PROFILE: &str = r"
[session]
opened_by = 'open'
keys = [{ reply = 'id', header = 'X-Session', parameter = 'session' }]
[session.levels]
source = 'kind'
source_id = 'of'
device = { first = 'device' }
device_reply = 'device'
promoted_by = 'change'
read_by = 'read'
[session.levels.known]
nobody = { promotes_to = ['account', 'person'] }
account = { source = 'account', promotes_to = ['person'] }
person = { source = 'person' }
[[session.needs]]
level = 'nobody'
evidence = 'seen'
operations = ['read', 'change']
[[session.needs]]
level = 'person'
device_keys = true
evidence = 'inferred'
note = 'A guess.'
operations = ['item']
";
