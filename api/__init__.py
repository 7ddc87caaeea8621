"""HTTP, pages, persistence and the `immerse` command around the matcher."""
