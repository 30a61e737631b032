"""The only room that runs git or touches the disk: where the files are, and their bytes."""

from retrokit.repo.cache import Cache, open_cache
from retrokit.repo.files import MAX_BYTES, SourceFile, built_in, own_code, read, read_config, read_text
from retrokit.repo.halves import in_halves
from retrokit.repo.place import Repository, open_repository
from retrokit.repo.reports import USUAL_FOLDERS, ReportFile, Stamp, find_reports
from retrokit.repo.templates import built_in_templates
from retrokit.repo.writing import AlreadyThere, create_text, replace_bytes, write_text

__all__ = [
    "MAX_BYTES",
    "USUAL_FOLDERS",
    "AlreadyThere",
    "Cache",
    "ReportFile",
    "Repository",
    "SourceFile",
    "Stamp",
    "built_in",
    "built_in_templates",
    "create_text",
    "find_reports",
    "in_halves",
    "open_cache",
    "open_repository",
    "own_code",
    "read",
    "read_config",
    "read_text",
    "replace_bytes",
    "write_text",
]
