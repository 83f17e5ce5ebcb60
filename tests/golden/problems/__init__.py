"""Problems with a known verdict: sound ones, and the same with one planted fault each.

`reading` reads the sound ones, `plants` puts faults into them, `rig` makes and judges a problem as
the pipeline does.
"""
