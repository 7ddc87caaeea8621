"""HTTP, web pages, persistence and the `immerse` command around a matcher."""
