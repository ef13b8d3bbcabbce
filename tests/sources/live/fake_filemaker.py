"""A FileMaker Server's OData service over TLS, as its manual describes it: pages of a few records, checked logins."""

from __future__ import annotations

import base64
import datetime
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PAGE = 3
ROOT = "/fmi/odata/v4/Billetterie é/"

METADATA = """<?xml version="1.0" encoding="UTF-8"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
 <edmx:DataServices><Schema Namespace="Billetterie" xmlns="http://docs.oasis-open.org/odata/ns/edm">
  <EntityType Name="Clients_"><Key><PropertyRef Name="id"/></Key>
   <Property Name="id" Type="Edm.Decimal" Nullable="false"/><Property Name="Nom de famille" Type="Edm.String"/>
   <Property Name="solde" Type="Edm.Decimal"/><Property Name="né le" Type="Edm.Date"/>
   <Property Name="actif" Type="Edm.Boolean"/><Property Name="photo" Type="Edm.Stream"/>
   <Property Name="total" Type="Edm.Decimal"><Annotation Term="com.filemaker.odata.Summary" Bool="true"/></Property>
  </EntityType>
  <EntityType Name="Ventes_"><Property Name="no" Type="Edm.Decimal"/></EntityType>
  <EntityType Name="Secret_"><Property Name="x" Type="Edm.String"/></EntityType>
  <EntityType Name="FileMaker_Tables_"><Property Name="TableName" Type="Edm.String"/></EntityType>
  <EntityContainer Name="Container">
   <EntitySet Name="Clients pour ventes" EntityType="Billetterie.Clients_"/>
   <EntitySet Name="Clients" EntityType="Billetterie.Clients_"/>
   <EntitySet Name="Ventes" EntityType="Billetterie.Ventes_"/>
   <EntitySet Name="Secret" EntityType="Billetterie.Secret_"/>
   <EntitySet Name="FileMaker_Tables" EntityType="Billetterie.FileMaker_Tables_"/>
  </EntityContainer>
 </Schema></edmx:DataServices>
</edmx:Edmx>"""

CLIENTS = [
    '{"@odata.id": "Clients(1)", "id": 1, "Nom de famille": "Müller", "solde": 12345678901234567890.123456789, '
    '"né le": "1980-01-02", "actif": true}',
    '{"@odata.id": "Clients(2)", "id": 2, "Nom de famille": "two\nlines", "solde": 1E3, "né le": null, "actif": false}',
    '{"@odata.id": "Clients(3)", "id": 3.50, "Nom de famille": "", "solde": -0.10, "actif": null}',
    '{"id": 4, "Nom de famille": "01201", "solde": ".5"}',
    '{"id": 5, "Nom de famille": "x"}',
    '{"id": 6, "Nom de famille": "y"}',
    '{"id": 7, "Nom de famille": "z"}',
]
OCCURRENCES = [
    {"TableName": "Clients pour ventes", "BaseTableName": "Clients", "BaseFileName": "Billetterie"},
    {"TableName": "Clients", "BaseTableName": "Clients", "BaseFileName": "Billetterie"},
    {"TableName": "Ventes", "BaseTableName": "Ventes", "BaseFileName": "Billetterie"},
    {"TableName": "Secret", "BaseTableName": "Secret", "BaseFileName": "Billetterie"},
]


@dataclass
class Service:
    """What the service answers, and what it was asked."""

    user: str = "Admin"
    password: str = "pässword:1"
    metadata: str = METADATA
    records: dict[str, list[str]] = field(
        default_factory=lambda: {
            "Clients": list(CLIENTS),
            "Ventes": ['{"no": 9}'],
            "FileMaker_Tables": [json.dumps(each) for each in OCCURRENCES],
        }
    )
    next_link: str = "https://{host}{path}?$skip={skip}"
    breaks_at: int | None = None
    has_counts: bool = True
    asked: list[str] = field(default_factory=list)
    port: int = 0
    certificate: Path = Path()

    def url(self, user: str = "Admin") -> str:
        return f"fmodata://{user}@localhost:{self.port}/Billetterie%20%C3%A9?ca={self.certificate}"


@contextmanager
def serving(service: Service, folder: Path) -> Iterator[Service]:
    """Serve until the block ends."""
    service.certificate = folder / "certificate.pem"
    key = _certificate(service.certificate)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(service))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(service.certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    service.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()


def _handler(service: Service) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            path = unquote(parts.path)
            service.asked.append(unquote(self.path))
            login = base64.b64encode(f"{service.user}:{service.password}".encode()).decode()
            if self.headers["Authorization"] != f"Basic {login}":
                return self._error(401, "Unauthorized")
            if not path.startswith(ROOT):
                return self._error(404, "no such database")
            name = path.removeprefix(ROOT)
            if name == "$metadata":
                return self._send(200, service.metadata.encode(), "application/xml")
            if name == "Secret":
                return self._error(403, "Record access is denied")
            if name not in service.records:
                return self._error(404, "no such table")
            return self._page(name, parts.path, parse_qs(parts.query))

        def _page(self, name: str, path: str, query: dict[str, list[str]]) -> None:
            records = service.records[name]
            skip = int(query.get("$skip", ["0"])[0])
            if service.breaks_at is not None and name == "Clients" and skip >= service.breaks_at:
                self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n{")
                self.close_connection = True
                return
            size = len(records) if name.startswith("FileMaker_") else PAGE
            page = records[skip : skip + size]
            told = ['"@odata.context": "x"']
            if "$count" in query and service.has_counts:
                told.append(f'"@odata.count": {len(records)}')
            if skip + size < len(records) and service.next_link:
                link = service.next_link.format(host=f"localhost:{service.port}", path=path, skip=skip + size)
                told.append(f'"@odata.nextLink": {json.dumps(link)}')
            body = "{" + ", ".join([*told, f'"value": [{", ".join(page)}]']) + "}"
            self._send(200, body.encode(), "application/json")

        def _error(self, status: int, message: str) -> None:
            self._send(status, json.dumps({"error": {"code": "1", "message": message}}).encode(), "application/json")

        def _send(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *told: object) -> None:
            pass

    return Handler


def _certificate(path: Path) -> Path:
    """A certificate for localhost, signed by itself; its key lies beside it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_path = path.with_name("key.pem")
    key_path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return key_path
