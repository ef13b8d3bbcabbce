"""Encrypted Access databases: how each page is deciphered, told by the first page of the file.

Jet files (`.mdb`) that were "encoded" use RC4 with a key that lies in the file itself. `.accdb` files with a password
use Office encryption (MS-OFFCRYPTO), whose key comes from the password: agile (AES, since 2010), standard (AES) or RC4
CryptoAPI.
"""

from __future__ import annotations

import base64
import hashlib
import re
import struct
from collections.abc import Callable
from pathlib import Path

from entracte.faults import Fault
from entracte.sources.options import SourceOptions

Decipher = Callable[[bytes, int], bytes]
"""The page's bytes and its number -> the page in clear."""

_HEADER_KEY = b"\xc7\xda\x39\x6b"
_HEADER_AT = 0x18
_KEY_AT = 0x3E
_OFFICE_AT = 0x299
MAX_SPINS = 10_000_000
_HASHES = {"SHA1": "sha1", "SHA-1": "sha1", "SHA256": "sha256", "SHA384": "sha384", "SHA512": "sha512"}
_BLOCK_INPUT = bytes.fromhex("fea7d2763b4b9e79")
_BLOCK_HASH = bytes.fromhex("d7aa0f6d3061344e")
_BLOCK_KEY = bytes.fromhex("146e0be7abacd0d6")


def clear_header(page: bytes, *, is_jet3: bool) -> bytes:
    """The first page with the part in clear that every Access file hides under the same key."""
    end = _HEADER_AT + (126 if is_jet3 else 128)
    return page[:_HEADER_AT] + _rc4(_HEADER_KEY, page[_HEADER_AT:end]) + page[end:]


def decipher_of(path: Path, header: bytes, options: SourceOptions, *, is_accdb: bool) -> Decipher | None:
    """How the pages of the file are deciphered; None where they lie in clear. `header` is the clear first page.

    Raises the faults `password-needed`, `wrong-password` and `unsupported-encryption`.
    """
    key = header[_KEY_AT : _KEY_AT + 4]
    if key == bytes(4):
        return None
    length = struct.unpack_from("<H", header, _OFFICE_AT)[0] if is_accdb else 0
    if not length:
        return lambda page, number: _rc4(_page_key(key, number), page)
    info = header[_OFFICE_AT + 2 : _OFFICE_AT + 2 + length]
    if len(info) < 12:
        raise _unsupported(path, "its description is cut off")
    password = options.password_for(path)[:255].encode("utf-16-le")
    try:
        version = struct.unpack_from("<HH", info)
        if version == (4, 4):
            decipher = _agile(info, key, password, path)
        elif version[1] == 2 and version[0] in (2, 3, 4):
            decipher = _standard(info, key, password, path)
        else:
            raise _unsupported(path, f"version {version[0]}.{version[1]}")
    except (struct.error, ValueError, IndexError) as error:
        raise _unsupported(path, f"its description is damaged ({error})") from error
    if decipher is None:
        raise Fault(
            "wrong-password",
            f"{path} does not open with the given password.",
            hint="Ask the customer for the password with which the file opens in Access.",
        )
    return decipher


