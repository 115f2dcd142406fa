"""Drawn product pictures: a palette, a pen, one module of shapes per department, and the canvas."""
