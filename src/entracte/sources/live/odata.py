"""OData over HTTPS: one host, no redirections, answers of a bounded size."""

from __future__ import annotations

import base64
import json
from contextlib import suppress
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from entracte.faults import Fault
from entracte.sources.live import telling
from entracte.sources.live.address import Address

MAX_ANSWER = 256 * 1024 * 1024
"""Bytes of one answer, unpacked."""

_BLOCK = 1024 * 1024
_ACCEPTED = "application/json;IEEE754Compatible=true"  # numbers as they are, not as floating-point numbers
_NO_LOGIN, _FORBIDDEN, _NOT_FOUND = 401, 403, 404


class RefusedRequestError(Exception):
    """The server answers a request with an error; `status` is the number of HTTP."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(said)
        self.status = status


class Service:
    """The service of one database. `doing` is what to tell when the connection breaks."""

    def __init__(self, address: Address, password: str | None) -> None:
        import urllib3

        self.doing = "its tables were listed"
        self._address = address
        self._password = password
        login = base64.b64encode(f"{address.user}:{password or ''}".encode()).decode()
        self._headers = {
            "Authorization": f"Basic {login}",
            "OData-MaxVersion": "4.0",
            "Accept-Encoding": "gzip",
            "User-Agent": "entracte",
        }
        self._root = f"/fmi/odata/v4/{quote(address.database, safe='')}/"
        self._pool = urllib3.HTTPSConnectionPool(
            address.host,
            address.port,
            ca_certs=address.options.get("ca"),
            cert_reqs="CERT_REQUIRED",
            timeout=urllib3.Timeout(connect=address.timeout, read=300),
            retries=False,
        )

    def metadata(self) -> bytes:
        """The document that describes the tables. Raises the faults of a server that cannot be used."""
        import urllib3

        try:
            return self._get(f"{self._root}$metadata", "application/xml")
        except urllib3.exceptions.HTTPError as error:
            raise telling.server_away(self._address, self._said(error)) from error
        except RefusedRequestError as refusal:
            if refusal.status == _NO_LOGIN:
                raise telling.refused_login(self._address, has_password=self._password is not None) from refusal
            if refusal.status == _NOT_FOUND:
                raise telling.no_such_database(self._address) from refusal
            raise telling.not_allowed(self._address, str(refusal)) from refusal

    def page(self, table: str) -> dict[str, Any]:
        """The first page of a table, with the number of its rows."""
        return self._document(f"{self._root}{quote(table, safe='')}?$count=true")

    def page_from(self, table: str, row: int) -> dict[str, Any]:
        """The page that begins behind so many rows."""
        return self._document(f"{self._root}{quote(table, safe='')}?$skip={row}")

    def next_page(self, link: str) -> dict[str, Any]:
        """The page that a page names as the next; one on another host, or outside of the database, is not followed."""
        parts = urlsplit(urljoin(f"https://{self._address.place}{self._root}", link))
        here = (parts.scheme, parts.hostname, parts.port or 443)
        outside = not parts.path.startswith(self._root) or "/.." in parts.path
        if here != ("https", self._address.host, self._address.port) or outside:
            raise Fault(
                "hostile-link",
                f"The server at {self._address.place} names a next page that is not its own: {link[:200]}. "
                "It was not followed, and nothing was kept.",
                hint="Ask who runs the server how its address is set up.",
            )
        return self._document(f"{parts.path}?{parts.query}" if parts.query else parts.path)

    def close(self) -> None:
        """Close the connection."""
        with suppress(Exception):
            self._pool.close()

    def _document(self, path: str) -> dict[str, Any]:
        """A JSON document, its numbers as text. Raises `RefusedRequestError` and the fault `connection-lost`."""
        import urllib3

        try:
            answer = self._get(path, _ACCEPTED)
            # some versions do not escape the ends of lines in texts
            document = json.loads(answer, parse_float=str, parse_int=str, parse_constant=str, strict=False)
        except urllib3.exceptions.HTTPError as error:
            raise telling.connection_lost(self._address, self.doing, self._said(error)) from error
        except (ValueError, RecursionError) as error:
            raise telling.connection_lost(self._address, self.doing, f"the answer is no JSON ({error})") from error
        if not isinstance(document, dict) or not isinstance(document.get("value"), list):
            raise telling.connection_lost(self._address, self.doing, "the answer holds no list of records")
        return document

    def _get(self, path: str, accepted: str) -> bytes:
        answer = self._pool.request(
            "GET", path, headers={**self._headers, "Accept": accepted}, redirect=False, preload_content=False
        )
        try:
            held = bytearray()
            while block := answer.read(_BLOCK, decode_content=True):
                held += block
                if len(held) > MAX_ANSWER:
                    raise Fault(
                        "too-large",
                        f"The server at {self._address.place} answers with more than {MAX_ANSWER // 1024**2} MB.",
                        hint="Ask for the FileMaker file itself, or for an export of the table.",
                    )
        finally:
            answer.release_conn() if len(held) <= MAX_ANSWER else answer.close()
        if answer.status != 200:
            raise RefusedRequestError(answer.status, self._reason(answer.status, bytes(held)))
        return bytes(held)

    def _reason(self, status: int, held: bytes) -> str:
        """What the server says, in the words of OData, else the number alone."""
        with suppress(ValueError, KeyError, TypeError):
            said = json.loads(held, strict=False)["error"]["message"]
            said = said["value"] if isinstance(said, dict) else said
            return telling.without(self._password, f"{said} (HTTP {status})")
        return f"HTTP {status}"

    def _said(self, error: Exception) -> str:
        return telling.without(self._password, str(error))
