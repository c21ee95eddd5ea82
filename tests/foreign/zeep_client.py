"""A client of another ecosystem: zeep, with our WSDL and the sandbox's certificates. Exits non-zero on any surprise."""

import json
import pathlib
import sys

import requests
import zeep

manifest_file, wsdl = pathlib.Path(sys.argv[1]), sys.argv[2]
manifest = json.loads(manifest_file.read_text())
folder = manifest_file.parent
uat = manifest["papi3"]["uat"]


def client(certificate):
    session = requests.Session()
    session.trust_env = False
    session.verify = str(folder / manifest["ca"])
    if certificate:
        session.cert = (str(folder / uat["cert"]), str(folder / uat["key"]))
    made = zeep.Client(wsdl, transport=zeep.transports.Transport(session=session, timeout=20))
    binding = next(iter(made.wsdl.bindings))
    return made.create_service(binding, uat["sso"])


def request(accounts):
    blank = {"Attribute": [{"Name": "", "Value": ""}]}
    return {
        "PartnerId": uat["partner_id"],
        "LanguageId": 9,
        "DepositorIpAddress": "192.0.2.1",
        "DeviceIdentifier": "00000000-0000-0000-0000-000000000001",
        "LocalDateTime": "2020-08-24T11:21:56.603-07:00",
        "TimeZone": "PDT -07:00 America/Los_Angeles",
        "Attributes": blank,
        "AccountHolderNumber": "123123123",
        "AccountHolderName": "John Smith",
        "Username": "johnsmith",
        "Email": "test@example.com",
        "Accounts": {"Account": accounts},
        "AccountHolderAttributes": blank,
    }


def expect(what, truth):
    print(("ok: " if truth else "FAILED: ") + what)
    if not truth:
        sys.exit(1)


account = {
    "AccountNumber": "56789",
    "Description": "Checking",
    "AccountTypeCode": "0",
    "JointAccountHolderNames": {},
    "Tag": "0",
}
service = client(certificate=True)
opened = service.StartSession(request=request([account]))
expect("StartSession answers 00", opened.ResponseCode == "00")
expect("with a token pair", bool(opened.SessionToken) and bool(opened.SessionStateId))
refused = service.StartSession(request=request([]))
expect("without accounts it answers E12", refused.ResponseCode == "E12")
try:
    client(certificate=False).StartSession(request=request([account]))
    served = True
except (requests.exceptions.SSLError, requests.exceptions.ConnectionError):
    served = False
expect("without a certificate nothing is answered", not served)
# A sandbox that had died would answer nothing, too.
again = client(certificate=True).StartSession(request=request([account]))
expect("and with one it still answers 00", again.ResponseCode == "00")
