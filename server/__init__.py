"""Grain of Salt: tells what is quietly wrong in a job posting, where, and why.

The way of the data, one package a step, nothing imported upstream:

    bytes -> document/ -> posting/ -> rules/ -> report.py

`check.py` walks that way on one page and is pure; `api/`, `store/` and `web/`
are the shell around it.
"""

__version__ = "0.1.0"
