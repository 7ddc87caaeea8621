"""Quality against published results, speed, load, and the tables made from what they measure."""
