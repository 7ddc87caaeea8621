"""An ESCO release, checked, as a read-only artefact."""
