"""The only room that runs git or touches the disk: where the files are, and their bytes."""

from retrokit.repo.cache import Cache, open_cache
from retrokit.repo.files import MAX_BYTES, SourceFile, built_in, own_code, read, read_config, read_head, read_text
from retrokit.repo.halves import in_halves
from retrokit.repo.origin import install_source, runs_hooks
from retrokit.repo.place import Repository, open_repository
from retrokit.repo.reports import REPORT_PATTERN, USUAL_FOLDERS, ReportFile, Stamp, find_reports, report_names
from retrokit.repo.templates import built_in_templates
from retrokit.repo.writing import AlreadyThere, create_text, replace_bytes, write_text

__all__ = [
    "MAX_BYTES",
    "REPORT_PATTERN",
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
    "install_source",
    "open_cache",
    "open_repository",
    "own_code",
    "read",
    "read_config",
    "read_head",
    "read_text",
    "replace_bytes",
    "report_names",
    "runs_hooks",
    "write_text",
]
