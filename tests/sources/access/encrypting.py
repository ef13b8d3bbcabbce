"""Access files encrypted in the ways of which no real file is at hand, from real ones in clear."""

from __future__ import annotations

import hashlib
import struct

from cryptography.hazmat.decrepit.ciphers.algorithms import ARC4
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

KEY = b"\x11\x22\x33\x44"
SALT = bytes(range(16))
VERIFIER = bytes(range(100, 116))


def rc4(key: bytes, data: bytes) -> bytes:
    return Cipher(ARC4(key * 2 if len(key) < 5 else key), None).encryptor().update(data)


def page_key(number: int) -> bytes:
    return bytes(a ^ b for a, b in zip(KEY, struct.pack("<I", number), strict=True))


def with_header(data: bytes, change: dict[int, bytes], *, hidden: int) -> bytearray:
    """The file with bytes of its first page changed, where the first part of the page is hidden."""
    page = bytearray(data)
    page[0x18 : 0x18 + hidden] = rc4(b"\xc7\xda\x39\x6b", bytes(page[0x18 : 0x18 + hidden]))
    for at, value in change.items():
        page[at : at + len(value)] = value
    page[0x18 : 0x18 + hidden] = rc4(b"\xc7\xda\x39\x6b", bytes(page[0x18 : 0x18 + hidden]))
    return page


def encoded_jet(data: bytes, page_size: int) -> bytes:
    """A `.mdb` "encoded" by Access: RC4 with a key that lies in the file."""
    out = with_header(data, {0x3E: KEY}, hidden=126 if page_size == 2048 else 128)
    for number in range(1, len(data) // page_size):
        at = number * page_size
        out[at : at + page_size] = rc4(page_key(number), data[at : at + page_size])
    return bytes(out)


def crypto_api(data: bytes, password: str, *, aes: bool) -> bytes:
    """An `.accdb` under RC4 CryptoAPI (128 bits), or under standard encryption (AES, 128 bits)."""
    base = hashlib.sha1(SALT + password.encode("utf-16-le")).digest()
    if aes:
        for spin in range(50_000):
            base = hashlib.sha1(struct.pack("<I", spin) + base).digest()

    def key(block: bytes) -> bytes:
        final = hashlib.sha1(base + block).digest()
        if not aes:
            return final[:16]
        return hashlib.sha1(bytes(0x36 ^ byte for byte in final.ljust(64, b"\0"))).digest()[:16]

    def encrypted(block: bytes, content: bytes) -> bytes:
        if not aes:
            return rc4(key(block), content)
        return Cipher(algorithms.AES(key(block)), modes.ECB()).encryptor().update(content)

    digest = hashlib.sha1(VERIFIER).digest()
    check = encrypted(bytes(4), VERIFIER + (digest.ljust(32, b"\0") if aes else digest))
    header = struct.pack("<IIIIIIII", 0x24 if aes else 0x04, 0, 0x660E if aes else 0x6801, 0x8004, 128, 0x18, 0, 0)
    info = struct.pack("<HHII", 3 if aes else 2, 2, 0x24 if aes else 0x04, len(header)) + header
    info += struct.pack("<I", 16) + SALT + check[:16] + struct.pack("<I", 20) + check[16:]
    out = with_header(data, {0x3E: KEY, 0x299: struct.pack("<H", len(info)) + info}, hidden=128)
    for number in range(1, len(data) // 4096):
        out[number * 4096 : (number + 1) * 4096] = encrypted(
            page_key(number), data[number * 4096 : (number + 1) * 4096]
        )
    return bytes(out)
