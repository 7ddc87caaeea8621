"""What reading a part of a document has in common: elements by namespace, nested no deeper than documents are."""

from __future__ import annotations

from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesNSImpl

from api.errors import FileRefusedError
from api.uploads.archive import MAX_DEPTH

Name = tuple[str | None, str]
Attributes = AttributesNSImpl


class Elements(ContentHandler):
    """Hands elements on as `open` and `close`, text as `characters`."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = 0

    def open(self, name: Name, attributes: Attributes) -> None:
        """Note that an element begins."""

    def close(self, name: Name) -> None:
        """Note that it ends."""

    def startElementNS(self, name: Name, qname: str | None, attrs: Attributes) -> None:  # noqa: ARG002, N802 - xml.sax
        """Pass an element on."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise FileRefusedError(f"is nested more than {MAX_DEPTH} deep")
        self.open(name, attrs)

    def endElementNS(self, name: Name, qname: str | None) -> None:  # noqa: ARG002, N802 - xml.sax
        """Pass the end of an element on."""
        self.depth -= 1
        self.close(name)
