"""pandas.read_csv or read_json of a file. Prints its processor time in seconds and its peak memory in MB as JSON."""

import json
import resource
import sys
import time

import pandas

path = sys.argv[1]
began = time.process_time()
frame = pandas.read_csv(path) if path.endswith(".csv") else pandas.read_json(path, lines=path.endswith(".jsonl"))
seconds = time.process_time() - began
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"rows": len(frame), "columns": len(frame.columns), "seconds": seconds, "memory": memory}))
