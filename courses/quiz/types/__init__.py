"""One module per question type."""
