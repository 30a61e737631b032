"""What `retrokit init` finds and proposes: pure, of names, the beginnings of files, and the texts that are there already."""
