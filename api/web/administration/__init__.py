"""What is in use, who may, what was done."""
