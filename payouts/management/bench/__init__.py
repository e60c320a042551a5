"""Benchmarks: ours and the limit, measured side by side in one run."""
