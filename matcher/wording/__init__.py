"""How each language says what `matcher.messages` names."""
