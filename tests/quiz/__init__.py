"""Tests of the quiz engine: plain Python, no database."""
