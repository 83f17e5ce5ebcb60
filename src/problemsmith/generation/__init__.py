"""The pipeline that makes a problem and proves it. Start reading at `workflow.py`."""
