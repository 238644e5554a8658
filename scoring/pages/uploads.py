"""No form of the site takes files: one that comes all the same is not even read."""

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.uploadhandler import FileUploadHandler


class RefuseFiles(FileUploadHandler):
    """Ends the reading of a form with the first file in it, before any of it is on disk."""

    def new_file(self, *arguments: object, **more: object) -> None:
        raise SuspiciousFileOperation("This form takes no files.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
