"""Tests of the files in which questions come and go."""
