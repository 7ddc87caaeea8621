"""What those answerable for an installation look at and do: the state, people and permissions, the record, reports."""
