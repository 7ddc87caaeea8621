"""What is new for the people somebody looks after."""
