"""One script per figure; `python -m benchmarks` runs them all and writes RESULTS.md."""
