"""One file for every command; ``register(app)`` adds it to the command line."""
