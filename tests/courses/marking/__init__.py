"""Open answers marked by a person: nobody passes before, the result and its mail come with the last one (DESIGN §5)."""
