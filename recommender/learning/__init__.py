"""Choosing dials and blend weights from the past."""
