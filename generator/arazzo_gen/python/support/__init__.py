"""The support code that a module takes in."""
