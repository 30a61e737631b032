"""The blocks of a report's body: headings, paragraphs, list items and table rows, with their plain text, their links and their line.

markdown-it-py finds them (CommonMark, with tables and strike-through of GitHub's flavour); HTML between them is read for the same blocks,
and so are the headings of MediaWiki and Jira. Code and HTML comments, where templates keep their prompts, are left out.
"""

from retrokit.markdown.blocks import Block, Inline, Kind, Link
from retrokit.markdown.reader import read_blocks

__all__ = ["Block", "Inline", "Kind", "Link", "read_blocks"]
