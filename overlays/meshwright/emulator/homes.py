"""Where a service keeps its files and records: in the folder of ``--data``, else in a temporary folder."""

from __future__ import annotations

from pathlib import Path
from random import Random

from attrs import frozen

from .archive import Archive
from .folders import private_folder, remove, temporary_folder
from .settings import Settings
from .signed_urls import SECRET_BYTES, kept_secret

KEY = "signing.key"


@frozen
class Home:
    """The folder, the archive (None if nothing is kept) and the key of signed URLs of one service."""

    folder: Path
    archive: Archive | None
    secret: bytes

    @classmethod
    def of(cls, settings: Settings, folder: str, archive: str, random: Random) -> Home:
        """Open the named folder and file in ``--data``; raises ValueError for files that cannot be used."""
        kept = settings.data
        if kept is None:
            return cls(temporary_folder(folder), None, random.randbytes(SECRET_BYTES))
        private_folder(kept, archive)
        private_folder(kept / folder, "")
        secret = kept_secret(kept / KEY, random)
        return cls(kept / folder, Archive(kept / archive, settings.clock), secret)

    def release(self) -> None:
        """Close the archive; the files stay."""
        if self.archive is not None:
            self.archive.close()

    def remove(self) -> None:
        """Remove the files, unless they are kept."""
        if self.archive is None:
            remove(self.folder)
