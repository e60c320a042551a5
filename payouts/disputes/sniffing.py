"""What a file is, by its own bytes and never by its name."""

from typing import Final

# Ten megabytes: some minutes of a call, or a page photographed by a phone.
MOST_BYTES: Final = 10 * 1024 * 1024

_BY_START: Final[tuple[tuple[bytes, str], ...]] = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
)
# What any of these begin with may be run by somebody, whatever they are called.
_MARKUP: Final = (b"<!doctype", b"<html", b"<svg", b"<?xml", b"<script", b"<?php", b"#!")
ENDINGS: Final = {
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "audio/flac": "flac",
    "audio/wav": "wav",
    "audio/mp4": "m4a",
    "text/plain": "txt",
}


def media_type_of(content: bytes) -> str | None:
    """The media type of a recording, a document, a picture or plain text; else nothing.

    >>> media_type_of(b"%PDF-1.7 ...")
    'application/pdf'
    >>> media_type_of(b"<html>")
    """
    for start, media_type in _BY_START:
        if content.startswith(start):
            return media_type
    if content[:4] == b"RIFF":
        return {b"WAVE": "audio/wav", b"WEBP": "image/webp"}.get(content[8:12])
    if content[4:8] == b"ftyp" and content[8:11] in {b"M4A", b"M4B"}:
        return "audio/mp4"
    return "text/plain" if _is_plain_text(content) else None


def _is_plain_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    if content.lstrip().lower().startswith(_MARKUP):
        return False
    return bool(text.strip()) and all(sign.isprintable() or sign in "\r\n\t" for sign in text)
