"""Named errors of the engine. They carry a code, never text that a visitor sent."""


class InvalidQuestion(ValueError):
    """The content of a question (or a draw) breaks a rule.

    `code` is a short name such as "too_few"; `path` says where, such as "options[2].text" ("" = the whole).
    """

    def __init__(self, code: str, path: str = "") -> None:
        super().__init__(f"{code}: {path}" if path else code)
        self.code = code
        self.path = path


class InvalidResponse(ValueError):
    """A response does not fit its question.

    `code` is one of: malformed, unknown_field, unknown_id, repeated_id, unknown_value, too_many, too_long, nul, empty,
    incomplete, not_here (a scenario choice that is not on offer at this moment); for typed texts text_too_long,
    unprintable; for typed numbers not_a_number, ambiguous_number, no_unit, unknown_unit, unit_missing.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class UnknownRuleVersion(ValueError):
    """The stored rule version has no scorer in this code (DESIGN §5: an old scorer stays)."""

    def __init__(self, rule_version: int) -> None:
        super().__init__(f"no scorer for rule version {rule_version}")
        self.rule_version = rule_version
