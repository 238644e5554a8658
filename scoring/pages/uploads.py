"""Files in forms: few forms take one, and what comes in others is not even read."""

from typing import Any

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.uploadhandler import (
    FileUploadHandler,
    SkipFile,
    StopUpload,
    TemporaryFileUploadHandler,
)


class RefuseFiles(FileUploadHandler):
    """Ends the reading of a form with the first file in it, before any of it is on disk."""

    def new_file(self, *arguments: object, **more: object) -> None:
        raise SuspiciousFileOperation("This form takes no files.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


class IgnoreFiles(FileUploadHandler):
    """Reads past files, so that who may not send one is answered as the page answers him."""

    def new_file(self, *arguments: object, **more: object) -> None:
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        return None

    def file_complete(self, file_size: int) -> None:
        return None


class OneFile(TemporaryFileUploadHandler):
    """Takes one file of so many bytes onto the disk; `is_too_large` says that there were more."""

    def __init__(self, most_bytes: int) -> None:
        super().__init__()
        self.is_too_large = False
        self._most_bytes = most_bytes
        self._files = 0

    def new_file(self, *arguments: Any, **more: Any) -> None:
        self._files += 1
        if self._files > 1:
            raise SuspiciousFileOperation("This form takes one file.")
        super().new_file(*arguments, **more)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > self._most_bytes:
            self.is_too_large = True
            # What is left is read off the line, so that the browser sees the answer
            raise StopUpload(connection_reset=False)
        super().receive_data_chunk(raw_data, start)
