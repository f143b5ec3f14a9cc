"""What a wijkagent sees of his own area (DESIGN §6): groups with counts, people who agreed, figures, a table to take
along. Reads only; what is written down about it is in `services.portal`."""
