"""No answer is ever lost, sent for somebody else, or called saved when it is not (docs/design.md §5, §11a)."""
