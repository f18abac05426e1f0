"""Linking a document's file: at once if it is drawn, otherwise soon."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib.credit.document import DocumentRequest
from chalicelib.credit.errors import Conflict
from chalicelib.services.clinics.read_only_switch import ReadOnlySwitch
from chalicelib.services.ports import Clock, DocumentFiles, DocumentStore

VALID_S = 60


@dataclass(frozen=True, slots=True)
class DocumentLink:
    """URLs that are valid for a minute: `url` downloads the document, `print_url` shows it in a browser."""

    url: str
    print_url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkDocument:
    store: DocumentStore
    files: DocumentFiles
    clock: Clock
    read_only: ReadOnlySwitch

    def __call__(self, wanted: DocumentRequest) -> DocumentLink | None:
        """Link the file, or return None while it is being drawn. The first request for it is stored.

        Raises NotWritable for a request that could not be stored.
        """
        now = self.clock.now()
        stored = self.store.document(wanted.patient, wanted.id)
        if stored and stored.is_ready(now):
            url = self.files.link(stored, valid_s=VALID_S)
            shown = self.files.link(stored, valid_s=VALID_S, inline=True)
            return DocumentLink(url, shown, now + timedelta(seconds=VALID_S))
        if stored is not None and stored.next_check_at is not None:
            return None
        self.read_only.require_writable(wanted.patient.clinic_id)
        if stored is None:
            self._save(replace(wanted, next_check_at=now))
        else:
            self._save(stored.changed(next_check_at=now, ready_at=None))
        return None

    def _save(self, request: DocumentRequest) -> None:
        try:
            self.store.save_document(request)
        except Conflict:  # Another request for the same document was stored first.
            return
