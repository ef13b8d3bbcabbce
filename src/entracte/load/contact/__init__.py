"""Loading contacts: a plan in the engine, then named SQL in the environment."""
