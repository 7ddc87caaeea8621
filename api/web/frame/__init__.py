"""What all pages share: the base page, style, script and the language people read."""
