"""Load tests: what users do (`deeds`), how it is checked, recorded and judged, and how runs are started (`running`).

`benchmarks/locustfile.py` and `benchmarks/arrivals.py` are what locust loads; only they, and what they alone import
(`asking`, `recording`), know locust, which patches the sockets of the process that imports it.
"""
