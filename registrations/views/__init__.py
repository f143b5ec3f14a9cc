"""Pages of the register, outside `/beheer/`."""
