"""Other software for the same task, beside ours on the same sentences and the same machine."""
