"""From text to linked concepts, and from concepts to ranked, explained matches and gaps."""
