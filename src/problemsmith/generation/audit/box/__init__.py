"""The programs that run inside the sandbox: data sets are nobody's that we trust.

They use the standard library alone. `bench.py` puts them together with one problem's texts.
"""
