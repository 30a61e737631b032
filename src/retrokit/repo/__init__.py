"""The only room that runs git or touches the disk: where the files are, and their bytes."""

from retrokit.repo.cache import Cache, open_cache
from retrokit.repo.changes import begin_branch, current_branch, stage
from retrokit.repo.destination import destination, home_of_reports
from retrokit.repo.editor import edit, usual_editor
from retrokit.repo.files import MAX_BYTES, SourceFile, built_in, own_code, read, read_config, read_head, read_text
from retrokit.repo.halves import in_halves
from retrokit.repo.origin import install_source, runs_hooks
from retrokit.repo.place import Repository, open_repository
from retrokit.repo.reports import (
    REPORT_PATTERN,
    USUAL_FOLDERS,
    ReportFile,
    Stamp,
    find_reports,
    from_folder_or_root,
    may_be_report,
    report_names,
    those_that_are_reports,
    usual_folders,
)
from retrokit.repo.staged import changed_names, read_staged, staged_names
from retrokit.repo.templates import built_in_templates, own_templates
from retrokit.repo.writing import AlreadyThere, create_text, replace_bytes, replace_text, write_text

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
    "begin_branch",
    "built_in",
    "built_in_templates",
    "changed_names",
    "create_text",
    "current_branch",
    "destination",
    "edit",
    "find_reports",
    "from_folder_or_root",
    "home_of_reports",
    "in_halves",
    "install_source",
    "may_be_report",
    "open_cache",
    "open_repository",
    "own_code",
    "own_templates",
    "read",
    "read_config",
    "read_head",
    "read_staged",
    "read_text",
    "replace_bytes",
    "replace_text",
    "report_names",
    "runs_hooks",
    "stage",
    "staged_names",
    "those_that_are_reports",
    "usual_editor",
    "usual_folders",
    "write_text",
]
