"""Every question type as people answer it: with a keyboard, with a finger on a small phone, without JavaScript."""
