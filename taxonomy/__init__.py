"""An ESCO release, checked and turned into a read-only taxonomy artefact."""
