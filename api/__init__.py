"""HTTP, pages, persistence and the `immerse` command around the matcher."""

__version__ = "0.1.0"