def _agile(info: bytes, key: bytes, password: bytes, path: Path) -> Decipher | None:
    xml = info[8:].decode("ascii", "replace")
    data, wrap = _attributes(xml, "keyData"), _attributes(xml, "p:encryptedKey")
    for each in (data, wrap):
        if each.get("cipherAlgorithm") != "AES" or each.get("cipherChaining") != "ChainingModeCBC":
            raise _unsupported(path, f"{each.get('cipherAlgorithm')} {each.get('cipherChaining')}")
    hash_name = _hash_name(path, wrap.get("hashAlgorithm", ""))
    data_hash = _hash_name(path, data.get("hashAlgorithm", ""))
    spins = int(wrap["spinCount"]) if wrap.get("spinCount", "").isdigit() else MAX_SPINS + 1
    if spins > MAX_SPINS:
        raise _unsupported(path, f"a spin count of {wrap.get('spinCount')}")
    salt = base64.b64decode(wrap.get("saltValue", ""))
    spun = hashlib.new(hash_name, salt + password).digest()
    for spin in range(spins):
        spun = hashlib.new(hash_name, struct.pack("<I", spin) + spun).digest()

    def unwrapped(block: bytes, name: str) -> bytes:
        width = int(wrap.get("keyBits", "128")) // 8
        derived = hashlib.new(hash_name, spun + block).digest()[:width].ljust(width, b"\x36")
        return _aes_cbc(derived, salt[:16].ljust(16, b"\x36"), base64.b64decode(wrap.get(name, "")))

    digest = hashlib.new(hash_name, unwrapped(_BLOCK_INPUT, "encryptedVerifierHashInput")).digest()
    if unwrapped(_BLOCK_HASH, "encryptedVerifierHashValue")[: len(digest)] != digest:
        return None
    secret = unwrapped(_BLOCK_KEY, "encryptedKeyValue")[: int(wrap.get("keyBits", "128")) // 8]
    data_salt = base64.b64decode(data.get("saltValue", ""))

    def decipher(page: bytes, number: int) -> bytes:
        vector = hashlib.new(data_hash, data_salt + _page_key(key, number)).digest()[:16].ljust(16, b"\x36")
        return _aes_cbc(secret, vector, page)

    return decipher


def _standard(info: bytes, key: bytes, password: bytes, path: Path) -> Decipher | None:
    """Standard encryption (AES in blocks of their own) and RC4 CryptoAPI share their description."""
    header_size = struct.unpack_from("<I", info, 8)[0]
    _, _, algorithm, _, bits = struct.unpack_from("<IIIII", info, 12)
    verifier = info[12 + header_size :]
    salt_size = struct.unpack_from("<I", verifier)[0]
    salt = verifier[4 : 4 + salt_size]
    expected, hash_size = (
        verifier[4 + salt_size : 20 + salt_size],
        struct.unpack_from("<I", verifier, 20 + salt_size)[0],
    )
    hashed = verifier[24 + salt_size :]
    base = hashlib.sha1(salt + password, usedforsecurity=False).digest()
    width = (bits or 40) // 8
    if algorithm in (0x6801, 0):

        def rc4_key(block: bytes) -> bytes:
            derived = hashlib.sha1(base + block, usedforsecurity=False).digest()[:width]
            return derived.ljust(16, b"\0") if width == 5 else derived

        clear = _rc4(rc4_key(bytes(4)), expected + hashed[:hash_size])
        if hashlib.sha1(clear[:16], usedforsecurity=False).digest()[:hash_size] != clear[16 : 16 + hash_size]:
            return None
        return lambda page, number: _rc4(rc4_key(_page_key(key, number)), page)
    if algorithm not in (0x660E, 0x660F, 0x6610):
        raise _unsupported(path, f"algorithm {algorithm:#x}")
    for spin in range(50_000):
        base = hashlib.sha1(struct.pack("<I", spin) + base, usedforsecurity=False).digest()
    check = _standard_key(base, bytes(4), width)
    digest = hashlib.sha1(_aes_ecb(check, expected), usedforsecurity=False).digest()
    if _aes_ecb(check, hashed[:32])[:20] != digest:
        return None
    return lambda page, number: _aes_ecb(_standard_key(base, _page_key(key, number), width), page)


def _standard_key(base: bytes, block: bytes, width: int) -> bytes:
    final = hashlib.sha1(base + block, usedforsecurity=False).digest()
    halves = b""
    for pad in (0x36, 0x5C):
        mixed = bytes(pad ^ byte for byte in final.ljust(64, b"\0"))
        halves += hashlib.sha1(mixed, usedforsecurity=False).digest()
    return halves[:width]


def _page_key(key: bytes, number: int) -> bytes:
    return bytes(left ^ right for left, right in zip(key, struct.pack("<I", number), strict=True))


def _attributes(xml: str, tag: str) -> dict[str, str]:
    """The attributes of an element of the small description, which is not parsed as XML: it is not ours."""
    found = re.search(rf"<{tag}\s([^>]*)>", xml)
    return dict(re.findall(r'(\w+)="([^"]*)"', found[1])) if found else {}


def _hash_name(path: Path, name: str) -> str:
    if name not in _HASHES:
        raise _unsupported(path, f"hash {name or '(none)'}")
    return _HASHES[name]


def _rc4(key: bytes, data: bytes) -> bytes:
    from cryptography.hazmat.decrepit.ciphers.algorithms import ARC4
    from cryptography.hazmat.primitives.ciphers import Cipher

    if len(key) < 5:
        key += key  # the same stream, from a key of a length that the library takes
    return Cipher(ARC4(key), None).decryptor().update(data)


def _aes_cbc(key: bytes, vector: bytes, data: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    return Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor().update(data)


def _aes_ecb(key: bytes, data: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    return Cipher(algorithms.AES(key), modes.ECB()).decryptor().update(data)  # noqa: S305 - as the format has it


def _unsupported(path: Path, what: str) -> Fault:
    return Fault(
        "unsupported-encryption",
        f"{path} is encrypted in a way that is not read: {what}.",
        hint="Ask the customer to open it in Access, choose File, Info, Decrypt Database, and deliver the result.",
    )
