"""The only room that runs git or touches the disk: where the files are, and their bytes.

A name is taken from its module when it is first asked for: a commit hook needs few of them, and waits for all that are loaded.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retrokit.repo.cache import Cache as Cache
    from retrokit.repo.cache import open_cache as open_cache
    from retrokit.repo.changes import begin_branch as begin_branch
    from retrokit.repo.changes import current_branch as current_branch
    from retrokit.repo.changes import stage as stage
    from retrokit.repo.editor import edit as edit
    from retrokit.repo.editor import usual_editor as usual_editor
    from retrokit.repo.files import MAX_BYTES as MAX_BYTES
    from retrokit.repo.files import SourceFile as SourceFile
    from retrokit.repo.files import built_in as built_in
    from retrokit.repo.files import built_in_sample as built_in_sample
    from retrokit.repo.files import own_code as own_code
    from retrokit.repo.files import read as read
    from retrokit.repo.files import read_config as read_config
    from retrokit.repo.files import read_head as read_head
    from retrokit.repo.files import read_text as read_text
    from retrokit.repo.halves import in_halves as in_halves
    from retrokit.repo.home import destination as destination
    from retrokit.repo.home import home_of_reports as home_of_reports
    from retrokit.repo.hooks import hook_file as hook_file
    from retrokit.repo.origin import install_source as install_source
    from retrokit.repo.origin import runs_hooks as runs_hooks
    from retrokit.repo.place import Repository as Repository
    from retrokit.repo.place import open_repository as open_repository
    from retrokit.repo.reports import REPORT_PATTERN as REPORT_PATTERN
    from retrokit.repo.reports import USUAL_FOLDERS as USUAL_FOLDERS
    from retrokit.repo.reports import ReportFile as ReportFile
    from retrokit.repo.reports import Stamp as Stamp
    from retrokit.repo.reports import find_reports as find_reports
    from retrokit.repo.reports import from_folder_or_root as from_folder_or_root
    from retrokit.repo.reports import may_be_report as may_be_report
    from retrokit.repo.reports import report_names as report_names
    from retrokit.repo.reports import report_places as report_places
    from retrokit.repo.reports import those_that_are_reports as those_that_are_reports
    from retrokit.repo.reports import usual_folders as usual_folders
    from retrokit.repo.staged import changed_names as changed_names
    from retrokit.repo.staged import read_blobs as read_blobs
    from retrokit.repo.staged import read_staged as read_staged
    from retrokit.repo.staged import staged_names as staged_names
    from retrokit.repo.templates import built_in_templates as built_in_templates
    from retrokit.repo.templates import own_templates as own_templates
    from retrokit.repo.tracked import Tracked as Tracked
    from retrokit.repo.tracked import modified_names as modified_names
    from retrokit.repo.tracked import tracked_reports as tracked_reports
    from retrokit.repo.writing import AlreadyThere as AlreadyThere
    from retrokit.repo.writing import create_text as create_text
    from retrokit.repo.writing import delete as delete
    from retrokit.repo.writing import replace_bytes as replace_bytes
    from retrokit.repo.writing import replace_text as replace_text
    from retrokit.repo.writing import write_text as write_text

_HOMES = """
    cache: Cache open_cache
    changes: begin_branch current_branch stage
    hooks: hook_file
    home: destination home_of_reports
    editor: edit usual_editor
    files: MAX_BYTES SourceFile built_in built_in_sample own_code read read_config read_head read_text
    halves: in_halves
    origin: install_source runs_hooks
    place: Repository open_repository
    reports: REPORT_PATTERN USUAL_FOLDERS ReportFile Stamp find_reports from_folder_or_root may_be_report report_names report_places those_that_are_reports usual_folders
    staged: changed_names read_blobs read_staged staged_names
    templates: built_in_templates own_templates
    tracked: Tracked modified_names tracked_reports
    writing: AlreadyThere create_text delete replace_bytes replace_text write_text
"""
_HOME_OF = {
    name: home
    for home, _, names in (line.partition(":") for line in _HOMES.split("\n") if line.strip())
    for name in names.split()
}


def __getattr__(name: str) -> object:
    if name not in _HOME_OF:
        raise AttributeError(f"no {name} in {__name__}")
    found = getattr(importlib.import_module(f"{__name__}.{_HOME_OF[name].strip()}"), name)
    globals()[name] = found
    return found
