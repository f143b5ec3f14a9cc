"""The page of a beheerder (DESIGN §6): who of us has which course, how to invite, whom to remind."""
