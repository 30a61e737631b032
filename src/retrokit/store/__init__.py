"""What is remembered between runs, as bytes: the reports that were read, and how they compare.

Nothing here is trusted further than its seal (see `repo.cache`): what does not fit what is asked for is read and compared anew.
"""
