"""What the operator watches: figures for Prometheus (`metrics.py`), and whether all is well (`health.py`)."""
