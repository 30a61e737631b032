"""The only room that runs git or touches the disk: where the files are, and their bytes."""

from retrokit.repo.cache import Cache, open_cache
from retrokit.repo.files import MAX_BYTES, SourceFile, built_in, own_code, read, read_config, read_text, write_text
from retrokit.repo.halves import in_halves
from retrokit.repo.place import Repository, open_repository
from retrokit.repo.reports import USUAL_FOLDERS, ReportFile, Stamp, find_reports

__all__ = [
    "MAX_BYTES",
    "USUAL_FOLDERS",
    "Cache",
    "ReportFile",
    "Repository",
    "SourceFile",
    "Stamp",
    "built_in",
    "find_reports",
    "in_halves",
    "open_cache",
    "open_repository",
    "own_code",
    "read",
    "read_config",
    "read_text",
    "write_text",
]
